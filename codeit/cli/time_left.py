"""How much longer a run takes: as its stages are expected to take, corrected by what they took."""

import time
from collections.abc import Callable, Mapping, Sequence

__all__ = ["TimeLeft", "in_words"]

TRUST = 15.0
"""Seconds for which expectations count as if they had come true: the first stage says little."""


class TimeLeft:
    """Told of stages as they begin and end; tells seconds.

    `expected` are seconds by stage for every meta-iteration from 0. Stages that are not in it, and
    repeats of one within a meta-iteration, count for what is measured only.
    """

    def __init__(
        self, expected: Sequence[Mapping[str, float]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._expected = expected
        self._clock = clock
        self._began: float | None = None
        self._done = 0.0
        self._ended: set[str] = set()
        self._number = 0

    def begin(self, number: int) -> None:
        """A meta-iteration begins: all stages of those before it are over."""
        if self._began is None:
            self._began = self._clock()
        else:
            self._done += self._rest(self._number)
        self._number, self._ended = number, set()

    def end(self, stage: str) -> None:
        """A stage is over."""
        if stage not in self._ended:
            self._done += self._of(self._number).get(stage, 0.0)
            self._ended.add(stage)

    def seconds(self, stage: str = "", share: float = 0.0) -> float | None:
        """Seconds left of the run, `share` of the stage being done; None if nothing is expected."""
        if self._began is None or not self._expected:
            return None
        own = self._of(self._number).get(stage, 0.0) if stage not in self._ended else 0.0
        done = self._done + share * own
        later = sum(sum(each.values()) for each in self._expected[self._number + 1 :])
        left = self._rest(self._number) - share * own + later
        speed = (self._clock() - self._began + TRUST) / (done + TRUST)
        return left * speed

    def _of(self, number: int) -> Mapping[str, float]:
        return self._expected[number] if number < len(self._expected) else {}

    def _rest(self, number: int) -> float:
        return sum(s for name, s in self._of(number).items() if name not in self._ended)


def in_words(seconds: float | None) -> str:
    """Such as `about 3 min left`; empty if it is not known."""
    if seconds is None:
        return ""
    if seconds < 90:
        return f"about {max(5, 5 * round(seconds / 5))} s left"
    if seconds < 90 * 60:
        return f"about {round(seconds / 60)} min left"
    return f"about {seconds / 3600:.1f} h left"
