"""Mutants of what works, for the search tasks and for the training tasks of their seeds.

Mutation is the paper's (CodeIt, algorithm 2), made type-aware, plus crossing of two parents; with
`found_share` part of the children grow from the best programs found on search tasks instead of
from seeds. A child that was there before is changed once more (`grow_on`): of some hundred seeds
the programs one change away are soon used up. Mutants for search tasks are programs, not (task,
program) pairs: executing is cheap, so each is tried on every task.
"""

import random
from collections.abc import Mapping, Sequence

from arc_dsl.program import Program
from buffer.experience import Origin
from codeit.domains.interface import Domain
from codeit.proposers.candidate import Candidate
from codeit.proposers.everywhere import try_everywhere
from codeit.proposers.interface import Budget, Proposal, View
from codeit.proposers.tried import packed, state_name, tried_before
from codeit.reporting import Advance
from codeit.run.config import MutationConfig

__all__ = ["OwnMutation", "SearchMutation", "grow"]

_TRIES = 4
"""Draws per wanted child before giving up on it: a small gene pool repeats itself."""


def grow(
    domain: Domain,
    parents: Sequence[Program],
    partners: Sequence[Program],
    rng: random.Random,
    share: float,
) -> tuple[Program, Program]:
    """One child and the parent it is closest to; `share` is the chance of crossing."""
    parent = rng.choice(parents)
    if partners and rng.random() < share:
        return domain.crossover(parent, rng.choice(partners), rng), parent
    return domain.mutate(parent, rng), parent


class SearchMutation:
    """A `Proposer`: `programs` different children, none a parent, tried on every search task."""

    name = "mutation"

    def __init__(self, config: MutationConfig) -> None:
        self._config = config

    def propose(self, view: View, budget: Budget) -> Proposal:
        """Candidates where a child is right on the first demonstration."""
        children, repeats = self._children(view, budget.programs)
        found, tried = try_everywhere(children, Origin.MUTATION, "trying mutants", view)
        kept = {state_name(view.number): packed(children)} if self._config.remember else {}
        counts = {"mutants": len(children), "mutants_repeated": repeats}
        return Proposal(tuple(found), tried, counts, kept)

    def _children(self, view: View, count: int) -> tuple[dict[Program, Program | None], int]:
        """At most `count` children, each with its parent; and how many draws were repeats."""
        rng, domain = view.generator("mutation"), view.domain
        seeds = list(dict.fromkeys(view.seeds.values()))
        found = [domain.parse(text) for text in dict.fromkeys(r.program for _, r in view.leaders)]
        old = {*seeds, *found}
        found = [p for p in found if domain.well_typed(p)]  # a text model's may be not
        children: dict[Program, Program | None] = {}
        repeats = 0
        tried = tried_before(view.memory, view.number if self._config.remember else 0)
        if not seeds:
            return children, repeats
        with view.reporter.stage("growing mutants") as advance:
            for number in range(count):
                from_found = bool(found) and number < self._config.found_share * count
                pool = found if from_found else seeds
                child, parent = grow(domain, pool, seeds, rng, self._config.crossover)
                for _ in range(_TRIES):
                    if child not in children and child not in old and child not in tried:
                        children[child] = parent
                        break
                    repeats += 1
                    if self._config.grow_on:
                        child = domain.mutate(child, rng)
                    else:
                        child, parent = grow(domain, pool, seeds, rng, self._config.crossover)
                advance(number + 1, count)
        return children, repeats


class OwnMutation:
    """A `Proposer`: at most `programs` mutants, each for the task of the seed it came from."""

    name = "own mutation"

    def propose(self, view: View, budget: Budget) -> Proposal:
        """Candidates for training tasks: they are relabelled, and nothing is solved by them."""
        seeds = {i: program for i, program in view.seeds.items() if i in view.training}
        with view.reporter.stage("growing mutants of the seeds") as advance:
            own = _on_own_task(view.domain, seeds, budget.programs, view.generator("own"), advance)
        return Proposal(tuple(own), len(own), {"mutants": len(own)})


def _on_own_task(
    domain: Domain,
    seeds: Mapping[str, Program],
    count: int,
    rng: random.Random,
    advance: Advance,
) -> list[Candidate]:
    ids = list(seeds)
    chosen: dict[tuple[str, Program], Candidate] = {}
    for number in range(count if ids else 0):
        advance(number, count)
        task_id = rng.choice(ids)
        parent = seeds[task_id]
        child = domain.mutate(parent, rng)
        if child != parent:
            candidate = Candidate(task_id, child, Origin.MUTATION, parent=str(parent))
            chosen.setdefault((task_id, child), candidate)
    return list(chosen.values())
