"""Booleans, equality and choice.

A value is taken as true unless it is False, 0, nothing or an empty container.
"""

from __future__ import annotations

from typing import Any

from arc_dsl.declaration import primitive
from arc_dsl.primitives.values.kinds import Boolean, Container
from arc_dsl.types.calling import rule_of_branch

__all__ = ["both", "branch", "contained", "either", "equality", "flip", "identity"]


@primitive("Test -> Bool")
def flip(b: Boolean) -> Boolean:
    """Turn true into false and false into true.

    Args:
        b: Boolean, or any value taken as true or false.

    >>> flip(True), flip(0)
    (False, True)
    """
    return not b


@primitive("Bool,Bool -> Bool; a,b -> a|b where a~b; odd a,b -> a|b")
def both(a: Boolean, b: Boolean) -> Boolean:
    """Logical and: a if a is taken as false, otherwise b.

    Args:
        a: Boolean or any value.
        b: Boolean or any value.

    >>> both(True, False), both(2, 3)
    (False, 3)
    """
    return b if a else a


@primitive("Bool,Bool -> Bool; a,b -> a|b where a~b; odd a,b -> a|b")
def either(a: Boolean, b: Boolean) -> Boolean:
    """Logical or: a if a is taken as true, otherwise b.

    Args:
        a: Boolean or any value.
        b: Boolean or any value.

    >>> either(True, False), either(0, 5)
    (True, 5)
    """
    return a if a else b


@primitive("a,b -> Bool where a~b; odd a,b -> Bool", charge="a")
def equality(a: Any, b: Any) -> Boolean:
    """Whether two values are equal.

    A Boolean equals its number; a tuple never equals a set, not even when both are empty; a
    function equals itself only.

    Args:
        a: Any value.
        b: Any value.

    >>> equality((1, 2), (1, 2)), equality((), frozenset())
    (True, False)
    """
    return bool(a == b)


@primitive("a,Box(b) -> Bool where a~b; odd a,Box(b) -> Bool", charge="value")
def contained(value: Any, container: Container) -> Boolean:
    """Whether a value is a member of a container.

    Args:
        value: What to look for: in a grid a whole row, in an object a cell (colour, index).
        container: Tuple or set.

    Raises:
        TypeError: the second argument is not a container.

    >>> contained((0, 1), frozenset({(0, 1), (2, 2)}))
    True
    """
    return value in container


@primitive(rule_of_branch)
def branch(condition: Boolean, a: Any, b: Any) -> Any:
    """Choose between two values; both have been computed already.

    Args:
        condition: Boolean, or any value taken as true or false.
        a: The result if the condition is true.
        b: The result if it is false.

    >>> branch(True, 1, 2), branch(frozenset(), 1, 2)
    (1, 2)
    """
    return a if condition else b


@primitive("a -> a")
def identity(x: Any) -> Any:
    """The argument itself.

    Args:
        x: Any value, functions included.

    >>> identity((1, 2))
    (1, 2)
    """
    return x
