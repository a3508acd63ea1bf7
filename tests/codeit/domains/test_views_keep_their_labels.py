"""Attacks views of tasks: conjugation is proved by running it, re-execution relabels truly."""

import random
from collections.abc import Sequence

import pytest

from arc_dsl import Outcome, PlainGrid, parse, run
from buffer.experience import Experience, Origin
from codeit.domains.grids.symmetry import (
    canonical_symmetry,
    canonical_views,
    conjugated,
    turned_views,
)
from codeit.proposers.candidate import Candidate
from codeit.proposers.canonical import CanonicalPolicy
from data.augment import Augmentation, Symmetry
from data.tasks import Pair, Task

GRIDS: tuple[PlainGrid, ...] = (((1, 2, 0), (0, 3, 4)), ((5, 0), (0, 0), (6, 7)))
PROGRAMS = {
    "turns": "O = rot90(I)",
    "is not symmetric": "x1 = ofcolor(I, ZERO)\nx2 = shift(x1, RIGHT)\nO = fill(I, EIGHT, x2)",
    "uses its input twice": "x1 = vmirror(I)\nO = hconcat(x1, I)",
}


def outputs(texts: Sequence[str], inputs: Sequence[PlainGrid]) -> list[list[Outcome]]:
    return [[run(parse(text), grid) for grid in inputs] for text in texts]


def task(program: str) -> Task:
    pairs = []
    for grid in GRIDS:
        given = run(parse(program), grid).grid
        assert given is not None
        pairs.append(Pair(grid, given))
    return Task("t", tuple(pairs), ())


@pytest.mark.parametrize("symmetry", list(Symmetry))
@pytest.mark.parametrize("name", list(PROGRAMS))
def test_conjugation_is_exact(name: str, symmetry: Symmetry) -> None:
    program = parse(PROGRAMS[name])
    wrapped = conjugated(program, symmetry)
    for grid in GRIDS:
        inside = run(program, symmetry.apply(grid)).grid
        assert inside is not None
        assert run(wrapped, grid).grid == symmetry.inverse.apply(inside)
    assert len(wrapped) == len(program) + 2 * (symmetry is not Symmetry.IDENTITY)
    assert parse(str(wrapped)) == wrapped


@pytest.mark.parametrize("symmetry", list(Symmetry))
def test_turned_copies_of_a_task_have_one_standard_position(symmetry: Symmetry) -> None:
    given = task(PROGRAMS["turns"])
    turned = Augmentation(symmetry).task(given)
    standard = Augmentation(canonical_symmetry(given)).task(given)
    again = Augmentation(canonical_symmetry(turned)).task(turned)
    assert again.inputs == standard.inputs


def experience(program: str) -> Experience:
    found = tuple(pair.output for pair in task(program).demonstrations)
    return Experience("t", program, found, 1.0, 0.0, Origin.SEED)


@pytest.mark.parametrize("name", list(PROGRAMS))
def test_a_view_is_labelled_with_what_its_program_does_there(name: str) -> None:
    own = experience(PROGRAMS[name])
    tasks = {"t": task(PROGRAMS[name])}
    (seen,), views = turned_views([own], tasks, outputs, random.Random(3), share=1.0)
    view = views[seen.task_id]
    assert view.inputs != tasks["t"].inputs
    assert view.test_inputs == ()
    assert [run(parse(seen.program), grid).grid for grid in view.inputs] == list(seen.outputs)


def test_a_program_without_an_output_on_the_view_stays_as_it_was() -> None:
    own = experience(PROGRAMS["turns"])

    def failing(texts: Sequence[str], inputs: Sequence[PlainGrid]) -> list[list[Outcome]]:
        return outputs(["O = first(I)"] * len(texts), inputs)

    tasks = {"t": task(PROGRAMS["turns"])}
    assert turned_views([own], tasks, failing, random.Random(3), share=1.0) == ([own], {})
    assert turned_views([own], tasks, outputs, random.Random(3), share=0.0) == ([own], {})


class Recites:
    """A policy that knows one program and notes what it was shown."""

    def __init__(self, program: str) -> None:
        self.program = parse(program)
        self.shown: list[Task] = []

    def sample(self, tasks: Sequence[Task], samples: int, seed: int) -> list[list[Candidate]]:
        self.shown += tasks
        return [[Candidate(t.id, self.program, Origin.POLICY)] for t in tasks]


@pytest.mark.parametrize("symmetry", list(Symmetry))
def test_a_policy_in_standard_position_solves_turned_tasks_alike(symmetry: Symmetry) -> None:
    """What it says of the standard position comes back as what is right for the task as it is."""
    given = Augmentation(symmetry).task(task(PROGRAMS["is not symmetric"]))
    recites = Recites(PROGRAMS["uses its input twice"])
    ((candidate,),) = CanonicalPolicy(recites).sample([given], 1, 1)
    (shown,) = recites.shown
    turn = canonical_symmetry(given)
    assert shown.inputs == tuple(turn.apply(grid) for grid in given.inputs)
    for grid in given.inputs:
        inside = run(recites.program, turn.apply(grid)).grid
        assert inside is not None
        assert run(candidate.program, grid).grid == turn.inverse.apply(inside)


def test_the_learner_is_shown_standard_positions() -> None:
    own = experience(PROGRAMS["is not symmetric"])
    tasks = {"t": task(PROGRAMS["is not symmetric"])}
    (seen,), more = canonical_views([own], tasks, outputs)
    view = {**tasks, **more}[seen.task_id]
    turn = canonical_symmetry(tasks["t"])
    assert view.inputs == tuple(turn.apply(grid) for grid in tasks["t"].inputs)
    assert [run(parse(seen.program), grid).grid for grid in view.inputs] == list(seen.outputs)
