"""A submission for a whole file of tasks, without a run: round after round while there is time.

What solves is given by the caller, some tasks at a time; here its answers are gathered, told apart
by what they give on the test inputs, and written as they come, so that whoever is stopped has a
file that counts. A task with an answer to be believed, or that rounds bring nothing new for, is
done with; what it does not use goes to the others.
"""

from collections.abc import Callable, Iterable, Mapping
from math import isfinite

from codeit.deadline import Deadline
from codeit.reporting import Reporter
from codeit.results.exports.attempts import Attempts, chosen_attempts
from codeit.results.solving import Answer, believed, ordered
from data.tasks import Task

__all__ = ["Solves", "attempts_of", "solve_all", "unlike"]

Solves = Callable[[Mapping[str, Task], int, float, Deadline], Mapping[str, list[Answer]]]
"""Answers for some tasks, given a round, which counts from 0 (another tries something else), the
share of the usual effort to spend, and when to be back."""

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
_GUESS = 4.0
"""Seconds of a task at full effort, before any is measured."""
_FURTHER = 4.0
"""How many times the effort of the round before a later one may spend. A choice."""
_LATE = 3.0, 5.0
"""Some tasks are given up if they take so many times their share of the time, and so many seconds
at least: others wait. A choice."""
_SAVING = 0.05
"""Share of the time that may go into writing answers down."""


def solve_all(
    tasks: Mapping[str, Task],
    solver: Solves,
    reporter: Reporter,
    *,
    deadline: Deadline | None = None,
    save: Callable[[Mapping[str, list[Answer]]], object] = lambda _: None,
) -> dict[str, list[Answer]]:
    """The best answers for every task: one round without a deadline, else as many as fit and pay.

    Every task gets its first round before any gets its second; where time is short, with less
    effort. `save` is called with all answers as they come, as often as that costs little, and at
    the end.
    """
    deadline = deadline or Deadline()
    timed = isfinite(deadline.total)
    plan, saved = _Plan(deadline), _Saving(save, deadline.clock)
    best: dict[str, list[Answer]] = {task_id: [] for task_id in tasks}
    idle = dict.fromkeys(tasks, 0)
    left, number = list(tasks), 0
    with reporter.stage("seconds" if timed else "solving") as tick:
        worked = True
        while worked and left:
            worked = False
            plan.next_round()
            with reporter.stage(f"round {number + 1}, tasks") as advance:
                for start in range(0, len(left), _AT_ONCE):
                    part = left[start : start + _AT_ONCE]
                    effort = plan.effort(len(part), len(left) - start)
                    if not effort:
                        break
                    worked, began = True, deadline.clock()
                    until = plan.until(len(part), len(left) - start)
                    found = solver({i: tasks[i] for i in part}, number, effort, until)
                    for task_id, own in found.items():
                        before = len(best[task_id])
                        best[task_id] = unlike([*best[task_id], *own], _KEPT)
                        idle[task_id] = 0 if len(best[task_id]) > before else idle[task_id] + 1
                    plan.spent(len(part), effort, deadline.clock() - began)
                    saved.now_and_then(best)
                    advance(start + len(part), len(left))
                    if timed:
                        tick(deadline.total - deadline.left(), deadline.total)
            number += 1
            left = [i for i in left if not believed(best[i]) and idle[i] < _PATIENCE]
            if not timed:
                break
    save(best)
    return best


class _Plan:
    """How much effort the time that is left allows, by what the last tasks have cost."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._round = -1
        self._last = 0.0
        """The effort of the last part; 0 before the first."""
        self._cost = 0.0
        """Seconds that one of its tasks took."""
        self._most = 1.0
        """Effort that is wanted in this round."""

    def next_round(self) -> None:
        """The next round begins."""
        self._round += 1
        if self._round:
            self._most = min(1.0, _FURTHER * self._last)

    def spent(self, tasks: int, effort: float, seconds: float) -> None:
        """Remember what a part has cost."""
        self._last, self._cost = effort, seconds / tasks

    def until(self, tasks: int, waiting: int) -> Deadline:
        """When a part must be done, of which `waiting` tasks are left."""
        times, least = _LATE
        return self._deadline.within(max(least, times * self._deadline.left() * tasks / waiting))

    def effort(self, tasks: int, waiting: int) -> float:
        """The effort for the next part of `waiting` tasks; 0 if there is no time for it."""
        left = self._deadline.left()
        if not isfinite(left):
            return 1.0
        if not left:
            return 0.0
        if not self._last:  # nothing is known yet: begin with what would be slow to be too much
            return min(1.0, max(_LEAST, left / waiting / _GUESS))
        if not self._round:
            share = _MARGIN * left / waiting
            return min(1.0, max(_LEAST, self._last * share / self._cost if self._cost else 1.0))
        wanted = self._cost * self._most / self._last * tasks
        if wanted <= left:
            return self._most
        return self._most * left / wanted if left >= wanted / 2 else 0.0


class _Saving:
    """Writes answers down as often as it costs little."""

    def __init__(
        self, save: Callable[[Mapping[str, list[Answer]]], object], clock: Callable[[], float]
    ) -> None:
        self._save = save
        self._clock = clock
        self._next = clock()

    def now_and_then(self, best: Mapping[str, list[Answer]]) -> None:
        """Write them down if writing would not take more than its share of the time."""
        began = self._clock()
        if began < self._next:
            return
        self._save(best)
        done = self._clock()
        self._next = done + (done - began) / _SAVING


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
