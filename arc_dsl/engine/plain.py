"""The reference engine behind the native one's face, so that each can stand for the other."""

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any

from arc_dsl.digests import DIGEST_BYTES, digest
from arc_dsl.engine import reference
from arc_dsl.engine.inputs import checked, parsed
from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.program import Program

__all__ = ["PRIMITIVES", "Evaluator", "run", "run_batch", "trace_values"]

PRIMITIVES: Mapping[str, Callable[..., Any]] = reference.primitives()
"""The primitives by name, on plain values."""
_KINDS = tuple(Kind)
_LIMITS = Limits()


def run(program: Program | str, grid: Any, limits: Limits = _LIMITS) -> Outcome:
    """The outcome of a program on a grid, as `_native.pyi` tells it."""
    if isinstance(program, str):
        made = parsed(program)
        if isinstance(made, Outcome):
            return made
        program = made
    return reference.run(program, checked(grid), limits)


def trace_values(
    program: Program, grid: Any, limits: Limits
) -> tuple[list[tuple[Any, float]], Outcome]:
    """Plain value and seconds of each line that ran (equal shares of all), and the outcome."""
    begun = perf_counter()
    values, outcome = reference.values_of(program, checked(grid), limits)
    share = (perf_counter() - begun) / max(len(values), 1)
    return [(value, share) for value in values], outcome


class Evaluator:
    """Runs many programs on one input, each by itself."""

    def __init__(self, grid: Any, limits: Limits | None = None, memory: int = 0) -> None:
        del memory  # nothing is remembered
        self._grid = checked(grid)
        self._limits = limits or Limits()

    def run(self, program: Program) -> Outcome:
        """The outcome of a program, as `run` gives it."""
        return reference.run(program, self._grid, self._limits)

    def run_digest(self, program: Program) -> tuple[Kind, bytes]:
        """How the program ended, and the digest of its grid (empty if there is none)."""
        outcome = self.run(program)
        return outcome.kind, b"" if outcome.grid is None else digest(outcome.grid)


def run_batch(
    programs: Sequence[Program], inputs: Sequence[PlainGrid], limits: Limits
) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Kinds and digests of programs on inputs, as the native engine gives them."""
    kinds, digests = [], []
    for grid in inputs:
        evaluator = Evaluator(grid, limits)
        ends = [evaluator.run_digest(program) for program in programs]
        kinds.append(bytes(_KINDS.index(kind) for kind, _ in ends))
        digests.append(b"".join(digest or bytes(DIGEST_BYTES) for _, digest in ends))
    return tuple(kinds), tuple(digests)
