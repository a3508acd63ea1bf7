"""Does symmetry change how loss falls with compute? Widths by data sizes by arms, at equal FLOPs.

After "Does equivariance matter at scale?" (Brehmer et al., TMLR 2025), whose finding is that a
plain model with augmentation closes the gap to an equivariant one given enough epochs, and that
the laws differ by a factor rather than an exponent. Arms:

- `none`: examples of the pretraining stream as they are;
- `augment`: turned and recoloured anew in every epoch, relabelled by running their programs again;
- `canonical`: brought into a standard position once, relabelled likewise.

Every model sees as many examples as its budget of FLOPs allows (6 per parameter and position, read
or written), so small models see more, and small data sets are seen in more epochs. All arms are
measured on the same held-out examples; `canonical` on these in standard position.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import torch

from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.execute.pool import Pool
from codeit.domains.grids.domain import GRIDS
from codeit.domains.grids.patches import decode, encode
from codeit.domains.grids.symmetry import canonical_symmetry
from codeit.policy.interface import LearnerConfig
from codeit.policy.learning.collate import batches, collate
from codeit.policy.learning.examples import Example
from codeit.policy.learning.training import Trainer
from codeit.policy.network.model import Architecture, PolicyModel
from codeit.pretraining.holdout import hold_out
from codeit.pretraining.measuring import mean_bits
from codeit.pretraining.power_law import Point
from codeit.pretraining.producer import StreamSettings
from codeit.pretraining.stream import Stream
from codeit.pretraining.workers import validation
from codeit.rng import derive, generator
from data.augment import Augmentation, random_augmentation
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import Task

__all__ = ["ARMS", "Arm", "Trained", "gather", "train"]

Arm = Literal["none", "augment", "canonical"]
ARMS: tuple[Arm, ...] = ("none", "augment", "canonical")
BATCH = 32
PEAK_RATE = 1e-3
"""Of the learning rate, for a width of 192; it falls with the root of the width."""
FLOPS_A_POSITION = 6
"""For each parameter: two forward, four backward (Kaplan et al., 2020)."""


@dataclass(frozen=True, slots=True)
class Trained:
    """One model, and what it came to."""

    arm: Arm
    width: int
    parameters: int
    data: int
    """Different examples."""
    seen: int
    """Examples seen, with repeats."""
    bits: float
    """Bits a token on held-out examples."""

    @property
    def epochs(self) -> float:
        """How often each example was seen."""
        return self.seen / self.data

    @property
    def point(self) -> Point:
        """As the fit takes it: examples that the budget did not reach are no data."""
        return Point(self.parameters, min(self.data, self.seen), self.bits)


def gather(
    count: int, seed: int, advance: Callable[[float, float], None]
) -> tuple[list[Example], list[Example]]:
    """`count` examples of the stream on training tasks, and held-out ones that it never makes."""
    held = hold_out(load_tasks("arc1", "training"), load_seeds(), 0.2, seed)
    settings = StreamSettings()
    held, kept = validation(held, 512, settings.limits, settings.positions, settings.max_lines)
    found: list[Example] = []
    with Stream(held, settings, seed, producers=1) as stream:
        for chunk in stream:
            found += chunk
            advance(min(len(found), count), count)
            if len(found) >= count:
                break
    return found[:count], kept


def train(
    arm: Arm,
    width: int,
    examples: Sequence[Example],
    held: Sequence[Example],
    flops: float,
    seed: int,
    pool: Pool,
) -> Trained:
    """Train one model of that width on the examples, for so many FLOPs. Repeats with its seed.

    On one thread: two beside a busy core fall to a tenth of the speed of one.
    """
    torch.set_num_threads(1)
    torch.manual_seed(derive(seed, "weights", width))
    heads = max(1, width // 32)
    model = PolicyModel(Architecture(width=width, heads=heads, feed_forward=8 * width // 3))
    parameters = sum(p.numel() for name, p in model.named_parameters() if not _is_table(name))
    rate = PEAK_RATE * (192 / width) ** 0.5
    config = LearnerConfig(learning_rate=rate, schedule="cosine", warmup_steps=20, batch_size=BATCH)
    trainer = Trainer(model, config)
    rng = generator(seed, "scaling", arm, width, len(examples))
    spent, seen = 0.0, 0
    for group in _shown(arm, examples, rng, pool):
        positions = sum(len(e.prompt) + len(e.tokens) for e in group)
        trainer.step(collate(group), spent / flops)
        spent += FLOPS_A_POSITION * parameters * positions
        seen += len(group)
        if spent >= flops:
            break
    measured = again(held, lambda task: _standard(task), pool) if arm == "canonical" else held
    return Trained(arm, width, parameters, len(examples), seen, mean_bits(model, measured))


def _shown(
    arm: Arm, examples: Sequence[Example], rng: random.Random, pool: Pool
) -> Iterator[list[Example]]:
    """Batches without end, epoch after epoch."""
    shown = again(examples, _standard, pool) if arm == "canonical" else list(examples)
    while True:
        if arm == "augment":
            yield from batches(
                again(examples, lambda _: random_augmentation(rng), pool), BATCH, rng
            )
        else:
            yield from batches(shown, BATCH, rng)


def _standard(task: Task) -> Augmentation:
    return Augmentation(canonical_symmetry(task))


def again(
    examples: Sequence[Example], change: Callable[[Task], Augmentation], pool: Pool
) -> list[Example]:
    """Examples with their inputs changed and their programs run again on these.

    One whose program gives no grid somewhere stays as it was. The order is kept.
    """
    programs = [str(GRIDS.words.decode(e.tokens)) for e in examples]
    tasks = [Task("example", tuple(decode(e.prompt)), ()) for e in examples]
    views = [change(task).task(task) for task in tasks]
    jobs = (Job(Batch((text,)), view.inputs) for text, view in zip(programs, views, strict=True))
    changed: list[Example] = []
    for example, view, ends in zip(examples, views, pool.run(jobs), strict=True):
        grids = [by_program[0].grid for by_program in ends]
        pairs = [
            replace(pair, output=grid)
            for pair, grid in zip(view.demonstrations, grids, strict=True)
            if grid is not None
        ]
        whole = len(pairs) == len(grids)
        changed.append(Example(encode(pairs), example.tokens) if whole else example)
    return changed


def _is_table(name: str) -> bool:
    """Whether the parameter is a table of embeddings, which is looked up and not multiplied."""
    return name.startswith("features") or name == "t5.shared.weight"
