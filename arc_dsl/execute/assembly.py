"""A job under way: collects the ends of its units, and decides what a worker's death means.

Pure bookkeeping; processes are the business of `arc_dsl.execute.pool`.
"""

import signal
from collections import Counter

from arc_dsl.execute.alarm import SIGNAL
from arc_dsl.execute.jobs import DIGEST_BYTES, KINDS, Digests, Job, Order, Part
from arc_dsl.execute.worker import RETIRED
from arc_dsl.outcome import Kind, Limits, Outcome

__all__ = ["STUCK", "Assembly"]

STUCK = -int(signal.SIGALRM)
"""Stands for the exit code of a worker that was ended because it made no progress."""
_MAX_DEATHS = 2
"""Workers that one unit may cost: it is retried once, unless it used up its CPU seconds."""


class Assembly:
    """The units of one job that are in, in order, and those that are decided without a result."""

    def __init__(self, number: int, job: Job, limits: Limits, *, full: bool) -> None:
        self.number = number
        self.job = job
        self.total = job.programs * len(job.inputs)
        self.received = 0
        self.limits = job.limits or limits
        self._full = full
        self._outcomes: list[Outcome] = []
        self._kinds = bytearray()
        self._digests = bytearray()
        self._decided: dict[int, Outcome] = {}
        self._deaths: Counter[int] = Counter()
        self._final = -1
        self._ordered_from = 0

    @property
    def done(self) -> bool:
        """Whether every unit is in."""
        return self.received >= self.total

    def order(self) -> Order:
        """What is left to do, for a worker."""
        self._ordered_from = self.received
        chosen = self.job.chosen
        return Order(
            number=self.number,
            batch=self.job.batch.number,
            inputs=self.job.inputs,
            chosen=None if chosen is None else tuple(chosen),
            limits=self.limits,
            full=self._full,
            start=self.received,
            skip=frozenset(self._decided),
            final=self._final,
        )

    def add(self, part: Part) -> None:
        """Take in the next units."""
        self.received += len(part.kinds)
        if self._full:
            self._outcomes += part.outcomes()
        else:
            self._kinds += part.kinds
            self._digests += part.digests

    def worker_died(self, unit: int | None, exit_code: int | None) -> None:
        """Account for the death of the worker that had this job.

        `unit` is the one that was running, if any; `exit_code` is negative for a signal, None if
        unknown.
        """
        if unit is None or unit < self.received:
            if self.received > self._ordered_from or exit_code == RETIRED:
                return
            unit = self.received
        if exit_code == -SIGNAL:
            message = f"ended after {self.limits.seconds} CPU seconds"
            self._decided[unit] = Outcome(Kind.TIMEOUT, message=message)
            return
        self._deaths[unit] += 1
        self._final = unit
        if self._deaths[unit] >= _MAX_DEATHS:
            self._decided[unit] = _verdict(exit_code)

    def outcomes(self) -> list[list[Outcome]]:
        """The outcomes by input, then by program; for a job in full form that is done."""
        found = self._outcomes
        for unit, outcome in self._decided.items():
            found[unit] = outcome
        size = self.job.programs
        return [found[n * size : (n + 1) * size] for n in range(len(self.job.inputs))]

    def digests(self) -> Digests:
        """The ends in compact form; for a job in compact form that is done."""
        for unit, outcome in self._decided.items():
            self._kinds[unit] = KINDS.index(outcome.kind)
            self._digests[unit * DIGEST_BYTES : (unit + 1) * DIGEST_BYTES] = bytes(DIGEST_BYTES)
        size, inputs = self.job.programs, range(len(self.job.inputs))
        wide = size * DIGEST_BYTES
        kinds, digests = bytes(self._kinds), bytes(self._digests)
        return Digests(
            tuple(kinds[n * size : (n + 1) * size] for n in inputs),
            tuple(digests[n * wide : (n + 1) * wide] for n in inputs),
        )


def _verdict(exit_code: int | None) -> Outcome:
    """The end of a unit whose second worker has died as well."""
    if exit_code == STUCK:
        return Outcome(Kind.TIMEOUT, message="made no progress")
    if exit_code in (RETIRED, -signal.SIGKILL):  # SIGKILL: the system was out of memory
        return Outcome(Kind.MEMORY, message="out of memory")
    return Outcome(Kind.ERROR, message=f"two workers died of it, the last with {exit_code}")
