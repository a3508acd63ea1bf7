"""The frozen values that the buffer gives and takes: experiences, solutions, meta-iterations.

An experience is a program with what it *did* on one task: the grids it realised on the task's
demonstration inputs (hindsight relabelling makes those the goal), how near they came to the task's
own outputs, and where the program came from. Programs are canonical text and grids are plain
tuples, never token ids, so that a buffer outlives any model.

Nothing here touches a database, and nothing here can hold a task's test outputs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from arc_dsl.outcome import PlainGrid

__all__ = ["Experience", "ExperienceId", "MetaIteration", "Origin", "Solution"]

ExperienceId = NewType("ExperienceId", int)
"""Number of an experience in its buffer, from 1 in the order of adding; never used twice."""


class Origin(StrEnum):
    """Who proposed a program."""

    SEED = "seed"
    MUTATION = "mutation"
    POLICY = "policy"
    RANDOM = "random"
    SEARCH = "search"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Experience:
    """One program on one task. A buffer holds each (task, program) once, as it was first found.

    Raises ValueError if a number is outside its range or no output was realised.
    """

    task_id: str
    program: str
    """Canonical text, as printed by `str(Program)`."""
    outputs: tuple[PlainGrid | None, ...]
    """Realised outputs on the task's demonstration inputs, in order; None where the program
    failed. At least one is a grid."""
    score: float
    """Share of the demonstrations matched exactly, 0..1."""
    distance: float
    """Mean share of wrong cells over the demonstrations, 0..1 (1 where the shape differs)."""
    origin: Origin
    parent: str | None = None
    """Canonical text of the program that this one was made from, if any."""
    meta_iteration: int = 0
    """Meta-iteration in which it was found; 0 is before the first."""
    log_probability: float | None = None
    """Natural logarithm of the probability with which the policy proposed it, if it did."""
    checkpoint: str | None = None
    """Name of the policy's checkpoint that proposed it, if one did."""
    bits: float | None = None
    """Description length of the program (`arc_dsl.generate.bits`), if known; at least 0."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"score must be 0..1, found {self.score}")
        if not 0.0 <= self.distance <= 1.0:
            raise ValueError(f"distance must be 0..1, found {self.distance}")
        if self.meta_iteration < 0:
            raise ValueError(f"meta_iteration must be at least 0, found {self.meta_iteration}")
        if self.bits is not None and not self.bits >= 0.0:
            raise ValueError(f"bits must be at least 0, found {self.bits}")
        if not self.program:
            raise ValueError("the program's text is empty")
        if all(grid is None for grid in self.outputs):
            raise ValueError("an experience needs at least one realised output")

    @property
    def solves_demonstrations(self) -> bool:
        """Whether every demonstration is matched exactly."""
        return self.score == 1.0


@dataclass(frozen=True, slots=True)
class Solution:
    """A program found right on every demonstration of a task, and what finding it had cost.

    A buffer holds each (task, program) once, as it was first recorded; the first of a task says
    when the task was solved first.
    """

    task_id: str
    program: str
    """Canonical text."""
    origin: Origin
    meta_iteration: int
    executed: int
    """Programs executed in the whole run until then, this one included: the budget it took."""
    holds: bool = True
    """False once a re-verification found that it no longer solves the task."""
    solves_tests: bool | None = None
    """Verdict of evaluation on the test pairs, None before there is one. For reports only:
    priorities and draws never see it."""
    found_at: datetime | None = None
    """When it was recorded (UTC), set by the buffer. For people only: nothing depends on it."""


@dataclass(frozen=True, slots=True)
class MetaIteration:
    """One completed meta-iteration: what it achieved, and all that is needed to go on after it."""

    number: int
    figures: Mapping[str, Any] = field(default_factory=dict)
    """Its row of the table of figures, of values that JSON can say."""
    state: bytes = b""
    """The loop's own state (generators, counters), opaque to the buffer."""
    checkpoint: str | None = None
    """Name of the policy's checkpoint that it ended with, if it wrote one."""
    finished_at: datetime | None = None
    """When it was recorded (UTC), set by the buffer. For people only: nothing depends on it."""
