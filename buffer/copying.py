"""Copy a buffer into another database, SQLite to PostgreSQL or back, and check the copy."""

from sqlalchemy import Connection, Table, insert, select

from buffer.errors import BufferConflict, CopyMismatch
from buffer.fingerprints import fingerprint
from buffer.reading import count_rows
from buffer.replay import ReplayBuffer
from buffer.schema import Base

__all__ = ["copy_buffer"]

BATCH = 5_000
"""Rows carried at once."""


def copy_buffer(source: ReplayBuffer, target: ReplayBuffer) -> dict[str, int]:
    """Copy every row into an empty buffer, in one transaction; returns the rows of each table.

    Raises BufferConflict if the target holds anything, CopyMismatch if counts or contents differ
    afterwards (another process wrote to the source meanwhile); the target is then empty again.
    """
    counts: dict[str, int] = {}
    with source.store.read() as reader, target.store.write() as writer:
        _check_empty(writer, target.store.label)
        for table in Base.metadata.sorted_tables:
            counts[table.name] = _copy_table(reader, writer, table)
            found = count_rows(writer, table)
            if found != counts[table.name]:
                raise CopyMismatch(f"{table.name}: {counts[table.name]} rows read, {found} written")
        if fingerprint(source) != fingerprint(target):
            raise CopyMismatch(f"the copy in {target.store.label} differs from its source")
    target.reload()
    return counts


def _check_empty(writer: Connection, label: str) -> None:
    filled = [t.name for t in Base.metadata.sorted_tables if count_rows(writer, t)]
    if filled:
        raise BufferConflict(
            f"{label} already holds rows in {', '.join(filled)}: copy into an empty one"
        )


def _copy_table(reader: Connection, writer: Connection, table: Table) -> int:
    rows = select(table).order_by(*table.primary_key.columns)
    copied = 0
    streamed = reader.execution_options(yield_per=BATCH).execute(rows)
    for batch in streamed.mappings().partitions():
        writer.execute(insert(table), [dict(row) for row in batch])
        copied += len(batch)
    return copied
