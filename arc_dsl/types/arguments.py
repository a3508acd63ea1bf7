"""Which arguments may stand where: what `arc_dsl.types.contexts` asks about one call at a time.

Nothing here depends on the names or values at hand, so everything is remembered for good.
"""

from functools import lru_cache

from arc_dsl.signatures import SIGNATURES
from arc_dsl.types.application import call, wants_function, worth_making
from arc_dsl.types.static_types import ANY, Tag, Type, alternatives, overlap, primitive

__all__ = [
    "ALL_PRIMITIVES",
    "ANY_PRIMITIVE",
    "BOTH",
    "CALLING",
    "COMPOSERS",
    "COMPOSING",
    "PRIMITIVES",
    "calls",
    "completed",
    "completes",
    "fits",
    "is_function",
    "is_kind",
    "makes_functions",
    "may_stand",
    "spelled_primitives",
    "touched",
]

PRIMITIVES = {name: primitive(name) for name in SIGNATURES}
BOTH = {("branch", 1), ("branch", 2), ("rbind", 1), ("lbind", 1), ("matcher", 1)}
"""Parameters, by position, at which a value and a function are equally natural."""
COMPOSERS = ("compose", "chain", "fork")
"""Primitives that make functions of functions alone."""
COMPOSING = (*COMPOSERS, "matcher", "power")
_MAKERS = (*COMPOSING, "rbind", "lbind")

CALLING = frozenset(
    name
    for name, signature in SIGNATURES.items()
    if name == "branch" or name == "rapply" or "Callable" in dict(signature.parameters).values()
)
"""Primitives for which it matters which function they are given."""
ALL_PRIMITIVES = tuple(PRIMITIVES.values())
ANY_PRIMITIVE = PRIMITIVES["identity"]
"""Stands for all primitives where they are mere values."""


def is_function(of: Type) -> bool:
    """Whether the value is, or may be, a function."""
    return of.tag is Tag.FUNCTION or (
        of.tag is Tag.UNION and any(each.tag is Tag.FUNCTION for each in of.parts)
    )


def is_kind(of: Type, function: Type, position: int, natural: bool) -> bool:
    """Whether a value, or a function, is looked for at the position."""
    if not natural or of is ANY:
        return True
    if not function.parts and (function.label, position) in BOTH:
        return True
    return is_function(of) == wants_function(function, position)


def may_stand(
    of: Type, function: Type, given: tuple[Type, ...], position: int, natural: bool
) -> bool:
    """Whether an argument of the type may stand at the position, as far as is known."""
    if not is_kind(of, function, position, natural):
        return False
    args = [*given, *(ANY,) * (function.arity - len(given))]
    args[position] = of
    return call(function, tuple(args), natural) is not None


@lru_cache(maxsize=1 << 14)
def touched(newest: Type, natural: bool) -> frozenset[str]:
    """The primitives that can do something with the type."""
    return frozenset(
        name
        for name, of in PRIMITIVES.items()
        if any(
            may_stand(newest, of, (), position, natural)
            for position in range(SIGNATURES[name].arity)
        )
    )


def fits(of: Type, wanted: Type, natural: bool) -> bool:
    """Whether a value of the type can pass as one of the wanted type."""
    return wanted in alternatives(of) if natural else overlap(of, wanted)


def makes_functions(function: Type) -> bool:
    """Whether the function is a primitive that makes functions."""
    return not function.parts and function.label in _MAKERS


@lru_cache(maxsize=1 << 15)
def completed(
    function: Type, given: tuple[Type, ...], last: Type, wanted: Type | None, natural: bool
) -> frozenset[Type]:
    """The primitives that can stand between the given arguments and the last."""
    if not is_kind(last, function, len(given) + 1, natural):
        return frozenset()
    return frozenset(
        t
        for t in spelled_primitives(function, given, natural)
        if completes(function, (*given, t, last), wanted, natural)
    )


def completes(function: Type, args: tuple[Type, ...], wanted: Type | None, natural: bool) -> bool:
    """Whether the complete call can run and give what is wanted."""
    if wanted is None and natural and makes_functions(function):
        return worth_making(function.label, args)
    found = call(function, args, natural)
    return found is not None and (wanted is None or fits(found, wanted, natural))


def spelled_primitives(function: Type, given: tuple[Type, ...], natural: bool) -> tuple[Type, ...]:
    """The primitives worth trying as next argument; one for all where they are mere values."""
    if not is_kind(ANY_PRIMITIVE, function, len(given), natural):
        return ()
    if natural and function.label == "branch" and given[1:] and not is_function(given[1]):
        return ()
    return ALL_PRIMITIVES if calls(function) else (ANY_PRIMITIVE,)


def calls(function: Type) -> bool:
    """Whether it matters which function the function is given."""
    return bool(function.parts) or function.label in CALLING
