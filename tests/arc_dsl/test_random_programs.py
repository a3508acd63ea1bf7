"""Attacks random lines and programs: well typed, of the asked length, nothing dead, repeatable."""

import random
from collections import Counter

import pytest

from arc_dsl import Kind, Limits, parse, run
from arc_dsl.generate.sampling import random_line, random_program
from arc_dsl.types.grammar import Scope
from arc_dsl.types.inference import infer
from arc_dsl.types.static_types import BOOLEAN, GRID, INDEX, INDICES, INTEGER, OBJECT, OBJECTS

CHECKERED = tuple(tuple((i * j + i) % 4 for j in range(6)) for i in range(5))


@pytest.mark.parametrize("lines", [1, 2, 3, 5, 8])
def test_programs_have_the_length_asked_for_and_no_dead_or_repeated_line(lines: int) -> None:
    rng = random.Random(lines)
    for _ in range(8):
        program = random_program(rng, lines)
        assert len(program) == lines
        assert program.simplified() == program
        assert any("I" in line.args for line in program.lines)
        assert infer(program)[-1] is not None
        assert parse(str(program)) == program


def test_the_same_state_gives_the_same_program() -> None:
    one, two = (random_program(random.Random(5), 4) for _ in range(2))
    assert one == two
    assert len({random_program(random.Random(n), 4) for n in range(12)}) == 12


def test_lines_give_the_wanted_type() -> None:
    rng = random.Random(2)
    scope = Scope.of(
        parse("x1 = objects(I, T, F, T)\nx2 = first(x1)\nO = rot90(I)").lines, natural=True
    )
    for wanted in (GRID, INTEGER, BOOLEAN, INDEX, OBJECT, OBJECTS, INDICES):
        for _ in range(20):
            drawn = random_line(scope, rng, wanted)
            assert drawn is not None
            assert scope.extend(*drawn).types[-1] is wanted


def test_weights_lead_the_choice_of_functions() -> None:
    rng = random.Random(2)
    weights = {"rot90": 1000.0, "trim": 1000.0}
    drawn = Counter(random_program(rng, 1, weights).lines[0].function for _ in range(50))
    assert drawn["rot90"] + drawn["trim"] >= 45


def test_a_fair_share_of_short_programs_runs() -> None:
    rng = random.Random(4)
    kinds = [run(random_program(rng, 2), CHECKERED, Limits(seconds=0.5)).kind for _ in range(60)]
    assert kinds.count(Kind.OK) >= 35


def test_no_lines_are_no_program() -> None:
    with pytest.raises(ValueError, match="at least one line"):
        random_program(random.Random(0), 0)
