"""Random well-typed lines and programs.

Everything is drawn from what a `Scope` offers, so whatever comes out type-checks. Draws lean to
what makes programs of some use: values not used yet, recent values, colours where a colour is
asked for. For the uniform prior over the grammar see `arc_dsl.generate.bits`.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from typing import TypeVar

from arc_dsl.constants import CONSTANTS
from arc_dsl.program import Line, Program
from arc_dsl.signatures import SIGNATURES
from arc_dsl.types.grammar import Scope
from arc_dsl.types.static_types import GRID, INDEX, INTEGER, Type, type_of_name

__all__ = [
    "RARE",
    "Weights",
    "constant_weight",
    "first_fitting",
    "random_extension",
    "random_line",
    "random_program",
]

T = TypeVar("T")
Weights = Mapping[str, float]
"""How often each function should be drawn, relatively; names left out count as rare."""

RARE = 0.1
"""The weight of functions that weights leave out."""
_PRIMITIVES = tuple(name for name in SIGNATURES if name != "identity")
_COLOR_PARAMETERS = frozenset({"value", "replacee", "replacer", "fallback"})
_COLORS = frozenset(name for name, v in CONSTANTS.items() if type(v) is int and 0 <= v <= 9)
_FACTORS = frozenset({"TWO", "THREE"})
_UNIT_STEPS = frozenset(
    name for name, v in CONSTANTS.items() if isinstance(v, tuple) and max(map(abs, v)) == 1
)
_ATTEMPTS = 200
_LAST_RESORT = 1e-6
_PRIMITIVE_ARGUMENT = 0.05
"""How strongly to lean to a primitive as an argument: there are many."""


def constant_weight(function: str, position: int, name: str) -> float:
    """How strongly to lean to a constant as an argument, relatively; 0 for what would fail."""
    parameters = SIGNATURES[function].parameters if function in SIGNATURES else ()
    parameter, declared = parameters[position] if parameters else ("", "")
    of = type_of_name(name)
    if parameter in _COLOR_PARAMETERS or (function == "switch" and position > 0):
        return 0.6 * (name in _COLORS)
    if parameter == "factor" or (parameter == "n" and function in ("hsplit", "vsplit", "power")):
        return float(name in _FACTORS)
    if of is INTEGER and declared in ("Integer", "Numerical"):
        return 0.3
    if of is INDEX:
        return 0.5 if name in _UNIT_STEPS else 0.1
    return 0.5


@cache
def _constant_weights(function: str, position: int) -> tuple[float, ...]:
    return tuple(constant_weight(function, position, name) + _LAST_RESORT for name in CONSTANTS)


def random_line(
    scope: Scope, rng: Random, wanted: Type | None = None, weights: Weights | None = None
) -> tuple[str, tuple[str, ...]] | None:
    """A function and arguments for the next line, with a value of the wanted type if one is given.

    None if the scope offers none.
    """
    unused = set(scope.unused())
    mine = [n for n, of in zip(scope.names, scope.types, strict=True) if of.arity]
    odds = [20.0 if n in unused else 2.0 for n in mine]
    odds += [1.0 if weights is None else weights.get(n, RARE) for n in _PRIMITIVES]
    function = first_fitting([*mine, *_PRIMITIVES], odds, rng, lambda f: scope.can_call(f, wanted))
    if function is None:
        return None
    given: tuple[str, ...] = ()
    while len(given) < scope.arity(function):
        name = _random_argument(scope, function, given, rng, wanted)
        if name is None:
            return None
        given = (*given, name)
    return function, given


def first_fitting(
    choices: Sequence[T], odds: list[float], rng: Random, fits: Callable[[T], bool]
) -> T | None:
    """The first choice that fits when they are drawn by their odds and not put back.

    Each is as likely as if all that fit had been found first. The odds are used up.
    """
    while any(odds):
        i = rng.choices(range(len(choices)), odds)[0]
        if fits(choices[i]):
            return choices[i]
        odds[i] = 0.0
    return None


def _random_argument(
    scope: Scope, function: str, given: tuple[str, ...], rng: Random, wanted: Type | None
) -> str | None:
    position = len(given)
    wished = {*scope.unused(), scope.names[-1]}
    names = [*scope.names, *CONSTANTS]
    odds = [(15.0 if n in wished else 2.0) * (0.2 if n in given else 1.0) for n in scope.names]
    odds += _constant_weights(function, position)
    if scope.takes_function(function, position):
        names += SIGNATURES
        odds += [_PRIMITIVE_ARGUMENT] * len(SIGNATURES)
    return first_fitting(names, odds, rng, lambda n: scope.allows(function, given, n, wanted))


def random_program(rng: Random, lines: int, weights: Weights | None = None) -> Program:
    """A random well-typed program of so many lines (at least 1).

    Its last line is a Grid computed from the input; every line is used and no two are equal. The
    same generator state gives the same program.
    """
    if lines < 1:
        raise ValueError(f"a program needs at least one line, not {lines}")
    shorter: Program | None = None
    for _ in range(_ATTEMPTS):
        found = _grow(rng, lines, weights)
        if found is not None and len(found) == lines:
            return found
        if found is not None and (shorter is None or len(found) > len(shorter)):
            shorter = found
    if shorter is None:
        raise RuntimeError("no program found")
    return random_extension(shorter, rng, lines, weights)


def random_extension(
    program: Program, rng: Random, lines: int, weights: Weights | None = None
) -> Program:
    """The program made so many lines long by whole-grid lines after its last."""
    scope = Scope.of(program.lines, natural=True, repeats=False)
    while len(scope) < lines:
        last = scope.names[-1]
        steps = [f for f in scope.functions(GRID) if SIGNATURES.get(f) and scope.arity(f) == 1]
        useful = [f for f in steps if last in scope.arguments(f, (), GRID) and f != "identity"]
        scope = scope.extend(rng.choice(useful), (last,))
    return scope.program()


def _grow(rng: Random, lines: int, weights: Weights | None) -> Program | None:
    """Lines drawn until one is a Grid that rests on so many lines; else the best there was."""
    scope = Scope.start(natural=True)
    rests = [1]
    best: int | None = None
    for _ in range(4 * lines):
        drawn = random_line(scope, rng, GRID if lines == 1 else None, weights)
        if drawn is None or drawn in scope.calls:
            continue
        scope = scope.extend(*drawn)
        function, args = drawn
        used = [scope.names.index(n) for n in (function, *args) if n in scope.names]
        mask = 1 << len(scope)
        for i in used:
            mask |= rests[i]
        rests.append(mask)
        if scope.can_end() and mask & 1:
            needed = mask.bit_count() - 1
            if needed == lines:
                return _slice(scope, mask)
            if needed < lines and (best is None or needed >= rests[best].bit_count() - 1):
                best = len(scope)
    return None if best is None else _slice(scope, rests[best])


def _slice(scope: Scope, mask: int) -> Program:
    """The lines whose bits are set, the highest last."""
    return Program.of(
        Line(name, *call)
        for i, (name, call) in enumerate(zip(scope.names[1:], scope.calls, strict=True), 1)
        if mask >> i & 1
    )
