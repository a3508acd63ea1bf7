"""Attacks the ranking by likelihood: the contrast, what is unknown, and what it may not see."""

from collections.abc import Sequence

import pytest
from policy_toys import a_task, quick_policy, tiny_model

from arc_dsl import parse
from buffer.experience import Experience, Origin
from codeit.domains.grids.words import WORDS
from codeit.policy.embedded import EmbeddedPolicy
from codeit.rankers.interface import Found
from codeit.rankers.likelihood import ByLikelihood
from codeit.stages.likelihoods import likelihoods
from data.tasks import Task

TASKS = {task.id: task for task in map(a_task, range(6))}


class Table:
    """Tells made-up log-probabilities, and notes what it was asked."""

    def __init__(self, own: str) -> None:
        self.own = own
        self.asked: list[tuple[str, str]] = []

    def log_probabilities(self, tasks: Sequence[Task], programs: Sequence[str]) -> list[float]:
        self.asked += [(t.id, p) for t, p in zip(tasks, programs, strict=True)]
        return [-10.0 if t.id == self.own else -14.0 for t in tasks]


def found(program: str, score: float = 1.0) -> Experience:
    task_id = next(iter(TASKS))
    outputs = tuple(TASKS[task_id].outputs)
    return Experience(task_id, program, outputs, score, 0.0, Origin.MUTATION)


def test_a_program_is_measured_against_other_tasks() -> None:
    own = next(iter(TASKS))
    table = Table(own)
    scores = likelihoods(table, [found("O = rot90(I)"), found("O = rot180(I)", 0.5)], TASKS)
    assert scores == {(own, "O = rot90(I)"): pytest.approx(4.0)}
    assert len(table.asked) == 5
    assert len({task_id for task_id, _ in table.asked}) == 5


def test_a_policy_that_cannot_tell_leaves_the_order_to_length() -> None:
    assert likelihoods(object(), [found("O = rot90(I)")], TASKS) == {}
    key = ByLikelihood().key
    assert key(Found("short", 1.0)) < key(Found("longer one", 1.0))


def test_score_comes_before_likelihood_and_likelihood_before_length() -> None:
    order = [
        Found("a long but likely one", 1.0, likelihood=3.0),
        Found("unlikely", 1.0, likelihood=-3.0),
        Found("x", 1.0),
        Found("half right", 0.5, likelihood=9.0),
    ]
    shuffled = [order[2], order[0], order[3], order[1]]
    assert sorted(shuffled, key=ByLikelihood().key) == order


def test_the_policy_tells_what_its_own_samples_cost() -> None:
    policy = EmbeddedPolicy(tiny_model(), quick_policy(constraint="names", temperature=1.0))
    tasks = list(TASKS.values())[:2]
    programs = ["O = rot90(I)", "x1 = vmirror(I)\nO = hconcat(x1, I)"]
    told = policy.log_probabilities(tasks, programs)
    assert all(value < -1 for value in told)
    longer = policy.log_probabilities(tasks[:1], [programs[1]])[0]
    shorter = policy.log_probabilities(tasks[:1], [programs[0]])[0]
    count = len(list(WORDS.encode(parse(programs[1]))))
    assert longer < shorter
    assert -longer < count * 12
    again = policy.log_probabilities(tasks, programs)
    assert told == pytest.approx(again, abs=1e-5)
