"""Attacks the patch prompts: grids that come back changed, pairs cut in the middle."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_toys import a_grid, a_pair

from codeit.domains.grids import patches
from data.loading import load_tasks
from data.tasks import Pair


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 10), st.sampled_from([1, 2, 5, 30]))
def test_pairs_of_any_size_come_back(seed: int, count: int, largest: int) -> None:
    rng = random.Random(seed)
    pairs = [a_pair(rng, largest) for _ in range(count)]
    budget = sum(map(patches.positions, pairs))
    prompt = patches.encode(pairs, budget)
    assert prompt.shape == (budget, patches.FEATURES)
    assert prompt.min() >= 0
    assert prompt.max() < patches.TABLE
    assert (prompt[:, 0] > 0).all(), "padding must be recognisable by the first feature"
    assert patches.decode(prompt) == pairs


@pytest.mark.parametrize("sizes", [(1, 1, 1, 1), (30, 30, 30, 30), (1, 30, 30, 1), (29, 3, 4, 30)])
def test_extreme_shapes_fit_the_smallest_budget(sizes: tuple[int, int, int, int]) -> None:
    rng = random.Random(0)
    pair = Pair(a_grid(rng, *sizes[:2]), a_grid(rng, *sizes[2:]))
    prompt = patches.encode([pair], 102)
    assert len(prompt) == patches.positions(pair) <= 102
    assert patches.decode(prompt) == [pair]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 14))
def test_pairs_are_kept_whole_or_dropped(seed: int, count: int) -> None:
    rng = random.Random(seed)
    pairs = [a_pair(rng, 30) for _ in range(count)]
    prompt = patches.encode(pairs, 320)
    kept = patches.decode(prompt)
    assert len(prompt) <= 320
    assert 1 <= len(kept) <= patches.MAX_PAIRS
    assert kept == [pair for pair in pairs if pair in kept], "order is kept"
    dropped = [pair for pair in pairs if pair not in kept]
    if dropped and len(kept) < patches.MAX_PAIRS:
        assert min(map(patches.positions, dropped)) >= max(map(patches.positions, kept))
        assert len(prompt) + min(map(patches.positions, dropped)) > 320


def test_different_tasks_have_different_prompts() -> None:
    rng = random.Random(3)
    grid = a_grid(rng, 4, 4)
    other = tuple(tuple(9 - c for c in row) for row in grid)
    prompts = [
        patches.encode([Pair(grid, other)]),
        patches.encode([Pair(other, grid)]),
        patches.encode([Pair(grid, grid)]),
        patches.encode([Pair(grid, other), Pair(grid, other)]),
    ]
    assert len({p.tobytes() for p in prompts}) == 4


def test_nothing_to_encode_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one pair"):
        patches.encode([])


def test_training_tasks_take_the_promised_number_of_positions() -> None:
    tasks = load_tasks("arc1", "training").values()
    lengths = [len(patches.encode(task.demonstrations, 320)) for task in tasks]
    whole = [len(patches.decode(patches.encode(t.demonstrations))) for t in tasks]
    full = sum(n == len(t.demonstrations) for n, t in zip(whole, tasks, strict=True))
    assert np.median(lengths) < 160
    assert full / len(lengths) > 0.75
