"""The search benchmark keeps to its seconds and gives every task a share."""

import json

import pytest

from benchmarks import search
from benchmarks.search import LEAST_STEPS, Budget, Result


def cost(seconds: float, steps: int) -> Result:
    return Result("t", (), (), seconds, steps, ())


def test_while_the_seconds_reach_the_planned_steps_are_given() -> None:
    budget = Budget(planned=90_000, limit=10.0, tasks=10)
    for _ in range(10):
        assert budget.next() == 90_000
        assert budget.fits(cost(0.9, 90_000))


def test_where_steps_are_dear_later_tasks_get_fewer_and_all_are_searched() -> None:
    budget = Budget(planned=90_000, limit=10.0, tasks=10)
    given = []
    for _ in range(10):
        given.append(budget.next())
        assert budget.fits(cost(given[-1] / 45_000, given[-1]))
    assert given[0] == 90_000
    assert given[-1] < 45_000
    assert budget.seconds <= 10.0


def test_what_comes_after_the_limit_does_not_count() -> None:
    budget = Budget(planned=90_000, limit=1.0, tasks=2)
    assert budget.fits(cost(0.9, 90_000))
    assert LEAST_STEPS < budget.next() <= 10_000
    assert not budget.fits(cost(0.2, 10_000))


def test_without_a_limit_nothing_is_cut() -> None:
    budget = Budget(planned=90_000, limit=float("inf"), tasks=2)
    assert budget.fits(cost(100.0, 10))
    assert budget.next() == 90_000


def test_two_training_tasks_end_with_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--tasks", "2", "--cpu-minutes", "0.5", "--workers", "1", "--json"]
    assert search.main(arguments) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["searched"] == 2
    assert {"pass@1", "pass@2", "pass@3", "short", "exact_fits", "cpu_seconds"} <= report.keys()
