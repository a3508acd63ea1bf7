"""Shorter programs that still do what they should.

Local search: dead lines and repeated calls go first, for nothing; then every way of doing without
a line, or of doing two or three lines' work in one, is tried in turn. Fewer lines count first,
then fewer bits (`arc_dsl.generate.bits`). What "still" means is the caller's: `keeps` is asked.
"""

from collections.abc import Callable, Iterator
from itertools import islice, product

from arc_dsl.constants import CONSTANTS
from arc_dsl.errors import TypeMismatch
from arc_dsl.generate.bits import bits
from arc_dsl.generate.mutation import same_kind
from arc_dsl.program import Line, Program
from arc_dsl.signatures import SIGNATURES
from arc_dsl.types.application import call
from arc_dsl.types.grammar import Scope
from arc_dsl.types.inference import infer
from arc_dsl.types.static_types import Type

__all__ = ["minimise"]

_Names = tuple[str, ...]

_POOL = 6
"""Most names from which the arguments of a joining call are drawn."""
_CALLS = 400
"""Most joining calls looked at for one line."""


def minimise(
    program: Program,
    keeps: Callable[[Program], bool],
    checks: int = 1000,
    *,
    constants: bool = True,
) -> Program:
    """The shortest program found for which `keeps` holds, never longer than the given one.

    `keeps` must hold for the given program, and is asked at most `checks` times. Without
    `constants` no constant is put for a computed value: where `keeps` looks at a few grids only,
    that is how a general program would become one fitted to them. Deterministic. Raises
    TypeMismatch if the program is not well typed.
    """
    infer(program)
    best = program
    left = checks
    asked = {program}
    simple = program.simplified()
    if simple != program and left > 0:
        left -= 1
        asked.add(simple)
        if keeps(simple):
            best = simple
    improved = True
    while improved and left > 0:
        improved = False
        for candidate in _shorter(best, constants):
            if candidate in asked:
                continue
            if left <= 0:
                break
            left -= 1
            asked.add(candidate)
            if keeps(candidate):
                best, improved = candidate, True
                break
    return best


def _shorter(program: Program, constants: bool) -> list[Program]:
    """Well-typed programs near the given one and shorter, the shortest first."""
    types = infer(program)
    limit = (len(program), bits(program))
    found: dict[Program, tuple[int, float, str]] = {}
    for lines in _neighbours(program, types, constants):
        candidate = Program.of(lines).simplified()
        if candidate in found or len(candidate) > len(program):
            continue
        try:
            infer(candidate)
        except TypeMismatch:
            continue
        length = (len(candidate), bits(candidate))
        if length < limit:
            found[candidate] = (*length, candidate.text)
    return sorted(found, key=found.__getitem__)


def _neighbours(program: Program, types: tuple[Type, ...], constants: bool) -> Iterator[list[Line]]:
    for number in range(len(program)):
        scope = Scope.of(program.lines[:number], natural=True)
        names = (*scope.names, *CONSTANTS) if constants else scope.names
        yield from _without(program, types, number, scope, names)
        yield from _joined(program, types, number, scope)
        yield from _plainer(program, types, number, scope, names)


def _without(
    program: Program, types: tuple[Type, ...], number: int, scope: Scope, names: _Names
) -> Iterator[list[Line]]:
    """The line left out and an earlier value of its type, or a constant, put for it."""
    gone = program.lines[number].name
    for name in names:
        if not same_kind(scope.type_of(name), types[number]):
            continue
        if number + 1 < len(program):
            put = {gone: name}
            yield [
                Line(
                    ln.name,
                    put.get(ln.function, ln.function),
                    tuple(put.get(a, a) for a in ln.args),
                )
                for ln in program.lines
                if ln.name != gone
            ]
        elif name in scope.names[1:]:
            yield list(program.lines[: scope.names.index(name)])


def _joined(
    program: Program, types: tuple[Type, ...], number: int, scope: Scope
) -> Iterator[list[Line]]:
    """One call of any primitive for the line and the lines it rests on."""
    line = program.lines[number]
    by_name = {ln.name: ln for ln in program.lines[:number]}
    inner = [by_name[n] for n in (line.function, *line.args) if n in by_name]
    pool = list(dict.fromkeys((*line.args, *(a for ln in inner for a in ln.args))))[:_POOL]
    for name, args in islice(_calls(scope, pool), _CALLS):
        if (name, args) != (line.function, line.args) and _gives(scope, name, args, types[number]):
            lines = list(program.lines)
            lines[number] = Line(line.name, name, args)
            yield lines


def _calls(scope: Scope, pool: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Calls of primitives on names of the pool, those of few arguments first."""
    for arity in (1, 2, 3):
        names = [n for n in SIGNATURES if SIGNATURES[n].arity == arity]
        for args in product(pool, repeat=arity):
            of = tuple(map(scope.type_of, args))
            for name in names:
                if call(scope.type_of(name), of, natural=True) is not None:
                    yield name, args


def _gives(scope: Scope, name: str, args: tuple[str, ...], wanted: Type) -> bool:
    found = call(scope.type_of(name), tuple(map(scope.type_of, args)), natural=True)
    return found is not None and same_kind(found, wanted)


def _plainer(
    program: Program, types: tuple[Type, ...], number: int, scope: Scope, names: _Names
) -> Iterator[list[Line]]:
    """One argument of the line replaced by an earlier value or a constant."""
    line = program.lines[number]
    for position, now in enumerate(line.args):
        for name in names:
            args = (*line.args[:position], name, *line.args[position + 1 :])
            if (
                name == now
                or now in CONSTANTS
                or not _gives(scope, line.function, args, types[number])
            ):
                continue
            lines = list(program.lines)
            lines[number] = Line(line.name, line.function, args)
            yield lines
