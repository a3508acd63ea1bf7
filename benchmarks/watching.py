"""Watches the workers of a pool from outside: CPU time per unit of work, and peak memory."""

import math
import threading
import time
from pathlib import Path
from types import TracebackType

from arc_dsl.execute.handles import Progress
from arc_dsl.execute.pool import Pool
from arc_dsl.execute.worker import IDLE

__all__ = ["Watch"]

_PERIOD_SECONDS = 0.002
_MEMORY_EVERY = 5


class Watch:
    """A thread that looks at every worker every two milliseconds, while the context lasts.

    Linux only: it reads other processes' CPU clocks and `/proc`.
    """

    def __init__(self, pool: Pool, allowed_seconds: float = math.inf) -> None:
        self._pool = pool
        self._allowed = allowed_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.longest_seconds = 0.0
        """Most CPU seconds that a unit was seen to have used."""
        self.too_long: set[Progress] = set()
        """Units that took longer than allowed."""
        self._cpu: dict[int, float] = {}
        self._before: dict[int, float] = {}
        self.peak_memory_mb = 0.0
        """Largest resident memory of a worker, in MiB."""

    def __enter__(self) -> "Watch":
        """Begin to look. What workers have used before does not count."""
        self._before = {pid: _cpu_seconds(pid) for pid, _ in self._pool.progress}
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop looking."""
        self._stop.set()
        self._thread.join()

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds that the workers, dead ones included, were seen to use while watched."""
        return sum(cpu - self._before.get(pid, 0.0) for pid, cpu in self._cpu.items())

    def _run(self) -> None:
        looks = 0
        while not self._stop.wait(_PERIOD_SECONDS):
            looks += 1
            for pid, progress in self._pool.progress:
                try:
                    self._look(pid, progress)
                    if looks % _MEMORY_EVERY == 0:
                        self._weigh(pid)
                except OSError:
                    continue  # it is dead, or dying

    def _look(self, pid: int, progress: Progress) -> None:
        order, unit, began = progress
        cpu = self._cpu[pid] = _cpu_seconds(pid)
        if (pid, progress) in self._pool.progress and order and unit != IDLE:
            used = cpu - began / 1e9
            self.longest_seconds = max(self.longest_seconds, used)
            if used > self._allowed:
                self.too_long.add(progress)

    def _weigh(self, pid: int) -> None:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                self.peak_memory_mb = max(self.peak_memory_mb, int(line.split()[1]) / 1024)


def _cpu_seconds(pid: int) -> float:
    return time.clock_gettime((~pid << 3) | 2)  # CPU clock of a process, see clock_getcpuclockid
