"""Attacks the executor on Ray: the same results in the same order, limits there as here."""

from collections.abc import Iterator

import pytest

from arc_dsl import Kind, Limits
from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.execute.pool import Pool
from codeit.errors import ConfigError
from codeit.run.on_ray import RayExecutor, address_of

pytest.importorskip("ray", reason="the extra `ray` is not installed")

LIMITS = Limits(steps=2_000, size=2_000, seconds=0.5)
GRIDS = (((1, 2), (3, 4)), ((5, 0, 0), (0, 5, 0)))
TEXTS = (
    "O = rot90(I)",
    "no program",
    "O = first(I)",
    "x1 = canvas(ONE, THREE_BY_THREE)\nO = hconcat(x1, I)",
    "x1 = asindices(I)\nx2 = product(x1, x1)\nx3 = product(x2, x2)\nx4 = product(x3, x3)\n"
    "O = underfill(I, ONE, x4)",
)


@pytest.fixture(scope="module")
def executor() -> Iterator[RayExecutor]:
    with RayExecutor(None, 2, LIMITS) as made:
        yield made


def jobs() -> list[Job]:
    batch, other = Batch(TEXTS), Batch(TEXTS[::-1])
    return [
        Job(batch, GRIDS),
        Job(other, GRIDS[:1], (0, 2)),
        *[Job(batch, GRIDS[1:], (n,)) for n in range(5)],
        Job(other, GRIDS, limits=Limits(steps=2, size=2_000, seconds=0.5)),
    ]


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")
def test_results_are_those_of_the_local_pool(executor: RayExecutor) -> None:
    with Pool(1, LIMITS) as pool:
        assert list(executor.run(jobs())) == list(pool.run(jobs()))
        assert list(executor.run_digests(jobs())) == list(pool.run_digests(jobs()))
        assert executor.outcomes(TEXTS, GRIDS) == pool.outcomes(TEXTS, GRIDS)
    assert executor.outcomes([], GRIDS) == []
    kinds = {end.kind for ends in executor.outcomes(TEXTS, GRIDS) for end in ends}
    assert {Kind.OK, Kind.SYNTAX} < kinds


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")
def test_jobs_are_taken_only_as_fast_as_results_are(executor: RayExecutor) -> None:
    taken = 0

    def source() -> Iterator[Job]:
        nonlocal taken
        for job in jobs() * 40:
            taken += 1
            yield job

    results = executor.run_digests(source())
    next(results)
    assert taken <= 8
    results.close()  # type: ignore[attr-defined]


def test_an_executor_is_named_as_people_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    assert address_of("ray") is None
    assert address_of("ray://head:10001") == "ray://head:10001"
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")
    assert address_of("ray") == "10.0.0.1:6379"
    for wrong in ("ray://", "dask", ""):
        with pytest.raises(ConfigError, match="local, ray"):
            address_of(wrong)
