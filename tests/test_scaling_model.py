"""Attacks the model of how a run scales: its sums, and the clock that its costs are read from."""

import time

import pytest

from arc_dsl import parse
from arc_dsl.execute.pool import Pool
from benchmarks.scaling.costs import Stage
from benchmarks.scaling.model import Load, Site, cpu_seconds, predict, saturating
from benchmarks.watching import Watch

COSTS = {"spread": Stage(worker=1.0, driver=0.01), "alone": Stage(worker=9.0, driver=0.5)}
LOADS = {"spread": Load(100, 50), "alone": Load(10, 1, spread=False)}


@pytest.mark.parametrize(
    ("cores", "seconds", "limit"),
    [(1, 100.0, "workers"), (10, 10.0, "workers"), (50, 2.0, "workers"), (1_000, 2.0, "units")],
)
def test_a_stage_takes_as_long_as_what_limits_it(cores: int, seconds: float, limit: str) -> None:
    found = predict(COSTS, LOADS, Site(cores), 0)
    assert found.stages == pytest.approx({"spread": seconds, "alone": 5.0})
    assert found.limits[limit] == pytest.approx(seconds)
    assert found.seconds == pytest.approx(seconds + 5.0)


def test_what_a_machine_shares_it_does_in_turn() -> None:
    on_one = predict(COSTS, LOADS, Site(2, machine=2), 0)
    assert on_one.stages["spread"] == pytest.approx((100 + 1) / 2)
    crowded = predict(COSTS, LOADS, Site(4, machine=2), 0)
    assert crowded.stages["spread"] == on_one.stages["spread"]


def test_cpu_time_is_that_of_all_however_many_there_are() -> None:
    for cores in (1, 64):
        driver, workers = cpu_seconds(COSTS, LOADS, Site(cores, unit_seconds=0.1))
        units = min(50, 4 * cores)
        assert driver == pytest.approx(100 * 0.01 + 0.1 * units + 5.0)
        assert workers == pytest.approx(100.0)


def test_what_saturates_is_named_with_the_cores_from_which_it_does() -> None:
    assert saturating(COSTS, LOADS, 0)["driver"] == 32  # 100 / 32 seconds, and 5 of the driver
    assert "network" not in saturating(COSTS, LOADS, 0)


def test_what_workers_used_before_is_not_counted() -> None:
    program = parse("x1 = product(I, I)\nO = rot90(I)")
    grid = ((1, 2), (3, 4))
    with Pool(1) as pool:
        pool.outcomes([program] * 3_000, [grid])
        with Watch(pool) as watch:
            time.sleep(0.05)
        assert watch.cpu_seconds < 0.02
