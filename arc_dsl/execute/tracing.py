"""Traces of programs that nobody vouches for, made inside a limited worker.

The values of the lines come back in the place of the outcome's message. A value that is a function
stays behind: its name is all that is ever drawn of it.
"""

import base64
import pickle
from dataclasses import dataclass, replace
from typing import Any

from arc_dsl.digests import digest
from arc_dsl.execute.interpreter import Step, Trace, run, trace
from arc_dsl.execute.pool import Pool
from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.program import Program

__all__ = ["FunctionValue", "traced"]

_MARK = "trace:"


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """Stands for a value that is a function."""

    name: str

    def __call__(self, *arguments: object) -> object:
        """Never: only the worker has the function. Raises TypeError."""
        raise TypeError(f"{self.name} was left in the worker that made it")


class _Tracing:
    """Runs programs on one input and tells their traces; an `arc_dsl.execute.worker.Engine`."""

    def __init__(self, grid: PlainGrid, limits: Limits) -> None:
        self._grid, self._limits = grid, limits

    def run(self, program: Program) -> Outcome:
        """The outcome, with the trace as its message."""
        found = trace(program, self._grid, self._limits)
        steps = tuple(replace(step, value=_left_behind(step)) for step in found.steps)
        text = base64.b85encode(pickle.dumps((steps, found.outcome))).decode()
        end = found.outcome
        return Outcome(end.kind, end.grid, end.line, _MARK + text)

    def run_digest(self, program: Program) -> tuple[Kind, bytes]:
        """The kind of its end and the digest of its grid, without a trace."""
        end = run(program, self._grid, self._limits)
        return end.kind, b"" if end.grid is None else digest(end.grid)


def _left_behind(step: Step) -> Any:
    return FunctionValue(step.line.function) if callable(step.value) else step.value


def traced(program: Program, grid: PlainGrid, limits: Limits | None = None) -> Trace:
    """The trace of a program on a grid, as `arc_dsl.execute.interpreter.trace` gives it.

    Without steps where the program took the worker with it. Raises PoolError if there are none.
    """
    with Pool(1, limits or Limits(), engine=_Tracing) as pool:
        ((end,),) = pool.outcomes([program], [grid])
    if not end.message.startswith(_MARK):
        return Trace((), end)
    # What is unpickled is what this class pickled in our own process; no program writes it.
    steps, outcome = pickle.loads(base64.b85decode(end.message.removeprefix(_MARK)))  # noqa: S301
    return Trace(steps, outcome)
