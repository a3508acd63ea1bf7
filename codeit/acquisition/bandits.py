"""The acquisitions: everyone alike, all open tasks alike, a bandit, and an ensemble of predictors.

The last two, a Beta-Bernoulli bandit and IDA's ensemble, score a task by the chance of a gain plus
the information that a try would bring

    score = mean p + weight * (H(mean p) - mean H(p))        H in bits

(IDA's objective with binary outcomes: what the predictors do not agree on can be learnt), and
divide what is left above a floor in proportion. IDA's own numbers of predictors and weight were
not found; five and 1 are choices.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from codeit.acquisition.interface import Tally, divided

__all__ = [
    "BetaBandit",
    "Ensemble",
    "Open",
    "Uniform",
    "acquisition_named",
    "beta_information",
    "information",
]

Floats = npt.NDArray[np.float64]

PREDICTORS = 5
INFORMATION_WEIGHT = 1.0
FLOOR = 4
"""Least effort a task gets: one solved late is never given up."""
STEPS, RATE, PENALTY = 200, 0.5, 0.01
"""Gradient steps, their size, and the weight decay of the logistic predictors: choices."""
NAMES = ("uniform", "open", "beta", "ensemble")


def acquisition_named(name: str, floor: int = FLOOR) -> "Uniform | Open | BetaBandit | Ensemble":
    """The acquisition of that name. Raises ValueError that lists the names."""
    if name == "uniform":
        return Uniform()
    if name == "open":
        return Open(floor)
    if name == "beta":
        return BetaBandit(floor)
    if name == "ensemble":
        return Ensemble(floor)
    raise ValueError(f"no acquisition is called {name!r}: choose one of {', '.join(NAMES)}")


class Uniform:
    """Every task gets the same, solved or hopeless: the paper's rule."""

    def allocate(self, tallies: Sequence[Tally], total: int, rng: np.random.Generator) -> list[int]:
        """Equal shares; what does not divide goes to tasks drawn at random."""
        return _alike(np.ones(len(tallies)), total, 0, rng)


class Open:
    """Every task that is still open gets the same: what the other two do without their scores."""

    def __init__(self, floor: int = FLOOR) -> None:
        self._floor = floor

    def allocate(self, tallies: Sequence[Tally], total: int, rng: np.random.Generator) -> list[int]:
        """Equal shares; a task that is solved on its demonstrations gets the floor."""
        return _alike(np.array([_open(t) for t in tallies]), total, self._floor, rng)


class BetaBandit:
    """Each task on its own: its chance of a gain has a Beta(1 + gains, 1 + misses) posterior."""

    def __init__(self, floor: int = FLOOR) -> None:
        self._floor = floor

    def allocate(self, tallies: Sequence[Tally], total: int, rng: np.random.Generator) -> list[int]:
        """Shares by score; a task that is solved on its demonstrations gets the floor."""
        scores = np.array([_open(t) * self._score(t) for t in tallies])
        return divided(scores, total, self._floor)

    @staticmethod
    def _score(tally: Tally) -> float:
        hits, misses = 1 + tally.gains, 1 + tally.tries - tally.gains
        return hits / (hits + misses) + INFORMATION_WEIGHT * beta_information(hits, misses)


class Ensemble:
    """Logistic predictors of a gain from a task's features, each fitted to its own resample."""

    def __init__(self, floor: int = FLOOR) -> None:
        self._floor = floor

    def allocate(self, tallies: Sequence[Tally], total: int, rng: np.random.Generator) -> list[int]:
        """Shares by score; a task that is solved on its demonstrations gets the floor."""
        if not tallies:
            return []
        rows = np.array([(*t.features, t.best, 1.0) for t in tallies])
        chances = np.array([self._fitted(rows, tallies, rng) for _ in range(PREDICTORS)])
        scores = chances.mean(0) + INFORMATION_WEIGHT * information(chances)
        return divided(np.array([_open(t) for t in tallies]) * scores, total, self._floor)

    @staticmethod
    def _fitted(rows: Floats, tallies: Sequence[Tally], rng: np.random.Generator) -> Floats:
        """The chances that one predictor gives, after fitting it to a bootstrap of the tries."""
        kept = rng.multinomial(len(tallies), np.full(len(tallies), 1 / len(tallies)))
        tries = np.array([t.tries for t in tallies]) * kept
        gains = np.array([t.gains for t in tallies]) * kept
        weights: Floats = rng.normal(0, 1, (rows.shape[1],))
        scale = max(float(tries.sum()), 1.0)
        for _ in range(STEPS):
            slope: Floats = rows.T @ (tries * _sigmoid(rows @ weights) - gains) / scale
            weights = weights - RATE * (slope + PENALTY * weights)
        return _sigmoid(rows @ weights)


def _alike(weights: Floats, total: int, floor: int, rng: np.random.Generator) -> list[int]:
    """Shares by weight; what does not divide goes to tasks drawn at random."""
    order = rng.permutation(len(weights))
    given = [0] * len(weights)
    for place, share in zip(order, divided(weights[order], total, floor), strict=True):
        given[int(place)] = share
    return given


def _open(tally: Tally) -> float:
    return float(tally.best < 1)


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))))


def _entropy(p: Floats) -> Floats:
    """In bits, element by element."""
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return np.asarray(-(p * np.log2(p) + (1 - p) * np.log2(1 - p)))


def information(chances: Floats) -> Floats:
    """Bits that a try's outcome tells about which predictor is right: (tasks,) from (K, tasks)."""
    gap: Floats = _entropy(chances.mean(0)) - _entropy(chances).mean(0)
    return np.maximum(gap, 0.0)


def beta_information(hits: float, misses: float) -> float:
    """Bits that one more outcome tells about a chance with a Beta(hits, misses) posterior.

    H(mean) - E[H(p)], where E[-p ln p] = mean * (psi(hits + misses + 1) - psi(hits + 1)).
    """
    total = hits + misses
    mean = hits / total
    expected = mean * (_digamma(total + 1) - _digamma(hits + 1))
    expected += (1 - mean) * (_digamma(total + 1) - _digamma(misses + 1))
    return max(float(_entropy(np.array(mean))) - expected / math.log(2), 0.0)


def _digamma(x: float) -> float:
    """The derivative of ln Gamma for x > 0: shifted above 6, then the asymptotic series."""
    shift = 0.0
    while x < 6:
        shift -= 1 / x
        x += 1
    square = 1 / (x * x)
    return shift + math.log(x) - 1 / (2 * x) - square * (1 / 12 - square * (1 / 120 - square / 252))
