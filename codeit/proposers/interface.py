"""What a proposer may see, what it may spend, and what it gives.

Everything that makes programs is a proposer: seeds, mutation, the policy, near misses, search,
repair. Each gets a view of the run and a budget, and says what it has executed: every executed
program counts, whoever proposed it. No view holds a test output; the tasks in it have none.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from arc_dsl.program import Program
from codeit.domains.interface import Domain, Executor
from codeit.proposers.candidate import Candidate
from codeit.reporting import Reporter
from codeit.results.leaders import Leaders
from codeit.rng import derive, generator
from data.tasks import Task

__all__ = ["Budget", "Memory", "Proposal", "Proposer", "Stepwise", "View", "joined"]


class Memory(Protocol):
    """What the run remembers of earlier programs."""

    def known(self, task_id: str) -> frozenset[str]:
        """Texts of the programs that were executed in full on a task and taught something."""

    def nearest(self, task_id: str, count: int) -> Sequence[str]:
        """Texts of the programs nearest to a task: by score, then distance, then shortness."""

    def nearness(self, task_id: str) -> tuple[float, float]:
        """Score and distance, with a minus, of the program nearest to a task; (0, -1) of none."""

    def state(self, name: str) -> bytes | None:
        """What was kept under that name (`Proposal.kept`)."""


@dataclass(frozen=True, slots=True)
class View:
    """A run, as those who propose see it in one meta-iteration."""

    number: int
    """The meta-iteration; 0 tries the seeds."""
    seed: int
    """The run's: generators are derived from it by name (`generator`)."""
    domain: Domain
    tasks: Mapping[str, Task]
    """The search tasks."""
    training: Mapping[str, Task]
    seeds: Mapping[str, Program]
    """Seed programs by task id."""
    leaders: Leaders
    """The best programs found on search tasks."""
    memory: Memory
    executor: Executor
    """Runs programs within limits: what is run on it is to be counted in `Proposal.executed`."""
    reporter: Reporter

    def generator(self, *names: str | int) -> random.Random:
        """A fresh generator for what `names` spell out, in this meta-iteration."""
        return generator(self.seed, *names, self.number)

    def derived(self, name: str, *more: str | int) -> int:
        """A seed for what the names spell out, in this meta-iteration."""
        return derive(self.seed, name, self.number, *more)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a proposer may spend. Which of the two counts is the proposer's kind."""

    programs: int = 0
    """Programs to propose, for proposers whose programs belong to no task in particular."""
    shares: Mapping[str, int] = field(default_factory=dict)
    """Programs for each task, for proposers that go task by task."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Candidates to execute in full, and what finding them has cost."""

    candidates: tuple[Candidate, ...] = ()
    executed: int = 0
    """Programs executed on a task for it, full executions of the candidates included."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many programs were proposed, by kind: `samples`, `mutants`, ..."""
    kept: Mapping[str, bytes] = field(default_factory=dict)
    """States of the proposer by name: they are stored in the same transaction as what was found,
    so that whoever is killed before has not been there."""
    extra: frozenset[tuple[str, str]] = frozenset()
    """Samples, by task and text, beyond the policy's share: drawn in the place of known ones. They
    do not count as this meta-iteration's samples (the policy-only figure)."""


class Proposer(Protocol):
    """Proposes programs."""

    @property
    def name(self) -> str:
        """As budgets are looked up by."""

    def propose(self, view: View, budget: Budget) -> Proposal:
        """Candidates for tasks of the view. Depends on nothing but the view and the budget."""


@runtime_checkable
class Stepwise(Protocol):
    """A proposer that takes so long that what it has is executed before it has ended."""

    def parts(self, view: View, budget: Budget) -> Iterator[Proposal]:
        """What `propose` gives, bit by bit, in the same order."""


def joined(proposals: Sequence[Proposal]) -> Proposal:
    """All proposals as one, in their order; counts of one kind are added up."""
    counts: dict[str, int] = {}
    for proposal in proposals:
        for kind, count in proposal.counts.items():
            counts[kind] = counts.get(kind, 0) + count
    return Proposal(
        tuple(candidate for proposal in proposals for candidate in proposal.candidates),
        sum(proposal.executed for proposal in proposals),
        counts,
        {name: state for proposal in proposals for name, state in proposal.kept.items()},
        frozenset(pair for proposal in proposals for pair in proposal.extra),
    )
