"""Solving given tasks as well as can be without learning: search, sample, execute, rank."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from itertools import groupby
from types import TracebackType

from arc_dsl import PlainGrid, Program, parse
from arc_dsl.execute.pool import Pool
from buffer.experience import Origin
from codeit.deadline import Deadline, OutOfTime, bell
from codeit.policy.interface import Policy
from codeit.proposers.candidate import Candidate
from codeit.rankers.interface import Found, Votes
from codeit.rankers.merging import merged
from codeit.rankers.votes import ByVotes
from codeit.scoring import distance, score
from codeit.search.interface import View
from codeit.search.lengths import Lengths
from codeit.search.material import packaged_material
from codeit.search.pooled import SearchJob, SearchTeam
from codeit.search.ranking import family_of, worth_keeping
from codeit.search.solving import CREDIBLE
from codeit.stages.behaviours import digest_of
from codeit.stages.execute import Trial, execute
from data.seeds import load_seeds
from data.tasks import MOST_PAIRS, Task, bounded

__all__ = ["Answer", "Solver", "believed", "ordered"]

_PROPOSING = 0.75
"""Share of the time that searching and sampling may take; telling answers apart has the rest."""
_TOLD_APART = 60
"""Programs of a task, the best, that are run on all pairs and told apart by what they give."""


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
    nats: float | None = None
    """What the program takes to describe: with equal scores less comes first."""
    family: str = ""
    """Who found it."""
    votes: Votes = ()
    """Of all that give the same, once they were merged."""
    behaviour: str = ""
    """A digest of what it gives on the demonstrations."""


def ordered(answers: Iterable[Answer]) -> list[Answer]:
    """Answers of one task, one for each behaviour, best first, as a run ranks its leaders.

    Those without a demonstration right come by their distance.
    """
    given = list(answers)
    by_text = {str(answer.program): answer for answer in reversed(given)}
    representatives = merged(map(_found, given), ByVotes())
    best = [replace(by_text[one.program], votes=one.votes) for one in representatives]
    return sorted(best, key=lambda a: (-a.score, 0.0 if a.score else a.distance))


def _found(answer: Answer) -> Found:
    return Found(
        str(answer.program),
        answer.score,
        answer.distance,
        tests=digest_of(answer.outputs) if answer.outputs else "",
        outputs=answer.behaviour,
        nats=answer.nats,
        family=answer.family or answer.origin.value,
        votes=answer.votes,
    )


def believed(answers: Sequence[Answer]) -> bool:
    """Whether the first answer needs no further search: right on all demonstrations and short.

    On held-out training tasks 29 of 32 such answers were right (`docs/search.md`).
    """
    if not answers or answers[0].score < 1:
        return False
    return min((nats for _, nats in answers[0].votes), default=CREDIBLE + 1) <= CREDIBLE


class Solver:
    """Solves tasks, some at a time, with one policy, one body of material and the same workers.

    `steps` of search go to each task, with the packaged seeds as material; `samples` programs a
    task come from the policy, if there is one; the programs in `seeds` are tried as well. The
    search runs beside the policy. Close it: it is a context manager.
    """

    def __init__(
        self,
        policy: Policy | None,
        seeds: Sequence[Program],
        samples: int,
        seed: int,
        pool: Pool,
        *,
        keep: int = 3,
        steps: int = 0,
        workers: int = 1,
    ) -> None:
        self._policy = policy if samples else None
        self._seeds = seeds
        self._samples = samples
        self._seed = seed
        self._pool = pool
        self._keep = keep
        self._steps = steps
        self._lengths = Lengths(load_seeds().values())
        self._open = ExitStack()
        self._team: SearchTeam | None = None
        if steps:
            self._team = self._open.enter_context(SearchTeam(packaged_material(), workers))
        self._thread = self._open.enter_context(ThreadPoolExecutor(1))
        if self._team is not None:
            self._open.callback(self._team.halt)  # comes first: else the thread is waited for

    def __enter__(self) -> "Solver":
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the workers."""
        self._open.__exit__(kind, error, trace)

    def __call__(
        self,
        tasks: Mapping[str, Task],
        number: int = 0,
        effort: float = 1.0,
        deadline: Deadline | None = None,
    ) -> dict[str, list[Answer]]:
        """The `keep` best answers for each task in a round, which counts from 0.

        The first round tries the seeds; another searches elsewhere and draws other samples.
        `effort`, above 0 and at most 1, is the share of steps and samples to spend. A program that
        gives no grid on any demonstration is no answer. At the deadline there are the answers that
        are known by then.
        """
        deadline = deadline or Deadline()
        seen = {i: bounded(task, MOST_PAIRS) for i, task in tasks.items()}
        proposing = deadline.within(_PROPOSING * deadline.left())
        searching = self._thread.submit(self._searched, tasks, number, effort, proposing)
        trials: list[Trial] = []
        with suppress(OutOfTime), bell(proposing):
            candidates = [
                Candidate(i, p, Origin.SEED) for i in tasks if not number for p in self._seeds
            ]
            samples = round(self._samples * effort)
            if self._policy is not None and samples:
                for own in self._policy.sample(list(seen.values()), samples, self._seed + number):
                    candidates += own
            self._try(candidates, seen, trials)
        found = searching.result()
        answers: dict[str, list[Answer]] = {task_id: [] for task_id in tasks}
        with suppress(OutOfTime), bell(deadline):
            self._try(found, seen, trials)
            trials.sort(key=lambda trial: trial.candidate.task_id)
            for task_id, group in groupby(trials, key=lambda trial: trial.candidate.task_id):
                answers[task_id] = self._answers(tasks[task_id], seen[task_id], list(group))
        return answers

    def _searched(
        self, tasks: Mapping[str, Task], number: int, effort: float, deadline: Deadline
    ) -> list[Candidate]:
        if self._team is None:
            return []
        steps = round(self._steps * effort)
        jobs = [
            SearchJob(View.of(task), steps, answers=self._keep, variant=number)
            for task in tasks.values()
        ]
        searched = self._team.search(jobs, lambda done, total: None, deadline)
        return [
            Candidate(
                task_id,
                parse(find.program),
                Origin.SEARCH,
                nats=find.cost,
                family=family_of(find),
            )
            for task_id, result in zip(tasks, searched, strict=True)
            for find in worth_keeping(result.answers, result.finds)
        ]

    def _try(
        self, candidates: Sequence[Candidate], tasks: Mapping[str, Task], trials: list[Trial]
    ) -> None:
        """Run candidates and add their trials, those without any grid left out, as they come."""
        ran = execute(candidates, tasks, self._pool, lambda done, total: None)
        trials.extend(trial for trial in ran if any(outcome.ok for outcome in trial.outcomes))

    def _answers(self, task: Task, seen: Task, trials: Sequence[Trial]) -> list[Answer]:
        """The best of a task's trials, run on all its inputs."""
        scored = sorted({self._scored(trial, seen) for trial in trials}, key=_rank)[:_TOLD_APART]
        inputs = (*task.inputs, *task.test_inputs)
        count = len(task.demonstrations)
        full = []
        outcomes = self._pool.outcomes([answer.program for answer in scored], inputs)
        for answer, own in zip(scored, outcomes, strict=True):
            grids = [outcome.grid for outcome in own]
            full.append(
                replace(
                    answer,
                    score=score(grids[:count], task.outputs),
                    distance=distance(grids[:count], task.outputs),
                    outputs=tuple(grids[count:]),
                    behaviour=digest_of(grids[:count]),
                )
            )
        return ordered(full)[: self._keep]

    def _scored(self, trial: Trial, task: Task) -> Answer:
        candidate = trial.candidate
        nats = self._lengths.of(candidate.program)
        realised = [outcome.grid for outcome in trial.outcomes]
        return Answer(
            task.id,
            candidate.program,
            candidate.origin,
            score(realised, task.outputs),
            distance(realised, task.outputs),
            nats=nats if candidate.nats is None else min(nats, candidate.nats),
            family=candidate.family or candidate.origin.value,
        )


def _rank(answer: Answer) -> tuple[float, float, float, str, str]:
    text = str(answer.program)
    return -answer.score, answer.distance, answer.nats or 0.0, text, answer.family
