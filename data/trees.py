"""The files of tasks below a path: a folder and its folders, an archive, or one file.

A `.zip` is read like the folder that was packed, a `.gz` like the file. Nothing is written, so a
member's name can lead nowhere; what it unpacks to is bounded.
"""

import gzip
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath

from data.errors import SourceNotFound, UnreadableFile, plain
from data.files import MAX_BYTES, is_left_behind, read_bytes

__all__ = ["TASKS", "Found", "files_below", "single"]

MAX_FILES = 100_000
"""Files looked at below one path."""
MAX_DEPTH = 16
"""Folders below folders."""
ARCHIVE_BYTES = 256 * 2**20
"""Bytes of a packed archive, and of all that is unpacked from one."""

TASKS = (".json", ".jsonl", ".ndjson")
"""How names of files with tasks end, in any case; packed files add `.gz`."""
_BROKEN = (
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    zlib.error,
    zipfile.BadZipFile,
)
"""What Python's readers of archives raise for one that is torn, locked, or packed otherwise."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file with tasks: what it is called, and how its bytes are read."""

    folders: tuple[str, ...]
    """Names of the folders between the path that was given and the file."""
    name: str
    """The file's name, without the ending that says it is packed."""
    file: Path
    """What messages call it."""
    read: Callable[[], bytes]
    """Its content, unpacked. Raises UnreadableFile."""
    sibling: "Callable[[str], Found | None]"
    """The file of another name beside it, if there is one."""

    @property
    def stem(self) -> str:
        """The name without its ending: the id of a task that has the file for itself."""
        return PurePosixPath(self.name).stem

    @property
    def in_lines(self) -> bool:
        """Whether the name says that each line is a JSON value."""
        return self.name.lower().endswith((".jsonl", ".ndjson"))


def files_below(path: Path, endings: tuple[str, ...] = TASKS) -> list[Found]:
    """Every file with such an ending, by folder and name. Raises SourceNotFound if there is none.

    One file that is named itself is taken whatever its ending.
    """
    if path.is_dir():
        found = sorted(_walk(path, endings), key=lambda each: (*each.folders, each.name))
        if not found:
            raise SourceNotFound(f"{plain(path)}: no {_wanted(endings)} files there")
        return found
    if path.suffix.lower() == ".zip":
        return _members(path, endings)
    return [single(path)]


def _wanted(endings: tuple[str, ...]) -> str:
    return ", ".join(f"*{ending}" for ending in endings)


def _unpacked(name: str) -> str:
    """The name without `.gz`."""
    return name[:-3] if name.lower().endswith(".gz") else name


def single(file: Path, folders: tuple[str, ...] = ()) -> Found:
    """One file, which need not be there: reading it will say so."""
    name = _unpacked(file.name)
    read = read_bytes if name == file.name else _gunzipped

    def sibling(other: str) -> Found | None:
        beside = file.with_name(other + file.name[len(name) :])
        return single(beside, folders) if beside.exists() else None

    return Found(folders, name, file, partial(read, file), sibling)


def _walk(top: Path, endings: tuple[str, ...]) -> Iterator[Found]:
    """Files below a folder; each folder once, whatever links lead to it."""
    waiting: list[tuple[Path, tuple[str, ...]]] = [(top, ())]
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        folder, folders = waiting.pop()
        try:
            where = folder.stat()
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            raise SourceNotFound(f"{plain(folder)}: {error.strerror}") from None
        if (where.st_dev, where.st_ino) in seen or len(folders) > MAX_DEPTH:
            continue
        seen.add((where.st_dev, where.st_ino))
        for entry in entries:
            if is_left_behind(entry.name):
                continue
            if entry.is_dir():
                waiting.append((Path(entry.path), (*folders, entry.name)))
            elif _unpacked(entry.name).lower().endswith(endings):
                count += 1
                if count > MAX_FILES:
                    raise SourceNotFound(f"{plain(top)}: more than {MAX_FILES:,} files of tasks")
                yield single(Path(entry.path), folders)


def _gunzipped(file: Path) -> bytes:
    packed = read_bytes(file)
    try:
        with gzip.GzipFile(fileobj=BytesIO(packed)) as handle:
            content = handle.read(MAX_BYTES + 1)
    except _BROKEN as error:
        raise UnreadableFile(file, f"torn, or not packed by gzip: {error}") from None
    return _bounded(content, file)


def _bounded(content: bytes, file: Path) -> bytes:
    if len(content) > MAX_BYTES:
        raise UnreadableFile(file, f"unpacks to more than {MAX_BYTES >> 20} MiB")
    return content


def _members(archive: Path, endings: tuple[str, ...]) -> list[Found]:
    """The files with such endings in a zip archive."""
    packed = read_bytes(archive, ARCHIVE_BYTES)
    try:
        members = zipfile.ZipFile(BytesIO(packed)).infolist()
    except _BROKEN as error:
        raise UnreadableFile(archive, f"torn, or not packed by zip: {error}") from None
    if len(members) > MAX_FILES:
        raise UnreadableFile(archive, f"more than {MAX_FILES:,} files in it")
    found: dict[str, Found] = {}

    for member in members:
        *folders, name = PurePosixPath(member.filename).parts or ("",)
        wanted = not member.is_dir() and not any(map(is_left_behind, (*folders, name)))
        if wanted and _unpacked(name).lower().endswith(endings):
            file = archive / member.filename.lstrip("/")
            read = partial(_extracted, packed, member, file)
            beside = partial(_beside, found, tuple(folders), name)
            each = Found(tuple(folders), _unpacked(name), file, read, beside)
            found["/".join((*folders, name))] = each
    if sum(member.file_size for member in members) > ARCHIVE_BYTES:
        raise UnreadableFile(archive, f"unpacks to more than {ARCHIVE_BYTES >> 20} MiB")
    if not found:
        raise SourceNotFound(f"{plain(archive)}: no {_wanted(endings)} files in it")
    return sorted(found.values(), key=lambda each: (*each.folders, each.name))


def _beside(
    found: dict[str, Found], folders: tuple[str, ...], name: str, other: str
) -> Found | None:
    """The member of another name in the same folder of an archive."""
    return found.get("/".join((*folders, other + name[len(_unpacked(name)) :])))


def _extracted(packed: bytes, member: zipfile.ZipInfo, file: Path) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(packed)).open(member) as handle:
            content = handle.read(MAX_BYTES + 1)
            if member.filename.lower().endswith(".gz"):
                with gzip.GzipFile(fileobj=BytesIO(content)) as inner:
                    content = inner.read(MAX_BYTES + 1)
    except _BROKEN as error:
        raise UnreadableFile(file, f"torn, locked, or packed otherwise: {error}") from None
    return _bounded(content, file)
