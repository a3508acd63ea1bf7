"""The bytes of SQLite files, read beside SQLite and without ending its locks.

The system ends all locks that a process has on a file as soon as the process closes any descriptor
of it (sqlite.org/howtocorrupt.html, 2.2). SQLite's own lock keeps other processes, readers too,
from removing the write-ahead log under whoever writes. So while a store of this process has a file
open, a descriptor that reads it is kept, and closed after the last such store.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

__all__ = ["blocks", "in_use", "opened"]

_guard = Lock()
_stores: Counter[Path] = Counter()
"""How many stores of this process have a file open."""
_kept: dict[Path, list[int]] = {}
"""Descriptors that wait for the last of them."""


def in_use(path: Path, *, more: int) -> None:
    """Count a store that opens (`more` = 1) or has closed (-1) a file."""
    path = path.resolve()
    with _guard:
        _stores[path] += more
        if _stores[path] <= 0:
            del _stores[path]
            for descriptor in _kept.pop(path, []):
                os.close(descriptor)


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """A descriptor to read a file with, at given places (`os.pread`)."""
    path = path.resolve()
    with _guard:
        kept = _kept.get(path, [])
        found = next((one for one in kept if _is_of(one, path)), None)
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC) if found is None else found
    try:
        yield descriptor
    finally:
        with _guard:
            if found is None and path in _stores:
                _kept.setdefault(path, []).append(descriptor)
            elif found is None:
                os.close(descriptor)


def _is_of(descriptor: int, path: Path) -> bool:
    """Whether a descriptor is of the file that has the name now."""
    return os.path.samestat(os.fstat(descriptor), path.stat())


def blocks(descriptor: int, size: int) -> Iterator[bytes]:
    """What a file holds, in blocks of that many bytes; the last may be shorter."""
    at = 0
    while block := os.pread(descriptor, size, at):
        yield block
        at += len(block)
