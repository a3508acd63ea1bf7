"""A submission for a whole file of tasks, without a run: round after round while there is time.

What solves is given by the caller, some tasks at a time; here its answers are gathered, told apart
by what they give on the test inputs, and written after every round, so that whoever is stopped has
a file that counts.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from codeit.reporting import Reporter
from codeit.results.attempts import Attempts, chosen_attempts
from codeit.results.solving import Answer, ordered
from data.tasks import Task

__all__ = ["Solver", "attempts_of", "solve_all", "unlike"]

Solver = Callable[[Mapping[str, Task], int], Mapping[str, list[Answer]]]
"""Answers for some tasks in a round, which counts from 0: another round tries something else."""

_AT_ONCE = 8
"""Tasks between two looks at the clock."""
_KEPT = 8
"""Different answers remembered for a task; two can be submitted."""


def solve_all(
    tasks: Mapping[str, Task],
    solver: Solver,
    reporter: Reporter,
    *,
    minutes: float | None = None,
    save: Callable[[Mapping[str, list[Answer]]], object] = lambda _: None,
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, list[Answer]]:
    """The best answers for every task: one round without `minutes`, else as many as fit.

    Every task gets its first round before any gets its second. `save` is called with all answers
    after each round, and once the time is over.
    """
    end = None if minutes is None else clock() + 60 * minutes
    best: dict[str, list[Answer]] = {task_id: [] for task_id in tasks}
    number = 0
    while True:
        with reporter.stage(f"round {number + 1}") as advance:
            done = 0
            for part in _parts(tasks):
                if end is not None and clock() > end:
                    break
                for task_id, found in solver(part, number).items():
                    best[task_id] = unlike([*best[task_id], *found], _KEPT)
                done += len(part)
                advance(done, len(tasks))
        save(best)
        number += 1
        if end is None or clock() > end:
            return best


def _parts(tasks: Mapping[str, Task]) -> Iterator[dict[str, Task]]:
    waiting = iter(tasks.items())
    while part := dict(islice(waiting, _AT_ONCE)):
        yield part


def unlike(answers: Iterable[Answer], most: int) -> list[Answer]:
    """The best answers that differ in what they give on the test inputs, best first."""
    found: dict[object, Answer] = {}
    for answer in ordered(answers):
        found.setdefault(answer.outputs or answer.program, answer)
    return list(found.values())[:most]


def attempts_of(best: Mapping[str, list[Answer]], tasks: Mapping[str, Task]) -> Attempts:
    """For each test input the different grids among a task's answers, best first.

    Answers with no demonstration right are none.
    """
    right = {i: [a for a in answers if a.score > 0] for i, answers in best.items()}
    return {
        task_id: [
            chosen_attempts(answer.outputs[n] for answer in right.get(task_id, ()))
            for n in range(len(task.test_inputs))
        ]
        for task_id, task in tasks.items()
    }
