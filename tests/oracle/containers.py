"""Primitives on tuples and sets of anything, and those that take or give functions."""

import inspect
from typing import Any

from oracle.scalars import equality
from oracle.support import Fn, Set, by_count, like, ordered, rank

# ---------------------------------------------------------------- containers


def size(container: Any) -> int:
    return len(container)


def combine(a: Any, b: Any) -> Any:
    return like(a, ordered(a) + ordered(b))


def intersection(a: Any, b: Any) -> Any:
    return a & b


def difference(a: Any, b: Any) -> Any:
    return like(a, [v for v in ordered(a) if v not in b])


def dedupe(tup: Any) -> tuple[Any, ...]:
    if tup and not isinstance(tup, tuple):
        raise TypeError("not a tuple")
    seen: list[Any] = []
    for value in tup:
        if value not in seen:
            seen.append(value)
    return tuple(seen)


def order(container: Any, compfunc: Fn) -> tuple[Any, ...]:
    return tuple(sorted(ordered(container), key=lambda v: rank(compfunc(v))))


def repeat(item: Any, num: int) -> tuple[Any, ...]:
    return tuple([item for _ in range(num)])


def merge(containers: Any) -> Any:
    return like(containers, [v for inner in ordered(containers) for v in ordered(inner)])


def initset(value: Any) -> Set:
    return frozenset([value])


def insert(value: Any, container: Any) -> Set:
    if not isinstance(container, frozenset):
        raise TypeError("not a set")
    return container | {value}


def remove(value: Any, container: Any) -> Any:
    return like(container, [v for v in ordered(container) if v != value])


def other(container: Any, value: Any) -> Any:
    return first(remove(value, container))


def first(container: Any) -> Any:
    return ordered(container)[0]


def last(container: Any) -> Any:
    return ordered(container)[-1]


def totuple(container: Any) -> tuple[Any, ...]:
    return tuple(ordered(container))


def product(a: Any, b: Any) -> Set:
    return frozenset([(x, y) for x in ordered(a) for y in ordered(b)])


def pair(a: Any, b: Any) -> tuple[Any, ...]:
    return tuple(zip(ordered(a), ordered(b), strict=False))


def mostcommon(container: Any) -> Any:
    if not isinstance(container, tuple):
        raise TypeError("not a tuple")
    return by_count(container, max)


def leastcommon(container: Any) -> Any:
    if not isinstance(container, tuple):
        raise TypeError("not a tuple")
    return by_count(container, min)


def sizefilter(container: Any, n: int) -> Set:
    return frozenset([v for v in ordered(container) if len(v) == n])


# ---------------------------------------------------------------- higher-order functions


def sfilter(container: Any, condition: Fn) -> Any:
    return like(container, [v for v in ordered(container) if condition(v)])


def mfilter(container: Any, function: Fn) -> Any:
    return merge(sfilter(container, function))


def extract(container: Any, condition: Fn) -> Any:
    for value in ordered(container):
        if condition(value):
            return value
    raise ValueError("no member meets the condition")


def valmax(container: Any, compfunc: Fn) -> Any:
    keys = [compfunc(v) for v in ordered(container)]
    return max(keys, key=rank) if keys else compfunc(0)


def valmin(container: Any, compfunc: Fn) -> Any:
    keys = [compfunc(v) for v in ordered(container)]
    return min(keys, key=rank) if keys else compfunc(0)


def argmax(container: Any, compfunc: Fn) -> Any:
    return max(ordered(container), key=lambda v: rank(compfunc(v)))


def argmin(container: Any, compfunc: Fn) -> Any:
    return min(ordered(container), key=lambda v: rank(compfunc(v)))


def apply(function: Fn, container: Any) -> Any:
    return like(container, [function(v) for v in ordered(container)])


def rapply(functions: Any, value: Any) -> Any:
    return like(functions, [function(value) for function in ordered(functions)])


def mapply(function: Fn, container: Any) -> Any:
    return merge(apply(function, container))


def papply(function: Fn, a: Any, b: Any) -> tuple[Any, ...]:
    return tuple([function(x, y) for x, y in pair(a, b)])


def mpapply(function: Fn, a: Any, b: Any) -> Any:
    return merge(papply(function, a, b))


def prapply(function: Fn, a: Any, b: Any) -> Set:
    return frozenset([function(x, y) for x in ordered(a) for y in ordered(b)])


def compose(outer: Fn, inner: Fn) -> Fn:
    return lambda x: outer(inner(x))


def chain(h: Fn, g: Fn, f: Fn) -> Fn:
    return lambda x: h(g(f(x)))


def matcher(function: Fn, target: Any) -> Fn:
    return lambda x: equality(function(x), target)


def fork(outer: Fn, a: Fn, b: Fn) -> Fn:
    return lambda x: outer(a(x), b(x))


def _arity(function: Fn) -> int:
    return len(inspect.signature(function).parameters)


def rbind(function: Fn, fixed: Any) -> Fn:
    match _arity(function):
        case 2:
            return lambda x: function(x, fixed)
        case 3:
            return lambda x, y: function(x, y, fixed)
        case _:
            return lambda x, y, z: function(x, y, z, fixed)


def lbind(function: Fn, fixed: Any) -> Fn:
    match _arity(function):
        case 2:
            return lambda x: function(fixed, x)
        case 3:
            return lambda x, y: function(fixed, x, y)
        case _:
            return lambda x, y, z: function(fixed, x, y, z)


def power(function: Fn, n: int) -> Fn:
    if n == 1:
        return function
    if n < 1 or n >= 1000:
        raise RecursionError("a power must be from 1 to 999")

    def repeated(x: Any) -> Any:
        for _ in range(n):
            x = function(x)
        return x

    return repeated
