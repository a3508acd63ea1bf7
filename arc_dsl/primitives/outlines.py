"""Boxes around patches, and lines.

The indices made here are not cut off at the edge of any grid.
"""

from __future__ import annotations

from arc_dsl.declaration import primitive
from arc_dsl.primitives.bounds import leftmost, lowermost, rightmost, uppermost
from arc_dsl.primitives.values.geometry import (
    exact_pair,
    indices_of,
    near,
    numbers_of,
    outline,
    rectangle,
)
from arc_dsl.primitives.values.guards import check_size
from arc_dsl.primitives.values.kinds import Indices, IntegerTuple, Patch

__all__ = [
    "REACH",
    "backdrop",
    "box",
    "connect",
    "delta",
    "hfrontier",
    "inbox",
    "outbox",
    "shoot",
    "vfrontier",
]

REACH = 42
"""Steps that `shoot` goes and `gravitate` tries: more than a grid is wide."""
_FRONTIER = 30
"""Length of a frontier: the largest side of a grid."""
_INDICES_OF_PATCH = "Cells -> Indices; Points -> Indices; odd Box(Pair(a,At)) -> Indices"


@primitive(_INDICES_OF_PATCH, charge="result")
def backdrop(patch: Patch) -> Indices:
    """All indices of the bounding box.

    Args:
        patch: Indices or cells; an empty patch gives the empty set.

    >>> sorted(backdrop(frozenset({(0, 1), (1, 0)})))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    if not indices_of(patch):
        return frozenset()
    return rectangle(uppermost(patch), leftmost(patch), lowermost(patch), rightmost(patch))


@primitive(_INDICES_OF_PATCH, charge="patch")
def delta(patch: Patch) -> Indices:
    """The indices of the bounding box that the patch does not have.

    Args:
        patch: Indices or cells; an empty patch gives the empty set.

    >>> sorted(delta(frozenset({(0, 1), (1, 0)})))
    [(0, 0), (1, 1)]
    """
    return backdrop(patch) - frozenset(indices_of(patch))


@primitive(_INDICES_OF_PATCH, charge="result")
def box(patch: Patch) -> Indices:
    """The edge of the bounding box, one cell thick.

    Args:
        patch: Indices or cells; an empty patch is returned as it is.

    >>> len(box(frozenset({(0, 0), (3, 3)})))
    12
    """
    if not indices_of(patch):
        return patch  # type: ignore[no-any-return]
    return outline(uppermost(patch), leftmost(patch), lowermost(patch), rightmost(patch))


@primitive(_INDICES_OF_PATCH, charge="result")
def outbox(patch: Patch) -> Indices:
    """The edge of the bounding box grown by one on each side: the ring around the patch.

    Args:
        patch: Indices or cells, at least one.

    Raises:
        ValueError: the patch is empty.

    >>> len(outbox(frozenset({(5, 5)})))
    8
    """
    return outline(
        uppermost(patch) - 1, leftmost(patch) - 1, lowermost(patch) + 1, rightmost(patch) + 1
    )


@primitive(_INDICES_OF_PATCH, charge="result")
def inbox(patch: Patch) -> Indices:
    """The edge of the bounding box shrunk by one on each side.

    An extent of two keeps its two lines; an extent of one cannot shrink and grows to three.

    Args:
        patch: Indices or cells, at least one.

    Raises:
        ValueError: the patch is empty.

    >>> sorted(inbox(frozenset({(0, 0), (2, 2)})))
    [(1, 1)]
    """
    top, bottom = sorted((uppermost(patch) + 1, lowermost(patch) - 1))
    left, right = sorted((leftmost(patch) + 1, rightmost(patch) - 1))
    return outline(top, left, bottom, right)


@primitive("At,At -> Indices", charge="result")
def connect(a: IntegerTuple, b: IntegerTuple) -> Indices:
    """The straight line between two indices, both ends included.

    Args:
        a: One end (row, column).
        b: Other end. In a's row, column or exact diagonal, otherwise the result is empty.

    Raises:
        ValueError: an end does not have two components.
        TypeError: an end is not a pair of numbers.

    >>> sorted(connect((0, 0), (2, 2)))
    [(0, 0), (1, 1), (2, 2)]
    """
    (top, left), (bottom, right) = exact_pair(a), exact_pair(b)
    down, across = bottom - top, right - left
    if down and across and abs(down) != abs(across):
        return frozenset()
    steps = max(abs(down), abs(across))
    check_size(steps + 1)
    row_step, column_step = _sign(down), _sign(across)
    near(top, left)
    near(bottom, right)
    return frozenset((top + k * row_step, left + k * column_step) for k in range(steps + 1))


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


@primitive("At,At -> Indices", charge="result")
def shoot(start: IntegerTuple, direction: IntegerTuple) -> Indices:
    """The straight line from an index to 42 times a direction from there.

    Args:
        start: Where the line begins (row, column).
        direction: Step (rows down, columns right) along a row, a column or a diagonal, otherwise
            the result is empty; (0, 0) gives the start alone.

    Raises:
        IndexError: an argument has fewer than two components.
        TypeError: an argument is not a pair of numbers.

    >>> len(shoot((0, 0), (1, 1)))
    43
    """
    (row, column), (down, right) = exact_pair(start), numbers_of(direction)
    return connect((row, column), (row + REACH * down, column + REACH * right))


@primitive("At -> Indices")
def vfrontier(location: IntegerTuple) -> Indices:
    """The rows 0 to 29 of an index's column, whatever the grid.

    Args:
        location: The index (row, column).

    >>> len(vfrontier((3, 5))), (0, 5) in vfrontier((3, 5))
    (30, True)
    """
    return frozenset((i, numbers_of(location)[1]) for i in range(_FRONTIER))


@primitive("At -> Indices")
def hfrontier(location: IntegerTuple) -> Indices:
    """The columns 0 to 29 of an index's row, whatever the grid.

    Args:
        location: The index (row, column).

    >>> len(hfrontier((3, 5))), (3, 0) in hfrontier((3, 5))
    (30, True)
    """
    return frozenset((numbers_of(location)[0], j) for j in range(_FRONTIER))
