"""What a learner makes smaller: which goals, in which groups, by which loss.

A goal is what stands in the prompt as wanted: the outputs *realised* by the program (hindsight:
every example is right, there is nothing to compare), or those *wanted* by the task (then an
example has a reward below 1 where the program fell short, and a group: its task).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from torch import Tensor

from codeit.policy.learning.examples import Example

__all__ = ["Extent", "Objective", "Scored"]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much the whole batch of an optimiser step holds, of which a loss may see parts."""

    examples: int
    tokens: int
    """Program tokens of the examples with realised goals."""
    compared: int = 0
    """Examples with wanted goals: what programs are compared on."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Some examples of a batch and what the model says of them.

    All of some groups, or any part of the batch if the objective has no groups.
    """

    nats: Tensor
    """(examples, length) -log p of every token, 0 where there is none. Carries the gradient."""
    reward: Tensor
    """(examples,) 0 to 1: the share of demonstrations matched; 1 for realised goals."""
    reference: Tensor
    """(examples,) log-probability in nats under the weights with which the call of learning began;
    zeros if the objective does not ask for it."""
    group: Tensor
    """(examples,) the task's number where its own goal is wanted; -1 for realised goals."""

    @property
    def log_p(self) -> Tensor:
        """(examples,) log-probability of each program in nats."""
        return -self.nats.sum(1)

    def chosen(self, rows: Tensor) -> "Scored":
        """The examples for which the mask (examples,) is true."""
        return Scored(self.nats[rows], self.reward[rows], self.reference[rows], self.group[rows])


class Objective(Protocol):
    """A loss and what it is computed on."""

    @property
    def goals(self) -> Literal["realised", "both"]:
        """What stands in the prompt: `both` shows each experience with either goal."""

    @property
    def grouped(self) -> bool:
        """Whether examples of one task are compared: then no group is divided."""

    def groups(
        self, examples: Sequence[Example], size: int, rng: random.Random
    ) -> list[list[Example]]:
        """The batches of one epoch, of about `size` examples. Each example is in at most one."""

    def compared(self, examples: Sequence[Example]) -> list[Example]:
        """Those of wanted goals that the loss will see: they alone need a reference."""

    def loss(self, scored: Scored, whole: Extent) -> Tensor:
        """A scalar; those of the parts of a batch add up to that of the batch."""
