"""Grids scaled, joined, split, recoloured and made."""

from __future__ import annotations

from typing import Any

from arc_dsl.declaration import primitive
from arc_dsl.primitives.bounds import ulcorner
from arc_dsl.primitives.transforms import crop
from arc_dsl.primitives.values.geometry import exact_pair, inside, numbers_of, rows_of
from arc_dsl.primitives.values.guards import check_size
from arc_dsl.primitives.values.kinds import Element, Grid, Integer, IntegerTuple, Tuple

__all__ = [
    "canvas",
    "cellwise",
    "downscale",
    "hconcat",
    "hsplit",
    "hupscale",
    "index",
    "replace",
    "switch",
    "upscale",
    "vconcat",
    "vsplit",
    "vupscale",
]


@primitive("Grid,Int -> Grid; odd Tuple(Box(a)),Int -> Tuple(Tuple(a))", charge="result")
def hupscale(grid: Grid, factor: Integer) -> Grid:
    """The grid stretched sideways.

    Args:
        grid: Rows of colours.
        factor: How often each cell is repeated; if not positive every row becomes empty.

    Raises:
        TypeError: factor is not a number.

    >>> hupscale(((1, 2),), 2)
    ((1, 1, 2, 2),)
    """
    times = len(range(factor))
    check_size(sum(map(len, grid)) * times)
    return tuple(tuple(v for v in row for _ in range(times)) for row in grid)


@primitive("Grid,Int -> Grid; odd Tuple(a),Int -> Tuple(a)", charge="result")
def vupscale(grid: Grid, factor: Integer) -> Grid:
    """The grid stretched downwards.

    Args:
        grid: Rows of colours.
        factor: How often each row is repeated; if not positive no row is left.

    Raises:
        TypeError: factor is not a number.

    >>> vupscale(((1, 2),), 2)
    ((1, 2), (1, 2))
    """
    times = len(range(factor))
    check_size(len(grid) * times)
    return tuple(row for row in grid for _ in range(times))


@primitive(
    "Grid,Int -> Grid; Object,Int -> Object; odd Tuple(Box(a)),Int -> Tuple(Tuple(a));"
    " odd Set(Pair(a,At)),Int -> Set(Pair(a,At))",
    charge="result",
)
def upscale(element: Element, factor: Integer) -> Element:
    """The grid or object with every cell grown to a block.

    Args:
        element: Grid, or object, whose bounding box keeps its upper left corner.
        factor: Side of the blocks, in cells; if not positive nothing is left.

    Raises:
        TypeError: the patch has no colours, or factor is not a number.

    >>> upscale(((1, 2),), 2)
    ((1, 1, 2, 2), (1, 1, 2, 2))
    """
    if isinstance(element, tuple):
        return vupscale(hupscale(rows_of(element), factor), factor)
    if len(element) == 0:
        return frozenset()
    steps = range(factor)
    check_size(len(element) * len(steps) ** 2)
    top, left = ulcorner(element)
    return frozenset(
        (colour, (top + (i - top) * factor + down, left + (j - left) * factor + right))
        for colour, (i, j) in element
        for down in steps
        for right in steps
    )


@primitive("Grid,Int -> Grid; odd Tuple(Tuple(a)),Int -> Tuple(Tuple(a))", charge="grid")
def downscale(grid: Grid, factor: Integer) -> Grid:
    """The cells in every factor-th row and column, beginning with the first.

    Args:
        grid: Rows of colours, at least one row.
        factor: Distance of the rows, and of the columns, that are kept; its sign does not matter.

    Raises:
        ZeroDivisionError: factor is zero.
        IndexError: the grid has no rows.

    >>> downscale(((1, 1, 2, 2), (1, 1, 2, 2)), 2)
    ((1, 2),)
    """
    rows = [i for i in range(len(grid)) if i % factor == 0]
    columns = [j for j in range(len(grid[0])) if j % factor == 0]
    return tuple(tuple(grid[i][j] for j in columns) for i in rows)


@primitive(
    "Grid,Grid -> Grid; odd Tuple(Tuple(a)),Tuple(Tuple(b)) -> Tuple(Tuple(a|b))", charge="result"
)
def hconcat(a: Grid, b: Grid) -> Grid:
    """Two grids side by side.

    Args:
        a: Left grid.
        b: Right grid; rows that only one of the two has are left out.

    >>> hconcat(((1,), (2,)), ((3,), (4,)))
    ((1, 3), (2, 4))
    """
    return tuple(left + right for left, right in zip(a, b, strict=False))


@primitive("Grid,Grid -> Grid; odd Tuple(a),Tuple(b) -> Tuple(a|b)", charge="result")
def vconcat(a: Grid, b: Grid) -> Grid:
    """Two grids on top of each other.

    Args:
        a: Upper grid.
        b: Lower grid; its width is not compared with the upper one's. (Two numbers are added.)

    Raises:
        TypeError: one of the two is not a grid.

    >>> vconcat(((1, 2),), ((3, 4),))
    ((1, 2), (3, 4))
    """
    if isinstance(a, tuple) and isinstance(b, tuple):
        check_size(len(a) + len(b))
    return a + b


