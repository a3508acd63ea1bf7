"""The embedded policy: prompts of patches, our own sampling loop, constrained by the grammar."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from arc_dsl.program import Program
from buffer.experience import Origin
from codeit.candidate import Candidate
from codeit.policy import encoding, tokens
from codeit.policy.collate import pad_prompts
from codeit.policy.constraint import Tree
from codeit.policy.decoder import remember
from codeit.policy.decoding import Sample, Settings, decode
from codeit.policy.interface import PolicyConfig
from codeit.policy.model import PolicyModel
from data.tasks import Task

__all__ = ["EmbeddedPolicy"]

ROUNDS = 4
"""How often a task is sampled at most to replace what came out twice or not at all."""


class EmbeddedPolicy:
    """A `Policy` on a `PolicyModel`. The model may be trained between calls."""

    def __init__(self, model: PolicyModel, config: PolicyConfig) -> None:
        self.model = model
        self.max_lines = config.max_lines
        self._config = config
        self._tree = Tree(config.constraint, config.max_lines)
        longest_line = 6
        self._settings = Settings(
            temperature=config.temperature,
            top_p=config.top_p,
            dead_line_penalty=config.dead_line_penalty,
            max_tokens=longest_line * config.max_lines + 1,
        )

    def sample(self, tasks: Sequence[Task], samples: int, seed: int) -> list[list[Candidate]]:
        """At most `samples` candidates for each task, in the order of `tasks`.

        Lines that nothing uses are taken out of what was sampled; the log-probability is that of
        the whole sequence.
        """
        prompts = [encoding.encode(task.demonstrations, self._config.positions) for task in tasks]
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
        return found

    def _sample_group(
        self, tasks: list[Task], prompts: list[encoding.Prompt], samples: int, seed: int
    ) -> list[list[Candidate]]:
        memory = remember(self.model, pad_prompts(prompts).to(self.model.device))
        draws = [_Draws(task, samples, seed, self._config.unique) for task in tasks]
        for turn in range(ROUNDS if self._config.temperature > 0 else 1):
            open_tasks = [i for i, draw in enumerate(draws) if draw.missing]
            if not open_tasks:
                break
            rows = max(draws[i].missing for i in open_tasks)
            part = memory.of(torch.tensor(open_tasks, device=self.model.device))
            uniforms = [
                draws[i].uniforms(turn, rows, self._settings.max_tokens) for i in open_tasks
            ]
            drawn = decode(self.model, part, self._tree.root(), uniforms, self._settings)
            for i, sequences in zip(open_tasks, drawn, strict=True):
                draws[i].add(sequences)
        return [draw.candidates for draw in draws]


class _Draws:
    """The candidates of one task as they come in."""

    def __init__(self, task: Task, samples: int, seed: int, unique: bool) -> None:
        self.candidates: list[Candidate] = []
        self._task = task
        self._samples = samples
        self._seed = seed
        self._unique = unique
        self._seen: set[Program] = set()

    @property
    def missing(self) -> int:
        """How many candidates are still wanted."""
        return self._samples - len(self.candidates)

    def uniforms(self, turn: int, rows: int, length: int) -> npt.NDArray[np.float64]:
        """The task's random numbers of one round, whatever else is in the batch.

        Row i draws the same numbers however many rows there are.
        """
        key = f"{self._seed}/{self._task.id}/{turn}".encode()
        state = int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big")
        return np.random.default_rng(state).random((rows, length))

    def add(self, sequences: Sequence[Sample | None]) -> None:
        """Take what is new, or everything if repeats are welcome, up to what is missing."""
        for sequence in sequences:
            if sequence is None or not self.missing:
                continue
            program = tokens.decode(sequence.tokens).simplified()
            if self._unique and program in self._seen:
                continue
            self._seen.add(program)
            log = sequence.log_probability
            self.candidates.append(
                Candidate(self._task.id, program, Origin.POLICY, log_probability=log)
            )
