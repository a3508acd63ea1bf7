"""Indices, cells and rectangles: what the families on patches and grids share.

A patch is a set of indices or of cells; a tuple of them serves as the set. Rows and columns of
patches are from -32,768 to 32,767, colours of cells have 32 bits: nothing in ARC comes near.
"""

from collections.abc import Callable
from typing import Any

from arc_dsl.errors import ExecutionError
from arc_dsl.primitives.values.guards import check_size
from arc_dsl.primitives.values.kinds import Grid, Indices, IntegerTuple
from arc_dsl.primitives.values.ordering import members

__all__ = [
    "cells_of",
    "exact_pair",
    "has_colours",
    "indices_of",
    "inside",
    "near",
    "number",
    "numbers_of",
    "outline",
    "rectangle",
    "relocated",
    "rows_of",
]

_NEAR = range(-32768, 32768)
_COLOURS = range(-(1 << 31), 1 << 31)


def near(row: int, column: int) -> IntegerTuple:
    """The index, if it is near enough to be in a patch. Raises ExecutionError otherwise."""
    if row in _NEAR and column in _NEAR:
        return (row, column)
    raise ExecutionError("an index beyond 32,767")


def number(value: Any) -> int:
    """The value, if it is a number. Raises TypeError otherwise."""
    if isinstance(value, int):
        return int(value)
    raise TypeError(f"expected an Integer, found {type(value).__name__}")


def numbers_of(pair: Any) -> IntegerTuple:
    """The first two components of a tuple.

    Raises IndexError if there are fewer, TypeError if they are no numbers or it is no tuple.
    """
    if not isinstance(pair, tuple):
        raise TypeError(f"expected a pair, found {type(pair).__name__}")
    first, second = pair[0], pair[1]
    if isinstance(first, int) and isinstance(second, int):
        return (int(first), int(second))
    raise TypeError("expected a pair of Integers")


def exact_pair(pair: Any) -> IntegerTuple:
    """As `numbers_of`; raises ValueError for a tuple that has not exactly two components."""
    if isinstance(pair, tuple) and len(pair) != 2:
        raise ValueError(f"expected two components, found {len(pair)}")
    return numbers_of(pair)


def _is_index(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and all(isinstance(part, int) and part in _NEAR for part in value)
    )


def _is_cell(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and isinstance(value[0], int)
        and value[0] in _COLOURS
        and _is_index(value[1])
    )


def has_colours(patch: Any) -> bool:
    """Whether a patch consists of cells rather than of indices; the empty one does not.

    Raises TypeError if the value is no patch.
    """
    if isinstance(patch, tuple | frozenset):
        if all(map(_is_index, patch)):
            return False
        if all(map(_is_cell, patch)):
            return True
    raise TypeError(f"expected a patch, found {type(patch).__name__}")


def indices_of(patch: Any) -> list[IntegerTuple]:
    """The indices of a patch, with repeats where two cells lie on one index.

    Raises TypeError if the value is no patch.
    """
    return [index for _, index in patch] if has_colours(patch) else list(patch)


def cells_of(obj: Any) -> list[Any]:
    """The cells of an object: a tuple's as they stand, a set's ascending.

    Raises TypeError if the value is no object.
    """
    if len(obj) > 0 and not has_colours(obj):
        raise TypeError("expected an Object, found Indices")
    return members(obj)


def relocated(patch: Any, to: Callable[[int, int], IntegerTuple]) -> Any:
    """The patch with every index (row, column) moved to `to(row, column)`, colours kept."""
    if has_colours(patch):
        return frozenset((colour, near(*to(i, j))) for colour, (i, j) in patch)
    return frozenset(near(*to(i, j)) for i, j in patch)


def rectangle(top: int, left: int, bottom: int, right: int) -> Indices:
    """All indices from the upper left to the lower right one, both included."""
    if bottom < top or right < left:
        return frozenset()
    near(top, left)
    near(bottom, right)
    check_size((bottom - top + 1) * (right - left + 1))
    return frozenset((i, j) for i in range(top, bottom + 1) for j in range(left, right + 1))


def outline(top: int, left: int, bottom: int, right: int) -> Indices:
    """The indices of the rectangle that lie on its edge."""
    near(top, left)
    near(bottom, right)
    check_size(2 * (bottom - top + right - left))
    rows = {(i, j) for i in (top, bottom) for j in range(left, right + 1)}
    columns = {(i, j) for i in range(top, bottom + 1) for j in (left, right)}
    return frozenset(rows | columns)


def rows_of(grid: tuple[Any, ...]) -> Grid:
    """The rows of a grid. Raises TypeError if a member is no tuple: a set's come in no order."""
    if all(isinstance(row, tuple) for row in grid):
        return grid
    raise TypeError("expected a grid, found a tuple")


def inside(grid: Grid, row: int, column: int) -> bool:
    """Whether the index lies in the grid, its width taken from the first row.

    Raises IndexError if the grid has no rows.
    """
    wide = len(grid[0])
    return 0 <= row < len(grid) and 0 <= column < wide
