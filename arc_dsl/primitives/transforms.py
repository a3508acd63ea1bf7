"""Grids turned, mirrored and cut. Mirrors take patches too, within their bounding boxes."""

from __future__ import annotations

from arc_dsl.declaration import primitive
from arc_dsl.primitives.bounds import leftmost, lowermost, rightmost, ulcorner, uppermost
from arc_dsl.primitives.pieces import shape
from arc_dsl.primitives.values.geometry import numbers_of, relocated, rows_of
from arc_dsl.primitives.values.kinds import Grid, IntegerTuple, Patch, Piece

__all__ = [
    "bottomhalf",
    "cmirror",
    "compress",
    "crop",
    "dmirror",
    "hmirror",
    "lefthalf",
    "righthalf",
    "rot90",
    "rot180",
    "rot270",
    "subgrid",
    "tophalf",
    "trim",
    "vmirror",
]

_ANY_ROWS = "Grid -> Grid; odd Tuple(Box(a)) -> Tuple(Tuple(a))"
_TUPLE_ROWS = "Grid -> Grid; odd Tuple(Tuple(a)) -> Tuple(Tuple(a))"
_TRANSPOSED = (
    "Grid -> Grid; Object -> Object; Indices -> Indices;"
    " odd Set(Pair(a,At)) -> Set(Pair(a,At)); odd Tuple(Box(a)) -> Tuple(Tuple(a))"
)


@primitive(_ANY_ROWS, charge="result")
def rot90(grid: Grid) -> Grid:
    """The grid turned clockwise by a quarter.

    Args:
        grid: Rows of colours; without cells the result is the empty grid. Rows of unequal length
            are cut to the shortest.

    >>> rot90(((1, 2), (3, 4)))
    ((3, 1), (4, 2))
    """
    return tuple(zip(*grid[::-1], strict=False))


@primitive(_TUPLE_ROWS, charge="result")
def rot180(grid: Grid) -> Grid:
    """The grid turned by a half.

    Args:
        grid: Rows of colours.

    >>> rot180(((1, 2), (3, 4)))
    ((4, 3), (2, 1))
    """
    return tuple(row[::-1] for row in grid[::-1])


@primitive(_ANY_ROWS, charge="result")
def rot270(grid: Grid) -> Grid:
    """The grid turned anticlockwise by a quarter.

    Args:
        grid: Rows of colours; without cells the result is the empty grid. Rows of unequal length
            are cut to the shortest.

    >>> rot270(((1, 2), (3, 4)))
    ((2, 4), (1, 3))
    """
    return tuple(zip(*grid, strict=False))[::-1]


@primitive(
    "Grid -> Grid; Object -> Object; Indices -> Indices; odd Set(Pair(a,At)) -> Set(Pair(a,At));"
    " odd Pair(a,b) -> Pair(b,a); odd Tuple(a) -> Tuple(a)",
    charge="result",
)
def hmirror(piece: Piece) -> Piece:
    """The piece with top and bottom exchanged.

    Args:
        piece: Grid, or patch that is not empty, mirrored inside its bounding box.

    Raises:
        ValueError: the patch is empty.

    >>> hmirror(((1, 2), (3, 4)))
    ((3, 4), (1, 2))
    """
    if isinstance(piece, tuple):
        return piece[::-1]
    ends = uppermost(piece) + lowermost(piece)
    return relocated(piece, lambda i, j: (ends - i, j))


@primitive(
    "Grid -> Grid; Object -> Object; Indices -> Indices; odd Set(Pair(a,At)) -> Set(Pair(a,At));"
    " odd Tuple(Tuple(a)) -> Tuple(Tuple(a))",
    charge="result",
)
def vmirror(piece: Piece) -> Piece:
    """The piece with left and right exchanged.

    Args:
        piece: Grid, or patch that is not empty, mirrored inside its bounding box.

    Raises:
        ValueError: the patch is empty.

    >>> vmirror(((1, 2), (3, 4)))
    ((2, 1), (4, 3))
    """
    if isinstance(piece, tuple):
        return tuple(row[::-1] for row in piece)
    ends = leftmost(piece) + rightmost(piece)
    return relocated(piece, lambda i, j: (i, ends - j))


@primitive(_TRANSPOSED, charge="result")
def dmirror(piece: Piece) -> Piece:
    """The piece with rows and columns exchanged: mirrored on the diagonal from upper left.

    Args:
        piece: Grid, or patch that is not empty; the upper left corner of its bounding box stays.

    Raises:
        ValueError: the patch is empty.

    >>> dmirror(((1, 2), (3, 4)))
    ((1, 3), (2, 4))
    """
    if isinstance(piece, tuple):
        return tuple(zip(*rows_of(piece), strict=False))
    top, left = uppermost(piece), leftmost(piece)
    return relocated(piece, lambda i, j: (top + j - left, left + i - top))


