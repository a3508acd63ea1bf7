"""Attacks the acquisitions: totals, floors, information, what they favour."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeit.acquisition.bandits import (
    NAMES,
    BetaBandit,
    Ensemble,
    acquisition_named,
    beta_information,
    information,
)
from codeit.acquisition.interface import Tally, divided, features
from data.tasks import Pair, Task

PLAIN = (0.3, 0.1, 0.1, 1.0, 0.2, 0.3)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@settings(deadline=None)
@given(
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.floats(0, 9), st.floats(0, 1), st.floats(0, 1)), max_size=12),
    st.integers(0, 500),
)
def test_every_share_is_whole_and_the_total_is_kept(
    name: str, seen: list[tuple[float, float, float]], total: int
) -> None:
    tallies = [Tally(str(i), PLAIN, t, t * g, b) for i, (t, g, b) in enumerate(seen)]
    shares = acquisition_named(name).allocate(tallies, total, rng())
    assert sum(shares) == (total if tallies else 0)
    assert min(shares, default=0) >= 0
    assert shares == acquisition_named(name).allocate(tallies, total, rng())


@pytest.mark.parametrize("name", ["open", "beta", "ensemble"])
def test_a_solved_task_keeps_the_floor_and_open_ones_share_the_rest(name: str) -> None:
    tallies = [Tally("solved", PLAIN, 5, 1, 1.0), Tally("open", PLAIN, 5, 1, 0.5)]
    assert acquisition_named(name, floor=4).allocate(tallies, 100, rng()) == [4, 96]


def test_open_tasks_get_the_same_whatever_was_tried() -> None:
    tallies = [
        Tally("vain", PLAIN, 4, 0, 0.0),
        Tally("new", PLAIN),
        Tally("near", PLAIN, 1, 1, 0.9),
    ]
    assert acquisition_named("open").allocate(tallies, 99, rng()) == [33, 33, 33]


def test_a_task_that_gains_gets_more_than_one_that_was_tried_in_vain() -> None:
    tallies = [Tally("gains", PLAIN, 4, 3, 0.5), Tally("vain", PLAIN, 4, 0, 0.0)]
    gains, vain = BetaBandit(0).allocate(tallies, 1000, rng())
    assert gains > 2 * vain


def test_a_task_never_tried_gets_more_than_one_tried_in_vain() -> None:
    tallies = [Tally("new", PLAIN), Tally("vain", PLAIN, 4, 0, 0.0)]
    new, vain = BetaBandit(0).allocate(tallies, 1000, rng())
    assert new > 2 * vain


def test_the_ensemble_learns_which_kind_of_task_gains() -> None:
    small, large = (0.3, 0.05, 0.05, 1.0, 0.2, 0.3), (0.3, 0.9, 0.9, 0.0, 1.0, 0.9)
    tallies = [Tally(f"s{i}", small, 4, 3, 0.3) for i in range(20)]
    tallies += [Tally(f"l{i}", large, 4, 0, 0.3) for i in range(20)]
    tallies += [Tally("like small", small), Tally("like large", large)]
    shares = Ensemble(0).allocate(tallies, 4200, rng())
    assert shares[-2] > 2 * shares[-1]


@pytest.mark.parametrize(("hits", "misses"), [(1, 1), (1.7, 4.2), (12, 3)])
def test_information_is_what_integration_gives(hits: float, misses: float) -> None:
    p = (np.arange(200_000) + 0.5) / 200_000
    weight = p ** (hits - 1) * (1 - p) ** (misses - 1)
    entropy = -(p * np.log2(p) + (1 - p) * np.log2(1 - p))
    mean = hits / (hits + misses)
    whole = -(mean * np.log2(mean) + (1 - mean) * np.log2(1 - mean))
    expected = whole - (weight * entropy).sum() / weight.sum()
    assert beta_information(hits, misses) == pytest.approx(expected, abs=1e-6)


def test_predictors_that_agree_promise_no_information() -> None:
    chances = np.array([[0.5, 0.0, 0.2], [0.5, 1.0, 0.4]])
    same, opposite, near = information(chances)
    assert same == pytest.approx(0, abs=1e-9)
    assert opposite == pytest.approx(1, abs=1e-6)
    assert 0 < near < 0.1


def test_old_tries_fade() -> None:
    tally = Tally("t", PLAIN).after(0.5).after(0.5).after(0.25)
    assert tally.best == 0.5
    assert tally.tries == pytest.approx(1 + 0.8 + 0.64)
    assert tally.gains == pytest.approx(0.64)


def test_shares_refuse_weights_that_mean_nothing() -> None:
    for wrong in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="finite"):
            divided(np.array([1.0, wrong]), 10, 0)
    assert divided(np.zeros(3), 10, 0) == [4, 3, 3]
    assert divided(np.array([1.0, 0.0]), 3, 5) == [2, 1]


def test_an_unknown_acquisition_is_told_the_known_ones() -> None:
    with pytest.raises(ValueError, match="uniform, open, beta, ensemble"):
        acquisition_named("thompson")


def test_features_come_from_demonstrations_and_lie_between_0_and_1() -> None:
    task = Task("t", (Pair(((1, 2), (3, 4)), ((1, 2), (3, 5))),), ())
    assert all(0 <= value <= 1 for value in features(task))
    assert features(task)[3:5] == (1.0, 0.25)
