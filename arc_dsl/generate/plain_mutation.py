"""What mutation means, in plain Python: the reference of the native one, draw for draw.

After CodeIt (appendix, "program mutation"): a line is chosen; its function is replaced by one of
the same type, an argument by another of a suitable type, or its definition by a new random line.
Nothing is offered that does not type-check. `arc_dsl.generate.mutation` chooses between the two.
"""

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random

from arc_dsl.constants import CONSTANTS
from arc_dsl.generate.sampling import RARE, Weights, constant_weight, random_line
from arc_dsl.program import INPUT, Line, Program
from arc_dsl.signatures import SIGNATURES
from arc_dsl.types.application import alike, call, makes_alike
from arc_dsl.types.grammar import Scope
from arc_dsl.types.inference import infer, well_typed
from arc_dsl.types.static_types import GRID, Tag, Type, alternatives, type_of_name

__all__ = ["Parent", "changed", "finished", "parent_of", "put", "same_kind"]

_FUNCTION, _ARGUMENT = 0.25, 0.5
"""Chances of the first two kinds of change; the rest is a new random line."""
_INSERTED = 0.5
"""Chance that a new random line is inserted and used, rather than taking a line's place."""
_ATTEMPTS = 100
_NEW = "new"
"""Name of an inserted line until the program is renumbered."""
_KEPT_PARENTS = 512
"""Parents whose types and scopes are remembered: all seeds, and what was found beside them."""
_REJECTIONS = 24
"""Draws among all primitives before those that fit are listed: a listing costs up to 160 calls of
inference, and half of all draws are over after eight (measured on mutants of the seeds)."""

_Lines = list[Line]
_Fit = tuple[Type, tuple[Type, ...], int, Type]
"""A function, its arguments' types, the position that varies (-1: the function), the result."""


@dataclass(frozen=True, slots=True)
class Parent:
    """What the mutants of one program share."""

    program: Program
    types: tuple[Type, ...]
    by_name: Mapping[str, Type]
    """The type of the input and of every line's value."""
    scopes: tuple[Scope, ...]
    """The scope before each line."""
    known: frozenset[str]
    """All names that stand as arguments."""


@lru_cache(maxsize=_KEPT_PARENTS)
def parent_of(program: Program) -> Parent:
    """The program, simplified, with what its mutants share.

    Raises TypeMismatch if the program is not well typed.
    """
    simple = program.simplified()
    types = infer(simple)
    scopes = [Scope.start(natural=True)]
    for line in simple.lines[:-1]:
        scopes.append(scopes[-1].extend(line.function, line.args))
    names = (INPUT, *(line.name for line in simple.lines))
    return Parent(
        simple,
        types,
        dict(zip(names, (GRID, *types), strict=True)),
        tuple(scopes),
        frozenset(name for line in simple.lines for name in line.args),
    )


def changed(program: Program, rng: Random, weights: Weights | None = None) -> Program | None:
    """The program with one change, as `mutation.mutate` says; None if none was found.

    Raises TypeMismatch if the program itself is not well typed.
    """
    parent = parent_of(program)
    for _ in range(_ATTEMPTS):
        number = rng.randrange(len(parent.program))
        dice = rng.random()
        if dice < _FUNCTION:
            lines = _replace_function(parent, number, rng, weights)
        elif dice < _FUNCTION + _ARGUMENT:
            lines = _replace_argument(parent, number, rng)
        else:
            lines = _new_line(parent, number, rng, weights)
        mutant = None if lines is None else finished(lines, parent.program)
        if mutant is not None:
            return mutant
    return None


@lru_cache(maxsize=1 << 15)
def same_kind(of: Type, wanted: Type) -> bool:
    """Whether a value of the type can stand where one of the wanted type stood."""
    if wanted.tag is Tag.FUNCTION or of.tag is Tag.FUNCTION:
        return of.arity == wanted.arity and alike(of, wanted)
    return bool(set(alternatives(of)) & set(alternatives(wanted)))


