"""An executor that runs programs on a Ray cluster: the same results, from more machines.

A unit is one job (programs of a batch on some inputs): a pure function of its content, so running
it twice gives the same bytes, and a lost node costs only the units that it was running, which Ray
runs again elsewhere. Each Ray worker process keeps one sandboxed worker of its own (`arc_dsl`'s
pool), so that generated programs are limited there as they are here. Results come in the order of
the jobs; at most `_WINDOW` units a core are under way.

Nothing of Ray is imported unless this executor is entered. Ray's own processes are trusted: who
can reach the cluster can run code on it (`docs/scaling.md`).
"""

import itertools
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from arc_dsl.execute.jobs import Batch, Digests, Job
from arc_dsl.execute.pool import Pool
from arc_dsl.outcome import Limits, Outcome, PlainGrid
from arc_dsl.program import Program
from codeit.errors import ConfigError

__all__ = ["RayExecutor", "address_of"]

_WINDOW = 4
"""Units under way for each core: enough that none waits for the driver."""
_KEPT_BATCHES = 8
"""Batches that a Ray worker remembers; jobs of one batch come one after another."""

_pools: dict[tuple[int, int, float, int], Pool] = {}
"""In a Ray worker: its pool of one for each set of limits."""
_batches: dict[Any, Batch] = {}
"""In a Ray worker: the batches met last, by the driver's name for them."""


def address_of(executor: str) -> str | None:
    """The cluster that `--executor ray...` means: an address, or None for a new local one.

    `ray` takes RAY_ADDRESS if it is set. Raises ConfigError for what is no executor.
    """
    if executor == "ray":
        return os.environ.get("RAY_ADDRESS") or None
    if executor.startswith("ray://") and len(executor) > len("ray://"):
        return executor
    raise ConfigError(f"--executor {executor!r}: it is local, ray or ray://HOST:PORT")


class RayExecutor:
    """An `Executor` on a Ray cluster; a context manager.

    `workers` is how many units may run at once, 0 for one per core of the cluster. Raises
    ConfigError if Ray is not installed or the cluster cannot be reached.
    """

    def __init__(self, address: str | None, workers: int, limits: Limits) -> None:
        self.limits = limits
        self._address = address
        self._workers = workers
        self._ray: Any = None
        self._digests: Any = None
        self._outcomes: Any = None
        self._names = itertools.count()
        self._mine = False

    def __enter__(self) -> Self:
        """Join the cluster, or start one of this machine's cores."""
        try:
            import ray
        except ImportError:
            raise ConfigError(
                "the executor ray needs the package ray: pip install 'codeit[ray]'"
            ) from None
        self._ray = ray
        if not ray.is_initialized():
            self._join(ray)
        options = {"num_cpus": 1, "max_retries": -1}
        self._digests = ray.remote(**options)(_run_digests)
        self._outcomes = ray.remote(**options)(_run_outcomes)
        return self

    def _join(self, ray: Any) -> None:
        settings: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
        if self._address is None:
            settings |= {"include_dashboard": False, "address": "local"}
        else:
            settings["address"] = self._address
        try:
            ray.init(**settings)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise ConfigError(
                f"no Ray cluster answers at {self._address or 'this machine'}: {error}"
            ) from None
        self._mine = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the cluster; one that was started here ends."""
        if self._mine:
            self._ray.shutdown()
            self._mine = False

    @property
    def size(self) -> int:
        """Units that may run at once now: nodes come and go."""
        return self._workers or max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def run(self, jobs: Iterable[Job]) -> Iterator[list[list[Outcome]]]:
        """The outcomes of each job, in order: one list per input, in the order of programs."""
        yield from self._map(self._outcomes, jobs)

    def run_digests(self, jobs: Iterable[Job]) -> Iterator[Digests]:
        """The ends of each job in compact form, in order."""
        yield from self._map(self._digests, jobs)

    def outcomes(
        self, programs: Sequence[Program | str], inputs: Sequence[PlainGrid]
    ) -> list[list[Outcome]]:
        """For each program its outcomes, one per input."""
        if not programs or not inputs:
            return [[] for _ in programs]
        (by_input,) = self.run([Job(Batch.of(programs), tuple(inputs))])
        return [list(outcomes) for outcomes in zip(*by_input, strict=True)]

    def _map(self, remote: Any, jobs: Iterable[Job]) -> Iterator[Any]:
        """Results in order; jobs are taken only as fast as results are."""
        stored: dict[int, tuple[int, Any]] = {}
        under_way: deque[Any] = deque()
        source = iter(jobs)
        try:
            while True:
                for job in itertools.islice(source, _WINDOW * self.size - len(under_way)):
                    number = job.batch.number
                    if number not in stored:
                        stored.clear()
                        stored[number] = next(self._names), self._ray.put(job.batch.texts)
                    name, texts = stored[number]
                    under_way.append(
                        remote.remote(
                            (os.getpid(), id(self), name), texts, _parts(job), self.limits
                        )
                    )
                if not under_way:
                    return
                yield self._ray.get(under_way.popleft())
        finally:
            for reference in under_way:
                self._ray.cancel(reference, force=False)


_Parts = tuple[tuple[PlainGrid, ...], tuple[int, ...] | None, Limits | None]


def _parts(job: Job) -> _Parts:
    return job.inputs, None if job.chosen is None else tuple(job.chosen), job.limits


def _job(name: Any, texts: tuple[str, ...], parts: _Parts) -> Job:
    """In a Ray worker: the job, with the batch of earlier jobs where it is the same."""
    if name not in _batches:
        while len(_batches) >= _KEPT_BATCHES:
            del _batches[next(iter(_batches))]
        _batches[name] = Batch(texts)
    inputs, chosen, limits = parts
    return Job(_batches[name], inputs, chosen, limits)


def _pool(limits: Limits) -> Pool:
    """In a Ray worker: its pool of one."""
    key = (limits.steps, limits.size, limits.seconds, limits.memory_mb)
    if key not in _pools:
        _pools[key] = Pool(1, limits).__enter__()
    return _pools[key]


def _run_digests(name: Any, texts: tuple[str, ...], parts: _Parts, limits: Limits) -> Digests:
    (found,) = _pool(limits).run_digests([_job(name, texts, parts)])
    return found


def _run_outcomes(
    name: Any, texts: tuple[str, ...], parts: _Parts, limits: Limits
) -> list[list[Outcome]]:
    (found,) = _pool(limits).run([_job(name, texts, parts)])
    return found
