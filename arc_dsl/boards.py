"""Sets of index pairs as integers: making them, listing them, moving them.

A board goes with its frame `far` (see `arc_dsl.frames`); both together are the set.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, compress

from arc_dsl.frames import (
    BASE,
    FAR,
    FAR_HEIGHT,
    FAR_LEFT,
    FAR_RIGHT,
    NEAR,
    NEAR_BOTTOM,
    NEAR_LEFT,
    NEAR_ORIGIN,
    NEAR_RIGHT,
    NEAR_TOP,
    block,
    fits_far,
    fits_near,
    fitting,
    frame,
    near_block,
    settle,
)

__all__ = [
    "bit_of",
    "bounds",
    "columns",
    "dense",
    "from_dense",
    "lost",
    "near_rectangle",
    "pair_at",
    "pairs",
    "place_key",
    "placed",
    "product",
    "rectangle",
    "to_board",
]

Box = tuple[int, int, int, int]
Board = tuple[int, int]
"""Bits and frame."""

_NEAR_PAIRS = [
    (i, j) for i in range(NEAR_TOP, NEAR_BOTTOM + 1) for j in range(NEAR_LEFT, NEAR_RIGHT + 1)
]
_NEAR_BITS = {(i, j): 1 << NEAR * i + j + NEAR_ORIGIN for i, j in _NEAR_PAIRS[: 64 * NEAR]}
_COLUMNS = range(FAR_LEFT, FAR_RIGHT + 1)
_SELECT = bytes(k & 1 for k in range(256))
"""Turns the characters 0 and 1 into bytes 0 and 1."""
_FEW = 14
"""Up to so many members it is quicker to take them bit by bit."""


_NUMBERS = {int, bool}

# ------------------------------------------------------------------ making


def near_rectangle(top: int, left: int, bottom: int, right: int) -> int:
    """Near board of a rectangle within the near frame, bounds included."""
    return near_block(bottom - top + 1, right - left + 1) << 32 * top + left + 33


def rectangle(top: int, left: int, bottom: int, right: int) -> Board | None:
    """Board of a rectangle, bounds included; None if it fits nowhere."""
    if fits_near(top, left, bottom, right):
        return near_rectangle(top, left, bottom, right), 0
    if fits_far(top, left, bottom, right):
        shape = block(bottom - top + 1, right - left + 1, 1)
        return shape << left - FAR_LEFT, BASE + top
    return None


def to_board(members: Iterable[object]) -> Board | None:
    """Board of some index pairs; None if a member is not such a pair, or fits nowhere."""
    members = list(members)
    near = _NEAR_BITS
    board = 0
    try:
        if not {*map(type, chain.from_iterable(members))} <= _NUMBERS:  # type: ignore[arg-type]
            return None  # before a look-up: hashing what is nested may take for ever
        for pair in members:
            board |= near[pair]  # type: ignore[index]
    except (KeyError, TypeError):
        return _to_far_board(members)
    return board, 0


def _to_far_board(members: list[object]) -> Board | None:
    rows: dict[int, int] = {}
    for pair in members:
        if type(pair) is not tuple or len(pair) != 2:
            return None
        i, j = pair
        if not (isinstance(i, int) and isinstance(j, int) and FAR_LEFT <= j <= FAR_RIGHT):
            return None
        rows[i] = rows.get(i, 0) | 1 << j - FAR_LEFT
    top, bottom = min(rows), max(rows)
    if not fits_far(top, 0, bottom, 0):
        return None
    data = b"".join([rows.get(i, 0).to_bytes(64, "little") for i in range(top, bottom + 1)])
    return settle(int.from_bytes(data, "little"), BASE + top)


def product(rows: Sequence[int], across: Sequence[int]) -> Board | None:
    """Board of all pairs of a row and a column, or None if it fits nowhere."""
    box = (min(rows), min(across), max(rows), max(across))
    far = fitting(*box)
    if far is None:
        return None
    stride, origin = frame(far)
    row = down = 0
    for j in across:
        row |= 1 << j - box[1]
    for i in rows:
        down |= 1 << stride * (i - box[0])
    return row * down << stride * box[0] + box[1] + origin, far


# ------------------------------------------------------------------ members


def bit_of(pair: object, far: int) -> int:
    """The bit of a pair of integers in a frame, 0 if the value is no such pair."""
    if type(pair) is not tuple or len(pair) != 2:
        return 0
    i, j = pair
    if not (isinstance(i, int) and isinstance(j, int)):
        return 0
    if far:
        inside = FAR_LEFT <= j <= FAR_RIGHT and 0 <= i - far + BASE < FAR_HEIGHT
    else:
        inside = NEAR_TOP <= i <= NEAR_BOTTOM and NEAR_LEFT <= j <= NEAR_RIGHT
    if not inside:
        return 0
    stride, origin = frame(far)
    return 1 << stride * i + j + origin


def pair_at(bit: int, far: int) -> tuple[int, int]:
    """The pair of a bit number."""
    if far:
        i, j = divmod(bit, FAR)
        return (i + far - BASE, j + FAR_LEFT)
    return _NEAR_PAIRS[bit]


def pairs(board: int, far: int) -> list[tuple[int, int]]:
    """The members in ascending order."""
    if far:
        return _far_pairs(board, far)
    where = _NEAR_PAIRS
    if board.bit_count() > _FEW:
        return list(compress(where, bin(board)[:1:-1].encode().translate(_SELECT)))
    found = []
    while board:
        low = board & -board
        found.append(where[low.bit_length() - 1])
        board ^= low
    return found


def _far_pairs(board: int, far: int) -> list[tuple[int, int]]:
    size = 64 * ((board.bit_length() + 511) // 512)
    data = board.to_bytes(size, "little")
    found: list[tuple[int, int]] = []
    for k in range(0, size, 64):
        row = int.from_bytes(data[k : k + 64], "little")
        i = far - BASE + k // 64
        if row.bit_count() > _FEW:
            skipped = (row & -row).bit_length() - 1
            chosen = bin(row >> skipped)[:1:-1].encode().translate(_SELECT)
            found += [(i, j) for j in compress(_COLUMNS[skipped:], chosen)]
            continue
        while row:
            low = row & -row
            found.append((i, low.bit_length() - 1 + FAR_LEFT))
            row ^= low
    return found


def bounds(board: int, far: int) -> Box:
    """Top, left, bottom and right of a board that is not empty."""
    stride, first, side = (FAR, far - BASE, FAR_LEFT) if far else (NEAR, NEAR_TOP, NEAR_LEFT)
    top = ((board & -board).bit_length() - 1) // stride
    board >>= top * stride
    bottom = top + (board.bit_length() - 1) // stride
    if bottom > top:
        board = columns(board, stride)
    left = (board & -board).bit_length() - 1
    return top + first, left + side, bottom + first, board.bit_length() - 1 + side


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
    everything = (1 << (NEAR_BOTTOM - NEAR_TOP + 1) * NEAR) - 1
    if top > bottom or left > side:
        return everything
    return everything ^ near_rectangle(top, left, bottom, side)


# ------------------------------------------------------------------ as text


def dense(board: int, far: int, box: Box) -> str:
    """Characters 0 and 1 of the bounding box, row by row."""
    top, left, bottom, right = box
    stride, origin = frame(far)
    wide = right - left + 1
    size = stride * (bottom - top) + wide
    text = bin(board >> stride * top + left + origin)[:1:-1].ljust(size, "0")
    return "".join([text[k : k + wide] for k in range(0, size, stride)])


def from_dense(text: str, wide: int, top: int, left: int) -> Board | None:
    """Board of the characters of a bounding box with its upper-left corner at (top, left)."""
    far = fitting(top, left, top + len(text) // wide - 1, left + wide - 1)
    return None if far is None else (placed(text, wide, top, left, far), far)


def placed(text: str, wide: int, top: int, left: int, far: int) -> int:
    """The same in a frame that is known to hold it."""
    stride, origin = frame(far)
    padding = "0" * (stride - wide)
    rows = padding.join([text[k : k + wide] for k in range(0, len(text), wide)])
    return int(rows[::-1], 2) << stride * top + left + origin


def place_key(board: int) -> str:
    """A text that sorts near boards as their sorted members do.

    Members are met in ascending order; where two boards differ first, the one that has the bit is
    smaller, unless the other has ended: `1` sorts before `2`, and the end before both.
    """
    return bin(board)[:1:-1].replace("0", "2") if board else ""
