"""Primitives that make or move patches."""

from arc_dsl import plain_grids, plain_patches
from arc_dsl.bounds import box_of
from arc_dsl.fallback import slow
from arc_dsl.gridboards import (
    cell_byte,
    clip,
    colours_of,
    is_near,
    plane,
    to_grid,
    whole,
)
from arc_dsl.moving import moved
from arc_dsl.representation import EMPTY, Grid, Indices, Object, Value

__all__ = [
    "asindices",
    "asobject",
    "normalize",
    "ofcolor",
    "recolor",
    "shift",
    "toindices",
    "toobject",
]

_asindices = slow(plain_grids.asindices)
_asobject = slow(plain_grids.asobject)
_ofcolor = slow(plain_grids.ofcolor)
_toobject = slow(plain_grids.toobject)
_toindices = slow(plain_patches.toindices)
_recolor = slow(plain_patches.recolor)
_shift = slow(plain_patches.shift)
_normalize = slow(plain_patches.normalize)


def asindices(grid: Value) -> Value:
    """All indices of a Grid."""
    if type(grid) is Grid and is_near(grid):
        indices = Indices(whole(grid), 0)
        indices.box = (0, 0, grid.height - 1, grid.width - 1)
        return indices
    return _asindices(grid)


def ofcolor(grid: Value, value: Value) -> Value:
    """Indices of the cells of a colour."""
    if type(grid) is not Grid:
        grid = to_grid(grid) or grid
    if type(grid) is Grid and is_near(grid):
        if cell_byte(value) < 0:
            return EMPTY
        board = plane(grid, value)
        return Indices(board, 0) if board else EMPTY
    return _ofcolor(grid, value)


def asobject(grid: Value) -> Value:
    """All cells of a Grid."""
    if type(grid) is not Grid:
        grid = to_grid(grid) or grid
    if type(grid) is Grid and is_near(grid):
        planes = tuple([(colour, plane(grid, colour)) for colour in colours_of(grid)])
        obj = Object(planes, whole(grid), 0)
        obj.box = (0, 0, grid.height - 1, grid.width - 1)
        return obj
    return _asobject(grid)


def toobject(patch: Value, grid: Value) -> Value:
    """The Grid's cells at the patch's indices."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        if type(grid) is not Grid:
            grid = to_grid(grid) or grid
        if type(grid) is Grid and is_near(grid):
            board = clip(patch, patch.bits, grid)
            if not board:
                return EMPTY
            planes = [
                (colour, common)
                for colour in colours_of(grid)
                if (common := plane(grid, colour) & board)
            ]
            return Object(tuple(planes), board, 0)
    return _toobject(patch, grid)


def toindices(patch: Value) -> Value:
    """Indices of a patch."""
    if type(patch) is Object:
        indices = Indices(patch.bits, patch.far)
        indices.box = patch.box
        return indices
    return patch if type(patch) is Indices else _toindices(patch)


def recolor(value: Value, patch: Value) -> Value:
    """The patch's indices in one colour."""
    kind = type(patch)
    if (kind is Object or kind is Indices) and (type(value) is int or type(value) is bool):
        if not patch.bits:
            return EMPTY
        if -512 < value < 512:
            obj = Object(((int(value), patch.bits),), patch.bits, patch.far)
            obj.box = patch.box
            return obj
    return _recolor(value, patch)


def shift(patch: Value, directions: Value) -> Value:
    """The patch moved."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        if not patch.bits:
            return patch
        down, right = directions
        return moved(patch, down, right)
    return _shift(patch, directions)


def normalize(patch: Value) -> Value:
    """The patch moved to the origin."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        if not patch.bits:
            return patch
        top, left, _, _ = box_of(patch)
        if top == 0 and left == 0:
            return patch
        return moved(patch, -top, -left)
    return _normalize(patch)
