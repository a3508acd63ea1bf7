"""Small typed changes to programs: mutation of one place, and crossover of two programs.

After CodeIt (appendix, "program mutation"): a line is chosen; its function is replaced by one of
the same type, an argument by another of a suitable type, or its definition by a new random line.
Nothing is offered that does not type-check.
"""

from collections.abc import Sequence
from random import Random

from arc_dsl.application import alike, call
from arc_dsl.constants import CONSTANTS
from arc_dsl.grammar import Scope
from arc_dsl.inference import infer, well_typed
from arc_dsl.program import INPUT, Line, Program
from arc_dsl.sampling import (
    Weights,
    constant_weight,
    first_fitting,
    random_extension,
    random_line,
)
from arc_dsl.signatures import SIGNATURES
from arc_dsl.static_types import Tag, Type, alternatives, type_of_name

__all__ = ["crossover", "mutate", "same_kind"]

_FUNCTION, _ARGUMENT = 0.25, 0.5
"""Chances of the first two kinds of change; the rest is a new random line."""
_INSERTED = 0.5
"""Chance that a new random line is inserted and used, rather than taking a line's place."""
_ATTEMPTS = 100
_NEW = "new"
"""Name of an inserted line until the program is renumbered."""

_Lines = list[Line]


def mutate(program: Program, rng: Random, weights: Weights | None = None) -> Program:
    """The program with one change: well typed, simplified, and not equal to the given one.

    With probability 0.25 a function is replaced by one of the same type, with 0.5 an argument,
    with 0.25 a definition by a new random line. `weights` say how often functions are drawn for
    new lines. The same generator state gives the same mutant. Raises TypeMismatch if the program
    itself is not well typed.
    """
    parent = program.simplified()
    types = infer(parent)
    for _ in range(_ATTEMPTS):
        number = rng.randrange(len(parent))
        dice = rng.random()
        if dice < _FUNCTION:
            changed = _replace_function(parent, types, number, rng, weights)
        elif dice < _FUNCTION + _ARGUMENT:
            changed = _replace_argument(parent, types, number, rng)
        else:
            changed = _new_line(parent, types, number, rng, weights)
        mutant = None if changed is None else _finished(changed, parent)
        if mutant is not None:
            return mutant
    return random_extension(parent, rng, len(parent) + 1)


def same_kind(of: Type, wanted: Type) -> bool:
    """Whether a value of the type can stand where one of the wanted type stood."""
    if wanted.tag is Tag.FUNCTION or of.tag is Tag.FUNCTION:
        return of.arity == wanted.arity and alike(of, wanted)
    return bool(set(alternatives(of)) & set(alternatives(wanted)))


def _finished(lines: _Lines, parent: Program) -> Program | None:
    """The lines as a program, if it is well typed and another than the parent."""
    mutant = Program.of(lines).simplified()
    uses_input = any(INPUT in line.args for line in mutant.lines)
    return mutant if mutant != parent and uses_input and well_typed(mutant) else None


def _scope(program: Program, number: int) -> Scope:
    """The scope before a line."""
    return Scope.of(program.lines[:number], natural=True)


def _replace_function(
    program: Program,
    types: Sequence[Type],
    number: int,
    rng: Random,
    weights: Weights | None,
) -> _Lines | None:
    """Another function on the same arguments, with a result of the same type."""
    line, scope = program.lines[number], _scope(program, number)
    args = tuple(map(scope.type_of, line.args))
    names = [
        name
        for name in (*scope.names, *SIGNATURES)
        if name not in (line.function, "identity") and scope.arity(name) == len(args)
    ]

    def fits(name: str) -> bool:
        given = call(scope.type_of(name), args, natural=True)
        return given is not None and same_kind(given, types[number])

    odds = [1.0 if weights is None else weights.get(name, 0.1) for name in names]
    found = first_fitting(names, odds, rng, fits)
    return None if found is None else _with_line(program, number, found, line.args)


