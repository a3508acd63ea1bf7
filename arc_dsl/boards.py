"""Bitboards: sets of index pairs as integers.

Index (i, j) is one bit. Two frames are used. The *near* one has 32 columns, -1..30, and rows
-1..126: everything on an ARC grid and the ring around it. The *far* one has 256 columns, -112..143,
and rows -112..399: what `shoot` reaches, what shifts push over the edge, lattices laid over a grid.
A set is near if it fits, so equal sets have equal boards. What does not fit the far frame has no
board.

Bit numbers ascend as pairs do (row first), so the lowest bit is the first member.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import compress

__all__ = [
    "FAR_ORIGIN",
    "FAR_STRIDE",
    "NEAR_ORIGIN",
    "NEAR_STRIDE",
    "bit_of",
    "bounds",
    "columns",
    "comb",
    "dense",
    "far_rectangle",
    "from_dense",
    "lost",
    "near_rectangle",
    "pair_at",
    "pairs",
    "place_key",
    "placed",
    "product",
    "rectangle",
    "settle",
    "to_board",
    "translate",
    "widen",
]

NEAR_STRIDE = 32
NEAR_TOP, NEAR_LEFT, NEAR_BOTTOM, NEAR_RIGHT = -1, -1, 126, 30
NEAR_ORIGIN = 33
"""Bit of index (0, 0): one row and one column from the frame's corner."""
FAR_STRIDE = 256
FAR_TOP, FAR_LEFT, FAR_BOTTOM, FAR_RIGHT = -112, -112, 399, 143
FAR_ORIGIN = 112 * FAR_STRIDE + 112
NEAR_IN_FAR = 111 * FAR_STRIDE + 111
"""Far bit of the near frame's corner."""
ROW = (1 << NEAR_STRIDE) - 1

_NEAR_PAIRS = [
    (i, j) for i in range(NEAR_TOP, NEAR_BOTTOM + 1) for j in range(NEAR_LEFT, NEAR_RIGHT + 1)
]
_NEAR_BITS = {(i, j): 1 << 32 * i + j + 33 for i, j in _NEAR_PAIRS[: 64 * NEAR_STRIDE]}
_SELECT = bytes(k & 1 for k in range(256))
"""Turns the characters 0 and 1 into bytes 0 and 1."""
_FEW = 14
"""Up to so many members it is quicker to take them bit by bit."""


@cache
def _outside_near() -> int:
    """All far bits that are not in the near frame."""
    return ((1 << 512 * FAR_STRIDE) - 1) ^ far_rectangle(
        NEAR_TOP, NEAR_LEFT, NEAR_BOTTOM, NEAR_RIGHT
    )


@cache
def comb(rows: int, far: bool) -> int:
    """The lowest bit of each of so many rows."""
    stride = FAR_STRIDE if far else NEAR_STRIDE
    return ((1 << rows * stride) - 1) // ((1 << stride) - 1)


@cache
def _near_block(high: int, wide: int) -> int:
    return comb(high, False) * ((1 << wide) - 1)


@cache
def _far_block(high: int, wide: int) -> int:
    return comb(high, True) * ((1 << wide) - 1)


def near_rectangle(top: int, left: int, bottom: int, right: int) -> int:
    """Near board of a rectangle within the near frame, bounds included."""
    return _near_block(bottom - top + 1, right - left + 1) << 32 * top + left + 33


def far_rectangle(top: int, left: int, bottom: int, right: int) -> int:
    """Far board of a rectangle within the far frame, bounds included."""
    return _far_block(bottom - top + 1, right - left + 1) << 256 * top + left + FAR_ORIGIN


def rectangle(top: int, left: int, bottom: int, right: int) -> tuple[int, bool] | None:
    """Board of a rectangle, bounds included, and whether it is far; None if it fits nowhere."""
    if top >= -1 and left >= -1 and bottom <= NEAR_BOTTOM and right <= NEAR_RIGHT:
        return near_rectangle(top, left, bottom, right), False
    if top >= FAR_TOP and left >= FAR_LEFT and bottom <= FAR_BOTTOM and right <= FAR_RIGHT:
        return far_rectangle(top, left, bottom, right), True
    return None


def widen(near: int) -> int:
    """The far board of a near one."""
    rows = (near.bit_length() + 31) // 32
    data = near.to_bytes(4 * rows, "little")
    spread = bytes(28).join([data[k : k + 4] for k in range(0, 4 * rows, 4)])
    return int.from_bytes(spread, "little") << NEAR_IN_FAR


