"""The seeds nearest to each search task: the first parents of near misses (meta-iteration 0).

Every seed is run on every task's first demonstration; those that come nearest become candidates,
so that a task that no seed solves has parents before the policy has sampled anything for it.
"""

from dataclasses import replace

from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.outcome import PlainGrid
from arc_dsl.program import Program
from buffer.experience import Origin
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import Budget, Proposal, View
from codeit.scoring import grid_distance
from codeit.stages.execute import QUICK_SIZE, QUICK_STEPS
from data.tasks import Task

__all__ = ["NearestSeeds"]


class NearestSeeds:
    """A `Proposer`: its budget's shares say how many seeds each task gets."""

    name = "nearest seeds"

    def propose(self, view: View, budget: Budget) -> Proposal:
        """The nearest seeds of unlike output, nearest first, for each task that has a share."""
        tasks = [task for task in view.tasks.values() if budget.shares.get(task.id, 0) > 0]
        seeds = list(dict.fromkeys(view.seeds.values()))
        batch = Batch.of(seeds)
        quick = replace(view.executor.limits, steps=QUICK_STEPS, size=QUICK_SIZE)
        jobs = (Job(batch, task.inputs[:1], limits=quick) for task in tasks)
        found: list[Candidate] = []
        with view.reporter.stage("looking for the nearest seeds") as advance:
            for done, (task, ends) in enumerate(
                zip(tasks, view.executor.run(jobs), strict=True), 1
            ):
                grids = [outcome.grid for outcome in ends[0]]
                nearest = _nearest(seeds, grids, task)[: budget.shares[task.id]]
                found += [Candidate(task.id, program, Origin.SEED) for program in nearest]
                advance(done, len(tasks))
        return Proposal(tuple(found), len(seeds) * len(tasks) + len(found))


def _nearest(seeds: list[Program], grids: list[PlainGrid | None], task: Task) -> list[Program]:
    """Seeds that gave a grid of the wanted shape, each output once, by distance, then length."""
    wanted = task.outputs[0]
    unlike: dict[PlainGrid, tuple[float, int, str, Program]] = {}
    for program, grid in zip(seeds, grids, strict=True):
        if grid is None or (far := grid_distance(grid, wanted)) == 1.0:
            continue
        entry = far, len(program.text), program.text, program
        unlike[grid] = min(unlike.get(grid, entry), entry, key=lambda e: e[:3])
    return [entry[3] for entry in sorted(unlike.values(), key=lambda e: e[:3])]
