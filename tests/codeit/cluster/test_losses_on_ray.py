"""Attacks runs on Ray: nodes, workers, actors, drivers and the head are killed (minutes: slow).

A head and three nodes on this machine; the runs are processes of their own, as a user starts them.
Most recite seeds; every fifth has a tiny policy, which learns, and is asked to repair. Whatever is
killed, the finished run must be, row for row, that of an undisturbed local one.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
import pytest
from ray_toys import QUIET, Nodes
from runs_on_toys import ROOT, call, command, contents, modelled, standing_in, write_toys

pytest.importorskip("ray", reason="the extra `ray` is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(7_200),
    *(pytest.mark.filterwarnings(warning) for warning in QUIET),
]

KILLS = int(os.environ.get("CODEIT_TEST_KILLS", "100"))
RUNS = int(os.environ.get("CODEIT_TEST_RUNS", "20"))
SEED = int(os.environ.get("CODEIT_TEST_SEED", "17"))
KINDS = ("node", "worker", "actor", "driver")
WEIGHTS = (3, 3, 3, 1)
"""How often each is tried: a killed driver is what tests without Ray are about, and dear here."""
SECONDS = 2.0
"""Longest time from the moment a run is seen at work to the next kill."""
MANY_CORES = ("--set", "execution.workers=0")
ON_RAY = ("--executor", "ray")
MODEL = modelled(repair__turns="1", policy__tasks_at_once="1")
"""A policy of random weights in the place of the scripted one."""


def start(folder: Path, path: Path, *more: str) -> list[str]:
    """The command that starts the run, or goes on with it if it came as far as being one."""
    if (path / "config.json").exists():
        return standing_in("", "run", "--resume", str(path))
    return standing_in("", *command(folder, path.name, *MANY_CORES, *more, *ON_RAY)[3:])


def driver(arguments: list[str], nodes: Nodes, said: Path) -> "subprocess.Popen[bytes]":
    """The run as a process; what it says on stderr is in the file `said`."""
    with said.open("wb") as stream:
        return subprocess.Popen(
            arguments,
            cwd=ROOT,
            env=os.environ
            | {"RAY_ADDRESS": nodes.address, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=stream,
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_toys(tmp_path)
    return tmp_path


def undisturbed(folder: Path, *more: str) -> dict[str, object]:
    """The contents of a local run to its end."""
    name = "model" if more else "scripted"
    done = call(standing_in("", *command(folder, name, *MANY_CORES, *more)[3:]), timeout=900)
    assert done.returncode == 0, done.stderr
    return contents(folder / "runs" / name)


def test_nothing_is_lost_or_doubled_whatever_is_killed(folder: Path) -> None:
    rng = random.Random(SEED)
    wanted: dict[tuple[str, ...], dict[str, object]] = {}
    hits: Counter[str] = Counter()
    number = 0
    with Nodes(3) as nodes:
        while number < RUNS or hits.total() < KILLS:
            number += 1
            more = tuple(MODEL) if number % 5 == 2 else ()
            if more not in wanted:
                wanted[more] = undisturbed(folder, *more)
            path = folder / "runs" / f"run-{number}"
            due = min(KILLS * number // RUNS, KILLS) - hits.total()
            disturbed(partial(start, folder, path, *more), path, nodes, rng, due, hits)
            assert contents(path) == wanted[more], f"run {number} after {hits}"
            sys.stderr.write(f"run {number}: {dict(hits)} killed so far, nothing lost\n")
    assert hits.total() == KILLS
    assert KILLS < 50 or min(hits[kind] for kind in KINDS) > 0


def disturbed(
    begin: Callable[[], list[str]],
    path: Path,
    nodes: Nodes,
    rng: random.Random,
    due: int,
    hits: Counter[str],
) -> None:
    """Bring a run to its end under at most `due` kills; what was hit is counted."""
    said = path.with_suffix(".txt")
    running = driver(begin(), nodes, said)
    while True:
        if due and (path / "config.json").exists() and any(nodes.busy().values()):
            time.sleep(rng.uniform(0.0, SECONDS))
            if running.poll() is None:
                hits[kill(running, nodes, rng)] += 1
                due -= 1
        with suppress(subprocess.TimeoutExpired):
            if running.wait(0.2) == 0:
                return
            assert running.returncode == -9, said.read_text(encoding="utf-8")
            running = driver(begin(), nodes, said)


def kill(running: "subprocess.Popen[bytes]", nodes: Nodes, rng: random.Random) -> str:
    """Kill something, and tell its kind: the first, in an order by lot, of which there is one."""
    there = nodes.busy()
    for kind in rng.choices(KINDS, WEIGHTS, k=20):
        if kind == "driver":
            running.kill()
            running.wait()
        elif kind == "node":
            nodes.lose(rng.randrange(3))
        elif there[kind]:
            with suppress(psutil.NoSuchProcess):
                rng.choice(there[kind]).kill()
        else:
            continue
        return kind
    raise AssertionError


def test_a_lost_head_is_told_in_one_line_and_the_run_goes_on_elsewhere(folder: Path) -> None:
    wanted = undisturbed(folder)
    path, said = folder / "runs" / "headless", folder / "said.txt"
    with Nodes(2) as nodes:
        running = driver(start(folder, path), nodes, said)
        while not any(nodes.busy().values()):
            time.sleep(0.1)
            assert running.poll() is None
        nodes.lose_head()
        assert running.wait(timeout=180) == 2
    told = said.read_text(encoding="utf-8")
    assert told.count("\n") == 1, told
    for word in ("error: ", "head of the Ray cluster", "nothing stored is lost", "--resume"):
        assert word in told
    with Nodes(2) as nodes:
        running = driver(start(folder, path), nodes, said)
        assert running.wait() == 0, said.read_text(encoding="utf-8")
    assert contents(path) == wanted
