"""A function applied to many values at once: part by part instead of value by value.

`compose(f, g)` on a thousand members is `g` on all of them, then `f` on what came of it. The calls
that made functions make among themselves are saved, and a primitive that is given many values can
do for all of them what it would do for each. Results and steps are those of one call after another;
only which of several failures is met first can differ.
"""

from collections.abc import Callable, Sequence
from types import FunctionType

from arc_dsl.compare import equal
from arc_dsl.containers import first, last
from arc_dsl.limits import spend
from arc_dsl.members import size
from arc_dsl.moving import moved_to_all
from arc_dsl.patches import shift
from arc_dsl.representation import Function, Indices, Object, Value

__all__ = ["charged", "column", "column_after", "column_of_pairs"]

Members = Sequence[Value]
Column = list[Value]
_PATCHES = (Indices, Object)


def charged(function: Value, times: int) -> Callable[..., Value]:
    """What to call for a function, the steps of so many calls counted.

    What is no function fails when it is called.
    """
    if type(function) is Function:
        spend(function.weight * times)
        return function.call
    spend(times)
    return function  # type: ignore[no-any-return]


def column(function: Value, members: Members) -> Column:
    """The function's results on some members, steps counted."""
    if type(function) is Function and function.arity == 1 and function.kind in _BY_PARTS:
        return _BY_PARTS[function.kind](members, *function.parts)
    call = charged(function, len(members))
    if type(call) is FunctionType and call in _WHOLE:  # hashing any other value may hang
        return _WHOLE[call](members)
    return [call(m) for m in members]


def column_of_pairs(function: Value, xs: Members, ys: Members) -> Column:
    """The function's results on members of two columns, taken two by two."""
    call = charged(function, len(xs))
    return [call(x, y) for x, y in zip(xs, ys, strict=True)]


def column_after(function: Value, fixed: Value, members: Members) -> Column:
    """The function's results on one value and each of the members."""
    call = charged(function, len(members))
    if call is shift and type(fixed) in _PATCHES and fixed.bits:
        return moved_to_all(fixed, members)
    return [call(fixed, m) for m in members]


# ------------------------------------------------------------------ functions made while running


def _composed(members: Members, *parts: Value) -> Column:
    for part in reversed(parts):
        members = column(part, members)
    return list(members)


def _forked(members: Members, outer: Value, a: Value, b: Value) -> Column:
    return column_of_pairs(outer, column(a, members), column(b, members))


def _matched(members: Members, function: Value, target: Value) -> Column:
    if type(target) is tuple:
        return [equal(m, target) for m in column(function, members)]
    return [m == target for m in column(function, members)]


def _bound_left(members: Members, function: Value, fixed: Value) -> Column:
    return column_after(function, fixed, members)


def _bound_right(members: Members, function: Value, fixed: Value) -> Column:
    call = charged(function, len(members))
    return [call(m, fixed) for m in members]


def _repeated(members: Members, function: Value, times: Value) -> Column:
    for _ in range(times):
        members = column(function, members)
    return list(members)


_BY_PARTS: dict[str, Callable[..., Column]] = {
    "compose": _composed,
    "chain": _composed,
    "fork": _forked,
    "matcher": _matched,
    "lbind": _bound_left,
    "rbind": _bound_right,
    "power": _repeated,
}

# ------------------------------------------------------------------ primitives on many values

_TUPLES = {tuple}


def _firsts(members: Members) -> Column:
    if {*map(type, members)} == _TUPLES and all(members):
        return [m[0] for m in members]
    return [first(m) for m in members]


def _lasts(members: Members) -> Column:
    if {*map(type, members)} == _TUPLES and all(members):
        return [m[-1] for m in members]
    return [last(m) for m in members]


def _sizes(members: Members) -> Column:
    return [
        m.bits.bit_count() if type(m) is Object and len(m.planes) == 1 else size(m) for m in members
    ]


_WHOLE: dict[Value, Callable[[Members], Column]] = {first: _firsts, last: _lasts, size: _sizes}
