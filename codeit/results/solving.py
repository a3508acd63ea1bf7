"""Solving given tasks as well as can be without learning: search, sample, execute, rank."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from arc_dsl import PlainGrid, Program, parse
from arc_dsl.execute.pool import Pool
from buffer.experience import Origin
from codeit.policy.interface import Policy
from codeit.proposers.candidate import Candidate
from codeit.reporting import Reporter
from codeit.search.interface import View
from codeit.search.lengths import Lengths
from codeit.search.material import packaged_material
from codeit.search.pooled import SearchJob, search_all
from codeit.stages.execute import Trial, execute
from codeit.stages.scoring import distance, score
from data.seeds import load_seeds
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
    nats: float = 0.0
    """What the program takes to describe: with equal scores less comes first."""


def solve(
    tasks: Mapping[str, Task],
    policy: Policy | None,
    seeds: Sequence[Program],
    samples: int,
    seed: int,
    pool: Pool,
    reporter: Reporter,
    keep: int = 3,
    steps: int = 0,
) -> dict[str, list[Answer]]:
    """The `keep` best answers for each task: by score, closeness, description length, characters.

    `steps` of search go to each task, with the packaged seeds as material; `samples` programs a
    task come from the policy, if there is one; the programs in `seeds` are tried as well. A program
    that gives no grid on any demonstration is no answer.
    """
    candidates = [Candidate(i, program, Origin.SEED) for i in tasks for program in seeds]
    costs: dict[tuple[str, str], float] = {}
    if steps:
        material = packaged_material()
        jobs = [SearchJob(View.of(task), steps, answers=keep) for task in tasks.values()]
        with reporter.stage("searching") as advance:
            searched = search_all(jobs, material, os.cpu_count() or 1, advance)
        for task_id, result in zip(tasks, searched, strict=True):
            for find in result.answers:
                costs[task_id, find.program] = find.cost
                candidates.append(Candidate(task_id, parse(find.program), Origin.SEARCH))
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
        answers[task_id] = _answers(tasks[task_id], own, pool, keep, costs)
    return answers


def _answers(
    task: Task,
    trials: Iterable[Trial],
    pool: Pool,
    keep: int,
    costs: Mapping[tuple[str, str], float],
) -> list[Answer]:
    """The best of a task's trials, with their outputs for its test inputs."""
    lengths = Lengths(load_seeds().values())
    unlike: dict[Program, Trial] = {}
    for trial in trials:
        unlike.setdefault(trial.candidate.program, trial)
    ranked = sorted((_scored(trial, task, lengths, costs) for trial in unlike.values()), key=_rank)[
        :keep
    ]
    outcomes = pool.outcomes([answer.program for answer in ranked], task.test_inputs)
    return [
        replace(answer, outputs=tuple(outcome.grid for outcome in own))
        for answer, own in zip(ranked, outcomes, strict=True)
    ]


def _scored(
    trial: Trial, task: Task, lengths: Lengths, costs: Mapping[tuple[str, str], float]
) -> Answer:
    program = trial.candidate.program
    nats = costs.get((task.id, str(program)))
    realised = [outcome.grid for outcome in trial.outcomes]
    return Answer(
        task.id,
        trial.candidate.program,
        trial.candidate.origin,
        score(realised, task.outputs),
        distance(realised, task.outputs),
        nats=lengths.of(program) if nats is None else nats,
    )


def _rank(answer: Answer) -> tuple[float, float, float, int, str]:
    text = str(answer.program)
    return -answer.score, answer.distance, answer.nats, len(text), text
