"""Bounding boxes of patches: their sides, corners and centres.

The bounding box of a patch is the smallest rectangle that holds its indices; its corners need not
be occupied.
"""

from __future__ import annotations

from typing import Any

from arc_dsl.declaration import primitive
from arc_dsl.primitives.pieces import height, width
from arc_dsl.primitives.values.geometry import indices_of
from arc_dsl.primitives.values.kinds import Indices, Integer, IntegerTuple, Patch

__all__ = [
    "center",
    "centerofmass",
    "corners",
    "leftmost",
    "llcorner",
    "lowermost",
    "lrcorner",
    "rightmost",
    "ulcorner",
    "uppermost",
    "urcorner",
]

_NUMBER_OF_PATCH = "Cells -> Int; Points -> Int; odd Box(Pair(a,At)) -> Int"
_INDEX_OF_PATCH = "Cells -> At; Points -> At; odd Box(Pair(a,At)) -> At"


def _rows(patch: Any) -> list[int]:
    return [i for i, _ in indices_of(patch)]


def _columns(patch: Any) -> list[int]:
    return [j for _, j in indices_of(patch)]


@primitive(_NUMBER_OF_PATCH)
def uppermost(patch: Patch) -> Integer:
    """The smallest row of a patch.

    Args:
        patch: Indices or cells, at least one.

    Raises:
        ValueError: the patch is empty.

    >>> uppermost(frozenset({(2, 5), (4, 1)}))
    2
    """
    return min(_rows(patch))


@primitive(_NUMBER_OF_PATCH)
def lowermost(patch: Patch) -> Integer:
    """The largest row of a patch.

    Args:
        patch: Indices or cells, at least one.

    Raises:
        ValueError: the patch is empty.

    >>> lowermost(frozenset({(2, 5), (4, 1)}))
    4
    """
    return max(_rows(patch))


@primitive(_NUMBER_OF_PATCH)
def leftmost(patch: Patch) -> Integer:
    """The smallest column of a patch.

    Args:
        patch: Indices or cells, at least one.

    Raises:
        ValueError: the patch is empty.

    >>> leftmost(frozenset({(2, 5), (4, 1)}))
    1
    """
    return min(_columns(patch))


@primitive(_NUMBER_OF_PATCH)
def rightmost(patch: Patch) -> Integer:
    """The largest column of a patch.

    Args:
        patch: Indices or cells, at least one.

    Raises:
        ValueError: the patch is empty.

    >>> rightmost(frozenset({(2, 5), (4, 1)}))
    5
    """
    return max(_columns(patch))


def _corner(patch: Any, row: Any, column: Any) -> Any:
    return (row(_rows(patch)), column(_columns(patch))) if indices_of(patch) else ()


@primitive(_INDEX_OF_PATCH)
def ulcorner(patch: Patch) -> IntegerTuple:
    """The upper left corner of the bounding box, as (row, column).

    Args:
        patch: Indices or cells; an empty patch gives the empty tuple.

    >>> ulcorner(frozenset({(2, 5), (4, 1)}))
    (2, 1)
    """
    return _corner(patch, min, min)  # type: ignore[no-any-return]


@primitive(_INDEX_OF_PATCH)
def urcorner(patch: Patch) -> IntegerTuple:
    """The upper right corner of the bounding box, as (row, column).

    Args:
        patch: Indices or cells; an empty patch gives the empty tuple.

    >>> urcorner(frozenset({(2, 5), (4, 1)}))
    (2, 5)
    """
    return _corner(patch, min, max)  # type: ignore[no-any-return]


@primitive(_INDEX_OF_PATCH)
def llcorner(patch: Patch) -> IntegerTuple:
    """The lower left corner of the bounding box, as (row, column).

    Args:
        patch: Indices or cells; an empty patch gives the empty tuple.

    >>> llcorner(frozenset({(2, 5), (4, 1)}))
    (4, 1)
    """
    return _corner(patch, max, min)  # type: ignore[no-any-return]


@primitive(_INDEX_OF_PATCH)
def lrcorner(patch: Patch) -> IntegerTuple:
    """The lower right corner of the bounding box, as (row, column).

    Args:
        patch: Indices or cells; an empty patch gives the empty tuple.

    >>> lrcorner(frozenset({(2, 5), (4, 1)}))
    (4, 5)
    """
    return _corner(patch, max, max)  # type: ignore[no-any-return]


@primitive("Cells -> Indices; Points -> Indices; odd Box(Pair(a,At)) -> Indices")
def corners(patch: Patch) -> Indices:
    """The set of the corners of the bounding box: four, or fewer if it is a line or a point.

    Args:
        patch: Indices or cells; an empty patch gives the set that holds the empty tuple.

    >>> sorted(corners(frozenset({(2, 5), (4, 1)})))
    [(2, 1), (2, 5), (4, 1), (4, 5)]
    """
    return frozenset({ulcorner(patch), urcorner(patch), llcorner(patch), lrcorner(patch)})


@primitive(_INDEX_OF_PATCH)
def center(patch: Patch) -> IntegerTuple:
    """The middle of the bounding box, as (row, column); of two middle ones the lower or right one.

    Args:
        patch: Indices or cells, at least one.

    Raises:
        ValueError: the patch is empty.

    >>> center(frozenset({(0, 0), (2, 3)}))
    (1, 2)
    """
    # A tuple of indices is a patch and a grid two cells wide: its height is its length.
    return (uppermost(patch) + height(patch) // 2, leftmost(patch) + width(patch) // 2)


@primitive(_INDEX_OF_PATCH, charge="patch")
def centerofmass(patch: Patch) -> IntegerTuple:
    """The mean row and the mean column of a patch, both rounded towards minus infinity.

    Args:
        patch: Indices or cells; an empty patch gives the empty tuple. Of two cells on one index one
            adds to the sums, but both to the number they are divided by.

    >>> centerofmass(frozenset({(0, 0), (0, 1), (1, 5)}))
    (0, 2)
    """
    if len(patch) == 0:
        return ()  # type: ignore[return-value]
    indices = frozenset(indices_of(patch))
    return (sum(i for i, _ in indices) // len(patch), sum(j for _, j in indices) // len(patch))
