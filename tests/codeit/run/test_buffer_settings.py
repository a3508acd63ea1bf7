"""Attacks the settings of the buffer: each one must change what is drawn, and in its direction."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from experiences import experiences

from buffer.experience import Experience
from buffer.replay import ReplayBuffer
from codeit.run.assembling import replay_settings
from codeit.run.config import BufferConfig

BY_LENGTH: dict[str, Any] = {"score_weight": 0, "length_weight": 1}
BY_AGE: dict[str, Any] = {"score_weight": 0, "age_weight": 1}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Experiences whose lines, characters and bits order them differently."""
    with ReplayBuffer.open(tmp_path / "b.sqlite") as buffer:
        buffer.add(experiences(0, 200))
    return tmp_path / "b.sqlite"


def drawn(path: Path, count: int = 40, **settings: Any) -> list[Experience]:
    chosen = replay_settings(BufferConfig(**settings), 17)
    with ReplayBuffer.open(path, settings=chosen, read_only=True) as buffer:
        return buffer.draw(count, replacement=True, seed=3)


@pytest.mark.parametrize(
    ("base", "change"),
    [
        ({}, {"score_weight": 0}),
        ({}, {"length_weight": 2}),
        ({}, {"age_weight": 2}),
        ({}, {"distance_weight": 2}),
        (BY_LENGTH, {"length_measure": "characters"}),
        (BY_LENGTH, {"length_measure": "bits"}),
        (BY_LENGTH, {"length_scale": 0.5}),
        (BY_AGE, {"age_scale": 0.5}),
        ({}, {"sampling": "rank"}),
        ({}, {"exponent": 0}),
        ({}, {"exponent": 3}),
    ],
)
def test_a_setting_changes_the_draw(
    path: Path, base: dict[str, Any], change: dict[str, Any]
) -> None:
    assert drawn(path, **base) == drawn(path, **base)
    assert drawn(path, **base) != drawn(path, **{**base, **change})


@pytest.mark.parametrize("measure", ["lines", "characters", "bits"])
def test_the_length_measured_is_the_one_that_counts(path: Path, measure: str) -> None:
    lengths = {
        "lines": lambda e: e.program.count("\n") + 1,
        "characters": lambda e: len(e.program),
        "bits": lambda e: e.bits,
    }
    found = drawn(path, 200, **BY_LENGTH, length_measure=measure, length_scale=0.05)
    shortest = {name: min(map(length, experiences(0, 200))) for name, length in lengths.items()}
    assert max(map(lengths[measure], found)) == shortest[measure]
    if measure != "bits":  # the fewest bits are one experience's
        assert max(map(lengths["bits"], found)) > shortest["bits"]


def test_a_small_age_scale_draws_the_newest_alone(path: Path) -> None:
    newest = max(e.meta_iteration for e in experiences(0, 200))
    found = drawn(path, 200, **BY_AGE, age_scale=0.05)
    assert {e.meta_iteration for e in found} == {newest}


@pytest.mark.parametrize("sampling", ["proportional", "rank"])
def test_a_large_exponent_draws_the_best_alone_and_zero_draws_all_alike(
    path: Path, sampling: str
) -> None:
    best = drawn(path, 300, sampling=sampling, exponent=30)
    assert {e.score for e in best} == {1.0}
    scores = Counter(e.score for e in drawn(path, 2_000, sampling=sampling, exponent=0))
    assert all(400 < count < 600 for count in scores.values())
    assert len(scores) == 4


def test_other_settings_reach_the_buffer() -> None:
    chosen = replay_settings(BufferConfig(busy_seconds=2.5, capacity=12), 17)
    assert (chosen.busy_seconds, chosen.capacity) == (2.5, 12)
