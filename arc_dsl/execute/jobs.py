"""What the pool and its workers say to each other, and what the pool gives back.

A *unit* is one program of a job on one input of it; units are numbered input by input, so that
programs which share lines run on one input one after another. Expected outputs have no place in
any of these: they never enter a worker.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.program import Program

__all__ = ["DIGEST_BYTES", "KINDS", "Batch", "Digests", "Job", "Order", "Part"]

KINDS = tuple(Kind)
"""Kinds by the number that stands for each in `Digests.kinds` and in messages."""
DIGEST_BYTES = 16

_numbers = itertools.count()


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Programs that several jobs share; a worker is sent them once. Equal only to itself."""

    texts: tuple[str, ...]
    """Program texts; one that does not parse gets the outcome SYNTAX."""
    number: int = field(default_factory=lambda: next(_numbers))

    @classmethod
    def of(cls, programs: Iterable[Program | str]) -> "Batch":
        """A batch of programs or program texts."""
        return cls(tuple(map(str, programs)))


@dataclass(frozen=True, slots=True)
class Job:
    """Programs of a batch to be run on each of some inputs."""

    batch: Batch
    inputs: tuple[PlainGrid, ...]
    chosen: Sequence[int] | None = None
    """Positions in the batch of the programs to run; all if None."""
    limits: Limits | None = None
    """Limits of each run; the pool's if None. The memory limit is always the pool's."""

    @property
    def programs(self) -> int:
        """Number of programs to run."""
        return len(self.batch.texts) if self.chosen is None else len(self.chosen)


@dataclass(frozen=True, slots=True)
class Digests:
    """The ends of a job in compact form, one entry per input."""

    kinds: tuple[bytes, ...]
    """For each input one byte per program: the position of its kind in `KINDS`."""
    digests: tuple[bytes, ...]
    """For each input 16 bytes per program: `values.digest` of its grid, zeros if there is none."""


@dataclass(frozen=True, slots=True)
class Order:
    """A job, or what is left of it, as sent to a worker."""

    number: int
    batch: int
    inputs: tuple[PlainGrid, ...]
    chosen: tuple[int, ...] | None
    limits: Limits
    full: bool
    """Whether whole outcomes are wanted, not digests."""
    start: int
    """First unit to run."""
    skip: frozenset[int]
    """Units whose end is already decided; anything may be returned for them."""
    final: int
    """The unit that has already cost a worker its life, -1 if none: its next end stands."""


@dataclass(frozen=True, slots=True)
class Part:
    """Ends of consecutive units of an order, as sent back."""

    number: int
    kinds: bytes
    digests: bytes
    """Empty in full form."""
    details: tuple[tuple[PlainGrid | None, int, str], ...]
    """Grid, line and message of each; empty in compact form."""

    def outcomes(self) -> list[Outcome]:
        """The outcomes of a part in full form."""
        return [
            Outcome(KINDS[kind], *detail)
            for kind, detail in zip(self.kinds, self.details, strict=True)
        ]
