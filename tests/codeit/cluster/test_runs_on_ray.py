"""Attacks the executor and the samplers on Ray: the same bytes in the same order as here.

One cluster of two cores for the whole file. That of losses is `test_losses_on_ray.py`.
"""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ray_toys import QUIET, started
from runs_on_toys import call, command, contents, write_toys

from arc_dsl import Kind, Limits, parse
from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.execute.pool import Pool
from codeit.cluster import membership
from codeit.cluster.executing import RayExecutor
from codeit.cluster.membership import Cluster, address_of
from codeit.cluster.pieces import Piece, divided, join_digests, join_outcomes, joined
from codeit.cluster.recipe import Recipe
from codeit.cluster.sampling import ActorSampler
from codeit.errors import ConfigError, RunError
from codeit.policy.interface import PolicyConfig
from codeit.policy.sampling import Here, SampleUnit
from codeit.policy.scripted import ScriptedPolicy
from data.tasks import Pair, Task

pytest.importorskip("ray", reason="the extra `ray` is not installed")
pytestmark = [pytest.mark.filterwarnings(warning) for warning in QUIET]

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
def cluster() -> Iterator[Any]:
    with started(2) as ray:
        yield ray


@pytest.fixture(scope="module")
def executor(cluster: Any) -> Iterator[RayExecutor]:
    with RayExecutor(None, 2, LIMITS) as made:
        yield made


def jobs() -> list[Job]:
    batch, other, large = Batch(TEXTS), Batch(TEXTS[::-1]), Batch(TEXTS * 300)
    return [
        Job(batch, GRIDS),
        Job(other, GRIDS[:1], (0, 2)),
        Job(batch, ()),
        Job(batch, GRIDS, ()),
        Job(large, GRIDS[:1], range(3, 1_400, 7)),
        *[Job(batch, GRIDS[1:], (n,)) for n in range(5)],
        Job(other, GRIDS, limits=Limits(steps=2, size=2_000, seconds=0.5)),
    ]


def test_results_are_those_of_the_local_pool(executor: RayExecutor) -> None:
    with Pool(1, LIMITS) as pool:
        assert list(executor.run(jobs())) == list(pool.run(jobs()))
        assert list(executor.run_digests(jobs())) == list(pool.run_digests(jobs()))
        assert executor.outcomes(TEXTS, GRIDS) == pool.outcomes(TEXTS, GRIDS)
    assert executor.outcomes([], GRIDS) == []
    kinds = {end.kind for ends in executor.outcomes(TEXTS, GRIDS) for end in ends}
    assert {Kind.OK, Kind.SYNTAX} < kinds


@pytest.mark.parametrize("wanted", [1, 3, 8, 1_000])
def test_no_result_depends_on_how_jobs_are_cut(wanted: int) -> None:
    """Without Ray: the pieces of jobs, run here, and put together again."""
    with Pool(1, LIMITS) as pool:

        def run(how: Callable[[Sequence[Job]], Any], unit: list[Piece]) -> list[Any]:
            return list(how([Job(p.job.batch, p.inputs, p.chosen, p.limits) for p in unit]))

        units = list(divided(jobs(), lambda: wanted))
        assert len(units) > (wanted > 3)
        digests = [(unit, run(pool.run_digests, unit)) for unit in units]
        assert list(joined(digests, join_digests)) == list(pool.run_digests(jobs()))
        outcomes = [(unit, run(pool.run, unit)) for unit in units]
        assert list(joined(outcomes, join_outcomes)) == list(pool.run(jobs()))


def test_jobs_are_taken_only_as_fast_as_results_are(executor: RayExecutor) -> None:
    taken = 0

    def source() -> Iterator[Job]:
        nonlocal taken
        for job in jobs() * 40:
            taken += 1
            yield job

    results = executor.run_digests(source())
    next(results)
    assert taken <= 64  # four jobs for each of the four units of two cores, twice
    results.close()  # type: ignore[attr-defined]


def test_a_worker_that_is_killed_costs_only_time(executor: RayExecutor, tmp_path: Path) -> None:
    def dying_once(folder: str, unit: int) -> int:  # inside: Ray's workers know no test module
        """The square; every fifth unit kills its process when it is first tried."""
        mark = Path(folder) / str(unit)
        if unit % 5 == 0 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        mark.touch()
        return unit * unit

    def failing(zero: int, unit: int) -> float:
        return unit / zero

    found = list(executor.map(dying_once, str(tmp_path), range(20)))
    assert found == [n * n for n in range(20)]
    assert len(list(tmp_path.iterdir())) == 20
    with pytest.raises(ZeroDivisionError):
        list(executor.map(failing, 0, range(3)))


