"""Higher-order primitives: making functions, and applying them to members."""

from collections.abc import Callable, Sequence

from arc_dsl.compare import equal, keyed
from arc_dsl.containers import merge
from arc_dsl.errors import ExecutionError
from arc_dsl.limits import check_size, pulse, spend
from arc_dsl.members import listed, make_set, members_of
from arc_dsl.representation import Function, Grid, Set, Value
from arc_dsl.signatures import SIGNATURES
from arc_dsl.values import as_grid

__all__ = [
    "apply",
    "argmax",
    "argmin",
    "chain",
    "compose",
    "extract",
    "fork",
    "lbind",
    "mapply",
    "matcher",
    "mfilter",
    "mpapply",
    "order",
    "papply",
    "power",
    "prapply",
    "rapply",
    "rbind",
    "sfilter",
    "valmax",
    "valmin",
    "weight_of",
]

MAX_DEPTH = 128
"""Functions are nested no deeper, so that Python's own stack suffices whoever calls."""
MAX_POWER = 980
"""The published language fails at about 1000."""
_CHUNK = 64
"""Steps between two looks at the clock."""

Call = Callable[..., Value]


def weight_of(function: Value) -> int:
    """Steps that one call takes."""
    return function.weight if type(function) is Function else 1


def _call(function: Value) -> Call:
    """What to call. Values that are no functions fail when they are called."""
    return function.call if type(function) is Function else function


def over(function: Value, members: Sequence[Value]) -> list[Value]:
    """The function's results on some members, steps counted."""
    weight = weight_of(function)
    call = _call(function)
    if weight * len(members) <= _CHUNK:
        spend(weight * len(members))
        return [call(m) for m in members]
    return _in_chunks(lambda part: [call(m) for m in part], members, weight)


def over_pairs(function: Value, pairs: Sequence[tuple[Value, Value]]) -> list[Value]:
    """The function's results on some pairs of arguments, steps counted."""
    call = _call(function)
    return _in_chunks(lambda part: [call(x, y) for x, y in part], pairs, weight_of(function))


