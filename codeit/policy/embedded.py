"""The embedded policy: prompts of patches, our own sampling loop, constrained by the grammar."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from arc_dsl.program import Program
from buffer.experience import Origin
from codeit.domains.grids.feedback import Failure, Level, prompt_of_repair
from codeit.domains.grids.frames import encoder_named
from codeit.domains.interface import Prompt
from codeit.policy.checkpoints import saving
from codeit.policy.decoding.constraint import Tree
from codeit.policy.decoding.drawing import Distinct, Drawing, Repeating, Sample
from codeit.policy.decoding.loop import Settings, decode
from codeit.policy.interface import PolicyConfig
from codeit.policy.learning.collate import collate, pad_prompts
from codeit.policy.learning.examples import Example, program_tokens
from codeit.policy.learning.training import token_nats
from codeit.policy.memory import give_back
from codeit.policy.network.decoder import remember
from codeit.policy.network.model import PolicyModel
from codeit.policy.plans import predicted, with_plan
from codeit.proposers.candidate import Candidate
from data.tasks import Pair, Task

__all__ = ["EmbeddedPolicy"]


class EmbeddedPolicy:
    """A `Policy` on a `PolicyModel`. The model may be trained between calls."""

    def __init__(self, model: PolicyModel, config: PolicyConfig) -> None:
        self.model = model
        self.max_lines = config.max_lines
        self._config = config
        self._encode = encoder_named(config.encoder, model.domain)
        self._tree = Tree(config.constraint, config.max_lines, model.domain)
        self._settings = Settings(
            temperature=config.temperature,
            top_p=config.top_p,
            dead_line_penalty=config.dead_line_penalty,
            max_tokens=min(
                config.program_tokens, model.domain.words.longest_line * config.max_lines + 1
            ),
        )

    def sample(self, tasks: Sequence[Task], samples: int, seed: int) -> list[list[Candidate]]:
        """At most `samples` candidates for each task, in the order of `tasks`.

        Lines that nothing uses are taken out of what was sampled; the log-probability is that of
        the whole sequence.
        """
        prompts = [self._encode(self._shown(t), self._config.positions) for t in tasks]
        return self._sampled(tasks, prompts, samples, seed)

    def repair(
        self,
        tasks: Sequence[Task],
        failures: Sequence[Failure],
        level: Level,
        samples: int,
        seed: int,
    ) -> list[list[Candidate]]:
        """As `sample`, told of a program that fell short of each task; it is the parent."""
        prompts = [
            prompt_of_repair(self._shown(task), failure, level, self._config.positions)
            for task, failure in zip(tasks, failures, strict=True)
        ]
        drawn = self._sampled(tasks, prompts, samples, seed)
        return [
            [replace(one, parent=failure.program) for one in own]
            for failure, own in zip(failures, drawn, strict=True)
        ]

    def pack(self, folder: Path) -> None:
        """Write the weights as a checkpoint without optimiser."""
        saving.write(folder, self.model)

    def unpack(self, folder: Path) -> None:
        """Take the weights of a checkpoint. Raises CheckpointError for one of other sizes."""
        saving.read(folder, self.model.domain).fill(self.model)

    def log_probabilities(self, tasks: Sequence[Task], programs: Sequence[str]) -> list[float]:
        """In nats, of each program for the task at its place, without constraint."""
        domain = self.model.domain
        examples = [
            Example(
                self._encode(self._shown(task), self._config.positions),
                program_tokens(program, domain),
            )
            for task, program in zip(tasks, programs, strict=True)
        ]
        found: list[float] = []
        self.model.eval()
        for start in range(0, len(examples), self._config.tasks_at_once):
            batch = collate(examples[start : start + self._config.tasks_at_once])
            batch = batch.to(self.model.device)
            with torch.inference_mode():
                scores, _ = self.model(batch.prompts, batch.given)
                found += (-token_nats(scores, batch.labels).sum(1)).tolist()
        return found

    def _shown(self, task: Task) -> tuple[Pair, ...]:
        return task.demonstrations[: self._config.demonstrations or None]

    def _sampled(
        self, tasks: Sequence[Task], prompts: Sequence[Prompt], samples: int, seed: int
    ) -> list[list[Candidate]]:
        order = sorted(range(len(tasks)), key=lambda i: (len(prompts[i]), tasks[i].id, i))
        found: list[list[Candidate]] = [[] for _ in tasks]
        self.model.eval()
        for start in range(0, len(order), self._config.tasks_at_once):
            group = order[start : start + self._config.tasks_at_once]
            drawn = self._sample_group(
                [tasks[i] for i in group], [prompts[i] for i in group], samples, seed
            )
            for i, candidates in zip(group, drawn, strict=True):
                found[i] = candidates
        give_back()
        return found

    def _sample_group(
        self, tasks: list[Task], prompts: list[Prompt], samples: int, seed: int
    ) -> list[list[Candidate]]:
        if self._config.plan:
            plans = predicted(self.model, prompts, self._config.plan)
            prompts = [with_plan(*both) for both in zip(prompts, plans, strict=True)]
        memory = remember(self.model, pad_prompts(prompts).to(self.model.device))
        generators = [_generator(seed, task) for task in tasks]
        drawing: Drawing
        if self._config.unique:
            drawing = Distinct(generators, samples)
        else:
            size = samples, self._settings.max_tokens
            drawing = Repeating([generator.random(size) for generator in generators])
        drawn = decode(self.model, memory, self._tree.root(), drawing, self._settings)
        return [self._candidates(task, own) for task, own in zip(tasks, drawn, strict=True)]

    def _candidates(self, task: Task, drawn: Sequence[Sample]) -> list[Candidate]:
        """Samples as programs; different sequences may be one program without its dead lines."""
        found = [
            Candidate(
                task.id,
                self.model.domain.words.decode(sample.tokens).simplified(),
                Origin.POLICY,
                log_probability=sample.log_probability,
            )
            for sample in drawn
        ]
        if not self._config.unique:
            return found
        first: dict[Program, Candidate] = {}
        for candidate in found:
            first.setdefault(candidate.program, candidate)
        return list(first.values())


def _generator(seed: int, task: Task) -> np.random.Generator:
    """The random numbers of a task, whatever else is in the batch."""
    key = hashlib.blake2b(f"{seed}/{task.id}".encode(), digest_size=8).digest()
    return np.random.default_rng(int.from_bytes(key, "big"))
