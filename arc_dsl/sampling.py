"""Random well-typed lines and programs.

Everything is drawn from what a `Scope` offers, so whatever comes out type-checks. Draws lean to
what makes programs of some use: values not used yet, recent values, colours where a colour is
asked for. For the uniform prior over the grammar see `arc_dsl.bits`.
"""

from collections.abc import Mapping, Sequence
from random import Random

from arc_dsl.constants import CONSTANTS
from arc_dsl.grammar import Scope
from arc_dsl.program import Line, Program
from arc_dsl.signatures import SIGNATURES
from arc_dsl.static_types import GRID, INDEX, INTEGER, Type

__all__ = ["argument_weight", "random_line", "random_program"]

Weights = Mapping[str, float]
"""How often each function should be drawn, relatively; names left out count as rare."""

_RARE = 0.1
_COLOR_PARAMETERS = frozenset({"value", "replacee", "replacer", "fallback"})
_COLORS = frozenset(name for name, v in CONSTANTS.items() if type(v) is int and 0 <= v <= 9)
_FACTORS = frozenset({"TWO", "THREE"})
_UNIT_STEPS = frozenset(
    name for name, v in CONSTANTS.items() if isinstance(v, tuple) and max(map(abs, v)) == 1
)
_ATTEMPTS = 200


def argument_weight(scope: Scope, function: str, position: int, name: str) -> float:
    """How strongly to lean to a name as an argument, relatively; 0 for what would fail."""
    if name in scope.names:
        return 6.0 if name in scope.unused() or name == scope.names[-1] else 2.0
    if name not in CONSTANTS:
        return 0.05
    parameters = SIGNATURES[function].parameters if function in SIGNATURES else ()
    parameter, declared = parameters[position] if parameters else ("", "")
    of = scope.type_of(name)
    if parameter in _COLOR_PARAMETERS or (function == "switch" and position > 0):
        return 0.6 * (name in _COLORS)
    if parameter == "factor" or (parameter == "n" and function in ("hsplit", "vsplit", "power")):
        return float(name in _FACTORS)
    if of is INTEGER and declared in ("Integer", "Numerical"):
        return 0.3
    if of is INDEX:
        return 0.5 if name in _UNIT_STEPS else 0.1
    return 0.5


def random_line(
    scope: Scope, rng: Random, wanted: Type | None = None, weights: Weights | None = None
) -> tuple[str, tuple[str, ...]] | None:
    """A function and arguments for the next line, with a value of the wanted type if one is given.

    None if the scope offers none.
    """
    functions = [f for f in scope.functions(wanted) if f != "identity"]
    if not functions:
        return None
    unused = set(scope.unused())
    function = rng.choices(
        functions, [_function_weight(scope, f, f in unused, weights) for f in functions]
    )[0]
    given: tuple[str, ...] = ()
    while len(given) < scope.arity(function):
        offered = scope.arguments(function, given, wanted)
        if not offered:
            return None
        given = (*given, _draw(scope, function, given, offered, rng))
    return function, given


def _function_weight(scope: Scope, name: str, unused: bool, weights: Weights | None) -> float:
    if name in scope.names:
        return 20.0 if unused else 2.0
    return 1.0 if weights is None else weights.get(name, _RARE)


def _draw(
    scope: Scope, function: str, given: Sequence[str], offered: Sequence[str], rng: Random
) -> str:
    odds = [argument_weight(scope, function, len(given), name) for name in offered]
    odds = [w * 0.2 if name in given else w for w, name in zip(odds, offered, strict=True)]
    return rng.choices(offered, odds if any(odds) else None)[0]


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
    scope = Scope.start(natural=True, repeats=False)
    rests = [1]
    best: int | None = None
    for number in range(1, 3 * lines + 1):
        wanted = GRID if rng.random() < max(0.25, 1 / lines) else None
        drawn = random_line(scope, rng, wanted, weights)
        if drawn is None:
            return None
        scope = scope.extend(*drawn)
        function, args = drawn
        used = [scope.names.index(n) for n in (function, *args) if n in scope.names]
        mask = 1 << number
        for i in used:
            mask |= rests[i]
        rests.append(mask)
        if scope.can_end() and mask & 1:
            needed = mask.bit_count() - 1
            if needed == lines:
                return _slice(scope, mask)
            if needed < lines and (best is None or needed >= rests[best].bit_count() - 1):
                best = number
    return None if best is None else _slice(scope, rests[best])


def _slice(scope: Scope, mask: int) -> Program:
    """The lines whose bits are set, the highest last."""
    return Program.of(
        Line(name, *call)
        for i, (name, call) in enumerate(zip(scope.names[1:], scope.calls, strict=True), 1)
        if mask >> i & 1
    )
