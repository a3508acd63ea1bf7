"""What a database driver raises, said in this package's words.

Both drivers are told apart by their own codes (SQLite's error name, PostgreSQL's SQLSTATE), never
by the wording of a message.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from buffer.addresses import scrubbed
from buffer.errors import (
    BufferConflict,
    BufferDamaged,
    BufferError,  # noqa: A004
    BufferFull,
    BufferLocked,
    BufferReadOnly,
    BufferUnavailable,
)
from data.errors import plain

__all__ = ["translated", "understood"]

_LONGEST = 200
"""Characters of a driver's message that ours repeats."""

_ADVICE: dict[type[BufferError], str] = {
    BufferFull: "no space is left for it; nothing of this step was stored, free some and resume",
    BufferLocked: "another process kept it locked for longer than the time allowed; nothing of this"
    " step was stored, wait for that process or end it, and resume",
    BufferReadOnly: "it cannot be written: check the permissions of the file and its folder",
    BufferDamaged: "it is torn or no database; restore a backup",
    BufferUnavailable: "it cannot be reached: check the address, the server and the disk",
    BufferConflict: "what was to be stored breaks one of its rules; nothing of it was stored",
}

_SQLITE: dict[str, type[BufferError]] = {
    "SQLITE_FULL": BufferFull,
    "SQLITE_IOERR_WRITE": BufferFull,  # what a file-size limit or quota gives
    "SQLITE_IOERR_SHMSIZE": BufferFull,  # no room for the index of the write-ahead log
    "SQLITE_BUSY": BufferLocked,
    "SQLITE_LOCKED": BufferLocked,
    "SQLITE_READONLY": BufferReadOnly,
    "SQLITE_PERM": BufferReadOnly,
    "SQLITE_CORRUPT": BufferDamaged,
    "SQLITE_NOTADB": BufferDamaged,
    "SQLITE_ERROR": BufferDamaged,  # a table or column is missing
    "SQLITE_TOOBIG": BufferDamaged,
    "SQLITE_MISMATCH": BufferDamaged,
    "SQLITE_CANTOPEN": BufferUnavailable,
    "SQLITE_IOERR": BufferUnavailable,
}

_POSTGRES: dict[str, type[BufferError]] = {
    "53100": BufferFull,
    "55P03": BufferLocked,
    "40P01": BufferLocked,
    "40001": BufferLocked,
    "57014": BufferLocked,
    "25006": BufferReadOnly,
    "42501": BufferReadOnly,
    "XX001": BufferDamaged,
    "XX002": BufferDamaged,
}


@contextmanager
def translated(label: str) -> Iterator[None]:
    """Raise what the driver raises inside as a BufferError that names the database."""
    try:
        yield
    except DBAPIError as error:
        kind = _kind(error)
        if kind is None:
            raise
        # `from None`: the driver's own message may repeat the address with its password
        raise kind(f"{label}: {_ADVICE[kind]} [{_first_line(error)}]") from None


@contextmanager
def understood(label: str) -> Iterator[None]:
    """Raise what reading rows into values raises as a BufferDamaged: they are not what we wrote."""
    try:
        yield
    except (BufferError, SQLAlchemyError):
        raise
    except Exception as error:  # whatever a value that is none of ours leads to
        raise BufferDamaged(
            f"{label}: what is stored cannot be read: {plain(repr(error), _LONGEST)}"
        ) from error


def _kind(error: DBAPIError) -> type[BufferError] | None:
    if isinstance(error, IntegrityError):
        return BufferConflict
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is None and isinstance(error.orig, sqlite3.OperationalError):
        return BufferDamaged  # a text that is no UTF-8
    if isinstance(name, str):
        # Extended names add to the basic one: SQLITE_BUSY_SNAPSHOT, SQLITE_READONLY_DIRECTORY.
        basic = "_".join(name.split("_")[:2])
        return _SQLITE.get(name, _SQLITE.get(basic))
    state = getattr(error.orig, "sqlstate", None)
    if state in _POSTGRES:
        return _POSTGRES[state]
    if state is None and hasattr(error.orig, "sqlstate"):
        return BufferUnavailable  # the server was not reached at all, or went away
    if isinstance(state, str) and state[:2] in {"08", "28", "3D", "57"}:
        return BufferUnavailable
    return None


def _first_line(error: DBAPIError) -> str:
    return plain(scrubbed(str(error.orig).strip().partition("\n")[0]), _LONGEST)
