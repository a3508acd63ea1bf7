"""Primitives on how two patches, or a patch and a grid, lie."""

from arc_dsl import boards, plain_patches
from arc_dsl.bounds import box_of, center
from arc_dsl.fallback import slow
from arc_dsl.members import pairs_of
from arc_dsl.plain_patches import REACH
from arc_dsl.representation import Grid, Indices, Object, Value

__all__ = [
    "adjacent",
    "bordering",
    "gravitate",
    "hmatching",
    "manhattan",
    "position",
    "vmatching",
]

_hmatching = slow(plain_patches.hmatching)
_vmatching = slow(plain_patches.vmatching)
_manhattan = slow(plain_patches.manhattan)
_bordering = slow(plain_patches.bordering)
_gravitate = slow(plain_patches.gravitate)

_MANY = 4000
"""Pairs of cells that are compared without a look at the clock."""
_EVERYTHING = boards.near_rectangle(-1, -1, 126, 30)
_NOT_LEFT = boards.near_rectangle(-1, 0, 126, 30)
_NOT_RIGHT = boards.near_rectangle(-1, -1, 126, 29)
_COLUMN = boards.near_rectangle(-1, -1, 126, -1)
_INNER = boards.near_rectangle(0, 0, 125, 29)


def _near(a: Value, b: Value) -> bool:
    """Whether both are patches held as near boards."""
    return (
        (type(a) is Object or type(a) is Indices)
        and (type(b) is Object or type(b) is Indices)
        and not (a.far or b.far)
    )


def _spread(board: int) -> int:
    """A near board and the cells beside it, within the frame."""
    beside = (board & _NOT_LEFT) >> 1 | (board & _NOT_RIGHT) << 1
    return (board | beside | board << 32 | board >> 32) & _EVERYTHING


def _rows(board: int) -> int:
    """The first column, marked where a near board has a cell in the row."""
    board |= board >> 16
    board |= board >> 8
    board |= board >> 4
    board |= board >> 2
    return (board | board >> 1) & _COLUMN


def hmatching(a: Value, b: Value) -> Value:
    """Whether some row holds cells of both."""
    if not _near(a, b):
        return _hmatching(a, b)
    if not (a.bits and b.bits):
        return False
    ours, theirs = box_of(a), box_of(b)
    if ours[2] < theirs[0] or theirs[2] < ours[0]:
        return False
    return _rows(a.bits) & _rows(b.bits) != 0


def vmatching(a: Value, b: Value) -> Value:
    """Whether some column holds cells of both."""
    if not _near(a, b):
        return _vmatching(a, b)
    if not (a.bits and b.bits):
        return False
    ours, theirs = box_of(a), box_of(b)
    if ours[3] < theirs[1] or theirs[3] < ours[1]:
        return False
    return boards.columns(a.bits, 32) & boards.columns(b.bits, 32) != 0


def manhattan(a: Value, b: Value) -> Value:
    """The smallest number of steps from a cell of one to a cell of the other."""
    if not _near(a, b):
        return _far_manhattan(a, b)
    ours, theirs = a.bits, b.bits
    if not (ours and theirs):
        raise ValueError("an empty patch is nowhere")
    distance = 0
    while not ours & theirs:
        ours = _spread(ours)
        distance += 1
    return distance


def _far_manhattan(a: Value, b: Value) -> Value:
    """The same for any values: pair by pair."""
    if type(a) is Object:
        a = Indices(a.bits, a.far)
    if type(b) is Object:
        b = Indices(b.bits, b.far)
    if type(a) is not Indices or type(b) is not Indices:
        return _manhattan(a, b)
    ours, theirs = pairs_of(a), pairs_of(b)
    if len(ours) * len(theirs) > _MANY:
        return _manhattan(a, b)
    return min([abs(i - k) + abs(j - m) for i, j in ours for k, m in theirs])


def adjacent(a: Value, b: Value) -> Value:
    """Whether that number is 1."""
    if not _near(a, b):
        return bool(_far_manhattan(a, b) == 1)
    ours, theirs = a.bits, b.bits
    if not (ours and theirs):
        raise ValueError("an empty patch is nowhere")
    return not ours & theirs and _spread(ours) & theirs != 0


def bordering(patch: Value, grid: Value) -> Value:
    """Whether the bounding box touches an edge of the grid."""
    kind = type(patch)
    if (kind is Object or kind is Indices) and type(grid) is Grid:
        top, left, bottom, right = patch.box or box_of(patch)
        return top == 0 or left == 0 or bottom == grid.height - 1 or right == grid.width - 1
    return _bordering(patch, grid)


def position(a: Value, b: Value) -> Value:
    """Where b lies seen from a, by centres."""
    (ai, aj), (bi, bj) = center(a), center(b)
    if ai == bi:
        return (0, 1 if aj < bj else -1)
    if aj == bj:
        return (1 if ai < bi else -1, 0)
    return (1 if ai < bi else -1, 1 if aj < bj else -1)


def gravitate(source: Value, destination: Value) -> Value:
    """The step vector that brings source next to destination."""
    if not _near(source, destination) or destination.bits & ~_INNER:
        return _gravitate(source, destination)
    (si, sj), (di, dj) = center(source), center(destination)
    down, right = 0, 0
    if vmatching(source, destination):
        down = 1 if si < di else -1
    else:
        right = 1 if sj < dj else -1
    # Cells that leave the frame never come back; the destination is not at its edge, so beyond
    # the frame nothing is adjacent to it.
    kept = _EVERYTHING if down else _NOT_RIGHT if right > 0 else _NOT_LEFT
    moved, there = source.bits, destination.bits
    beside = _spread(there)
    by, steps = 32 * down + right, 0
    while steps < REACH and (moved & there or not moved & beside):
        moved &= kept
        moved = (moved << by if by > 0 else moved >> -by) & _EVERYTHING
        steps += 1
    return (steps * down, steps * right)
