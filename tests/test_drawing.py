"""Attacks priorities, the sum tree and the draws: hand-drawn trees, counted frequencies, zeros."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from buffer.priority import PriorityWeights, priorities
from buffer.sampling import Sampler, SamplingSettings, draw_positions, weights_of
from buffer.tree import SumTree

FOUR = np.array([3.0, 4.0, 2.0, 1.0])


def numbers(*values: float) -> NDArray[np.float64]:
    return np.array(values, np.float64)


def generator(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


# Priorities


def test_the_default_priority_is_the_share_of_demonstrations_matched() -> None:
    scores = numbers(0, 0.5, 1)
    worth = priorities(PriorityWeights(), scores, numbers(1, 9, 99), numbers(0, 5, 9), scores)
    assert worth.tolist() == [0, 0.5, 1]


@pytest.mark.parametrize("term", ["length", "age", "distance"])
def test_each_other_term_prefers_less_of_it_and_lies_in_0_to_1(term: str) -> None:
    weights = PriorityWeights(score=0, **{term: 1.0})  # type: ignore[arg-type]
    rising = numbers(0, 0.25, 1)
    worth = priorities(weights, numbers(0, 0, 0), rising, rising, rising)
    assert worth[0] == 1
    assert worth[0] > worth[1] > worth[2] >= 0


def test_terms_add_up_by_their_weights() -> None:
    weights = PriorityWeights(score=2, length=3, age=5, distance=7, length_scale=4, age_scale=2)
    worth = priorities(weights, numbers(0.5), numbers(8), numbers(6), numbers(0.25))
    expected = 2 * 0.5 + 3 * math.exp(-2) + 5 * math.exp(-3) + 7 * 0.75
    assert worth[0] == pytest.approx(expected)


def test_an_unknown_length_counts_as_no_shortness() -> None:
    weights = PriorityWeights(score=0, length=1, length_measure="bits")
    worth = priorities(weights, numbers(0, 0), numbers(np.nan, 0), numbers(0, 0), numbers(0, 0))
    assert worth.tolist() == [0, 1]


@pytest.mark.parametrize(
    "wrong", [{"score": -1.0}, {"age": math.inf}, {"age_scale": 0.0}, {"length_measure": "words"}]
)
def test_weights_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"weight|scale|measure"):
        PriorityWeights(**wrong)  # type: ignore[arg-type]


# The tree
#
#         1: 10
#        /     \
#     2: 7      3: 3
#     /  \      /  \
#    3    4    2    1


@pytest.mark.parametrize(
    ("target", "leaf"),
    [(0.0, 0), (2.9, 0), (3.0, 1), (3.5, 1), (6.9, 1), (7.0, 2), (8.9, 2), (9.0, 3), (9.9, 3)],
)
def test_a_target_finds_the_leaf_whose_share_it_falls_on(target: float, leaf: int) -> None:
    assert SumTree(FOUR).find(numbers(target)).tolist() == [leaf]


def test_changing_a_leaf_changes_all_sums_above_it() -> None:
    tree = SumTree(FOUR)
    tree.set(np.array([1]), numbers(0))
    assert tree.total == 6
    assert tree.find(numbers(0, 2.9, 3.0, 5.0)).tolist() == [0, 0, 2, 3]


def test_a_leaf_of_weight_zero_is_never_found_even_past_the_end() -> None:
    tree = SumTree(numbers(0, 5, 0, 0, 0))
    assert tree.find(numbers(0, 4.9, 5.0, 9.0)).tolist() == [1, 1, 1, 1]


def test_a_tree_of_zeros_finds_nothing() -> None:
    with pytest.raises(ValueError, match="zero"):
        SumTree(numbers(0, 0)).find(numbers(0))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.floats(0, 100), max_size=9), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 99), st.floats(0, 9)), max_size=5),
)
def test_a_tree_depends_on_its_weights_alone(
    pieces: list[list[float]], changes: list[tuple[int, float]]
) -> None:
    grown = SumTree(numbers(*pieces[0]))
    for piece in pieces[1:]:
        grown.extend(numbers(*piece))
    for position, weight in changes:
        if len(grown):
            grown.set(np.array([position % len(grown)]), numbers(weight))
    built = SumTree(grown.weights.copy())
    assert grown.total == built.total
    if grown.total > 0:
        targets = np.linspace(0, grown.total, 50, endpoint=False)
        assert (grown.find(targets) == built.find(targets)).all()


# Draws


def chi_square(counts: NDArray[np.int64], shares: NDArray[np.float64]) -> float:
    expected = shares / shares.sum() * counts.sum()
    return float(((counts - expected) ** 2 / expected).sum())


def test_draws_with_replacement_have_the_frequencies_of_the_weights() -> None:
    drawn = draw_positions(SumTree(FOUR), 100_000, generator(), replacement=True)
    assert chi_square(np.bincount(drawn, minlength=4), FOUR) < 16.3  # p = 0.001 at 3 degrees


def test_draws_without_replacement_have_the_frequencies_of_one_after_another() -> None:
    tree, source = SumTree(FOUR), generator(2)
    pairs = np.array([draw_positions(tree, 2, source) for _ in range(8_000)])
    shares = FOUR / FOUR.sum()
    expected = np.array(
        [
            [0 if i == j else shares[i] * shares[j] / (1 - shares[i]) for j in range(4)]
            for i in range(4)
        ]
    )
    counts = np.zeros((4, 4), np.int64)
    np.add.at(counts, (pairs[:, 0], pairs[:, 1]), 1)
    possible = ~np.eye(4, dtype=bool)
    assert counts.trace() == 0
    assert chi_square(counts[possible], expected[possible]) < 31.3  # p = 0.001 at 11 degrees


def test_all_weights_zero_is_uniform() -> None:
    tree, source = SumTree(np.zeros(5)), generator(3)
    with_replacement = draw_positions(tree, 50_000, source, replacement=True)
    assert chi_square(np.bincount(with_replacement, minlength=5), np.ones(5)) < 18.5
    firsts = np.array([draw_positions(tree, 1, source)[0] for _ in range(5_000)])
    assert chi_square(np.bincount(firsts, minlength=5), np.ones(5)) < 18.5


def test_without_replacement_the_positive_come_first_and_the_rest_uniformly() -> None:
    weights = np.zeros(50)
    weights[[7, 30]] = [1e-6, 1e6]
    tree, source = SumTree(weights), generator(4)
    rest = np.zeros(50, np.int64)
    for _ in range(1_000):
        drawn = draw_positions(tree, 6, source).tolist()
        assert set(drawn[:2]) == {7, 30}
        assert len(set(drawn)) == 6
        rest[drawn[2:]] += 1
    zero = weights == 0
    assert chi_square(rest[zero], np.ones(48)) < 84  # p = 0.001 at 47 degrees


def test_asked_for_more_than_there_are_all_are_drawn_once() -> None:
    drawn = draw_positions(SumTree(FOUR), 99, generator())
    assert sorted(drawn.tolist()) == [0, 1, 2, 3]


def test_a_draw_leaves_the_tree_as_it_was() -> None:
    tree = SumTree(FOUR)
    draw_positions(tree, 3, generator())
    assert tree.weights.tolist() == FOUR.tolist()
    assert tree.total == 10


def test_ranks_do_not_see_the_size_of_priorities_and_treat_equals_alike() -> None:
    settings_ = SamplingSettings("rank")
    assert weights_of(numbers(0, 1000, 1, 1, 0), settings_).tolist() == [
        1 / 4,
        1,
        1 / 2,
        1 / 2,
        1 / 4,
    ]
    assert weights_of(numbers(0, 0, 0), settings_).tolist() == [1, 1, 1]
    assert weights_of(numbers(), settings_).tolist() == []


def test_the_exponent_sharpens_or_flattens() -> None:
    assert weights_of(numbers(1, 2), SamplingSettings(exponent=2)).tolist() == [1, 4]
    assert weights_of(numbers(0, 2), SamplingSettings(exponent=0)).tolist() == [1, 1]
    assert weights_of(numbers(3, 2), SamplingSettings("rank", 2)).tolist() == [1, 1 / 4]


def test_a_sampler_goes_on_exactly_from_its_saved_state() -> None:
    first = Sampler(5)
    draw_positions(SumTree(FOUR), 10, first.generator, replacement=True)
    saved = first.state
    ahead = draw_positions(SumTree(FOUR), 100, first.generator, replacement=True)
    second = Sampler(6)
    second.state = saved
    again = draw_positions(SumTree(FOUR), 100, second.generator, replacement=True)
    assert ahead.tolist() == again.tolist()
    assert Sampler(5).state != saved


@pytest.mark.parametrize("wrong", [{"kind": "best"}, {"exponent": -1}, {"exponent": math.nan}])
def test_sampling_out_of_range_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"kind|exponent"):
        SamplingSettings(**wrong)  # type: ignore[arg-type]


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot draw"):
        draw_positions(SumTree(FOUR), -1, generator())
