"""Attacks bulk evaluation: its shortcuts must not change what is found, or say too much."""

import random
from collections.abc import Iterator
from dataclasses import fields

import pytest
from scripted_engine import FINE, SPINS, ScriptedEngine

from arc_dsl.execute.interpreter import run
from arc_dsl.execute.pool import Pool
from arc_dsl.outcome import Kind, Limits
from arc_dsl.program import Program, parse
from codeit.stages import screening
from codeit.stages.screening import Effort, Evaluation, evaluate
from data.augment import Symmetry
from data.tasks import Pair, Task

PROGRAMS = [
    parse(text)
    for text in (
        "O = rot90(I)",
        "O = hmirror(I)",
        "x1 = rot180(I)\nO = vmirror(x1)",
        "x1 = palette(I)\nO = first(x1)",
        "O = hmirror(I)",
        "x1 = rot90(I)\nO = rot90(x1)",
    )
]
"""The second, third and fifth do the same; the fourth always fails."""


def task(seed: int, symmetry: Symmetry, wrong: int = 0, demonstrations: int = 4) -> Task:
    """A task solved by a symmetry, but for its last `wrong` demonstrations."""
    rng = random.Random(seed)
    inputs = [
        tuple(tuple(rng.randrange(10) for _ in range(3)) for _ in range(3))
        for _ in range(demonstrations + 2)
    ]
    pairs = [Pair(grid, symmetry.apply(grid)) for grid in inputs[:demonstrations]]
    for n in range(demonstrations - wrong, demonstrations):
        pairs[n] = Pair(inputs[n], ((0,),))
    return Task(f"t{seed}", tuple(pairs), tuple(inputs[demonstrations:]))


TASKS = [
    task(0, Symmetry.FLIP_ROWS),
    task(1, Symmetry.TURN_90, wrong=1),
    task(2, Symmetry.TRANSPOSE),
    task(3, Symmetry.FLIP_ROWS, wrong=3),
    task(4, Symmetry.TURN_180, demonstrations=1),
    task(5, Symmetry.TURN_90, wrong=4),
]
FOUND = {
    ("t0", 1, 1.0),
    ("t0", 2, 1.0),
    ("t0", 4, 1.0),
    ("t1", 0, 0.75),
    ("t3", 1, 0.25),
    ("t3", 2, 0.25),
    ("t3", 4, 0.25),
    ("t4", 5, 1.0),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2) as running:
        yield running


def test_what_is_right_on_the_first_demonstration_is_scored_on_all(pool: Pool) -> None:
    found = list(evaluate(PROGRAMS, TASKS, pool))
    assert {(e.task_id, e.position, e.score) for e in found} == FOUND
    assert len(found) == len(FOUND)
    assert all(e.outcomes == e.test_outcomes == () for e in found)


def test_chunks_and_waves_change_nothing(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "_CHUNK", 2)
    monkeypatch.setattr(screening, "_FIRST_WAVE", 1)
    found = list(evaluate(PROGRAMS, TASKS, pool))
    assert {(e.task_id, e.position, e.score) for e in found} == FOUND


def test_outcomes_are_those_of_running_here(pool: Pool) -> None:
    found = list(evaluate(PROGRAMS, TASKS, pool, outputs=True))
    assert len(found) == len(PROGRAMS) * len(TASKS)
    tasks = {task.id: task for task in TASKS}
    for evaluation in found:
        program, given = PROGRAMS[evaluation.position], tasks[evaluation.task_id]
        assert list(evaluation.outcomes) == [run(program, grid) for grid in given.inputs]
        matches = [
            outcome.grid == wanted
            for outcome, wanted in zip(evaluation.outcomes, given.outputs, strict=True)
        ]
        assert evaluation.score == sum(matches) / len(matches)
    assert {(e.task_id, e.position, e.score) for e in found} > FOUND


@pytest.mark.parametrize("outputs", [False, True])
def test_test_outcomes_are_computed_for_what_scores(pool: Pool, outputs: bool) -> None:
    tasks = {task.id: task for task in TASKS}
    found = list(evaluate(PROGRAMS, TASKS, pool, outputs=outputs, tests=True))
    assert {(e.task_id, e.position, e.score) for e in found} >= FOUND
    for evaluation in found:
        program, inputs = PROGRAMS[evaluation.position], tasks[evaluation.task_id].test_inputs
        there = [run(program, grid) for grid in inputs] if evaluation.score else []
        assert list(evaluation.test_outcomes) == there


def test_one_worker_and_many_find_the_same_in_the_same_order(pool: Pool) -> None:
    with Pool(1) as alone:
        assert list(evaluate(PROGRAMS, TASKS, alone)) == list(evaluate(PROGRAMS, TASKS, pool))


def test_a_program_that_is_always_slow_is_dropped_and_the_rest_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(screening, "_FIRST_WAVE", 2)
    monkeypatch.setattr(screening, "digest", lambda grid: b"no such digest.!")
    given = [task(n, Symmetry.IDENTITY) for n in range(30)]
    programs = [parse(SPINS), parse(FINE)]
    with Pool(1, Limits(seconds=60), engine=ScriptedEngine) as running:
        list(evaluate(programs, given, running, effort=Effort(seconds=0.02, timeouts=2)))
        assert running.deaths == 2


def test_without_programs_or_tasks_nothing_is_found(pool: Pool) -> None:
    assert list(evaluate([], TASKS, pool)) == []
    assert list(evaluate(PROGRAMS, [], pool)) == []
    assert list(evaluate([], TASKS, pool, outputs=True)) == []


def test_progress_ends_at_the_total(pool: Pool) -> None:
    told: list[tuple[float, float]] = []
    list(evaluate(PROGRAMS, TASKS, pool, advance=lambda done, total: told.append((done, total))))
    assert told[-1] == (5 * 6, 5 * 6)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_a_failure_is_a_kind_and_never_a_match(pool: Pool) -> None:
    failing: list[Program] = [PROGRAMS[3]]
    found = list(evaluate(failing, TASKS, pool, outputs=True))
    assert {outcome.kind for e in found for outcome in e.outcomes} == {Kind.NOT_A_GRID}
    assert {e.score for e in found} == {0.0}


def test_an_evaluation_says_nothing_about_test_outputs() -> None:
    assert {field.name for field in fields(Evaluation)} == {
        "task_id",
        "position",
        "score",
        "outcomes",
        "test_outcomes",
    }
