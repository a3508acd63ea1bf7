"""Read what draws need to know of a million experiences in about a second.

Made into Python objects one by one, six million numbers take several seconds. So the database
itself writes each column of some ten thousand rows as one text, and numpy reads it.

Scores and distances are read to a billionth and lengths to a thousandth, always and on both
databases alike: so the index is the same whether it grew or was read at once.
"""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select, text

from buffer.experience import Origin
from buffer.index import IndexColumns
from buffer.priority import LengthMeasure
from buffer.schema import ExperienceRow

__all__ = ["index_columns"]

SCAN = 50_000
"""Ids read at once."""

BILLION = 1_000_000_000
SHIFT = 30
"""A billion needs 30 bits, so score and distance share one number."""


def index_columns(
    connection: Connection, after: int, measure: LengthMeasure | None
) -> Iterator[IndexColumns]:
    """The drawable experiences with larger ids, in order and in pieces.

    Lengths are read in `measure`; None leaves them unknown, which spares a join.
    """
    last = connection.execute(select(func.max(ExperienceRow.id))).scalar() or 0
    query = text(_query(connection.dialect.name, measure))
    for start in range(after, last, SCAN):
        found = connection.execute(query, {"start": start, "end": start + SCAN}).one()
        if found[0] is not None:
            yield _columns(tuple(found))


def _query(dialect: str, measure: LengthMeasure | None) -> str:
    score, distance = (
        _whole(dialect, f"e.{name} * {BILLION} + 0.5") for name in ("score", "distance")
    )
    cases = " ".join(f"WHEN '{origin}' THEN {code}" for code, origin in enumerate(Origin))
    lengths, join = "NULL", ""
    if measure is not None:
        lengths = _joined(dialect, _whole(dialect, f"COALESCE(p.{measure}, -1) * 1000 + 0.5"))
        join = "JOIN programs p ON p.id = e.program_id"
    return f"""
        SELECT {_joined(dialect, "e.id")},
               {_listed(dialect, "e.task_id")},
               {_joined(dialect, f"({score} << {SHIFT}) | {distance}")},
               {_joined(dialect, f"e.meta_iteration * {len(Origin)} + CASE e.origin {cases} END")},
               {lengths}
        FROM experiences e {join}
        WHERE e.evicted_in IS NULL AND e.id > :start AND e.id <= :end"""  # noqa: S608


def _whole(dialect: str, expression: str) -> str:
    """The whole part: SQLite's CAST cuts off, PostgreSQL's would round."""
    if dialect == "sqlite":
        return f"CAST({expression} AS INTEGER)"
    return f"CAST(trunc({expression}) AS BIGINT)"


def _joined(dialect: str, expression: str) -> str:
    return (
        f"group_concat({expression})"
        if dialect == "sqlite"
        else f"string_agg(CAST({expression} AS TEXT), ',')"
    )


def _listed(dialect: str, expression: str) -> str:
    return (
        f"json_group_array({expression})"
        if dialect == "sqlite"
        else f"CAST(json_agg({expression}) AS TEXT)"
    )


def _columns(found: tuple[Any, ...]) -> IndexColumns:
    ids, tasks, nearness, when, lengths = found
    numbers = _numbers(ids)
    both, ages = _numbers(nearness), _numbers(when)
    sizes = np.full(len(numbers), -1) if lengths is None else _numbers(lengths)
    columns = IndexColumns(
        ids=numbers,
        tasks=json.loads(tasks),
        origins=ages % len(Origin),
        scores=(both >> SHIFT) / BILLION,
        distances=(both & ((1 << SHIFT) - 1)) / BILLION,
        meta_iterations=ages // len(Origin),
        lengths=np.where(sizes < 0, np.nan, sizes / 1000),
    )
    # The order within an aggregate is the scan's, nearly always that of ids, but not by promise.
    return columns if (np.diff(numbers) > 0).all() else columns.take(np.argsort(numbers))


def _numbers(written: str) -> NDArray[np.int64]:
    return np.fromstring(written, np.int64, sep=",")
