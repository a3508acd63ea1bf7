"""Where the bits of a board are: the near frame, and far frames.

A board is an integer; index (i, j) is one bit of it. The *near* frame (`far` = 0) has 32 columns,
-1..30, and rows -1..126: everything on an ARC grid and the ring around it. A *far* frame has 512
columns, -240..271, and its first row is that of the set's first member: `far` = that row + BASE.
So a small set far away is a small integer. It serves what `shoot` reaches, what shifts push over
the edge, lattices laid over a grid. A set is near if it fits, else far if it fits: equal sets have
equal boards. What fits neither has no board.

Bit numbers ascend as pairs do (row first), so the lowest bit is the first member.
"""

from functools import cache, lru_cache

__all__ = [
    "BASE",
    "FAR",
    "FAR_LEFT",
    "FAR_RIGHT",
    "NEAR",
    "NEAR_BOTTOM",
    "NEAR_LEFT",
    "NEAR_ORIGIN",
    "NEAR_RIGHT",
    "NEAR_TOP",
    "aligned",
    "block",
    "comb",
    "fits_far",
    "fits_near",
    "fitting",
    "frame",
    "narrow",
    "near_block",
    "settle",
    "widen",
]

NEAR, FAR = 32, 512
"""Bits of a row."""
NEAR_TOP, NEAR_LEFT, NEAR_BOTTOM, NEAR_RIGHT = -1, -1, 126, 30
NEAR_ORIGIN = 33
"""Bit of index (0, 0) in the near frame: one row and one column from its corner."""
FAR_LEFT, FAR_RIGHT = -240, 271
FAR_HEIGHT = 640
BASE = 1 << 16
"""A far frame is known by its first row plus this, which is never 0."""
FAR_TOP, FAR_BOTTOM = -(1 << 15), 1 << 15


def frame(far: int) -> tuple[int, int]:
    """Bits of a row, and the bit number of index (0, 0) (it may be negative)."""
    return (FAR, -FAR_LEFT - FAR * (far - BASE)) if far else (NEAR, NEAR_ORIGIN)


def fits_near(top: int, left: int, bottom: int, right: int) -> bool:
    """Whether a bounding box lies in the near frame."""
    return top >= -1 and left >= -1 and bottom <= NEAR_BOTTOM and right <= NEAR_RIGHT


def fits_far(top: int, left: int, bottom: int, right: int) -> bool:
    """Whether a bounding box fits a far frame."""
    return (
        left >= FAR_LEFT
        and right <= FAR_RIGHT
        and bottom - top < FAR_HEIGHT
        and top >= FAR_TOP
        and bottom <= FAR_BOTTOM
    )


def fitting(top: int, left: int, bottom: int, right: int) -> int | None:
    """The frame of a set with that bounding box: 0 if it is near; None if it fits nowhere."""
    if fits_near(top, left, bottom, right):
        return 0
    return BASE + top if fits_far(top, left, bottom, right) else None


@cache
def comb(rows: int, stride: int) -> int:
    """The lowest bit of each of so many rows."""
    return ((1 << rows * stride) - 1) // ((1 << stride) - 1)


@cache
def near_block(high: int, wide: int) -> int:
    """The near board of a rectangle whose first cell is bit 0."""
    return comb(high, NEAR) * ((1 << wide) - 1)


@lru_cache(maxsize=128)
def _far_block(high: int, wide: int) -> int:
    return comb(high, FAR) * ((1 << wide) - 1)


def block(high: int, wide: int, far: int) -> int:
    """The board of a rectangle whose first cell is bit 0."""
    return _far_block(high, wide) if far else near_block(high, wide)


def widen(near: int) -> tuple[int, int]:
    """A near board that is not empty, in a far frame of its own."""
    skipped = ((near & -near).bit_length() - 1) // NEAR
    near >>= skipped * NEAR
    size = 4 * ((near.bit_length() + 31) // 32)
    data = near.to_bytes(size, "little")
    spread = bytes(60).join([data[k : k + 4] for k in range(0, size, 4)])
    bits = int.from_bytes(spread, "little") << NEAR_LEFT - FAR_LEFT
    return bits, BASE + NEAR_TOP + skipped


def aligned(bits: int, far: int, to: int) -> int:
    """The bits of a far board in another far frame; rows above that are dropped."""
    rows = far - to
    return bits << FAR * rows if rows >= 0 else bits >> -FAR * rows


def narrow(bits: int, far: int) -> int:
    """The part of a far board that fits the near frame, as a near board."""
    bits = aligned(bits, far, BASE + NEAR_TOP) >> NEAR_LEFT - FAR_LEFT
    size = min(64 * ((bits.bit_length() + 511) // 512), 64 * (NEAR_BOTTOM - NEAR_TOP + 1))
    data = (bits & ((1 << 8 * size) - 1)).to_bytes(size, "little")
    return int.from_bytes(b"".join([data[k : k + 4] for k in range(0, size, 64)]), "little")


@lru_cache(maxsize=128)
def _beside_near(rows: int) -> int:
    """All columns but those of the near frame, for so many rows."""
    inside = ((1 << NEAR) - 1) << NEAR_LEFT - FAR_LEFT
    return comb(rows, FAR) * (((1 << FAR) - 1) ^ inside)


def settle(bits: int, far: int) -> tuple[int, int]:
    """A board that is not empty, in its canonical frame."""
    if not far:
        return bits, 0
    skipped = ((bits & -bits).bit_length() - 1) // FAR
    if skipped:
        bits >>= skipped * FAR
        far += skipped
    rows = (bits.bit_length() - 1) // FAR + 1
    top = far - BASE
    if top >= NEAR_TOP and top + rows - 1 <= NEAR_BOTTOM and not bits & _beside_near(rows):
        return narrow(bits, far), 0
    return bits, far
