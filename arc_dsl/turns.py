"""Primitives that turn and mirror grids, and mirror patches within their bounding boxes."""

from collections.abc import Callable
from typing import Any

from arc_dsl import boards, plain_transforms
from arc_dsl.bounds import box_of
from arc_dsl.fallback import slow
from arc_dsl.frames import NEAR, comb, frame
from arc_dsl.gridboards import to_grid
from arc_dsl.layout import split
from arc_dsl.representation import Box, Grid, Indices, Object, Value

__all__ = ["cmirror", "dmirror", "hmirror", "rot90", "rot180", "rot270", "vmirror"]

_rot90 = slow(plain_transforms.rot90)
_rot180 = slow(plain_transforms.rot180)
_rot270 = slow(plain_transforms.rot270)
_hmirror = slow(plain_transforms.hmirror)
_vmirror = slow(plain_transforms.vmirror)
_dmirror = slow(plain_transforms.dmirror)
_cmirror = slow(plain_transforms.cmirror)


def rot90(grid: Value) -> Value:
    """A quarter turn clockwise."""
    held = to_grid(grid)
    if held is None:
        return _rot90(grid)
    cells, high, wide = held.cells, held.height, held.width
    last = (high - 1) * wide
    return Grid(b"".join([cells[last + j :: -wide] for j in range(wide)]), wide, high)


def rot180(grid: Value) -> Value:
    """A half turn."""
    held = to_grid(grid)
    if held is None:
        return _rot180(grid)
    return Grid(held.cells[::-1], held.height, held.width)


def rot270(grid: Value) -> Value:
    """A quarter turn anticlockwise."""
    held = to_grid(grid)
    if held is None:
        return _rot270(grid)
    cells, wide = held.cells, held.width
    return Grid(b"".join([cells[j::wide] for j in range(wide - 1, -1, -1)]), wide, held.height)


def hmirror(piece: Value) -> Value:
    """Top-bottom reflection."""
    if type(piece) is Object or type(piece) is Indices:
        return _reflected(piece, _upside_down)
    held = to_grid(piece)
    if held is None:
        return _hmirror(piece)
    cells, wide = held.cells, held.width
    return Grid(_flipped(cells, held.height, wide), held.height, wide)


def vmirror(piece: Value) -> Value:
    """Left-right reflection."""
    if type(piece) is Object or type(piece) is Indices:
        return _reflected(piece, _left_to_right)
    held = to_grid(piece)
    if held is None:
        return _vmirror(piece)
    wide = held.width
    return Grid(_flipped(held.cells[::-1], held.height, wide), held.height, wide)


def _flipped(cells: bytes, high: int, wide: int) -> bytes:
    """The rows in the opposite order."""
    return b"".join(split(cells, high, wide)[::-1])


def _reflected(patch: Any, mirror: Callable[[int, int, Box], int]) -> Value:
    """A patch mirrored within its bounding box."""
    box, far = box_of(patch), patch.far
    bits = mirror(patch.bits, far, box)
    mirrored: Any
    if type(patch) is Indices:
        mirrored = Indices(bits, far)
    elif len(patch.planes) == 1:
        mirrored = Object(((patch.planes[0][0], bits),), bits, far)
    else:
        planes = [(colour, mirror(board, far, box)) for colour, board in patch.planes]
        mirrored = Object(tuple(planes), bits, far)
    mirrored.box = box
    return mirrored


def _upside_down(board: int, far: int, box: Box) -> int:
    """A board mirrored top-bottom within a box, row by row."""
    stride, _ = frame(far)
    base, last = (0 if far else NEAR * (box[0] + 1)), box[2] - box[0]
    row = (1 << stride) - 1
    board >>= base
    turned = 0
    for k in range(last + 1):
        turned |= (board >> stride * k & row) << stride * (last - k)
    return turned << base


def _left_to_right(board: int, far: int, box: Box) -> int:
    """A board mirrored left-right within a box, column by column."""
    stride, origin = frame(far)
    column = comb(box[2] - box[0] + 1, stride)
    base, last = stride * box[0] + box[1] + origin, box[3] - box[1]
    board >>= base
    turned = 0
    for k in range(last + 1):
        turned |= (board >> k & column) << last - k
    return turned << base


def dmirror(piece: Value) -> Value:
    """Transpose; a patch about its upper-left corner."""
    if type(piece) is Object or type(piece) is Indices:
        return _turned(piece, _transposed, _dmirror)
    held = to_grid(piece)
    if held is None:
        return _dmirror(piece)
    cells, wide = held.cells, held.width
    return Grid(b"".join([cells[j::wide] for j in range(wide)]), wide, held.height)


def cmirror(piece: Value) -> Value:
    """Reflection about the other diagonal."""
    if type(piece) is Object or type(piece) is Indices:
        return _turned(piece, lambda text, wide: _transposed(text[::-1], wide), _cmirror)
    held = to_grid(piece)
    if held is None:
        return _cmirror(piece)
    cells, wide = held.cells[::-1], held.width
    return Grid(b"".join([cells[j::wide] for j in range(wide)]), wide, held.height)


def _transposed(text: str, wide: int) -> str:
    return "".join([text[j::wide] for j in range(wide)])


def _turned(patch: Any, turn: Callable[[str, int], str], otherwise: Callable[..., Value]) -> Value:
    """A patch turned within its bounding box, whose upper-left corner stays."""
    box = box_of(patch)
    top, left, bottom, right = box
    wide = bottom - top + 1
    far = patch.far
    union = boards.from_dense(
        turn(boards.dense(patch.bits, far, box), right - left + 1), wide, top, left
    )
    if union is None:
        return otherwise(patch)
    if type(patch) is Indices:
        return Indices(*union)
    if len(patch.planes) == 1:
        return Object(((patch.planes[0][0], union[0]),), *union)
    planes = []
    for colour, board in patch.planes:
        text = turn(boards.dense(board, far, box), right - left + 1)
        planes.append((colour, boards.placed(text, wide, top, left, union[1])))
    return Object(tuple(planes), *union)
