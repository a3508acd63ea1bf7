"""A submission for a whole file of tasks, without a run: round after round while there is time.

What solves is given by the caller, some tasks at a time; here its answers are gathered, told apart
by what they give on the test inputs, and written after every round, so that whoever is stopped has
a file that counts. A task with an answer to be believed, or that rounds bring nothing new for, is
done with; what it does not use goes to the others.
"""

import time
from collections.abc import Callable, Iterable, Mapping

from codeit.reporting import Reporter
from codeit.results.attempts import Attempts, chosen_attempts
from codeit.results.solving import Answer, believed, ordered
from data.tasks import Task

__all__ = ["Solves", "attempts_of", "solve_all", "unlike"]

Solves = Callable[[Mapping[str, Task], int, float], Mapping[str, list[Answer]]]
"""Answers for some tasks, given a round, which counts from 0 (another tries something else), and
the share of the usual effort to spend."""

_AT_ONCE = 4
"""Tasks between two looks at the clock."""
_KEPT = 8
"""Different answers remembered for a task; two can be submitted."""
_PATIENCE = 6
"""Rounds in a row without a new answer, after which a task is done with. A choice."""
_LEAST = 0.02
"""Share of the usual effort below which trying is a waste."""
_MARGIN = 0.6
"""Share of the time that is left that the first round plans with; hard tasks get the rest. A
choice."""


def solve_all(
    tasks: Mapping[str, Task],
    solver: Solves,
    reporter: Reporter,
    *,
    minutes: float | None = None,
    save: Callable[[Mapping[str, list[Answer]]], object] = lambda _: None,
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, list[Answer]]:
    """The best answers for every task: one round without `minutes`, else as many as fit and pay.

    Every task gets its first round before any gets its second; where time is short, with less
    effort. `save` is called with all answers after each round, and once the time is over.
    """
    budget = _Time(minutes, clock)
    best: dict[str, list[Answer]] = {task_id: [] for task_id in tasks}
    idle = dict.fromkeys(tasks, 0)
    left, number = list(tasks), 0
    worked = True
    while worked:
        worked = False
        with reporter.stage(f"round {number + 1}") as advance:
            for start in range(0, len(left), _AT_ONCE):
                part = left[start : start + _AT_ONCE]
                effort = budget.effort(len(part), len(left) - start, bool(number))
                if not effort:
                    break
                worked, began = True, clock()
                for task_id, found in solver({i: tasks[i] for i in part}, number, effort).items():
                    before = len(best[task_id])
                    best[task_id] = unlike([*best[task_id], *found], _KEPT)
                    idle[task_id] = 0 if len(best[task_id]) > before else idle[task_id] + 1
                budget.spent(len(part), effort, clock() - began)
                advance(start + len(part), len(left))
        save(best)
        number += 1
        left = [i for i in left if not believed(best[i]) and idle[i] < _PATIENCE]
        if minutes is None or not left or budget.over():
            break
    return best


class _Time:
    """How much effort the time that is left allows, by what effort has cost so far."""

    def __init__(self, minutes: float | None, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._end = None if minutes is None else clock() + 60 * minutes
        self._cost = 0.0
        """Seconds of one task at full effort, in the last part."""

    def over(self) -> bool:
        """Whether no time is left, or too little for another part."""
        return self._end is not None and self._clock() + self._cost >= self._end

    def spent(self, tasks: int, effort: float, seconds: float) -> None:
        """Remember what a part has cost."""
        self._cost = seconds / tasks / effort

    def effort(self, tasks: int, waiting: int, again: bool) -> float:
        """The effort for the next part of `waiting` tasks; 0 if there is no time for it."""
        if self._end is None:
            return 1.0
        time_left = self._end - self._clock()
        if time_left <= 0:
            return 0.0
        if again:  # as many tasks as there is time for, each in full
            return 1.0 if self._cost * tasks <= time_left else 0.0
        if not self._cost:  # nothing is known yet: begin with what would be slow to be too much
            return min(1.0, max(_LEAST, time_left / waiting / _GUESS))
        return min(1.0, max(_LEAST, _MARGIN * time_left / waiting / self._cost))


_GUESS = 4.0
"""Seconds of a task at full effort, before any is measured."""


def unlike(answers: Iterable[Answer], most: int) -> list[Answer]:
    """The best answers that differ in what they give on the test inputs, best first."""
    found: dict[object, Answer] = {}
    for answer in ordered(answers):
        found.setdefault(answer.outputs or str(answer.program), answer)
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
