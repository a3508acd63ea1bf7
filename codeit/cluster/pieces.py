"""Jobs cut and bundled into units of about equal work, and their results put together again.

A stage may be a thousand small jobs or four large ones; neither suits every number of cores. No
result depends on how jobs are cut: each program ends by itself.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from arc_dsl.execute.jobs import Digests, Job
from arc_dsl.outcome import Limits, Outcome, PlainGrid

__all__ = ["Piece", "divided", "join_digests", "join_outcomes", "joined"]

_LEAST = 128
"""Executions below which a unit costs more to send than to run (a few microseconds each)."""
_MOST = 8_192
"""Executions above which a unit that is lost, or late, costs others their time."""
_AHEAD = 4
"""Jobs taken together for each unit that is wanted: small ones are bundled."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some consecutive programs of a job, on all its inputs."""

    job: Job
    start: int
    stop: int

    @property
    def last(self) -> bool:
        """Whether the job ends here."""
        return self.stop == self.job.programs

    @property
    def inputs(self) -> tuple[PlainGrid, ...]:
        """Those of the job."""
        return self.job.inputs

    @property
    def limits(self) -> Limits | None:
        """Those of the job."""
        return self.job.limits

    @property
    def chosen(self) -> Sequence[int] | None:
        """Positions of its programs in the job's batch; None for all."""
        if self.job.chosen is not None:
            return tuple(self.job.chosen[self.start : self.stop])
        whole = self.start == 0 and self.last
        return None if whole else range(self.start, self.stop)


def divided(jobs: Iterable[Job], wanted: Callable[[], int]) -> Iterator[list[Piece]]:
    """Units in the order of the jobs: about as many as `wanted` of four times as many jobs.

    Jobs are taken as units are.
    """
    source = iter(jobs)
    while taken := list(itertools.islice(source, _AHEAD * wanted())):
        total = sum(job.programs * len(job.inputs) for job in taken)
        grain = min(max(-(-total // wanted()), _LEAST), _MOST)
        unit: list[Piece] = []
        room = grain
        for piece in itertools.chain.from_iterable(_pieces(job, grain) for job in taken):
            unit.append(piece)
            room -= (piece.stop - piece.start) * len(piece.inputs)
            if room <= 0:
                yield unit
                unit, room = [], grain
        if unit:
            yield unit


def _pieces(job: Job, grain: int) -> Iterator[Piece]:
    """A job in equal pieces of at most `grain` executions, but at least one program."""
    runs = job.programs * len(job.inputs)
    count = min(-(-runs // grain), job.programs) or 1
    bounds = [job.programs * n // count for n in range(count + 1)]
    return (Piece(job, start, stop) for start, stop in itertools.pairwise(bounds))


def joined(
    units: Iterable[tuple[Sequence[Piece], Sequence[Result]]],
    join: Callable[[Sequence[Result]], Result],
) -> Iterator[Result]:
    """The result of each job from those of its pieces, in order."""
    parts: list[Any] = []
    for unit, results in units:
        for piece, result in zip(unit, results, strict=True):
            parts.append(result)
            if piece.last:
                yield parts[0] if len(parts) == 1 else join(parts)
                parts = []


def join_digests(parts: Sequence[Digests]) -> Digests:
    """The ends of consecutive programs as one."""
    return Digests(
        tuple(map(b"".join, zip(*(part.kinds for part in parts), strict=True))),
        tuple(map(b"".join, zip(*(part.digests for part in parts), strict=True))),
    )


def join_outcomes(parts: Sequence[list[list[Outcome]]]) -> list[list[Outcome]]:
    """The outcomes of consecutive programs, input by input, as one."""
    return [list(itertools.chain.from_iterable(own)) for own in zip(*parts, strict=True)]
