"""Writing experiences, tasks and evictions on a connection inside a write transaction.

Ids are given here, not by the database: one more than the largest, in the order of adding. Writers
take turns (`buffer.store`), so this is safe, and equal adds give equal ids on every database.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from buffer.errors import BufferConflict
from buffer.experience import Experience
from buffer.packing import pack, unpack
from buffer.schema import ExperienceRow, OutputsRow, ProgramRow, TaskRow
from data.tasks import Task

__all__ = [
    "add_experiences",
    "add_tasks",
    "chunks",
    "digest",
    "evict",
    "find_programs",
    "insert_rows",
    "next_id",
    "program_ids",
    "table_of",
]

CHUNK = 1000
"""Parameters in one IN list: well under what either database allows."""

T = TypeVar("T")


def chunks(values: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The values in pieces of at most `size`."""
    return (values[i : i + size] for i in range(0, len(values), size))


def digest(text: str) -> bytes:
    """16 bytes that stand for a program's text."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def table_of(model: type[Any]) -> Table:
    """The table of a model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def next_id(connection: Connection, model: type[Any]) -> int:
    """The id for the next row; sound inside a write transaction only."""
    return int(connection.execute(select(func.max(model.id))).scalar() or 0) + 1


def insert_rows(
    connection: Connection, model: type[Any], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows by the driver's own bulk insertion."""
    table = table_of(model)
    if len(rows) < CHUNK:
        if rows:
            connection.execute(insert(table), list(rows))
        return
    # Many rows go to the driver as they are: their values need no conversion, and SQLAlchemy's
    # handling of each would take as long as the insertion itself.
    names = [str(column.name) for column in table.columns if column.name in rows[0]]
    if connection.dialect.driver == "psycopg":
        _copy(connection, table, names, rows)
        return
    blanks = ", ".join(["?" if connection.dialect.paramstyle == "qmark" else "%s"] * len(names))
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({blanks})"  # noqa: S608
    for piece in chunks(rows, 10 * CHUNK):
        connection.exec_driver_sql(statement, [tuple(row[n] for n in names) for row in piece])


def _copy(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows by PostgreSQL's COPY: half the CPU time of INSERT for client and server.

    Raises what SQLAlchemy raises for a failed statement.
    """
    statement = f"COPY {table.name} ({', '.join(names)}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    errors: Any = connection.dialect.loaded_dbapi
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])
    except errors.Error as error:
        gone = connection.dialect.is_disconnect(error, driver, None)
        if gone:
            connection.invalidate(error)
        raise DBAPIError.instance(
            statement, None, error, errors.Error, connection_invalidated=gone,
            dialect=connection.dialect,
        ) from None  # fmt: skip


def add_tasks(connection: Connection, tasks: Iterable[Task]) -> None:
    """Store the demonstrations of tasks not yet stored.

    Raises BufferConflict if a task's demonstrations are stored with other grids.
    """
    given = {
        task.id: pack(grid for pair in task.demonstrations for grid in (pair.input, pair.output))
        for task in tasks
    }
    stored: dict[str, bytes | None] = {}
    for piece in chunks(list(given)):
        query = select(TaskRow.id, TaskRow.demonstrations).where(TaskRow.id.in_(piece))
        stored.update((row[0], row[1]) for row in connection.execute(query))
    for task_id, packed in stored.items():
        # Not the packed bytes: another zlib may pack the same grids otherwise.
        if packed is not None and unpack(packed) != unpack(given[task_id]):
            raise BufferConflict(
                f"task {task_id} is stored with other demonstrations than those given: the task"
                " files changed since the buffer was made"
            )
    bare = [task_id for task_id, packed in stored.items() if packed is None]
    for task_id in bare:
        change = update(TaskRow).where(TaskRow.id == task_id)
        connection.execute(change.values(demonstrations=given[task_id]))
    rows = [{"id": t, "demonstrations": p} for t, p in given.items() if t not in stored]
    insert_rows(connection, TaskRow, rows)


def add_experiences(connection: Connection, experiences: Sequence[Experience]) -> int:
    """Store those whose (task, program) is not yet stored; returns how many were.

    The first of equal ones counts. A task not known gets a row with its name only. Raises
    BufferConflict for outputs that are no grids.
    """
    if not experiences:
        return 0
    _add_task_names(connection, [e.task_id for e in experiences])
    bits = {e.program: e.bits for e in reversed(experiences) if e.bits is not None}
    texts: dict[str, None] = {}
    for e in experiences:
        if e.parent is not None:
            texts[e.parent] = None
        texts[e.program] = None
    ids, new_from = program_ids(connection, texts, bits)
    fresh = _not_stored(connection, experiences, ids, new_from)
    first = next_id(connection, ExperienceRow)
    rows = [_row(number, e, ids) for number, e in enumerate(fresh, first)]
    insert_rows(connection, ExperienceRow, rows)
    packed = [
        {"experience_id": number, "packed": _packed(e)} for number, e in enumerate(fresh, first)
    ]
    insert_rows(connection, OutputsRow, packed)
    return len(fresh)


def _packed(experience: Experience) -> bytes:
    try:
        return pack(experience.outputs)
    except ValueError as error:
        raise BufferConflict(
            f"an output on task {experience.task_id} is no grid: {error}"
        ) from None


def _row(number: int, experience: Experience, ids: Mapping[str, int]) -> dict[str, Any]:
    parent = experience.parent
    return {
        "id": number,
        "task_id": experience.task_id,
        "program_id": ids[experience.program],
        "score": float(experience.score),
        "distance": float(experience.distance),
        "origin": experience.origin.value,
        "parent_id": None if parent is None else ids[parent],
        "meta_iteration": experience.meta_iteration,
        "checkpoint": experience.checkpoint,
        "log_probability": experience.log_probability,
    }


def _add_task_names(connection: Connection, names: Iterable[str]) -> None:
    wanted = list(dict.fromkeys(names))
    known: set[str] = set()
    for piece in chunks(wanted):
        known.update(connection.execute(select(TaskRow.id).where(TaskRow.id.in_(piece))).scalars())
    missing = [name for name in wanted if name not in known]
    insert_rows(connection, TaskRow, [{"id": name, "demonstrations": None} for name in missing])


def find_programs(connection: Connection, texts: Iterable[str]) -> dict[str, int]:
    """Ids of those programs that are stored."""
    digests = {digest(text): text for text in texts}
    found: dict[str, int] = {}
    for piece in chunks(list(digests)):
        query = select(ProgramRow.digest, ProgramRow.id).where(ProgramRow.digest.in_(piece))
        found.update((digests[bytes(row[0])], row[1]) for row in connection.execute(query))
    return found


def program_ids(
    connection: Connection, texts: Iterable[str], bits: Mapping[str, float | None]
) -> tuple[dict[str, int], int]:
    """Ids of programs, storing the new ones in the given order; and the first of the new ids."""
    wanted = list(dict.fromkeys(texts))
    ids = find_programs(connection, wanted)
    first = next_id(connection, ProgramRow)
    known = [(ids[text], bits[text]) for text in bits if text in ids]
    rows: list[dict[str, Any]] = []
    for text in wanted:
        if text not in ids:
            ids[text] = first + len(rows)
            rows.append(
                {
                    "id": ids[text],
                    "text": text,
                    "digest": digest(text),
                    "lines": text.count("\n") + 1,
                    "characters": len(text),
                    "bits": bits.get(text),
                }
            )
    insert_rows(connection, ProgramRow, rows)
    _add_bits(connection, known)
    return ids, first


def _add_bits(connection: Connection, known: Sequence[tuple[int, float | None]]) -> None:
    # A program first seen as a parent came without its bits.
    if known:
        change = (
            update(table_of(ProgramRow))
            .where(ProgramRow.id == bindparam("program"), ProgramRow.bits.is_(None))
            .values(bits=bindparam("length"))
        )
        connection.execute(change, [{"program": p, "length": b} for p, b in known])


def _not_stored(
    connection: Connection, experiences: Sequence[Experience], ids: Mapping[str, int], new_from: int
) -> list[Experience]:
    seen: set[tuple[str, int]] = set()
    old = sorted({ids[e.program] for e in experiences if ids[e.program] < new_from})
    for piece in chunks(old):
        query = select(ExperienceRow.task_id, ExperienceRow.program_id).where(
            ExperienceRow.program_id.in_(piece)
        )
        seen.update((row[0], row[1]) for row in connection.execute(query))
    fresh = []
    for e in experiences:
        pair = (e.task_id, ids[e.program])
        if pair not in seen:
            seen.add(pair)
            fresh.append(e)
    return fresh


def evict(connection: Connection, ids: Sequence[int], meta_iteration: int) -> None:
    """Drop the outputs of experiences, so that they are drawn no more; their rows stay."""
    for piece in chunks([int(i) for i in ids]):
        connection.execute(delete(OutputsRow).where(OutputsRow.experience_id.in_(piece)))
        change = update(ExperienceRow).where(ExperienceRow.id.in_(piece))
        connection.execute(change.values(evicted_in=meta_iteration))