# Sampling

PROGRAMS = [parse(f"x1 = shift(I, {a})\nO = {b}(I)") for a in ("UP", "DOWN", "LEFT")
            for b in ("rot90", "rot180", "vmirror", "hmirror")]  # fmt: skip
PAIR = Pair(GRIDS[0], GRIDS[1])


def units() -> list[SampleUnit]:
    tasks = [Task(f"t{n}", (PAIR,), ()) for n in range(24)]
    return [SampleUnit(tuple(tasks[n : n + 2]), 5, 17 + n) for n in range(0, 24, 2)]


def test_samples_are_those_of_this_process_although_actors_are_killed(
    executor: RayExecutor,
) -> None:
    policy = ScriptedPolicy(PROGRAMS)
    sampler = ActorSampler(executor.cluster, RECIPE, policy)
    wanted = list(Here(policy).map(units()))
    assert list(sampler.map(units())) == wanted
    first = [member.actor for member in sampler.team()]
    assert len(first) == 2
    found = []
    for number, drawn in enumerate(sampler.map(units())):
        found.append(drawn)
        if number in (0, 4, 5):
            for member in sampler.team()[: 1 + number // 5]:
                executor.cluster.ray.kill(member.actor)
    assert found == wanted
    assert first[0] not in [member.actor for member in sampler.team()]


RECIPE = Recipe(scripted=True, policy=PolicyConfig(), domain="grids", canonical=False, threads=1)


def test_weights_are_sent_when_they_have_changed(executor: RayExecutor) -> None:
    policy = ScriptedPolicy(PROGRAMS)
    sampler = ActorSampler(executor.cluster, RECIPE, policy)
    name, reference = sampler.weights()
    assert sampler.weights() == (name, reference), "named by their content"
    before = list(sampler.map(units()))
    policy.__init__(PROGRAMS[:3])  # type: ignore[misc]  # as learning would
    assert sampler.weights()[0] != name
    after = list(sampler.map(units()))
    assert after != before
    assert after == list(Here(policy).map(units()))


def test_nodes_get_actors_by_their_cores_or_gpus() -> None:
    model = Recipe(False, PolicyConfig(), "grids", canonical=False, threads=4)
    assert [model.actors({"CPU": cores}) for cores in (1, 4, 9, 64)] == [1, 1, 2, 16]
    assert model.actors({"CPU": 64, "GPU": 8}) == 8
    bound = Recipe(False, PolicyConfig(device="cpu"), "grids", canonical=False, threads=4)
    assert bound.actors({"CPU": 64, "GPU": 8}) == 16


# A whole run


def test_a_run_on_ray_finds_what_a_local_one_finds(cluster: Any, tmp_path: Path) -> None:
    write_toys(tmp_path)
    there = cluster.get_runtime_context().gcs_address
    for name, more in (("here", ()), ("there", ("--set", "execution.executor=ray"))):
        os.environ["RAY_ADDRESS"] = there
        try:
            done = call(command(tmp_path, name, *more))
        finally:
            del os.environ["RAY_ADDRESS"]
        assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "runs" / "there") == contents(tmp_path / "runs" / "here")


@pytest.mark.parametrize(
    ("address", "said"), [(None, "could not be started"), ("h:1", "no Ray cluster answers at h:1")]
)
def test_a_cluster_that_cannot_be_had_is_told_in_one_line(address: str | None, said: str) -> None:
    def init(**_: object) -> None:
        raise Exception("The current node timed out.\nMore of it.")  # as Ray does

    cluster = Cluster(address)
    cluster.ray = SimpleNamespace(init=init)
    with pytest.raises(ConfigError, match=said) as caught:
        cluster._join()
    assert "node timed out." in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_executor_is_named_as_people_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    assert address_of("ray") is None
    assert address_of("ray://head:10001") == "ray://head:10001"
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")
    assert address_of("ray") == "10.0.0.1:6379"
    for wrong in ("ray://", "dask", ""):
        with pytest.raises(ConfigError, match="local, ray"):
            address_of(wrong)


def test_a_question_to_a_head_that_is_gone_ends_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(membership, "_TICK_SECONDS", 0.01)
    monkeypatch.setattr(membership, "_PATIENCE_SECONDS", 0.05)
    never = threading.Event()
    cluster = Cluster("there:1")
    cluster.ray = SimpleNamespace(nodes=never.wait, exceptions=SimpleNamespace(RayError=OSError))
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))  # nobody listens
        monkeypatch.setattr(cluster, "_head", unheard.getsockname())
        with pytest.raises(RunError, match="head of the Ray cluster does not answer"):
            _ = cluster.nodes
    never.set()
