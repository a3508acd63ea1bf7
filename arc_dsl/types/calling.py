"""What the primitives that call functions, and `branch`, do to types.

Each rule takes `call`, which applies a function to types (see `arc_dsl.types.application`), the
types of the arguments, and whether only natural uses count.
"""

from collections.abc import Callable
from functools import partial

from arc_dsl.types.probing import alike
from arc_dsl.types.rules import Call, apply_rule, on_alternatives
from arc_dsl.types.static_types import (
    ANY,
    BOOLEAN,
    INDEX,
    INTEGER,
    Tag,
    Type,
    alternatives,
    elements,
    join,
    overlap,
    pair_of,
    set_of,
    tuple_of,
)

__all__ = [
    "RULE_OF_MERGE",
    "is_test",
    "rule_of_apply",
    "rule_of_argmax",
    "rule_of_branch",
    "rule_of_extract",
    "rule_of_mapply",
    "rule_of_mfilter",
    "rule_of_mpapply",
    "rule_of_order",
    "rule_of_papply",
    "rule_of_prapply",
    "rule_of_rapply",
    "rule_of_sfilter",
    "rule_of_valmax",
]

RULE_OF_MERGE = "Set(Box(a)) -> Set(a); Tuple(Box(a)) -> Tuple(a)"
"""The rule of `merge`, in which the rules of `mapply` and its like end."""


Rule = Callable[[Call, tuple[Type, ...], bool], Type | None]


def _on_alternatives(rule: Rule) -> Rule:
    """The rule, which knows no unions, on every combination of alternatives."""

    def applied(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
        return on_alternatives(partial(rule, call), args, natural)

    return applied


def _like(container: Type, member: Type) -> Type:
    if container.tag is Tag.ANY:
        return ANY
    return set_of(member) if container.tag is Tag.SET else tuple_of(member)


def _applied(call: Call, container: Type, function: Type, natural: bool) -> Type | None:
    """What the function gives for a member of the container."""
    member = elements(container)
    return None if member is None else call(function, (member,), natural)


def is_test(of: Type) -> bool:
    """Whether a value of the type is naturally taken as true or false."""
    tests = (Tag.BOOLEAN, Tag.INTEGER, Tag.SET, Tag.ANY)
    return any(each.tag in tests for each in alternatives(of))


def _tested(call: Call, container: Type, function: Type, natural: bool) -> bool:
    given = _applied(call, container, function, natural)
    return given is not None and (not natural or is_test(given))


def _ranked(call: Call, container: Type, function: Type, natural: bool) -> Type | None:
    """The key that the function gives, if members can be ranked by it."""
    key = _applied(call, container, function, natural)
    return None if natural and key not in (INTEGER, BOOLEAN, INDEX, ANY) else key


@_on_alternatives
def rule_of_sfilter(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """The container, if the condition is a test."""
    container, condition = args
    if not _tested(call, container, condition, natural):
        return None
    member = elements(container)
    assert member is not None
    return _like(container, member)


def _merged(container: Type | None, natural: bool) -> Type | None:
    return None if container is None else apply_rule(RULE_OF_MERGE, (container,), natural)


@_on_alternatives
def rule_of_mfilter(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """The members of the members that are kept."""
    return _merged(rule_of_sfilter(call, args, natural), natural)


@_on_alternatives
def rule_of_extract(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """A member, if the condition is a test."""
    return elements(args[0]) if _tested(call, args[0], args[1], natural) else None


@_on_alternatives
def rule_of_order(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """A tuple of the members, if they can be ranked."""
    member = elements(args[0])
    key = _ranked(call, args[0], args[1], natural)
    return None if member is None or key is None else tuple_of(member)


@_on_alternatives
def rule_of_valmax(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """The key, if members can be ranked by it."""
    return _ranked(call, args[0], args[1], natural)


@_on_alternatives
def rule_of_argmax(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """A member, if members can be ranked."""
    return None if _ranked(call, args[0], args[1], natural) is None else elements(args[0])


@_on_alternatives
def rule_of_apply(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """The results in a container of the same type; of a pair one by one."""
    function, container = args
    if container.tag is Tag.PAIR:
        first, last = (call(function, (part,), natural) for part in container.parts)
        return None if first is None or last is None else pair_of(first, last)
    given = _applied(call, container, function, natural)
    return None if given is None else _like(container, given)


@_on_alternatives
def rule_of_rapply(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """The functions' results in a container of the functions' type; of a pair one by one."""
    functions, value = args
    if functions.tag is Tag.PAIR:
        first, last = (call(part, (value,), natural) for part in functions.parts)
        return None if first is None or last is None else pair_of(first, last)
    function = elements(functions)
    given = None if function is None else call(function, (value,), natural)
    return None if given is None else _like(functions, given)


@_on_alternatives
def rule_of_mapply(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """The members of the results."""
    return _merged(rule_of_apply(call, args, natural), natural)


@_on_alternatives
def rule_of_papply(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """A tuple of the results; of two pairs one by one."""
    function, a, b = args
    if a.tag is Tag.PAIR and b.tag is Tag.PAIR:
        found = [call(function, xy, natural) for xy in zip(a.parts, b.parts, strict=True)]
        return None if found[0] is None or found[1] is None else pair_of(found[0], found[1])
    given = _crossed(call, function, a, b, natural)
    return None if given is None else tuple_of(given)


def _crossed(call: Call, function: Type, a: Type, b: Type, natural: bool) -> Type | None:
    x, y = elements(a), elements(b)
    return None if x is None or y is None else call(function, (x, y), natural)


@_on_alternatives
def rule_of_mpapply(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """The members of the results."""
    return _merged(rule_of_papply(call, args, natural), natural)


@_on_alternatives
def rule_of_prapply(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """A set of the results."""
    given = _crossed(call, args[0], args[1], args[2], natural)
    return None if given is None else set_of(given)


def rule_of_branch(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    """One of the alternatives; naturally they are of a kind, and the condition is a test."""
    condition, a, b = args
    if natural and not (is_test(condition) and (overlap(a, b) or alike(call, a, b))):
        return None
    return join((a, b))
