"""The seed programs as they are: what a run begins with, in meta-iteration 0."""

import random
from collections.abc import Mapping, Sequence

from arc_dsl.program import Program
from buffer.experience import Origin
from codeit.proposers.candidate import Candidate
from codeit.proposers.everywhere import try_everywhere
from codeit.proposers.interface import Budget, Proposal, View

__all__ = ["Seeds", "seeds_on_other_tasks"]


class Seeds:
    """A `Proposer`: every seed on every search task, on its own task, and on some others.

    The budget's `programs` says on how many other training tasks each is run for relabelling.
    """

    name = "seeds"

    def propose(self, view: View, budget: Budget) -> Proposal:
        """Candidates in the order of tasks of the seeds, then of search tasks."""
        known = {i: program for i, program in view.seeds.items() if i in view.training}
        rng = view.generator("seeds")
        own = seeds_on_other_tasks(known, list(view.training), budget.programs, rng)
        programs = dict.fromkeys(view.seeds.values())
        found, tried = try_everywhere(programs, Origin.SEED, "trying seeds", view)
        return Proposal((*own, *found), tried + len(own))


def seeds_on_other_tasks(
    seeds: Mapping[str, Program], tasks: Sequence[str], count: int, rng: random.Random
) -> list[Candidate]:
    """Each seed on its own task and on `count` others, for relabelling."""
    chosen: list[Candidate] = []
    for own, program in seeds.items():
        others = [i for i in rng.sample(list(tasks), min(count + 1, len(tasks))) if i != own]
        chosen += [Candidate(i, program, Origin.SEED) for i in [own, *others[:count]]]
    return chosen
