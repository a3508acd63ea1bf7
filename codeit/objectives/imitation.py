"""Imitation of relabelled experiences: cross-entropy on the realised goals (CodeIt, section 2.3).

The loss of a batch is the mean over its program tokens, so that long programs weigh more.
"""

import random
from collections.abc import Sequence
from typing import Literal

from torch import Tensor

from codeit.objectives.interface import Extent, Scored
from codeit.policy.learning.collate import batches
from codeit.policy.learning.examples import Example

__all__ = ["Imitation"]


class Imitation:
    """An `Objective`."""

    goals: Literal["realised", "both"] = "realised"
    grouped = False

    def groups(
        self, examples: Sequence[Example], size: int, rng: random.Random
    ) -> list[list[Example]]:
        """Batches of like lengths, in random order."""
        return batches(examples, size, rng)

    def compared(self, examples: Sequence[Example]) -> list[Example]:
        """None."""
        return []

    def loss(self, scored: Scored, whole: Extent) -> Tensor:
        """Mean nats a token."""
        return scored.nats.sum() / max(whole.tokens, 1)
