"""A T5 and its tokenizer as a network that reads and writes text."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from transformers import T5ForConditionalGeneration

from codeit.policy.learning.collate import bucket
from codeit.policy.pretrained.prompts import fit
from data.tasks import Pair

__all__ = ["TextModel"]


class TextModel(nn.Module):
    """A T5 and its tokenizer, trained and sampled through text."""

    def __init__(self, t5: T5ForConditionalGeneration, tokenizer: Any, budget: int) -> None:
        super().__init__()
        self.t5 = t5
        self.tokenizer = tokenizer
        self.budget = budget
        self.pad = int(tokenizer.pad_token_id)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    def forward(self, prompts: Tensor, given: Tensor) -> tuple[Tensor, None]:
        """Scores of the token after each of `given` (batch, length), and no auxiliary scores."""
        out = self.t5(
            input_ids=prompts, attention_mask=(prompts != self.pad).long(), decoder_input_ids=given
        )
        return out.logits, None

    def prompt(self, pairs: Sequence[Pair]) -> list[int]:
        """Token numbers of a task's pairs, at most `budget`; a pair is cut only if it is alone."""
        prompt = fit(pairs, self.budget, lambda t: len(self.tokenizer(t).input_ids))
        numbers: list[int] = self.tokenizer(prompt).input_ids
        return numbers[: self.budget]

    def program(self, program: str) -> list[int]:
        """Token numbers of a program, its end included."""
        numbers: list[int] = self.tokenizer(program).input_ids
        end = self.tokenizer.eos_token_id
        return numbers if numbers[-1:] == [end] else [*numbers, end]

    def pad_prompts(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """(batch, bucket) token numbers."""
        table = np.full((len(prompts), bucket(max(map(len, prompts)))), self.pad, np.int64)
        for row, prompt in zip(table, prompts, strict=True):
            row[: len(prompt)] = prompt
        return torch.from_numpy(table)
