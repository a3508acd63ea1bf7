"""Small typed changes to programs: mutation of one place, and crossover of two programs.

After CodeIt (appendix, "program mutation"). What a mutation is says
`arc_dsl.generate.plain_mutation`; where the native engine is in use the same mutants, draw for
draw, come from there, five times cheaper.
"""

from random import Random

from arc_dsl.generate import native_mutation
from arc_dsl.generate.plain_mutation import (
    Parent,
    changed,
    finished,
    parent_of,
    put,
    same_kind,
)
from arc_dsl.generate.sampling import Weights, random_extension
from arc_dsl.program import Line, Program

__all__ = ["crossover", "mutate", "same_kind"]

_ATTEMPTS = 100


def mutate(program: Program, rng: Random, weights: Weights | None = None) -> Program:
    """The program with one change: well typed, simplified, and not equal to the given one.

    With probability 0.25 a function is replaced by one of the same type, with 0.5 an argument,
    with 0.25 a definition by a new random line. `weights` say how often functions are drawn for
    new lines. The same generator state gives the same mutant. Raises TypeMismatch if the program
    itself is not well typed.
    """
    draw = native_mutation.changed if native_mutation.available() else changed
    mutant = draw(program, rng, weights)
    if mutant is None:
        simple = program.simplified()
        return random_extension(simple, rng, len(simple) + 1)
    return mutant


# ------------------------------------------------------------------ crossover


def crossover(a: Program, b: Program, rng: Random) -> Program:
    """`a` with one value computed as `b` computes a value of the same type.

    Well typed, simplified, not equal to `a`; if the two share no type, a mutant of `a`. The same
    generator state gives the same child. Raises TypeMismatch if either is not well typed.
    """
    first, second = parent_of(a), parent_of(b)
    for _ in range(_ATTEMPTS):
        number, donor = rng.randrange(len(first.program)), rng.randrange(len(second.program))
        child = _splice(first, number, second, donor, rng)
        found = None if child is None else finished(child, first.program)
        if found is not None:
            return found
    return mutate(a, rng)


def _part(program: Program, number: int) -> list[Line]:
    """The lines on which a line rests, itself last, under names of their own."""
    part = Program.of(program.lines[: number + 1]).simplified()
    own = {line.name: f"b_{line.name}" for line in part.lines}
    return [
        Line(own[ln.name], own.get(ln.function, ln.function), tuple(own.get(a, a) for a in ln.args))
        for ln in part.lines
    ]


def _splice(
    parent: Parent, number: int, second: Parent, donor: int, rng: Random
) -> list[Line] | None:
    """The donor's part before a line, in the place of the line's value or of an argument.

    None if its type fits neither.
    """
    of, line, scope = second.types[donor], parent.program.lines[number], parent.scopes[number]
    places = [i for i, arg in enumerate(line.args) if same_kind(of, scope.type_of(arg))]
    whole = same_kind(of, parent.types[number])
    if not (whole or places):
        return None
    lines, part = list(parent.program.lines), _part(second.program, donor)
    if whole and (not places or rng.random() < 0.5):
        lines[number : number + 1] = [*part[:-1], Line(line.name, part[-1].function, part[-1].args)]
        return lines
    args = put(line.args, rng.choice(places), part[-1].name)
    lines[number] = Line(line.name, line.function, args)
    return [*lines[:number], *part, *lines[number:]]
