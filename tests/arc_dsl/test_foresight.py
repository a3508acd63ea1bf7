"""What is told of outputs without a run must hold for every run, and must tell wrong from right."""

import random
import time

import pytest

from arc_dsl.execute.interpreter import run
from arc_dsl.foresight.forecasting import ANYTHING, Sought, forecast
from arc_dsl.generate.mutation import mutate
from arc_dsl.generate.sampling import random_program
from arc_dsl.outcome import Kind, Limits, PlainGrid
from arc_dsl.program import Program, parse
from data.seeds import load_seeds

QUICK = Limits(steps=1_000, size=2_000)
GIVEN = ((0, 0, 2), (0, 5, 0))


def drawn_grid(rng: random.Random) -> PlainGrid:
    high, wide, colours = rng.randint(1, 7), rng.randint(1, 7), rng.randint(1, 5)
    shades = rng.sample(range(10), colours)
    return tuple(tuple(rng.choice(shades) for _ in range(wide)) for _ in range(high))


def drawn_programs(rng: random.Random) -> list[Program]:
    seeds = list(load_seeds().values())
    mutants = [mutate(rng.choice(seeds), rng) for _ in range(250)]
    return [*mutants, *[random_program(rng, rng.randint(1, 6)) for _ in range(150)]]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_output_was_thought_possible(seed: int) -> None:
    rng = random.Random(seed)
    grids = 0
    for program in drawn_programs(rng):
        told = forecast(program)
        for _ in range(6):
            given = drawn_grid(rng)
            outcome = run(program, given, QUICK)
            if outcome.kind is Kind.OK:
                grids += 1
                assert outcome.grid is not None
                assert Sought(given, outcome.grid).possible(told), (str(program), given)
    assert grids > 500


@pytest.mark.parametrize(
    ("text", "possible", "impossible"),
    [
        ("O = hmirror(I)", ((0, 5, 0), (0, 0, 2)), ((0, 5, 0),)),
        ("O = hmirror(I)", ((0, 5, 0), (0, 0, 2)), ((0, 5, 0), (0, 0, 3))),
        ("O = rot90(I)", ((0, 0), (5, 0), (0, 2)), ((0, 5, 0), (0, 0, 2))),
        ("x1 = ofcolor(I, TWO)\nO = fill(I, THREE, x1)", ((0, 0, 3), (0, 5, 0)), ((0, 0, 4),) * 2),
        ("x1 = ofcolor(I, TWO)\nO = fill(I, THREE, x1)", ((3, 3, 3), (3, 3, 3)), ((0, 0, 0),) * 2),
        ("x1 = mostcolor(I)\nO = replace(I, TWO, x1)", ((0, 0, 0), (0, 5, 0)), ((0, 0, 1),) * 2),
        ("x1 = tophalf(I)\nO = vconcat(x1, x1)", GIVEN, (*GIVEN, (0, 0, 0))),
        ("O = upscale(I, TWO)", ((2,) * 6,) * 4, ((2,) * 6,) * 3),
        ("x1 = astuple(ONE, ONE)\nO = canvas(FIVE, x1)", ((5,),), ((2,),)),
        ("O = canvas(FIVE, TWO_BY_TWO)", ((5, 5), (5, 5)), ((5,),)),
        ("x1 = height(I)\nO = hupscale(I, x1)", ((0,) * 6,) * 2, ((0,) * 9,) * 2),
        (
            "x1 = shape(I)\nx2 = multiply(x1, x1)\nO = canvas(ONE, x2)",
            ((1,) * 9,) * 4,
            ((1,) * 6,) * 4,
        ),
        (
            "x1 = objects(I, T, F, T)\nx2 = lbind(recolor, FOUR)\nx3 = mapply(x2, x1)\n"
            "O = paint(I, x3)",
            ((0, 4, 4), (4, 5, 0)),
            ((0, 0, 2), (0, 5, 1)),
        ),
    ],
)
def test_what_a_program_cannot_give_is_told_apart(
    text: str, possible: PlainGrid, impossible: PlainGrid
) -> None:
    told = forecast(parse(text))
    assert Sought(GIVEN, possible).possible(told)
    assert not Sought(GIVEN, impossible).possible(told)


def test_what_is_not_followed_is_left_open() -> None:
    assert forecast(parse("x1 = power(hmirror, TWO)\nO = x1(I)")) == ANYTHING
    told = forecast(parse("x1 = height(I)\nO = fill(I, x1, I)"))
    assert Sought(GIVEN, ((7, 7, 7), (8, 9, 1))).possible(told)


def test_functions_made_of_functions_are_given_up_in_time() -> None:
    lines = ["x1 = fork(combine, hmirror, vmirror)"]
    lines += [f"x{n} = fork(combine, x{n - 1}, x{n - 1})" for n in range(2, 60)]
    began = time.perf_counter()
    assert forecast(parse("\n".join([*lines, "O = x59(I)"]))) == ANYTHING
    assert time.perf_counter() - began < 1


def test_grids_joined_again_and_again_stay_small() -> None:
    lines = ["x1 = hconcat(I, I)"]
    lines += [f"x{n} = hconcat(x{n - 1}, x{n - 1})" for n in range(2, 300)]
    told = forecast(parse("\n".join([*lines, "O = hmirror(x299)"])))
    assert told.shape is None
    assert hash(told) == hash(told)
