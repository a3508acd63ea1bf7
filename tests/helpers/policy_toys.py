"""Tiny models, grids and programs for the tests of the policy."""

import random

import torch

from arc_dsl.outcome import PlainGrid
from arc_dsl.program import Program, parse
from buffer.experience import Experience, Origin
from codeit.policy.interface import LearnerConfig, PolicyConfig
from codeit.policy.network.model import Architecture, PolicyModel
from data.tasks import Pair, Task

__all__ = [
    "FLIPS",
    "SMALL",
    "TINY",
    "a_grid",
    "a_pair",
    "a_task",
    "an_experience_of",
    "quick_learner",
    "quick_policy",
    "tiny_model",
]

torch.set_num_threads(1)

TINY = Architecture(width=32, heads=2, feed_forward=48, encoder_layers=2, decoder_layers=2)
SMALL = {
    "checkpoint": "none",
    "width": 32,
    "heads": 2,
    "feed_forward": 48,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "max_lines": 4,
    "threads": 1,
    "device": "cpu",
}

FLIPS: dict[str, Program] = {
    "flip": parse("O = vmirror(I)"),
    "turn": parse("O = rot90(I)"),
    "twice": parse("x1 = hmirror(I)\nO = vconcat(I, x1)"),
}


def tiny_model(seed: int = 0) -> PolicyModel:
    """Random weights."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return PolicyModel(TINY).eval()


def quick_policy(**changes: object) -> PolicyConfig:
    """Settings of a policy that samples in milliseconds."""
    return PolicyConfig.model_validate({**SMALL, **changes})


def quick_learner(**changes: object) -> LearnerConfig:
    """Settings of a learner for a few examples, in full precision."""
    base = {"batch_size": 8, "warmup_steps": 1, "learning_rate": 3e-3, "precision": "float32"}
    return LearnerConfig.model_validate({**base, **changes})


def a_grid(rng: random.Random, height: int, width: int) -> PlainGrid:
    """Random colours."""
    return tuple(tuple(rng.randrange(10) for _ in range(width)) for _ in range(height))


def a_pair(rng: random.Random, largest: int = 30) -> Pair:
    """Two random grids of independent sizes."""
    sizes = [rng.randint(1, largest) for _ in range(4)]
    return Pair(a_grid(rng, *sizes[:2]), a_grid(rng, *sizes[2:]))


def a_task(number: int, pairs: int = 2, largest: int = 6) -> Task:
    """A task of random grids; equal numbers give equal tasks."""
    rng = random.Random(number)
    demonstrations = tuple(a_pair(rng, largest) for _ in range(pairs))
    return Task(f"task{number}", demonstrations, (a_grid(rng, 3, 3),))


def an_experience_of(
    task: Task, program: Program, outputs: tuple[PlainGrid | None, ...]
) -> Experience:
    """What the program is said to have done on the task."""
    return Experience(task.id, str(program), outputs, 0.0, 1.0, Origin.SEED)
