"""Examples into batches: like lengths together, padded to a fixed set of shapes.

Shapes come from a fixed set because the matrix kernels for bfloat16 on a CPU prepare each new
shape anew, which costs more than the padding.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from codeit.domains.words import BEGIN, PAD
from codeit.policy.learning.examples import Example

__all__ = [
    "IGNORED",
    "Batch",
    "batches",
    "bucket",
    "collate",
    "pad_prompts",
]

IGNORED = -100
"""Label of padding: no loss there."""

_LENGTHS = (8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 72, 80, 96, 112, 128, 160, 192, 256, 320)


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples on a device: prompts (batch, positions, features), given and labels (batch, length).

    `given` begins with BEGIN and `labels` is what should follow each of its tokens.
    """

    prompts: Tensor
    given: Tensor
    labels: Tensor
    rewards: Tensor
    """(batch,) 0 to 1."""
    groups: Tensor
    """(batch,) the task's number where its own goal is wanted; -1 for a realised goal."""
    references: Tensor
    """(batch,) log-probabilities in nats."""

    def __len__(self) -> int:
        """Number of examples."""
        return self.prompts.shape[0]

    def part(self, start: int, stop: int) -> "Batch":
        """Some of the examples."""
        span = slice(start, stop)
        return self._each(lambda tensor: tensor[span])

    def to(self, device: torch.device) -> "Batch":
        """The batch on a device."""
        return self._each(lambda tensor: tensor.to(device))

    @classmethod
    def of(
        cls, prompts: Tensor, given: Tensor, labels: Tensor, examples: Sequence[Example]
    ) -> "Batch":
        """Prompts and tokens of examples, with what else belongs to these."""
        return cls(
            prompts,
            given,
            labels,
            torch.tensor([example.reward for example in examples]),
            torch.tensor([example.group for example in examples]),
            torch.tensor([example.reference for example in examples]),
        )

    def _each(self, change: Callable[[Tensor], Tensor]) -> "Batch":
        return Batch(*(change(getattr(self, name)) for name in self.__slots__))


def bucket(length: int) -> int:
    """The padded length: the next of a fixed set, above it the next multiple of 64."""
    return next((size for size in _LENGTHS if size >= length), -(-length // 64) * 64)


def pad_prompts(prompts: Sequence[npt.NDArray[np.integer[Any]]]) -> Tensor:
    """(batch, bucket, features) tensor; padding positions have no feature at all."""
    length = bucket(max(map(len, prompts)))
    table = np.zeros((len(prompts), length, prompts[0].shape[1]), np.int16)
    for row, prompt in zip(table, prompts, strict=True):
        row[: len(prompt)] = prompt
    return torch.from_numpy(table)


def collate(examples: Sequence[Example]) -> Batch:
    """One batch of all examples."""
    length = bucket(max(len(example.tokens) for example in examples))
    labels = np.full((len(examples), length), IGNORED, np.int64)
    given = np.full((len(examples), length), PAD, np.int64)
    given[:, 0] = BEGIN
    for row, example in enumerate(examples):
        count = len(example.tokens)
        labels[row, :count] = example.tokens
        given[row, 1:count] = example.tokens[:-1]
    prompts = pad_prompts([example.prompt for example in examples])
    return Batch.of(prompts, torch.from_numpy(given), torch.from_numpy(labels), examples)


def batches(examples: Iterable[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Groups of at most `size` examples of similar lengths, in random order."""
    keyed = [
        (bucket(len(example.prompt)), bucket(len(example.tokens)), rng.random(), index, example)
        for index, example in enumerate(examples)
    ]
    keyed.sort(key=lambda item: item[:4])
    ordered = [item[-1] for item in keyed]
    groups = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    rng.shuffle(groups)
    return groups
