"""SQLite's write-ahead log, `<name>-wal`, read frame by frame.

The format is SQLite's (sqlite.org/fileformat2.html#walformat): a header of 32 bytes with two salts,
then frames of 24 bytes and a page. Frames of an earlier log have other salts. Each frame has sums
over everything from the header on; SQLite reads up to the last commit before a sum that is wrong.
"""

import struct
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FRAME",
    "HEADER",
    "PAGES",
    "Frame",
    "Sums",
    "frames",
    "header_holds",
    "page_size",
    "salts_of",
]

HEADER, FRAME = 32, 24
PAGES = tuple(2**power for power in range(9, 17))
"""Bytes that a page may have."""
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
"""In which order sums take the bytes of a word."""
_WORD = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Frame:
    """A page as it was written."""

    head: bytes
    page: bytes

    @property
    def number(self) -> int:
        """Number of the page, from 1 on."""
        return int.from_bytes(self.head[:4], "big")

    @property
    def size(self) -> int:
        """How many pages the file has after this commit; 0 within one."""
        return int.from_bytes(self.head[4:8], "big")

    def __len__(self) -> int:
        """Bytes in the log."""
        return len(self.head) + len(self.page)


def salts_of(header: bytes) -> bytes:
    """What the frames of this log have in their heads; empty in an empty log."""
    return header[16:24]


def page_size(header: bytes) -> int:
    """Bytes of a page by the log's header; 4096 in an empty log."""
    return int.from_bytes(header[8:12], "big") if len(header) == HEADER else 4096


def frames(log: BinaryIO, salts: bytes, page: int) -> Iterator[Frame]:
    """The frames of this log from where it is read now."""
    while len(head := log.read(FRAME)) == FRAME and head[8:16] == salts:
        content = log.read(page)
        if len(content) < page:
            return
        yield Frame(head, content)


class Sums:
    """The sums that a log has behind its header or a frame, to go on with."""

    def __init__(self, header: bytes) -> None:
        (magic,) = struct.unpack_from(">I", header)
        self._order = _MAGIC.get(magic, "<")
        self._now = struct.unpack_from(">2I", header, 24)

    def copy(self) -> "Sums":
        """The same, to go on from here twice."""
        return copy(self)

    def pass_by(self, frame: Frame) -> None:
        """Take a frame's own word for it."""
        self._now = struct.unpack_from(">2I", frame.head, 16)

    def holds(self, frame: Frame) -> bool:
        """Whether the frame is what its sums say."""
        now = _added(self._now, frame.head[:8] + frame.page, self._order)
        self._now = now
        return now == struct.unpack_from(">2I", frame.head, 16)


def header_holds(header: bytes) -> bool:
    """Whether the header of a log is what its own sums say."""
    if len(header) < HEADER:
        return False
    (magic,) = struct.unpack_from(">I", header)
    if magic not in _MAGIC or page_size(header) not in PAGES:
        return False
    return _added((0, 0), header[:24], _MAGIC[magic]) == struct.unpack_from(">2I", header, 24)


def _added(sums: tuple[int, ...], content: bytes, order: str) -> tuple[int, int]:
    """SQLite's sums over some words, going on from those before.

    For each pair of words x, y: a += x + b, then b += y + a. What a word adds to the sums at the
    end is thus a Fibonacci number times the word, which numpy does at once for all of a page.
    """
    words = np.frombuffer(content, f"{order}u4").astype(np.uint32)
    falling, first, second = _fibonacci(len(words))
    before = np.array(sums, np.uint32)
    a = int(np.dot(words, falling[1:])) + int(np.dot(before, first))
    b = int(np.dot(words, falling[:-1])) + int(np.dot(before, second))
    return a & _WORD, b & _WORD


@lru_cache(4)
def _fibonacci(count: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
    """What so many words count, by their last 32 bits: the words, and the two sums before them."""
    found = [0, 1]
    while len(found) < count + 2:
        found.append((found[-1] + found[-2]) & _WORD)
    numbers = np.array(found, np.uint32)
    falling = np.ascontiguousarray(numbers[count::-1])
    return falling, numbers[count - 1 : count + 1], numbers[count : count + 2]
