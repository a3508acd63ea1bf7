"""Solving given tasks with a policy as it is: sample, execute, rank. No learning, no buffer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arc_dsl import PlainGrid, Program
from arc_dsl.pool import Pool
from buffer.experience import Origin
from codeit.candidate import Candidate
from codeit.policy.interface import Policy
from codeit.reporting import Reporter
from codeit.scoring import distance, score
from codeit.trials import Trial, execute
from data.tasks import Task

__all__ = ["Answer", "solve"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A program for a task, how it does on the demonstrations, and what it gives for the tests."""

    task_id: str
    program: Program
    origin: Origin
    score: float
    """Share of demonstrations matched, 0 to 1."""
    distance: float
    """Mean share of wrong cells on the demonstrations, 0 to 1."""
    outputs: tuple[PlainGrid | None, ...]
    """Grids for the test inputs, None where the program failed."""


def solve(
    tasks: Mapping[str, Task],
    policy: Policy,
    seeds: Sequence[Program],
    samples: int,
    seed: int,
    pool: Pool,
    reporter: Reporter,
) -> dict[str, list[Answer]]:
    """Answers for each task, best first: by score, then closeness, then fewer characters.

    `samples` programs a task come from the policy; the programs in `seeds` are tried as well.
    """
    candidates = [Candidate(i, program, Origin.SEED) for i in tasks for program in seeds]
    with reporter.stage("sampling from the policy"):
        for sampled in policy.sample(list(tasks.values()), samples, seed) if samples else []:
            candidates += sampled
    with reporter.stage("executing") as advance:
        trials = [
            t for t in execute(candidates, tasks, pool, advance) if any(o.ok for o in t.outcomes)
        ]
    answers: dict[str, list[Answer]] = {task_id: [] for task_id in tasks}
    for task_id, task in tasks.items():
        own = [trial for trial in trials if trial.candidate.task_id == task_id]
        programs = list(dict.fromkeys(trial.candidate.program for trial in own))
        outputs = dict(zip(programs, pool.outcomes(programs, task.test_inputs), strict=True))
        by_program = {t.candidate.program: t for t in reversed(own)}
        answers[task_id] = sorted(
            (
                _answer(by_program[p], task, tuple(outcome.grid for outcome in outputs[p]))
                for p in programs
            ),
            key=lambda a: (-a.score, a.distance, len(str(a.program)), str(a.program)),
        )
    return answers


def _answer(trial: Trial, task: Task, outputs: tuple[PlainGrid | None, ...]) -> Answer:
    realised = [outcome.grid for outcome in trial.outcomes]
    return Answer(
        task.id,
        trial.candidate.program,
        trial.candidate.origin,
        score(realised, task.outputs),
        distance(realised, task.outputs),
        outputs,
    )
