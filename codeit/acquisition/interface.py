"""What an acquisition sees of the tasks, and what it decides. Demonstrations only.

A *try* is one meta-iteration's share of effort on a task; it is a *gain* if it found a program
that is right on more of the demonstrations than any before it. Solved tasks gain nothing more, so
rewards fall with time: old tries count less (`Tally.after`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from data.tasks import Task

__all__ = ["Acquisition", "Tally", "divided", "features"]

DISCOUNT = 0.8
"""How much a try counts one meta-iteration later: after three it counts half. A choice, not a
measurement: tasks are found one by one over some ten meta-iterations."""

Features = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What trying a task has brought so far."""

    task_id: str
    features: Features
    """What is known of the task before any try, each about 0 to 1 (`features`)."""
    tries: float = 0.0
    gains: float = 0.0
    """Tries, and gains among them, discounted."""
    best: float = 0.0
    """Share of the demonstrations that the best program so far is right on."""

    def after(self, best: float) -> "Tally":
        """The tally after one more try that left the best score at `best`."""
        gained = float(best > self.best)
        return replace(
            self,
            tries=DISCOUNT * self.tries + 1,
            gains=DISCOUNT * self.gains + gained,
            best=max(best, self.best),
        )


class Acquisition(Protocol):
    """Divides effort among tasks."""

    def allocate(self, tallies: Sequence[Tally], total: int, rng: np.random.Generator) -> list[int]:
        """How much of `total` each task gets, in the order of the tallies; the sum is `total`.

        The same tallies, total and generator give the same division.
        """


def features(task: Task) -> Features:
    """What the demonstrations tell of a task at a glance.

    The number of pairs, the mean area of inputs and of outputs (of 900 cells), whether shapes stay
    the same, the share of cells that change where they do, and the share of the ten colours used.
    """
    pairs = task.demonstrations
    areas = [[len(g) * len(g[0]) / 900 for g in (p.input, p.output)] for p in pairs]
    same = [len(p.input) == len(p.output) and len(p.input[0]) == len(p.output[0]) for p in pairs]
    changed = [
        float(np.mean(np.asarray(p.input) != np.asarray(p.output)))
        for p, alike in zip(pairs, same, strict=True)
        if alike
    ]
    colours = {c for p in pairs for g in (p.input, p.output) for row in g for c in row}
    return (
        len(pairs) / 10,
        float(np.mean([a for a, _ in areas])),
        float(np.mean([b for _, b in areas])),
        float(np.mean(same)),
        float(np.mean(changed)) if changed else 1.0,
        len(colours) / 10,
    )


def divided(weights: npt.NDArray[np.float64], total: int, floor: int) -> list[int]:
    """Whole shares of `total` by weight, each at least `floor` where `total` suffices.

    Largest remainders round; of equal ones the first gets more. All-zero weights mean equal
    shares. Raises ValueError for a negative or infinite weight.
    """
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise ValueError("weights are finite and not negative")
    count = len(weights)
    if not count:
        return []
    least = min(floor, total // count)
    rest = total - least * count
    known = weights.sum()
    wanted = rest * (weights / known if known > 0 else np.full(count, 1 / count))
    shares = np.floor(wanted).astype(int)
    missing = rest - int(shares.sum())
    shares[np.argsort(shares - wanted, kind="stable")[:missing]] += 1
    return [least + int(share) for share in shares]
