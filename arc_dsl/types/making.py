"""What functions made by `compose`, `rbind` and their like do to types.

The published language checks nothing when functions are composed or bound, only when they are
called; so do these rules. Each takes `call`, which applies a function to types, the parts the
function was made of, the types of the arguments, and whether only natural uses count.
"""

from arc_dsl.types.rules import Call
from arc_dsl.types.static_types import ANY, BOOLEAN, Tag, Type, join, overlap

__all__ = [
    "rule_of_composed",
    "rule_of_fork",
    "rule_of_lbind",
    "rule_of_matcher",
    "rule_of_power",
    "rule_of_rbind",
]

_FOLLOWED = 8
"""Types that a function applied again and again is followed through."""


def _then(call: Call, inner: Type | None, outer: Type, natural: bool) -> Type | None:
    return None if inner is None else call(outer, (inner,), natural)


def rule_of_composed(
    call: Call, parts: tuple[Type, ...], args: tuple[Type, ...], natural: bool
) -> Type | None:
    """Calls a function made by `compose` or `chain`: the last part comes first."""
    if len(args) != 1:
        return None
    given: Type | None = args[0]
    for function in reversed(parts):
        given = _then(call, given, function, natural)
    return given


def rule_of_matcher(
    call: Call, parts: tuple[Type, ...], args: tuple[Type, ...], natural: bool
) -> Type | None:
    """A Boolean, if the function can be called."""
    given = call(parts[0], args, natural) if len(args) == 1 else None
    if given is None or (natural and not overlap(given, parts[1])):
        return None
    return BOOLEAN


def rule_of_fork(
    call: Call, parts: tuple[Type, ...], args: tuple[Type, ...], natural: bool
) -> Type | None:
    """The outer function's result on those of the inner ones."""
    if len(args) != 1:
        return None
    outer, *inner = parts
    a, b = (call(f, args, natural) for f in inner)
    return None if a is None or b is None else call(outer, (a, b), natural)


def _bound(
    call: Call, function: Type, args: tuple[Type, ...], full: tuple[Type, ...], natural: bool
) -> Type | None:
    if function.tag is Tag.ANY:
        return ANY
    taken = {2: 1, 3: 2}.get(function.arity, 3)
    return call(function, full, natural) if len(args) == taken else None


def rule_of_rbind(
    call: Call, parts: tuple[Type, ...], args: tuple[Type, ...], natural: bool
) -> Type | None:
    """The function's result with its last argument filled in."""
    return _bound(call, parts[0], args, (*args, parts[1]), natural)


def rule_of_lbind(
    call: Call, parts: tuple[Type, ...], args: tuple[Type, ...], natural: bool
) -> Type | None:
    """The function's result with its first argument filled in."""
    return _bound(call, parts[0], args, (parts[1], *args), natural)


def rule_of_power(
    call: Call, parts: tuple[Type, ...], args: tuple[Type, ...], natural: bool
) -> Type | None:
    """Once, twice, ... until nothing new comes: how often is not known.

    If ever new types come it may be any: what could run must not be refused.
    """
    given = call(parts[0], args, natural)
    if given is None or (natural and not overlap(given, args[0])):
        return None
    seen = {given: None}
    while given is not None and len(args) == 1 and len(seen) < _FOLLOWED:
        given = _then(call, given, parts[0], natural)
        if given is None or given in seen:
            break
        seen[given] = None
    if len(seen) == _FOLLOWED and not natural:
        return ANY
    return join(seen)
