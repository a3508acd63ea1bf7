"""Until when work may go on: a clock to look at, and a bell for work that does not look."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf, isfinite
from pathlib import Path

__all__ = ["Deadline", "OutOfTime", "bell", "process_age"]

_AGAIN = 5.0
"""Seconds after which the bell rings again, should somebody have passed over it."""


class OutOfTime(Exception):
    """Rung by `bell`."""


class Deadline:
    """A moment that work must not go beyond, so many seconds from now; None is never."""

    def __init__(
        self, seconds: float | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.clock = clock
        self.began = clock()
        self._end = inf if seconds is None else self.began + seconds

    @property
    def total(self) -> float:
        """Seconds from its making to the end; infinite without one."""
        return self._end - self.began

    def left(self) -> float:
        """Seconds that are left, 0 at least; infinite without an end."""
        return max(0.0, self._end - self.clock())

    def over(self) -> bool:
        """Whether no time is left."""
        return not self.left()

    def within(self, seconds: float) -> "Deadline":
        """The earlier of this one and so many seconds from now."""
        most = min(seconds, self.left())
        return Deadline(most if isfinite(most) else None, self.clock)


@contextmanager
def bell(deadline: Deadline) -> Iterator[None]:
    """Raise OutOfTime in what is done here when the time is over, wherever it is.

    Like Ctrl-C it comes between any two steps of the main thread; in other threads it never rings.
    Not to be nested.
    """
    left = deadline.left()
    if not isfinite(left) or threading.current_thread() is not threading.main_thread():
        yield
        return
    if not left:
        raise OutOfTime
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, left, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(number: int, frame: object) -> None:
    raise OutOfTime


def process_age() -> float:
    """Seconds since this process began, where the system tells (Linux); else 0.

    On a busy machine starting Python and reading the modules takes a while.
    """
    try:
        fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        began = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - began)
    except (OSError, AttributeError, IndexError, ValueError):
        return 0.0
