"""Rows of cells: one byte string cut into rows, spread into a strip, and back.

A strip has 32 bytes for each row, the row's cells first, and is written back to front: so the last
byte is the upper-left cell, as the lowest bit of a near board is (see `arc_dsl.frames`). The bytes
between rows are 0, like cells of colour 0.
"""

from functools import cache
from struct import Struct

__all__ = ["HIGHEST", "split", "spread", "tuples", "unspread"]

HIGHEST = 126
"""Rows up to which cutting is prepared once per shape."""


@cache
def _cutter(high: int, wide: int) -> Struct:
    return Struct(f"{wide}s" * high)


@cache
def _spreader(high: int, wide: int) -> Struct:
    return Struct(f"{wide}s{32 - wide}x" * high)


@cache
def _row(wide: int) -> Struct:
    return Struct(f"{wide}B")


def split(cells: bytes, high: int, wide: int) -> "tuple[bytes, ...]":
    """The rows of some cells."""
    if high <= HIGHEST and wide <= HIGHEST:
        return _cutter(high, wide).unpack(cells)
    return tuple([cells[k : k + wide] for k in range(0, high * wide, wide)])


def tuples(cells: "bytes | tuple[int, ...]", wide: int) -> "tuple[tuple[int, ...], ...]":
    """The rows as tuples of integers."""
    if type(cells) is bytes and wide <= HIGHEST:
        return tuple(_row(wide).iter_unpack(cells))
    return tuple(zip(*[iter(cells)] * wide, strict=True))


def spread(cells: bytes, high: int, wide: int) -> bytes:
    """The strip of some cells of at most 30 columns and `HIGHEST` rows."""
    return _spreader(high, wide).pack(*_cutter(high, wide).unpack(cells))[::-1]


def unspread(strip: bytes, high: int, wide: int) -> bytes:
    """The cells of a strip."""
    return b"".join(_spreader(high, wide).unpack(strip[::-1]))
