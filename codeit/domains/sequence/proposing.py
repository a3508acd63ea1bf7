"""Who proposes programs for sequences beside the policy: the generator, mutation, and search.

A program of this language takes no input, so it is run once, and a table of what is wanted tells
which tasks it solves. All else that it gives is training data by hindsight.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from arc_dsl.program import Program
from buffer.experience import Origin
from codeit.domains.sequence.domain import sequence_of
from codeit.domains.sequence.program import of_sequences
from codeit.domains.sequence.running import outcome_of
from codeit.domains.sequence.search import SearchSettings, search
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import Budget, Proposal, View

__all__ = ["PieceSearch", "SequenceMutation", "Stream"]

_TRIES = 4
"""Draws per wanted child before giving up on it."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A `Proposer`: in each meta-iteration the next `size` programs of the generator."""

    size: int
    name = "seeds"

    def propose(self, view: View, budget: Budget) -> Proposal:
        """Each program on its own task, which is a training task."""
        ids = list(view.seeds)[view.number * self.size : (view.number + 1) * self.size]
        own = tuple(Candidate(i, view.seeds[i], Origin.SEED) for i in ids)
        return Proposal(own, len(own))


@dataclass(frozen=True, slots=True)
class SequenceMutation:
    """A `Proposer`: children of the best programs found and of the generator's, run once each."""

    found_share: float
    crossover: float
    name = "mutation"

    def propose(self, view: View, budget: Budget) -> Proposal:
        """Candidates where a child gives a sequence that is searched for."""
        wanted = {sequence_of(task): i for i, task in view.tasks.items()}
        children = self._children(view, budget.programs)
        found = []
        for child, parent in children.items():
            grid = outcome_of(of_sequences(child)).grid
            if grid is not None and grid[0] in wanted:
                found.append(Candidate(wanted[grid[0]], child, Origin.MUTATION, parent=str(parent)))
        return Proposal(tuple(found), len(children), {"mutants": len(children)})

    def _children(self, view: View, count: int) -> Mapping[Program, Program]:
        """At most `count` children, each with its parent, none a parent."""
        rng, domain = view.generator("mutation"), view.domain
        seeds = list(view.seeds.values())
        found = [domain.parse(text) for text in dict.fromkeys(r.program for _, r in view.leaders)]
        children: dict[Program, Program] = {}
        for number in range(count):
            pool = found if found and number < self.found_share * count else seeds
            for _ in range(_TRIES):
                parent = rng.choice(pool)
                if rng.random() < self.crossover:
                    child = domain.crossover(parent, rng.choice(seeds), rng)
                else:
                    child = domain.mutate(parent, rng)
                if child != parent and child not in children:
                    children[child] = parent
                    break
        return children


@dataclass(frozen=True, slots=True)
class PieceSearch:
    """A `Proposer`: search on the next so many sequences, each sequence once in a run."""

    settings: SearchSettings
    name = "search"

    def propose(self, view: View, budget: Budget) -> Proposal:
        """The shortest program found for each sequence."""
        first = (view.number - 1) * budget.programs
        tasks = list(view.tasks.values())[first : first + budget.programs]
        found = []
        with view.reporter.stage("searching") as advance:
            for number, task in enumerate(tasks, 1):
                program = search(sequence_of(task), self.settings)[0]
                found.append(Candidate(task.id, program, Origin.SEARCH))
                advance(number, len(tasks))
        return Proposal(tuple(found), len(found), {"searched": len(found)})
