"""The native engine's face: what the rest of the package calls.

`run` and `trace` run one program, `Evaluator` runs many on one input and makes each distinct call
once, `run_batch` does so for many inputs at once without the interpreter's lock. `Graph` holds
values for program search. See `_native.pyi` for what each takes.
"""

from collections.abc import Sequence
from typing import Any

from arc_dsl.engine._native import PRIMITIVES, Evaluator, Graph, charges, digest, run_batch
from arc_dsl.engine._native import run as run_native
from arc_dsl.engine._native import trace as trace_native
from arc_dsl.outcome import Limits, Outcome
from arc_dsl.program import Program

__all__ = [
    "PRIMITIVES",
    "Evaluator",
    "Graph",
    "charges",
    "digest",
    "run",
    "run_batch",
    "trace_values",
]


def run(program: Program, grid: Any, limits: Limits) -> Outcome:
    """The outcome of a program on a grid. Raises ValueError for a grid that is none."""
    return run_native(program, grid, limits)


def trace_values(
    program: Program, grid: Any, limits: Limits
) -> tuple[Sequence[tuple[Any, float]], Outcome]:
    """The value and the seconds of each line that ran, and the outcome."""
    return trace_native(program, grid, limits)
