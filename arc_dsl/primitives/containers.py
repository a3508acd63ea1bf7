"""Tuples and sets of anything: their size, and containers made of others.

Sets are gone through in ascending order (see `arc_dsl.primitives.values.ordering`): that is what
first, last and every listing of a set mean. A grid is a tuple of rows: its members are its rows.
"""

from __future__ import annotations

from typing import Any

from arc_dsl.declaration import primitive
from arc_dsl.primitives.values.guards import check_size, pay
from arc_dsl.primitives.values.kinds import (
    Callable,
    Container,
    ContainerContainer,
    FrozenSet,
    Integer,
    Tuple,
)
from arc_dsl.primitives.values.ordering import like, members, rank
from arc_dsl.types.calling import RULE_OF_MERGE, rule_of_order

__all__ = [
    "combine",
    "dedupe",
    "difference",
    "initset",
    "insert",
    "intersection",
    "merge",
    "order",
    "other",
    "remove",
    "repeat",
    "size",
]


@primitive("Set(a) -> Int; List(a) -> Int; odd Box(a) -> Int")
def size(container: Container) -> Integer:
    """The number of members.

    Args:
        container: Tuple or set: rows of a grid, cells of an object, indices of a set of them.

    Raises:
        TypeError: the value is not a container.

    >>> size(frozenset({(0, 1), (0, 2)}))
    2
    """
    return len(container)


_SHARED = 16
"""How often a member may be repeated in sets that are merged, when they are large together."""


@primitive(
    "Set(a),Set(b) -> Set(a|b) where a~b; Tuple(a),Tuple(b) -> Tuple(a|b) where a~b;"
    " odd Set(a),Box(b) -> Set(a|b); odd Tuple(a),Box(b) -> Tuple(a|b)",
    charge="result",
)
def combine(a: Container, b: Container) -> Container:
    """All members of a, then all of b, in a container of a's type.

    Two sets give their union, two tuples are joined, two grids are stacked (widths unchecked).

    Args:
        a: Tuple or set; its type is that of the result.
        b: Tuple or set.

    Raises:
        TypeError: one of the two is not a container.

    >>> combine((1, 2), (2,))
    (1, 2, 2)
    """
    check_size(len(a) + len(b))
    return like(a, members(a) + members(b))


@primitive(
    "Set(a),Set(b) -> Set(a) where a~b; odd Set(a),Set(b) -> Set(a); odd Int,Int -> Int",
    charge="a, b",
)
def intersection(a: FrozenSet, b: FrozenSet) -> FrozenSet:
    """The members that two sets share.

    Args:
        a: Set. (Two numbers instead of sets give their bitwise and.)
        b: Set.

    Raises:
        TypeError: one of the two is a tuple.

    >>> sorted(intersection(frozenset({1, 2}), frozenset({2, 3})))
    [2]
    """
    return a & b


@primitive(
    "Set(a),Set(b) -> Set(a) where a~b; List(a),Tuple(b) -> Tuple(a) where a~b;"
    " odd Set(a),Box(b) -> Set(a); odd Tuple(a),Box(b) -> Tuple(a)",
    charge="a, b",
)
def difference(a: FrozenSet, b: FrozenSet) -> FrozenSet:
    """The members of a that are not members of b, in a container of a's type.

    Args:
        a: Set, or a tuple, whose order and repeats are kept.
        b: Set or tuple.

    Raises:
        TypeError: one of the two is not a container.

    >>> sorted(difference(frozenset({1, 2, 3}), frozenset({2})))
    [1, 3]
    """
    unwanted = frozenset(members(b))
    kept: FrozenSet = like(a, [v for v in members(a) if v not in unwanted])
    return kept


