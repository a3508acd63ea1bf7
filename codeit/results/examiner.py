"""What measures a run: its own figures in the row of a meta-iteration, and what is solved.

The grids' examiner is `codeit.results.evaluation.Judge`, which alone knows test outputs; that of
sequences is `codeit.domains.sequence.judging.SequenceJudge`. Nothing here can reach either.
"""

from typing import Any, Protocol

from buffer.replay import ReplayBuffer
from codeit.results.leaders import Leaders
from codeit.run.state import LoopState

__all__ = ["Examiner"]


class Examiner(Protocol):
    """Measures a run; nothing that it says is read by the loop."""

    @property
    def size(self) -> int:
        """Tasks that are judged."""

    def figures(self, state: LoopState, buffer: ReplayBuffer) -> dict[str, Any]:
        """The domain's own figures (`codeit.results.metrics`)."""

    def solved(self, leaders: Leaders) -> dict[str, str]:
        """The first right program among the leaders of every task solved."""
