"""Arithmetic and comparison of numbers and of pairs of numbers.

Integers stay below 2**63 in magnitude: a larger result is an error. Where a primitive takes a pair,
a longer tuple loses what follows its second component. A Boolean counts as 0 or 1.
"""

from __future__ import annotations

from typing import Any

from arc_dsl.declaration import primitive
from arc_dsl.primitives.values.geometry import number, numbers_of
from arc_dsl.primitives.values.guards import check_integer, check_size
from arc_dsl.primitives.values.kinds import (
    Boolean,
    Callable,
    Integer,
    IntegerSet,
    IntegerTuple,
    Numerical,
    Tuple,
)
from arc_dsl.primitives.values.ordering import members, rank

__all__ = [
    "add",
    "astuple",
    "crement",
    "decrement",
    "divide",
    "double",
    "even",
    "greater",
    "halve",
    "increment",
    "interval",
    "invert",
    "maximum",
    "minimum",
    "multiply",
    "positive",
    "sign",
    "subtract",
    "toivec",
    "tojvec",
]


def _each(operation: Callable, value: Any) -> Any:
    """The operation on a number, or on both components of a pair."""
    if isinstance(value, tuple):
        return tuple(check_integer(operation(part)) for part in numbers_of(value))
    return check_integer(operation(number(value)))


def _pairwise(operation: Callable, a: Any, b: Any) -> Any:
    """The operation on two numbers, component by component, or with a number on both components."""
    if not isinstance(a, tuple) and not isinstance(b, tuple):
        return check_integer(operation(number(a), number(b)))
    left = numbers_of(a) if isinstance(a, tuple) else (number(a),) * 2
    right = numbers_of(b) if isinstance(b, tuple) else (number(b),) * 2
    return tuple(check_integer(operation(left[k], right[k])) for k in (0, 1))


_TWO_NUMERICALS = "Int,Int -> Int; At,At -> At; Int,At -> At; At,Int -> At"
_ONE_NUMERICAL = "Int -> Int; At -> At"


@primitive(_TWO_NUMERICALS)
def add(a: Numerical, b: Numerical) -> Numerical:
    """Add two numbers, two pairs component by component, or a number to both components.

    Args:
        a: Number or pair.
        b: Number or pair.

    Raises:
        IndexError: a tuple has fewer than two components.
        TypeError: a component is not a number.

    >>> add((1, 2), (3, 4)), add(2, (1, -1))
    ((4, 6), (3, 1))
    """
    return _pairwise(lambda x, y: x + y, a, b)


@primitive(_TWO_NUMERICALS)
def subtract(a: Numerical, b: Numerical) -> Numerical:
    """Subtract b from a, with the same shapes of arguments as `add`.

    Args:
        a: Number or pair.
        b: Number or pair to take away; with a pair beside a number, from or for each component.

    Raises:
        IndexError: a tuple has fewer than two components.
        TypeError: a component is not a number.

    >>> subtract(5, (1, 7))
    (4, -2)
    """
    return _pairwise(lambda x, y: x - y, a, b)


@primitive(_TWO_NUMERICALS)
def multiply(a: Numerical, b: Numerical) -> Numerical:
    """Multiply, with the same shapes of arguments as `add`.

    Args:
        a: Number or pair.
        b: Number or pair.

    Raises:
        IndexError: a tuple has fewer than two components.
        TypeError: a component is not a number.

    >>> multiply((2, 3), 4)
    (8, 12)
    """
    return _pairwise(lambda x, y: x * y, a, b)


