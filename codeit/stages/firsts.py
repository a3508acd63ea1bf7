"""Telling people of every task that was just solved: for the eyes alone, nothing reads it."""

from collections.abc import Mapping, Sequence

from codeit.domains.interface import Executor
from codeit.reporting import Reporter, Solve
from codeit.results.leaders import Leaders
from codeit.stages.confirming import right_on_all
from codeit.stages.execute import Trial
from data.tasks import Task

__all__ = ["Firsts"]


class Firsts:
    """Tells a reporter of the first program that is right on all demonstrations of each task.

    `leaders` are the best programs before, `tasks` the search tasks, `number` the meta-iteration;
    `whole` are those tasks of which only a part of the demonstrations is run, whole.
    """

    def __init__(
        self,
        leaders: Leaders,
        tasks: Mapping[str, Task],
        number: int,
        reporter: Reporter,
        whole: Mapping[str, Task],
        executor: Executor,
    ) -> None:
        self._open = {
            i: task
            for i, task in tasks.items()
            if not any(found.score == 1.0 for found in leaders.of(i))
        }
        self._number = number
        self._reporter = reporter
        self._whole = whole
        self._executor = executor

    def tell(self, trials: Sequence[Trial]) -> None:
        """Take in what was just executed."""
        solves: list[Solve] = []
        for trial in trials:
            candidate = trial.candidate
            task = self._open.get(candidate.task_id)
            if task is None:
                continue
            if tuple(outcome.grid for outcome in trial.outcomes) == task.outputs and (
                task.id not in self._whole
                or right_on_all(str(candidate.program), self._whole[task.id], self._executor)
            ):
                del self._open[task.id]
                solves.append(Solve(task, candidate.program, candidate.origin, self._number))
        if solves:
            self._reporter.solved(solves)