@primitive("List(a) -> Tuple(a); odd Tuple(a) -> Tuple(a)", charge="tup")
def dedupe(tup: Tuple) -> Tuple:
    """The tuple with only the first of equal members, order kept.

    Args:
        tup: Tuple of any members; 1 and True are equal. An empty set gives the empty tuple.

    Raises:
        TypeError: the argument is a set with members, or no container.

    >>> dedupe((3, 1, 3, 2, 1))
    (3, 1, 2)
    """
    if members(tup) and not isinstance(tup, tuple):
        raise TypeError("expected a tuple, found a set")
    return tuple(dict.fromkeys(tup))


@primitive(rule_of_order, charge="result")
def order(container: Container, compfunc: Callable) -> Tuple:
    """The members sorted by a key, smallest key first; equal keys keep the container's order.

    Args:
        container: Tuple or set.
        compfunc: Function that gives a member's key: a number, a pair or a set (sets compare by
            size, then by their members).

    Raises:
        TypeError: two keys cannot be compared.

    >>> order(((1, 2, 3), (4,)), size)
    ((4,), (1, 2, 3))
    """
    return tuple(sorted(members(container), key=lambda member: rank(compfunc(member))))


@primitive("a,Int -> Tuple(a)", charge="result")
def repeat(item: Any, num: Integer) -> Tuple:
    """A tuple of copies of one value.

    Args:
        item: Any value.
        num: How many copies; none if it is not positive.

    Raises:
        TypeError: num is not a number.

    >>> repeat(7, 3)
    (7, 7, 7)
    """
    check_size(len(range(num)))
    return (item,) * num


@primitive(RULE_OF_MERGE, charge="result")
def merge(containers: ContainerContainer) -> Container:
    """The members of the members: flattens one level, into a container of the outer type.

    Args:
        containers: Tuple or set of tuples and sets. A tuple of sets keeps repeats; a grid gives the
            tuple of its colours row by row.

    Raises:
        TypeError: a member is not a container.

    >>> merge(((1, 2), (2, 3)))
    (1, 2, 2, 3)
    """
    count = sum(map(len, containers))
    check_size(count // _SHARED)
    pay(count)
    return like(containers, [v for inner in members(containers) for v in members(inner)])


@primitive("a -> Set(a)")
def initset(value: Any) -> FrozenSet:
    """The set that holds one value.

    Args:
        value: Any value: a number, an index, a grid, an object, a function.

    >>> sorted(initset((0, 1)))
    [(0, 1)]
    """
    return frozenset([value])


@primitive("a,Set(b) -> Set(a|b) where a~b; odd a,Set(b) -> Set(a|b)", charge="result")
def insert(value: Any, container: FrozenSet) -> FrozenSet:
    """The set with one member more.

    Args:
        value: The member to add; if it is there already nothing changes.
        container: Set.

    Raises:
        TypeError: the container is not a set.

    >>> sorted(insert(3, frozenset({1})))
    [1, 3]
    """
    if not isinstance(container, frozenset):
        raise TypeError(f"expected a set, found {type(container).__name__}")
    return container | {value}


@primitive(
    "a,Set(b) -> Set(b) where a~b; a,Tuple(b) -> Tuple(b) where a~b;"
    " odd a,Set(b) -> Set(b); odd a,Tuple(b) -> Tuple(b)",
    charge="container",
)
def remove(value: Any, container: Container) -> Container:
    """The container without the members equal to a value.

    Args:
        value: What to drop, every time it occurs; if it does not occur nothing changes.
        container: Tuple, whose order is kept, or set. Of a grid equal rows are dropped.

    Raises:
        TypeError: the container is not one.

    >>> remove(2, (1, 2, 3, 2))
    (1, 3)
    """
    return like(container, [v for v in members(container) if v != value])


@primitive("Box(b),a -> b where a~b; odd Box(b),a -> b", charge="container")
def other(container: Container, value: Any) -> Any:
    """The first member that is not equal to a value: of two members, the other one.

    Args:
        container: Tuple or set.
        value: The member not wanted; if it does not occur the result is the first member.

    Raises:
        IndexError: nothing else is left.
        TypeError: the container is not one.

    >>> other((4, 7), 4)
    7
    """
    return members(remove(value, container))[0]
