"""How patches lie: lines, and one patch to another or to a grid."""

from __future__ import annotations

from arc_dsl.declaration import primitive
from arc_dsl.primitives.bounds import center, leftmost, lowermost, rightmost, uppermost
from arc_dsl.primitives.outlines import REACH
from arc_dsl.primitives.patches import shift
from arc_dsl.primitives.pieces import shape
from arc_dsl.primitives.values.geometry import indices_of
from arc_dsl.primitives.values.guards import look, pay
from arc_dsl.primitives.values.kinds import Boolean, Grid, Integer, IntegerTuple, Patch

__all__ = [
    "adjacent",
    "bordering",
    "gravitate",
    "hline",
    "hmatching",
    "manhattan",
    "position",
    "vline",
    "vmatching",
]

_IS_LINE = "Object -> Bool; Indices -> Bool; odd Set(Pair(a,At)) -> Bool; odd Tuple(Box(a)) -> Bool"


@primitive(_IS_LINE)
def vline(patch: Patch) -> Boolean:
    """Whether a patch is a vertical line without gaps; a single cell is one, the empty patch not.

    Args:
        patch: Indices or cells.

    >>> vline(frozenset({(0, 4), (1, 4)}))
    True
    """
    high, wide = shape(patch)
    return wide == 1 and high == len(patch)


@primitive(_IS_LINE)
def hline(patch: Patch) -> Boolean:
    """Whether a patch is a horizontal line without gaps; a single cell is one, the empty patch not.

    Args:
        patch: Indices or cells.

    >>> hline(frozenset({(0, 4), (1, 4)}))
    False
    """
    high, wide = shape(patch)
    return high == 1 and wide == len(patch)


@primitive("Patch,Patch -> Bool", charge="a, b")
def hmatching(a: Patch, b: Patch) -> Boolean:
    """Whether two patches have cells in a common row.

    Args:
        a: Indices or cells.
        b: Indices or cells.

    >>> hmatching(frozenset({(3, 0)}), frozenset({(3, 9)}))
    True
    """
    return bool({i for i, _ in indices_of(a)} & {i for i, _ in indices_of(b)})


@primitive("Patch,Patch -> Bool", charge="a, b")
def vmatching(a: Patch, b: Patch) -> Boolean:
    """Whether two patches have cells in a common column.

    Args:
        a: Indices or cells.
        b: Indices or cells.

    >>> vmatching(frozenset({(3, 0)}), frozenset({(3, 9)}))
    False
    """
    return bool({j for _, j in indices_of(a)} & {j for _, j in indices_of(b)})


@primitive("Patch,Patch -> Int", charge="a, b")
def manhattan(a: Patch, b: Patch) -> Integer:
    """The smallest distance between a cell of one patch and a cell of another.

    The distance of two indices is the difference of their rows plus that of their columns.

    Args:
        a: Indices or cells, at least one.
        b: Indices or cells, at least one.

    Raises:
        ValueError: a patch is empty.

    >>> manhattan(frozenset({(0, 0)}), frozenset({(2, 3), (9, 9)}))
    5
    """
    ours, theirs = indices_of(a), indices_of(b)
    gaps: list[int] = []
    pay(len(ours) * len(theirs))
    for i, j in ours:
        look()
        gaps.append(min(abs(i - k) + abs(j - m) for k, m in theirs))
    return min(gaps)


@primitive("Patch,Patch -> Bool", charge="a, b")
def adjacent(a: Patch, b: Patch) -> Boolean:
    """Whether two patches share a side: their smallest distance is exactly 1.

    Args:
        a: Indices or cells, at least one.
        b: Indices or cells, at least one. Contact at corners alone and overlap do not count.

    Raises:
        ValueError: a patch is empty.

    >>> adjacent(frozenset({(0, 0)}), frozenset({(0, 1)}))
    True
    """
    return manhattan(a, b) == 1


@primitive("Patch,Grid -> Bool")
def bordering(patch: Patch, grid: Grid) -> Boolean:
    """Whether a patch touches the edge of a grid.

    That is: its smallest row or column is 0, or its largest row or column is the grid's last; a
    patch that reaches beyond an edge does not touch it.

    Args:
        patch: Indices or cells, at least one.
        grid: Rows of colours; not looked at if the patch touches row or column 0.

    Raises:
        ValueError: the patch is empty.
        IndexError: the grid has no rows.

    >>> bordering(frozenset({(1, 1)}), ((0, 0, 0), (0, 0, 0)))
    True
    """
    if uppermost(patch) == 0 or leftmost(patch) == 0:
        return True
    return lowermost(patch) == len(grid) - 1 or rightmost(patch) == len(grid[0]) - 1


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


@primitive("Patch,Patch -> At")
def position(a: Patch, b: Patch) -> IntegerTuple:
    """The direction in which one patch lies from another, by the centres of their boxes.

    Args:
        a: Indices or cells, at least one: seen from here.
        b: Indices or cells, at least one: where this lies.

    Raises:
        ValueError: a patch is empty.

    >>> position(frozenset({(0, 0)}), frozenset({(5, 3)}))
    (1, 1)
    """
    (row, column), (other_row, other_column) = center(a), center(b)
    if row == other_row:
        return (0, 1 if column < other_column else -1)
    return (_sign(other_row - row), _sign(other_column - column))


@primitive("Patch,Patch -> At", charge="source, destination")
def gravitate(source: Patch, destination: Patch) -> IntegerTuple:
    """How far to move a patch, step by step towards another, until they share a side.

    The way is vertical if the two share a column, otherwise horizontal; it leads from the source's
    centre to the destination's. After 42 steps without contact that far is the answer.

    Args:
        source: Indices or cells, at least one: what moves.
        destination: Indices or cells, at least one: where to.

    Raises:
        ValueError: a patch is empty.

    >>> gravitate(frozenset({(0, 0)}), frozenset({(0, 5)}))
    (0, 4)
    """
    (row, column), (other_row, other_column) = center(source), center(destination)
    if vmatching(source, destination):
        down, right = (1 if row < other_row else -1), 0
    else:
        down, right = 0, (1 if column < other_column else -1)
    for steps in range(REACH):
        if adjacent(shift(source, (steps * down, steps * right)), destination):
            return (steps * down, steps * right)
    return (REACH * down, REACH * right)
