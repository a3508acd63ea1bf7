"""Attacks the statistics of comparisons: known differences, pure noise, pairing, exact tests."""

import numpy as np
import pytest

from codeit.results.experiments.comparison import ArmRun, compare, mcnemar

TASKS = tuple(f"t{i:02}" for i in range(40))


def run(arm: str, seed: int, solved: dict[str, float], budget: float = 100.0) -> ArmRun:
    return ArmRun(arm, seed, TASKS, budget, solved)


def drawn(arm: str, chance: float, seeds: int, salt: int) -> list[ArmRun]:
    """Runs that solve each task with a chance, at a random cost."""
    runs = []
    for seed in range(seeds):
        rng = np.random.default_rng((salt, seed))
        runs.append(run(arm, seed, {t: rng.random() * 100 for t in TASKS if rng.random() < chance}))
    return runs


def test_a_real_difference_is_seen_and_none_is_said_to_be_noise() -> None:
    better = compare(drawn("low", 0.2, 3, 1), drawn("high", 0.6, 3, 2))
    assert better.solved.mean > 8
    assert not better.solved.within_noise
    assert better.p_value < 0.001
    same = compare(drawn("one", 0.3, 3, 3), drawn("other", 0.3, 3, 4))
    assert same.solved.within_noise
    assert same.p_value > 0.05


def test_intervals_of_equal_arms_hold_zero_about_as_often_as_they_say() -> None:
    inside = sum(
        compare(drawn("a", 0.3, 3, 2 * n), drawn("b", 0.3, 3, 2 * n + 1)).solved.within_noise
        for n in range(100, 160)
    )
    assert 52 <= inside <= 60


def test_what_is_solved_earlier_has_more_area_and_is_the_same_count() -> None:
    late = [run("late", 1, dict.fromkeys(TASKS[:10], 80.0))]
    early = [run("early", 1, dict.fromkeys(TASKS[:10], 20.0))]
    found = compare(late, early)
    assert found.solved.mean == 0
    assert found.solved.within_noise
    assert found.area.mean == pytest.approx(10 * 0.6)
    assert not found.area.within_noise


def test_areas_end_at_the_budget_that_every_run_reached() -> None:
    short = [run("short", 1, {"t00": 10.0}, budget=50.0)]
    long = [run("long", 1, {"t00": 10.0, "t01": 60.0}, budget=200.0)]
    found = compare(short, long)
    assert found.budget == 50
    assert found.area.mean == 0
    assert found.solved.mean == 1


def test_gains_and_losses_are_named_most_seeds_first() -> None:
    first = [run("a", s, {"t00": 1.0}) for s in (1, 2)]
    second = [run("b", 1, {"t05": 1.0, "t09": 1.0}), run("b", 2, {"t09": 1.0})]
    found = compare(first, second)
    assert found.gained == ("t09", "t05")
    assert found.lost == ("t00",)
    assert found.discordant == (3, 2)


def test_only_shared_seeds_are_paired() -> None:
    found = compare([run("a", 1, {}), run("a", 2, {})], [run("b", 2, {}), run("b", 3, {})])
    assert found.seeds == (2,)
    with pytest.raises(ValueError, match="share no seed"):
        compare([run("a", 1, {})], [run("b", 2, {})])


def test_other_tasks_cannot_be_paired() -> None:
    other = ArmRun("b", 1, TASKS[1:], 1.0, {})
    with pytest.raises(ValueError, match="same tasks"):
        compare([run("a", 1, {})], [other])


def test_mcnemar_is_the_exact_binomial() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(5, 5) == 1
    assert mcnemar(5, 0) == pytest.approx(2 / 32)
    assert mcnemar(17, 7) == mcnemar(7, 17) == pytest.approx(0.0639, abs=1e-4)


def test_seeds_with_tasks_of_their_own_are_drawn_apart() -> None:
    """Ten generated tasks a seed, five seeds: as fifty tasks, not as ten that five seeds repeat."""

    def own(arm: str, seed: int, solved: int) -> ArmRun:
        names = tuple(f"s{n} of seed {seed}" for n in range(10))
        return ArmRun(arm, seed, names, 100.0, dict.fromkeys(names[:solved], 10.0))

    def shared(arm: str, seed: int, solved: int) -> ArmRun:
        names = tuple(f"s{n}" for n in range(10))
        return ArmRun(arm, seed, names, 100.0, dict.fromkeys(names[:solved], 10.0))

    seeds = range(5)
    apart = compare([own("a", s, 0) for s in seeds], [own("b", s, 2) for s in seeds])
    together = compare([shared("a", s, 0) for s in seeds], [shared("b", s, 2) for s in seeds])
    assert apart.solved.mean == together.solved.mean == 2
    assert apart.solved.low > 0 >= together.solved.low
    assert set(apart.gained) == {f"s{n} of seed {s}" for n in range(2) for s in seeds}
    assert together.gained == ("s0", "s1")


def test_seeds_with_different_numbers_of_tasks_are_refused() -> None:
    few = ArmRun("a", 2, TASKS[1:], 1.0, {})
    with pytest.raises(ValueError, match="numbers of tasks"):
        compare([run("a", 1, {}), few], [run("b", 1, {}), few])
