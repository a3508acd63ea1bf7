"""How the loop tells people where it is, without knowing who listens."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from arc_dsl.program import Program
from buffer.experience import Origin
from data.tasks import Task

__all__ = ["Advance", "Reporter", "Silent", "Solve"]

Advance = Callable[[float, float], None]
"""Told (done, total) of the stage; both may grow."""


@dataclass(frozen=True, slots=True)
class Solve:
    """The first program of a run that is right on all demonstrations of a search task.

    Whether it is right on the tests, nobody knows before judging.
    """

    task: Task
    program: Program
    origin: Origin
    meta_iteration: int


class Reporter(Protocol):
    """Shows stages as they go on and figures as they are known."""

    def begin(self, number: int, planned: int) -> None:
        """Announce meta-iteration `number` of `planned`."""

    def stage(self, name: str) -> AbstractContextManager[Advance]:
        """Announce a stage; the value yielded takes its progress."""

    def solved(self, solves: Sequence[Solve]) -> None:
        """Show what was just solved, at the same moment."""

    def row(self, figures: Mapping[str, Any]) -> None:
        """Show the figures of a finished meta-iteration."""


class Silent:
    """Shows nothing."""

    def begin(self, number: int, planned: int) -> None:
        """Nothing."""

    @contextmanager
    def stage(self, name: str) -> Iterator[Advance]:
        """Nothing."""
        yield lambda done, total: None

    def solved(self, solves: Sequence[Solve]) -> None:
        """Nothing."""

    def row(self, figures: Mapping[str, Any]) -> None:
        """Nothing."""
