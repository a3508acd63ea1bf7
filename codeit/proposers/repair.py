"""Repair: the policy sees a program that fell short, with what it gave, and tries again.

The first failure of a task is its nearest program so far. Each turn samples for every task that is
not solved on its demonstrations, runs the samples there, and hands the nearest one on to the next
turn. Every sample of every turn counts. Test outputs are unknown to view, feedback and choice. With
`repair.reward=held_out` turns do not see the demonstration that they are rewarded for, and choose
without it; only the first failure, the run's nearest program, was chosen on all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.outcome import Outcome, PlainGrid
from arc_dsl.program import Program
from buffer.experience import Origin
from codeit.domains.grids.feedback import Failure, without_reward
from codeit.policy.interface import RepairConfig
from codeit.policy.sampling import Sampler, SampleUnit
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import Budget, Proposal, View
from codeit.scoring import distance, score
from data.tasks import Task

__all__ = ["Repair"]

Ends = Sequence[tuple[Outcome, ...]]


class Repair:
    """A `Proposer`: its budget's shares are samples of each task in each turn."""

    name = "repair"

    def __init__(self, sampler: Sampler, config: RepairConfig, at_once: int) -> None:
        self._sampler = sampler
        self._config = config
        self._at_once = at_once

    def propose(self, view: View, budget: Budget) -> Proposal:
        """The samples of all turns."""
        if self._config.reward == "held_out":
            tasks = {task_id: without_reward(task) for task_id, task in view.tasks.items()}
            view = replace(view, tasks=tasks)
        failures, executed = self._first(view, budget)
        found: list[Candidate] = []
        with view.reporter.stage("repairing") as advance:
            for turn in range(self._config.turns):
                drawn = self._turn(view, budget, failures, turn)
                ends = _run(view, drawn)
                executed += sum(map(len, drawn.values()))
                failures = self._next(view, failures, drawn, ends)
                if self._config.feedback == "trace":
                    failures, more = _traced(view, failures)
                    executed += more
                for own in drawn.values():
                    found += own
                advance(turn + 1, self._config.turns)
        return Proposal(tuple(found), executed + len(found), {"repairs": len(found)})

    def _first(self, view: View, budget: Budget) -> tuple[dict[str, Failure], int]:
        """The nearest program of every open task, with what it gives, and how many were run."""
        nearest = {
            task_id: texts[0]
            for task_id in view.tasks
            if budget.shares.get(task_id, 0) > 0 and (texts := view.memory.nearest(task_id, 1))
        }
        candidates = {
            task_id: [Candidate(task_id, view.domain.parse(text), Origin.POLICY)]
            for task_id, text in nearest.items()
        }
        ends = _run(view, candidates)
        failures = self._next(view, {}, candidates, ends)
        if self._config.feedback != "trace":
            return failures, len(candidates)
        failures, more = _traced(view, failures)
        return failures, len(candidates) + more

    def _turn(
        self, view: View, budget: Budget, failures: Mapping[str, Failure], turn: int
    ) -> dict[str, list[Candidate]]:
        """The samples of one turn, by task."""
        ids = list(failures)
        shown = self._shown(view, failures)
        drawn: dict[str, list[Candidate]] = {}
        starts = range(0, len(ids), self._at_once)
        parts = {start: ids[start : start + self._at_once] for start in starts}
        units = (
            SampleUnit(
                tuple(view.tasks[task_id] for task_id in part),
                max(budget.shares[task_id] for task_id in part),
                view.derived("repair", turn, start),
                tuple(shown[task_id] for task_id in part),
                self._config.feedback,
            )
            for start, part in parts.items()
        )
        for part, sampled in zip(parts.values(), self._sampler.map(units), strict=True):
            for task_id, own in zip(part, sampled, strict=True):
                drawn[task_id] = own[: budget.shares[task_id]]
        return drawn

    def _shown(self, view: View, failures: Mapping[str, Failure]) -> Mapping[str, Failure]:
        """The failures as told: with `random` feedback those of other tasks, one place on."""
        if self._config.feedback != "random":
            return failures
        ids = list(failures)
        return {one: failures[other] for one, other in zip(ids, ids[1:] + ids[:1], strict=True)}

    def _next(
        self,
        view: View,
        before: Mapping[str, Failure],
        drawn: Mapping[str, Sequence[Candidate]],
        ends: Mapping[str, Ends],
    ) -> dict[str, Failure]:
        """The nearest program of each task that is still open: what the next turn is told."""
        following: dict[str, Failure] = {}
        for task_id, own in drawn.items():
            wanted = view.tasks[task_id].outputs
            tried = [
                (score(grids, wanted), -distance(grids, wanted), -n, grids)
                for n, outcomes in enumerate(ends[task_id])
                if any(grids := tuple(outcome.grid for outcome in outcomes))
            ]
            if not tried:
                if task_id in before:
                    following[task_id] = before[task_id]
                continue
            matched, _, n, grids = max(tried, key=lambda one: one[:3])
            if matched < 1:
                following[task_id] = Failure(str(own[-n].program), grids)
        return following


def _run(view: View, candidates: Mapping[str, Sequence[Candidate]]) -> dict[str, Ends]:
    """What each candidate gives on the demonstration inputs of its task."""
    ids = [task_id for task_id, own in candidates.items() if own]
    jobs = (
        Job(Batch.of(c.program for c in candidates[task_id]), view.tasks[task_id].inputs)
        for task_id in ids
    )
    found: dict[str, Ends] = {task_id: [] for task_id in candidates}
    for task_id, by_input in zip(ids, view.executor.run(jobs), strict=True):
        found[task_id] = list(zip(*by_input, strict=True))
    return found


def _traced(view: View, failures: Mapping[str, Failure]) -> tuple[dict[str, Failure], int]:
    """The failures with the grids that their lines give, and how many programs that took.

    Every beginning of a program is a program: its outcome is the value after that line.
    """
    beginnings = {i: list(_beginnings(view.domain.parse(f.program))) for i, f in failures.items()}
    jobs = (
        Job(Batch.of(beginnings[i]), (_first_failed(view.tasks[i], f),))
        for i, f in failures.items()
        if beginnings[i]
    )
    ends = view.executor.run(jobs)
    traced = {
        i: replace(f, values=tuple(_grids(next(ends)[0]))) if beginnings[i] else f
        for i, f in failures.items()
    }
    return traced, sum(map(len, beginnings.values()))


def _beginnings(program: Program) -> Iterable[Program]:
    return (Program.of(program.lines[:n]) for n in range(1, len(program.lines)))


def _first_failed(task: Task, failure: Failure) -> PlainGrid:
    pairs = zip(task.demonstrations, failure.outputs, strict=True)
    return next((p.input for p, given in pairs if given != p.output), task.inputs[0])


def _grids(outcomes: Iterable[Outcome]) -> Iterable[PlainGrid]:
    return (outcome.grid for outcome in outcomes if outcome.grid is not None)
