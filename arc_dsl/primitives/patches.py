"""Patches from grids, patches moved and recoloured, and the neighbours of an index.

Indices are not cut off at the edge of any grid: they may be negative or lie beyond it. Only what
reads or paints a grid leaves out what lies outside.
"""

from __future__ import annotations

from typing import Any

from arc_dsl.declaration import primitive
from arc_dsl.primitives.values.geometry import (
    exact_pair,
    has_colours,
    indices_of,
    inside,
    number,
    numbers_of,
    rectangle,
    relocated,
)
from arc_dsl.primitives.values.kinds import Grid, Indices, Integer, IntegerTuple, Object, Patch

__all__ = [
    "asindices",
    "asobject",
    "dneighbors",
    "ineighbors",
    "neighbors",
    "normalize",
    "ofcolor",
    "recolor",
    "shift",
    "toindices",
    "toobject",
]


@primitive("Grid -> Indices; odd Tuple(Box(a)) -> Indices", charge="grid")
def asindices(grid: Grid) -> Indices:
    """All indices of a grid.

    Args:
        grid: Rows of colours; the width is taken from the first row.

    >>> sorted(asindices(((7, 7),)))
    [(0, 0), (0, 1)]
    """
    return rectangle(0, 0, len(grid) - 1, len(grid[0]) - 1) if grid else frozenset()


@primitive("Grid,Int -> Indices; odd Tuple(Box(a)),b -> Indices", charge="grid")
def ofcolor(grid: Grid, value: Integer) -> Indices:
    """The indices of the cells of a colour.

    Args:
        grid: Rows of colours.
        value: The colour, 0 to 9; if it does not occur the result is empty.

    >>> sorted(ofcolor(((0, 3), (3, 0)), 3))
    [(0, 1), (1, 0)]
    """
    return frozenset(index for colour, index in asobject(grid) if colour == value)


@primitive("Grid -> Object; odd Tuple(Box(a)) -> Set(Pair(a,At))", charge="grid")
def asobject(grid: Grid) -> Object:
    """All cells of a grid as one object.

    Args:
        grid: Rows of colours.

    >>> sorted(asobject(((7, 8),)))
    [(7, (0, 0)), (8, (0, 1))]
    """
    return frozenset((v, (i, j)) for i, row in enumerate(grid) for j, v in enumerate(row))


@primitive(
    "Cells,Grid -> Object; Points,Grid -> Object;"
    " odd Box(Pair(a,At)),Tuple(Tuple(b)) -> Set(Pair(b,At));"
    " odd Points,Tuple(Tuple(b)) -> Set(Pair(b,At))",
    charge="patch",
)
def toobject(patch: Patch, grid: Grid) -> Object:
    """The object of the colours that a grid has at a patch's indices.

    Args:
        patch: Indices or cells (whose own colours do not count); those outside the grid, negative
            ones too, are left out.
        grid: Rows of colours, at least one row.

    Raises:
        IndexError: the grid has no rows.

    >>> sorted(toobject(frozenset({(0, 1), (5, 5)}), ((7, 8),)))
    [(8, (0, 1))]
    """
    inside(grid, 0, 0)
    return frozenset((grid[i][j], (i, j)) for i, j in indices_of(patch) if inside(grid, i, j))


@primitive(
    "Object -> Indices; Indices -> Indices; odd Box(Pair(a,At)) -> Indices;"
    " odd Tuple(At) -> Tuple(At)",
    charge="patch",
)
def toindices(patch: Patch) -> Indices:
    """The indices of a patch.

    Args:
        patch: Object, whose cells lose their colours, or indices, which are returned as they are (a
            tuple of them, too).

    >>> sorted(toindices(frozenset({(7, (0, 1)), (8, (2, 3))})))
    [(0, 1), (2, 3)]
    """
    if isinstance(patch, tuple) and patch and _is_pair_but_no_cell(patch[0]):
        return patch  # type: ignore[return-value]
    return frozenset(indices_of(patch))


def _is_pair_but_no_cell(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and not isinstance(value[1], tuple)


@primitive(
    "Int,Cells -> Object; Int,Points -> Object; odd Int,Box(Pair(b,At)) -> Object",
    charge="patch",
)
def recolor(value: Integer, patch: Patch) -> Object:
    """The object of one colour on the indices of a patch.

    Args:
        value: The colour, 0 to 9 (not checked).
        patch: Indices or cells.

    >>> sorted(recolor(5, frozenset({(0, 1)})))
    [(5, (0, 1))]
    """
    return frozenset((number(value), index) for index in indices_of(patch))


@primitive(
    "Cells,At -> Object; Points,At -> Indices; odd Box(Pair(a,At)),At -> Set(Pair(a,At))",
    charge="patch",
)
def shift(patch: Patch, directions: IntegerTuple) -> Patch:
    """The patch moved, colours kept.

    Args:
        patch: Indices or cells; an empty patch is returned as it is.
        directions: How far: (rows down, columns right), negative for up and left.

    Raises:
        ValueError: directions does not have two components.
        TypeError: directions is not a pair of numbers.

    >>> sorted(shift(frozenset({(0, 0), (0, 1)}), (2, -1)))
    [(2, -1), (2, 0)]
    """
    if len(patch) == 0:
        return patch
    has_colours(patch)
    down, right = exact_pair(directions)
    return relocated(patch, lambda i, j: (i + down, j + right))


@primitive(
    "Cells -> Object; Points -> Indices; odd Box(Pair(a,At)) -> Set(Pair(a,At))", charge="patch"
)
def normalize(patch: Patch) -> Patch:
    """The patch moved so that its smallest row and its smallest column are 0.

    Args:
        patch: Indices or cells; an empty patch is returned as it is.

    >>> sorted(normalize(frozenset({(5, 3), (6, 2)})))
    [(0, 1), (1, 0)]
    """
    if len(patch) == 0:
        return patch
    indices = indices_of(patch)
    return shift(patch, (-min(i for i, _ in indices), -min(j for _, j in indices)))


@primitive("At -> Indices")
def dneighbors(loc: IntegerTuple) -> Indices:
    """The four indices that share a side with an index.

    Args:
        loc: The index (row, column), which is not among them.

    >>> sorted(dneighbors((1, 1)))
    [(0, 1), (1, 0), (1, 2), (2, 1)]
    """
    row, column = numbers_of(loc)
    return frozenset({(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)})


@primitive("At -> Indices")
def ineighbors(loc: IntegerTuple) -> Indices:
    """The four indices that touch an index at a corner.

    Args:
        loc: The index (row, column), which is not among them.

    >>> sorted(ineighbors((1, 1)))
    [(0, 0), (0, 2), (2, 0), (2, 2)]
    """
    row, column = numbers_of(loc)
    return frozenset((row + down, column + right) for down in (-1, 1) for right in (-1, 1))


@primitive("At -> Indices")
def neighbors(loc: IntegerTuple) -> Indices:
    """The eight indices around an index.

    Args:
        loc: The index (row, column), which is not among them.

    >>> len(neighbors((1, 1)))
    8
    """
    return dneighbors(loc) | ineighbors(loc)
