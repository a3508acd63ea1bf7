"""Search beside policy and mutation: programs put together from the values of a task.

Every search task is searched in the first meta-iteration. Later, those without a program that fits
all demonstrations are searched again with fewer steps and more to search with: the programs nearest
to them that the run remembers (failed samples and mutants among them) are material, whose lines are
values. What is found fits at least one demonstration; it is executed,
relabelled and stored like everything else, and the policy learns from it.
"""

from collections.abc import Iterator

from buffer.experience import Origin
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import Budget, Proposal, View, joined
from codeit.run.config import SearchConfig
from codeit.search.interface import View as TaskView
from codeit.search.material import Material, material_of
from codeit.search.pooled import SearchJob, search_each

__all__ = ["CALLS_OF_A_PROGRAM", "Search"]

CALLS_OF_A_PROGRAM = 10
"""Calls that count as one executed program: the lines of a median seed."""


class Search:
    """A `Stepwise` `Proposer`: its budget's shares are the steps for each search task."""

    name = "search"

    def __init__(self, config: SearchConfig, workers: int) -> None:
        self._config = config
        self._workers = workers
        self._material: Material | None = None

    def propose(self, view: View, budget: Budget) -> Proposal:
        """The best finds of each task, at most `kept`."""
        return joined(list(self.parts(view, budget)))

    def parts(self, view: View, budget: Budget) -> Iterator[Proposal]:
        """The same, task by task."""
        ids = [i for i in view.tasks if budget.shares.get(i, 0) > 0 and not _solved(view, i)]
        if not ids:
            return
        with view.reporter.stage("preparing to search"):
            if self._material is None:  # seeds and tasks stay as they are in a run
                self._material = material_of(view.seeds, {**view.training, **view.tasks})
            jobs = [self._job(view, task_id, budget.shares[task_id]) for task_id in ids]
        with view.reporter.stage("searching") as advance:
            advance(0, len(jobs))
            searched = search_each(jobs, self._material, self._workers, advance)
            for task_id, result in zip(ids, searched, strict=True):
                found = tuple(
                    Candidate(task_id, view.domain.parse(find.program), Origin.SEARCH)
                    for find in result.answers
                )
                executed = result.steps // CALLS_OF_A_PROGRAM + len(found)
                yield Proposal(found, executed, {"search_finds": len(found)})

    def _job(self, view: View, task_id: str, steps: int) -> SearchJob:
        domain = view.domain
        texts = view.memory.nearest(task_id, self._config.material) if view.number > 1 else ()
        more = tuple(p for p in map(domain.parse, texts) if domain.well_typed(p))
        return SearchJob(TaskView.of(view.tasks[task_id]), steps, more, self._config.kept)


def _solved(view: View, task_id: str) -> bool:
    best = view.leaders.of(task_id)
    return view.number > 1 and bool(best) and best[0].score == 1.0
