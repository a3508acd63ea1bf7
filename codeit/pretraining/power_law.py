"""How loss falls with model size and data: a power law with intervals.

    L(N, D) = E + A / N^alpha + B / D^beta                    (Hoffmann et al., 2022, eq. 2)

A dozen points do not fix five parameters: E is fixed beforehand (0, or what the entropy of the
data is known to be), and intervals come from a bootstrap over points. With C ~ N * D the size that
is best for a budget grows as C^(beta / (alpha + beta)).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Fit", "Point", "fit", "fit_with_intervals"]

Floats = npt.NDArray[np.float64]

LEAST_POINTS = 6
"""Four parameters are fitted: fewer points would be met exactly, and say nothing."""
EXPONENTS = np.geomspace(0.01, 2.0, 60)
"""Exponents tried first."""
SPANS = (1.5, 1.5, 1.3, 1.3, 1.15, 1.15, 1.07, 1.03, 1.01)
"""Factors around the best so far that the finer grids cover: the valley is flat and oblique."""
HUBER = 0.05
"""Residuals of log L beyond this count linearly: one bad run must not decide the fit."""
DRAWS = 100


@dataclass(frozen=True, slots=True)
class Point:
    """One trained model."""

    parameters: float
    """Trained parameters, N."""
    data: float
    """Examples seen, D."""
    loss: float
    """Held-out loss in bits a token, L; above E."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The law's parameters."""

    alpha: float
    beta: float
    a: float
    b: float
    floor: float
    """E, as it was fixed."""
    residual: float
    """Root mean square of the residuals of log (L - E)."""

    @property
    def at_an_end(self) -> bool:
        """Whether an exponent lies at or beyond an end of those tried: the points show no law."""
        low, high = EXPONENTS[0], EXPONENTS[-1]
        return not all(low < exponent < high for exponent in (self.alpha, self.beta))

    @property
    def size_exponent(self) -> float:
        """How the best model size grows with compute: as C to this power."""
        return self.beta / (self.alpha + self.beta)

    def loss(self, parameters: float, data: float) -> float:
        """What the law predicts, in bits a token."""
        made: float = self.a / parameters**self.alpha + self.b / data**self.beta
        return self.floor + made


def fit(points: Sequence[Point], floor: float = 0.0) -> Fit:
    """The law that is nearest to the points, by Huber's loss on log (L - E).

    Raises ValueError for fewer than six points, or a loss that is not above the floor.
    """
    if len(points) < LEAST_POINTS:
        raise ValueError(f"a fit needs at least {LEAST_POINTS} points, not {len(points)}")
    if min(p.loss for p in points) <= floor:
        raise ValueError("every loss must lie above the floor that is fixed")
    n, d, loss = (np.array([getattr(p, f) for p in points]) for f in ("parameters", "data", "loss"))
    target = loss - floor
    alphas, betas = EXPONENTS, EXPONENTS
    for span in (*SPANS, 1.0):
        alpha, beta, a, b = _best(n, d, target, alphas, betas)
        alphas, betas = (x * np.geomspace(1 / span, span, 15) for x in (alpha, beta))
    made = a / n**alpha + b / d**beta
    residual = float(np.sqrt(np.mean((np.log(made) - np.log(target)) ** 2)))
    return Fit(alpha, beta, a, b, floor, residual)


def fit_with_intervals(
    points: Sequence[Point], floor: float = 0.0, seed: int = 17
) -> tuple[Fit, dict[str, tuple[float, float]]]:
    """The fit, and 95 % bootstrap intervals of `alpha`, `beta` and `size_exponent`.

    Points are drawn anew with repeats; draws with fewer than six different points are left out.
    """
    found = fit(points, floor)
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(DRAWS):
        chosen = rng.integers(len(points), size=len(points))
        if len(set(chosen.tolist())) >= LEAST_POINTS:
            drawn.append(fit([points[i] for i in chosen], floor))
    intervals = {}
    for name in ("alpha", "beta", "size_exponent"):
        values = [getattr(each, name) for each in drawn] or [float("nan")]
        low, high = np.quantile(values, [0.025, 0.975])
        intervals[name] = (float(low), float(high))
    return found, intervals


def _best(
    n: Floats, d: Floats, target: Floats, alphas: Floats, betas: Floats
) -> tuple[float, float, float, float]:
    """The best exponents of a grid, and the factors that suit them."""
    x = n[None, :] ** -alphas[:, None] / target
    y = d[None, :] ** -betas[:, None] / target
    xx, yy, xy = (x * x).sum(1)[:, None], (y * y).sum(1)[None, :], x @ y.T
    x1, y1 = x.sum(1)[:, None], y.sum(1)[None, :]
    determinant = np.maximum(xx * yy - xy * xy, 1e-300)
    a = np.maximum((x1 * yy - y1 * xy) / determinant, 0.0)
    b = np.maximum((y1 * xx - x1 * xy) / determinant, 0.0)
    a = np.where(b == 0, x1 / xx, a)
    b = np.where(a == 0, y1 / yy, b)
    made = a[:, :, None] * x[:, None, :] + b[:, :, None] * y[None, :, :]
    gap = np.abs(np.log(np.maximum(made, 1e-300)))
    cost = np.where(gap < HUBER, gap * gap / 2, HUBER * (gap - HUBER / 2)).sum(2)
    i, j = np.unravel_index(int(np.argmin(cost)), cost.shape)
    return float(alphas[i]), float(betas[j]), float(a[i, j]), float(b[i, j])
