"""Digests of grids: 16 bytes by which outputs are compared without being sent."""

from hashlib import blake2b

from arc_dsl.outcome import PlainGrid

__all__ = ["DIGEST_BYTES", "digest"]

DIGEST_BYTES = 16
_CELLS = range(-64, 128)
"""What a cell may be: a byte with a sign; colours are 0 to 9."""


def digest(grid: PlainGrid) -> bytes:
    """16 bytes that identify a grid of colours 0-9, the same on every machine.

    blake2b of the shape and the cells row by row. Raises ValueError if it is no such grid.
    """
    rows = [tuple(row) for row in grid]
    wide = len(rows[0]) if rows else 0
    flat = [cell for row in rows for cell in row]
    if not wide or any(len(row) != wide for row in rows) or not all(c in _CELLS for c in flat):
        raise ValueError("not a rectangle of small integers")
    shape = f"{len(rows)}x{wide}:".encode()
    return blake2b(shape + bytes([c & 255 for c in flat]), digest_size=DIGEST_BYTES).digest()