def _narrow(far: int) -> int:
    """The near board of a far one that fits."""
    far >>= NEAR_IN_FAR
    rows = (far.bit_length() + 255) // 256
    data = far.to_bytes(32 * rows, "little")
    return int.from_bytes(b"".join([data[k : k + 4] for k in range(0, 32 * rows, 32)]), "little")


def settle(far: int) -> tuple[int, bool]:
    """A far board as the canonical one, and whether that is far."""
    if far & _outside_near():
        return far, True
    return _narrow(far), False


def to_board(members: Iterable[object]) -> tuple[int, bool] | None:
    """Board of index pairs, and whether it is far; None if some member is not such a pair."""
    members = list(members)
    near = _NEAR_BITS
    board = 0
    try:
        for pair in members:
            board |= near[pair]  # type: ignore[index]
    except (KeyError, TypeError):
        return _to_far_board(members)
    return board, False


def _to_far_board(members: list[object]) -> tuple[int, bool] | None:
    rows: dict[int, int] = {}
    for pair in members:
        if type(pair) is not tuple or len(pair) != 2:
            return None
        i, j = pair
        if not (isinstance(i, int) and isinstance(j, int)):
            return None
        if not (FAR_TOP <= i <= FAR_BOTTOM and FAR_LEFT <= j <= FAR_RIGHT):
            return None
        rows[i] = rows.get(i, 0) | 1 << j - FAR_LEFT
    top = min(rows)
    data = b"".join([rows.get(i, 0).to_bytes(32, "little") for i in range(top, max(rows) + 1)])
    return settle(int.from_bytes(data, "little") << FAR_STRIDE * (top - FAR_TOP))


def product(rows: Sequence[int], columns: Sequence[int]) -> tuple[int, bool] | None:
    """Board of all pairs of a row and a column, or None if it fits nowhere."""
    top, bottom, left, right = min(rows), max(rows), min(columns), max(columns)
    far = not (top >= -1 and left >= -1 and bottom <= NEAR_BOTTOM and right <= NEAR_RIGHT)
    if far and not (
        top >= FAR_TOP and left >= FAR_LEFT and bottom <= FAR_BOTTOM and right <= FAR_RIGHT
    ):
        return None
    stride, origin = (FAR_STRIDE, FAR_ORIGIN) if far else (NEAR_STRIDE, NEAR_ORIGIN)
    across = down = 0
    for j in columns:
        across |= 1 << j - left
    for i in rows:
        down |= 1 << stride * (i - top)
    return across * down << stride * top + left + origin, far


def bit_of(pair: object, far: bool) -> int:
    """The bit of a pair of integers in a frame, 0 if the value is no such pair."""
    if type(pair) is not tuple or len(pair) != 2:
        return 0
    i, j = pair
    if not (isinstance(i, int) and isinstance(j, int)):
        return 0
    if far:
        if FAR_TOP <= i <= FAR_BOTTOM and FAR_LEFT <= j <= FAR_RIGHT:
            return 1 << 256 * i + j + FAR_ORIGIN
    elif NEAR_TOP <= i <= NEAR_BOTTOM and NEAR_LEFT <= j <= NEAR_RIGHT:
        return 1 << 32 * i + j + NEAR_ORIGIN
    return 0


def pair_at(bit: int, far: bool) -> tuple[int, int]:
    """The pair of a bit number."""
    if far:
        i, j = divmod(bit, FAR_STRIDE)
        return (i + FAR_TOP, j + FAR_LEFT)
    return _NEAR_PAIRS[bit]


def pairs(board: int, far: bool) -> list[tuple[int, int]]:
    """The members in ascending order."""
    if far:
        return _far_pairs(board)
    where = _NEAR_PAIRS
    if board.bit_count() > _FEW:
        return list(compress(where, bin(board)[:1:-1].encode().translate(_SELECT)))
    found = []
    while board:
        low = board & -board
        found.append(where[low.bit_length() - 1])
        board ^= low
    return found


