"""Objects read off grids: components, colours, full lines, occurrences and periods."""

from __future__ import annotations

from itertools import product
from typing import Any

from arc_dsl.declaration import primitive
from arc_dsl.primitives.patches import asobject, dneighbors, neighbors, normalize
from arc_dsl.primitives.pieces import height, mostcolor, palette, shape, width
from arc_dsl.primitives.values.geometry import rectangle
from arc_dsl.primitives.values.guards import look, pay
from arc_dsl.primitives.values.kinds import Boolean, Grid, Indices, Integer, Object, Objects

__all__ = [
    "fgpartition",
    "frontiers",
    "hperiod",
    "objects",
    "occurrences",
    "partition",
    "vperiod",
]

_OBJECTS_OF_GRID = "Grid -> Objects; odd Tuple(Tuple(a)) -> Set(Set(Pair(a,At)))"


@primitive(
    "Grid,Bool,Bool,Bool -> Objects; odd Tuple(Tuple(a)),Test,Test,Test -> Set(Set(Pair(a,At)))",
    charge="grid",
)
def objects(grid: Grid, univalued: Boolean, diagonal: Boolean, without_bg: Boolean) -> Objects:
    """The connected components of a grid, as objects with their places in the grid.

    Args:
        grid: Rows of colours, at least one cell.
        univalued: If true only cells of equal colour join; otherwise any two neighbours that are
            not background do.
        diagonal: If true cells that touch at a corner are neighbours too (8 instead of 4).
        without_bg: If true the most frequent colour (see `mostcolor`) is background and belongs to
            no object; otherwise there is no background.

    Raises:
        ValueError: the grid has no cells and a background is wanted.
        IndexError: the grid has no rows.

    >>> found = objects(((0, 5, 0), (5, 0, 0)), True, True, True)
    >>> [sorted(obj) for obj in found]
    [[(5, (0, 1)), (5, (1, 0))]]
    """
    background = mostcolor(grid) if without_bg else None
    inside = rectangle(0, 0, len(grid) - 1, len(grid[0]) - 1)
    waiting = {(i, j) for i, j in inside if not without_bg or grid[i][j] != background}
    around = neighbors if diagonal else dneighbors
    found = []
    while waiting:
        component = [waiting.pop()]
        for i, j in component:
            for row, column in around((i, j)) & waiting:
                if not univalued or grid[row][column] == grid[i][j]:
                    waiting.remove((row, column))
                    component.append((row, column))
        found.append(frozenset((grid[i][j], (i, j)) for i, j in component))
    return frozenset(found)


@primitive(_OBJECTS_OF_GRID, charge="grid")
def partition(grid: Grid) -> Objects:
    """One object for each colour of a grid, connected or not, background included.

    Args:
        grid: Rows of colours; without cells the result is empty.

    >>> len(partition(((0, 3), (3, 0))))
    2
    """
    return _by_colour(grid, palette(grid))


@primitive(_OBJECTS_OF_GRID, charge="grid")
def fgpartition(grid: Grid) -> Objects:
    """One object for each colour of a grid but the most frequent (see `mostcolor`).

    Args:
        grid: Rows of colours, at least one cell.

    Raises:
        ValueError: the grid has no cells.

    >>> len(fgpartition(((0, 3), (0, 0))))
    1
    """
    return _by_colour(grid, palette(grid) - {mostcolor(grid)})


def _by_colour(grid: Grid, colours: frozenset[Any]) -> Objects:
    found: dict[Any, list[Any]] = {colour: [] for colour in colours}
    for colour, index in asobject(grid):
        if colour in found:
            found[colour].append((colour, index))
    return frozenset(map(frozenset, found.values()))


@primitive(_OBJECTS_OF_GRID, charge="grid")
def frontiers(grid: Grid) -> Objects:
    """Every row and every column that has one colour only, as objects.

    Args:
        grid: Rows of colours, at least one row.

    Raises:
        IndexError: the grid has no rows.

    >>> len(frontiers(((1, 2), (3, 3))))
    1
    """
    high, wide = len(grid), len(grid[0])
    rows = [i for i, row in enumerate(grid) if len(set(row)) == 1]
    columns = [j for j, column in enumerate(zip(*grid, strict=False)) if len(set(column)) == 1]
    lines = [[(i, j) for j in range(wide)] for i in rows]
    lines += [[(i, j) for i in range(high)] for j in columns]
    return frozenset(frozenset((grid[i][j], (i, j)) for i, j in line) for line in lines)


@primitive(
    "Grid,Object -> Indices; odd Tuple(Tuple(a)),Box(Pair(b,At)) -> Indices", charge="grid, obj"
)
def occurrences(grid: Grid, obj: Object) -> Indices:
    """Where an object occurs in a grid: the places of its bounding box's upper left corner.

    Args:
        grid: Rows of colours, at least one row.
        obj: Object; its own place does not matter, and cells of its bounding box that it lacks may
            have any colour. An empty object occurs everywhere, one row and one column beyond too.

    Raises:
        IndexError: the grid has no rows.
        TypeError: the patch has no colours.

    >>> sorted(occurrences(((1, 2, 1),), frozenset({(1, (7, 7))})))
    [(0, 0), (0, 2)]
    """
    cells = [(colour, (i, j)) for colour, (i, j) in normalize(obj)]
    (high, wide), (h, w) = (len(grid), len(grid[0])), shape(obj)
    found = []
    pay(max(high - h + 1, 0) * max(wide - w + 1, 0) * len(cells))
    for top, left in product(range(high - h + 1), range(wide - w + 1)):
        look()
        if all(grid[top + i][left + j] == colour for colour, (i, j) in cells):
            found.append((top, left))
    return frozenset(found)


_PERIOD = (
    "Object -> Int; odd Set(Pair(a,At)) -> Int; odd Indices -> Int;"
    " odd Tuple(Pair(a,At)) -> Int; odd Tuple(At) -> Int"
)


@primitive(_PERIOD, charge="obj")
def hperiod(obj: Object) -> Integer:
    """The horizontal period: the smallest shift to the left that maps an object onto itself.

    Cells that leave the bounding box do not count; without a period below it the width is given.

    Args:
        obj: Object; an empty one has period 0.

    Raises:
        TypeError: the patch has no colours and is wider than one column.

    >>> hperiod(frozenset({(1, (0, 0)), (2, (0, 1)), (1, (0, 2)), (2, (0, 3))}))
    2
    """
    cells = normalize(obj)
    wide = width(cells)
    for period in range(1, wide):
        pay(len(cells))
        if all((v, (i, j - period)) in cells for v, (i, j) in cells if j >= period):
            return period
    return wide


@primitive(_PERIOD, charge="obj")
def vperiod(obj: Object) -> Integer:
    """The vertical period: the smallest shift upwards that maps an object onto itself.

    Cells that leave the bounding box do not count; without a period below it the height is given.

    Args:
        obj: Object; an empty one has period 0.

    Raises:
        TypeError: the patch has no colours and is higher than one row.

    >>> vperiod(frozenset({(1, (0, 0)), (1, (1, 0)), (1, (2, 0))}))
    1
    """
    cells = normalize(obj)
    high = height(cells)
    for period in range(1, high):
        pay(len(cells))
        if all((v, (i - period, j)) in cells for v, (i, j) in cells if i >= period):
            return period
    return high
