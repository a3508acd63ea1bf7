"""Primitives that call a function on the members of containers.

Sets are gone through in ascending order, and results are collected in a container of the same type.
"""

from __future__ import annotations

from typing import Any

from arc_dsl.declaration import primitive
from arc_dsl.primitives.containers import merge
from arc_dsl.primitives.selection import pair
from arc_dsl.primitives.values.guards import check_size
from arc_dsl.primitives.values.kinds import (
    Callable,
    Container,
    ContainerContainer,
    FrozenSet,
    Integer,
    Tuple,
)
from arc_dsl.primitives.values.ordering import like, members, rank
from arc_dsl.types import calling as rules

__all__ = [
    "apply",
    "argmax",
    "argmin",
    "extract",
    "mapply",
    "mfilter",
    "mpapply",
    "papply",
    "prapply",
    "rapply",
    "sfilter",
    "valmax",
    "valmin",
]


@primitive(rules.rule_of_sfilter)
def sfilter(container: Container, condition: Callable) -> Container:
    """The members for which a condition holds, in a container of the same type.

    Args:
        container: Tuple or set.
        condition: Function of one member whose result is taken as true or false.

    >>> sfilter((1, -2, 3, -4), positive)
    (1, 3)
    """
    return like(container, [v for v in members(container) if condition(v)])


@primitive(rules.rule_of_mfilter, charge="result")
def mfilter(container: Container, function: Callable) -> FrozenSet:
    """The members of those members for which a condition holds: `sfilter`, then `merge`.

    Args:
        container: Tuple or set of containers: objects, for example.
        function: Function of one member whose result is taken as true or false.

    Raises:
        TypeError: a member that is kept is not a container.

    >>> mfilter(((), (3,), (1, 2)), size)
    (3, 1, 2)
    """
    return merge(sfilter(container, function))  # type: ignore[no-any-return]


@primitive(rules.rule_of_extract)
def extract(container: Container, condition: Callable) -> Any:
    """The first member for which a condition holds; later ones are not looked at.

    Args:
        container: Tuple or set.
        condition: Function of one member whose result is taken as true or false.

    Raises:
        ValueError: the condition holds for none.

    >>> extract((1, 2, 3, 4), even)
    2
    """
    for member in members(container):
        if condition(member):
            return member
    raise ValueError("no member meets the condition")


@primitive(rules.rule_of_valmax)
def valmax(container: Container, compfunc: Callable) -> Integer:
    """The largest key of the members.

    Args:
        container: Tuple or set; of an empty one the key of 0 is given.
        compfunc: Function that gives a member's key, mostly a number.

    Raises:
        TypeError: two keys cannot be compared.

    >>> valmax(((1, 2), (3,)), size)
    2
    """
    keys = [compfunc(v) for v in members(container)]
    return max(keys, key=rank) if keys else compfunc(0)  # type: ignore[no-any-return]


@primitive(rules.rule_of_valmax)
def valmin(container: Container, compfunc: Callable) -> Integer:
    """The smallest key of the members.

    Args:
        container: Tuple or set; of an empty one the key of 0 is given.
        compfunc: Function that gives a member's key, mostly a number.

    Raises:
        TypeError: two keys cannot be compared.

    >>> valmin(((1, 2), (3,)), size)
    1
    """
    keys = [compfunc(v) for v in members(container)]
    return min(keys, key=rank) if keys else compfunc(0)  # type: ignore[no-any-return]


@primitive(rules.rule_of_argmax)
def argmax(container: Container, compfunc: Callable) -> Any:
    """The member with the largest key; of several the first.

    Args:
        container: Tuple or set that is not empty.
        compfunc: Function that gives a member's key, mostly a number.

    Raises:
        ValueError: the container is empty.
        TypeError: two keys cannot be compared.

    >>> argmax(((3,), (1, 2), (4, 5)), size)
    (1, 2)
    """
    return max(members(container), key=lambda v: rank(compfunc(v)))


@primitive(rules.rule_of_argmax)
def argmin(container: Container, compfunc: Callable) -> Any:
    """The member with the smallest key; of several the first.

    Args:
        container: Tuple or set that is not empty.
        compfunc: Function that gives a member's key, mostly a number.

    Raises:
        ValueError: the container is empty.
        TypeError: two keys cannot be compared.

    >>> argmin(((1, 2), (3,), (4,)), size)
    (3,)
    """
    return min(members(container), key=lambda v: rank(compfunc(v)))


@primitive(rules.rule_of_apply, charge="result")
def apply(function: Callable, container: Container) -> Container:
    """The function's results on the members, in a container of the same type.

    Args:
        function: Function of one member.
        container: Tuple, whose order is kept, or set, whose equal results become one.

    >>> apply(double, (1, 2))
    (2, 4)
    """
    return like(container, [function(v) for v in members(container)])


@primitive(rules.rule_of_rapply, charge="result")
def rapply(functions: Container, value: Any) -> Container:
    """The results of several functions on one value, in a container of the functions' type.

    Args:
        functions: Tuple or set of functions of one argument.
        value: What each is called on.

    >>> rapply((size, maximum), (4, 9))
    (2, 9)
    """
    return like(functions, [function(value) for function in members(functions)])


@primitive(rules.rule_of_mapply, charge="result")
def mapply(function: Callable, container: ContainerContainer) -> FrozenSet:
    """The members of the function's results: `apply`, then `merge`.

    Args:
        function: Function of one member that gives a container.
        container: Tuple or set.

    Raises:
        TypeError: a result is not a container.

    >>> mapply(toivec, (1, 2))
    (1, 0, 2, 0)
    """
    return merge(apply(function, container))  # type: ignore[no-any-return]


@primitive(rules.rule_of_papply, charge="result")
def papply(function: Callable, a: Tuple, b: Tuple) -> Tuple:
    """The function's results on the members at equal places of two containers.

    Args:
        function: Function of two arguments.
        a: Tuple (or set): the first arguments.
        b: Tuple (or set): the second arguments; what is over in the longer one is left out.

    >>> papply(add, (1, 2), (10, 20, 30))
    (11, 22)
    """
    return tuple(function(x, y) for x, y in pair(a, b))


@primitive(rules.rule_of_mpapply, charge="result")
def mpapply(function: Callable, a: Tuple, b: Tuple) -> Tuple:
    """The members of the results on members at equal places: `papply`, then `merge`.

    Args:
        function: Function of two arguments that gives a container.
        a: Tuple (or set): the first arguments.
        b: Tuple (or set): the second arguments.

    Raises:
        TypeError: a result is not a container.

    >>> mpapply(astuple, (1, 2), (10, 20))
    (1, 10, 2, 20)
    """
    return merge(papply(function, a, b))  # type: ignore[no-any-return]


@primitive(rules.rule_of_prapply, charge="result")
def prapply(function: Callable, a: Container, b: Container) -> FrozenSet:
    """The set of the function's results on all pairs of a member of a and a member of b.

    Args:
        function: Function of two arguments.
        a: Tuple or set: the first arguments.
        b: Tuple or set: the second arguments.

    >>> sorted(prapply(add, (1, 2), (10, 20)))
    [11, 12, 21, 22]
    """
    check_size(len(a) * len(b))
    return frozenset(function(x, y) for x in members(a) for y in members(b))
