"""How samples are drawn, token by token: with repeats, or every sequence at most once.

A `Drawing` divides branches (see `codeit.policy.decoding.loop`): it says which tokens follow each,
and keeps with every branch its share, whatever it needs to know. What is drawn for a task depends
on the task's own random numbers, not on its neighbours in the batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from codeit.policy.decoding.constraint import Node

__all__ = ["Branch", "Child", "Distinct", "Drawing", "Repeating", "Sample", "chances", "pick"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """One sequence: its tokens with END, and its log-probability in nats.

    The probability is that of the constrained policy at temperature 1, whatever it was drawn with.
    """

    tokens: tuple[int, ...]
    log_probability: float


@dataclass(slots=True)
class Branch:
    """What has been written for a task so far."""

    task: int
    node: Node
    written: tuple[int, ...]
    log_probability: float
    """At temperature 1, in nats."""
    share: Any
    """What the drawing knows of it."""
    slot: int = 0
    """Its place in the caches."""


@dataclass(frozen=True, slots=True)
class Child:
    """A branch with one more token."""

    parent: int
    """Its place in the sequence of branches."""
    token: int
    share: Any


class Drawing(Protocol):
    """Decides which branches go on."""

    def root(self, task: int) -> Any:
        """The share of the empty sequence."""

    def most(self, branches: Sequence[Branch]) -> int:
        """Most branches that those of one task can ever become."""

    def divide(self, branches: Sequence[Branch], chance: Array) -> list[Child]:
        """The children of branches, in the order of these, by the chances (branches, vocabulary).

        Branches come grouped by task and are equally long; chances need not sum to 1.
        """

    def end(self, task: int, share: Any, sample: Sample) -> None:
        """Take a sequence that has come to its end."""

    def samples(self) -> list[list[Sample]]:
        """The sequences of each task that have come to an end."""


class Repeating:
    """Independent samples, which may repeat. A branch's share is the rows that are on it.

    `uniforms` holds for each task an array (rows, tokens) of numbers in [0, 1): one draw a token.
    All tasks have the same number of rows.
    """

    def __init__(self, uniforms: Sequence[Array]) -> None:
        self._uniforms = np.stack(uniforms)
        self._ended: list[dict[int, Sample]] = [{} for _ in uniforms]

    def root(self, task: int) -> list[int]:
        """All rows."""
        return list(range(len(self._uniforms[task])))

    def most(self, branches: Sequence[Branch]) -> int:
        """As many as there are rows."""
        return sum(len(branch.share) for branch in branches)

    def divide(self, branches: Sequence[Branch], chance: Array) -> list[Child]:
        """Each row draws a token; rows that draw the same stay together."""
        owner = np.repeat(np.arange(len(branches)), [len(branch.share) for branch in branches])
        task = np.array([branch.task for branch in branches])[owner]
        rows = [row for branch in branches for row in branch.share]
        draws = self._uniforms[task, rows, len(branches[0].written)]
        groups: dict[tuple[int, int], list[int]] = {}
        chosen = pick(chance, owner, draws)
        for parent, token, row in zip(owner.tolist(), chosen.tolist(), rows, strict=True):
            groups.setdefault((parent, token), []).append(row)
        return [Child(parent, token, own) for (parent, token), own in sorted(groups.items())]

    def end(self, task: int, share: list[int], sample: Sample) -> None:
        """The sample of every row on it."""
        self._ended[task].update(dict.fromkeys(share, sample))

    def samples(self) -> list[list[Sample]]:
        """In the order of rows; those that came to no end are left out."""
        return [[own[row] for row in sorted(own)] for own in self._ended]


class Distinct:
    """Samples without replacement: what drawing one after another without repeats would give.

    Stochastic beam search (Kool et al., ICML 2019, algorithm 1): every sequence has a height, its
    log-probability with Gumbel noise, and the `count` highest are the sample, the highest drawn
    first. Noise is drawn from the top of the tree downwards, given that the highest child of a
    branch is as high as the branch, so that one pass with `count` branches finds them. A branch's
    share is its log-probability as drawn and its height.
    """

    def __init__(self, generators: Sequence[np.random.Generator], count: int) -> None:
        self._generators = generators
        self._count = count
        self._ended: list[list[tuple[float, Sample]]] = [[] for _ in generators]

    def root(self, task: int) -> tuple[float, float]:
        """Certain."""
        return 0.0, 0.0

    def most(self, branches: Sequence[Branch]) -> int:
        """As many as are wanted."""
        return self._count

    def divide(self, branches: Sequence[Branch], chance: Array) -> list[Child]:
        """The highest children of each task, among them and what has ended."""
        with np.errstate(divide="ignore"):
            log = np.log(chance / chance.sum(1, keepdims=True))
        found: list[Child] = []
        for task, group in groupby(range(len(branches)), lambda i: branches[i].task):
            own = list(group)
            found += self._highest(task, own, [branches[i].share for i in own], log[own])
        return found

    def _highest(
        self, task: int, own: list[int], shares: list[tuple[float, float]], log: Array
    ) -> list[Child]:
        total, height = np.array(shares).T[:, :, None]
        totals = total + log
        noisy = totals + self._generators[task].gumbel(size=log.shape)
        heights = lowered(noisy, height)
        ended = [high for high, _ in self._ended[task]]
        everything = np.concatenate([heights.ravel(), ended])
        bar = -np.inf
        if len(everything) > self._count:
            bar = np.partition(everything, -self._count)[-self._count]
        self._ended[task] = [pair for pair in self._ended[task] if pair[0] >= bar]
        kept = np.argwhere((heights >= bar) & np.isfinite(heights)).tolist()
        return [
            Child(own[k], token, (float(totals[k, token]), float(heights[k, token])))
            for k, token in kept
        ]

    def end(self, task: int, share: tuple[float, float], sample: Sample) -> None:
        """Kept for as long as nothing `count` times is higher."""
        self._ended[task].append((share[1], sample))

    def samples(self) -> list[list[Sample]]:
        """In the order of drawing."""
        return [
            [sample for _, sample in sorted(own, key=lambda pair: -pair[0])] for own in self._ended
        ]


def lowered(noisy: Array, height: Array) -> Array:
    """Heights (branches, children), moved so that each branch's highest is at `height`.

    The Gumbel distribution given its maximum, in the stable form of Kool et al., appendix B.3.
    """
    highest = noisy.max(1, keepdims=True)
    with np.errstate(divide="ignore"):
        apart = height - noisy + np.log1p(-np.exp(noisy - highest))
    return np.asarray(height - np.maximum(0, apart) - np.log1p(np.exp(-np.abs(apart))))


def chances(scores: npt.NDArray[np.float32], temperature: float, top_p: float) -> Array:
    """Probabilities (branches, vocabulary) by which to draw, from scores (-inf: never)."""
    if temperature == 0:
        likeliest = scores.argmax(1)[:, None]
        return np.asarray(np.arange(scores.shape[1]) == likeliest, np.float64)
    chance = np.exp(log_softmax(scores / temperature))
    if top_p < 1:
        order = np.argsort(-chance, axis=1, kind="stable")
        ranked = np.take_along_axis(chance, order, 1)
        before = np.cumsum(ranked, axis=1) - ranked
        np.put_along_axis(chance, order, np.where(before < top_p, ranked, 0), 1)
    return np.asarray(chance)


def pick(chance: Array, branch: npt.NDArray[np.int64], draws: Array) -> npt.NDArray[np.int64]:
    """A token for each row, which is on a branch, by its uniform draw in [0, 1)."""
    total = np.cumsum(chance, axis=1)
    last = chance.shape[1] - 1 - (chance[:, ::-1] > 0).argmax(1)
    aim = draws * total[branch, -1]
    chosen = (total[branch] <= aim[:, None]).sum(1)
    return np.asarray(np.minimum(chosen, last[branch]))


def log_softmax(scores: npt.NDArray[np.float32]) -> Array:
    """Log-probabilities of each row of scores."""
    wide = scores.astype(np.float64)
    wide -= wide.max(1, keepdims=True)
    return np.asarray(wide - np.log(np.exp(wide).sum(1, keepdims=True)))
