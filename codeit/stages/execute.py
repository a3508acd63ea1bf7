"""Executing candidates: each on the demonstration inputs of its task, in the sandbox.

Candidates of one task travel together, so that programs which share lines share their values.
The wanted outputs stay here; workers never see them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from arc_dsl import Kind, Outcome, Program
from arc_dsl.execute.jobs import Batch, Job
from buffer.experience import Origin
from codeit.domains.interface import Executor
from codeit.proposers.candidate import Candidate
from codeit.reporting import Advance, Reporter
from codeit.stages.screening import Effort, evaluate
from data.tasks import Task

__all__ = [
    "QUICK_SIZE",
    "QUICK_STEPS",
    "Alike",
    "Trial",
    "execute",
    "execute_all",
    "matching",
    "outcome_counts",
]

_PROGRAMS_PER_JOB = 256
QUICK_STEPS, QUICK_SIZE = 3_000, 5_000
"""Limits of the first check: about one seed in a hundred needs more on its own task, and
the mutants that use more take most of the time."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate and how it ended on each demonstration input of its task, in order."""

    candidate: Candidate
    outcomes: tuple[Outcome, ...]


class Alike:
    """Holds equal outcomes, and equal rows of grids, once.

    Programs of one task give much the same: of 142,000 experiences the outputs took 186 MB so,
    and 896 MB as the workers sent them (preset `cpu` with 30,000 mutants, three meta-iterations).
    """

    def __init__(self) -> None:
        self._outcomes: dict[Outcome, Outcome] = {}
        self._rows: dict[tuple[int, ...], tuple[int, ...]] = {}

    def outcome(self, outcome: Outcome) -> Outcome:
        """An equal outcome: the first one seen."""
        known = self._outcomes.get(outcome)
        if known is None:
            known = outcome
            if outcome.grid is not None:
                rows = self._rows
                known = replace(outcome, grid=tuple(rows.setdefault(r, r) for r in outcome.grid))
            self._outcomes[known] = known
        return known


def execute(
    candidates: Sequence[Candidate], tasks: Mapping[str, Task], executor: Executor, advance: Advance
) -> Iterator[Trial]:
    """Run candidates; trials come grouped by task, tasks and candidates in the order given."""
    by_task: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_task.setdefault(candidate.task_id, []).append(candidate)
    groups = [
        (tasks[task_id], group[start : start + _PROGRAMS_PER_JOB])
        for task_id, group in by_task.items()
        for start in range(0, len(group), _PROGRAMS_PER_JOB)
    ]
    jobs = (Job(Batch.of(c.program for c in group), task.inputs) for task, group in groups)
    done, alike = 0, Alike()
    for (_, group), by_input in zip(groups, executor.run(jobs), strict=True):
        for candidate, outcomes in zip(group, zip(*by_input, strict=True), strict=True):
            yield Trial(candidate, tuple(map(alike.outcome, outcomes)))
        done += len(group)
        advance(done, len(candidates))


def execute_all(
    candidates: Sequence[Candidate],
    tasks: Mapping[str, Task],
    executor: Executor,
    reporter: Reporter,
) -> list[Trial]:
    """As `execute`, as one stage that people see."""
    with reporter.stage("executing") as advance:
        return list(execute(candidates, tasks, executor, advance))


def outcome_counts(trials: Sequence[Trial], origin: Origin | None = None) -> dict[str, int]:
    """Executions by kind of outcome, of one origin or all."""
    counts = Counter(
        outcome.kind.value
        for trial in trials
        if origin in (None, trial.candidate.origin)
        for outcome in trial.outcomes
    )
    return {kind.value: counts[kind.value] for kind in Kind if counts[kind.value]}


def matching(
    programs: Sequence[Program], tasks: Sequence[Task], executor: Executor, advance: Advance
) -> list[tuple[str, int]]:
    """Try programs on every task's first demonstration: (task id, position) of each match.

    The cheapest check first: whoever fails there is no answer. Its limit is one of steps and
    sizes, not of time, so that it ends the same way on every machine. In the order of tasks, then
    positions.
    """
    effort = Effort(QUICK_STEPS, QUICK_SIZE, executor.limits.seconds)
    found = evaluate(programs, tasks, executor, effort=effort, advance=advance)
    order = {task.id: number for number, task in enumerate(tasks)}
    matches = [(evaluation.task_id, evaluation.position) for evaluation in found]
    return sorted(matches, key=lambda match: (order[match[0]], match[1]))
