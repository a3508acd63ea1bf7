"""Patches painted onto grids.

What lies outside the grid is left out, negative indices too. The grid needs at least one row; its
width is taken from the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from arc_dsl.declaration import primitive
from arc_dsl.primitives.patches import shift
from arc_dsl.primitives.pieces import mostcolor
from arc_dsl.primitives.values.geometry import cells_of, indices_of, inside
from arc_dsl.primitives.values.kinds import Grid, Integer, IntegerTuple, Object, Patch

__all__ = ["cover", "fill", "move", "paint", "underfill", "underpaint"]


def _painted(grid: Grid, cells: Iterable[Any], only_on: frozenset[Any] | None = None) -> Grid:
    """The grid with the cells written one by one, a later one over an earlier.

    With `only_on`, only where the grid had one of these colours.
    """
    inside(grid, 0, 0)
    rows = [list(row) for row in grid]
    for colour, (i, j) in cells:
        if inside(grid, i, j) and (only_on is None or grid[i][j] in only_on):
            rows[i][j] = colour
    return tuple(map(tuple, rows))


_FILLED = (
    "Grid,Int,Cells -> Grid; Grid,Int,Points -> Grid;"
    " odd Tuple(Box(a)),b,Box(Pair(c,At)) -> Tuple(Tuple(a|b));"
    " odd Tuple(Box(a)),b,Points -> Tuple(Tuple(a|b))"
)
_PAINTED = "Grid,Cells -> Grid; odd Tuple(Box(a)),Box(Pair(b,At)) -> Tuple(Tuple(a|b))"


@primitive(_FILLED, charge="patch, result")
def fill(grid: Grid, value: Integer, patch: Patch) -> Grid:
    """The grid with one colour painted onto a patch.

    Args:
        grid: Rows of colours, at least one row.
        value: The colour to paint, 0 to 9 (not checked).
        patch: Indices or cells, whose own colours do not count.

    Raises:
        IndexError: the grid has no rows.

    >>> fill(((0, 0), (0, 0)), 5, frozenset({(0, 1), (7, 7)}))
    ((0, 5), (0, 0))
    """
    return _painted(grid, [(value, index) for index in indices_of(patch)])


@primitive(_PAINTED, charge="obj, result")
def paint(grid: Grid, obj: Object) -> Grid:
    """The grid with an object painted onto it, every cell in its own colour.

    Args:
        grid: Rows of colours, at least one row.
        obj: Object; of two cells on one index the larger colour is seen. A tuple of cells is
            painted in its order.

    Raises:
        IndexError: the grid has no rows.
        TypeError: the patch has no colours.

    >>> paint(((0, 0), (0, 0)), frozenset({(5, (0, 1)), (3, (1, 1))}))
    ((0, 5), (0, 3))
    """
    return _painted(grid, cells_of(obj))


@primitive(_FILLED, charge="patch, result")
def underfill(grid: Grid, value: Integer, patch: Patch) -> Grid:
    """The grid with one colour painted onto a patch, but only on the background.

    Args:
        grid: Rows of colours, at least one cell; its most frequent colour is the background (see
            `mostcolor`).
        value: The colour to paint, 0 to 9 (not checked).
        patch: Indices or cells, whose own colours do not count.

    Raises:
        ValueError: the grid has no cells.

    >>> underfill(((0, 4), (0, 0)), 5, frozenset({(0, 0), (0, 1)}))
    ((5, 4), (0, 0))
    """
    background = frozenset({mostcolor(grid)})
    return _painted(grid, [(value, index) for index in indices_of(patch)], background)


@primitive(_PAINTED, charge="obj, result")
def underpaint(grid: Grid, obj: Object) -> Grid:
    """The grid with an object painted onto it, but only on the background.

    Args:
        grid: Rows of colours, at least one cell; its most frequent colour is the background (see
            `mostcolor`).
        obj: Object; of two cells on one index the larger colour is seen.

    Raises:
        ValueError: the grid has no cells.
        TypeError: the patch has no colours.

    >>> underpaint(((0, 4), (0, 0)), frozenset({(5, (0, 0)), (5, (0, 1))}))
    ((5, 4), (0, 0))
    """
    return _painted(grid, cells_of(obj), frozenset({mostcolor(grid)}))


_COVERED = (
    "Grid,Cells -> Grid; Grid,Points -> Grid;"
    " odd Tuple(Box(a)),Box(Pair(c,At)) -> Tuple(Tuple(a));"
    " odd Tuple(Box(a)),Points -> Tuple(Tuple(a))"
)


@primitive(_COVERED, charge="patch, result")
def cover(grid: Grid, patch: Patch) -> Grid:
    """The grid with a patch wiped out: painted in the grid's most frequent colour.

    Args:
        grid: Rows of colours, at least one cell (see `mostcolor`).
        patch: Indices or cells.

    Raises:
        ValueError: the grid has no cells.

    >>> cover(((0, 4), (0, 0)), frozenset({(0, 1)}))
    ((0, 0), (0, 0))
    """
    return fill(grid, mostcolor(grid), patch)


@primitive(
    "Grid,Cells,At -> Grid; odd Tuple(Box(a)),Box(Pair(b,At)),At -> Tuple(Tuple(a|b))",
    charge="obj, result",
)
def move(grid: Grid, obj: Object, offset: IntegerTuple) -> Grid:
    """The grid with an object wiped out in its place and painted in another.

    Args:
        grid: Rows of colours, at least one cell.
        obj: Object; its own colours are painted, whatever the grid had there.
        offset: How far: (rows down, columns right), negative for up and left.

    Raises:
        ValueError: the grid has no cells, or offset does not have two components.
        TypeError: the patch has no colours.

    >>> move(((0, 4), (0, 0)), frozenset({(4, (0, 1))}), (1, 0))
    ((0, 0), (0, 4))
    """
    return paint(cover(grid, obj), shift(obj, offset))