def _in_chunks(
    work: Callable[[Sequence[Value]], list[Value]], members: Sequence[Value], weight: int
) -> list[Value]:
    step = max(1, _CHUNK // weight)
    results: list[Value] = []
    for start in range(0, len(members), step):
        part = members[start : start + step]
        spend(weight * len(part))
        results += work(part)
    return results


# ------------------------------------------------------------------ applying


def _like(container: Value, members: Sequence[Value]) -> Value:
    if type(container) is tuple:
        return tuple(members)
    if type(container) is Grid:
        rows = tuple(members)
        return as_grid(rows) or rows
    return make_set(members)


def apply(function: Value, container: Value) -> Value:
    """The function's results in a container of the same type."""
    if type(container) is tuple or type(container) is Grid:
        return _like(container, over(function, members_of(container)))
    return make_set(over(function, members_of(container)))


def rapply(functions: Value, value: Value) -> Value:
    """Every function's result."""
    results = []
    for function in listed(functions):
        spend(weight_of(function))
        results.append(_call(function)(value))
    return _like(functions, results) if type(functions) is not Grid else tuple(results)


def mapply(function: Value, container: Value) -> Value:
    """`apply`, then `merge`."""
    return merge(apply(function, container))


def papply(function: Value, a: Value, b: Value) -> Value:
    """Results on members taken two by two."""
    return tuple(over_pairs(function, list(zip(listed(a), listed(b), strict=False))))


def mpapply(function: Value, a: Value, b: Value) -> Value:
    """`papply`, then `merge`."""
    return merge(papply(function, a, b))


def prapply(function: Value, a: Value, b: Value) -> Value:
    """Set of the results on all pairs."""
    ours, theirs = listed(a), listed(b)
    check_size(len(ours) * len(theirs))
    return make_set(over_pairs(function, [(x, y) for x in ours for y in theirs]))


def sfilter(container: Value, condition: Value) -> Value:
    """Members for which the condition holds."""
    members = members_of(container)
    kept = [m for m, keep in zip(members, over(condition, members), strict=True) if keep]
    if len(kept) == len(members):
        return container
    if type(container) is Set and kept:
        return Set(tuple(kept), container.ordered or len(kept) == 1)
    return _like(container, kept)


def mfilter(container: Value, function: Value) -> Value:
    """`sfilter`, then `merge`."""
    return merge(sfilter(container, function))


def extract(container: Value, condition: Value) -> Value:
    """The first member for which the condition holds."""
    call, weight = _call(condition), weight_of(condition)
    for member in listed(container):
        spend(weight)
        if call(member):
            return member
    raise ValueError("no member meets the condition")


def order(container: Value, compfunc: Value) -> Value:
    """Members sorted by key, ties in the order of the container."""
    members = listed(container)
    keys = keyed(over(compfunc, members))
    ranks = sorted(range(len(members)), key=keys.__getitem__)
    return _like(() if type(container) is not Grid else container, [members[k] for k in ranks])


def _best_key(container: Value, compfunc: Value, choose: Callable[..., int]) -> Value:
    members = members_of(container)
    values = over(compfunc, members or (0,))
    keys = keyed(values)
    return values[choose(range(len(values)), key=keys.__getitem__)]


def valmax(container: Value, compfunc: Value) -> Value:
    """The largest key."""
    return _best_key(container, compfunc, max)


def valmin(container: Value, compfunc: Value) -> Value:
    """The smallest key."""
    return _best_key(container, compfunc, min)


def _best(container: Value, compfunc: Value, choose: Callable[..., int]) -> Value:
    members = listed(container)
    keys = keyed(over(compfunc, members))
    return members[choose(range(len(members)), key=keys.__getitem__)]


def argmax(container: Value, compfunc: Value) -> Value:
    """The first member with the largest key."""
    return _best(container, compfunc, max)


def argmin(container: Value, compfunc: Value) -> Value:
    """The first member with the smallest key."""
    return _best(container, compfunc, min)


# ------------------------------------------------------------------ making functions


def _made(call: Call, arity: int, kind: str, parts: tuple[Value, ...], weight: int) -> Function:
    """A function made of parts. Raises ExecutionError if it is nested too deep."""
    made = Function(call, arity, kind, parts)
    depth = 1 + max([p.depth for p in parts if type(p) is Function], default=0)
    if depth > MAX_DEPTH:
        raise ExecutionError(f"functions nested deeper than {MAX_DEPTH}")
    made.depth = depth
    made.weight = min(weight, 1 << 40)
    if weight > _CHUNK:
        made.call = _watched(call)
    return made


def _watched(call: Call) -> Call:
    def watched(*args: Value) -> Value:
        pulse()
        return call(*args)

    return watched


def compose(outer: Value, inner: Value) -> Value:
    """outer(inner(x))."""
    f, g = _call(outer), _call(inner)
    weight = weight_of(outer) + weight_of(inner)
    return _made(lambda x: f(g(x)), 1, "compose", (outer, inner), weight)


def chain(h: Value, g: Value, f: Value) -> Value:
    """h(g(f(x)))."""
    a, b, c = _call(h), _call(g), _call(f)
    weight = weight_of(h) + weight_of(g) + weight_of(f)
    return _made(lambda x: a(b(c(x))), 1, "chain", (h, g, f), weight)


def matcher(function: Value, target: Value) -> Value:
    """function(x) == target."""
    f = _call(function)
    parts = (function, target)
    if type(target) is tuple:
        return _made(lambda x: equal(f(x), target), 1, "matcher", parts, weight_of(function))
    return _made(lambda x: f(x) == target, 1, "matcher", parts, weight_of(function))


def fork(outer: Value, a: Value, b: Value) -> Value:
    """outer(a(x), b(x))."""
    f, g, h = _call(outer), _call(a), _call(b)
    weight = weight_of(outer) + weight_of(a) + weight_of(b)
    return _made(lambda x: f(g(x), h(x)), 1, "fork", (outer, a, b), weight)


def _arity(function: Value) -> int:
    if type(function) is Function:
        return function.arity
    if callable(function):
        return SIGNATURES[function.__name__].arity
    raise TypeError(f"not a function: {function!r}")


def rbind(function: Value, fixed: Value) -> Value:
    """The function with its last parameter fixed."""
    n, f, weight = _arity(function), _call(function), weight_of(function)
    parts = (function, fixed)
    if n == 2:
        return _made(lambda x: f(x, fixed), 1, "rbind", parts, weight)
    if n == 3:
        return _made(lambda x, y: f(x, y, fixed), 2, "rbind", parts, weight)
    return _made(lambda x, y, z: f(x, y, z, fixed), 3, "rbind", parts, weight)


def lbind(function: Value, fixed: Value) -> Value:
    """The function with its first parameter fixed."""
    n, f, weight = _arity(function), _call(function), weight_of(function)
    parts = (function, fixed)
    if n == 2:
        return _made(lambda y: f(fixed, y), 1, "lbind", parts, weight)
    if n == 3:
        return _made(lambda y, z: f(fixed, y, z), 2, "lbind", parts, weight)
    return _made(lambda y, z, a: f(fixed, y, z, a), 3, "lbind", parts, weight)


def power(function: Value, n: Value) -> Value:
    """The function n times."""
    if type(n) not in (int, bool):
        raise TypeError("the number of times is an integer")
    if n == 1:
        return function
    if not 1 <= n <= MAX_POWER:
        raise ExecutionError(f"a function can be repeated 1 to {MAX_POWER} times")
    f = _call(function)

    def repeated(x: Value) -> Value:
        for _ in range(n):
            x = f(x)
        return x

    return _made(repeated, 1, "power", (function, n), n * weight_of(function))
