"""Higher-order primitives that apply functions to members."""

from collections.abc import Callable, Sequence
from functools import partial

from arc_dsl.columns import charged, column, column_after, column_of_pairs
from arc_dsl.compare import keyed
from arc_dsl.containers import kept_items, merge, merged_set
from arc_dsl.grouping import representatives, selected
from arc_dsl.limits import STEPS_BETWEEN_CLOCKS, check_size
from arc_dsl.members import listed, make_set, members_of
from arc_dsl.representation import Grid, Set, Value
from arc_dsl.values import as_grid

__all__ = [
    "apply",
    "argmax",
    "argmin",
    "extract",
    "mapply",
    "mfilter",
    "mpapply",
    "order",
    "papply",
    "prapply",
    "rapply",
    "sfilter",
    "valmax",
    "valmin",
]

_FEW = 3
"""Up to so many members are given to the function one by one."""


def over(function: Value, members: Sequence[Value]) -> list[Value]:
    """The function's results on some members, steps counted."""
    if len(members) <= _FEW:
        call = charged(function, len(members))
        return [call(m) for m in members]
    return _in_chunks(lambda part: column(function, part), members)


def _in_chunks(
    work: Callable[[Sequence[Value]], list[Value]], members: Sequence[Value]
) -> list[Value]:
    """Results on parts of the members, few enough for a look at the clock between them."""
    if len(members) <= STEPS_BETWEEN_CLOCKS:
        return work(members)
    results: list[Value] = []
    for start in range(0, len(members), STEPS_BETWEEN_CLOCKS):
        results += work(members[start : start + STEPS_BETWEEN_CLOCKS])
    return results


def _gridded(rows: Sequence[Value]) -> Value:
    """Results on the rows of a Grid: a Grid again, if they are rows."""
    rows = tuple(rows)
    return as_grid(rows) or rows


def apply(function: Value, container: Value) -> Value:
    """The function's results in a container of the same type."""
    kind = type(container)
    if kind is tuple:
        return tuple(over(function, container))
    if kind is Grid:
        return _gridded(over(function, container.rows()))
    if kind is Set:
        return make_set(over(function, container.items))
    return make_set(over(function, representatives(function, container)))


def rapply(functions: Value, value: Value) -> Value:
    """Every function's result."""
    results = [charged(function, 1)(value) for function in listed(functions)]
    return tuple(results) if type(functions) in (tuple, Grid) else make_set(results)


def mapply(function: Value, container: Value) -> Value:
    """`apply`, then `merge`."""
    kind = type(container)
    if kind is tuple or kind is Grid:
        return merge(tuple(over(function, members_of(container))))
    if kind is Set:
        return merged_set(over(function, container.items))
    return merged_set(over(function, representatives(function, container)))


def papply(function: Value, a: Value, b: Value) -> Value:
    """Results on members taken two by two."""
    ours, theirs = listed(a), listed(b)
    count = min(len(ours), len(theirs))

    def work(part: Sequence[int]) -> list[Value]:
        return column_of_pairs(function, [ours[k] for k in part], [theirs[k] for k in part])

    return tuple(_in_chunks(work, range(count)))


def mpapply(function: Value, a: Value, b: Value) -> Value:
    """`papply`, then `merge`."""
    return merge(papply(function, a, b))


def prapply(function: Value, a: Value, b: Value) -> Value:
    """Set of the results on all pairs."""
    ours, theirs = members_of(a), members_of(b)
    check_size(len(ours) * len(theirs))
    results: list[Value] = []
    for x in ours:
        results += _in_chunks(partial(column_after, function, x), theirs)
    return make_set(results)


def sfilter(container: Value, condition: Value) -> Value:
    """Members for which the condition holds."""
    kind = type(container)
    if kind is Set or kind is tuple or kind is Grid:
        members = members_of(container)
        kept = [m for m, keep in zip(members, over(condition, members), strict=True) if keep]
        if len(kept) == len(members):
            return container
        if kind is tuple:
            return tuple(kept)
        if kind is Grid:
            return _gridded(kept)
        return kept_items(container, kept)
    return selected(container, condition, over)


def mfilter(container: Value, function: Value) -> Value:
    """`sfilter`, then `merge`."""
    return merge(sfilter(container, function))


def extract(container: Value, condition: Value) -> Value:
    """The first member for which the condition holds."""
    for member in listed(container):
        if charged(condition, 1)(member):
            return member
    raise ValueError("no member meets the condition")


def order(container: Value, compfunc: Value) -> Value:
    """Members sorted by key, ties in the order of the container."""
    members = listed(container)
    keys = keyed(over(compfunc, members))
    ranks = sorted(range(len(members)), key=keys.__getitem__)
    ordered = [members[k] for k in ranks]
    return _gridded(ordered) if type(container) is Grid else tuple(ordered)


def _best_key(container: Value, compfunc: Value, choose: Callable[..., int]) -> Value:
    values = over(compfunc, representatives(compfunc, container) or (0,))
    if type(values[0]) is int:
        return choose(values)
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
    values = over(compfunc, members)
    if values and type(values[0]) is int:
        return members[values.index(choose(values))]
    keys = keyed(values)
    return members[choose(range(len(members)), key=keys.__getitem__)]


def argmax(container: Value, compfunc: Value) -> Value:
    """The first member with the largest key."""
    return _best(container, compfunc, max)


def argmin(container: Value, compfunc: Value) -> Value:
    """The first member with the smallest key."""
    return _best(container, compfunc, min)
