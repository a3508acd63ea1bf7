"""Digests by which two buffers are compared.

`fingerprint` is of every row, so it is equal only for databases that one can be put in place of
the other. `content_fingerprint` is of what was found: tasks, programs, outcomes, origins; not of
times, numbers of rows, or what depends on the machine (log-probabilities differ in the seventh
digit with the number of threads; packed bytes with the version of zlib). Both are the same on
SQLite and PostgreSQL.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from buffer.packing import unpack
from buffer.replay import ReplayBuffer
from buffer.schema import (
    Base,
    ExperienceRow,
    OutcomeRow,
    OutputsRow,
    ProgramRow,
    SolutionRow,
    StateRow,
    TaskRow,
)
from buffer.seals.sealing import SEAL

__all__ = ["content_fingerprint", "fingerprint"]

PEOPLES_TIMES = frozenset({"found_at", "finished_at"})
"""Columns that hold wall-clock times: the only ones that two equal runs differ in."""

_AT_ONCE = 10_000
_DIGITS = 9
"""Digits of scores and distances that count, as in the index (`buffer.scanning`)."""


def fingerprint(buffer: ReplayBuffer) -> str:
    """A digest of everything stored but wall-clock times: equal for runs that are equal.

    Independent of the database that holds it.
    """
    digest = hashlib.blake2b(digest_size=16)
    with buffer.store.read() as connection:
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if column.name not in PEOPLES_TIMES]
            digest.update(table.name.encode())
            rows = select(*columns).order_by(*table.primary_key.columns)
            if table.name == StateRow.__tablename__:
                rows = rows.where(table.columns["name"] != SEAL)
            for row in connection.execution_options(yield_per=_AT_ONCE).execute(rows):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def content_fingerprint(buffer: ReplayBuffer) -> str:
    """A digest of what was found, 32 hexadecimal digits; see above what that is."""
    digest = hashlib.blake2b(digest_size=16)
    with buffer.store.read() as connection:
        for part in (_tasks, _experiences, _solutions, _outcomes):
            digest.update(part.__name__.encode())
            for row in part(connection):
                digest.update(json.dumps(row).encode() + b"\n")
    return digest.hexdigest()


def _tasks(connection: Connection) -> list[Any]:
    rows = connection.execute(select(TaskRow.id, TaskRow.demonstrations)).all()
    return sorted([name, None if packed is None else unpack(packed)] for name, packed in rows)


def _experiences(connection: Connection) -> Iterator[Any]:
    e, parent = ExperienceRow, aliased(ProgramRow)
    query = (
        select(
            e.task_id,
            ProgramRow.text,
            parent.text,
            e.origin,
            e.meta_iteration,
            e.score,
            e.distance,
            OutputsRow.packed,
        )
        .join(ProgramRow, ProgramRow.id == e.program_id)
        .join(OutputsRow, OutputsRow.experience_id == e.id, isouter=True)
        .join(parent, parent.id == e.parent_id, isouter=True)
        .order_by(e.id)
    )
    streamed = connection.execution_options(yield_per=_AT_ONCE).execute(query)
    for *names, score, distance, packed in streamed:
        outputs = None if packed is None else unpack(packed)
        yield [*names, round(score, _DIGITS), round(distance, _DIGITS), outputs]


def _solutions(connection: Connection) -> list[Any]:
    s = SolutionRow
    query = (
        select(s.task_id, ProgramRow.text, s.origin, s.meta_iteration, s.executed)
        .join(ProgramRow, ProgramRow.id == s.program_id)
        .order_by(s.id)
    )
    return [list(row) for row in connection.execute(query)]


def _outcomes(connection: Connection) -> list[Any]:
    row = OutcomeRow
    query = select(row.meta_iteration, row.origin, row.kind, row.count)
    return sorted(list(each) for each in connection.execute(query))
