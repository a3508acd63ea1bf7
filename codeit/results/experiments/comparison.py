"""Are two arms of an experiment different? Paired over tasks and seeds; nothing is read here.

An *arm* is a configuration, run with some seeds. A run says for every search task when it was
solved, or that it was not. Two arms are compared on the seeds they share:

- the difference in tasks solved, mean over seeds, with a bootstrap interval that draws tasks and
  seeds anew together (percentiles; Efron 1979), since both vary; where every seed has tasks of its
  own (generated sequences) they are drawn anew within each seed;
- McNemar's exact test on the pairs (task, seed) that one arm solved and the other did not;
- the difference in area under the curve of tasks solved against the budget, up to the budget that
  every run reached: a task solved at cost c of B contributes 1 - c / B.

A difference whose interval holds zero is within noise, whatever its size.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["ArmRun", "Comparison", "Difference", "compare", "mcnemar"]

Floats = npt.NDArray[np.float64]
Tasks = tuple[str, ...]

DRAWS = 4_000
"""Bootstrap draws: the ends of a 95 % interval move by about 2 % of its width between seeds."""
LEVEL = 0.95
SEED = 17


@dataclass(frozen=True, slots=True)
class ArmRun:
    """One run as comparison sees it."""

    arm: str
    seed: int
    tasks: tuple[str, ...]
    """Search tasks, in any order: the same for all runs of a seed. All seeds have the same tasks,
    or each has others, and as many."""
    budget: float
    """How much of the budget the run used in all, in the unit of `solved`."""
    solved: Mapping[str, float]
    """For each task solved: how much of the budget had been used when it was."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Second arm minus first."""

    first: float
    second: float
    low: float
    high: float
    """Ends of the interval of the difference."""

    @property
    def mean(self) -> float:
        """The difference itself."""
        return self.second - self.first

    @property
    def within_noise(self) -> bool:
        """Whether the interval holds zero."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Comparison:
    """What sets two arms apart."""

    first: str
    second: str
    seeds: tuple[int, ...]
    tasks: int
    """Of a run."""
    solved: Difference
    """Tasks solved by a run, mean over seeds."""
    area: Difference
    """Area under tasks solved against budget, as a mean number of tasks."""
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    """Tasks solved with more seeds by the second arm, and by the first, most seeds first."""
    discordant: tuple[int, int]
    """Pairs (task, seed) that only the second arm solved, and only the first."""
    p_value: float
    """McNemar's, exact and two-sided."""
    budget: float
    """Up to which areas are taken."""


def compare(first: Sequence[ArmRun], second: Sequence[ArmRun]) -> Comparison:
    """Compare two arms on the seeds that both were run with.

    Raises ValueError if an arm has no run, they share no seed, or their tasks differ.
    """
    if not first or not second:
        raise ValueError("a comparison needs at least one run of each arm")
    one, two = ({run.seed: run for run in arm} for arm in (first, second))
    seeds = tuple(sorted(one.keys() & two.keys()))
    if not seeds:
        raise ValueError(
            f"{first[0].arm} and {second[0].arm} share no seed: run both with the same seeds"
        )
    tasks = [_paired(one[seed], two[seed]) for seed in seeds]
    if len({len(own) for own in tasks}) > 1:
        raise ValueError("the seeds have different numbers of tasks, so they cannot be averaged")
    crossed = all(own == tasks[0] for own in tasks)
    budget = min(arm[seed].budget for arm in (one, two) for seed in seeds)
    a, b = (_solved(arm, seeds, tasks) for arm in (one, two))
    areas = [_areas(arm, seeds, tasks, budget) for arm in (one, two)]
    only_b, only_a = int((b > a).sum()), int((a > b).sum())
    surplus = _surplus(b - a, tasks)
    return Comparison(
        first[0].arm,
        second[0].arm,
        seeds,
        len(tasks[0]),
        _difference(a, b, crossed),
        _difference(areas[0], areas[1], crossed),
        gained=_ordered(surplus, 1),
        lost=_ordered(surplus, -1),
        discordant=(only_b, only_a),
        p_value=mcnemar(only_b, only_a),
        budget=budget,
    )


def mcnemar(gained: int, lost: int) -> float:
    """Two-sided exact p-value that discordant pairs fall as unevenly by fair coins; 1 for none."""
    count, least = gained + lost, min(gained, lost)
    tail: float = sum(math.comb(count, k) for k in range(least + 1)) / 2**count
    return min(1.0, 2 * tail)


def _paired(one: ArmRun, two: ArmRun) -> Tasks:
    """The tasks that two runs of a seed share. Raises ValueError if they are not the same."""
    tasks = tuple(sorted(one.tasks))
    if tuple(sorted(two.tasks)) != tasks:
        raise ValueError("the runs do not search the same tasks, so they cannot be paired")
    return tasks


def _solved(arm: Mapping[int, ArmRun], seeds: Sequence[int], tasks: Sequence[Tasks]) -> Floats:
    """(seeds, tasks): 1 where a task was solved."""
    pairs = zip(seeds, tasks, strict=True)
    return np.array([[float(t in arm[s].solved) for t in own] for s, own in pairs])


def _areas(
    arm: Mapping[int, ArmRun], seeds: Sequence[int], tasks: Sequence[Tasks], budget: float
) -> Floats:
    """(seeds, tasks): the share of the budget during which a task was solved."""
    scale = budget if budget > 0 else 1.0
    pairs = zip(seeds, tasks, strict=True)
    return np.array(
        [[max(0.0, 1 - arm[s].solved.get(t, math.inf) / scale) for t in own] for s, own in pairs]
    )


def _difference(a: Floats, b: Floats, crossed: bool) -> Difference:
    """Of the sums over tasks, mean over seeds; tasks and seeds are drawn anew for the interval.

    `crossed`: a task is the same one with every seed, so it is drawn for all of them together.
    """
    rng = np.random.default_rng(SEED)
    gap = b - a
    seeds, tasks = gap.shape
    apart = () if crossed else (seeds,)
    chosen = rng.multinomial(tasks, np.full(tasks, 1 / tasks), (DRAWS, *apart))
    weights = rng.multinomial(seeds, np.full(seeds, 1 / seeds), DRAWS) / seeds
    terms = "ds,st,dt->d" if crossed else "ds,st,dst->d"
    drawn = np.einsum(terms, weights, gap, chosen, optimize=True)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Difference(float(a.sum(1).mean()), float(b.sum(1).mean()), float(low), float(high))


def _surplus(gap: Floats, tasks: Sequence[Tasks]) -> Counter[str]:
    """With how many more seeds the second arm solved each task."""
    surplus: Counter[str] = Counter()
    for row, own in zip(gap.tolist(), tasks, strict=True):
        for task, more in zip(own, row, strict=True):
            surplus[task] += int(more)
    return surplus


def _ordered(surplus: Mapping[str, int], sign: int) -> tuple[str, ...]:
    """The tasks with a surplus of that sign, the largest first."""
    return tuple(
        sorted((t for t in surplus if sign * surplus[t] > 0), key=lambda t: -sign * surplus[t])
    )
