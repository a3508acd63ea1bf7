"""Running programs: never raises for what a program does, never evaluates text as Python.

`run` gives the outcome, `trace` the value after each line, `Evaluator` runs many programs on one
input and does equal work once. All give equal outcomes. What a call costs in steps is told in
`docs/steps.md`.
"""

from dataclasses import dataclass
from typing import Any

from arc_dsl import engine
from arc_dsl.engine import Evaluator
from arc_dsl.errors import ParseError
from arc_dsl.outcome import Kind, Limits, Outcome
from arc_dsl.program import Line, Program, parse

__all__ = ["DEFAULT_LIMITS", "Evaluator", "Step", "Trace", "run", "trace"]

DEFAULT_LIMITS = Limits()


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
    if isinstance(program, str):
        try:
            program = parse(program)
        except ParseError as error:
            return Outcome(Kind.SYNTAX, None, error.line, error.message)
    return engine.run(program, grid, limits)


def trace(program: Program, grid: Any, limits: Limits = DEFAULT_LIMITS) -> Trace:
    """Run a program and keep the value after each line. Raises ValueError as `run` does."""
    values, outcome = engine.trace_values(program, grid, limits)
    steps = [
        Step(line, number, value, seconds)
        for number, (line, (value, seconds)) in enumerate(
            zip(program.lines, values, strict=False), 1
        )
    ]
    return Trace(tuple(steps), outcome)