def _far_pairs(board: int) -> list[tuple[int, int]]:
    top = ((board & -board).bit_length() - 1) // FAR_STRIDE
    board >>= top * FAR_STRIDE
    size = 32 * ((board.bit_length() + 255) // 256)
    data = board.to_bytes(size, "little")
    found = []
    for k in range(0, size, 32):
        row = int.from_bytes(data[k : k + 32], "little")
        i = top + FAR_TOP + k // 32
        while row:
            low = row & -row
            found.append((i, low.bit_length() - 1 + FAR_LEFT))
            row ^= low
    return found


def bounds(board: int, far: bool) -> tuple[int, int, int, int]:
    """Top, left, bottom and right of a board that is not empty."""
    stride, origin = (256, 112) if far else (32, 1)
    top = ((board & -board).bit_length() - 1) // stride
    board >>= top * stride
    bottom = top + (board.bit_length() - 1) // stride
    if bottom > top:
        board = columns(board, stride)
    left = (board & -board).bit_length() - 1
    return top - origin, left - origin, bottom - origin, board.bit_length() - 1 - origin


def columns(board: int, stride: int) -> int:
    """One row that has the columns of all rows together."""
    rows = (board.bit_length() + stride - 1) // stride
    while rows > 1:
        half = (rows + 1) // 2
        high = board >> half * stride
        board = (board ^ (high << half * stride)) | high
        rows = half
    return board


@cache
def lost(down: int, right: int) -> int:
    """The near bits that leave the near frame when moved so."""
    top, bottom = max(NEAR_TOP, NEAR_TOP - down), min(NEAR_BOTTOM, NEAR_BOTTOM - down)
    left, side = max(NEAR_LEFT, NEAR_LEFT - right), min(NEAR_RIGHT, NEAR_RIGHT - right)
    everything = (1 << 128 * NEAR_STRIDE) - 1
    if top > bottom or left > side:
        return everything
    return everything ^ near_rectangle(top, left, bottom, side)


def translate(board: int, far: bool, down: int, right: int) -> tuple[int, bool] | None:
    """The board moved, and whether it is far; None if it fits nowhere."""
    if not far and -64 <= down <= 64 and -32 <= right <= 32:
        if not board & lost(down, right):
            by = 32 * down + right
            return (board << by if by >= 0 else board >> -by), False
    elif not board:
        return board, far
    top, left, bottom, side = bounds(board, far)
    if top + down < FAR_TOP or bottom + down > FAR_BOTTOM:
        return None
    if left + right < FAR_LEFT or side + right > FAR_RIGHT:
        return None
    if not far:
        board = widen(board)
    by = 256 * down + right
    return settle(board << by if by >= 0 else board >> -by)


def dense(board: int, far: bool, box: tuple[int, int, int, int]) -> str:
    """Characters 0 and 1 of the bounding box, row by row."""
    top, left, bottom, right = box
    stride, origin = (FAR_STRIDE, FAR_ORIGIN) if far else (NEAR_STRIDE, NEAR_ORIGIN)
    wide = right - left + 1
    size = stride * (bottom - top) + wide
    text = bin(board >> stride * top + left + origin)[:1:-1].ljust(size, "0")
    return "".join([text[k : k + wide] for k in range(0, size, stride)])


def from_dense(text: str, wide: int, top: int, left: int) -> tuple[int, bool] | None:
    """Board of such characters with their upper-left corner at (top, left), and whether far."""
    bottom, right = top + len(text) // wide - 1, left + wide - 1
    if top >= -1 and left >= -1 and bottom <= NEAR_BOTTOM and right <= NEAR_RIGHT:
        return placed(text, wide, top, left, False), False
    if top >= FAR_TOP and left >= FAR_LEFT and bottom <= FAR_BOTTOM and right <= FAR_RIGHT:
        return settle(placed(text, wide, top, left, True))
    return None


def placed(text: str, wide: int, top: int, left: int, far: bool) -> int:
    """The same in a frame that is known to hold it."""
    stride, origin = (FAR_STRIDE, FAR_ORIGIN) if far else (NEAR_STRIDE, NEAR_ORIGIN)
    padding = "0" * (stride - wide)
    rows = padding.join([text[k : k + wide] for k in range(0, len(text), wide)])
    return int(rows[::-1], 2) << stride * top + left + origin


def place_key(board: int) -> str:
    """A text that sorts boards of one frame as their sorted members do.

    Members are met in ascending order; where two boards differ first, the one that has the bit is
    smaller, unless the other has ended: `1` sorts before `2`, and the end before both.
    """
    return bin(board)[:1:-1].replace("0", "2") if board else ""
