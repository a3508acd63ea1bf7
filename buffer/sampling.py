"""Draws of positions by priority: proportional or by rank, with or without replacement, seeded.

The sampler sees priorities and gives positions; what stands at them it does not know.

- *Proportional* (the default): a position is drawn with probability p^exponent / sum. The paper
  draws so (CodeIt, section 2).
- *Rank*: with probability proportional to rank^-exponent, where the rank is 1 plus the number of
  strictly larger priorities, so equals are drawn alike. Robust to the size of priorities
  (Schaul et al. 2015, section 3.3, where ties are broken by order instead).

Defined cases: if all weights are zero, draws are uniform. Without replacement, positions of weight
zero are drawn, uniformly, once those of positive weight are used up (in the paper's code they have
the priority 1e-19, which comes to the same); asked for more than there are, all are given.

Without replacement means one after another, each in proportion among those left; the order is the
order of drawing.
"""

import json
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from buffer.tree import SumTree

__all__ = ["Sampler", "SamplingSettings", "draw_positions", "weights_of"]

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SamplingSettings:
    """How priorities become probabilities. Raises ValueError for an exponent below 0."""

    kind: Literal["proportional", "rank"] = "proportional"
    """Whether the priority itself counts, or only its rank."""
    exponent: float = 1.0
    """0 makes all draws uniform, larger values prefer the best more."""

    def __post_init__(self) -> None:
        if self.kind not in {"proportional", "rank"}:
            raise ValueError(f"unknown kind of sampling {self.kind!r}")
        if not 0.0 <= self.exponent < np.inf:
            raise ValueError(f"the exponent must be at least 0 and finite, found {self.exponent}")


def weights_of(priorities: Floats, settings: SamplingSettings) -> Floats:
    """The weight with which each position is drawn; not normalised."""
    if settings.exponent == 0.0:
        return np.ones(len(priorities))
    if settings.kind == "proportional":
        return priorities if settings.exponent == 1.0 else priorities**settings.exponent
    levels, inverse, counts = np.unique(-priorities, return_inverse=True, return_counts=True)
    ranks = 1.0 + np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(levels) else np.ones(0)
    by_level: Floats = ranks**-settings.exponent
    return by_level[inverse]


def draw_positions(
    tree: SumTree, count: int, generator: np.random.Generator, replacement: bool = False
) -> Positions:
    """Positions drawn by the tree's weights, in the order of drawing; the tree ends as it began.

    Raises ValueError for a count below 0 or, with replacement, for an empty tree.
    """
    if count < 0:
        raise ValueError(f"cannot draw {count}")
    if replacement:
        if not tree.total > 0:
            return generator.integers(0, len(tree), count)
        return tree.find(generator.random(count) * tree.total)
    return _without_replacement(tree, min(count, len(tree)), generator)


def _without_replacement(tree: SumTree, count: int, generator: np.random.Generator) -> Positions:
    drawn: list[Positions] = []
    weights: list[Floats] = []
    missing = count
    # Independent draws with repeats struck out are draws one after another without replacement.
    # What was drawn gets weight zero, and what is missing is drawn among the rest.
    while missing and tree.total > 0:
        found = tree.find(generator.random(missing) * tree.total)
        fresh = found[np.sort(np.unique(found, return_index=True)[1])]
        drawn.append(fresh)
        weights.append(tree.weights[fresh])
        tree.set(fresh, np.zeros(len(fresh)))
        missing -= len(fresh)
    if missing:
        rest = np.ones(len(tree), bool)
        for positions in drawn:
            rest[positions] = False
        drawn.append(generator.choice(np.flatnonzero(rest), missing, replace=False))
        weights.append(np.zeros(missing))
    if not drawn:
        return np.zeros(0, np.int64)
    positions = np.concatenate(drawn)
    tree.set(positions, np.concatenate(weights))
    return positions


class Sampler:
    """A seeded source of draws whose state can be saved and restored exactly."""

    def __init__(self, seed: int = 0) -> None:
        self.generator = np.random.Generator(np.random.PCG64(seed))

    @property
    def state(self) -> bytes:
        """All that is needed to make the same draws again."""
        return json.dumps(self.generator.bit_generator.state, sort_keys=True).encode()

    @state.setter
    def state(self, saved: bytes) -> None:
        self.generator.bit_generator.state = json.loads(saved)
