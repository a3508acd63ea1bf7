"""Attacks mutation and crossover: always typed, always new, mostly runnable, repeatable."""

import random
from collections import Counter

import pytest

from arc_dsl import Limits, Program, TypeMismatch, parse, run
from arc_dsl.generate.mutation import crossover, mutate
from arc_dsl.types.inference import infer, well_typed
from arc_dsl.types.static_types import Tag
from data.loading import load_tasks
from data.seeds import load_seeds

LARGEST = parse(
    "x1 = objects(I, T, F, T)\nx2 = argmax(x1, size)\nx3 = subgrid(x2, I)\nO = upscale(x3, TWO)"
)
MARKED = parse(
    "x1 = rbind(greater, TWO)\nx2 = compose(x1, size)\nx3 = objects(I, F, F, T)\n"
    "x4 = mfilter(x3, x2)\nO = fill(I, FIVE, x4)"
)


def test_mutants_type_and_differ_from_their_parent() -> None:
    rng = random.Random(1)
    for parent in (LARGEST, MARKED):
        for _ in range(150):
            mutant = mutate(parent, rng)
            assert mutant != parent
            assert mutant.simplified() == mutant
            assert well_typed(mutant)
            assert any("I" in line.args for line in mutant.lines)


def test_the_three_kinds_of_change_all_happen() -> None:
    rng = random.Random(1)
    kinds: Counter[str] = Counter()
    for _ in range(300):
        mutant = mutate(LARGEST, rng)
        if len(mutant) > len(LARGEST):
            kinds["inserted"] += 1
        elif len(mutant) == len(LARGEST):
            pairs = zip(LARGEST.lines, mutant.lines, strict=True)
            changed = [(a, b) for a, b in pairs if a != b]
            if len(changed) == 1:
                a, b = changed[0]
                same = "arguments" if a.args == b.args else "call"
                kinds["function" if same == "arguments" else "argument"] += 1
    assert min(kinds[k] for k in ("inserted", "function", "argument")) >= 20


def test_a_program_of_one_line_has_many_mutants() -> None:
    rng = random.Random(3)
    parent = parse("O = rot90(I)")
    assert len({mutate(parent, rng) for _ in range(200)}) > 40


def test_mutation_repeats_with_its_generator() -> None:
    first = [mutate(MARKED, random.Random(n)) for n in range(20)]
    assert first == [mutate(MARKED, random.Random(n)) for n in range(20)]
    assert len(set(first)) > 12


def test_children_carry_a_part_of_the_other_parent() -> None:
    rng = random.Random(1)
    children = [crossover(LARGEST, MARKED, rng) for _ in range(60)]
    for child in children:
        assert child != LARGEST
        assert well_typed(child)
        assert child.simplified() == child
    theirs = {"mfilter", "fill", "compose", "greater"}
    parts = [theirs & {ln.function for ln in c.lines} for c in children]
    assert sum(map(bool, parts)) > 20
    again = random.Random(1)
    assert children[:5] == [crossover(LARGEST, MARKED, again) for _ in range(5)]


def test_an_ill_typed_parent_is_refused() -> None:
    bad = parse("x1 = height(I)\nO = rot90(x1)")
    with pytest.raises(TypeMismatch):
        mutate(bad, random.Random(0))
    with pytest.raises(TypeMismatch):
        crossover(LARGEST, bad, random.Random(0))


def test_changed_lines_keep_their_type_in_place() -> None:
    rng = random.Random(9)
    for _ in range(100):
        mutant = mutate(LARGEST, rng)
        assert infer(mutant)[-1].tag is Tag.TUPLE


def _share_that_runs(count: int, seed: int) -> float:
    seeds, tasks = load_seeds(), load_tasks("arc1", "training")
    rng = random.Random(seed)
    names = [name for name in sorted(seeds) if len(seeds[name]) <= 15]
    ran = 0
    for _ in range(count):
        name = rng.choice(names)
        mutant = mutate(seeds[name], rng)
        limits = Limits(seconds=0.3)
        ran += all(run(mutant, grid, limits).ok for grid in tasks[name].inputs)
    return ran / count


def test_most_mutants_of_the_seeds_run_on_their_own_task() -> None:
    assert _share_that_runs(80, 1) >= 0.6


@pytest.mark.slow
def test_many_mutants_of_the_seeds_type_and_run() -> None:
    assert _share_that_runs(1500, 2) >= 0.75


def test_mutants_of_mutants_stay_well() -> None:
    rng = random.Random(5)
    program: Program = MARKED
    for _ in range(60):
        program = mutate(program, rng)
        assert well_typed(program)
        assert len(program) < 80
