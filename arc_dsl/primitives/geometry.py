"""Indices, cells and rectangles: what the families on patches and grids share."""

from collections.abc import Callable
from typing import Any

from arc_dsl.primitives.guards import check_size
from arc_dsl.primitives.kinds import Grid, Indices, IntegerTuple
from arc_dsl.primitives.ordering import place

__all__ = ["has_colours", "indices_of", "inside", "outline", "rectangle", "relocated"]


def has_colours(patch: Any) -> bool:
    """Whether a non-empty patch consists of cells rather than of indices: its first member tells.

    A tuple taken as a patch is judged by position 0, a set by its smallest member.
    """
    if isinstance(patch, tuple):
        return isinstance(patch[0][1], tuple)
    kinds = {type(member[1]) for member in patch}
    if len(kinds) == 1:
        return kinds == {tuple}
    return isinstance(min(patch, key=place)[1], tuple)


def indices_of(patch: Any) -> Any:
    """The indices of a patch: a list, with repeats where two cells lie on one index."""
    if not isinstance(patch, tuple | frozenset):
        raise TypeError(f"expected a patch, found {type(patch).__name__}")
    if not patch:
        return []
    return [index for _, index in patch] if has_colours(patch) else list(patch)


def relocated(patch: Any, to: Callable[[int, int], IntegerTuple]) -> Any:
    """The patch with every index (row, column) moved to `to(row, column)`, colours kept."""
    if has_colours(patch):
        return frozenset((colour, to(i, j)) for colour, (i, j) in patch)
    return frozenset(to(i, j) for i, j in patch)


def rectangle(top: int, left: int, bottom: int, right: int) -> Indices:
    """All indices from the upper left to the lower right one, both included."""
    check_size(max(bottom - top + 1, 0) * max(right - left + 1, 0))
    return frozenset((i, j) for i in range(top, bottom + 1) for j in range(left, right + 1))


def outline(top: int, left: int, bottom: int, right: int) -> Indices:
    """The indices of the rectangle that lie on its edge."""
    check_size(2 * (max(bottom - top, 0) + max(right - left, 0)))
    rows = {(i, j) for i in (top, bottom) for j in range(left, right + 1)}
    columns = {(i, j) for i in range(top, bottom + 1) for j in (left, right)}
    return frozenset(rows | columns)


def inside(grid: Grid, row: int, column: int) -> bool:
    """Whether the index lies in the grid, its width taken from the first row.

    Raises IndexError if the grid has no rows.
    """
    wide = len(grid[0])
    return 0 <= row < len(grid) and 0 <= column < wide
