"""Near misses bred: children of the programs nearest to each task that is not solved yet.

A program with no demonstration right is no parent for mutation, however near it comes. Measured on
171 training tasks that no other task's seed solves, 300 tries each: children of the ten nearest
solved 11, children of uniformly drawn parents none (`docs/papers`, `LOG.md`).

A child is run on its own task alone. It becomes a candidate if it is nearer than the best before
it, or right on the first demonstration; so distances fall from one meta-iteration to the next.
"""

import random
from collections.abc import Mapping, Sequence

from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.outcome import Outcome
from arc_dsl.program import Program
from buffer.experience import Origin
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import Budget, Proposal, View
from codeit.proposers.mutation import grow
from codeit.run.config import NearMissConfig
from codeit.scoring import distance, score
from data.tasks import Task

__all__ = ["NearMisses"]

_TRIES = 4
"""Draws per wanted child before giving up on it."""

Nearness = tuple[float, float]
"""Score, and distance with a minus: larger is nearer."""


class NearMisses:
    """A `Proposer`: its budget's shares say how many children each unsolved task gets."""

    name = "near misses"

    def __init__(self, config: NearMissConfig) -> None:
        self._config = config

    def propose(self, view: View, budget: Budget) -> Proposal:
        """The children that come nearer, at most `kept` for a task."""
        open_tasks = [
            task
            for task in view.tasks.values()
            if budget.shares.get(task.id, 0) > 0 and not _solved(view, task.id)
        ]
        families: dict[str, dict[Program, Program]] = {}
        with view.reporter.stage("growing near misses") as advance:
            for done, task in enumerate(open_tasks, 1):
                families[task.id] = self._family(view, task, budget.shares[task.id])
                advance(done, len(open_tasks))
        found: list[Candidate] = []
        total = sum(map(len, families.values()))
        with view.reporter.stage("trying near misses") as advance:
            jobs = (Job(Batch.of(families[task.id]), task.inputs) for task in open_tasks)
            for done, (task, ends) in enumerate(
                zip(open_tasks, view.executor.run(jobs), strict=True), 1
            ):
                found += self._chosen(view, task, families[task.id], list(zip(*ends, strict=True)))
                advance(done, len(open_tasks))
        return Proposal(tuple(found), total + len(found), {"near_misses": total})

    def _family(self, view: View, task: Task, count: int) -> dict[Program, Program]:
        """At most `count` children of the nearest programs, each with its parent."""
        domain = view.domain
        texts = view.memory.nearest(task.id, self._config.parents)
        parents = [p for p in map(domain.parse, texts) if domain.well_typed(p)]
        known = view.memory.known(task.id)
        rng = view.generator("near misses", task.id)
        seeds = list(dict.fromkeys(view.seeds.values()))
        children: dict[Program, Program] = {}
        for _ in range(count if parents else 0):
            child = self._new_child(view, parents, seeds, rng, children, known)
            if child is not None:
                children[child[0]] = child[1]
        return children

    def _new_child(
        self,
        view: View,
        parents: Sequence[Program],
        seeds: Sequence[Program],
        rng: random.Random,
        children: Mapping[Program, Program],
        known: frozenset[str],
    ) -> tuple[Program, Program] | None:
        for _ in range(_TRIES):
            child, parent = grow(view.domain, parents, seeds, rng, self._config.crossover)
            if child not in children and str(child) not in known:
                return child, parent
        return None

    def _chosen(
        self,
        view: View,
        task: Task,
        family: Mapping[Program, Program],
        ends: Sequence[tuple[Outcome, ...]],
    ) -> list[Candidate]:
        """The nearest children of unlike behaviour that are nearer than what was known."""
        best = view.memory.nearness(task.id)
        unlike: dict[object, tuple[Nearness, Program]] = {}
        for child, outcomes in zip(family, ends, strict=True):
            grids = tuple(outcome.grid for outcome in outcomes)
            near = score(grids, task.outputs), -distance(grids, task.outputs)
            if any(grids) and (near > best or grids[0] == task.outputs[0]):
                was = unlike.get(grids)
                if was is None or len(str(child)) < len(str(was[1])):
                    unlike[grids] = near, child
        nearest = sorted(
            unlike.values(), key=lambda n: (-n[0][0], -n[0][1], len(str(n[1])), str(n[1]))
        )
        return [
            Candidate(task.id, child, Origin.MUTATION, parent=str(family[child]))
            for _, child in nearest[: self._config.kept]
        ]


def _solved(view: View, task_id: str) -> bool:
    best = view.leaders.of(task_id)
    return bool(best) and best[0].score == 1.0
