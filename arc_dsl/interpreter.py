"""Running programs: never raises for what a program does, never evaluates text as Python.

`run` gives the outcome, `trace` the value after each line; `arc_dsl.sharing.Evaluator` runs many
programs on one input. All give equal outcomes. A program's own lines are charged to its steps
before it starts; further steps are the calls that higher-order primitives make.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, thread_time
from typing import Any

from arc_dsl.compiling import Code, compiled
from arc_dsl.errors import ParseError, StepLimit, TimeLimit, ValueTooLarge
from arc_dsl.inputs import held_input, outcome_of
from arc_dsl.limits import BUDGET, LOCK, STEPS_BETWEEN_CLOCKS, pulse
from arc_dsl.outcome import Kind, Limits, Outcome
from arc_dsl.program import Line, Program, parse
from arc_dsl.representation import Grid, Value
from arc_dsl.values import to_plain

__all__ = ["DEFAULT_LIMITS", "Step", "Trace", "failure", "run", "trace", "within"]

DEFAULT_LIMITS = Limits()
_LINES_BETWEEN_CLOCKS = 8


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a trace."""

    line: Line
    number: int
    """From 1."""
    value: Any
    """The line's value as a plain Python value; functions as they are."""
    seconds: float
    """Wall-clock time that the line took."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The values of the lines that ran, and the outcome."""

    steps: tuple[Step, ...]
    outcome: Outcome


def run(program: Program | str, grid: Any, limits: Limits = DEFAULT_LIMITS) -> Outcome:
    """Run a program on a grid.

    `grid`: rows as lists or tuples, or a numpy integer array, 1..30 x 1..30, colours 0-9. Raises
    ValueError naming the reason for any other grid, and nothing for what the program does: its
    failure is an outcome. A text that is no program gives SYNTAX.
    """
    held = held_input(grid)
    if isinstance(program, str):
        try:
            program = parse(program)
        except ParseError as error:
            return Outcome(Kind.SYNTAX, None, error.line, error.message)
    code = compiled(program)
    slots: list[Value] = [held, *code.constants]
    ended = within(limits, lambda: _execute(code, slots))
    if ended is not None:
        return failure(ended, len(slots) - len(code.constants), program)
    return outcome_of(slots[-1], len(code.calls))


def within(limits: Limits, work: Callable[[], None]) -> BaseException | None:
    """Do some work under limits; gives the exception that ended it, if one did."""
    with LOCK:
        former = (BUDGET.left, BUDGET.clock_at, BUDGET.size, BUDGET.deadline)
        BUDGET.left = limits.steps
        BUDGET.clock_at = limits.steps - STEPS_BETWEEN_CLOCKS
        BUDGET.size = limits.size
        BUDGET.deadline = thread_time() + limits.seconds
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever a program does is an outcome
            error.__traceback__ = None
            return error
        finally:
            BUDGET.left, BUDGET.clock_at, BUDGET.size, BUDGET.deadline = former
    return None


def _execute(code: Code, slots: list[Value]) -> None:
    lines = code.fast
    allowed = BUDGET.left
    BUDGET.left -= len(lines)
    if allowed < len(lines):
        lines = lines[: max(allowed, 0)]
        BUDGET.left = 0
    for start in range(0, len(lines), _LINES_BETWEEN_CLOCKS):
        if start:
            pulse()
        for function, arguments, single in lines[start : start + _LINES_BETWEEN_CLOCKS]:
            if single:
                slots.append(function(arguments(slots)))
            else:
                slots.append(function(*arguments(slots)))
    if allowed < len(code.fast):
        raise StepLimit("more lines than steps allowed")


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


def trace(program: Program, grid: Any, limits: Limits = DEFAULT_LIMITS) -> Trace:
    """Run a program and keep the value after each line. Raises ValueError as `run` does."""
    held: Grid = held_input(grid)
    code = compiled(program)
    slots: list[Value] = [held, *code.constants]
    steps: list[Step] = []

    def work() -> None:
        BUDGET.left -= len(code.fast)
        for number, (function, arguments, single) in enumerate(code.fast, 1):
            pulse()
            begun = perf_counter()
            picked = arguments(slots)
            value = function(picked) if single else function(*picked)
            seconds = perf_counter() - begun
            slots.append(value)
            line = program.lines[number - 1]
            steps.append(Step(line, number, to_plain(value), seconds))

    error = within(limits, work)
    if error is not None:
        return Trace(tuple(steps), failure(error, len(steps) + 1, program))
    return Trace(tuple(steps), outcome_of(slots[-1], len(code.calls)))
