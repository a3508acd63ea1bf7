"""The seal of an SQLite file while it is written to: what a killed run leaves is checked, too.

SQLite keeps what was committed last in a log beside the file (`buffer.seals.write_log`), and moves
its pages into the file from time to time. So after each commit the seal says: a digest of every
page of the file, one of the log up to the last commit, and whether the file has all that the log
has. What lies behind the last commit SQLite does not read; a power cut may leave anything there. A
kill between a commit and its seal leaves an older one, which is true all the same: the log has
grown behind what was sealed, and pages of the file that are other than sealed are pages of the log.

A power cut while pages are moved may leave them torn. They are whole in the log, which is where
SQLite reads them and moves them from again: such pages are counted, and are no damage.
"""

import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any

from buffer.errors import BufferDamaged
from buffer.seals.file_bytes import blocks, opened
from buffer.seals.write_log import (
    FRAME,
    HEADER,
    PAGES,
    Sums,
    frames,
    header_holds,
    page_size,
    salts_of,
)

__all__ = ["FORMAT", "LiveSeal", "compare_live", "digest", "is_live", "write_seal"]

FORMAT = 2
DIGEST = 16
_LONGEST_HEAD = 1_000
_MOVED = 900
"""Frames from which on a commit may have moved pages into the file (SQLite: 1000)."""


def digest(content: bytes) -> bytes:
    """16 bytes that stand for others."""
    return blake2b(content, digest_size=DIGEST).digest()


def write_seal(path: Path, head: dict[str, Any], digests: bytes) -> None:
    """Write the seal beside a file, whole or not at all; an error of the system is let through."""
    target = path.with_name(path.name + ".seal")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    content = json.dumps(head).encode() + b"\n" + digests
    try:
        with draft.open("xb") as out:
            out.write(content + digest(content))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
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
    _sums: Sums | None = None
    """SQLite's own sums over those, to go on with."""
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
            header = log.read(HEADER)
            salts, page = salts_of(header), page_size(header)
            if self._log is None or salts != self._salts:
                self._moved |= self._latest.keys()
                self._salts, self._sealed, self._latest = salts, len(header), {}
                self._log = blake2b(header, digest_size=DIGEST)
                self._sums = Sums(header) if header else None
            log.seek(self._sealed)
            found: dict[int, bytes] = {}
            length, so_far = 0, self._log.copy()
            sums = self._sums and self._sums.copy()
            for frame in frames(log, salts, page):
                if not (sums and sums.holds(frame)):
                    break  # what a power cut left behind the last commit of the run before
                length += len(frame)
                so_far.update(frame.head)
                so_far.update(frame.page)
                found[frame.number] = digest(frame.page)
                if frame.size:  # the last frame of a commit
                    self._log, self._sums = so_far.copy(), sums.copy()
                    self._sealed, length = self._sealed + length, 0
                    self._latest |= found
        status = self.path.stat()
        seen = (status.st_mtime_ns, status.st_size, salts)
        if seen != self._seen or self._sealed > _MOVED * (page + FRAME):
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
        write_seal(self.path, head, b"".join([*self._pages, self._log.copy().digest()]))

    def _digest_moved(self, page: int, size: int) -> None:
        """Digest the pages that may have been moved from the log into the file; at first, all.

        Only pages of the log are ever moved, so a commit costs what it and those before it since
        the log began wrote, not what the file holds.
        """
        moved = sorted(self._moved | self._latest.keys())
        self._moved = set()
        known, count = len(self._pages), size // page
        if not self._seen or count < known or set(range(known + 1, count + 1)) - set(moved):
            with opened(self.path) as file:
                self._pages = [digest(block) for block in blocks(file, page)]
            return
        self._pages.extend([b""] * (count - known))
        with opened(self.path) as file:
            for number in moved:
                if number <= count:
                    self._pages[number - 1] = digest(os.pread(file, page, (number - 1) * page))


