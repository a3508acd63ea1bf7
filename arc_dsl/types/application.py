"""Functions applied to types: primitives, bound and composed functions, unions of them.

`call` answers what a function value gives for arguments of given types. The published language
checks nothing when functions are composed or bound, only when they are called; so do we, unless
asked for `natural` uses only: then a function that no usual argument suits is refused when made.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial

import arc_dsl.primitives  # noqa: F401 - declares them
from arc_dsl.declaration import DECLARED, Maker
from arc_dsl.types import probing
from arc_dsl.types.probing import PROBES
from arc_dsl.types.rules import apply_rule, on_alternatives
from arc_dsl.types.static_types import (
    ANY,
    INTEGER,
    Tag,
    Type,
    alternatives,
    closure,
    join,
    overlap,
    primitive,
)

__all__ = [
    "PROBES",
    "alike",
    "call",
    "makes_alike",
    "results",
    "usable",
    "wants_function",
    "worth_making",
]

_MEMO_SIZE = 400_000
"""Remembered calls; all are forgotten when there are more."""

_memo: dict[tuple[Type, tuple[Type, ...], bool], Type | None] = {}


def call(function: Type, args: tuple[Type, ...], natural: bool = False) -> Type | None:
    """The type that the function gives for arguments of these types; None if none could run.

    With `natural`, None also for uses that run but make little sense.
    """
    key = (function, args, natural)
    try:
        return _memo[key]
    except KeyError:
        pass
    found = _call(function, args, natural)
    if len(_memo) >= _MEMO_SIZE:
        _memo.clear()
    _memo[key] = found
    return found


def _call(function: Type, args: tuple[Type, ...], natural: bool) -> Type | None:
    if function.tag is Tag.ANY:
        return ANY
    if function.tag is Tag.UNION:
        found = [r for each in function.parts if (r := call(each, args, natural)) is not None]
        return join(found) if found else None
    if function.tag is not Tag.FUNCTION:
        return None
    declaration = DECLARED[function.label]
    rule = declaration.types
    if isinstance(rule, Maker):
        if function.parts:
            return _applied(rule, function, args, natural)
        if declaration.signature.arity != len(args):
            return None
        return _make_function(function.label, args, natural)
    if declaration.signature.arity != len(args):
        return None
    if isinstance(rule, str):
        return on_alternatives(partial(apply_rule, rule), args, natural)
    given: Type | None = rule(call, args, natural)
    return given


def _applied(rule: Maker, function: Type, args: tuple[Type, ...], natural: bool) -> Type | None:
    """What a made function gives."""
    found: Type | None = rule.applied(call, function.parts, args, natural)
    return found


# ------------------------------------------------------------------ primitives that make functions


def _make_function(maker: str, args: tuple[Type, ...], natural: bool) -> Type | None:
    rule = DECLARED[maker].types
    assert isinstance(rule, Maker)
    functions = args[: rule.functions]
    if not all(_may_be_called(f) for f in functions):
        return None
    if maker == "power" and not overlap(args[1], INTEGER):
        return None
    if maker in ("rbind", "lbind", "power"):
        made = [closure(maker, (f, *args[1:])) for f in alternatives(args[0]) if _may_be_called(f)]
    else:
        made = [closure(maker, args)]
    if natural:
        made = [f for f in made if usable(f)]
    return join(made) if made else None


def _may_be_called(of: Type) -> bool:
    return any(each.tag in (Tag.FUNCTION, Tag.ANY) for each in alternatives(of))


def wants_function(function: Type, position: int) -> bool:
    """Whether the argument at the position is called, as far as the function's making tells."""
    if function.tag is not Tag.FUNCTION:
        return False
    if not function.parts:
        parameters = DECLARED[function.label].signature.parameters
        return position < len(parameters) and parameters[position][1] == "Callable"
    if function.label == "lbind":
        return wants_function(function.parts[0], position + 1)
    return function.label == "rbind" and wants_function(function.parts[0], position)


# ------------------------------------------------------------------ which functions are of any use


@lru_cache(maxsize=1 << 14)
def results(function: Type) -> tuple[Type | None, ...]:
    """What a one-argument function gives for each of the usual arguments."""
    if function.label in _MADE and function.parts:
        return tuple(_MADE[function.label](i, *function.parts) for i in range(len(PROBES)))
    return probing.results(call, function)


def _result_of_composed(i: int, *functions: Type) -> Type | None:
    """What functions give one after another for a usual argument; the last comes first."""
    given = results(functions[-1])[i]
    for function in reversed(functions[:-1]):
        given = None if given is None else call(function, (given,), natural=True)
    return given


def _result_of_fork(i: int, outer: Type, a: Type, b: Type) -> Type | None:
    x, y = results(a)[i], results(b)[i]
    return None if x is None or y is None else call(outer, (x, y), natural=True)


