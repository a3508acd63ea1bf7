"""The learner of a text model."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from transformers import T5ForConditionalGeneration

from buffer.experience import Experience
from codeit.errors import CheckpointError
from codeit.policy.checkpoints.folder import read_files, write_files
from codeit.policy.interface import LearnerConfig
from codeit.policy.learning.collate import IGNORED, Batch, bucket
from codeit.policy.learning.examples import Example, realised_pairs
from codeit.policy.learning.learner import ModelLearner
from codeit.policy.pretrained.folders import check_config, files_of, without_bars
from codeit.policy.pretrained.model import TextModel
from codeit.policy.pretrained.optimizer import load_optimizer, packed_optimizer
from data.errors import plain
from data.tasks import Task

__all__ = ["PretrainedLearner"]


class PretrainedLearner(ModelLearner):
    """A `Learner` on a `TextModel`."""

    def __init__(self, model: TextModel, config: LearnerConfig, demonstrations: int = 0) -> None:
        super().__init__(model, config)
        self.model = model
        self._demonstrations = demonstrations
        self._start = int(model.t5.config.decoder_start_token_id)
        self._program = lru_cache(1 << 16)(model.program)

    def _example(self, experience: Experience, task: Task) -> Example | None:
        pairs = realised_pairs(experience, task)[: self._demonstrations or None]
        if not pairs:
            return None
        prompt = np.asarray(self.model.prompt(pairs), np.int64)
        return Example(prompt, tuple(self._program(experience.program)))

    def _collate(self, examples: Sequence[Example]) -> Batch:
        length = bucket(max(len(example.tokens) for example in examples))
        labels = np.full((len(examples), length), IGNORED, np.int64)
        given = np.full((len(examples), length), self.model.pad, np.int64)
        given[:, 0] = self._start
        for row, example in enumerate(examples):
            count = len(example.tokens)
            labels[row, :count] = example.tokens
            given[row, 1:count] = example.tokens[:-1]
        prompts = self.model.pad_prompts([example.prompt.tolist() for example in examples])
        return Batch.of(prompts, torch.from_numpy(given), torch.from_numpy(labels), examples)

    def save(self, folder: Path) -> None:
        """Write weights, tokenizer, optimiser and schedule, whole or not at all.

        Raises OSError if the folder or the place for temporary files cannot be written.
        """
        files = files_of(self.model)
        write_files(folder, files | packed_optimizer(self._trainer, self.trained_on))

    def load(self, folder: Path) -> None:
        """Restore what `save` wrote. Raises CheckpointError if it is missing, torn or foreign."""
        files = read_files(folder)
        check_config(folder)
        try:
            with without_bars():
                kept = T5ForConditionalGeneration.from_pretrained(folder)
            self.model.t5.load_state_dict(kept.state_dict())
            self.trained_on = load_optimizer(self._trainer, files)
        except Exception as error:  # noqa: BLE001  # whatever an odd value in its files leads to
            reason = plain(error, 200)
            raise CheckpointError(f"{folder} does not fit this model: {reason}") from None
