"""Search beside policy and mutation: programs put together from the values of a task.

Every search task is searched in the first meta-iteration. Later, those without a program that fits
all demonstrations share what the others have no use for, and are searched otherwise: the programs
nearest to them that the run remembers (failed samples and mutants among them) are material, whose
lines are values; vocabulary has other costs, so that values grow elsewhere; and families that would
do the same again are left out. What is found fits at least one demonstration; where nothing fits
all of them, what comes nearest is added, whether it fits one or not. All of it is executed,
relabelled and stored like everything else, and the policy learns from it: by hindsight, from what a
program did, where that is not what was wanted.
"""

from collections.abc import Iterator, Sequence

from buffer.experience import Origin
from codeit.domains.interface import Executor, Spread
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import Budget, Proposal, View, joined
from codeit.reporting import Advance
from codeit.run.config import SearchConfig
from codeit.search.costs import recosted
from codeit.search.interface import Found
from codeit.search.interface import View as TaskView
from codeit.search.material import Material
from codeit.search.pooled import SearchJob, prepared, search_each, search_some
from codeit.search.ranking import family_of, worth_keeping
from codeit.search.solving import Searched

__all__ = ["CALLS_OF_A_PROGRAM", "Search"]

CALLS_OF_A_PROGRAM = 10
"""Calls that count as one executed program: the lines of a median seed."""
MOST_TIMES = 4
"""How many times its own share a task may spend, of what solved tasks leave. A choice: later shares
are a quarter of the first, so that a task never gets more than in the first meta-iteration."""
_UNITS_PER_CORE = 4
"""Of a search that is spread: few enough that each begins a worker of its own, enough that none
waits long for the last."""


class Search:
    """A `Proposer`: its budget's shares are the steps for each search task."""

    name = "search"

    def __init__(self, config: SearchConfig, workers: int) -> None:
        self._config = config
        self._workers = workers
        self._material: Material | None = None

    def propose(self, view: View, budget: Budget) -> Proposal:
        """The finds worth keeping of each task and its nearest program, known ones left out."""
        return joined(list(self.parts(view, budget)))

    def parts(self, view: View, budget: Budget) -> Iterator[Proposal]:
        """The same, task by task."""
        ids = [i for i in view.tasks if budget.shares.get(i, 0) > 0 and not _solved(view, i)]
        if not ids:
            return
        with view.reporter.stage("preparing to search"):
            if self._material is None:  # seeds and tasks stay as they are in a run
                self._material = prepared(view.seeds, {**view.training, **view.tasks})
            material = self._costed(view, self._material)
            steps = _shared(budget, ids)
            jobs = [self._job(view, task_id, steps[task_id]) for task_id in ids]
        with view.reporter.stage("searching") as advance:
            advance(0, len(jobs))
            searched = self._searched(jobs, material, view.executor, advance)
            for task_id, result in zip(ids, searched, strict=True):
                found = tuple(
                    Candidate(
                        task_id,
                        view.domain.parse(find.program),
                        Origin.SEARCH,
                        nats=find.cost,
                        family=family_of(find),
                    )
                    for find in self._new(view, task_id, result)
                )
                executed = result.steps // CALLS_OF_A_PROGRAM + len(found)
                yield Proposal(found, executed, {"search_finds": len(found)})

    def _costed(self, view: View, material: Material) -> Material:
        """The material with the costs that the settings ask for."""
        if self._config.costs == "fixed" or view.number <= 1:
            return material
        right = dict.fromkeys(one.program for _, one in view.leaders if one.score == 1.0)
        return recosted(material, [*material.programs, *map(view.domain.parse, right)])

    def _searched(
        self,
        jobs: Sequence[SearchJob],
        material: Material,
        executor: Executor,
        advance: Advance,
    ) -> Iterator[Searched]:
        """What each job found, in order: in worker processes, or wherever the executor reaches."""
        if not isinstance(executor, Spread):
            yield from search_each(jobs, material, self._workers, advance)
            return
        size = max(1, len(jobs) // (_UNITS_PER_CORE * executor.size))
        units = [jobs[start : start + size] for start in range(0, len(jobs), size)]
        done = 0
        for some in executor.map(search_some, material, units):
            done += len(some)
            advance(done, len(jobs))
            yield from some

    def _job(self, view: View, task_id: str, steps: int) -> SearchJob:
        task = TaskView.of(view.tasks[task_id])
        if view.number <= 1:
            return SearchJob(task, steps, (), self._config.kept)
        domain = view.domain
        texts = view.memory.nearest(task_id, self._config.material)
        more = tuple(p for p in map(domain.parse, texts) if domain.well_typed(p))
        return SearchJob(task, steps, more, self._config.kept, view.derived("search", task_id))

    def _new(self, view: View, task_id: str, result: Searched) -> list[Found]:
        known = view.memory.known(task_id) if view.number > 1 else frozenset()
        kept = worth_keeping(result.answers, result.finds)
        if result.nearest is not None and result.nearest not in kept:
            kept.append(result.nearest)
        return [find for find in kept if find.program not in known]


def _shared(budget: Budget, ids: Sequence[str]) -> dict[str, int]:
    """Steps for each of the tasks: what the others leave is divided among them, up to a limit."""
    each = sum(budget.shares.values()) // len(ids)
    return {i: max(budget.shares[i], min(each, MOST_TIMES * budget.shares[i])) for i in ids}


def _solved(view: View, task_id: str) -> bool:
    best = view.leaders.of(task_id)
    return view.number > 1 and bool(best) and best[0].score == 1.0