def finished(lines: _Lines, parent: Program) -> Program | None:
    """The lines as a program, if it is well typed and another than the parent."""
    mutant = Program(tuple(lines)).simplified()
    uses_input = any(INPUT in line.args for line in mutant.lines)
    return mutant if uses_input and mutant != parent and well_typed(mutant) else None


# ------------------------------------------------------------------ drawing what fits


@lru_cache(maxsize=1 << 17)
def _stands(fit: _Fit, of: Type) -> bool:
    """Whether the type can stand in the place of a call, its result kept."""
    function, args, position, result = fit
    if position < 0:
        function = of
    else:
        args = (*args[:position], of, *args[position + 1 :])
    if not function.parts and function.label in SIGNATURES and len(args) == function.arity:
        told = makes_alike(function.label, args, result)
        if told is not None:
            return told
    given = call(function, args, natural=True)
    return given is not None and (given is result or same_kind(given, result))


@lru_cache(maxsize=1 << 12)
def _standing(fit: _Fit, names: tuple[str, ...]) -> tuple[str, ...]:
    """The primitives among the names that can stand there."""
    return tuple(name for name in names if _stands(fit, _PRIMITIVE_TYPES[name]))


def _draw(
    fit: _Fit,
    mine: Mapping[str, float],
    types: Mapping[str, Type],
    primitives: "_Choices",
    weight: float,
    now: str,
    rng: Random,
) -> str | None:
    """A name other than `now` that can stand there, drawn by weight; None if none can.

    `mine` are weights of variables and constants, of the given `types`; each primitive weighs
    `weight` times its own.
    """
    suits: dict[Type, bool] = {}
    fitting: dict[str, float] = {}
    for name, odds in mine.items():
        of = types[name]
        if of not in suits:
            suits[of] = _stands(fit, of)
        if suits[of] and odds:
            fitting[name] = odds
    own = 0.0
    for odds in fitting.values():  # `sum` rounds otherwise in later Pythons: streams would differ
        own += odds
    rest = weight * primitives.total
    for _ in range(_REJECTIONS):
        dice = rng.random() * (own + rest)
        if dice < own:
            return rng.choices(tuple(fitting), tuple(fitting.values()))[0]
        if not rest:
            return None
        name = primitives.at(dice - own, weight)
        if name != now and _stands(fit, _PRIMITIVE_TYPES[name]):
            return name
    for name in _standing(fit, primitives.names):
        if name != now:
            fitting[name] = weight * primitives.odds[name]
    if not any(fitting.values()):
        return None
    return rng.choices(tuple(fitting), tuple(fitting.values()))[0]


class _Choices:
    """Primitives with weights, to be drawn many times."""

    __slots__ = ("_sums", "names", "odds", "total")

    def __init__(self, odds: Mapping[str, float]) -> None:
        self.odds = odds
        self.names = tuple(odds)
        self._sums = list(accumulate(odds.values()))
        self.total = self._sums[-1] if self._sums else 0.0

    def at(self, place: float, scale: float) -> str:
        """The primitive at a place between 0 and `scale` times the total."""
        return self.names[min(bisect(self._sums, place / scale), len(self.names) - 1)]


_PRIMITIVE_TYPES: dict[str, Type] = {
    name: of for name in SIGNATURES if (of := type_of_name(name)) is not None
}
_CONSTANT_TYPES: dict[str, Type] = {
    name: of for name in CONSTANTS if (of := type_of_name(name)) is not None
}
_ALL = _Choices(dict.fromkeys(SIGNATURES, 1.0))
_NONE = _Choices({})


@lru_cache(maxsize=8)
def _of_arity(arity: int) -> _Choices:
    return _Choices({n: 1.0 for n, s in SIGNATURES.items() if s.arity == arity and n != "identity"})