def _result_of_rbind(i: int, function: Type, fixed: Type) -> Type | None:
    return call(function, (PROBES[i], fixed), natural=True) if function.arity == 2 else None


def _result_of_lbind(i: int, function: Type, fixed: Type) -> Type | None:
    return call(function, (fixed, PROBES[i]), natural=True) if function.arity == 2 else None


_MADE: dict[str, Callable[..., Type | None]] = {
    "compose": _result_of_composed,
    "chain": _result_of_composed,
    "fork": _result_of_fork,
    "rbind": _result_of_rbind,
    "lbind": _result_of_lbind,
}
"""What a function made of functions gives for one of the usual arguments, told from its parts."""


def makes_alike(maker: str, args: tuple[Type, ...], wanted: Type) -> bool | None:
    """Whether the function that `maker` makes of the arguments is `alike` the wanted one.

    Told from the arguments, without making it; None where that takes making it.
    """
    if maker not in _MADE or wanted.arity != 1 or wanted.tag is not Tag.FUNCTION:
        return None
    rule = DECLARED[maker].types
    assert isinstance(rule, Maker)
    if not all(each.tag is Tag.FUNCTION for each in args[: rule.functions]):
        return None
    given = _MADE[maker]
    return any(
        y is not None and (x := given(i, *args)) is not None and overlap(x, y)
        for i, y in enumerate(results(wanted))
    )


_NEVER_BOUND = ((primitive("chain"),), (primitive("fork"),))
"""What nobody binds: two functions more would be wanted, out of very many."""


@lru_cache(maxsize=1 << 16)
def usable(function: Type) -> bool:
    """Whether some usual arguments suit the function."""
    if function.tag is Tag.UNION:
        return any(map(usable, function.parts))
    if function.tag is not Tag.FUNCTION:
        return function is ANY
    if function.label in ("rbind", "lbind") and function.parts[:1] in _NEVER_BOUND:
        return False
    if ANY in function.parts:
        return True
    if any(wants_function(function, position) for position in range(function.arity)):
        return call(function, (ANY,) * function.arity, natural=True) is not None
    if function.label in _BY_RESULTS and function.parts:
        return _BY_RESULTS[function.label](*function.parts)
    taken = function.arity
    if call(function, (ANY,) * taken, natural=True) is None:
        return False
    return next(_suited(function, (), taken), None) is not None


def worth_making(maker: str, args: tuple[Type, ...]) -> bool:
    """Whether the maker gives a usable function: as `call`, naturally, but without making it."""
    function = args[0]
    if ANY in args or function.tag is not Tag.FUNCTION:
        return call(primitive(maker), args, natural=True) is not None
    if maker in _BY_RESULTS:
        return _BY_RESULTS[maker](*args)
    if maker == "power" or function.arity != 2 or wants_function(function, maker == "lbind"):
        return call(primitive(maker), args, natural=True) is not None
    return _bound_usable(function, args[1], maker == "lbind")


def _bound_usable(function: Type, fixed: Type, from_left: bool) -> bool:
    for free in (ANY, *PROBES):
        args = (fixed, free) if from_left else (free, fixed)
        found = call(function, args, natural=True)
        if found is None and free is ANY:
            return False
        if found is not None and free is not ANY:
            return True
    return False


def _compose_usable(outer: Type, inner: Type) -> bool:
    return any(r and call(outer, (r,), natural=True) for r in set(results(inner)))


def _chain_usable(h: Type, g: Type, f: Type) -> bool:
    given = {call(g, (r,), natural=True) for r in set(results(f)) if r}
    return any(r and call(h, (r,), natural=True) for r in given)


def _fork_usable(outer: Type, a: Type, b: Type) -> bool:
    given = set(zip(results(a), results(b), strict=True))
    return any(x and y and call(outer, (x, y), natural=True) for x, y in given)


def _matcher_usable(function: Type, target: Type) -> bool:
    return any(r is not None and overlap(r, target) for r in set(results(function)))


_BY_RESULTS: dict[str, Callable[..., bool]] = {
    "compose": _compose_usable,
    "chain": _chain_usable,
    "fork": _fork_usable,
    "matcher": _matcher_usable,
}


def _suited(function: Type, given: tuple[Type, ...], missing: int) -> Iterator[tuple[Type, ...]]:
    """Usual arguments that suit the function, those given first."""
    if missing == 0:
        if call(function, given, natural=True) is not None:
            yield given
        return
    rest = (ANY,) * (missing - 1)
    for probe in PROBES:
        if call(function, (*given, probe, *rest), natural=True) is not None:
            yield from _suited(function, (*given, probe), missing - 1)


@lru_cache(maxsize=1 << 16)
def alike(a: Type, b: Type) -> bool:
    """Whether two functions can stand for each other: see `arc_dsl.types.probing`."""
    return probing.alike(call, a, b)
