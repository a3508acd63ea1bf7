"""Primitives that make functions of functions.

Nothing is checked when a function is made, except that what must have an arity has one: a function
of the wrong kind fails when it is called. Every call of this family makes a new function, equal to
itself only.
"""

from __future__ import annotations

import inspect
from typing import Any

from arc_dsl.declaration import Maker, primitive
from arc_dsl.errors import ExecutionError
from arc_dsl.primitives.values.kinds import Callable, Integer
from arc_dsl.types import making as rules

__all__ = ["chain", "compose", "fork", "lbind", "matcher", "power", "rbind"]

MAX_POWER = 980
"""Most repetitions in `power`; the published language fails at about 1000."""


@primitive(Maker(2, rules.rule_of_composed))
def compose(outer: Callable, inner: Callable) -> Callable:
    """The function that calls one function and then another: outer(inner(x)).

    Args:
        outer: Function of one argument, called last.
        inner: Function of one argument, called first.

    >>> compose(double, increment)(1)
    4
    """
    return lambda x: outer(inner(x))


@primitive(Maker(3, rules.rule_of_composed))
def chain(h: Callable, g: Callable, f: Callable) -> Callable:
    """The function that calls three functions one after the other: h(g(f(x))).

    Args:
        h: Function of one argument, called last.
        g: Function of one argument, called second.
        f: Function of one argument, called first.

    >>> chain(double, increment, invert)(5)
    -8
    """
    return lambda x: h(g(f(x)))


@primitive(Maker(1, rules.rule_of_matcher))
def matcher(function: Callable, target: Any) -> Callable:
    """The condition that a function's result equals a value: function(x) == target.

    Args:
        function: Function of one argument.
        target: Any value.

    >>> matcher(size, 2)((7, 8))
    True
    """
    return lambda x: bool(function(x) == target)


@primitive(Maker(3, rules.rule_of_fork))
def fork(outer: Callable, a: Callable, b: Callable) -> Callable:
    """The function that gives two functions' results to a third: outer(a(x), b(x)).

    Args:
        outer: Function of two arguments.
        a: Function of one argument that gives the first of them.
        b: Function of one argument that gives the second.

    >>> fork(subtract, maximum, minimum)((3, 9))
    6
    """
    return lambda x: outer(a(x), b(x))


def _arity(function: Any) -> int:
    """Number of arguments. Raises TypeError if the value is not a function."""
    arity = getattr(function, "arity", None)
    return len(inspect.signature(function).parameters) if arity is None else int(arity)


@primitive(Maker(1, rules.rule_of_rbind))
def rbind(function: Callable, fixed: Any) -> Callable:
    """The function with its last argument fixed.

    Args:
        function: Function of two to four arguments.
        fixed: The value of the last one.

    Raises:
        TypeError: the value to be bound is not a function.

    >>> rbind(subtract, 1)(5)
    4
    """
    match _arity(function):
        case 2:
            return lambda x: function(x, fixed)
        case 3:
            return lambda x, y: function(x, y, fixed)
        case _:
            return lambda x, y, z: function(x, y, z, fixed)


@primitive(Maker(1, rules.rule_of_lbind))
def lbind(function: Callable, fixed: Any) -> Callable:
    """The function with its first argument fixed.

    Args:
        function: Function of two to four arguments.
        fixed: The value of the first one.

    Raises:
        TypeError: the value to be bound is not a function.

    >>> lbind(subtract, 1)(5)
    -4
    """
    match _arity(function):
        case 2:
            return lambda y: function(fixed, y)
        case 3:
            return lambda y, z: function(fixed, y, z)
        case _:
            return lambda y, z, a: function(fixed, y, z, a)


@primitive(Maker(1, rules.rule_of_power))
def power(function: Callable, n: Integer) -> Callable:
    """The function that applies a function a number of times: f(f(...f(x))).

    Args:
        function: Function of one argument.
        n: How often, 1 to 980; once is the function itself.

    Raises:
        ExecutionError: n is out of range.
        TypeError: n is not a number.

    >>> power(double, 3)(1)
    8
    """
    if not isinstance(n, int):
        raise TypeError(f"expected an Integer, found {type(n).__name__}")
    if n == 1:
        return function
    if not 1 <= n <= MAX_POWER:
        raise ExecutionError(f"a function can be repeated 1 to {MAX_POWER} times, not {n}")

    def repeated(x: Any) -> Any:
        for _ in range(n):
            x = function(x)
        return x

    return repeated