@primitive(_TWO_NUMERICALS)
def divide(a: Numerical, b: Numerical) -> Numerical:
    """Divide and round towards minus infinity, with the same shapes of arguments as `add`.

    Args:
        a: Number or pair.
        b: Divisor, number or pair; no component may be zero.

    Raises:
        ZeroDivisionError: a divisor is zero.
        IndexError: a tuple has fewer than two components.
        TypeError: a component is not a number.

    >>> divide(-7, 2), divide((9, 4), (2, 4))
    (-4, (4, 1))
    """
    return _pairwise(lambda x, y: x // y, a, b)


@primitive(_ONE_NUMERICAL)
def invert(n: Numerical) -> Numerical:
    """Negate a number, or both components of a pair.

    Args:
        n: Number or pair.

    >>> invert((1, -2))
    (-1, 2)
    """
    return _each(lambda x: -x, n)


@primitive(_ONE_NUMERICAL)
def double(n: Numerical) -> Numerical:
    """Multiply a number, or both components of a pair, by two.

    Args:
        n: Number or pair.

    >>> double((3, -1))
    (6, -2)
    """
    return _each(lambda x: 2 * x, n)


@primitive(_ONE_NUMERICAL)
def halve(n: Numerical) -> Numerical:
    """Halve a number, or both components of a pair, rounding towards minus infinity.

    Args:
        n: Number or pair.

    >>> halve(-3)
    -2
    """
    return _each(lambda x: x // 2, n)


@primitive(_ONE_NUMERICAL)
def increment(x: Numerical) -> Numerical:
    """Add one to a number, or to both components of a pair.

    Args:
        x: Number or pair.

    >>> increment((0, 9))
    (1, 10)
    """
    return _each(lambda v: v + 1, x)


@primitive(_ONE_NUMERICAL)
def decrement(x: Numerical) -> Numerical:
    """Take one from a number, or from both components of a pair.

    Args:
        x: Number or pair.

    >>> decrement(0)
    -1
    """
    return _each(lambda v: v - 1, x)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


@primitive(_ONE_NUMERICAL)
def crement(x: Numerical) -> Numerical:
    """Move a number, or both components of a pair, one step away from zero; zero stays.

    Args:
        x: Number or pair.

    >>> crement((-2, 0))
    (-3, 0)
    """
    return _each(lambda v: v + _sign(v), x)


@primitive(_ONE_NUMERICAL)
def sign(x: Numerical) -> Numerical:
    """Reduce a number, or both components of a pair, to its sign: -1, 0 or 1.

    Args:
        x: Number or pair.

    >>> sign((-7, 4))
    (-1, 1)
    """
    return _each(_sign, x)


@primitive("Int -> Bool")
def even(n: Integer) -> Boolean:
    """Whether a number is divisible by two.

    Args:
        n: Number, of either sign.

    Raises:
        TypeError: n is not a number.

    >>> even(-1), even(4)
    (False, True)
    """
    return number(n) % 2 == 0


@primitive("Int -> Bool")
def positive(x: Integer) -> Boolean:
    """Whether a number is greater than zero.

    Args:
        x: Number.

    Raises:
        TypeError: x is not a number.

    >>> positive(0), positive(3)
    (False, True)
    """
    return number(x) > 0


@primitive(
    "Int,Int -> Bool; odd Tuple(a),Tuple(b) -> Bool where a~b; odd Set(a),Set(b) -> Bool where a~b"
)
def greater(a: Integer, b: Integer) -> Boolean:
    """Whether a is strictly greater than b.

    Tuples compare member by member, the first difference decides; of two sets the one that holds
    the other and more is greater.

    Args:
        a: Number, tuple or set.
        b: Value of the same kind.

    Raises:
        TypeError: the kinds differ, or members that decide cannot be compared.

    >>> greater(3, 2), greater(2, 2)
    (True, False)
    """
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return a > b
    return bool(rank(a) > rank(b))


def _extreme(container: Any, choose: Callable) -> Any:
    found = choose(members(container), key=rank, default=0)
    _ = rank(found) < rank(found)  # a single value without an order is refused as several are
    return found


@primitive("Box(Int) -> Int; At -> Int; odd Box(a) -> a", charge="container")
def maximum(container: IntegerSet) -> Integer:
    """The largest member, 0 if there is none.

    Args:
        container: Set or tuple of numbers; tuples as members compare member by member.

    Raises:
        TypeError: a number stands beside a tuple.

    >>> maximum(frozenset({3, 8, 1}))
    8
    """
    return _extreme(container, max)  # type: ignore[no-any-return]


@primitive("Box(Int) -> Int; At -> Int; odd Box(a) -> a", charge="container")
def minimum(container: IntegerSet) -> Integer:
    """The smallest member, 0 if there is none.

    Args:
        container: Set or tuple of numbers; tuples as members compare member by member.

    Raises:
        TypeError: a number stands beside a tuple.

    >>> minimum(frozenset({3, 8, 1})), minimum(())
    (1, 0)
    """
    return _extreme(container, min)  # type: ignore[no-any-return]


@primitive("Int -> At; odd a -> Pair(a,Int)")
def toivec(i: Integer) -> IntegerTuple:
    """The vector that points down by a number of rows: (i, 0).

    Args:
        i: Rows, negative for upwards.

    >>> toivec(3)
    (3, 0)
    """
    return (i, 0)


@primitive("Int -> At; odd a -> Pair(Int,a)")
def tojvec(j: Integer) -> IntegerTuple:
    """The vector that points right by a number of columns: (0, j).

    Args:
        j: Columns, negative for leftwards.

    >>> tojvec(3)
    (0, 3)
    """
    return (0, j)


@primitive("Int,Int -> At; Int,At -> Pair(Int,At); At,At -> Pair(At,At); odd a,b -> Pair(a,b)")
def astuple(a: Integer, b: Integer) -> IntegerTuple:
    """The pair (a, b).

    Args:
        a: First component: a number (a row), or any value.
        b: Second component: a number (a column), or any value.

    >>> astuple(2, 5)
    (2, 5)
    """
    return (a, b)


@primitive("Int,Int,Int -> Tuple(Int)", charge="result")
def interval(start: Integer, stop: Integer, step: Integer) -> Tuple:
    """The numbers start, start + step, ... that come before stop.

    Args:
        start: First number.
        stop: Where to end; not included.
        step: Distance from one number to the next; negative counts down.

    Raises:
        ValueError: step is zero.

    >>> interval(1, 8, 3)
    (1, 4, 7)
    """
    numbers = range(start, stop, step)
    check_size(len(numbers))
    return tuple(numbers)
