"""Functions applied to types: primitives, bound and composed functions, unions of them.

`call` answers what a function value gives for arguments of given types. The published language
checks nothing when functions are composed or bound, only when they are called; so do we, unless
asked for `natural` uses only: then a function that no usual argument suits is refused when made.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import product

from arc_dsl.callers import CALLERS, is_test
from arc_dsl.probes import PROBES
from arc_dsl.signatures import SIGNATURES
from arc_dsl.static_types import (
    ANY,
    BOOLEAN,
    INTEGER,
    Tag,
    Type,
    alternatives,
    closure,
    join,
    overlap,
    primitive,
)
from arc_dsl.typing_table import apply_rule

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
_MAX_COMBINATIONS = 64
_FOLLOWED = 8
"""Types that a function applied again and again is followed through."""

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
    if function.parts:
        return _CLOSURES[function.label](function.parts, args, natural)
    name = function.label
    if SIGNATURES[name].arity != len(args):
        return None
    if name in _CLOSURES:
        return _make_function(name, args, natural)
    if name == "branch":
        return _branch(args, natural)
    if name in CALLERS:
        return _each(partial(CALLERS[name], call), args, natural)
    return _each(partial(apply_rule, name), args, natural)


def _each(
    rule: Callable[[tuple[Type, ...], bool], Type | None], args: tuple[Type, ...], natural: bool
) -> Type | None:
    """The rule on every combination of alternatives; what some combination gives is given."""
    choices = [alternatives(a) for a in args]
    count = 1
    for i, choice in enumerate(choices):
        count *= len(choice)
        if count > _MAX_COMBINATIONS:
            choices[i] = (ANY,)
            count //= len(choice)
    found = [r for combo in product(*choices) if (r := rule(combo, natural)) is not None]
    return join(found) if found else None


def _branch(args: tuple[Type, ...], natural: bool) -> Type | None:
    condition, a, b = args
    if natural and not (is_test(condition) and (overlap(a, b) or alike(a, b))):
        return None
    return join((a, b))


# ------------------------------------------------------------------ primitives that make functions

_FUNCTION_PARAMETERS = {
    "compose": 2,
    "chain": 3,
    "fork": 3,
    "matcher": 1,
    "rbind": 1,
    "lbind": 1,
    "power": 1,
}
"""How many of the first parameters must be functions."""


def _make_function(maker: str, args: tuple[Type, ...], natural: bool) -> Type | None:
    functions = args[: _FUNCTION_PARAMETERS[maker]]
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
        parameters = SIGNATURES[function.label].parameters
        return position < len(parameters) and parameters[position][1] == "Callable"
    if function.label == "lbind":
        return wants_function(function.parts[0], position + 1)
    return function.label == "rbind" and wants_function(function.parts[0], position)


def _then(inner: Type | None, outer: Type, natural: bool) -> Type | None:
    return None if inner is None else call(outer, (inner,), natural)


def _call_compose(parts: tuple[Type, ...], args: tuple[Type, ...], natural: bool) -> Type | None:
    """Calls a function made by `compose` or `chain`: the last part comes first."""
    if len(args) != 1:
        return None
    given: Type | None = args[0]
    for function in reversed(parts):
        given = _then(given, function, natural)
    return given


def _call_matcher(parts: tuple[Type, ...], args: tuple[Type, ...], natural: bool) -> Type | None:
    given = call(parts[0], args, natural) if len(args) == 1 else None
    if given is None or (natural and not overlap(given, parts[1])):
        return None
    return BOOLEAN


def _call_fork(parts: tuple[Type, ...], args: tuple[Type, ...], natural: bool) -> Type | None:
    if len(args) != 1:
        return None
    outer, *inner = parts
    a, b = (call(f, args, natural) for f in inner)
    return None if a is None or b is None else call(outer, (a, b), natural)


def _call_bound(
    function: Type, args: tuple[Type, ...], full: tuple[Type, ...], natural: bool
) -> Type | None:
    if function.tag is Tag.ANY:
        return ANY
    taken = {2: 1, 3: 2}.get(function.arity, 3)
    return call(function, full, natural) if len(args) == taken else None


def _call_rbind(parts: tuple[Type, ...], args: tuple[Type, ...], natural: bool) -> Type | None:
    return _call_bound(parts[0], args, (*args, parts[1]), natural)


def _call_lbind(parts: tuple[Type, ...], args: tuple[Type, ...], natural: bool) -> Type | None:
    return _call_bound(parts[0], args, (parts[1], *args), natural)


def _call_power(parts: tuple[Type, ...], args: tuple[Type, ...], natural: bool) -> Type | None:
    """Once, twice, ... until nothing new comes: how often is not known.

    If ever new types come it may be any: what could run must not be refused.
    """
    given = call(parts[0], args, natural)
    if given is None or (natural and not overlap(given, args[0])):
        return None
    seen = {given: None}
    while given is not None and len(args) == 1 and len(seen) < _FOLLOWED:
        given = _then(given, parts[0], natural)
        if given is None or given in seen:
            break
        seen[given] = None
    if len(seen) == _FOLLOWED and not natural:
        return ANY
    return join(seen)


_CLOSURES: dict[str, Callable[[tuple[Type, ...], tuple[Type, ...], bool], Type | None]] = {
    "compose": _call_compose,
    "chain": _call_compose,
    "matcher": _call_matcher,
    "fork": _call_fork,
    "rbind": _call_rbind,
    "lbind": _call_lbind,
    "power": _call_power,
}


# ------------------------------------------------------------------ which functions are of any use


@lru_cache(maxsize=1 << 14)
def results(function: Type) -> tuple[Type | None, ...]:
    """What a one-argument function gives for each of the usual arguments."""
    if function.label in _MADE and function.parts:
        return tuple(_MADE[function.label](i, *function.parts) for i in range(len(PROBES)))
    return tuple(call(function, (probe,), natural=True) for probe in PROBES)


def _result_of_composed(i: int, *functions: Type) -> Type | None:
    """What functions give one after another for a usual argument; the last comes first."""
    given = results(functions[-1])[i]
    for function in reversed(functions[:-1]):
        given = _then(given, function, True)
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
    functions = args[: _FUNCTION_PARAMETERS.get(maker, 0)]
    if maker not in _MADE or wanted.arity != 1 or wanted.tag is not Tag.FUNCTION:
        return None
    if not all(each.tag is Tag.FUNCTION for each in functions):
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
    return any(_then(r, outer, True) for r in set(results(inner)))


def _chain_usable(h: Type, g: Type, f: Type) -> bool:
    return any(_then(_then(r, g, True), h, True) for r in set(results(f)))


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
    """Whether two functions can stand for each other.

    They do if they give alike for some usual argument or, taking several, are declared alike.
    """
    if not all(f.tag is Tag.FUNCTION for f in (a, b)):
        return False
    if not (a.parts or b.parts) and a.arity > 1:
        kinds = [[t for _, t in SIGNATURES[f.label].parameters] for f in (a, b)]
        return kinds[0] == kinds[1] and SIGNATURES[a.label].result == SIGNATURES[b.label].result
    given = zip(results(a), results(b), strict=True)
    return any(x is not None and y is not None and overlap(x, y) for x, y in given)