def _replace_argument(
    program: Program, types: Sequence[Type], number: int, rng: Random
) -> _Lines | None:
    """Another name as one argument, the line's type kept."""
    line, scope = program.lines[number], _scope(program, number)
    position = rng.randrange(len(line.args))
    function, args = scope.type_of(line.function), list(map(scope.type_of, line.args))
    names = [n for n in (*scope.names, *CONSTANTS) if n != line.args[position]]
    if scope.takes_function(line.function, position):
        names += [n for n in SIGNATURES if n != line.args[position]]
    odds = _odds(program, scope, line, position, names)
    by_type: dict[Type, list[int]] = {}  # names of one type fit together or not at all
    for i, name in enumerate(names):
        by_type.setdefault(scope.type_of(name), []).append(i)

    def fits(of: Type) -> bool:
        args[position] = of
        given = call(function, tuple(args), natural=True)
        return given is not None and same_kind(given, types[number])

    sums = [sum([odds[i] for i in members]) for members in by_type.values()]
    found = first_fitting(tuple(by_type), sums, rng, fits)
    if found is None:
        return None
    members = by_type[found]
    name = names[rng.choices(members, [odds[i] for i in members])[0]]
    return _with_line(program, number, line.function, _put(line.args, position, name))


def _odds(
    program: Program, scope: Scope, line: Line, position: int, names: Sequence[str]
) -> list[float]:
    """How likely names are: like values first, constants that the program knows before others."""
    now = line.args[position]
    known = {name for each in program.lines for name in each.args}
    primitive = 1.0 if now in SIGNATURES else 0.02
    of_now = type_of_name(now) if now in CONSTANTS else None
    odds = []
    for name in names:
        if name in SIGNATURES:
            odds.append(primitive)
        elif name not in CONSTANTS:
            odds.append(2.0)
        else:
            likely = constant_weight(line.function, position, name)
            if of_now is not None and type_of_name(name) is of_now:
                likely *= 2.0
            odds.append(likely * (3.0 if name in known else 1.0))
    return odds


def _new_line(
    program: Program,
    types: Sequence[Type],
    number: int,
    rng: Random,
    weights: Weights | None,
) -> _Lines | None:
    """A random line in the place of one, or before it and used by it."""
    line, scope = program.lines[number], _scope(program, number)
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
    lines = _with_line(program, number, line.function, _put(line.args, position, _NEW))
    return [*lines[:number], Line(_NEW, *drawn), *lines[number:]]


def _put(args: tuple[str, ...], position: int, name: str) -> tuple[str, ...]:
    return (*args[:position], name, *args[position + 1 :])


def _with_line(program: Program, number: int, function: str, args: tuple[str, ...]) -> _Lines:
    lines = list(program.lines)
    lines[number] = Line(lines[number].name, function, args)
    return lines


# ------------------------------------------------------------------ crossover


def crossover(a: Program, b: Program, rng: Random) -> Program:
    """`a` with one value computed as `b` computes a value of the same type.

    Well typed, simplified, not equal to `a`; if the two share no type, a mutant of `a`. The same
    generator state gives the same child. Raises TypeMismatch if either is not well typed.
    """
    a, b = a.simplified(), b.simplified()
    types, others = infer(a), infer(b)
    for _ in range(_ATTEMPTS):
        number, donor = rng.randrange(len(a)), rng.randrange(len(b))
        child = _splice(a, types, number, _part(b, donor), others[donor], rng)
        found = None if child is None else _finished(child, a)
        if found is not None:
            return found
    return mutate(a, rng)


def _part(program: Program, number: int) -> _Lines:
    """The lines on which a line rests, itself last, under names of their own."""
    part = Program.of(program.lines[: number + 1]).simplified()
    own = {line.name: f"b_{line.name}" for line in part.lines}
    return [
        Line(own[ln.name], own.get(ln.function, ln.function), tuple(own.get(a, a) for a in ln.args))
        for ln in part.lines
    ]


def _splice(
    a: Program, types: Sequence[Type], number: int, part: _Lines, of: Type, rng: Random
) -> _Lines | None:
    """The part before a line, and in the place of the line's value or of one of its arguments."""
    line, scope = a.lines[number], _scope(a, number)
    lines, name = list(a.lines), part[-1].name
    places = [i for i, arg in enumerate(line.args) if same_kind(of, scope.type_of(arg))]
    if same_kind(of, types[number]) and (not places or rng.random() < 0.5):
        lines[number : number + 1] = [*part[:-1], Line(line.name, part[-1].function, part[-1].args)]
        return lines
    if not places:
        return None
    lines[number] = Line(line.name, line.function, _put(line.args, rng.choice(places), name))
    return [*lines[:number], *part, *lines[number:]]
