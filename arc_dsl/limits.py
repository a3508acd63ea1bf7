"""The budget of the execution that is going on: steps, sizes and CPU time.

Primitives ask here before they build something large or loop for long. There is one budget for
the process, set by the interpreter for the time of one execution under its lock; between
executions a generous one applies, so that primitives can be called directly.

Nothing here can interrupt a single operation of the Python runtime: that is why sizes are checked
*before* values are made, and why the pool can kill a worker.
"""

from threading import RLock, get_ident
from time import perf_counter, thread_time

from arc_dsl.errors import ExecutionError, StepLimit, TimeLimit, ValueTooLarge
from arc_dsl.outcome import Limits

__all__ = [
    "BETWEEN_MARKS",
    "BUDGET",
    "LOCK",
    "MAX_INTEGER",
    "MEMBERS_PER_STEP",
    "check_integer",
    "check_size",
    "mark",
    "pulse",
    "spend",
]

STEPS_BETWEEN_CLOCKS = 64
"""Steps after which the clock is read; a step is at most a few milliseconds."""
MEMBERS_PER_STEP = 64
"""Members of a large value that cost as much as one primitive call."""
BETWEEN_MARKS = 0.001
"""Wall-clock seconds between two looks at the clock of CPU time: what comes between them counts as
CPU time of what ran before."""
MAX_INTEGER = 1 << 63
"""Integers stay below this in magnitude; nothing in ARC comes near."""


class Budget:
    """What the execution that is going on may still use."""

    __slots__ = ("began", "clock_at", "cpu", "left", "marked", "seconds", "size", "thread")

    def __init__(self) -> None:
        self.left = 1 << 60
        """Steps left."""
        self.clock_at = 0
        """The clock is read when fewer steps than this are left."""
        self.size = Limits().size
        """Most members that a value may have."""
        self.seconds = float("inf")
        """CPU seconds allowed."""
        self.began = 0.0
        """Wall-clock time at which the execution began."""
        self.marked = float("-inf")
        """Wall-clock time, at most `BETWEEN_MARKS` before that, of a look at the CPU clock."""
        self.cpu = 0.0
        """What it showed, for the thread."""
        self.thread = 0


BUDGET = Budget()
LOCK = RLock()
"""Held for the time of one execution: the budget belongs to it."""


def spend(steps: int) -> None:
    """Count steps. Raises StepLimit when they are used up, TimeLimit when the time is."""
    left = BUDGET.left - steps
    BUDGET.left = left
    if left < BUDGET.clock_at:
        if left < 0:
            raise StepLimit("more steps than allowed")
        BUDGET.clock_at = max(left - STEPS_BETWEEN_CLOCKS, 0)
        pulse()


def mark(now: float) -> None:
    """Note the CPU time of this thread at a wall-clock time."""
    BUDGET.marked, BUDGET.cpu, BUDGET.thread = now, thread_time(), get_ident()


def pulse() -> None:
    """Read the clock. Raises TimeLimit if the time is used up.

    The clock of CPU time costs ten times as much as the wall clock, which it cannot outrun: it is
    read only when the time would be used up by the wall clock.
    """
    budget = BUDGET
    if perf_counter() - budget.began > budget.seconds:
        before = budget.cpu + budget.began - budget.marked
        if thread_time() - before > budget.seconds:
            raise TimeLimit("more CPU seconds than allowed")


def check_size(members: int) -> None:
    """Refuse a value of that many members, before it is made. Raises ValueTooLarge.

    Large values cost steps too: a limit on steps then bounds the work, and unlike a limit on time
    it ends a program at the same place on every machine.
    """
    if members > BUDGET.size:
        raise ValueTooLarge(f"a value of {members} members, more than {BUDGET.size}")
    if members > MEMBERS_PER_STEP:
        spend(members // MEMBERS_PER_STEP)


def check_integer(number: int) -> int:
    """The number itself. Raises ExecutionError if it has more than 63 bits."""
    if -MAX_INTEGER < number < MAX_INTEGER:
        return number
    raise ExecutionError("an integer of more than 63 bits")
