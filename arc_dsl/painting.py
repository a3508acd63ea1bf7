"""Primitives that paint patches onto a grid."""

from arc_dsl import plain_grids
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
from arc_dsl.limits import pulse
from arc_dsl.members import make_set
from arc_dsl.patches import shift
from arc_dsl.representation import Grid, Indices, Object, Set, Value

__all__ = ["cover", "fill", "move", "paint", "underfill", "underpaint"]

_fill = slow(plain_grids.fill)
_paint = slow(plain_grids.paint)
_underfill = slow(plain_grids.underfill)
_underpaint = slow(plain_grids.underpaint)
_cover = slow(plain_grids.cover)


_LARGE = 2000
"""Patches of more members are looked through only after a look at the clock."""


def _near_grid(value: Value) -> Grid | None:
    grid = value if type(value) is Grid else to_grid(value)
    return grid if grid is not None and is_near(grid) else None


def fill(grid: Value, value: Value, patch: Value) -> Value:
    """One colour at the patch's indices."""
    near, byte, kind = _near_grid(grid), cell_byte(value), type(patch)
    if (kind is Set or kind is tuple) and near is not None:
        patch = _seen(patch, near)
        kind = type(patch)
    if near is None or byte < 0 or not (kind is Object or kind is Indices):
        return _fill(grid, value, patch)
    return painted(near, clip(patch, patch.bits, near), byte)


def underfill(grid: Value, value: Value, patch: Value) -> Value:
    """As fill, on the background only."""
    near, byte, kind = _near_grid(grid), cell_byte(value), type(patch)
    if (kind is Set or kind is tuple) and near is not None:
        patch = _seen(patch, near)
        kind = type(patch)
    if near is None or byte < 0 or not (kind is Object or kind is Indices):
        return _underfill(grid, value, patch)
    background = plane(near, most_common_colour(near))
    return painted(near, clip(patch, patch.bits, near) & background, byte)


def cover(grid: Value, patch: Value) -> Value:
    """The background's colour at the patch's indices."""
    near, kind = _near_grid(grid), type(patch)
    if near is None or not (kind is Object or kind is Indices):
        return _cover(grid, patch)
    return painted(near, clip(patch, patch.bits, near), most_common_colour(near) & 255)


def paint(grid: Value, obj: Value) -> Value:
    """The object's cells in their colours; the larger colour wins an index."""
    near = _near_grid(grid)
    if (type(obj) is Set or type(obj) is tuple) and near is not None:
        obj = _seen(obj, near)
    if near is None or not _paintable(obj):
        return _paint(grid, obj)
    for colour, board in _planes(obj):
        near = painted(near, clip(obj, board, near), colour & 255)
    return near


def underpaint(grid: Value, obj: Value) -> Value:
    """As paint, on the background only."""
    near = _near_grid(grid)
    if (type(obj) is Set or type(obj) is tuple) and near is not None:
        obj = _seen(obj, near)
    if near is None or not _paintable(obj):
        return _underpaint(grid, obj)
    background = plane(near, most_common_colour(near))
    for colour, board in _planes(obj):
        near = painted(near, clip(obj, board, near) & background, colour & 255)
    return near


def _seen(patch: Value, grid: Grid) -> Value:
    """A patch that is no board as the indices or the object that paints the same on the grid.

    That is a set beyond all frames, or a tuple of members as `mapply` makes of a tuple: there the
    later of two cells on one index wins. What is neither is given back: the slow path says why.
    """
    members = patch.items if type(patch) is Set else patch
    if len(members) > _LARGE:
        pulse()
    try:
        if type(members[0][1]) is tuple:
            if type(patch) is Set:
                return make_set([m for m in members if _inside(m[1], grid)])
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
