"""Errors of the buffer, all below one base.

BufferError
├── BufferUnavailable     it cannot be opened: no such folder, no permission, no server
│   ├── BufferReadOnly    it can be read but not written
│   ├── BufferLocked      another process kept it locked for longer than the time allowed
│   └── BufferInUse       a run works in it, or something else that must be alone
├── BufferFull            the disk (or the size limit) is full; nothing of the transaction is kept
├── BufferDamaged         the file is torn or is no database
├── SchemaMismatch        it was not made by this program
│   └── SchemaTooNew      it was made by a newer version
├── BufferConflict        what is given contradicts what is stored (a task with other grids, ...)
├── EmptyBuffer           a draw from a buffer, or a part of it, that holds nothing
└── CopyMismatch          a copy holds other rows than its source

The base is called as the builtin `BufferError` is; nothing here raises that one.
"""

__all__ = [
    "BufferConflict",
    "BufferDamaged",
    "BufferError",
    "BufferFull",
    "BufferInUse",
    "BufferLocked",
    "BufferReadOnly",
    "BufferUnavailable",
    "CopyMismatch",
    "EmptyBuffer",
    "SchemaMismatch",
    "SchemaTooNew",
]


class BufferError(Exception):  # noqa: A001  (the name in the design; the docstring above says so)
    """Base of every error that this package raises."""


class BufferUnavailable(BufferError):
    """The buffer cannot be opened or reached."""


class BufferReadOnly(BufferUnavailable):
    """The buffer can be read but not written."""


class BufferLocked(BufferUnavailable):
    """Another process kept the buffer locked for longer than the time allowed."""


class BufferInUse(BufferUnavailable):
    """Another process holds the buffer for itself."""


class BufferFull(BufferError):
    """The disk or the database's size limit is full; the transaction was rolled back."""


class BufferDamaged(BufferError):
    """The file is torn, or it is no database."""


class SchemaMismatch(BufferError):
    """The database was not made by this program."""


class SchemaTooNew(SchemaMismatch):
    """The database was made by a newer version of this program."""


class BufferConflict(BufferError):
    """What is given contradicts what is stored."""


class EmptyBuffer(BufferError):
    """A draw from a buffer, or from a part of it, that holds nothing."""


class CopyMismatch(BufferError):
    """A copy holds other rows than its source."""
