"""A checkpoint's folder: written whole and then renamed, read only if every checksum is right.

Which files lie in it is up to who saves; beside them `manifest.json` has the version and the
checksum of every file. A file that differs from its checksum by one bit is refused.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

from codeit.errors import CheckpointError
from codeit.policy.checkpoints.checks import (
    FORMAT,
    checksum,
    is_allowed,
    json_object,
    manifest_of,
    read_regular,
    sum_of_sums,
)
from codeit.run.writing import sync_folder
from data.errors import plain

__all__ = ["MANIFEST", "is_checkpoint", "read_files", "write_files"]

MANIFEST = "manifest.json"


def is_checkpoint(folder: Path) -> bool:
    """Whether the folder looks like one of ours, sound or not."""
    return (folder / MANIFEST).is_file() or _aside(folder).is_dir()


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a checkpoint with their checksums, whole or not at all."""
    sums = {name: checksum(content) for name, content in sorted(files.items())}
    folder = folder.absolute()
    # A name that nobody knows: no folder of the user's is in the way, and no link is followed.
    scratch = folder.parent / f".{folder.name}.{token_hex(8)}.new"
    scratch.mkdir(parents=True)
    try:
        for name, content in {**files, MANIFEST: manifest_of(sums)}.items():
            _write_synced(scratch / name, content)
        sync_folder(scratch)
        _swap(scratch, folder)
    except OSError:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _swap(scratch: Path, folder: Path) -> None:
    aside = _aside(folder)
    if folder.exists():
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
    scratch.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _aside(folder: Path) -> Path:
    place = folder.absolute()  # of "." the name is empty
    return place.parent / f".{place.name}.old"


def _recover(folder: Path) -> None:
    """Finish a replacement that was cut between its two renames."""
    if not folder.exists() and _aside(folder).is_dir():
        _aside(folder).rename(folder)


def read_files(folder: Path) -> dict[str, bytes]:
    """The files of a checkpoint. Raises CheckpointError naming one that is missing or damaged."""
    _recover(folder)
    file = folder / MANIFEST
    if not file.is_file():
        raise CheckpointError(f"{folder} is not a checkpoint: it has no {MANIFEST}")
    manifest = json_object(read_regular(file), file)
    sums = manifest.get("files")
    if not isinstance(sums, dict) or manifest.get("checksum") != sum_of_sums(sums):
        raise CheckpointError(f"{file} is damaged: its checksum does not match")
    if manifest.get("format") != FORMAT:
        form = plain(manifest.get("format"), 40)
        raise CheckpointError(f"{folder} has format {form}; this version reads {FORMAT}")
    for name in sums:
        if not is_allowed(name):
            raise CheckpointError(f"{file} names {plain(name, 80)}: no checkpoint has such a file")
    files = {}
    for name, expected in sums.items():
        files[name] = read_regular(folder / name)
        if checksum(files[name]) != expected:
            raise CheckpointError(f"{folder / name} is damaged: its checksum does not match")
    return files
