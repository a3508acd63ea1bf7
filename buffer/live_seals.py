"""The seal of an SQLite file while it is written to: what a killed run leaves is checked, too.

SQLite keeps what was committed last in a log beside the file, `<name>-wal`, and moves its pages
into the file from time to time. So after each commit the seal says: a digest of every page of the
file, one of the log up to the last commit, and whether the file has all that the log has. What lies
behind the last commit SQLite does not read; a power cut may leave anything there. A kill between a
commit and its seal leaves an older one, which is true all the same: the log has grown behind what
was sealed, and pages of the file that are other than sealed are pages of the log.

The format of the log is SQLite's (sqlite.org/fileformat2.html#walformat): a header of 32 bytes with
two salts, then frames of 24 bytes and a page. Frames of an earlier log have other salts.
"""

import json
import os
import secrets
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from buffer.errors import BufferDamaged

__all__ = ["FORMAT", "LiveSeal", "compare_live", "digest", "is_live", "write_seal"]

FORMAT = 2
DIGEST = 16
_HEADER, _FRAME = 32, 24
_LONGEST_HEAD = 1_000
_MOVED = 900
"""Frames from which on a commit may have moved pages into the file (SQLite: 1000)."""


def digest(content: bytes) -> bytes:
    """16 bytes that stand for others."""
    return blake2b(content, digest_size=DIGEST).digest()


