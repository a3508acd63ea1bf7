"""Running programs: never raises for what a program does, never evaluates text as Python.

`run` gives the outcome, `trace` the value after each line, `Evaluator` runs many programs on one
input and does equal work once. All give equal outcomes. A program's own lines are charged to its
steps before it starts; further steps are the calls that higher-order primitives make.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from arc_dsl.compiling import Code, CompiledLine, compiled
from arc_dsl.errors import ParseError, StepLimit, ValueTooLarge
from arc_dsl.execution import DEFAULT_LIMITS, LINES_BETWEEN_CLOCKS, begin, end, failure
from arc_dsl.inputs import held_input, outcome_of
from arc_dsl.limits import pulse
from arc_dsl.outcome import Kind, Limits, Outcome
from arc_dsl.program import Line, Program, parse
from arc_dsl.representation import Value
from arc_dsl.sharing import Evaluator
from arc_dsl.values import to_plain

__all__ = ["Evaluator", "Step", "Trace", "run", "trace"]


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
    slots: list[Value] = [held, *code.values]
    former = begin(limits, len(code.lines))
    try:
        _execute(code, slots, limits.steps)
    except Exception as error:  # noqa: BLE001 - whatever a program does is an outcome
        return failure(error, len(slots) - len(code.values), program)
    finally:
        end(former)
    return outcome_of(slots[-1], len(code.lines))


def _execute(code: Code, slots: list[Value], allowed: int) -> None:
    """Append the value of each line to the slots."""
    lines = code.lines
    if allowed < len(lines):
        lines = lines[: max(allowed, 0)]
    if len(lines) <= LINES_BETWEEN_CLOCKS:
        _execute_lines(lines, slots)
    else:
        for start in range(0, len(lines), LINES_BETWEEN_CLOCKS):
            pulse()
            _execute_lines(lines[start : start + LINES_BETWEEN_CLOCKS], slots)
    if len(lines) < len(code.lines):
        raise StepLimit("more lines than steps allowed")


def _execute_lines(lines: Sequence[CompiledLine], slots: list[Value]) -> None:
    for function, arguments, single in lines:
        if single:
            slots.append(function(arguments(slots)))
        else:
            slots.append(function(*arguments(slots)))


def _shown(value: Value) -> Any:
    """The plain value, or a word in its place: showing may not fail where running does not."""
    try:
        return to_plain(value)
    except ValueTooLarge as error:
        return f"({error})"


def trace(program: Program, grid: Any, limits: Limits = DEFAULT_LIMITS) -> Trace:
    """Run a program and keep the value after each line. Raises ValueError as `run` does."""
    code = compiled(program)
    slots: list[Value] = [held_input(grid), *code.values]
    steps: list[Step] = []
    former = begin(limits, len(code.lines))
    try:
        for number, line in enumerate(program.lines, 1):
            one = Code(code.names, code.values, code.lines[number - 1 : number])
            begun = perf_counter()
            _execute(one, slots, 1 if number <= limits.steps else 0)
            seconds = perf_counter() - begun
            steps.append(Step(line, number, _shown(slots[-1]), seconds))
            pulse()
    except Exception as error:  # noqa: BLE001 - whatever a program does is an outcome
        return Trace(tuple(steps), failure(error, len(steps) + 1, program))
    finally:
        end(former)
    return Trace(tuple(steps), outcome_of(slots[-1], len(code.lines)))
