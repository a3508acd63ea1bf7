"""An executor that runs programs on a Ray cluster: the same results, from more machines.

A unit is some work of the size of `_RUNS` executions: jobs, or parts of jobs. What is in a unit
depends on the jobs and the cores there are, and no result depends on it. Each Ray worker process
keeps one sandboxed worker of its own (`arc_dsl`'s pool), so that generated programs are limited
there as they are here.

Nothing of Ray is imported unless this executor is entered. Ray's own processes are trusted: who
can reach the cluster can run code on it (`docs/scaling.md`).
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from arc_dsl.execute.jobs import Batch, Digests, Job
from arc_dsl.execute.pool import Pool
from arc_dsl.outcome import Limits, Outcome, PlainGrid
from arc_dsl.program import Program
from codeit.cluster.membership import WINDOW, Cluster
from codeit.cluster.pieces import Piece, divided, join_digests, join_outcomes, joined

__all__ = ["RayExecutor"]

_KEPT_BATCHES = 8
"""Batches that driver and Ray workers remember; jobs of one batch come one after another."""
_INLINE = 20_000
"""Characters of a batch above which it goes to Ray's store and not along with each unit."""

Shared = TypeVar("Shared")
Unit = TypeVar("Unit")
Result = TypeVar("Result")

_pools: dict[tuple[int, int, float, int], Pool] = {}
"""In a Ray worker: its pool of one for each set of limits."""
_batches: dict[Any, Batch] = {}
"""In a Ray worker: the batches met last, by the driver's name for them."""


class RayExecutor:
    """An `Executor` on a Ray cluster, and `Spread`; a context manager (see `Cluster`)."""

    def __init__(self, address: str | None, workers: int, limits: Limits) -> None:
        self.limits = limits
        self.cluster = Cluster(address, workers)
        self._digests: Any = None
        self._outcomes: Any = None
        self._stored: dict[int, tuple[Any, Any]] = {}

    def __enter__(self) -> Self:
        """Join the cluster, or start one of this machine's cores."""
        self.cluster.__enter__()
        self._digests = self._remote(_run_digests)
        self._outcomes = self._remote(_run_outcomes)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the cluster; one that was started here ends."""
        self.cluster.__exit__(kind, error, trace)

    def _remote(self, function: Callable[..., Any]) -> Any:
        return self.cluster.ray.remote(num_cpus=1, max_retries=-1)(function)

    @property
    def size(self) -> int:
        """Units that may run at once now."""
        return self.cluster.size

    def map(
        self, work: Callable[[Shared, Unit], Result], shared: Shared, units: Iterable[Unit]
    ) -> Iterator[Result]:
        """`work(shared, unit)` for every unit, in order: see `Spread`.

        `shared` is sent to each node once.
        """
        remote, stored = self._remote(work), self.cluster.ray.put(shared)
        for _, result in self.cluster.ordered(lambda unit: remote.remote(stored, unit), units):
            yield result

    def run(self, jobs: Iterable[Job]) -> Iterator[list[list[Outcome]]]:
        """The outcomes of each job, in order: one list per input, in the order of programs."""
        yield from self._run(self._outcomes, jobs, join_outcomes)

    def run_digests(self, jobs: Iterable[Job]) -> Iterator[Digests]:
        """The ends of each job in compact form, in order."""
        yield from self._run(self._digests, jobs, join_digests)

    def outcomes(
        self, programs: Sequence[Program | str], inputs: Sequence[PlainGrid]
    ) -> list[list[Outcome]]:
        """For each program its outcomes, one per input."""
        if not programs or not inputs:
            return [[] for _ in programs]
        (by_input,) = self.run([Job(Batch.of(programs), tuple(inputs))])
        return [list(outcomes) for outcomes in zip(*by_input, strict=True)]

    def _run(
        self, remote: Any, jobs: Iterable[Job], join: Callable[[Sequence[Any]], Any]
    ) -> Iterator[Any]:
        def give(unit: Sequence[Piece]) -> Any:
            return remote.remote([self._part(piece) for piece in unit], self.limits)

        units = divided(jobs, lambda: WINDOW * self.size)
        yield from joined(self.cluster.ordered(give, units), join)

    def _part(self, piece: Piece) -> "_Part":
        batch = piece.job.batch
        texts: Any = batch.texts
        name = None
        if sum(map(len, texts)) > _INLINE:
            name, texts = self._reference(batch)
        return name, texts, piece.inputs, piece.chosen, piece.limits

    def _reference(self, batch: Batch) -> tuple[Any, Any]:
        """The texts of a large batch in Ray's store, and the name that workers know them by."""
        if batch.number not in self._stored:
            while len(self._stored) >= _KEPT_BATCHES:
                del self._stored[next(iter(self._stored))]
            name = os.getpid(), id(self), batch.number
            self._stored[batch.number] = name, self.cluster.ray.put(batch.texts)
        return self._stored[batch.number]


_Part = tuple[Any, Any, tuple[PlainGrid, ...], Sequence[int] | None, Limits | None]
"""A piece as sent: the batch's name (None for one without), its texts or a reference to these,
inputs, positions of the programs, and limits."""


def _job(part: _Part) -> Job:
    """In a Ray worker: the job, with the batch of earlier jobs where it is the same."""
    name, texts, inputs, chosen, limits = part
    if name is None:
        return Job(Batch(texts), inputs, chosen, limits)
    if name not in _batches:
        import ray

        while len(_batches) >= _KEPT_BATCHES:
            del _batches[next(iter(_batches))]
        _batches[name] = Batch(ray.get(texts))
    return Job(_batches[name], inputs, chosen, limits)


def _pool(limits: Limits) -> Pool:
    """In a Ray worker: its pool of one."""
    key = (limits.steps, limits.size, limits.seconds, limits.memory_mb)
    if key not in _pools:
        _pools[key] = Pool(1, limits).__enter__()
    return _pools[key]


def _run_digests(parts: Sequence[_Part], limits: Limits) -> list[Digests]:
    return list(_pool(limits).run_digests(map(_job, parts)))


def _run_outcomes(parts: Sequence[_Part], limits: Limits) -> list[list[list[Outcome]]]:
    return list(_pool(limits).run(map(_job, parts)))
