"""What a run found, task by task: the ranked answers, where each came from, what each gives.

The one ranking is that of the leaders, which submissions, judging and exports use too. Programs
are run again inside the limited workers of a pool. No test output is known here; verdicts on tests
are `codeit.results.evaluation`'s.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from arc_dsl import Outcome, PlainGrid
from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.execute.pool import Pool
from buffer.errors import BufferConflict
from buffer.experience import Origin
from buffer.inspection import LineageStep, lineage
from buffer.replay import ReplayBuffer
from codeit.results.leaders import Leaders
from data.tasks import Task

__all__ = ["FoundAnswer", "FoundTask", "found_tasks", "with_outcomes"]


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """One of the ranked programs of a task."""

    program: str
    """Canonical text."""
    score: float
    """Share of the demonstrations matched, 0 to 1."""
    origin: Origin | None
    """None if the buffer does not know the program (it was pruned)."""
    meta_iteration: int | None
    executed: int | None
    """Programs executed in the run when it was found; known of those right on all
    demonstrations."""
    found_at: datetime | None
    """UTC; known of the same."""
    lineage: tuple[LineageStep, ...]
    """The program first, then its ancestors back to a seed."""
    outcomes: tuple[Outcome, ...] = ()
    """On every demonstration input and then every test input, once it was run again."""

    def grids(self, task: Task) -> tuple[PlainGrid | None, ...]:
        """What it gives on the test inputs."""
        return tuple(outcome.grid for outcome in self.outcomes[len(task.demonstrations) :])


@dataclass(frozen=True, slots=True)
class FoundTask:
    """A task and its ranked answers, best first; there may be none."""

    task: Task
    answers: tuple[FoundAnswer, ...]


def found_tasks(
    buffer: ReplayBuffer,
    leaders: Leaders,
    tasks: Mapping[str, Task],
    chosen: Collection[str] | None = None,
) -> list[FoundTask]:
    """Every task in the set's order (or those chosen) with its ranked answers, not yet run."""
    solutions = {(s.task_id, s.program): s for s in buffer.solutions()}
    found = []
    for task_id, task in tasks.items():
        if chosen is not None and task_id not in chosen:
            continue
        answers = []
        for ranked in leaders.of(task_id):
            steps = _lineage(buffer, ranked.program, task_id)
            first = steps[0] if steps else None
            known = solutions.get((task_id, ranked.program))
            source = known or first
            answers.append(
                FoundAnswer(
                    program=ranked.program,
                    score=ranked.score,
                    origin=source.origin if source else None,
                    meta_iteration=source.meta_iteration if source else None,
                    executed=known.executed if known else None,
                    found_at=known.found_at if known else None,
                    lineage=steps,
                )
            )
        found.append(FoundTask(task, tuple(answers)))
    return found


def with_outcomes(found: Sequence[FoundTask], pool: Pool) -> list[FoundTask]:
    """The same, every answer run on all inputs of its task inside the pool's workers."""
    jobs = (
        Job(
            Batch.of([answer.program for answer in entry.answers]),
            (*entry.task.inputs, *entry.task.test_inputs),
        )
        for entry in found
    )
    return [
        FoundTask(entry.task, tuple(_run(entry.answers, by_input)))
        for entry, by_input in zip(found, pool.run(jobs), strict=True)
    ]


def _run(
    answers: Sequence[FoundAnswer], by_input: Sequence[Sequence[Outcome]]
) -> Iterable[FoundAnswer]:
    for i, answer in enumerate(answers):
        yield replace(answer, outcomes=tuple(outcomes[i] for outcomes in by_input))


def _lineage(buffer: ReplayBuffer, program: str, task_id: str) -> tuple[LineageStep, ...]:
    try:
        return tuple(lineage(buffer, program, task_id))
    except BufferConflict:  # the program is not in the buffer any more
        return ()
