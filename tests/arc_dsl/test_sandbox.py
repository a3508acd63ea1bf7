"""Attacks the sandbox: a worker whose engine is a burglar, with and without the filter of calls."""

import mmap
import os
import signal
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from burglar import DESCRIPTORS, PLACE, TRIES, Burglar, text, tried
from multiprocess.connection import Pipe

from arc_dsl.execute import sandbox
from arc_dsl.execute.pool import Pool
from arc_dsl.execute.processes import start_process
from arc_dsl.execute.sandbox import Confinement, confine, confinement
from arc_dsl.outcome import Limits
from codeit.search import pooled
from codeit.search.pooled import SearchJob


@cache
def filtered() -> bool:
    return confinement().calls


@pytest.fixture(autouse=True)
def place() -> Path:
    PLACE.mkdir(exist_ok=True)
    (PLACE / "prey").write_text("prey")
    return PLACE


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of calls are of x86-64")
def test_a_program_that_could_try_gets_nothing() -> None:
    if not filtered():
        pytest.skip("this system has no filter of calls")
    with Pool(1, Limits(seconds=5), engine=Burglar) as pool:
        ends = pool.outcomes([text(number) for number in range(len(TRIES))], [((1,),)])
        assert pool.deaths == 0
    told = {name: row[0].message for name, row in zip(TRIES, ends, strict=True)}
    refused = {name: told[name] for name in TRIES if told[name] not in ("EPERM", "EMFILE")}
    assert refused == {"thread": repr(RuntimeError("can't start new thread"))}
    assert [path.name for path in PLACE.iterdir()] == ["prey"]
    assert (PLACE / "prey").read_text() == "prey"


def unconfined(connection: Any) -> None:
    connection.send({name: tried(name) for name in ("open to read", "pipe", "look at a file")})


def limited_alone(connection: Any) -> None:
    sandbox._filter = lambda: "system calls cannot be filtered (as the test has it)"
    held = confine()
    connection.send((held, {name: tried(name) for name in DESCRIPTORS}))


def asked(target: Callable[[Any], None]) -> Any:
    here, there = Pipe()
    process = start_process(target, there, preload="arc_dsl.execute.pool")
    there.close()
    told = here.recv()
    process.join()
    return told


def test_without_the_sandbox_the_same_tries_succeed() -> None:
    assert all(end.startswith("done") for end in asked(unconfined).values())


def test_where_calls_cannot_be_filtered_limits_still_hold() -> None:
    held, ends = asked(limited_alone)
    reason = "system calls cannot be filtered (as the test has it)"
    assert held == Confinement(limits=True, calls=False, reason=reason)
    assert str(held) == f"limits ({reason})"
    others = {name: end for name, end in ends.items() if end != "EMFILE"}
    assert set(others) <= {"duplicate", "duplicate over", "duplicate by fcntl", "pseudo-terminal"}
    assert set(others.values()) <= {"EBADF", "EINVAL", "ENOENT"}  # for a number beyond the limit


def burgling(connection: Any, material: Any) -> None:
    """A worker of the search whose searcher is a burglar."""
    vars(pooled)["Searcher"] = lambda _: type("", (), {"search": searched})()
    pooled.work(connection, material)


def searched(*arguments: object, **named: object) -> object:
    return tried("open to read"), tried("socket")


def test_workers_of_the_search_are_held_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooled, "TARGET", burgling)
    (ends,) = pooled.search_all([SearchJob(None, 1)], None, 1, lambda done, of: None)  # type: ignore[arg-type]
    assert ends == (("EPERM", "EPERM") if filtered() else ("EMFILE", "EMFILE"))  # type: ignore[comparison-overlap]


def killing_itself(connection: Any) -> None:
    confine()
    signal.signal(signal.SIGTERM, lambda *_: connection.send("signals come"))
    os.kill(os.getpid(), signal.SIGTERM)
    mmap.mmap(-1, 1 << 20).close()
    signal.alarm(0)


@pytest.mark.skipif(sys.platform != "linux", reason="of Linux")
def test_a_worker_may_signal_itself_and_take_memory() -> None:
    assert asked(killing_itself) == "signals come"