@dataclass(frozen=True, slots=True)
class _Head:
    """What the first line of a seal says; anybody may have written it."""

    token: str
    before: str
    page: int
    pages: int
    salts: str
    log: int
    complete: bool

    @classmethod
    def read(cls, tree: dict[str, Any], digests: bytes) -> "_Head":
        """Raises ValueError if it cannot be of a seal of ours."""
        values: dict[str, Any] = {each.name: tree.get(each.name) for each in fields(cls)}
        head = cls(**values)
        texts = all(isinstance(text, str) for text in (head.token, head.before, head.salts))
        numbers = all(type(each) is int for each in (head.page, head.pages, head.log))
        if not (texts and numbers and type(head.complete) is bool):
            raise ValueError("a value is of another kind")
        if head.page not in PAGES or len(digests) != (head.pages + 1) * DIGEST:
            raise ValueError("its digests are not those of so many pages")
        if not re.fullmatch("([0-9a-f]{16})?", head.salts):
            raise ValueError("it has no salts")
        return head


def compare_live(
    path: Path, tree: dict[str, Any], digests: bytes, token: bytes | None
) -> int | None:
    """Compare a file and its log with a seal of this format; None if it is not meant for it.

    `token` is the file's. Returns how many pages of the file are other than sealed, but whole in
    the log. Raises BufferDamaged, and ValueError if the seal is none of ours.
    """
    head, log = _Head.read(tree, digests), path.with_name(path.name + "-wal")
    known = (token or b"").decode(errors="replace")
    if known == head.before != head.token:
        raise _missing(log)
    if known != head.token:
        return None
    forms, least = _forms(log, head, digests[-DIGEST:])
    torn, number = 0, 0
    with opened(path) as file:
        for number, page in enumerate(blocks(file, head.page), 1):
            found, logged = digest(page), forms.get(number)
            if found == digests[(number - 1) * DIGEST : number * DIGEST][: len(digests) - DIGEST]:
                continue
            if not logged:
                raise _changed(path, f"page {number}")
            torn += found not in logged
    for lost in range(number + 1, least + 1):
        if lost not in forms:
            raise _changed(path, "its length")
        torn += 1
    return torn


def _forms(log: Path, head: _Head, sealed: bytes) -> tuple[dict[int, set[bytes]], int]:
    """For each page that was committed to the log its digests there, and the file's least length.

    Raises BufferDamaged if the log is not the sealed one, grown or begun anew.
    """
    forms: dict[int, set[bytes]] = {}
    if not log.exists() or not log.stat().st_size:
        if not head.complete:
            raise _missing(log)
        return forms, head.pages
    with log.open("rb") as file:
        header = file.read(HEADER)
        if not header_holds(header):
            raise _changed(log, "its header")
        same = salts_of(header).hex() == head.salts
        if not same and not head.complete:
            raise _missing(log)
        content = blake2b(header, digest_size=DIGEST)
        at, end = len(header), head.log if same else 0
        least, sums = head.pages, Sums(header)
        group: list[tuple[int, bytes]] = []
        for frame in frames(file, salts_of(header), page_size(header)):
            at += len(frame)
            if at <= end:
                content.update(frame.head)
                content.update(frame.page)
                sums.pass_by(frame)
            elif not sums.holds(frame):
                break
            group.append((frame.number, digest(frame.page)))
            if frame.size:  # the last of a commit, which may have made the file shorter
                least = min(least, frame.size)
                for number, known in group:
                    forms.setdefault(number, set()).add(known)
                group = []
    if same and (at < end or content.digest() != sealed):
        raise _changed(log, "what was committed")
    return forms, least


def _missing(log: Path) -> BufferDamaged:
    return BufferDamaged(
        f"{log} is gone, or another than the one that was written: what it held is missing;"
        " restore a backup"
    )


def _changed(path: Path, what: str) -> BufferDamaged:
    return BufferDamaged(f"{path} changed since it was written ({what}): restore a backup")
