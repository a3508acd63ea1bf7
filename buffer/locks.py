"""Who works in a database: one run at a time, wherever its database lies.

Beside an SQLite file lies `<name>.lock`, locked while somebody holds the database (not the file
itself: closing it would end SQLite's own locks of this process). A PostgreSQL database is held by
an advisory lock of a connection. Either is freed by the system or the server if the holder dies.
Readers, and writers of single steps that any order of is right, need not hold it.
"""

import errno
import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from buffer.errors import BufferInUse, BufferUnavailable

__all__ = ["HOLDER_LOCK", "hold_database", "hold_file"]

HOLDER_LOCK = 0x0C0DE18
"""The number of the advisory lock of whoever holds a PostgreSQL database."""

_UNSUPPORTED = {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS}


def hold_file(path: Path) -> Callable[[], None]:
    """Hold an SQLite file for this process; returns what lets it go.

    Raises BufferInUse if another holds it, BufferUnavailable if it cannot be locked at all.
    """
    lock = path.resolve().with_name(path.resolve().name + ".lock")
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(lock, flags, 0o600)
    except OSError as error:
        raise BufferUnavailable(f"{lock}: cannot be written: {error.strerror}") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        owner = os.read(descriptor, 20).decode(errors="replace").strip() or "unknown"
        os.close(descriptor)
        if error.errno in _UNSUPPORTED:
            raise BufferUnavailable(
                f"{lock}: this file system has no locks ({error.strerror}): use another"
            ) from None
        raise BufferInUse(f"{path} is in use by process {owner}") from None
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    except OSError as error:
        os.close(descriptor)
        raise BufferUnavailable(
            f"{lock}: cannot be written: {error.strerror}; mend that and try again"
        ) from None
    return lambda: os.close(descriptor)


def hold_database(engine: Engine, label: str) -> Callable[[], None]:
    """Hold a PostgreSQL database for this process; returns what lets it go.

    Raises BufferInUse if another holds it, and what the driver raises.
    """
    connection: Connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        taken = text(f"SELECT pg_try_advisory_lock({HOLDER_LOCK})")
        if not connection.execute(taken).scalar():
            raise BufferInUse(f"{label} is in use by another process")
    except BaseException:
        connection.close()
        raise

    def let_go() -> None:
        try:
            connection.execute(text(f"SELECT pg_advisory_unlock({HOLDER_LOCK})"))
        except DBAPIError:  # the server went away, and the lock with it
            connection.invalidate()
        connection.close()

    return let_go
