"""Colours and sizes of grids and patches.

What takes a grid or a patch takes every tuple as a grid, everything else as a patch. The empty
patch counts as neither object nor indices. Measured are whole grids, and the bounding boxes of
patches.
"""

from __future__ import annotations

from typing import Any

from arc_dsl.declaration import primitive
from arc_dsl.primitives.values.geometry import indices_of
from arc_dsl.primitives.values.kinds import (
    Boolean,
    Element,
    Integer,
    IntegerSet,
    IntegerTuple,
    Object,
    Piece,
)
from arc_dsl.primitives.values.ordering import members, ranked_by_count

__all__ = [
    "color",
    "colorcount",
    "height",
    "leastcolor",
    "mostcolor",
    "numcolors",
    "palette",
    "portrait",
    "shape",
    "square",
    "width",
]

# ------------------------------------------------------------------ colours


def _colours(element: Any) -> list[Any]:
    """The colours of all cells; of indices, taken for cells, the rows."""
    if isinstance(element, tuple):
        if not all(isinstance(row, tuple) for row in element):
            raise TypeError("expected a Grid, found a tuple")
        return [colour for row in element for colour in row]
    if not all(isinstance(cell, tuple) and len(cell) == 2 for cell in members(element)):
        raise TypeError("expected an Object, found a set")
    return [colour for colour, _ in element]


@primitive(
    "Grid -> Int; Object -> Int; odd Tuple(Box(a)) -> a; odd Set(Pair(a,b)) -> a", charge="element"
)
def mostcolor(element: Element) -> Integer:
    """The colour of the most cells; of several the smallest.

    Args:
        element: Grid or object with at least one cell.

    Raises:
        ValueError: there are no cells.

    >>> mostcolor(((0, 3, 3), (0, 1, 3)))
    3
    """
    return ranked_by_count(_colours(element), max)  # type: ignore[no-any-return]


@primitive(
    "Grid -> Int; Object -> Int; odd Tuple(Box(a)) -> a; odd Set(Pair(a,b)) -> a", charge="element"
)
def leastcolor(element: Element) -> Integer:
    """The colour of the fewest cells among those present; of several the smallest.

    Args:
        element: Grid or object with at least one cell.

    Raises:
        ValueError: there are no cells.

    >>> leastcolor(((0, 3, 3), (0, 1, 3)))
    1
    """
    return ranked_by_count(_colours(element), min)  # type: ignore[no-any-return]


@primitive(
    "Grid,Int -> Int; Object,Int -> Int; odd Tuple(Box(a)),b -> Int; odd Set(Pair(a,b)),c -> Int",
    charge="element",
)
def colorcount(element: Element, value: Integer) -> Integer:
    """The number of cells of a colour.

    Args:
        element: Grid or object.
        value: The colour, 0 to 9.

    >>> colorcount(((0, 3, 3), (0, 1, 3)), 3)
    3
    """
    return _colours(element).count(value)


@primitive(
    "Grid -> Set(Int); Object -> Set(Int);"
    " odd Tuple(Box(a)) -> Set(a); odd Set(Pair(a,b)) -> Set(a)",
    charge="element",
)
def palette(element: Element) -> IntegerSet:
    """The set of the colours that occur.

    Args:
        element: Grid or object.

    >>> sorted(palette(((0, 3, 3), (0, 1, 3))))
    [0, 1, 3]
    """
    return frozenset(_colours(element))


@primitive(
    "Grid -> Int; Object -> Int; odd Tuple(Box(a)) -> Int; odd Set(Pair(a,b)) -> Int",
    charge="element",
)
def numcolors(element: Element) -> IntegerSet:
    """The number of colours that occur (a number, whatever the published signature says).

    Args:
        element: Grid or object.

    >>> numcolors(((0, 3, 3), (0, 1, 3)))
    3
    """
    return len(palette(element))  # type: ignore[return-value]


@primitive("Object -> Int; odd Box(Tuple(a)) -> a; odd Box(Pair(a,b)) -> a")
def color(obj: Object) -> Integer:
    """The colour of an object; of several colours the smallest.

    Args:
        obj: Object that is not empty. A grid gives the colour of its upper left cell.

    Raises:
        IndexError: the object is empty.

    >>> color(frozenset({(4, (0, 0)), (4, (0, 1))}))
    4
    """
    return members(obj)[0][0]  # type: ignore[no-any-return]


# ------------------------------------------------------------------ sizes


@primitive(
    "Grid -> Int; Object -> Int; Indices -> Int; odd Tuple(a) -> Int; odd Set(Pair(a,At)) -> Int"
)
def height(piece: Piece) -> Integer:
    """The number of rows: of a grid, or of a patch's bounding box.

    Args:
        piece: Grid or patch; anything empty has height 0.

    >>> height(((1, 2, 3), (4, 5, 6))), height(frozenset({(2, 0), (6, 1)}))
    (2, 5)
    """
    if isinstance(piece, tuple):
        return len(piece)
    rows = [i for i, _ in indices_of(piece)]
    return max(rows) - min(rows) + 1 if rows else 0


@primitive(
    "Grid -> Int; Object -> Int; Indices -> Int;"
    " odd Tuple(Box(a)) -> Int; odd Set(Pair(a,At)) -> Int"
)
def width(piece: Piece) -> Integer:
    """The number of columns: of a grid's first row, or of a patch's bounding box.

    Args:
        piece: Grid or patch; anything empty has width 0.

    >>> width(((1, 2, 3), (4, 5, 6))), width(frozenset({(2, 0), (6, 1)}))
    (3, 2)
    """
    if isinstance(piece, tuple):
        return len(piece[0]) if piece else 0
    columns = [j for _, j in indices_of(piece)]
    return max(columns) - min(columns) + 1 if columns else 0


@primitive(
    "Grid -> At; Object -> At; Indices -> At; odd Tuple(Box(a)) -> At; odd Set(Pair(a,At)) -> At"
)
def shape(piece: Piece) -> IntegerTuple:
    """Height and width, in rows and columns.

    Args:
        piece: Grid or patch.

    >>> shape(((1, 2, 3), (4, 5, 6)))
    (2, 3)
    """
    return (height(piece), width(piece))


_EITHER_SHAPE = (
    "Grid -> Bool; Object -> Bool; Indices -> Bool;"
    " odd Tuple(Box(a)) -> Bool; odd Set(Pair(a,At)) -> Bool"
)


@primitive(_EITHER_SHAPE)
def portrait(piece: Piece) -> Boolean:
    """Whether the height is greater than the width.

    Args:
        piece: Grid or patch.

    >>> portrait(((1,), (2,))), portrait(((1, 2), (3, 4)))
    (True, False)
    """
    return height(piece) > width(piece)


@primitive(_EITHER_SHAPE)
def square(piece: Piece) -> Boolean:
    """Whether a grid, or a patch that fills its bounding box, is as high as wide.

    Args:
        piece: Grid with at least one row, or patch; the empty patch is square.

    Raises:
        IndexError: the grid has no rows.

    >>> square(((1, 2), (3, 4))), square(frozenset({(0, 0), (1, 1)}))
    (True, False)
    """
    if isinstance(piece, tuple):
        return len(piece) == len(piece[0])
    return height(piece) == width(piece) and len(piece) == height(piece) * width(piece)
