"""Primitives that need only the bounding box of a patch, or the shape of a grid."""

from arc_dsl import boards, plain_patches
from arc_dsl.fallback import slow
from arc_dsl.members import make_set, size
from arc_dsl.representation import Box, Grid, Indices, Object, Value

__all__ = [
    "center",
    "centerofmass",
    "corners",
    "height",
    "hline",
    "leftmost",
    "llcorner",
    "lowermost",
    "lrcorner",
    "portrait",
    "rightmost",
    "shape",
    "square",
    "ulcorner",
    "uppermost",
    "urcorner",
    "vline",
    "width",
]

_uppermost = slow(plain_patches.uppermost)
_lowermost = slow(plain_patches.lowermost)
_leftmost = slow(plain_patches.leftmost)
_rightmost = slow(plain_patches.rightmost)
_ulcorner = slow(plain_patches.ulcorner)
_urcorner = slow(plain_patches.urcorner)
_llcorner = slow(plain_patches.llcorner)
_lrcorner = slow(plain_patches.lrcorner)
_corners = slow(plain_patches.corners)
_height = slow(plain_patches.height)
_width = slow(plain_patches.width)
_square = slow(plain_patches.square)
_center = slow(plain_patches.center)
_centerofmass = slow(plain_patches.centerofmass)


def box_of(patch: Indices | Object) -> Box:
    """Top, left, bottom and right. Raises ValueError if the patch is empty."""
    box = patch.box
    if box is None:
        if not patch.bits:
            raise ValueError("an empty patch has no bounding box")
        box = patch.box = boards.bounds(patch.bits, patch.far)
    return box


def uppermost(patch: Value) -> Value:
    """Smallest row."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        return (patch.box or box_of(patch))[0]
    return _uppermost(patch)


def leftmost(patch: Value) -> Value:
    """Smallest column."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        return (patch.box or box_of(patch))[1]
    return _leftmost(patch)


def lowermost(patch: Value) -> Value:
    """Largest row."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        return (patch.box or box_of(patch))[2]
    return _lowermost(patch)


def rightmost(patch: Value) -> Value:
    """Largest column."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        return (patch.box or box_of(patch))[3]
    return _rightmost(patch)


def ulcorner(patch: Value) -> Value:
    """Smallest row and column."""
    kind = type(patch)
    if (kind is Object or kind is Indices) and patch.bits:
        return (patch.box or box_of(patch))[:2]
    return _ulcorner(patch)


def urcorner(patch: Value) -> Value:
    """Smallest row, largest column."""
    kind = type(patch)
    if (kind is Object or kind is Indices) and patch.bits:
        box = patch.box or box_of(patch)
        return (box[0], box[3])
    return _urcorner(patch)


def llcorner(patch: Value) -> Value:
    """Largest row, smallest column."""
    kind = type(patch)
    if (kind is Object or kind is Indices) and patch.bits:
        box = patch.box or box_of(patch)
        return (box[2], box[1])
    return _llcorner(patch)


def lrcorner(patch: Value) -> Value:
    """Largest row and column."""
    kind = type(patch)
    if (kind is Object or kind is Indices) and patch.bits:
        return (patch.box or box_of(patch))[2:]
    return _lrcorner(patch)


def corners(patch: Value) -> Value:
    """The four corners as a set."""
    kind = type(patch)
    if (kind is Object or kind is Indices) and patch.bits:
        top, left, bottom, right = patch.box or box_of(patch)
        return make_set([(top, left), (top, right), (bottom, left), (bottom, right)])
    return _corners(patch)


def height(piece: Value) -> Value:
    """Rows of a Grid, row extent of a patch."""
    kind = type(piece)
    if kind is Object or kind is Indices:
        if not piece.bits:
            return 0
        box = piece.box or box_of(piece)
        return box[2] - box[0] + 1
    return piece.height if kind is Grid else _height(piece)


def width(piece: Value) -> Value:
    """Length of the first row of a Grid, column extent of a patch."""
    kind = type(piece)
    if kind is Object or kind is Indices:
        if not piece.bits:
            return 0
        box = piece.box or box_of(piece)
        return box[3] - box[1] + 1
    return piece.width if kind is Grid else _width(piece)


def shape(piece: Value) -> Value:
    """Height and width."""
    return (height(piece), width(piece))


def portrait(piece: Value) -> Value:
    """Whether higher than wide."""
    return height(piece) > width(piece)


def square(piece: Value) -> Value:
    """Whether as high as wide, and full if a patch."""
    kind = type(piece)
    if kind is Object or kind is Indices:
        high, wide = height(piece), width(piece)
        return high == wide and high * wide == size(piece)
    return piece.height == piece.width if kind is Grid else _square(piece)


def center(patch: Value) -> Value:
    """The middle of the bounding box, lower right of the middle two."""
    kind = type(patch)
    if kind is Object or kind is Indices:
        top, left, bottom, right = patch.box or box_of(patch)
        return (top + (bottom - top + 1) // 2, left + (right - left + 1) // 2)
    return _center(patch)


def centerofmass(patch: Value) -> Value:
    """Floor of the mean row and column."""
    kind = type(patch)
    if (kind is Object or kind is Indices) and patch.bits:
        members = size(patch)
        rows = columns = 0
        for i, j in boards.pairs(patch.bits, patch.far):
            rows += i
            columns += j
        return (rows // members, columns // members)
    return _centerofmass(patch)


def vline(patch: Value) -> Value:
    """Whether of width 1, with as many members as rows."""
    return height(patch) == size(patch) and width(patch) == 1


def hline(patch: Value) -> Value:
    """Whether of height 1, with as many members as columns."""
    return height(patch) == 1 and width(patch) == size(patch)
