"""The paper's policy: a T5 with its tokenizer, somebody else's.

Prompts are text, programs are text, sampling is transformers' own `generate`; what does not parse
is dropped. The embedded policy is many times faster; this one starts from a language model.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import T5ForConditionalGeneration

from arc_dsl.errors import ParseError
from arc_dsl.program import Program, parse
from buffer.experience import Origin
from codeit.policy.checkpoints.folder import write_files
from codeit.policy.interface import PolicyConfig
from codeit.policy.pretrained.folders import files_of, without_bars
from codeit.policy.pretrained.model import TextModel
from codeit.proposers.candidate import Candidate
from codeit.rng import derive
from codeit.run.trained_on import TEXT_FILE
from data.tasks import Task

__all__ = ["PretrainedPolicy"]


class PretrainedPolicy:
    """A `Policy` that samples text and keeps what parses."""

    def __init__(self, model: TextModel, config: PolicyConfig) -> None:
        self.model = model
        self._config = config

    def sample(self, tasks: Sequence[Task], samples: int, seed: int) -> list[list[Candidate]]:
        """At most `samples` candidates for each task: those of as many samples that parse."""
        self.model.eval()
        found: list[list[Candidate]] = []
        for start in range(0, len(tasks), self._config.tasks_at_once):
            group = tasks[start : start + self._config.tasks_at_once]
            texts = self._generate(group, samples, derive(seed, *(task.id for task in group)))
            found += [
                self._candidates(task, programs)
                for task, programs in zip(group, texts, strict=True)
            ]
        return found

    def pack(self, folder: Path) -> None:
        """Write weights and tokenizer."""
        # With the file by which a text model is known, empty: the optimiser is not sent.
        write_files(folder, files_of(self.model) | {TEXT_FILE: b"{}"})

    def unpack(self, folder: Path) -> None:
        """Take the weights that `pack` wrote."""
        with without_bars():
            kept = T5ForConditionalGeneration.from_pretrained(folder)
        self.model.t5.load_state_dict(kept.state_dict())

    def _generate(self, tasks: Sequence[Task], samples: int, seed: int) -> list[list[str]]:
        shown = self._config.demonstrations or None
        prompts = [self.model.prompt(task.demonstrations[:shown]) for task in tasks]
        inputs = self.model.pad_prompts(prompts).to(self.model.device)
        how: dict[str, Any] = {"do_sample": False}
        if self._config.temperature > 0:
            how = {
                "do_sample": True,
                "temperature": self._config.temperature,
                "top_p": self._config.top_p,
                "top_k": 0,
                "num_return_sequences": samples,
            }
        with torch.random.fork_rng(), torch.inference_mode():
            torch.manual_seed(seed)
            out = self.model.t5.generate(
                input_ids=inputs,
                attention_mask=(inputs != self.model.pad).long(),
                max_new_tokens=self._config.program_tokens,
                **how,
            )
        texts = self.model.tokenizer.batch_decode(out, skip_special_tokens=True)
        each = len(texts) // len(tasks)
        return [texts[i * each : (i + 1) * each] for i in range(len(tasks))]

    def _candidates(self, task: Task, texts: Sequence[str]) -> list[Candidate]:
        programs = [program for one in texts if (program := _parsed(one)) is not None]
        if self._config.unique:
            programs = list(dict.fromkeys(programs))
        return [Candidate(task.id, program, Origin.POLICY) for program in programs]


def _parsed(source: str) -> Program | None:
    try:
        return parse(source)
    except ParseError:
        return None
