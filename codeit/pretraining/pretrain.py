"""`codeit pretrain`: train a policy from nothing on a never-ending stream of new programs.

What CodeT5's pretraining is to the paper's policy, this is to ours. Only tasks of the training
split enter, and of the solved ones a share is held out to measure on.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from pydantic import Field

from codeit.errors import CheckpointError, ConfigError
from codeit.policy import follows
from codeit.policy.building import load_model
from codeit.policy.checkpoints import saving
from codeit.policy.checkpoints.folder import is_checkpoint
from codeit.policy.checkpoints.saving import Checkpoint
from codeit.policy.checkpoints.shelf import Shelf
from codeit.policy.interface import LearnerConfig, PolicyConfig, Section
from codeit.policy.learning.collate import batches, collate
from codeit.policy.learning.examples import Example
from codeit.policy.learning.training import Trainer
from codeit.policy.network.model import PolicyModel
from codeit.pretraining.holdout import HeldOut, hold_out
from codeit.pretraining.measuring import judge, judge_samples
from codeit.pretraining.producer import StreamSettings
from codeit.pretraining.stream import Stream
from codeit.pretraining.workers import validation
from codeit.rng import generator
from codeit.run.folder import begun
from codeit.run.sources import pretraining_data, seeds_fingerprint, tasks_fingerprint
from codeit.run.trained_on import KEY
from data.guard import canonical_hash

__all__ = ["LEARNER", "POLICY", "PretrainConfig", "PretrainReport", "accompany", "pretrain"]

_log = logging.getLogger(__name__)


_FIGURES = "metrics.jsonl"

POLICY = PolicyConfig(checkpoint="none", max_lines=8)
LEARNER = LearnerConfig(learning_rate=1.5e-3, schedule="cosine", warmup_steps=300, batch_size=32)


class PretrainConfig(Section):
    """A pretraining."""

    out: Path
    """Folder for checkpoints (`step-*`, `best`, `final`) and figures (`metrics.jsonl`)."""
    minutes: float = Field(60.0, gt=0)
    """Wall-clock time to train; a continued training counts what it had."""
    tasks: str = "arc1"
    """`arc1`, a folder or a file, with `:training` if wanted: the tasks whose inputs the programs
    run on. Where there is a training split, only that is used."""
    seeds: Path | None = None
    """Programs to grow others from, as for `codeit run`; the packaged ones if not given."""
    held_out: float = Field(0.2, ge=0, lt=1)
    """Share of the solved tasks that training never sees."""
    hold_out: str = ""
    """Training tasks that this policy must not know, with their seeds and kin, as in a run's
    `data.hold_out`; unlike those of `held_out` nothing is measured on them."""
    hold_out_seed: int = Field(17, ge=0)
    """As `data.hold_out_seed`."""
    resume: bool = False
    """Continue from the newest checkpoint in `out`, if there is one, with the same data."""
    seed: int = Field(17, ge=0)
    """Every generator is derived from it."""
    producers: int = Field(2, ge=1)
    """Processes that make examples."""
    threads: int = Field(1, ge=0)
    """Threads of the learner; 0 leaves torch's choice. On two cores one is best, with two
    producers: an example costs the learner 10 ms and a producer 6."""
    pool: int = Field(8192, ge=1)
    """Examples gathered before they are shuffled into batches of like lengths."""
    judge_minutes: float = Field(5.0, gt=0)
    """Time between two judgements on held-out programs, each followed by a saving."""
    sample_every: int = Field(6, ge=1)
    """Judgements from one sampling on held-out tasks to the next; the last always samples."""
    judge_examples: int = Field(512, ge=2)
    """Never-seen programs to judge on."""
    max_lines: int = Field(8, ge=2, le=64)
    """Most lines of a program in the stream."""
    policy: PolicyConfig = POLICY
    """Sizes of the model, or the checkpoint to start from."""
    learner: LearnerConfig = LEARNER
    """How it learns."""


@dataclass(frozen=True, slots=True)
class PretrainReport:
    """What came out."""

    checkpoint: Path
    """The final weights."""
    figures: dict[str, float]
    """The last line of the figures; empty if there was no time left to train."""


Progress = Callable[[dict[str, float]], None]
"""Told every line of the figures as it is written."""


def pretrain(config: PretrainConfig, progress: Progress | None = None) -> PretrainReport:
    """Train until the time is up; nothing is left of a folder made here if that never begins.

    Raises ConfigError for tasks that are not for training or give no example, RunInUse if another
    process trains in `out`, CheckpointError for a checkpoint that cannot be continued, and
    DataError for tasks or seeds that cannot be read.
    """
    if config.threads:
        torch.set_num_threads(config.threads)
    with begun(config.out, _FIGURES):
        return _pretrain(config, progress)


def _pretrain(config: PretrainConfig, progress: Progress | None) -> PretrainReport:
    tasks, seeds = pretraining_data(
        config.tasks, config.seeds, config.hold_out, config.hold_out_seed
    )
    made_of = {
        "tasks": tasks_fingerprint(tasks),
        "seeds": seeds_fingerprint(seeds),
        "held_out": config.held_out,
        "seed": config.seed,
    }
    held = hold_out(tasks, seeds, config.held_out)
    settings = StreamSettings(max_lines=config.max_lines, positions=config.policy.positions)
    held, examples = validation(
        held, config.judge_examples, settings.limits, settings.positions, config.max_lines
    )
    session = _Session(config, made_of, held, examples, progress)
    with Stream(held, settings, config.seed, config.producers, session.chunk) as stream:
        session.train(stream)
    return session.finish()


def accompany(config: PretrainConfig) -> bool:
    """Learn beside the process that leads, if this one was started for that; else False."""
    if not follows(config.learner):
        return False
    if config.threads:
        torch.set_num_threads(config.threads)
    last = Shelf(config.out).last() if config.resume else None
    Trainer(_model(config, last), config.learner).follow()
    return True


def _model(config: PretrainConfig, last: Path | None) -> PolicyModel:
    """The model to begin with, or that of the checkpoint to go on from."""
    changes = {} if last is None else {"checkpoint": str(last)}
    return load_model(config.policy.model_copy(update=changes), config.seed)


class _Session:
    """The state of one pretraining."""

    def __init__(
        self,
        config: PretrainConfig,
        made_of: dict[str, Any],
        held: HeldOut,
        examples: list[Example],
        progress: Progress | None,
    ) -> None:
        self._config = config
        self._made_of = made_of
        """What the training is made of: a resumed one must be the same."""
        self._held = held
        self._trained_on = sorted(map(canonical_hash, held.kept))
        self._validation = examples
        self._progress = progress
        self._shelf = Shelf(config.out)
        self.chunk = 0
        self._elapsed = 0.0
        self._examples = 0
        self._waited = 0.0
        self._judged = 0
        self.figures: dict[str, float] = {}
        self.model, self._trainer = self._begin()
        self._shelf.sweep()  # only now is it known that the folder is ours

    def _begin(self) -> tuple[PolicyModel, Trainer]:
        config = self._config
        last = self._shelf.last()
        if last is not None and not config.resume:
            raise CheckpointError(f"{config.out} holds a training already: resume it or move it")
        if last is None:
            model = _model(config, None)
            return model, Trainer(model, config.learner)
        found = self._read(last)
        model = _model(config, last)
        trainer = Trainer(model, config.learner)
        trainer.restore(found.optimizer, found.numbers["trainer"])
        self.chunk = int(found.numbers["chunk"])
        self._elapsed = float(found.numbers["seconds"])
        self._examples = int(found.numbers["examples"])
        return model, trainer

    def _read(self, last: Path) -> Checkpoint:
        try:
            found = saving.read(last)
        except CheckpointError as error:
            raise CheckpointError(
                f"{error}; move {last} away to go on from the checkpoint before it"
            ) from None
        was = found.numbers.get("begun", self._made_of)
        if changed := [name for name, value in self._made_of.items() if was.get(name) != value]:
            raise CheckpointError(
                f"{self._config.out} was begun with other {' and '.join(changed)}: what it has"
                " never seen would not be the same. Resume it with those, or begin a new one"
            )
        return found

    def train(self, stream: Stream) -> None:
        """Learn from the stream until the time is up."""
        limit = 60 * self._config.minutes
        if self._elapsed >= limit:
            return
        pause = 60 * self._config.judge_minutes
        before, due = self._elapsed, self._elapsed + pause
        start = time.monotonic()
        bits, count = 0.0, 0
        for group in self._groups(stream, start + limit - before):
            report = self._trainer.step(collate(group), self._elapsed / limit)
            bits, count = bits + report.bits, count + report.tokens
            self._examples += len(group)
            self._elapsed = before + time.monotonic() - start
            if self._elapsed >= min(due, limit):
                self.chunk = stream.next
                self._judge(bits / max(count, 1), final=self._elapsed >= limit)
                bits, count = 0.0, 0
                due = before + time.monotonic() - start + pause
            if self._elapsed >= limit:
                return

    def _groups(self, stream: Stream, deadline: float) -> Iterator[list[Example]]:
        pool: list[Example] = []
        rng = generator(self._config.seed, "batches", self.chunk)
        chunks = iter(stream)
        while True:
            start = time.monotonic()
            while len(pool) < self._config.pool and not (pool and time.monotonic() > deadline):
                pool += next(chunks)
                if not pool and time.monotonic() > deadline:
                    if self._examples:
                        return
                    raise ConfigError(
                        f"no example in {self._config.minutes:g} minutes: these tasks and seeds"
                        " give no program whose outputs say anything"
                    )
            self._waited += time.monotonic() - start
            groups = batches(pool, self._config.learner.batch_size, rng)
            pool = []
            yield from groups

    def _judge(self, train_bits: float, final: bool) -> None:
        figures: dict[str, float] = {
            "seconds": round(self._elapsed, 1),
            "steps": self._trainer.steps,
            "examples": self._examples,
            "waited": round(self._waited, 1),
            "train_bits": train_bits,
        }
        if self._validation:
            figures |= judge(self.model, self._validation).as_dict()
        self._judged += 1
        if self._held.tasks and (final or self._judged % self._config.sample_every == 0):
            figures |= judge_samples(self.model, self._config.policy, self._held.tasks).as_dict()
        self._report(figures)
        self._save(figures.get("bits", train_bits))

    def _report(self, figures: dict[str, float]) -> None:
        self.figures = figures
        with (self._config.out / _FIGURES).open("a", encoding="utf-8") as file:
            file.write(json.dumps(figures) + "\n")
        if self._progress:
            self._progress(figures)

    def _save(self, score: float) -> None:
        tensors, trainer = self._trainer.state()
        numbers = {
            "trainer": trainer,
            "begun": self._made_of,
            "chunk": self.chunk,
            "seconds": self._elapsed,
            "examples": self._examples,
            KEY: self._trained_on,
        }
        self._shelf.put(self._trainer.steps, score, self.model, optimizer=tensors, numbers=numbers)

    def finish(self) -> PretrainReport:
        """Write the final weights, if there are newer ones than those there; the report."""
        final = self._config.out / "final"
        if self.figures or not is_checkpoint(final):
            saving.write(final, self.model, numbers=self.figures | {KEY: self._trained_on})
        return PretrainReport(final, self.figures)