@primitive(_TRANSPOSED, charge="result")
def cmirror(piece: Piece) -> Piece:
    """The piece mirrored on the diagonal from the upper right.

    Args:
        piece: Grid, or patch that is not empty; the upper left corner of its bounding box stays.

    Raises:
        ValueError: the patch is empty.

    >>> cmirror(((1, 2), (3, 4)))
    ((4, 2), (3, 1))
    """
    if isinstance(piece, tuple):
        return tuple(zip(*(row[::-1] for row in rows_of(piece)[::-1]), strict=False))
    top, left, bottom, right = (f(piece) for f in (uppermost, leftmost, lowermost, rightmost))
    return relocated(piece, lambda i, j: (top + right - j, left + bottom - i))


@primitive(_TUPLE_ROWS, charge="result")
def trim(grid: Grid) -> Grid:
    """The grid without its first and last row and column.

    Args:
        grid: Rows of colours; with up to two rows nothing is left.

    >>> trim(((1, 2, 3), (4, 5, 6), (7, 8, 9)))
    ((5,),)
    """
    return tuple(row[1:-1] for row in grid[1:-1])


@primitive(_ANY_ROWS, charge="grid")
def compress(grid: Grid) -> Grid:
    """The grid without the rows and columns that have one colour only.

    Args:
        grid: Rows of colours; which rows and columns go is judged on the whole grid.

    >>> compress(((1, 1, 1), (2, 1, 3)))
    ((2, 3),)
    """
    plain = {j for j, column in enumerate(zip(*grid, strict=False)) if len(set(column)) == 1}
    return tuple(
        tuple(v for j, v in enumerate(row) if j not in plain) for row in grid if len(set(row)) != 1
    )


@primitive("Grid -> Grid; odd Tuple(a) -> Tuple(a)", charge="result")
def tophalf(grid: Grid) -> Grid:
    """The upper half of the grid, without the middle row of an odd height.

    Args:
        grid: Rows of colours.

    >>> tophalf(((1, 2), (3, 4), (5, 6)))
    ((1, 2),)
    """
    return grid[: len(grid) // 2]


@primitive("Grid -> Grid; odd Tuple(a) -> Tuple(a)", charge="result")
def bottomhalf(grid: Grid) -> Grid:
    """The lower half of the grid, without the middle row of an odd height.

    Args:
        grid: Rows of colours.

    >>> bottomhalf(((1, 2), (3, 4), (5, 6)))
    ((5, 6),)
    """
    return grid[len(grid) - len(grid) // 2 :]


@primitive(_ANY_ROWS, charge="result")
def lefthalf(grid: Grid) -> Grid:
    """The left half of the grid, without the middle column of an odd width.

    Args:
        grid: Rows of colours; of width 1 nothing is left.

    >>> lefthalf(((1, 2, 3), (4, 5, 6)))
    ((1,), (4,))
    """
    return dmirror(tophalf(dmirror(grid)))  # type: ignore[no-any-return]


@primitive(_ANY_ROWS, charge="result")
def righthalf(grid: Grid) -> Grid:
    """The right half of the grid, without the middle column of an odd width.

    Args:
        grid: Rows of colours; of width 1 nothing is left.

    >>> righthalf(((1, 2, 3), (4, 5, 6)))
    ((3,), (6,))
    """
    return dmirror(bottomhalf(dmirror(grid)))  # type: ignore[no-any-return]


@primitive("Grid,At,At -> Grid; odd Tuple(Tuple(a)),At,At -> Tuple(Tuple(a))", charge="result")
def crop(grid: Grid, start: IntegerTuple, dims: IntegerTuple) -> Grid:
    """A rectangle cut out of the grid, less what lies beyond the edge.

    Args:
        grid: Rows of colours.
        start: Upper left corner (row, column). Negative bounds, of the start or of the end, count
            from the grid's end, as in Python's slices.
        dims: Size (rows, columns).

    Raises:
        IndexError: start or dims has fewer than two components.
        TypeError: start or dims is not a pair of numbers.

    >>> crop(((1, 2, 3), (4, 5, 6)), (0, 1), (2, 2))
    ((2, 3), (5, 6))
    """
    (top, left), (high, wide) = numbers_of(start), numbers_of(dims)
    bottom, right = top + high, left + wide
    return tuple(row[left:right] for row in grid[top:bottom])


@primitive(
    "Object,Grid -> Grid; Indices,Grid -> Grid;"
    " odd Set(Pair(a,At)),Tuple(Tuple(b)) -> Tuple(Tuple(b));"
    " odd Indices,Tuple(Tuple(b)) -> Tuple(Tuple(b))",
    charge="result",
)
def subgrid(patch: Patch, grid: Grid) -> Grid:
    """What the grid has in the bounding box of a patch: see `crop`.

    Args:
        patch: Indices or cells, at least one.
        grid: Rows of colours.

    Raises:
        IndexError: the patch is empty.

    >>> subgrid(frozenset({(0, 1), (1, 2)}), ((1, 2, 3), (4, 5, 6)))
    ((2, 3), (5, 6))
    """
    return crop(grid, ulcorner(patch), shape(patch))
