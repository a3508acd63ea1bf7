"""Primitives that make or move patches."""

from functools import lru_cache

from arc_dsl import boards, plain_grids, plain_patches
from arc_dsl.bounds import box_of
from arc_dsl.fallback import slow
from arc_dsl.frames import BASE, aligned, fits_far, fits_near, narrow, widen
from arc_dsl.gridboards import (
    cell_byte,
    clip,
    colours_of,
    is_near,
    plane,
    to_grid,
    whole,
)
from arc_dsl.limits import check_integer
from arc_dsl.members import members_of
from arc_dsl.representation import EMPTY, Box, Grid, Indices, Object, Set, Value

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
        moved = moved_by(patch, down, right)
        if moved is not None:
            return moved
        return _moved_beyond(patch, down, right)
    return _shift(patch, directions)


def _moved_beyond(patch: Indices | Object, down: int, right: int) -> Value:
    """A patch moved to where no frame reaches."""
    check_integer(down)
    check_integer(right)
    if isinstance(patch, Indices):
        moved = [(i + down, j + right) for i, j in members_of(patch)]
        return Set(tuple(moved), True)
    cells = [(colour, (i + down, j + right)) for colour, (i, j) in members_of(patch)]
    return Set(tuple(cells), True)


def moved_by(patch: Indices | Object, down: int, right: int) -> Indices | Object | None:
    """A non-empty patch moved, or None if it leaves the far frame."""
    if not patch.far and -64 <= down <= 64 and -32 <= right <= 32:
        bits = patch.bits
        if not bits & boards.lost(down, right):
            by = 32 * down + right
            moved: Indices | Object
            if by >= 0:
                bits <<= by
            else:
                bits >>= -by
            if isinstance(patch, Object):
                moved = Object(_shifted(patch.planes, bits, by), bits, 0)
            else:
                moved = Indices(bits, 0)
            box = patch.box
            if box is not None:
                moved.box = _moved_box(box, down, right)
            return moved
    return _moved_far(patch, down, right)


def _moved_box(box: Box, down: int, right: int) -> Box:
    return (box[0] + down, box[1] + right, box[2] + down, box[3] + right)


def _shifted(
    planes: tuple[tuple[int, int], ...], bits: int, by: int
) -> tuple[tuple[int, int], ...]:
    if len(planes) == 1:
        return ((planes[0][0], bits),)
    if by >= 0:
        return tuple([(colour, board << by) for colour, board in planes])
    return tuple([(colour, board >> -by) for colour, board in planes])


def _moved_far(patch: Indices | Object, down: int, right: int) -> Indices | Object | None:
    """The same where the patch is far or leaves the near frame."""
    top, left, bottom, side = box_of(patch)
    box = (top + down, left + right, bottom + down, side + right)
    if fits_near(*box):
        far = 0
    elif fits_far(*box):
        far = BASE + box[0]
    else:
        return None
    moved: Indices | Object
    if isinstance(patch, Indices):
        moved = Indices(_moved_board(patch.bits, patch.far, far, down, right), far)
    else:
        frames = patch.far, far, down, right
        planes = [(colour, _moved_board(board, *frames)) for colour, board in patch.planes]
        union = 0
        for _, board in planes:
            union |= board
        moved = Object(tuple(planes), union, far)
    moved.box = box
    return moved


def _moved_board(bits: int, far: int, to: int, down: int, right: int) -> int:
    """A board moved into a frame that is known to hold it."""
    if not far:
        bits, far = _widened(bits)
    bits = bits << right if right >= 0 else bits >> -right
    return aligned(bits, far + down, to) if to else narrow(bits, far + down)


_widened = lru_cache(maxsize=512)(widen)
"""One patch is often moved to many places."""


def normalize(patch: Value) -> Value:
    """The patch moved to the origin."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        if not patch.bits:
            return patch
        top, left, _, _ = box_of(patch)
        if top == 0 and left == 0:
            return patch
        moved = moved_by(patch, -top, -left)
        if moved is not None:
            return moved
    return _normalize(patch)
