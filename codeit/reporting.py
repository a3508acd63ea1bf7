"""How the loop tells people where it is, without knowing who listens."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

__all__ = ["Advance", "Reporter", "Silent"]

Advance = Callable[[float, float], None]
"""Told (done, total) of the stage; both may grow."""


class Reporter(Protocol):
    """Shows stages as they go on and figures as they are known."""

    def stage(self, name: str) -> AbstractContextManager[Advance]:
        """Announce a stage; the value yielded takes its progress."""

    def row(self, figures: Mapping[str, Any]) -> None:
        """Show the figures of a finished meta-iteration."""


class Silent:
    """Shows nothing."""

    @contextmanager
    def stage(self, name: str) -> Iterator[Advance]:
        """Nothing."""
        yield lambda done, total: None

    def row(self, figures: Mapping[str, Any]) -> None:
        """Nothing."""
