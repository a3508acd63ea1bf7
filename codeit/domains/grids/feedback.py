"""What the policy is told of a program that fell short: the prompt of a repair turn.

After RLEF (Gehring et al., 2025) and the study of multi-turn code generation (Zheng et al., 2025):
a turn shows the task, a failed program, and what its execution gave. Feedback is positions after
those of the demonstrations:

- the program's words, one a position (every level but `none`);
- `binary`: one position a demonstration, right or wrong;
- `failed`, `all`: for the demonstrations where it failed, or for all, what it gave beside what was
  wanted, as patches of a pair (given, wanted);
- `trace`: the same as `all`, and each grid that a line of it gave on the first failed one.

`random` shows another task's program with what it gave there: the control that tells whether
feedback is read at all. Nothing here is new to the model's weights: words have the decoder's
embeddings, pairs those of pairs. Test outputs are unknown here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from arc_dsl.outcome import PlainGrid
from arc_dsl.program import parse
from codeit.domains.grids.patches import MAX_PAIRS, PATCHES, Prompt
from codeit.domains.grids.words import WORDS
from data.tasks import Pair, Task

__all__ = ["Failure", "Level", "prompt_of_repair", "without_reward"]

Level = Literal["none", "random", "binary", "failed", "all", "trace"]

LEAST_TO_HOLD_OUT = 3
"""Demonstrations of a task that can spare one: of two, one alone would be shown."""
LARGEST_SHARE = 1.0
"""Most positions of feedback, as a share of those for demonstrations."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A program that is not right on every demonstration, and what it gave there."""

    program: str
    """Canonical text."""
    outputs: tuple[PlainGrid | None, ...]
    """On the demonstration inputs, in order; None where it gave no grid."""
    values: tuple[PlainGrid, ...] = ()
    """Grids that its lines gave on the first demonstration that it fails (`trace`)."""


def without_reward(task: Task) -> Task:
    """The task as turns see it whose reward is its last demonstration (`repair.reward=held_out`).

    One with fewer than three demonstrations stays whole, and its turns have no reward.
    """
    if len(task.demonstrations) < LEAST_TO_HOLD_OUT:
        return task
    return replace(task, demonstrations=task.demonstrations[:-1])


def prompt_of_repair(pairs: Sequence[Pair], failure: Failure, level: Level, budget: int) -> Prompt:
    """The demonstrations, and what is told of the failure: at most twice `budget` positions.

    Raises ValueError without pairs.
    """
    task = PATCHES.encode(pairs, budget)
    left = round(budget * LARGEST_SHARE)
    told = [task]
    for part in _told(pairs, failure, level):
        if len(part) > left:
            break
        told.append(part)
        left -= len(part)
    return np.concatenate(told)


def _told(pairs: Sequence[Pair], failure: Failure, level: Level) -> list[Prompt]:
    """The parts of the feedback, most important first."""
    if level == "none":
        return []
    tokens = [token for token in WORDS.encode(parse(failure.program)) if token >= 0]
    parts = [PATCHES.words(tokens)]
    right = [given == pair.output for given, pair in zip(failure.outputs, pairs, strict=False)]
    if level in ("binary", "random"):
        return [*parts, PATCHES.verdicts(right)]
    numbered = list(zip(range(MAX_PAIRS), failure.outputs, pairs, right, strict=False))
    parts += [
        PATCHES.compared(Pair(given, pair.output), number)
        for number, given, pair, fine in numbered
        if given is not None and _fits(given) and not (level == "failed" and fine)
    ]
    if level == "trace":
        wanted = next((pair for _, _, pair, fine in numbered if not fine), pairs[0])
        parts += [
            PATCHES.compared(Pair(value, wanted.output), MAX_PAIRS - 1)
            for value in failure.values
            if _fits(value)
        ]
    return parts


def _fits(grid: PlainGrid) -> bool:
    return 0 < len(grid) <= 30 and 0 < len(grid[0]) <= 30
