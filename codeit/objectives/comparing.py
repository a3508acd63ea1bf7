"""Objectives that compare programs with each other, beside imitation: AGRO and SPO in the loop.

The loss of a batch is imitation's on realised goals plus `weight` times the comparison's on the
tasks' own goals. Rewards are of original goals only: a relabelled experience is right by
construction, so comparing it teaches nothing. Programs may come from anybody (any-generation);
the reference is the policy as this call of learning found it.
"""

import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import torch
from torch import Tensor

from codeit.objectives.agro import agro_loss
from codeit.objectives.imitation import Imitation
from codeit.objectives.interface import Extent, Scored
from codeit.objectives.spo import soft_value, spo_loss
from codeit.policy.learning.collate import batches
from codeit.policy.learning.examples import Example

__all__ = ["Agro", "Comparing", "Spo"]

LARGEST_GROUP = 8
"""Programs of one task compared in one step: more share a step less evenly, and each needs the
task's prompt again."""


class Comparing(ABC):
    """An `Objective`; `reward` and `without_success` as the settings say (`LearnerConfig`)."""

    goals: Literal["both"] = "both"
    grouped = True

    def __init__(
        self,
        beta: float,
        weight: float,
        reward: Literal["share", "all"],
        without_success: Literal["drop", "keep"],
    ) -> None:
        self._beta = beta
        self._weight = weight
        self._reward = reward
        self._keeps = without_success == "keep"
        self._imitation = Imitation()

    def groups(
        self, examples: Sequence[Example], size: int, rng: random.Random
    ) -> list[list[Example]]:
        """Batches of realised goals, each with its share of the groups of programs to compare.

        A group is two to eight programs of one task. Tasks with one program have nothing to
        compare; those without a success are dropped or kept as the setting says.
        """
        found = batches([e for e in examples if e.group < 0], size, rng)
        groups = self._divided([e for e in examples if e.group >= 0], rng)
        if not found:
            found = [[] for _ in range(-(-len(groups) * LARGEST_GROUP // size))]
        rng.shuffle(groups)
        for number, group in enumerate(groups):
            found[number % len(found)] += group
        return [batch for batch in found if batch]

    def compared(self, examples: Sequence[Example]) -> list[Example]:
        """Those of tasks that have something to compare, with their rewards; by task."""
        by_task: dict[int, list[Example]] = {}
        for example in examples:
            by_task.setdefault(example.group, []).append(self._rewarded(example))
        return [
            example
            for own in by_task.values()
            if len(own) > 1 and (self._keeps or any(e.reward > 0 for e in own))
            for example in own
        ]

    def _divided(self, examples: Sequence[Example], rng: random.Random) -> list[list[Example]]:
        """The compared examples of each task, in even parts of at most the largest group."""
        by_task: dict[int, list[Example]] = {}
        for example in self.compared(examples):
            by_task.setdefault(example.group, []).append(example)
        groups: list[list[Example]] = []
        for task, own in by_task.items():
            self._prepare(task, own)
            rng.shuffle(own)
            count = -(-len(own) // LARGEST_GROUP)
            groups += [own[start::count] for start in range(count)]
        return [group for group in groups if len(group) > 1]

    def _rewarded(self, example: Example) -> Example:
        if self._reward == "all" and example.reward < 1:
            return replace(example, reward=0.0)
        return example

    def _prepare(self, task: int, examples: Sequence[Example]) -> None:  # noqa: B027 - optional
        """Note what is needed of all programs of a task before they are divided."""

    def loss(self, scored: Scored, whole: Extent) -> Tensor:
        """Imitation's loss, and the weighted mean of the comparisons over the programs compared."""
        realised = scored.group < 0
        total = self._imitation.loss(scored.chosen(realised), whole)
        for task in sorted(set(scored.group[~realised].tolist())):
            own = scored.chosen(scored.group == task)
            share = len(own.reward) / max(whole.compared, 1)
            total = total + self._weight * share * self._compare(task, own)
        return total

    @abstractmethod
    def _compare(self, task: int, scored: Scored) -> Tensor:
        """The loss of one task's programs."""


class Agro(Comparing):
    """AGRO: half the variance of the regularised rewards of a task (`codeit.objectives.agro`)."""

    def _compare(self, task: int, scored: Scored) -> Tensor:
        return agro_loss(scored.log_p, scored.reference, scored.reward, self._beta)


class Spo(Comparing):
    """SPO: distance of the cumulative Q from the reward (`codeit.objectives.spo`).

    The offset of a task comes from the rewards of all its programs in the draw. They are what the
    buffer kept: samples that gave no grid are not among them, so it is an upper estimate.
    """

    def __init__(
        self,
        beta: float,
        weight: float,
        reward: Literal["share", "all"],
        without_success: Literal["drop", "keep"],
    ) -> None:
        super().__init__(beta, weight, reward, without_success)
        self._offsets: dict[int, float] = {}

    def _prepare(self, task: int, examples: Sequence[Example]) -> None:
        rewards = torch.tensor([example.reward for example in examples])
        self._offsets[task] = float(soft_value(rewards, self._beta))

    def _compare(self, task: int, scored: Scored) -> Tensor:
        offset = scored.reward.new_tensor(self._offsets[task])
        return spo_loss(scored.log_p, scored.reference, scored.reward, self._beta, offset)
