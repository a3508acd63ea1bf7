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
from arc_dsl.limits import check_integer, check_size
from arc_dsl.members import members_of, size
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
    check_size(size(patch))
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
    if far:
        bits, planes = _in_far_frame(patch)
        bits = _slid(bits, right)
        if isinstance(patch, Indices):
            moved = Indices(bits, far)
        else:
            moved = Object(tuple([(c, _slid(board, right)) for c, board in planes]), bits, far)
    elif isinstance(patch, Indices):
        moved = Indices(_moved_near(patch.bits, patch.far, down, right), 0)
    else:
        near = [(c, _moved_near(board, patch.far, down, right)) for c, board in patch.planes]
        union = 0
        for _, board in near:
            union |= board
        moved = Object(tuple(near), union, 0)
    moved.box = box
    return moved


_Planes = tuple[tuple[int, int], ...]


def _in_far_frame(patch: Indices | Object) -> tuple[int, _Planes]:
    """The board, and the planes, in the far frame that starts at the patch's first row."""
    planes = patch.planes if isinstance(patch, Object) else ()
    return (patch.bits, planes) if patch.far else _widened(patch.bits, planes)


@lru_cache(maxsize=512)
def _widened(bits: int, planes: _Planes) -> tuple[int, _Planes]:
    """Near boards in a far frame; kept, since one patch is often moved to many places."""
    board, first = widen(bits)
    wide = [(colour, aligned(*widen(plane), first)) for colour, plane in planes]
    return board, tuple(wide)


def _slid(bits: int, right: int) -> int:
    return bits << right if right >= 0 else bits >> -right


def _moved_near(bits: int, far: int, down: int, right: int) -> int:
    """A board moved into the near frame, which is known to hold it."""
    if not far:
        bits, far = widen(bits)
    return narrow(_slid(bits, right), far + down)


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
