"""Attacks the engine in use: on any program it ends as the reference does, whatever the program."""

import random
from collections import Counter

import pytest

from arc_dsl import (
    CONSTANTS,
    ENGINE,
    SIGNATURES,
    Kind,
    Limits,
    Line,
    Outcome,
    Program,
    mutate,
    parse,
    run,
)
from arc_dsl.declaration import DECLARED
from arc_dsl.engine import reference
from data.loading import load_tasks
from data.seeds import load_seeds

LIMITS = Limits(steps=20_000, size=20_000, seconds=30.0)
ILL = (Kind.TYPE, Kind.ERROR)
"""A call may be wrong in two ways: which is told first is left open."""
STOPPED = (Kind.TIMEOUT, Kind.TOO_LARGE, Kind.MEMORY)
"""At a limit the engines may differ in which they reach, and in the line."""

pytestmark = pytest.mark.skipif(ENGINE != "native", reason="the native engine is not built")


def scrambled(program: Program, rng: random.Random) -> Program:
    """The program with arguments and functions replaced by arbitrary ones: mostly ill typed."""
    known = ["I"]
    lines = []
    for line in program.lines:
        names = [*known, *CONSTANTS, *SIGNATURES]
        args = [rng.choice(names if rng.random() < 0.5 else known) for _ in line.args]
        kept = [a if rng.random() < 0.85 else b for a, b in zip(line.args, args, strict=True)]
        alike = [name for name, s in SIGNATURES.items() if s.arity == len(kept)]
        function = rng.choice(alike) if rng.random() < 0.1 else line.function
        lines.append(Line(line.name, function, tuple(kept)))
        known.append(line.name)
    return Program.of(lines)


def agree(ours: Outcome, theirs: Outcome) -> bool:
    if ours.kind in STOPPED or theirs.kind in STOPPED:
        return theirs.kind in STOPPED and ours.kind in STOPPED
    if ours.kind in ILL and theirs.kind in ILL:
        return ours.line == theirs.line
    return (ours.kind, ours.grid, ours.line) == (theirs.kind, theirs.grid, theirs.line)


def compared(count: int, seed: str) -> Counter[Kind]:
    rng = random.Random(seed)
    seeds, tasks = load_seeds(), load_tasks("arc1", "training")
    names = [name for name in sorted(seeds) if len(seeds[name]) <= 25]
    kinds: Counter[Kind] = Counter()
    for _ in range(count):
        name = rng.choice(names)
        well_typed = rng.random() < 0.4
        program = mutate(seeds[name], rng) if well_typed else scrambled(seeds[name], rng)
        grid = rng.choice(tasks[name].inputs)
        ours, theirs = run(program, grid, LIMITS), reference.run(program, grid, LIMITS)
        assert agree(ours, theirs), f"{program}\n{grid}\n{ours}\n{theirs}"
        kinds[ours.kind] += 1
    return kinds


def test_mutants_and_scrambled_programs_end_alike() -> None:
    kinds = compared(600, "a few")
    assert kinds[Kind.OK] > 100
    assert kinds[Kind.TYPE] > 100


@pytest.mark.parametrize("how", ["paint", "underpaint"])
@pytest.mark.parametrize(
    ("colour", "kind"), [("paint", Kind.TYPE), ("T", Kind.OK), ("ZERO", Kind.OK)]
)
def test_what_is_no_colour_is_not_painted(how: str, colour: str, kind: Kind) -> None:
    program = parse(
        f"x1 = asindices(I)\nx2 = fill(I, {colour}, x1)\nx3 = frontiers(x2)\nx4 = merge(x3)\n"
        f"O = {how}(I, x4)"
    )
    grid = ((0, 2), (0, 4))
    ours, theirs = run(program, grid, LIMITS), reference.run(program, grid, LIMITS)
    assert agree(ours, theirs), (ours, theirs)
    assert (ours.kind, ours.line) == (kind, 5 if kind == Kind.TYPE else 0)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_many_programs_end_alike() -> None:
    compared(20_000, "many")


def test_both_charge_for_the_same() -> None:
    from arc_dsl.engine import _native

    declared = {
        name: (d.signature.arity, sum(1 << position for position in d.reads), d.makes)
        for name, d in DECLARED.items()
    }
    assert _native.charges() == declared
