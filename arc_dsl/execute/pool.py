"""A pool of worker processes that run programs, and survive them.

The interpreter counts steps and sizes; what escapes it is ended from outside: the kernel ends a
worker whose program has used up its CPU seconds or outgrown its memory, and the pool starts
another. One bad program costs nobody else a result, results come in the order of the jobs, and
one worker gives the same results as many. A worker that dies for no reason of ours (`kill -9`)
costs at most the program it was running, and that is retried once.

Jobs are taken from their iterable only as fast as results are taken from the pool. Workers know
programs and inputs, never expected outputs. Linux and macOS.
"""

import itertools
import os
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from types import TracebackType

from multiprocess.connection import wait

from arc_dsl.engine import Evaluator
from arc_dsl.errors import PoolError
from arc_dsl.execute.assembly import Assembly
from arc_dsl.execute.handles import Handle, Progress
from arc_dsl.execute.jobs import Batch, Digests, Job
from arc_dsl.execute.worker import RETIRED, EngineFactory
from arc_dsl.outcome import Limits, Outcome, PlainGrid
from arc_dsl.program import Program

__all__ = ["Pool"]

_TICK_SECONDS = 0.25
_WINDOW_PER_WORKER = 4
"""Jobs under way, or done and waiting for an earlier one, per worker."""
_FALSE_STARTS = 5
"""Workers that may die in a row before they begin to work."""
_RETIRED = 50
"""Workers that may retire in a row without a result between them: else nothing would ever end."""
_PATIENCE_SECONDS = 30.0
"""Wall seconds without progress, beside 20 times the CPU limit, after which a worker is ended."""


class Pool:
    """Worker processes under one set of limits; a context manager.

    `workers` is their number, 0 for one per core. Not to be used from several threads at once.
    `deaths` counts the workers that died, of whatever cause; each was replaced. `engine` makes
    what runs programs on an input inside the workers (tests put a scripted one there).
    """

    def __init__(
        self, workers: int = 0, limits: Limits | None = None, *, engine: EngineFactory = Evaluator
    ) -> None:
        if workers < 0:
            raise PoolError(f"a pool cannot have {workers} workers")
        self.limits = limits or Limits()
        self.size = workers or _cores()
        self.deaths = 0
        self._engine = engine
        self._workers: list[Handle] = []
        self._numbers = itertools.count()
        self._false_starts = self._retired = 0
        self._running = False
        self._closed = False

    def __enter__(self) -> "Pool":
        """Start the workers."""
        self._replenish()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the workers."""
        self.close()

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers."""
        return [worker.pid for worker in self._workers]

    @property
    def progress(self) -> list[tuple[int, Progress]]:
        """Process id of each worker and what it is running, for monitors in other threads."""
        return [(worker.pid, worker.progress) for worker in list(self._workers)]

    def close(self) -> None:
        """End every worker at once, whatever it is doing. May be called twice."""
        self._closed = True
        while self._workers:
            self._workers.pop().kill()

    def run(self, jobs: Iterable[Job]) -> Generator[list[list[Outcome]], None, None]:
        """Yield the outcomes of each job, in order: one list per input, in order of programs.

        Giving up half-way (closing the iterator) ends what is under way. Raises PoolError if
        another run of this pool is still going on, or workers cannot be started.
        """
        for assembly in self._assemble(jobs, full=True):
            yield assembly.outcomes()

    def run_digests(self, jobs: Iterable[Job]) -> Generator[Digests, None, None]:
        """Yield the ends of each job in compact form, in order; otherwise as `run`."""
        for assembly in self._assemble(jobs, full=False):
            yield assembly.digests()

    def outcomes(
        self, programs: Sequence[Program | str], inputs: Sequence[PlainGrid]
    ) -> list[list[Outcome]]:
        """Run programs on inputs: for each program its outcomes, one per input."""
        if not programs or not inputs:
            return [[] for _ in programs]
        (by_input,) = self.run([Job(Batch.of(programs), tuple(inputs))])
        return [list(outcomes) for outcomes in zip(*by_input, strict=True)]

    def _assemble(self, jobs: Iterable[Job], *, full: bool) -> Iterator[Assembly]:
        if self._running or self._closed:
            raise PoolError(f"the pool is {'closed' if self._closed else 'in use'}")
        self._running = True
        to_give: deque[Assembly] = deque()
        under_way: deque[Assembly] = deque()  # given or not, and done ones behind one that is not
        source = iter(jobs)
        try:
            while True:
                room = _WINDOW_PER_WORKER * self.size - len(under_way)
                for job in itertools.islice(source, room):
                    under_way.append(Assembly(next(self._numbers), job, self.limits, full=full))
                    if not under_way[-1].done:  # it is if it has no program or no input
                        to_give.append(under_way[-1])
                if not under_way:
                    return
                self._hand_out(to_give)
                if not under_way[0].done:
                    self._listen(to_give)
                while under_way and under_way[0].done:
                    yield under_way.popleft()
        finally:
            self._running = False
            self._abandon()

    def _hand_out(self, to_give: deque[Assembly]) -> None:
        """Give workers what they take, those first that hold least."""
        for worker in sorted(self._workers, key=lambda w: len(w.held)):
            if to_give and worker.offer(to_give[0]):
                to_give.popleft()

    def _listen(self, to_give: deque[Assembly]) -> None:
        """Take in what workers say for at most a tick, and replace those that died."""
        began = time.monotonic()
        by_connection = {worker.connection: worker for worker in self._workers}
        for connection in wait(list(by_connection), _TICK_SECONDS):
            worker = by_connection[connection]
            if worker.receive():
                self._false_starts = self._retired = 0
            else:
                self._bury(worker, to_give)
        waited = time.monotonic() - began
        for worker in self._workers:
            allowed = worker.held[0].limits.seconds if worker.held else 0.0
            if worker.unchanged_seconds(waited) > _PATIENCE_SECONDS + 20 * allowed:
                worker.give_up()  # it neither works nor dies: stopped, or waiting for the system
        self._replenish()

    def _bury(self, worker: Handle, to_give: deque[Assembly]) -> None:
        """Account for a dead worker; what it held comes next."""
        self._workers.remove(worker)
        self.deaths += 1
        unit, exit_code = worker.unit, worker.exit_code()
        self._false_starts += not worker.began
        if self._false_starts >= _FALSE_STARTS:
            raise PoolError(
                f"{_FALSE_STARTS} workers in a row died before they began to work, "
                f"the last with exit code {exit_code}"
            )
        self._retired += exit_code == RETIRED
        if self._retired >= _RETIRED:
            raise PoolError(
                f"{_RETIRED} workers in a row had no memory left for their work: raise"
                " execution.memory_mb, or give the machine more"
            )
        if worker.held and worker.began:  # else no program can have been the cause
            worker.held[0].worker_died(unit, exit_code)
        to_give.extendleft(reversed(worker.held))

    def _replenish(self) -> None:
        while len(self._workers) < self.size:
            self._workers.append(Handle(self.limits.memory_mb, self._engine))

    def _abandon(self) -> None:
        """End the workers that still hold jobs of a run that nobody waits for."""
        for worker in [worker for worker in self._workers if worker.held]:
            self._workers.remove(worker)
            worker.kill()


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
