"""Attacks the arms of scaling: equal budgets, labels by running again, standard positions."""

from collections.abc import Iterator

import pytest

from arc_dsl import Limits, parse, run
from arc_dsl.execute.pool import Pool
from codeit.domains.grids.domain import GRIDS
from codeit.domains.grids.patches import decode, encode
from codeit.policy.learning.examples import Example
from codeit.pretraining import scaling
from data.augment import Augmentation, Symmetry
from data.tasks import Pair

PROGRAMS = ("O = rot90(I)", "x1 = ofcolor(I, ZERO)\nO = fill(I, EIGHT, x1)", "O = tophalf(I)")
GRIDS_SEEN = (((1, 2, 0), (0, 3, 4)), ((5, 0), (0, 0), (6, 7), (1, 1)))


def example(program: str) -> Example:
    pairs = []
    for grid in GRIDS_SEEN:
        given = run(parse(program), grid).grid
        assert given is not None
        pairs.append(Pair(grid, given))
    return Example(encode(pairs), tuple(GRIDS.words.encode(parse(program))))


EXAMPLES = [example(program) for program in PROGRAMS]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(1, Limits(steps=5_000)) as made:
        yield made


def test_changed_examples_are_labelled_by_running_their_programs(pool: Pool) -> None:
    turn = Augmentation(Symmetry.TURN_90)
    for program, changed in zip(
        PROGRAMS, scaling.again(EXAMPLES, lambda _: turn, pool), strict=True
    ):
        for pair, grid in zip(decode(changed.prompt), GRIDS_SEEN, strict=True):
            assert pair.input == turn.grid(grid)
            assert run(parse(program), pair.input).grid == pair.output


@pytest.mark.parametrize("arm", scaling.ARMS)
def test_every_arm_spends_its_budget_and_no_more_than_a_batch_beyond(
    arm: scaling.Arm, pool: Pool
) -> None:
    flops = 5e7
    done = scaling.train(arm, 16, EXAMPLES, EXAMPLES, flops, 3, pool)
    positions = sum(len(e.prompt) + len(e.tokens) for e in EXAMPLES)
    epoch = scaling.FLOPS_A_POSITION * done.parameters * positions
    assert flops <= done.epochs * epoch * 1.01
    assert (done.epochs - 1) * epoch < flops
    assert 0 < done.bits < 20
    again = scaling.train(arm, 16, EXAMPLES, EXAMPLES, flops, 3, pool)
    assert again == done
