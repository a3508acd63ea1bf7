"""Primitives that make indices from a point, a line or a bounding box."""

from functools import cache, lru_cache
from itertools import repeat

from arc_dsl import boards, plain_patches
from arc_dsl.bounds import box_of
from arc_dsl.fallback import slow
from arc_dsl.frames import BASE, FAR, FAR_LEFT, block, fits_far, fits_near, frame, settle
from arc_dsl.limits import check_size
from arc_dsl.plain_patches import REACH
from arc_dsl.representation import EMPTY, Box, Indices, Object, Set, Value

__all__ = [
    "backdrop",
    "box",
    "connect",
    "delta",
    "dneighbors",
    "hfrontier",
    "inbox",
    "ineighbors",
    "neighbors",
    "outbox",
    "shoot",
    "vfrontier",
]

_dneighbors = slow(plain_patches.dneighbors)
_ineighbors = slow(plain_patches.ineighbors)
_neighbors = slow(plain_patches.neighbors)
_backdrop = slow(plain_patches.backdrop)
_delta = slow(plain_patches.delta)
_box = slow(plain_patches.box)
_outbox = slow(plain_patches.outbox)
_inbox = slow(plain_patches.inbox)
_connect = slow(plain_patches.connect)
_shoot = slow(plain_patches.shoot)
_vfrontier = slow(plain_patches.vfrontier)
_hfrontier = slow(plain_patches.hfrontier)

_SIDES = 1 << 1 | 1 << 32 | 1 << 34 | 1 << 65
_DIAGONALS = 1 | 1 << 2 | 1 << 64 | 1 << 66
"""Boards of the indices around bit 33, which is (0, 0)."""


def _around(loc: Value, board: int) -> Indices | None:
    if type(loc) is tuple and len(loc) >= 2:
        i, j = loc[0], loc[1]
        if type(i) is int and type(j) is int and 0 <= i <= 125 and 0 <= j <= 29:
            return Indices(board << 32 * i + j, 0)
    return None


def dneighbors(loc: Value) -> Value:
    """The 4 side-sharing indices."""
    return _around(loc, _SIDES) or _dneighbors(loc)


def ineighbors(loc: Value) -> Value:
    """The 4 diagonal indices."""
    return _around(loc, _DIAGONALS) or _ineighbors(loc)


def neighbors(loc: Value) -> Value:
    """The 8 surrounding indices."""
    return _around(loc, _SIDES | _DIAGONALS) or _neighbors(loc)


def _rectangle(box: Box) -> Indices | None:
    board = boards.rectangle(*box)
    if board is None:
        return None
    indices = Indices(*board)
    indices.box = box
    return indices


@cache
def _near_ring(high: int, wide: int) -> int:
    """The outline of a rectangle with its upper-left corner at bit 0."""
    ring = boards.near_rectangle(0, 0, high - 1, wide - 1)
    if high > 2 and wide > 2:
        ring ^= boards.near_rectangle(1, 1, high - 2, wide - 2)
    return ring >> 33


def _outline(box: Box) -> Indices | None:
    """Outline of a rectangle, bounds included."""
    top, left, bottom, right = box
    if fits_near(*box):
        ring = _near_ring(bottom - top + 1, right - left + 1)
        indices = Indices(ring << 32 * top + left + 33, 0)
    else:
        board = boards.rectangle(*box)
        if board is None:
            return None
        bits, far = board
        if bottom - top > 1 and right - left > 1:
            stride, origin = frame(far)
            inner = block(bottom - top - 1, right - left - 1, far)
            bits ^= inner << stride * (top + 1) + left + 1 + origin
        indices = Indices(bits, far)
    indices.box = box
    return indices


def backdrop(patch: Value) -> Value:
    """All indices of the bounding box."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        return _rectangle(patch.box or box_of(patch)) if patch.bits else EMPTY
    return _backdrop(patch)


def delta(patch: Value) -> Value:
    """The bounding box without the patch."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        if not patch.bits:
            return EMPTY
        board = boards.rectangle(*box_of(patch))
        if board is not None:
            rest = board[0] ^ patch.bits
            if not rest:
                return EMPTY
            return Indices(*settle(rest, patch.far))
    return _delta(patch)


