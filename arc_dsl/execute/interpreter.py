"""Running programs: never raises for what a program does, never evaluates text as Python.

`run` gives the outcome, `trace` the value after each line, `Evaluator` runs many programs on one
input and does equal work once. All give equal outcomes. What a call costs in steps is told in
`docs/steps.md`.
"""

from dataclasses import dataclass
from typing import Any

from arc_dsl import engine
from arc_dsl.engine import Evaluator, run
from arc_dsl.outcome import Limits, Outcome
from arc_dsl.program import Line, Program

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
