"""What the primitives that call functions do to types.

Each rule takes `call`, which applies a function to types (see `arc_dsl.application`), the types of
the arguments, none of them a union, and whether only natural uses count.
"""

from typing import Protocol

from arc_dsl.static_types import (
    ANY,
    BOOLEAN,
    INDEX,
    INTEGER,
    Tag,
    Type,
    alternatives,
    elements,
    pair_of,
    set_of,
    tuple_of,
)
from arc_dsl.typing_table import apply_rule

__all__ = ["CALLERS", "Call", "Rule", "is_test"]


class Call(Protocol):
    """A function applied to types, as in `arc_dsl.application.call`."""

    def __call__(
        self, function: Type, args: tuple[Type, ...], natural: bool = False
    ) -> Type | None:
        """The type of the result, or None."""


class Rule(Protocol):
    """The rule of one primitive."""

    def __call__(self, call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
        """The type of the result, or None."""


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


def _sfilter(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    container, condition = args
    if not _tested(call, container, condition, natural):
        return None
    member = elements(container)
    assert member is not None
    return _like(container, member)


def _merged(container: Type | None, natural: bool) -> Type | None:
    return None if container is None else apply_rule("merge", (container,), natural)


def _mfilter(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    return _merged(_sfilter(call, args, natural), natural)


def _extract(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    return elements(args[0]) if _tested(call, args[0], args[1], natural) else None


def _order(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    member = elements(args[0])
    key = _ranked(call, args[0], args[1], natural)
    return None if member is None or key is None else tuple_of(member)


def _valmax(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    return _ranked(call, args[0], args[1], natural)


def _argmax(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    return None if _ranked(call, args[0], args[1], natural) is None else elements(args[0])


def _apply(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    function, container = args
    if container.tag is Tag.PAIR:
        first, last = (call(function, (part,), natural) for part in container.parts)
        return None if first is None or last is None else pair_of(first, last)
    given = _applied(call, container, function, natural)
    return None if given is None else _like(container, given)


def _rapply(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    functions, value = args
    if functions.tag is Tag.PAIR:
        first, last = (call(part, (value,), natural) for part in functions.parts)
        return None if first is None or last is None else pair_of(first, last)
    function = elements(functions)
    given = None if function is None else call(function, (value,), natural)
    return None if given is None else _like(functions, given)


def _mapply(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    return _merged(_apply(call, args, natural), natural)


def _papply(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    function, a, b = args
    if a.tag is Tag.PAIR and b.tag is Tag.PAIR:
        found = [call(function, xy, natural) for xy in zip(a.parts, b.parts, strict=True)]
        return None if found[0] is None or found[1] is None else pair_of(found[0], found[1])
    given = _crossed(call, function, a, b, natural)
    return None if given is None else tuple_of(given)


def _crossed(call: Call, function: Type, a: Type, b: Type, natural: bool) -> Type | None:
    x, y = elements(a), elements(b)
    return None if x is None or y is None else call(function, (x, y), natural)


def _mpapply(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    return _merged(_papply(call, args, natural), natural)


def _prapply(call: Call, args: tuple[Type, ...], natural: bool) -> Type | None:
    given = _crossed(call, args[0], args[1], args[2], natural)
    return None if given is None else set_of(given)


CALLERS: dict[str, Rule] = {
    "sfilter": _sfilter,
    "mfilter": _mfilter,
    "extract": _extract,
    "order": _order,
    "valmax": _valmax,
    "valmin": _valmax,
    "argmax": _argmax,
    "argmin": _argmax,
    "apply": _apply,
    "rapply": _rapply,
    "mapply": _mapply,
    "papply": _papply,
    "mpapply": _mpapply,
    "prapply": _prapply,
}
