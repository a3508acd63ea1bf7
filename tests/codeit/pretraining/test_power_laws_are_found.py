"""Attacks the fit of scaling laws: known laws come back, noise shows, few points fail."""

import itertools

import numpy as np
import pytest

from codeit.pretraining.power_law import Point, fit, fit_with_intervals


def points(alpha: float, beta: float, floor: float = 0.0, noise: float = 0.0) -> list[Point]:
    rng = np.random.default_rng(3)
    return [
        Point(n, d, floor + (60 * n**-alpha + 30 * d**-beta) * float(np.exp(rng.normal(0, noise))))
        for n, d in itertools.product((1e5, 4e5, 1.6e6), (1e3, 4e3, 1.6e4, 6.4e4))
    ]


@pytest.mark.parametrize(("alpha", "beta"), [(0.1, 0.4), (0.35, 0.28), (0.4, 0.5)])
def test_a_known_law_comes_back(alpha: float, beta: float) -> None:
    found = fit(points(alpha, beta))
    assert found.alpha == pytest.approx(alpha, rel=0.05)
    assert found.beta == pytest.approx(beta, rel=0.05)
    assert found.residual < 0.01
    assert found.size_exponent == pytest.approx(beta / (alpha + beta), rel=0.05)
    assert found.loss(1e6, 1e4) == pytest.approx(60 * 1e6**-alpha + 30 * 1e4**-beta, rel=0.02)


def test_a_floor_that_is_there_must_be_told() -> None:
    data = points(0.3, 0.4, floor=1.0)
    assert fit(data, floor=1.0).alpha == pytest.approx(0.3, rel=0.05)
    assert fit(data).alpha < 0.2


def test_losses_that_do_not_fall_are_no_law() -> None:
    flat = [Point(p.parameters, p.data, 8.2) for p in points(0.3, 0.4)]
    assert fit(flat).at_an_end
    assert not fit(points(0.3, 0.4)).at_an_end


def test_intervals_hold_the_truth_and_widen_with_noise() -> None:
    _, narrow = fit_with_intervals(points(0.3, 0.4, noise=0.005))
    _, wide = fit_with_intervals(points(0.3, 0.4, noise=0.1))
    width = {k: (narrow[k][1] - narrow[k][0], wide[k][1] - wide[k][0]) for k in narrow}
    assert all(a < b for a, b in width.values())
    assert narrow["beta"][0] - 0.02 < 0.4 < narrow["beta"][1] + 0.02


def test_one_wild_point_does_not_decide() -> None:
    data = points(0.3, 0.4)
    data[5] = Point(data[5].parameters, data[5].data, data[5].loss * 3)
    assert fit(data).beta == pytest.approx(0.4, rel=0.25)


def test_too_few_points_and_losses_below_the_floor_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 6"):
        fit(points(0.3, 0.4)[:5])
    with pytest.raises(ValueError, match="above the floor"):
        fit(points(0.3, 0.4), floor=100.0)
