"""Primitives on numbers, vectors and Booleans."""

from typing import Any

from oracle.support import Fn, ordered, rank, signum

# ---------------------------------------------------------------- arithmetic and comparison


def _each(op: Fn, x: Any) -> Any:
    if isinstance(x, tuple):
        return (op(x[0]), op(x[1]))
    if isinstance(x, int):
        return op(x)
    raise TypeError(f"not numerical: {x!r}")


def _both_sides(op: Fn, a: Any, b: Any) -> Any:
    if not isinstance(a, int | tuple) or not isinstance(b, int | tuple):
        raise TypeError("not numerical")
    if isinstance(a, int) and isinstance(b, int):
        return op(a, b)
    left = a if isinstance(a, tuple) else (a, a)
    right = b if isinstance(b, tuple) else (b, b)
    return (op(left[0], right[0]), op(left[1], right[1]))


def add(a: Any, b: Any) -> Any:
    return _both_sides(lambda x, y: x + y, a, b)


def subtract(a: Any, b: Any) -> Any:
    return _both_sides(lambda x, y: x - y, a, b)


def multiply(a: Any, b: Any) -> Any:
    return _both_sides(lambda x, y: x * y, a, b)


def divide(a: Any, b: Any) -> Any:
    return _both_sides(lambda x, y: x // y, a, b)


def invert(n: Any) -> Any:
    return _each(lambda x: -x, n)


def double(n: Any) -> Any:
    return _each(lambda x: x * 2, n)


def halve(n: Any) -> Any:
    return _each(lambda x: x // 2, n)


def increment(x: Any) -> Any:
    return _each(lambda v: v + 1, x)


def decrement(x: Any) -> Any:
    return _each(lambda v: v - 1, x)


def crement(x: Any) -> Any:
    return _each(lambda v: v + signum(v), x)


def sign(x: Any) -> Any:
    return _each(signum, x)


def even(n: int) -> bool:
    return n % 2 == 0


def positive(x: int) -> bool:
    return x > 0


def greater(a: Any, b: Any) -> Any:
    return a > b


def maximum(container: Any) -> Any:
    return max(ordered(container), key=rank, default=0)


def minimum(container: Any) -> Any:
    return min(ordered(container), key=rank, default=0)


def toivec(i: Any) -> Any:
    return (i, 0)


def tojvec(j: Any) -> Any:
    return (0, j)


def astuple(a: Any, b: Any) -> Any:
    return (a, b)


def interval(start: int, stop: int, step: int) -> tuple[int, ...]:
    return tuple(range(start, stop, step))


# ---------------------------------------------------------------- Booleans and choice


def flip(b: Any) -> bool:
    return not b


def both(a: Any, b: Any) -> Any:
    return b if a else a


def either(a: Any, b: Any) -> Any:
    return a if a else b


def equality(a: Any, b: Any) -> bool:
    return bool(a == b)


def contained(value: Any, container: Any) -> bool:
    return value in container


def branch(condition: Any, a: Any, b: Any) -> Any:
    return a if condition else b


def identity(x: Any) -> Any:
    return x
