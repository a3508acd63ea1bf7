"""Solving given tasks with a policy as it is: sample, execute, rank. No learning, no buffer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from arc_dsl import PlainGrid, Program
from arc_dsl.execute.pool import Pool
from buffer.experience import Origin
from codeit.policy.interface import Policy
from codeit.proposers.candidate import Candidate
from codeit.reporting import Reporter
from codeit.stages.execute import Trial, execute
from codeit.stages.scoring import distance, score
from data.tasks import Task

__all__ = ["Answer", "ordered", "solve"]


def ordered(answers: "Iterable[Answer]") -> "list[Answer]":
    """Answers of one task, best first."""
    return sorted(answers, key=_rank)


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
    outputs: tuple[PlainGrid | None, ...] = ()
    """Grids for the test inputs, None where the program failed."""


def solve(
    tasks: Mapping[str, Task],
    policy: Policy | None,
    seeds: Sequence[Program],
    samples: int,
    seed: int,
    pool: Pool,
    reporter: Reporter,
    keep: int = 3,
) -> dict[str, list[Answer]]:
    """The `keep` best answers for each task: by score, then closeness, then fewer characters.

    `samples` programs a task come from the policy, if there is one; the programs in `seeds` are
    tried as well. A program that gives no grid on any demonstration is no answer.
    """
    candidates = [Candidate(i, program, Origin.SEED) for i in tasks for program in seeds]
    if policy is not None and samples:
        with reporter.stage("sampling from the policy"):
            for sampled in policy.sample(list(tasks.values()), samples, seed):
                candidates += sampled
    with reporter.stage("executing") as advance:
        trials = [
            t for t in execute(candidates, tasks, pool, advance) if any(o.ok for o in t.outcomes)
        ]
    answers: dict[str, list[Answer]] = {task_id: [] for task_id in tasks}
    for task_id, own in groupby(trials, key=lambda trial: trial.candidate.task_id):
        answers[task_id] = _answers(tasks[task_id], own, pool, keep)
    return answers


def _answers(task: Task, trials: Iterable[Trial], pool: Pool, keep: int) -> list[Answer]:
    """The best of a task's trials, with their outputs for its test inputs."""
    unlike: dict[Program, Trial] = {}
    for trial in trials:
        unlike.setdefault(trial.candidate.program, trial)
    ranked = sorted((_scored(trial, task) for trial in unlike.values()), key=_rank)[:keep]
    outcomes = pool.outcomes([answer.program for answer in ranked], task.test_inputs)
    return [
        replace(answer, outputs=tuple(outcome.grid for outcome in own))
        for answer, own in zip(ranked, outcomes, strict=True)
    ]


def _scored(trial: Trial, task: Task) -> Answer:
    realised = [outcome.grid for outcome in trial.outcomes]
    return Answer(
        task.id,
        trial.candidate.program,
        trial.candidate.origin,
        score(realised, task.outputs),
        distance(realised, task.outputs),
    )


def _rank(answer: Answer) -> tuple[float, float, int, str]:
    text = str(answer.program)
    return -answer.score, answer.distance, len(text), text
