"""Primitives that paint patches onto a grid."""

from collections.abc import Sequence

from arc_dsl import plain_grids
from arc_dsl.boards import pairs
from arc_dsl.fallback import slow
from arc_dsl.gridboards import (
    cell_byte,
    clip,
    is_near,
    most_common_colour,
    painted,
    plane,
    to_grid,
)
from arc_dsl.limits import MEMBERS_PER_STEP, pulse, spend
from arc_dsl.members import guard, make_set
from arc_dsl.patches import shift
from arc_dsl.representation import Grid, Indices, Object, Set, Value

__all__ = ["cover", "fill", "move", "paint", "underfill", "underpaint"]

_fill = slow(plain_grids.fill)
_paint = slow(plain_grids.paint)
_underfill = slow(plain_grids.underfill)
_underpaint = slow(plain_grids.underpaint)
_cover = slow(plain_grids.cover)


_BOARDS = (Object, Indices)
_LARGE = 2000
"""Patches of more members are looked through only after a look at the clock."""


def fill(grid: Value, value: Value, patch: Value) -> Value:
    """One colour at the patch's indices."""
    held, byte, kind = to_grid(grid), cell_byte(value), type(patch)
    if held is not None and kind not in _BOARDS:
        patch = _seen(patch, held)
        kind = type(patch)
    if held is None or byte < 0 or kind not in _BOARDS:
        return _fill(grid, value, patch)
    return _with_planes(held, patch, ((byte, patch.bits),))


def underfill(grid: Value, value: Value, patch: Value) -> Value:
    """As fill, on the background only."""
    held, byte, kind = to_grid(grid), cell_byte(value), type(patch)
    if held is not None and kind not in _BOARDS:
        patch = _seen(patch, held)
        kind = type(patch)
    if held is None or byte < 0 or kind not in _BOARDS:
        return _underfill(grid, value, patch)
    return _with_planes(held, patch, ((byte, patch.bits),), most_common_colour(held))


def cover(grid: Value, patch: Value) -> Value:
    """The background's colour at the patch's indices."""
    held = to_grid(grid)
    if held is None or type(patch) not in _BOARDS:
        return _cover(grid, patch)
    return _with_planes(held, patch, ((most_common_colour(held), patch.bits),))


def paint(grid: Value, obj: Value) -> Value:
    """The object's cells in their colours; the larger colour wins an index."""
    held = to_grid(grid)
    if held is not None and type(obj) not in _BOARDS:
        obj = _seen(obj, held)
    if held is None or not _paintable(obj):
        return _paint(grid, obj)
    return _with_planes(held, obj, _planes(obj))


def underpaint(grid: Value, obj: Value) -> Value:
    """As paint, on the background only."""
    held = to_grid(grid)
    if held is not None and type(obj) not in _BOARDS:
        obj = _seen(obj, held)
    if held is None or not _paintable(obj):
        return _underpaint(grid, obj)
    return _with_planes(held, obj, _planes(obj), most_common_colour(held))


def _with_planes(
    grid: Grid, patch: Value, planes: Sequence[tuple[int, int]], under: int | None = None
) -> Grid:
    """The grid with boards of a patch in their colours; with `under`, only where it has that."""
    if not is_near(grid):
        return _with_pairs(grid, patch, planes, under)
    seen = None if under is None else plane(grid, under)
    for colour, board in planes:
        clipped = clip(patch, board, grid)
        if seen is not None:
            clipped &= seen
        grid = painted(grid, clipped, colour & 255)
    return grid


def _with_pairs(
    grid: Grid, patch: Value, planes: Sequence[tuple[int, int]], under: int | None
) -> Grid:
    """The same for a grid that is too large for boards."""
    old, high, wide = grid.cells, grid.height, grid.width
    spend(len(old) // MEMBERS_PER_STEP)
    cells = bytearray(old)
    for colour, board in planes:
        for i, j in pairs(board, patch.far):
            if 0 <= i < high and 0 <= j < wide:
                place = i * wide + j
                if under is None or old[place] == under & 255:
                    cells[place] = colour & 255
    return Grid(bytes(cells), high, wide)


def _seen(patch: Value, grid: Grid) -> Value:
    """A patch that is no board as the indices or the object that paints the same on the grid.

    That is a set beyond all frames, or a tuple of members as `mapply` makes of a tuple: there the
    later of two cells on one index wins. What is neither is given back: the slow path says why.
    """
    members: Value = patch.items if type(patch) is Set else patch
    if type(members) is not tuple:
        return patch
    if len(members) > _LARGE:
        pulse()
    try:
        if type(members[0][1]) is tuple:
            if type(patch) is Set:
                return make_set([m for m in members if _inside(m[1], grid)])
            guard([index for _, index in members])
            latest = {index: value for value, index in members}
            return make_set([(v, index) for index, v in latest.items() if _inside(index, grid)])
        return make_set([m for m in members if _inside(m, grid)])
    except (TypeError, ValueError, IndexError):
        return patch


def _inside(index: tuple[int, int], grid: Grid) -> bool:
    i, j = index
    return 0 <= i < grid.height and 0 <= j < grid.width


def _paintable(obj: Value) -> bool:
    """Whether the value is an object of colours that cells can have, or empty."""
    if type(obj) is Object:
        planes = obj.planes
        return planes[0][0] >= -64 and planes[-1][0] < 128
    return type(obj) is Indices and not obj.bits


def _planes(obj: Value) -> tuple[tuple[int, int], ...]:
    return obj.planes if type(obj) is Object else ()


def move(grid: Value, obj: Value, offset: Value) -> Value:
    """The object covered, then painted elsewhere."""
    return paint(cover(grid, obj), shift(obj, offset))
