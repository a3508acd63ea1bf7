"""What every way of running a program shares: its limits, and how a failure becomes an outcome."""

from threading import get_ident
from time import perf_counter

from arc_dsl.errors import StepLimit, TimeLimit, ValueTooLarge
from arc_dsl.limits import BETWEEN_MARKS, BUDGET, LOCK, STEPS_BETWEEN_CLOCKS, mark
from arc_dsl.outcome import Kind, Limits, Outcome
from arc_dsl.program import Program

__all__ = ["DEFAULT_LIMITS", "LINES_BETWEEN_CLOCKS", "Former", "begin", "end", "failure"]

DEFAULT_LIMITS = Limits()
LINES_BETWEEN_CLOCKS = 16
"""Lines after which the clock is read."""
Former = tuple[int, int, int, float, float]


def begin(limits: Limits, lines: int) -> Former:
    """Take the lock and set the budget of a program of so many lines; gives what `end` needs.

    The lines are charged at once.
    """
    LOCK.acquire()
    budget = BUDGET
    former = (budget.left, budget.clock_at, budget.size, budget.seconds, budget.began)
    budget.left = left = limits.steps - lines
    budget.clock_at = max(left - STEPS_BETWEEN_CLOCKS, 0)
    budget.size = limits.size
    budget.seconds = limits.seconds
    budget.began = now = perf_counter()
    if now - budget.marked > BETWEEN_MARKS or budget.thread != get_ident():
        mark(now)
    return former


def end(former: Former) -> None:
    """Put the former budget back and release the lock."""
    budget = BUDGET
    budget.left, budget.clock_at, budget.size, budget.seconds, budget.began = former
    LOCK.release()


def failure(error: BaseException, line: int, program: Program) -> Outcome:
    """The outcome of an execution that an exception ended at that line."""
    name = program.lines[line - 1].function if 0 < line <= len(program.lines) else ""
    if isinstance(error, (StepLimit, TimeLimit)):
        return Outcome(Kind.TIMEOUT, None, line, str(error))
    if isinstance(error, ValueTooLarge):
        return Outcome(Kind.TOO_LARGE, None, line, f"{name}: {error}")
    if isinstance(error, MemoryError):
        return Outcome(Kind.MEMORY, None, line, f"{name}: out of memory")
    cause = type(error).__name__
    return Outcome(Kind.ERROR, None, line, f"{name}: {str(error)[:200] or cause} ({cause})")
