"""Attacks the executor with programs made to break it, and the accounting of that attack."""

import random
from dataclasses import replace

import pytest

from arc_dsl.execute.jobs import DIGEST_BYTES, Batch, Job
from arc_dsl.execute.pool import Pool
from arc_dsl.outcome import Limits
from arc_dsl.program import parse
from benchmarks import execution
from benchmarks.hostile import FAMILIES


@pytest.mark.parametrize("family", [name for name in FAMILIES if name != "garbage"])
def test_hostile_programs_are_programs(family: str) -> None:
    rng = random.Random(family)
    for _ in range(50):
        parse(FAMILIES[family](rng))


def test_a_short_hostile_run_loses_nothing() -> None:
    report = execution.hostile_run(160, 2, Limits(seconds=0.05, memory_mb=256))
    assert report["hostile_programs"] == 160
    assert report["hostile_lost"] == 0
    assert report["hostile_overruns"] == 0
    assert report["peak_memory_mb"] < 256 + 100


def test_the_accounting_sees_what_is_lost_or_swapped() -> None:
    texts = [str(program) for program in execution._HARMLESS[:2]] + ["no program", "O = hmirror(I)"]
    grid = ((1, 2), (3, 4))
    with Pool(1) as pool:
        (ends,) = pool.run_digests([Job(Batch.of(texts), (grid,))])
    assert execution._wrong(texts, grid, ends) == 0
    assert execution._wrong([texts[1], texts[0], *texts[2:]], grid, ends) == 2
    assert execution._wrong([*texts[:2], texts[3], texts[2]], grid, ends) == 2
    swapped = ends.digests[0][DIGEST_BYTES : 2 * DIGEST_BYTES] + ends.digests[0][DIGEST_BYTES:]
    assert execution._wrong(texts, grid, replace(ends, digests=(swapped,))) == 1


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_hundred_thousand_hostile_programs_lose_nothing() -> None:
    report = execution.hostile_run(100_000)
    assert report["hostile_programs"] == 100_000
    assert report["hostile_lost"] == 0
    assert report["hostile_overruns"] == 0
    assert report["max_overrun_seconds"] <= 0.1
    assert report["peak_memory_mb"] < execution.HOSTILE_LIMITS.memory_mb + 100
