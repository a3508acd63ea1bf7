"""Grids as bytes: what the database keeps of realised outputs and demonstrations.

A packed sequence is zlib of, for each grid, one byte height, one byte width and the cells row by
row; a grid that is missing is two zero bytes. A row of more or larger numbers than a grid holds (a
sequence, in that domain) is a zero, a one, its length in two bytes and its numbers. A median
experience takes about 100 bytes. The form never changes meaning: a new one would be a migration.

Nothing here knows what the grids are for.
"""

import zlib
from collections.abc import Iterable

from arc_dsl.outcome import PlainGrid
from buffer.errors import BufferDamaged

__all__ = ["pack", "unpack"]

COLOURS = bytes(range(10))
_ROW = (0, 1)
"""The height and width that no grid has, before a row of numbers."""

LEVEL, WINDOW_BITS, MEMORY = 4, 12, 5
"""zlib's settings: its defaults take five times as long on texts of some hundred bytes, nearly all
of it to clear tables, and save nothing."""


MAX_GRIDS = 20_000
"""Grids in one sequence, at most: input and output of ten thousand pairs."""
MAX_BYTES = MAX_GRIDS * (2 + 30 * 30)
"""Bytes that a sequence may unpack to: a short one can be made to fill any memory."""


def pack(grids: Iterable[PlainGrid | None]) -> bytes:
    """Grids as bytes.

    Raises ValueError for what is neither a grid of 1..30 x 1..30 colours 0-9, nor a row of at most
    65,535 numbers 0-255.
    """
    parts = [b"\0\0" if grid is None else _one(grid) for grid in grids]
    compressor = zlib.compressobj(LEVEL, wbits=WINDOW_BITS, memLevel=MEMORY)
    return compressor.compress(b"".join(parts)) + compressor.flush()


def _one(grid: PlainGrid) -> bytes:
    height, width = len(grid), len(grid[0]) if grid else 0
    if height == 1 and 1 <= width < 1 << 16 and (width > 30 or max(grid[0]) >= len(COLOURS)):
        return bytes(_ROW) + width.to_bytes(2, "big") + bytes(grid[0])
    if not (1 <= height <= 30 and 1 <= width <= 30):
        raise ValueError(f"a grid is 1..30 x 1..30, found {height} x {width}")
    if len(set(map(len, grid))) != 1:
        raise ValueError("a grid's rows are equally long")
    cells = b"".join(map(bytes, grid))
    if cells.translate(None, COLOURS):
        raise ValueError(f"a grid's colours are 0-9, found {max(cells)}")
    return bytes((height, width)) + cells


def unpack(packed: bytes) -> tuple[PlainGrid | None, ...]:
    """The grids that were packed. Raises BufferDamaged if the bytes are not such."""
    data = _unzipped(packed)
    grids: list[PlainGrid | None] = []
    at = 0
    while at < len(data):
        if len(grids) == MAX_GRIDS:
            raise BufferDamaged(f"packed grids: more than {MAX_GRIDS:,}")
        height, width = data[at], data[at + 1] if at + 1 < len(data) else 255
        at += 2
        if (height, width) == _ROW:
            row, at = _row(data, at)
            grids.append((row,))
            continue
        end = at + height * width
        if height > 30 or width > 30 or bool(height) != bool(width):
            raise BufferDamaged(f"packed grids: one of {height} x {width}")
        if end > len(data):
            raise BufferDamaged("packed grids end too early")
        rows = tuple(tuple(data[i : i + width]) for i in range(at, end, width or 1))
        grids.append(rows if height else None)
        at = end
    return tuple(grids)


def _row(data: bytes, at: int) -> tuple[tuple[int, ...], int]:
    """The row of numbers that begins there, and where it ends."""
    size = int.from_bytes(data[at : at + 2], "big")
    end = at + 2 + size
    if not size or end > len(data):
        raise BufferDamaged("packed grids: a row without numbers, or one that ends too early")
    return tuple(data[at + 2 : end]), end


def _unzipped(packed: bytes) -> bytes:
    """The bytes behind zlib's, of which there may only be so many."""
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(packed, MAX_BYTES)
    except (zlib.error, TypeError) as error:
        raise BufferDamaged(f"packed grids cannot be read: {error}") from None
    if unpacker.unconsumed_tail:
        raise BufferDamaged(f"packed grids unpack to more than {MAX_BYTES:,} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise BufferDamaged("packed grids cannot be read: incomplete, or followed by more")
    return data
