"""What one execution of a program gave, and the limits it ran under.

An outcome is a value, never an exception: a generated program that fails is an ordinary event,
counted and stored. Expected outputs never appear here.
"""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Kind", "Limits", "Outcome", "PlainGrid"]

PlainGrid = tuple[tuple[int, ...], ...]
"""A grid at the boundary: equally long rows of colours 0-9."""


class Kind(StrEnum):
    """How an execution ended."""

    OK = "ok"
    SYNTAX = "syntax"
    TYPE = "type"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    TOO_LARGE = "too_large"
    NOT_A_GRID = "not_a_grid"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one execution: a grid if `kind` is OK, otherwise where and why it failed."""

    kind: Kind
    grid: PlainGrid | None = None
    line: int = 0
    """Line of the program, from 1, at which it failed; 0 if it did not fail at one line."""
    message: str = ""

    @property
    def ok(self) -> bool:
        """Whether the program produced a grid."""
        return self.kind is Kind.OK


@dataclass(frozen=True, slots=True)
class Limits:
    """What one execution of one program on one input may use."""

    steps: int = 200_000
    """Primitive calls, those made by higher-order primitives included."""
    size: int = 100_000
    """Members (cells, indices, elements) of any one value."""
    seconds: float = 1.0
    """CPU seconds, checked between steps; the pool kills what does not reach a check."""
    memory_mb: int = 1024
    """Address space that a worker process may add to what it starts with, in MiB."""
