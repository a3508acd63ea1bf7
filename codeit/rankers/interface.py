"""What a ranker knows of a found program, and what it must give: a total order."""

from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["Found", "Ranker", "Votes"]

Votes = tuple[tuple[str, float], ...]
"""Families that found an answer, each with the nats of its shortest program for it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A program that matched at least one demonstration of a task. No test output is known."""

    program: str
    """Canonical text."""
    score: float
    """Share of the demonstrations matched, 0 to 1."""
    distance: float = 1.0
    """Mean share of wrong cells on the demonstrations, 0 to 1."""
    tests: str = ""
    """Digest of what it gives on the test inputs: programs that agree there have equal ones. Empty
    if it was not run there."""
    outputs: str = ""
    """The same of what it gives on the demonstrations' inputs."""
    log_probability: float | None = None
    """Nats with which the policy proposed it, if it did."""
    likelihood: float | None = None
    """Log-probability for its task less the mean for other tasks, in nats, where that is known."""
    nats: float | None = None
    """Description length: less is likelier beforehand. None where nobody has told it."""
    family: str = ""
    """Who found it: an origin, or a family of search. Families that agree are evidence."""
    votes: Votes = ()
    """Of all programs with its behaviour, where these were merged."""


class Ranker(Protocol):
    """Orders the programs found for one task."""

    def key(self, found: Found) -> tuple[Any, ...]:
        """Smaller is better; two programs with different texts have different keys."""
