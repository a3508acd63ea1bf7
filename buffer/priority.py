"""How much an experience is worth drawing: a pure function of four facts about it.

    priority = w_score    * share of demonstrations matched
             + w_length   * exp(-length / length_scale)
             + w_age      * exp(-age / age_scale)
             + w_distance * (1 - distance)

The four terms are the paper's (CodeIt, section 2 and its appendix); so is the default, the score
alone. Each term lies in 0..1 and is larger for what is better, shorter, newer or nearer. The
exponential forms are ours: the paper's code has its three other terms switched off. A term of
weight 0 is not computed. If all weights are 0, all priorities are 0, and by the sampler's
definition draws are then uniform.

Priorities depend on no clock: age counts meta-iterations.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["LengthMeasure", "PriorityWeights", "priorities"]

LengthMeasure = Literal["lines", "characters", "bits"]
"""What a program's length is counted in; bits are its description length (`generate.bits`)."""

_SCALES = {"lines": 10.0, "characters": 200.0, "bits": 100.0}


@dataclass(frozen=True, slots=True)
class PriorityWeights:
    """Weights of the terms, each at least 0, and their scales.

    Raises ValueError for a weight below 0 or a scale not above 0.
    """

    score: float = 1.0
    """Weight of the share of demonstrations matched."""
    length: float = 0.0
    """Weight of shortness."""
    age: float = 0.0
    """Weight of recency."""
    distance: float = 0.0
    """Weight of closeness to the wanted grids."""
    length_measure: LengthMeasure = "lines"
    """What length is counted in."""
    length_scale: float | None = None
    """Length at which shortness has fallen to 1/e; None is 10 lines, 200 characters, 100 bits."""
    age_scale: float = 10.0
    """Meta-iterations after which recency has fallen to 1/e."""

    def __post_init__(self) -> None:
        for name in ("score", "length", "age", "distance"):
            if not 0.0 <= getattr(self, name) < np.inf:
                raise ValueError(f"the weight of {name} must be at least 0 and finite")
        if self.length_measure not in _SCALES:
            raise ValueError(f"unknown length measure {self.length_measure!r}")
        if not (self.scale_of_length > 0 and self.age_scale > 0):
            raise ValueError("scales must be above 0")

    @property
    def scale_of_length(self) -> float:
        """`length_scale`, or its default for the measure."""
        return _SCALES[self.length_measure] if self.length_scale is None else self.length_scale


def priorities(
    weights: PriorityWeights,
    score: NDArray[np.float64],
    length: NDArray[np.float64],
    age: NDArray[np.float64],
    distance: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Priority of each experience, at least 0.

    All arrays are one number per experience: score and distance 0..1, length in the weights'
    measure (NaN where unknown, which counts as no shortness), age in meta-iterations from 0.
    """
    total = np.zeros(len(score))
    if weights.score:
        total += weights.score * score
    if weights.length:
        total += weights.length * np.nan_to_num(np.exp(-length / weights.scale_of_length))
    if weights.age:
        total += weights.age * np.exp(-age / weights.age_scale)
    if weights.distance:
        total += weights.distance * (1.0 - distance)
    return total
