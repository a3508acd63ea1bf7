"""Sampling in units: what is drawn together, with a seed of its own, wherever that happens.

A unit names its tasks, how many samples, and the seed; with the weights it decides the samples to
the byte, so it can be drawn here or on another machine, and drawn again if it is lost. What is in a
unit depends on the run alone, never on who is there to draw. No torch here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from codeit.domains.grids.feedback import Failure, Level
from codeit.policy.interface import Policy
from codeit.proposers.candidate import Candidate
from data.tasks import Task

__all__ = ["Here", "Portable", "Repairing", "SampleUnit", "Sampler", "drawn"]

Samples = list[list[Candidate]]
"""Candidates for each task of a unit, in their order."""


@dataclass(frozen=True, slots=True)
class SampleUnit:
    """Tasks to sample for in one batch."""

    tasks: tuple[Task, ...]
    samples: int
    """At most so many for each task."""
    seed: int
    failures: tuple[Failure, ...] = ()
    """What the policy is told of each task, if it is to repair."""
    level: Level = "all"


class Sampler(Protocol):
    """Draws units of samples."""

    def map(self, units: Iterable[SampleUnit]) -> Iterator[Samples]:
        """The samples of each unit, in order; units are taken as samples are."""


@runtime_checkable
class Repairing(Protocol):
    """A policy that can be told of a failure."""

    def repair(
        self,
        tasks: Sequence[Task],
        failures: Sequence[Failure],
        level: Level,
        samples: int,
        seed: int,
    ) -> Samples:
        """At most `samples` candidates for each task, with the failed program as parent."""


@runtime_checkable
class Portable(Protocol):
    """A policy that can be taken to another machine: all that sampling needs, in a folder."""

    def pack(self, folder: Path) -> None:
        """Write weights, and what else the policy is, to a new folder."""

    def unpack(self, folder: Path) -> None:
        """Take the weights that `pack` wrote for the same kind and size of policy."""


def drawn(policy: Policy, unit: SampleUnit) -> Samples:
    """The samples of a unit. Raises TypeError for repair by a policy that cannot be told."""
    if not unit.failures:
        return policy.sample(unit.tasks, unit.samples, unit.seed)
    if not isinstance(policy, Repairing):
        raise TypeError(f"{type(policy).__name__} cannot repair")
    return policy.repair(unit.tasks, unit.failures, unit.level, unit.samples, unit.seed)


class Here:
    """A `Sampler` in this process: one unit after another."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def map(self, units: Iterable[SampleUnit]) -> Iterator[Samples]:
        """The samples of each unit, in order."""
        return (drawn(self._policy, unit) for unit in units)