def write_seal(path: Path, head: dict[str, Any], digests: bytes, *, sync: bool = False) -> None:
    """Write the seal beside a file, whole or not at all; an error of the system is let through."""
    target = path.with_name(path.name + ".seal")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    content = json.dumps(head).encode() + b"\n" + digests
    try:
        with draft.open("xb") as out:
            out.write(content + digest(content))
            out.flush()
            if sync:
                os.fsync(out.fileno())
        draft.replace(target)
        if sync:
            _sync_folder(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_live(path: Path, token: bytes | None) -> bool:
    """Whether a file has a seal of this format under this token."""
    found = path.with_name(path.name + ".seal")
    if token is None or not found.is_file():
        return False
    with found.open("rb") as file:
        line = file.readline(_LONGEST_HEAD)
    return f'"format": {FORMAT}, "token": "{token.decode(errors="replace")}"'.encode() in line


@dataclass(slots=True)
class LiveSeal:
    """Keeps the seal of one file that this process alone writes to."""

    path: Path
    before: bytes | None = None
    """The token that the first commit replaced: what is found if the log is lost."""
    _pages: list[bytes] = field(default_factory=list)
    _seen: tuple[object, ...] = ()
    """By what the file was known when its pages were digested."""
    _salts: bytes = b""
    _sealed: int = 0
    """Bytes of the log up to its last commit."""
    _log: Any = None
    """The digest of those, to go on with."""
    _latest: dict[int, bytes] = field(default_factory=dict)
    """For a page in the log the digest of its latest form there."""
    _moved: set[int] = field(default_factory=set)
    """Pages of logs before that may lie in the file since it was last looked at."""

    def renew(self, token: bytes) -> None:
        """Seal what was just committed; without room for a seal there is none."""
        try:
            self._renew(token)
        except OSError:
            self._seen, self._log = (), None
            with suppress(OSError):
                self.path.with_name(self.path.name + ".seal").unlink(missing_ok=True)

    def _renew(self, token: bytes) -> None:
        with self.path.with_name(self.path.name + "-wal").open("rb") as log:
            header = log.read(_HEADER)
            salts, page = header[16:24], _page_size(header)
            if self._log is None or salts != self._salts:
                self._moved |= self._latest.keys()
                self._salts, self._sealed, self._latest = salts, len(header), {}
                self._log = blake2b(header, digest_size=DIGEST)
            log.seek(self._sealed)
            rest = log.read()
        end = 0
        found: dict[int, bytes] = {}
        for number, size, at in _frames(rest, salts, page):
            found[number] = digest(rest[at : at + page])
            if size:  # the last frame of a commit
                end = at + page
                self._latest |= found
        self._log.update(rest[:end])
        self._sealed += end
        status = self.path.stat()
        seen = (status.st_mtime_ns, status.st_size, salts)
        if seen != self._seen or self._sealed > _MOVED * (page + _FRAME):
            self._digest_moved(page, status.st_size)
            self._seen = seen
        complete = all(
            number <= len(self._pages) and self._pages[number - 1] == known
            for number, known in self._latest.items()
        )
        head = {
            "format": FORMAT,
            "token": token.decode(),
            "before": (self.before or b"").decode(errors="replace"),
            "page": page,
            "pages": len(self._pages),
            "salts": salts.hex(),
            "log": self._sealed,
            "complete": complete,
        }
        digests = b"".join([*self._pages, self._log.copy().digest()])
        write_seal(self.path, head, digests, sync=True)

    def _digest_moved(self, page: int, size: int) -> None:
        """Digest the pages that may have been moved from the log into the file; at first, all.

        Only pages of the log are ever moved, so a commit costs what it and those before it since
        the log began wrote, not what the file holds.
        """
        moved = sorted(self._moved | self._latest.keys())
        self._moved = set()
        known, count = len(self._pages), size // page
        if not self._seen or count < known or set(range(known + 1, count + 1)) - set(moved):
            self._pages = list(_digests(self.path, page))
            return
        self._pages.extend([b""] * (count - known))
        with self.path.open("rb") as file:
            for number in moved:
                if number <= count:
                    file.seek((number - 1) * page)
                    self._pages[number - 1] = digest(file.read(page))


def compare_live(path: Path, head: dict[str, Any], digests: bytes, token: bytes | None) -> bool:
    """Compare a file and its log with a seal of this format; False if it is not meant for it.

    `token` is the file's. Raises BufferDamaged.
    """
    page, log = int(head["page"]), path.with_name(path.name + "-wal")
    known = (token or b"").decode(errors="replace")
    if known == head["before"] != head["token"]:
        raise _missing(log)
    if known != head["token"]:
        return False
    content = log.read_bytes() if log.exists() else b""
    salts = content[16:24]
    if content and not _header_holds(content[:_HEADER]):
        raise _changed(log, "its header")
    if salts.hex() == head["salts"]:
        end = int(head["log"])
        if len(content) < end or digest(content[:end]) != digests[-DIGEST:]:
            raise _changed(log, "what was committed")
    elif not head["complete"]:
        raise _missing(log)
    forms: dict[int, set[bytes]] = {}
    least = int(head["pages"])
    for number, size, at in _frames(content[_HEADER:], salts, page):
        place = at + _HEADER
        forms.setdefault(number, set()).add(digest(content[place : place + page]))
        least = min(least, size or least)  # a commit may have made the file shorter
    now, sealed = list(_digests(path, page)), digests[:-DIGEST]
    if len(now) < least:
        raise _changed(path, "its length")
    for number, found in enumerate(now, 1):
        meant = found == sealed[(number - 1) * DIGEST : number * DIGEST]
        if not meant and found not in forms.get(number, ()):
            raise _changed(path, f"page {number}")
    return True


def _missing(log: Path) -> BufferDamaged:
    return BufferDamaged(
        f"{log} is gone, or another than the one that was written: what it held is missing;"
        " restore a backup"
    )


def _changed(path: Path, what: str) -> BufferDamaged:
    return BufferDamaged(f"{path} changed since it was written ({what}): restore a backup")


def _page_size(header: bytes) -> int:
    """The size of a page by the log's header; 4096 in an empty log."""
    return int(struct.unpack_from(">I", header, 8)[0]) if len(header) == _HEADER else 4096


def _header_holds(header: bytes) -> bool:
    """Whether the header of a log is what its own sums say."""
    if len(header) < _HEADER:
        return False
    magic, *_, one, other = struct.unpack(">8I", header)
    words = struct.unpack(("<" if magic == 0x377F0682 else ">") + "6I", header[:24])
    a = b = 0
    for first, second in zip(words[::2], words[1::2], strict=True):
        a = (a + first + b) & 0xFFFFFFFF
        b = (b + second + a) & 0xFFFFFFFF
    return magic in (0x377F0682, 0x377F0683) and (a, b) == (one, other)


def _frames(content: bytes, salts: bytes, page: int) -> Iterator[tuple[int, int, int]]:
    """Frames of this log: the page's number, the file's pages at a commit (else 0), the place."""
    at = 0
    while at + _FRAME + page <= len(content):
        if content[at + 8 : at + 16] != salts:
            return
        number, size = struct.unpack_from(">2I", content, at)
        yield number, size, at + _FRAME
        at += _FRAME + page


def _digests(path: Path, page: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(page):
            yield digest(block)
