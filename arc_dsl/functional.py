"""Higher-order primitives that make functions."""

from collections.abc import Callable

from arc_dsl.compare import equal
from arc_dsl.errors import ExecutionError
from arc_dsl.limits import STEPS_BETWEEN_CLOCKS, pulse
from arc_dsl.representation import Function, Value
from arc_dsl.signatures import SIGNATURES

__all__ = ["chain", "compose", "fork", "lbind", "matcher", "power", "rbind"]

MAX_DEPTH = 128
"""Functions are nested no deeper, so that Python's own stack suffices whoever calls."""
MAX_POWER = 980
"""The published language fails at about 1000."""
MAX_WEIGHT = 1 << 40
_ARITY = {name: signature.arity for name, signature in SIGNATURES.items()}

Call = Callable[..., Value]


def _unpacked(function: Value) -> tuple[Call, int, int]:
    """What to call, its steps and its depth. What is no function fails when it is called."""
    if type(function) is Function:
        return function.call, function.weight, function.depth
    return function, 1, 0


def _made(
    call: Call, arity: int, kind: str, parts: tuple[Value, ...], weight: int, depth: int
) -> Function:
    """A function made of parts. Raises ExecutionError if it is nested too deep."""
    if weight > STEPS_BETWEEN_CLOCKS:
        call = _watched(call)
        weight = min(weight, MAX_WEIGHT)
    if depth >= MAX_DEPTH:
        raise ExecutionError(f"functions nested deeper than {MAX_DEPTH}")
    return Function(call, arity, kind, parts, weight, depth + 1)


def _watched(call: Call) -> Call:
    """A function of many steps looks at the clock when it is called."""

    def watched(*args: Value) -> Value:
        pulse()
        return call(*args)

    return watched


def compose(outer: Value, inner: Value) -> Value:
    """outer(inner(x))."""
    f, weight_f, depth_f = _unpacked(outer)
    g, weight_g, depth_g = _unpacked(inner)
    depth = depth_f if depth_f > depth_g else depth_g
    return _made(lambda x: f(g(x)), 1, "compose", (outer, inner), weight_f + weight_g, depth)


def chain(h: Value, g: Value, f: Value) -> Value:
    """h(g(f(x)))."""
    a, weight_a, depth_a = _unpacked(h)
    b, weight_b, depth_b = _unpacked(g)
    c, weight_c, depth_c = _unpacked(f)
    weight, depth = weight_a + weight_b + weight_c, max(depth_a, depth_b, depth_c)
    return _made(lambda x: a(b(c(x))), 1, "chain", (h, g, f), weight, depth)


def matcher(function: Value, target: Value) -> Value:
    """function(x) == target."""
    f, weight, depth = _unpacked(function)
    if type(target) is tuple:
        return _made(lambda x: equal(f(x), target), 1, "matcher", (function, target), weight, depth)
    return _made(lambda x: f(x) == target, 1, "matcher", (function, target), weight, depth)


def fork(outer: Value, a: Value, b: Value) -> Value:
    """outer(a(x), b(x))."""
    f, weight_f, depth_f = _unpacked(outer)
    g, weight_g, depth_g = _unpacked(a)
    h, weight_h, depth_h = _unpacked(b)
    weight, depth = weight_f + weight_g + weight_h, max(depth_f, depth_g, depth_h)
    return _made(lambda x: f(g(x), h(x)), 1, "fork", (outer, a, b), weight, depth)


def _arity(function: Value) -> int:
    if type(function) is Function:
        return function.arity
    if callable(function):
        return _ARITY[function.__name__]
    raise TypeError(f"not a function: {type(function).__name__}")


def rbind(function: Value, fixed: Value) -> Value:
    """The function with its last parameter fixed."""
    n = _arity(function)
    f, weight, depth = _unpacked(function)
    depth = max(depth, _unpacked(fixed)[2])
    parts = (function, fixed)
    if n == 2:
        return _made(lambda x: f(x, fixed), 1, "rbind", parts, weight, depth)
    if n == 3:
        return _made(lambda x, y: f(x, y, fixed), 2, "rbind", parts, weight, depth)
    return _made(lambda x, y, z: f(x, y, z, fixed), 3, "rbind", parts, weight, depth)


def lbind(function: Value, fixed: Value) -> Value:
    """The function with its first parameter fixed."""
    n = _arity(function)
    f, weight, depth = _unpacked(function)
    depth = max(depth, _unpacked(fixed)[2])
    parts = (function, fixed)
    if n == 2:
        return _made(lambda y: f(fixed, y), 1, "lbind", parts, weight, depth)
    if n == 3:
        return _made(lambda y, z: f(fixed, y, z), 2, "lbind", parts, weight, depth)
    return _made(lambda y, z, a: f(fixed, y, z, a), 3, "lbind", parts, weight, depth)


def power(function: Value, n: Value) -> Value:
    """The function n times."""
    if type(n) is not int and type(n) is not bool:
        raise TypeError("the number of times is an integer")
    if n == 1:
        return function
    if not 1 <= n <= MAX_POWER:
        raise ExecutionError(f"a function can be repeated 1 to {MAX_POWER} times")
    f, weight, depth = _unpacked(function)

    def repeated(x: Value) -> Value:
        for _ in range(n):
            x = f(x)
        return x

    return _made(repeated, 1, "power", (function, n), n * weight, depth)