def box(patch: Value) -> Value:
    """The outline of the bounding box."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        return _outline(patch.box or box_of(patch)) if patch.bits else EMPTY
    return _box(patch)


def outbox(patch: Value) -> Value:
    """The outline of the bounding box grown by one on each side."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        top, left, bottom, right = box_of(patch)
        ring = _outline((top - 1, left - 1, bottom + 1, right + 1))
        if ring is not None:
            return ring
    return _outbox(patch)


def inbox(patch: Value) -> Value:
    """The outline of the bounding box shrunk by one, each axis sorted."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        top, left, bottom, right = box_of(patch)
        rows = (top + 1, bottom - 1) if bottom - top > 1 else (bottom - 1, top + 1)
        columns = (left + 1, right - 1) if right - left > 1 else (right - 1, left + 1)
        ring = _outline((rows[0], columns[0], rows[1], columns[1]))
        if ring is not None:
            return ring
    return _inbox(patch)


def connect(a: Value, b: Value) -> Value:
    """The closed straight line between two points; empty if they are not aligned."""
    if type(a) is tuple and type(b) is tuple:
        ai, aj = a
        bi, bj = b
        if type(ai) is int and type(aj) is int and type(bi) is int and type(bj) is int:
            return _line(ai, aj, bi, bj)
    return _connect(a, b)


def shoot(start: Value, direction: Value) -> Value:
    """The line from start to start + 42 times the direction."""
    if type(start) is tuple and type(direction) is tuple and len(direction) > 1:
        i, j = start
        down, right = direction[0], direction[1]
        if type(i) is int and type(j) is int and type(down) is int and type(right) is int:
            return _line(i, j, i + REACH * down, j + REACH * right)
    return _shoot(start, direction)


def _line(ai: int, aj: int, bi: int, bj: int) -> Indices | Set:
    """The closed line, empty if there is none."""
    if ai > bi or (ai == bi and aj > bj):
        ai, aj, bi, bj = bi, bj, ai, aj
    down, right = bi - ai, bj - aj
    if right >= 0:
        left, side, length = aj, bj, down if down > right else right
        aslant = down != right
    else:
        left, side, length = bj, aj, down
        aslant = down != -right
    if aslant and down and right:
        return EMPTY
    if ai >= -1 and left >= -1 and bi <= 126 and side <= 30:
        step = 32 * (down > 0) + (right > 0) - (right < 0)
        line = Indices(_ray(length + 1, step) << 32 * ai + aj + 33, 0)
    elif fits_far(ai, left, bi, side):
        step = FAR * (down > 0) + (right > 0) - (right < 0)
        line = Indices(_ray(length + 1, step) << aj - FAR_LEFT, BASE + ai)
    else:
        return _beyond(ai, aj, length, (down > 0), (right > 0) - (right < 0))
    line.box = (ai, left, bi, side)
    return line


def _beyond(i: int, j: int, length: int, down: int, right: int) -> Set:
    """A line that fits no frame; it goes down, or to the right."""
    check_size(length + 1)
    across = range(j, j + right * (length + 1), right) if right else repeat(j)
    rows = range(i, i + length + 1) if down else repeat(i)
    return Set(tuple(zip(rows, across, strict=False)), True)


@lru_cache(maxsize=4096)
def _ray(length: int, step: int) -> int:
    """So many bits, each `step` after the one before."""
    return ((1 << length * step) - 1) // ((1 << step) - 1) if step else 1


def vfrontier(location: Value) -> Value:
    """Rows 0..29 at the location's column."""
    if type(location) is tuple and len(location) > 1 and type(location[1]) is int:
        return _line(0, location[1], 29, location[1])
    return _vfrontier(location)


def hfrontier(location: Value) -> Value:
    """Columns 0..29 at the location's row."""
    if type(location) is tuple and location and type(location[0]) is int:
        return _line(location[0], 0, location[0], 29)
    return _hfrontier(location)
