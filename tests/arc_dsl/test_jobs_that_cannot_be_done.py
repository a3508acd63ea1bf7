"""Attacks the pool with jobs that no program is to blame for: it must end, with the reason."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from arc_dsl import parse
from arc_dsl.errors import PoolError
from arc_dsl.execute import pool as pool_module
from arc_dsl.execute.pool import Pool
from arc_dsl.execute.tracing import FunctionValue, traced
from arc_dsl.execute.worker import RETIRED
from arc_dsl.outcome import Kind, Limits, Outcome

MIRROR = "O = vmirror(I)"


@pytest.mark.parametrize("grid", [((1, 2), (3,)), (), ((11,),), (("a",),), 7])
def test_an_input_that_is_no_grid_ends_the_job(grid: object) -> None:
    with Pool(1) as pool, pytest.raises(PoolError, match="the job cannot be done: "):
        pool.outcomes([MIRROR], [grid])  # type: ignore[list-item]


class Failing:
    """An engine that cannot be made."""

    def __init__(self, grid: object, limits: Limits) -> None:
        raise KeyError("no engine today")


def test_an_engine_that_cannot_be_made_ends_the_job() -> None:
    with Pool(1, engine=Failing) as pool, pytest.raises(PoolError, match="KeyError"):  # type: ignore[arg-type]
        pool.outcomes([MIRROR], [((1,),)])


class Retiring:
    """An engine whose worker always has too little memory, before any program runs."""

    def __init__(self, grid: object, limits: Limits) -> None:
        os._exit(RETIRED)


def test_workers_that_only_retire_end_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_RETIRED", 3)
    with Pool(1, engine=Retiring) as pool, pytest.raises(PoolError, match="no memory left"):  # type: ignore[arg-type]
        pool.outcomes([MIRROR], [((1,),)])


def test_a_pool_works_after_a_job_that_could_not_be_done() -> None:
    with Pool(1) as pool:
        with pytest.raises(PoolError):
            pool.outcomes([MIRROR], [((1, 2), (3,))])
        assert pool.outcomes([MIRROR], [((1, 2),)]) == [[Outcome(Kind.OK, ((2, 1),))]]


def test_a_trace_comes_from_a_worker_with_everything_but_functions() -> None:
    program = parse("x1 = compose(vmirror, hmirror)\nO = x1(I)")
    found = traced(program, ((1, 2), (3, 4)))
    assert found.outcome.grid == ((4, 3), (2, 1))
    assert [step.number for step in found.steps] == [1, 2]
    assert found.steps[0].value == FunctionValue("compose")
    assert found.steps[1].value == ((4, 3), (2, 1))


def test_a_trace_that_explodes_is_an_outcome() -> None:
    lines = ["x1 = asindices(I)"]
    lines += [f"x{n} = product(x{n - 1}, x{n - 1})" for n in range(2, 8)]
    program = parse("\n".join([*lines, "O = canvas(ZERO, UNITY)"]))
    found = traced(program, ((1,) * 20,) * 20, Limits(size=10**7, seconds=2.0, memory_mb=256))
    assert not found.outcome.ok


def test_a_place_for_sockets_whose_path_is_too_long_is_told(tmp_path: Path) -> None:
    place = tmp_path / ("x" * 120)
    place.mkdir()
    script = (
        "from arc_dsl.execute.pool import Pool\n"
        "if __name__ == '__main__':\n"
        "    with Pool(1) as pool: pool.outcomes(['O = vmirror(I)'], [((1,),)])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "TMPDIR": str(place)},
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert "PoolError" in done.stderr
    assert "TMPDIR is too long" in done.stderr
