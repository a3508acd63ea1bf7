"""Files that survive a power cut: written whole or not at all, and synced with their folders.

A draft has a name that nobody can know beforehand and is made anew, so no link of that name is
followed and no file of the user's is touched.
"""

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any

from codeit.errors import RunError

__all__ = ["DRAFTS", "as_json", "make_folder", "sync_folder", "write_synced", "write_whole"]

DRAFTS = ".*.part"
"""The pattern of names of drafts, for whoever sweeps up after a kill in a folder of ours."""


def as_json(value: Any, indent: int | None = None) -> str:
    """The value as JSON that every reader takes: a number that is none is `null`."""
    return json.dumps(_strict(value), indent=indent, allow_nan=False)


def _strict(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _strict(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(each) for each in value]
    return value


def write_whole(target: Path, content: str | bytes) -> None:
    """Write a file so that it is there whole or not at all; its folders are made.

    Raises RunError if it cannot be.
    """
    try:
        write_synced(target, content)
    except OSError as error:
        raise RunError(
            f"cannot write {target}: {error.strerror}; mend that and try again"
        ) from None


def write_synced(target: Path, content: str | bytes) -> None:
    """As `write_whole`, but an error of the system is let through."""
    draft = target.with_name(f".{target.name[:100]}.{token_hex(8)}.part")
    make_folder(target.parent)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(draft, flags, 0o666), "wb") as handle:
            handle.write(content.encode() if isinstance(content, str) else content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(target.parent)


def make_folder(path: Path, *, private: bool = False) -> bool:
    """Make a folder and those above it, each synced; returns whether it was not there.

    A `private` one nobody else may look into. An error of the system is let through.
    """
    if path.is_dir():
        return False
    if path.parent != path:
        make_folder(path.parent)
    try:
        path.mkdir(mode=0o700 if private else 0o777)
    except FileExistsError:
        if path.is_dir():
            return False  # another process was faster
        raise
    sync_folder(path.parent)
    return True


def sync_folder(path: Path) -> None:
    """Have the system write down which files a folder holds."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
