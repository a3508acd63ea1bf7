"""The pool's side of one worker process: what it holds, knows and has said."""

import pickle
import signal
import sys
from collections import OrderedDict, deque
from typing import Any

from multiprocess.connection import Pipe
from multiprocess.sharedctypes import RawArray

from arc_dsl.errors import PoolError
from arc_dsl.execute.assembly import STUCK, Assembly
from arc_dsl.execute.processes import start_process
from arc_dsl.execute.worker import BEGAN, IDLE, ORDER, UNIT, Broken, EngineFactory, serve

__all__ = ["Handle", "Progress"]

Progress = tuple[int, int, int]
"""Order, unit and beginning, see `Handle.progress`."""
_AHEAD = 2
"""Orders that a worker holds: the one it works on and the next, so that it never waits."""
_AHEAD_BYTES = 32_768 if sys.platform == "linux" else 4_096
"""Sending more to a worker that is busy could block, and so stop everything else."""
_BATCHES = 4
"""Batches that a worker remembers."""
_JOIN_SECONDS = 10.0


class Handle:
    """One worker process. Starts it; `kill` or `exit_code` must be called once to let go of it."""

    def __init__(self, memory_mb: int, engine: EngineFactory) -> None:
        self.connection, theirs = Pipe()
        self.held: deque[Assembly] = deque()
        """The jobs that the worker was given and has not finished, oldest first."""
        self._progress: Any = RawArray("Q", 3)
        self._process = start_process(
            serve, theirs, self._progress, memory_mb, engine, preload="arc_dsl.execute.pool"
        )
        theirs.close()
        self.pid: int = self._process.pid
        self._batches: OrderedDict[int, None] = OrderedDict()
        self._seen = (0, 0, 0)
        self._unchanged_seconds = 0.0
        self._given_up = False

    @property
    def began(self) -> bool:
        """Whether the worker has ever begun to work on an order."""
        return self.progress[0] > 0

    @property
    def progress(self) -> Progress:
        """What it is doing: three numbers.

        1 + the number of its order, or 0 before the first; the unit that runs, or IDLE; the CPU
        time of the worker when the unit began, in nanoseconds.
        """
        return (self._progress[ORDER], self._progress[UNIT], self._progress[BEGAN])

    @property
    def unit(self) -> int | None:
        """The unit it is running of the oldest job it holds, if any."""
        order, unit, _ = self.progress
        begun = self.held and order == self.held[0].number + 1
        return unit if begun and unit != IDLE else None

    def offer(self, assembly: Assembly) -> bool:
        """Give it a job if it can take one now without delay; say whether it did."""
        if len(self.held) >= _AHEAD:
            return False
        batch = assembly.job.batch
        order = pickle.dumps(assembly.order(), pickle.HIGHEST_PROTOCOL)
        if self.held and (batch.number not in self._batches or len(order) > _AHEAD_BYTES):
            return False
        self.held.append(assembly)
        try:
            if batch.number not in self._batches:
                self._teach(batch.number, batch.texts)
            self._batches.move_to_end(batch.number)
            self.connection.send_bytes(order)
        except OSError:
            pass  # it is dead, as the next look at its connection will show
        return True

    def _teach(self, number: int, texts: tuple[str, ...]) -> None:
        self._batches[number] = None
        self._send((number, texts))
        if len(self._batches) > _BATCHES:
            oldest, _ = self._batches.popitem(last=False)
            self._send((oldest, None))

    def _send(self, message: tuple[int, tuple[str, ...] | None]) -> None:
        self.connection.send_bytes(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def receive(self) -> bool:
        """Take in one message; False if the worker is dead.

        Raises PoolError with the worker's reason if it cannot do the job, whatever the program.
        """
        try:
            message = self.connection.recv_bytes()
        except (EOFError, OSError):
            return False
        told = pickle.loads(message)  # noqa: S301 (from our own worker)
        if isinstance(told, Broken):
            raise PoolError(f"the job cannot be done: {told.reason}")
        assembly = self.held[0]
        assembly.add(told)
        if assembly.done:
            self.held.popleft()
        return True

    def unchanged_seconds(self, waited: float) -> float:
        """For how long of the time spent waiting for it, `waited` added, it made no progress."""
        now = self.progress
        unchanged = self.held and now == self._seen
        self._unchanged_seconds = self._unchanged_seconds + waited if unchanged else 0.0
        self._seen = now
        return self._unchanged_seconds

    def give_up(self) -> None:
        """End a worker that makes no progress; its death will be told by its exit code."""
        self._given_up = True
        self._process.kill()

    def exit_code(self) -> int | None:
        """How a dead worker ended: negative for a signal, None if unknown. Lets go of it."""
        self.connection.close()
        self._process.join(_JOIN_SECONDS)
        code = self._process.exitcode
        if code is not None:
            self._process.close()
        return STUCK if self._given_up and code == -signal.SIGKILL else code

    def kill(self) -> None:
        """End the worker, whatever it is doing, and let go of it."""
        self._process.kill()
        self.exit_code()
