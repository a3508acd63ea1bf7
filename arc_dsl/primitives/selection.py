"""Members of containers: chosen by place, listed, paired, counted, or kept by size and colour.

Sets are gone through in ascending order (see `arc_dsl.primitives.values.ordering`): that is what
the first and the last member of a set are.
"""

from __future__ import annotations

from typing import Any

from arc_dsl.declaration import primitive
from arc_dsl.primitives.values.geometry import number
from arc_dsl.primitives.values.guards import check_size
from arc_dsl.primitives.values.kinds import (
    Container,
    FrozenSet,
    Integer,
    Objects,
    Tuple,
    TupleTuple,
)
from arc_dsl.primitives.values.ordering import members, ranked_by_count

__all__ = [
    "colorfilter",
    "first",
    "last",
    "leastcommon",
    "mostcommon",
    "pair",
    "product",
    "sizefilter",
    "totuple",
]


@primitive("Pair(a,b) -> a; List(a) -> a; Set(a) -> a")
def first(container: Container) -> Any:
    """The first member: of a tuple position 0 (of a grid the top row), of a set the smallest.

    Args:
        container: Tuple or set that is not empty.

    Raises:
        IndexError: the container is empty.
        TypeError: the value is not a container.

    >>> first((4, 7)), first(frozenset({(1, 0), (0, 5)}))
    (4, (0, 5))
    """
    return members(container)[0]


@primitive("Pair(a,b) -> b; List(a) -> a; Set(a) -> a")
def last(container: Container) -> Any:
    """The last member: of a grid the bottom row, of a set the largest.

    Args:
        container: Tuple or set that is not empty.

    Raises:
        IndexError: the container is empty.
        TypeError: the value is not a container.

    >>> last((4, 7)), last(frozenset({(1, 0), (0, 5)}))
    (7, (1, 0))
    """
    return members(container)[-1]


@primitive(
    "Set(a) -> Tuple(a); odd Pair(a,b) -> Pair(a,b); odd List(a) -> Tuple(a)", charge="result"
)
def totuple(container: FrozenSet) -> Tuple:
    """The members of a set as a tuple, in ascending order.

    Args:
        container: Set; a tuple is returned as it is.

    Raises:
        TypeError: the value is not a container.

    >>> totuple(frozenset({3, 1}))
    (1, 3)
    """
    return tuple(members(container))


@primitive("Box(a),Box(b) -> Set(Pair(a,b))", charge="result")
def product(a: Container, b: Container) -> FrozenSet:
    """The set of all pairs (x, y) of a member x of a and a member y of b.

    Args:
        a: Tuple or set; of numbers (rows) to make indices.
        b: Tuple or set; of numbers (columns) to make indices.

    Raises:
        TypeError: one of the two is not a container.

    >>> sorted(product((0, 1), (5, 6)))
    [(0, 5), (0, 6), (1, 5), (1, 6)]
    """
    check_size(len(a) * len(b))
    return frozenset((x, y) for x in members(a) for y in members(b))


@primitive(
    "Tuple(a),Tuple(b) -> Tuple(Pair(a,b)); odd Box(a),Box(b) -> Tuple(Pair(a,b))", charge="result"
)
def pair(a: Tuple, b: Tuple) -> TupleTuple:
    """Pairs of the members at equal places, as many as the shorter container has members.

    Args:
        a: Tuple, or a set in ascending order. Two grids give pairs of rows.
        b: Tuple or set.

    Raises:
        TypeError: one of the two is not a container.

    >>> pair((1, 2, 3), (7, 8))
    ((1, 7), (2, 8))
    """
    return tuple(zip(members(a), members(b), strict=False))


@primitive("Tuple(a) -> a", charge="container")
def mostcommon(container: Container) -> Any:
    """The value that occurs most often; of several the smallest.

    Args:
        container: Tuple that is not empty. Of a grid whole rows are counted.

    Raises:
        ValueError: the tuple is empty.
        TypeError: the value is not a tuple.

    >>> mostcommon((5, 2, 2, 5, 1))
    2
    """
    return ranked_by_count(_of_tuple(container), max)


@primitive("Tuple(a) -> a", charge="container")
def leastcommon(container: Container) -> Any:
    """The value that occurs least often, but does occur; of several the smallest.

    Args:
        container: Tuple that is not empty. Of a grid whole rows are counted.

    Raises:
        ValueError: the tuple is empty.
        TypeError: the value is not a tuple.

    >>> leastcommon((5, 2, 2, 5, 1))
    1
    """
    return ranked_by_count(_of_tuple(container), min)


def _of_tuple(container: Any) -> Tuple:
    if isinstance(container, tuple):
        return container
    raise TypeError(f"expected a tuple, found {type(container).__name__}")


@primitive(
    "Box(Set(a)),Int -> Set(Set(a)); Box(List(a)),Int -> Set(Tuple(a));"
    " odd Box(Pair(a,b)),Int -> Set(Pair(a,b))",
    charge="container",
)
def sizefilter(container: Container, n: Integer) -> FrozenSet:
    """The set of the members that have a given number of members.

    Args:
        container: Tuple or set of containers: objects, for example. The result is a set even if it
            is a tuple.
        n: How many members they must have.

    Raises:
        TypeError: a member is not a container.

    >>> sorted(sizefilter(((1, 2), (3,), (4, 5)), 2))
    [(1, 2), (4, 5)]
    """
    wanted = number(n)
    return frozenset(v for v in members(container) if len(v) == wanted)


@primitive(
    "Box(Object),Int -> Objects; odd Box(Set(Pair(a,b))),Int -> Set(Set(Pair(a,b)));"
    " odd Box(Tuple(Box(a))),Int -> Set(Tuple(Tuple(a)))",
    charge="objs",
)
def colorfilter(objs: Objects, value: Integer) -> Objects:
    """The objects of a colour.

    Args:
        objs: Set (or tuple) of objects; none may be empty. Of several colours the first cell's
            counts.
        value: The colour, 0 to 9.

    Raises:
        IndexError: an object is empty.

    >>> red, blue = frozenset({(2, (0, 0))}), frozenset({(1, (3, 3))})
    >>> colorfilter(frozenset({red, blue}), 2) == frozenset({red})
    True
    """
    return frozenset(obj for obj in members(objs) if first(obj)[0] == value)
