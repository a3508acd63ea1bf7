"""Primitives on numbers, pairs and Booleans."""

from collections.abc import Callable
from operator import add as plus
from operator import floordiv, mul, sub

from arc_dsl.compare import equal, keyed
from arc_dsl.limits import check_integer, check_size
from arc_dsl.members import guard, members_of
from arc_dsl.representation import Indices, Object, Set, Value

__all__ = [
    "add",
    "astuple",
    "both",
    "branch",
    "crement",
    "decrement",
    "divide",
    "double",
    "either",
    "equality",
    "even",
    "flip",
    "greater",
    "halve",
    "identity",
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

_NUMBERS = (int, bool)


def _component(number: Value) -> int:
    if type(number) in _NUMBERS:
        return number  # type: ignore[no-any-return]
    raise TypeError(f"not a number: {number!r}")


def _two(a: Value, b: Value, operation: Callable[[int, int], int]) -> Value:
    """A binary operation on numbers, pairs, or one of each."""
    if type(a) is tuple:
        if type(b) is tuple:
            x, y = (_component(b[0]), _component(b[1]))
        else:
            x = y = _component(b)
        return (
            check_integer(operation(_component(a[0]), x)),
            check_integer(operation(_component(a[1]), y)),
        )
    if type(b) is tuple:
        x = _component(a)
        return (
            check_integer(operation(x, _component(b[0]))),
            check_integer(operation(x, _component(b[1]))),
        )
    return check_integer(operation(_component(a), _component(b)))


def _one(n: Value, operation: Callable[[int], int]) -> Value:
    """A unary operation on a number or both components of a pair."""
    if type(n) is tuple:
        return (operation(_component(n[0])), operation(_component(n[1])))
    return operation(_component(n))


def add(a: Value, b: Value) -> Value:
    """Sum of numbers, of pairs, or of a pair and a number."""
    return _two(a, b, plus)


def subtract(a: Value, b: Value) -> Value:
    """Difference, shapes as in `add`."""
    return _two(a, b, sub)


def multiply(a: Value, b: Value) -> Value:
    """Product, shapes as in `add`."""
    return _two(a, b, mul)


def divide(a: Value, b: Value) -> Value:
    """Quotient rounded down, shapes as in `add`."""
    return _two(a, b, floordiv)


def invert(n: Value) -> Value:
    """Negated number or pair."""
    if type(n) is tuple:
        return (-_component(n[0]), -_component(n[1]))
    return -_component(n)


def double(n: Value) -> Value:
    """Twice the number or pair."""
    return _one(n, lambda x: check_integer(2 * x))


def halve(n: Value) -> Value:
    """Half, rounded down."""
    return _one(n, lambda x: x // 2)


def increment(x: Value) -> Value:
    """Plus one."""
    if type(x) is int:
        return x + 1
    return _one(x, lambda v: v + 1)


def decrement(x: Value) -> Value:
    """Minus one."""
    if type(x) is int:
        return x - 1
    return _one(x, lambda v: v - 1)


def crement(x: Value) -> Value:
    """One step away from zero."""
    return _one(x, lambda v: v + (v > 0) - (v < 0))


def sign(x: Value) -> Value:
    """-1, 0 or 1."""
    return _one(x, lambda v: (v > 0) - (v < 0))


def even(n: Value) -> bool:
    """Whether divisible by two."""
    return _component(n) % 2 == 0


def positive(x: Value) -> bool:
    """Whether above zero."""
    return _component(x) > 0


def greater(a: Value, b: Value) -> bool:
    """Whether a > b: numbers, tuples member by member, sets by proper inclusion."""
    if type(a) is int and type(b) is int:
        return a > b
    sets = (Indices, Object, Set)
    if type(a) in sets and type(b) in sets:
        return frozenset(members_of(a)) > frozenset(members_of(b))
    first, second = keyed([a, b])
    return bool(first > second)


def maximum(container: Value) -> Value:
    """Largest member, 0 if there is none."""
    return _extreme(container, max)


def minimum(container: Value) -> Value:
    """Smallest member, 0 if there is none."""
    return _extreme(container, min)


def _extreme(container: Value, choose: Callable[..., Value]) -> Value:
    members = members_of(container)
    if not members:
        return 0
    keys = keyed(members)
    if keys is members:
        return choose(members)
    return members[choose(range(len(members)), key=keys.__getitem__)]


def toivec(i: Value) -> Value:
    """The pair (i, 0)."""
    return (i, 0)


def tojvec(j: Value) -> Value:
    """The pair (0, j)."""
    return (0, j)


def astuple(a: Value, b: Value) -> Value:
    """The pair (a, b)."""
    if type(a) is tuple or type(b) is tuple:
        guard((a, b))
    return (a, b)


def interval(start: Value, stop: Value, step: Value) -> Value:
    """The numbers from start to before stop."""
    numbers = range(start, stop, step)
    check_size(len(numbers))
    return tuple(numbers)


def flip(b: Value) -> bool:
    """Logical negation."""
    return not b


def both(a: Value, b: Value) -> Value:
    """`a and b`."""
    return a and b


def either(a: Value, b: Value) -> Value:
    """`a or b`."""
    return a or b


def equality(a: Value, b: Value) -> bool:
    """Whether the values are equal."""
    return equal(a, b)


def branch(condition: Value, a: Value, b: Value) -> Value:
    """A if the condition holds, else b."""
    return a if condition else b


def identity(x: Value) -> Value:
    """The argument."""
    return x