@primitive(
    "Grid,Int -> Tuple(Grid); odd Tuple(Tuple(a)),Int -> Tuple(Tuple(Tuple(a)))", charge="result"
)
def hsplit(grid: Grid, n: Integer) -> Tuple:
    """The grid cut into parts of equal width, from left to right.

    Args:
        grid: Rows of colours, at least one row.
        n: Number of parts. If it does not divide the width, a column is left out after each part.

    Raises:
        ZeroDivisionError: n is zero.
        IndexError: the grid has no rows.

    >>> hsplit(((1, 2, 3, 4),), 2)
    (((1, 2),), ((3, 4),))
    """
    part, rest = divmod(len(grid[0]), n)
    stride = part + (1 if rest else 0)
    check_size(len(range(n)))
    return tuple(crop(grid, (0, k * stride), (len(grid), part)) for k in range(n))


@primitive(
    "Grid,Int -> Tuple(Grid); odd Tuple(Tuple(a)),Int -> Tuple(Tuple(Tuple(a)))", charge="result"
)
def vsplit(grid: Grid, n: Integer) -> Tuple:
    """The grid cut into parts of equal height, from top to bottom.

    Args:
        grid: Rows of colours, at least one row.
        n: Number of parts. If it does not divide the height, a row is left out after each part.

    Raises:
        ZeroDivisionError: n is zero.
        IndexError: the grid has no rows.

    >>> vsplit(((1,), (2,), (3,), (4,)), 2)
    (((1,), (2,)), ((3,), (4,)))
    """
    part, rest = divmod(len(grid), n)
    stride = part + (1 if rest else 0)
    check_size(len(range(n)))
    return tuple(crop(grid, (k * stride, 0), (part, len(grid[0]))) for k in range(n))


@primitive(
    "Grid,Grid,Int -> Grid; odd Tuple(Tuple(a)),Tuple(Tuple(b)),c -> Tuple(Tuple(a|c))",
    charge="result",
)
def cellwise(a: Grid, b: Grid, fallback: Integer) -> Grid:
    """The cells in which two grids agree, and one colour where they differ.

    Args:
        a: Grid of at least one row; the result has its size.
        b: Grid at least as high and wide; what it has more does not count.
        fallback: The colour, 0 to 9, of the cells that differ.

    Raises:
        IndexError: a has no rows, or b is smaller.

    >>> cellwise(((1, 2),), ((1, 5),), 0)
    ((1, 0),)
    """
    wide = len(a[0])
    return tuple(
        tuple(a[i][j] if a[i][j] == b[i][j] else fallback for j in range(wide))
        for i in range(len(a))
    )


@primitive("Grid,Int,Int -> Grid; odd Tuple(Box(a)),b,c -> Tuple(Tuple(a|c))", charge="result")
def replace(grid: Grid, replacee: Integer, replacer: Integer) -> Grid:
    """The grid with one colour turned into another.

    Args:
        grid: Rows of colours.
        replacee: The colour that goes, 0 to 9.
        replacer: The colour that comes in its place, 0 to 9.

    >>> replace(((1, 2), (2, 3)), 2, 7)
    ((1, 7), (7, 3))
    """
    return tuple(tuple(replacer if v == replacee else v for v in row) for row in grid)


@primitive("Grid,Int,Int -> Grid; odd Tuple(Box(a)),b,c -> Tuple(Tuple(a|b|c))", charge="result")
def switch(grid: Grid, a: Integer, b: Integer) -> Grid:
    """The grid with two colours exchanged.

    Args:
        grid: Rows of colours.
        a: One colour, 0 to 9.
        b: Other colour, 0 to 9.

    >>> switch(((1, 2), (2, 3)), 2, 3)
    ((1, 3), (3, 2))
    """
    return tuple(tuple(b if v == a else a if v == b else v for v in row) for row in grid)


@primitive("Int,At -> Grid; odd a,At -> Tuple(Tuple(a))", charge="result")
def canvas(value: Integer, dimensions: IntegerTuple) -> Grid:
    """A grid of one colour.

    Args:
        value: The colour, 0 to 9 (not checked).
        dimensions: Size (rows, columns); without rows or columns there are no cells.

    Raises:
        IndexError: dimensions has fewer than two components.
        TypeError: dimensions is not a pair of numbers.

    >>> canvas(3, (1, 2))
    ((3, 3),)
    """
    high, wide = (max(extent, 0) for extent in numbers_of(dimensions))
    check_size(high * wide)
    return tuple((value,) * wide for _ in range(high))


@primitive("Grid,At -> Int; odd Tuple(Tuple(a)),At -> a")
def index(grid: Grid, loc: IntegerTuple) -> Integer:
    """The colour of the grid at an index.

    Args:
        grid: Rows of colours, at least one row.
        loc: The index (row, column); outside the grid, negative ones too, there is nothing (None).

    Raises:
        ValueError: loc does not have two components.
        IndexError: the grid has no rows.

    >>> index(((1, 2), (3, 4)), (1, 0))
    3
    """
    row, column = exact_pair(loc)
    found: Any = grid[row][column] if inside(grid, row, column) else None
    return found  # type: ignore[no-any-return]
