"""Grids as bytes: what the database keeps of realised outputs and demonstrations.

A packed sequence is zlib of, for each grid, one byte height, one byte width and the cells row by
row; a grid that is missing is two zero bytes. A median experience takes about 100 bytes. The form
never changes meaning: a new one would be a migration.

Nothing here knows what the grids are for.
"""

import zlib
from collections.abc import Iterable

from arc_dsl.outcome import PlainGrid
from buffer.errors import BufferDamaged

__all__ = ["pack", "unpack"]

COLOURS = bytes(range(10))

LEVEL, WINDOW_BITS, MEMORY = 4, 12, 5
"""zlib's settings: its defaults take five times as long on texts of some hundred bytes, nearly all
of it to clear tables, and save nothing."""


def pack(grids: Iterable[PlainGrid | None]) -> bytes:
    """Grids as bytes. Raises ValueError for what is not a grid of 1..30 x 1..30 colours 0-9."""
    parts = [b"\0\0" if grid is None else _one(grid) for grid in grids]
    compressor = zlib.compressobj(LEVEL, wbits=WINDOW_BITS, memLevel=MEMORY)
    return compressor.compress(b"".join(parts)) + compressor.flush()


def _one(grid: PlainGrid) -> bytes:
    height, width = len(grid), len(grid[0]) if grid else 0
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
    grids: list[PlainGrid | None] = []
    try:
        data = zlib.decompress(packed)
        at = 0
        while at < len(data):
            height, width = data[at], data[at + 1]
            at += 2
            end = at + height * width
            if end > len(data):
                raise BufferDamaged("packed grids end too early")
            rows = tuple(tuple(data[i : i + width]) for i in range(at, end, width or 1))
            grids.append(rows if height else None)
            at = end
    except (zlib.error, IndexError) as error:
        raise BufferDamaged(f"packed grids cannot be read: {error}") from None
    return tuple(grids)
