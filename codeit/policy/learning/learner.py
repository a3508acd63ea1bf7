"""The learner: experiences in, better weights out. How they become batches is up to the model."""

import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from buffer.experience import Experience
from codeit.domains.interface import Prompt
from codeit.errors import CheckpointError, LearningError
from codeit.objectives.choosing import objective_of
from codeit.policy.checkpoints import saving
from codeit.policy.interface import LearnerConfig, LearnReport, Progress, RepairConfig
from codeit.policy.learning.collate import Batch, collate
from codeit.policy.learning.examples import Example, example_of
from codeit.policy.learning.repairs import repair_examples, turn_examples
from codeit.policy.learning.training import StepReport, Trainer, token_nats
from codeit.policy.memory import give_back
from codeit.policy.network.model import PolicyModel
from codeit.policy.plans import with_own_plans
from codeit.run.trained_on import KEY
from data.errors import plain
from data.guard import canonical_hash
from data.tasks import Pair, Task

__all__ = ["EmbeddedLearner", "ModelLearner"]

_SCALING = 8
"""Steps within which a scale that begins at 65,536 and halves finds one that works."""


class ModelLearner(ABC):
    """What both kinds of learner share: the passes over the experiences."""

    def __init__(self, model: nn.Module, config: LearnerConfig) -> None:
        self._config = config
        self._module = model
        self.trained_on: frozenset[str] = frozenset()
        """Hashes of the tasks that the weights know (`data.guard.canonical_hash`)."""
        self._hashes: dict[str, str] = {}
        self._objective = objective_of(config)
        self._trainer = Trainer(model, config, self._objective)

    @abstractmethod
    def _example(self, experience: Experience, task: Task) -> Example | None: ...

    @abstractmethod
    def _collate(self, examples: Sequence[Example]) -> Batch: ...

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write weights, optimiser and schedule, whole or not at all."""

    @abstractmethod
    def load(self, folder: Path) -> None:
        """Restore what `save` wrote. Raises CheckpointError if it is missing, torn or foreign."""

    def learn(
        self,
        experiences: Sequence[Experience],
        tasks: Mapping[str, Task],
        seed: int,
        progress: Progress | None = None,
    ) -> LearnReport:
        """Train on experiences, `epochs` times over, in batches of like lengths."""
        start = time.monotonic()
        self._note(experiences, tasks)
        rng = random.Random(seed)
        examples = [
            *self._examples(experiences, tasks),
            *self._repairs(experiences, tasks, rng),
        ]
        examples = self._planned(examples, rng)
        groups = [
            group
            for _ in range(self._config.epochs)
            for group in self._objective.groups(examples, self._config.batch_size, rng)
        ]
        reports = self._run(groups, seed, progress)
        taken = [report for report in reports if not report.skipped]
        self._demand_steps(len(taken), len(reports))
        bits, count = sum(r.bits for r in taken), sum(r.tokens for r in taken)
        give_back()
        return LearnReport(
            loss=bits / max(count, 1),
            examples=sum(map(len, groups)),
            steps=len(groups),
            seconds=time.monotonic() - start,
            skipped=len(reports) - len(taken),
        )

    def _demand_steps(self, taken: int, steps: int) -> None:
        """Raise LearningError if most steps changed nothing.

        Some at the beginning are how float16 finds its scale (`torch.amp.GradScaler`).
        """
        if steps > _SCALING and 2 * taken < steps:
            precision = self._config.precision
            advice = "set learner.precision=bfloat16 or float32"
            if precision != "float16":
                advice = "lower learner.learning_rate, or begin from another checkpoint"
            raise LearningError(
                f"{steps - taken} of {steps} steps of learning in {precision} changed nothing:"
                f" their gradients are no numbers; {advice}"
            )

    def _note(self, experiences: Sequence[Experience], tasks: Mapping[str, Task]) -> None:
        """Remember which tasks were trained on."""
        for task_id in dict.fromkeys(e.task_id for e in experiences):
            if task_id not in self._hashes:
                self._hashes[task_id] = canonical_hash(tasks[task_id])
        self.trained_on |= {self._hashes[e.task_id] for e in experiences}

    def _examples(
        self, experiences: Sequence[Experience], tasks: Mapping[str, Task]
    ) -> list[Example]:
        """What the objective is shown of experiences: what they realised, and what was wanted."""
        found = [self._example(e, tasks[e.task_id]) for e in experiences]
        realised = [example for example in found if example is not None]
        if self._objective.goals == "realised":
            return realised
        numbers = {task_id: number for number, task_id in enumerate(tasks)}
        wanted: list[Example] = []
        for e in experiences:
            task = tasks[e.task_id]
            example = self._example(replace(e, outputs=task.outputs), task)
            if example is not None:
                wanted.append(replace(example, reward=e.score, group=numbers[e.task_id]))
        wanted += self._turns(experiences, tasks)
        return [*realised, *self._referred(self._objective.compared(wanted))]

    def _referred(self, examples: Sequence[Example]) -> list[Example]:
        """Examples with their log-probabilities under the weights as they are now."""
        referred: list[Example] = []
        self._module.eval()
        for start in range(0, len(examples), self._config.batch_size):
            group = examples[start : start + self._config.batch_size]
            batch = self._collate(group).to(self._trainer.device)
            with torch.inference_mode():
                scores, _ = self._module(batch.prompts, batch.given)
                nats = token_nats(scores, batch.labels).sum(1).tolist()
            referred += [replace(e, reference=-n) for e, n in zip(group, nats, strict=True)]
        return referred

    def _repairs(
        self, experiences: Sequence[Experience], tasks: Mapping[str, Task], rng: random.Random
    ) -> list[Example]:
        """Examples of repair turns; a learner whose policy takes none has none."""
        return []

    def _planned(self, examples: list[Example], rng: random.Random) -> list[Example]:
        """The examples, some of them with a plan, if the policy writes after one."""
        return examples

    def _turns(self, experiences: Sequence[Experience], tasks: Mapping[str, Task]) -> list[Example]:
        """Samples of repair turns to compare by a reward of their own."""
        return []

    def follow(self) -> None:
        """Learn beside another process, see `codeit.policy.learning.team`, until it is done."""
        self._trainer.follow()

    def _run(
        self, groups: Sequence[list[Example]], seed: int, progress: Progress | None
    ) -> list[StepReport]:
        reports: list[StepReport] = []
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            for number, group in enumerate(groups):
                reports.append(self._trainer.step(self._collate(group), number / len(groups)))
                if progress:
                    progress("steps", number + 1, len(groups))
        self._module.eval()
        return reports


class EmbeddedLearner(ModelLearner):
    """A `Learner` on a `PolicyModel` that a policy may share."""

    def __init__(
        self,
        model: PolicyModel,
        config: LearnerConfig,
        positions: int,
        demonstrations: int = 0,
        repair: RepairConfig | None = None,
        encode: Callable[[Sequence[Pair], int], Prompt] | None = None,
        plan: int = 0,
    ) -> None:
        super().__init__(model, config)
        self._plan = plan
        self._encode = encode
        self._repair = repair or RepairConfig()
        self.model = model
        self._positions = positions
        self._demonstrations = demonstrations

    def _example(self, experience: Experience, task: Task) -> Example | None:
        return example_of(
            experience,
            task,
            self._positions,
            self.model.domain,
            self._demonstrations,
            self._encode,
        )

    def _repairs(
        self, experiences: Sequence[Experience], tasks: Mapping[str, Task], rng: random.Random
    ) -> list[Example]:
        if not self._repair.turns:
            return []
        return repair_examples(
            experiences, tasks, self._repair.feedback, self._repair.share, self._positions, rng
        )

    def _planned(self, examples: list[Example], rng: random.Random) -> list[Example]:
        if not self._plan:
            return examples
        known = len(self.model.domain.words.arities)
        return with_own_plans(examples, self._plan, known, rng)

    def _turns(self, experiences: Sequence[Experience], tasks: Mapping[str, Task]) -> list[Example]:
        if not self._repair.turns or self._repair.reward == "none":
            return []
        level = self._repair.feedback
        return turn_examples(experiences, tasks, level, self._positions, len(tasks))

    def _collate(self, examples: Sequence[Example]) -> Batch:
        return collate(examples)

    def save(self, folder: Path) -> None:
        """Write weights, optimiser and schedule, whole or not at all."""
        tensors, numbers = self._trainer.state()
        kept = {"trainer": numbers, KEY: sorted(self.trained_on)}
        saving.write(folder, self.model, tensors, kept)

    def load(self, folder: Path) -> None:
        """Restore what `save` wrote. Raises CheckpointError if it is missing, torn or foreign."""
        found = saving.read(folder, self.model.domain)
        sizes = found.architecture.as_dict() | {"dropout": 0}
        if sizes != self.model.architecture.as_dict() | {"dropout": 0}:
            raise CheckpointError(f"{folder} holds a model of other sizes: {found.architecture}")
        found.fill(self.model)
        try:
            self.trained_on = frozenset(map(str, found.numbers.get(KEY, ())))
            if "trainer" in found.numbers:
                self._trainer.restore(found.optimizer, found.numbers["trainer"])
            else:
                self._trainer.share()
        except Exception as error:  # noqa: BLE001  # whatever an odd value in its files leads to
            reason = plain(repr(error), 200)
            raise CheckpointError(f"{folder} does not fit this model: {reason}") from None
