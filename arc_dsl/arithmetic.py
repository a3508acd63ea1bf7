"""Primitives on numbers, pairs and Booleans."""

from collections.abc import Callable
from operator import floordiv, mul

from arc_dsl.compare import equal, keyed
from arc_dsl.errors import ExecutionError
from arc_dsl.limits import MAX_INTEGER, check_integer, check_size
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
    raise TypeError(f"not a number: {type(number).__name__}")


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
    if type(a) is tuple:
        if type(b) is tuple:
            x, y = a[0] + b[0], a[1] + b[1]
        else:
            x, y = a[0] + b, a[1] + b
    elif type(b) is tuple:
        x, y = a + b[0], a + b[1]
    else:
        return check_integer(a + b)
    if -MAX_INTEGER < x < MAX_INTEGER and -MAX_INTEGER < y < MAX_INTEGER:
        return (x, y)
    raise ExecutionError("an integer of more than 63 bits")


def subtract(a: Value, b: Value) -> Value:
    """Difference, shapes as in `add`."""
    if type(a) is tuple:
        if type(b) is tuple:
            x, y = a[0] - b[0], a[1] - b[1]
        else:
            x, y = a[0] - b, a[1] - b
    elif type(b) is tuple:
        x, y = a - b[0], a - b[1]
    else:
        return check_integer(a - b)
    if -MAX_INTEGER < x < MAX_INTEGER and -MAX_INTEGER < y < MAX_INTEGER:
        return (x, y)
    raise ExecutionError("an integer of more than 63 bits")


def multiply(a: Value, b: Value) -> Value:
    """Product, shapes as in `add`."""
    if type(a) is tuple:
        x, y = a[0], a[1]
        z, w = (b[0], b[1]) if type(b) is tuple else (b, b)
    elif type(b) is tuple:
        x = y = a
        z, w = b[0], b[1]
    else:
        return check_integer(_component(a) * _component(b))
    if type(x) is type(y) is type(z) is type(w) is int:
        x, y = x * z, y * w
        if -MAX_INTEGER < x < MAX_INTEGER and -MAX_INTEGER < y < MAX_INTEGER:
            return (x, y)
    return _two(a, b, mul)


def divide(a: Value, b: Value) -> Value:
    """Quotient rounded down, shapes as in `add`."""
    return _two(a, b, floordiv)


def invert(n: Value) -> Value:
    """Negated number or pair."""
    if type(n) is tuple:
        return (-n[0], -n[1])
    return -n


def double(n: Value) -> Value:
    """Twice the number or pair."""
    if type(n) is tuple:
        return add(n, n)
    return check_integer(2 * _component(n))


def halve(n: Value) -> Value:
    """Half, rounded down."""
    if type(n) is tuple:
        return (n[0] // 2, n[1] // 2)
    return n // 2


def increment(x: Value) -> Value:
    """Plus one."""
    if type(x) is tuple:
        return (x[0] + 1, x[1] + 1)
    return x + 1


def decrement(x: Value) -> Value:
    """Minus one."""
    if type(x) is tuple:
        return (x[0] - 1, x[1] - 1)
    return x - 1


def crement(x: Value) -> Value:
    """One step away from zero."""
    return _one(x, lambda v: v + (v > 0) - (v < 0))


def sign(x: Value) -> Value:
    """-1, 0 or 1."""
    return _one(x, lambda v: (v > 0) - (v < 0))


def even(n: Value) -> bool:
    """Whether divisible by two."""
    if type(n) is int:
        return n % 2 == 0
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
    if type(members[0]) is int:
        return choose(members)
    keys = keyed(members)
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
