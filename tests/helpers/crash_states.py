"""What a crash may leave of a folder: read off a note of everything that was done to its files.

The note is written by `faults/files.cpp`. A killed process leaves what it had done so far. A power
cut may leave less: of the changes of a file that were not synced any, torn between sectors; of the
names in a folder that were not synced the first so many.
"""

import random
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SECTOR = 512
NAMES = "orum"
"""Kinds that change which names there are: made, renamed, removed, a folder made."""
DATA = "wt"
"""Kinds that change what a file holds: written, cut."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done: its kind, the file, and what else there is to it."""

    kind: str
    name: str
    place: int
    data: bytes

    @property
    def folder(self) -> str:
        return self.name.rpartition("/")[0]


def read_note(note: Path, root: Path) -> list[Deed]:
    """What was done below `root`, with names from there ("" is `root`)."""
    return list(_deeds(note.read_bytes(), str(root)))


def _deeds(content: bytes, root: str) -> Iterator[Deed]:
    at = 0
    while at < len(content):
        kind = chr(content[at])
        (size,) = struct.unpack_from("<Q", content, at + 1)
        name = content[at + 9 : at + 9 + size].decode()
        place, length = struct.unpack_from("<QQ", content, at + 9 + size)
        at += 25 + size + length
        data = content[at - length : at]
        if kind == "r":
            data = data.decode().removeprefix(root).strip("/").encode()
        yield Deed(kind, name.removeprefix(root).strip("/"), place, data)


def killed(deeds: Sequence[Deed], target: Path) -> None:
    """Make the folder that a process leaves that is killed after these deeds."""
    _make(deeds, [True] * len(deeds), target)


def powerless(deeds: Sequence[Deed], target: Path, rng: random.Random) -> None:
    """Make a folder that a power cut after these deeds may leave."""
    kept = _synced(deeds)
    torn = list(deeds)
    for folder in {deed.folder for deed in deeds}:
        loose = [i for i, d in enumerate(deeds) if d.kind in NAMES and d.folder == folder]
        loose = [i for i in loose if not kept[i]]
        for i in loose[: rng.randint(0, len(loose))]:
            kept[i] = True
    for i, deed in enumerate(deeds):
        if deed.kind in DATA and not kept[i]:
            kept[i] = rng.random() < 0.5
            if kept[i] and len(deed.data) > SECTOR and rng.random() < 0.3:
                whole = rng.randrange(len(deed.data) // SECTOR + 1) * SECTOR
                torn[i] = Deed(deed.kind, deed.name, deed.place, deed.data[:whole])
    _make(torn, kept, target)


def _synced(deeds: Sequence[Deed]) -> list[bool]:
    """For each deed whether a later one made it lasting."""
    kept = [False] * len(deeds)
    files = _Names()
    pending: dict[int, list[int]] = {}
    names: dict[str, list[int]] = {}
    for i, deed in enumerate(deeds):
        if deed.kind in NAMES:
            files.apply(deed)
            names.setdefault(deed.folder, []).append(i)
        elif deed.kind in DATA:
            pending.setdefault(files.number(deed.name), []).append(i)
        else:
            done = names.pop(deed.name, [])
            if deed.name in files.files:
                done = pending.pop(files.number(deed.name), [])
            for each in done:
                kept[each] = True
    return kept


class _Names:
    """Which names there are, and for files the number of their content."""

    def __init__(self) -> None:
        self.files: dict[str, int] = {}
        self.folders: set[str] = {""}
        self._count = 0

    def number(self, name: str) -> int:
        if name not in self.files:  # it was there before
            self.apply(Deed("o", name, 0, b""))
        return self.files[name]

    def apply(self, deed: Deed) -> None:
        if deed.folder not in self.folders and deed.name:
            return  # its folder did not last
        match deed.kind:
            case "o":
                self._count += 1
                self.files[deed.name] = self._count
            case "m":
                self.folders.add(deed.name)
            case "u":
                self.files.pop(deed.name, None)
                self.folders.discard(deed.name)
            case "r":
                fresh = deed.data.decode()
                for known in [n for n in self.files if f"{n}/".startswith(f"{deed.name}/")]:
                    self.files[fresh + known[len(deed.name) :]] = self.files.pop(known)
                for known in [n for n in self.folders if f"{n}/".startswith(f"{deed.name}/")]:
                    self.folders.discard(known)
                    self.folders.add(fresh + known[len(deed.name) :])


def _make(deeds: Sequence[Deed], kept: Sequence[bool], target: Path) -> None:
    live, left = _Names(), _Names()
    contents: dict[int, bytearray] = {}
    same: dict[int, int] = {}
    for deed, keep in zip(deeds, kept, strict=True):
        if deed.kind in NAMES:
            live.apply(deed)
            if keep:
                left.apply(deed)
                if deed.kind == "o" and deed.name in left.files:
                    same[left.files[deed.name]] = live.files[deed.name]
        elif deed.kind in DATA and keep:
            content = contents.setdefault(live.number(deed.name), bytearray())
            end = deed.place + len(deed.data)
            content.extend(bytes(max(0, end - len(content))))
            if deed.kind == "t":
                del content[deed.place :]
            content[deed.place : end] = deed.data
    target.mkdir(mode=0o700)
    for name in sorted(left.folders - {""}):
        (target / name).mkdir(parents=True, exist_ok=True)
    for name, number in left.files.items():
        if name.rpartition("/")[0] in left.folders:
            (target / name).write_bytes(contents.get(same[number], b""))