def _weighted(arity: int, weights: Weights | None) -> _Choices:
    if weights is None:
        return _of_arity(arity)
    return _Choices({name: weights.get(name, RARE) for name in _of_arity(arity).names})


# ------------------------------------------------------------------ the three changes


def _replace_function(
    parent: Parent, number: int, rng: Random, weights: Weights | None
) -> _Lines | None:
    """Another function on the same arguments, with a result of the same type."""
    line, scope = parent.program.lines[number], parent.scopes[number]
    args = tuple(map(scope.type_of, line.args))
    fit = (scope.type_of(line.function), args, -1, parent.types[number])
    mine = {
        name: 1.0 if weights is None else RARE
        for name, of in zip(scope.names, scope.types, strict=True)
        if of.arity == len(args) and name != line.function
    }
    others = _weighted(len(args), weights)
    found = _draw(fit, mine, parent.by_name, others, 1.0, line.function, rng)
    return None if found is None else _with_line(parent.program, number, found, line.args)


def _replace_argument(parent: Parent, number: int, rng: Random) -> _Lines | None:
    """Another name as one argument, the line's type kept."""
    line, scope = parent.program.lines[number], parent.scopes[number]
    position = rng.randrange(len(line.args))
    now = line.args[position]
    args = tuple(map(scope.type_of, line.args))
    fit = (scope.type_of(line.function), args, position, parent.types[number])
    mine = dict.fromkeys(scope.names, 2.0)
    mine.update(_constant_odds(line, position, parent.known))
    mine.pop(now, None)
    takes = scope.takes_function(line.function, position)
    types = {**_CONSTANT_TYPES, **parent.by_name}
    weight = 1.0 if now in SIGNATURES else 0.02
    name = _draw(fit, mine, types, _ALL if takes else _NONE, weight, now, rng)
    if name is None:
        return None
    return _with_line(parent.program, number, line.function, put(line.args, position, name))


def _constant_odds(line: Line, position: int, known: frozenset[str]) -> dict[str, float]:
    """How likely constants are: like values first, those that the program knows before others."""
    now = line.args[position]
    of_now = _CONSTANT_TYPES.get(now)
    odds = dict(_usual_odds(line.function, position))
    for name in odds:
        if of_now is not None and _CONSTANT_TYPES[name] is of_now:
            odds[name] *= 2.0
        if name in known:
            odds[name] *= 3.0
    return odds


@lru_cache(maxsize=1 << 10)
def _usual_odds(function: str, position: int) -> dict[str, float]:
    return {name: constant_weight(function, position, name) for name in CONSTANTS}


def _new_line(parent: Parent, number: int, rng: Random, weights: Weights | None) -> _Lines | None:
    """A random line in the place of one, or before it and used by it."""
    program, types = parent.program, parent.types
    line, scope = program.lines[number], parent.scopes[number]
    if rng.random() >= _INSERTED:
        if types[number].tag in (Tag.FUNCTION, Tag.ANY):
            return None
        drawn = random_line(scope, rng, types[number], weights)
        return None if drawn is None else _with_line(program, number, *drawn)
    position = rng.randrange(len(line.args))
    wanted = scope.type_of(line.args[position])
    if wanted.tag in (Tag.FUNCTION, Tag.ANY):
        return None
    drawn = random_line(scope, rng, wanted, weights)
    if drawn is None:
        return None
    lines = _with_line(program, number, line.function, put(line.args, position, _NEW))
    return [*lines[:number], Line(_NEW, *drawn), *lines[number:]]


def put(args: tuple[str, ...], position: int, name: str) -> tuple[str, ...]:
    """The arguments with another name at a position."""
    return (*args[:position], name, *args[position + 1 :])


def _with_line(program: Program, number: int, function: str, args: tuple[str, ...]) -> _Lines:
    lines = list(program.lines)
    lines[number] = Line(lines[number].name, function, args)
    return lines
