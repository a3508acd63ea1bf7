"""Attacks the pool: programs that hang, die and eat memory, killed workers, impatient callers."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from scripted_engine import (
    EXITS,
    FAILS,
    FINE,
    HUNGRY,
    KILLED,
    LEAKS,
    SLOW,
    SPINS,
    STOPS,
    TORCH,
    ScriptedEngine,
    digest,
)

from arc_dsl.digests import digest as grid_digest
from arc_dsl.errors import PoolError
from arc_dsl.execute.assembly import Assembly
from arc_dsl.execute.handles import Handle
from arc_dsl.execute.interpreter import run
from arc_dsl.execute.jobs import KINDS, Batch, Job
from arc_dsl.execute.pool import Pool
from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.program import parse

LIMITS = Limits(seconds=0.1, memory_mb=64)
A: PlainGrid = ((1, 2), (3, 4))
B: PlainGrid = ((5,),)


def pool(workers: int = 1) -> Pool:
    return Pool(workers, LIMITS, engine=ScriptedEngine)


def kinds(found: list[list[Outcome]]) -> list[list[Kind]]:
    return [[outcome.kind for outcome in row] for row in found]


def test_results_stand_where_their_program_and_input_stand() -> None:
    with pool(2) as workers:
        found = workers.outcomes([FINE, FAILS, "O = nonsense(I)"], [A, B])
    assert [[outcome.grid for outcome in row] for row in found] == [[A, B], [None] * 2, [None] * 2]
    assert kinds(found)[1:] == [[Kind.ERROR] * 2, [Kind.SYNTAX] * 2]
    assert found[1][0].message == "as asked"
    assert "nonsense" in found[2][0].message


def test_a_job_can_choose_from_a_batch_and_keeps_its_order() -> None:
    batch = Batch.of([FINE, FAILS])
    with pool() as workers:
        (found,) = workers.run([Job(batch, (A,), chosen=(1, 0, 0))])
    assert [outcome.kind for outcome in found[0]] == [Kind.ERROR, Kind.OK, Kind.OK]


def test_a_job_may_have_limits_of_its_own() -> None:
    own = Limits(seconds=0.02, memory_mb=1)
    with Pool(1, Limits(seconds=60, memory_mb=64), engine=ScriptedEngine) as workers:
        ((found,),) = workers.run([Job(Batch.of([SPINS]), (A,), limits=own)])
    assert found[0].kind is Kind.TIMEOUT
    assert "0.02 CPU seconds" in found[0].message


def test_compact_results_hold_kind_and_digest() -> None:
    with pool() as workers:
        (found,) = workers.run_digests([Job(Batch.of([FINE, FAILS, SPINS]), (A, B))])
    assert [[KINDS[k] for k in row] for row in found.kinds] == [
        [Kind.OK, Kind.ERROR, Kind.TIMEOUT]
    ] * 2
    assert found.digests == (digest(A) + bytes(32), digest(B) + bytes(32))


def test_nothing_to_do_is_nothing_done() -> None:
    with pool() as workers:
        assert workers.outcomes([], [A]) == []
        assert workers.outcomes([FINE], []) == [[]]
        assert list(workers.run([])) == []
        assert list(workers.run([Job(Batch.of([]), (A,))])) == [[[]]]


HOSTILE = [FINE, SPINS, FAILS, KILLED, FINE, HUNGRY, EXITS, SLOW, SPINS, FINE]
ENDS = [
    Kind.OK,
    Kind.TIMEOUT,
    Kind.ERROR,
    Kind.MEMORY,
    Kind.OK,
    Kind.MEMORY,
    Kind.ERROR,
    Kind.OK,
    Kind.TIMEOUT,
    Kind.OK,
]


@pytest.mark.parametrize("workers", [1, 3])
def test_what_kills_workers_costs_nobody_else_a_result(workers: int) -> None:
    jobs = [Job(Batch.of(HOSTILE), (A,)), Job(Batch.of(HOSTILE[:4]), (B, A))]
    with pool(workers) as running:
        first, second = running.run(jobs)
        assert running.deaths >= 8 + 2 * 3
        assert len(running.pids) == workers
    assert kinds(first) == [ENDS]
    assert kinds(second) == [ENDS[:4]] * 2
    assert [[outcome.grid for outcome in row if outcome.ok] for row in second] == [[B], [A]]


def test_one_worker_and_many_give_equal_results() -> None:
    programs = [FINE, FAILS, SLOW, "O = bad(", HUNGRY, SPINS]
    jobs = [Job(Batch.of(programs[i:]), (A, B)[: 1 + i % 2]) for i in range(0, 6, 2)]
    found = []
    for workers in (1, 3):
        with pool(workers) as running:
            found.append(list(running.run(jobs)))
    assert found[0] == found[1]


def test_an_endless_program_ends_at_its_limit() -> None:
    with pool() as running:
        running.outcomes([FINE], [A])
        child = psutil.Process(running.pids[0])
        most = [0.0]

        def watch() -> None:
            while child.is_running():
                try:
                    times = child.cpu_times()
                except psutil.Error:
                    return
                most[0] = max(most[0], times.user + times.system)
                time.sleep(0.005)

        before = child.cpu_times()
        watcher = threading.Thread(target=watch)
        watcher.start()
        ((outcome,),) = running.outcomes([SPINS], [A])
        watcher.join()
    assert outcome.kind is Kind.TIMEOUT
    assert "0.1 CPU seconds" in outcome.message
    assert most[0] - before.user - before.system <= LIMITS.seconds + 0.1


def test_a_program_is_not_blamed_for_memory_that_others_hold() -> None:
    with pool() as running:
        found = running.outcomes([LEAKS, LEAKS, LEAKS, FINE], [A])
    assert kinds(found) == [[Kind.OK]] * 4


def test_a_worker_killed_from_outside_loses_nothing() -> None:
    jobs = [Job(Batch.of([SLOW, FAILS] * 6), (A,)) for _ in range(5)]
    found = []
    with pool() as running:
        for outcomes in running.run(jobs):
            found.append(kinds(outcomes))
            pid = running.pids[0]
            threading.Timer(0.05, lambda pid=pid: os.kill(pid, signal.SIGKILL)).start()
        time.sleep(0.1)
        assert running.deaths == 4
    assert found == [[[Kind.OK, Kind.ERROR] * 6]] * 5


def test_workers_that_die_before_they_begin_count_against_no_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deaths = iter(range(3))

    class Mortal(Handle):
        def offer(self, assembly: Assembly) -> bool:
            if next(deaths, None) is not None:
                os.kill(self.pid, signal.SIGKILL)
            return super().offer(assembly)

    monkeypatch.setattr("arc_dsl.execute.pool.Handle", Mortal)
    with pool() as running:
        ((found,),) = running.outcomes([FINE], [A])
        assert running.deaths == 3
    assert found.kind is Kind.OK


def test_a_worker_that_stands_still_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arc_dsl.execute.pool._PATIENCE_SECONDS", 0.1)
    with Pool(1, Limits(seconds=0.01), engine=ScriptedEngine) as running:
        (stopped,), (fine,) = running.outcomes([STOPS, FINE], [A])
    assert (stopped.kind, stopped.message) == (Kind.TIMEOUT, "made no progress")
    assert fine.ok


def test_the_pool_gives_what_running_here_gives() -> None:
    programs = [
        "O = rot90(I)",
        "x1 = palette(I)\nO = first(x1)",
        "x1 = upscale(I, TEN)\nx2 = upscale(x1, TEN)\nx3 = upscale(x2, TEN)\nO = crop(x3, I, I)",
        "x1 = hupscale(I, TWO)\nO = vupscale(x1, TWO)",
    ]
    with Pool(2) as running:
        found = running.outcomes(programs, [A, B])
        (compact,) = running.run_digests([Job(Batch.of(programs), (A, B))])
    for position, program in enumerate(programs):
        for number, grid in enumerate((A, B)):
            here = run(parse(program), grid)
            assert found[position][number] == here
            assert KINDS[compact.kinds[number][position]] == here.kind
            digest_there = compact.digests[number][16 * position : 16 * (position + 1)]
            assert digest_there == (grid_digest(here.grid) if here.grid else bytes(16))


def test_an_idle_worker_that_was_killed_is_replaced() -> None:
    with pool() as running:
        for _ in range(7):
            os.kill(running.pids[0], signal.SIGKILL)
            assert running.outcomes([FINE], [A])[0][0].ok


def test_jobs_are_taken_only_as_results_are() -> None:
    taken = 0

    def jobs() -> Iterator[Job]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield Job(Batch.of([FINE]), (A,))

    with pool(2) as running:
        results = running.run(jobs())
        for number in range(1, 20):
            next(results)
            assert taken <= number + 8
        results.close()
        assert taken < 40


def test_a_run_given_up_leaves_the_pool_usable_and_nothing_running() -> None:
    with pool(2) as running:
        results = running.run(Job(Batch.of([SLOW] * size), (A,)) for size in (1, 500, 500, 500))
        next(results)
        with pytest.raises(PoolError, match="in use"):
            running.outcomes([FINE], [A])
        results.close()
        assert running.outcomes([FINE], [A])[0][0].ok
        pids = running.pids
    wait_until_gone(pids)
    with pytest.raises(PoolError, match="closed"):
        running.outcomes([FINE], [A])


def wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 5
    while any(psutil.pid_exists(pid) for pid in pids):
        assert time.monotonic() < deadline, "a worker outlived its pool"
        time.sleep(0.01)


class BrokenEngine:
    """Cannot be used: the workers die before they can say so."""

    def __reduce__(self) -> tuple[object, ...]:
        return (os._exit, (9,))


def test_workers_that_cannot_start_are_an_error_not_a_loop() -> None:
    with (
        Pool(1, LIMITS, engine=BrokenEngine()) as running,  # type: ignore[arg-type]
        pytest.raises(PoolError, match=r"5 workers in a row died before .* exit code 9"),
    ):
        running.outcomes([FINE], [A])


def test_a_negative_number_of_workers_is_refused() -> None:
    with pytest.raises(PoolError, match="cannot have -1 workers"):
        Pool(-1)


SCRIPT = """
import sys, threading
sys.path[:0] = [{root!r}, {tests!r}]
sys.modules["torch"] = sys
from scripted_engine import *
from arc_dsl import Limits
from arc_dsl.execute.pool import Pool
threading.Thread(target=threading.Event().wait, daemon=True).start()
with Pool(1, Limits(seconds=60), engine=ScriptedEngine) as pool:  # a busy machine may be late
    print("ready", flush=True)
    print(pool.outcomes([{program!r}], [((1,),)])[0][0].grid, flush=True)
"""


def script(tmp_path: Path, program: str) -> "subprocess.Popen[str]":
    """A user's script without a main guard, in its own process group like a terminal's job."""
    root = Path(__file__).parents[2]
    file = tmp_path / "script.py"
    file.write_text(
        SCRIPT.format(root=str(root), tests=str(root / "tests" / "helpers"), program=program)
    )
    return subprocess.Popen(
        [sys.executable, file],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_ctrl_c,
    )


def hear_ctrl_c() -> None:
    """Where tests run in the background, they and all that they start ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_workers_load_neither_torch_nor_the_callers_script(tmp_path: Path) -> None:
    out, err = script(tmp_path, TORCH).communicate(timeout=60)
    assert (out, err) == ("ready\n((0,),)\n", "")


def test_ctrl_c_ends_everything_with_one_trace(tmp_path: Path) -> None:
    process = script(tmp_path, SPINS)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.2)
    group = [p for p in psutil.process_iter() if os.getpgid(p.pid) == process.pid]
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert err.count("Traceback") == 1
    assert err.rstrip().endswith("KeyboardInterrupt")
    wait_until_gone([p.pid for p in group])
