"""Attacks runs on Ray: nodes, workers, actors, drivers and the head are killed (minutes: slow).

A head and three nodes on this machine; the runs are processes of their own, as a user starts them.
Whatever is killed, the finished run must be, row for row, that of an undisturbed local one.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from ray_toys import QUIET, Nodes
from runs_on_toys import ROOT, call, command, contents, standing_in, write_toys

pytest.importorskip("ray", reason="the extra `ray` is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(7_200),
    *(pytest.mark.filterwarnings(warning) for warning in QUIET),
]

KILLS = int(os.environ.get("CODEIT_TEST_KILLS", "100"))
RUNS = int(os.environ.get("CODEIT_TEST_RUNS", "20"))
KINDS = ("node", "worker", "driver")
LONGER = ("--set", "mutation.per_iteration=150", "--set", "search.steps=8000",
          "--set", "execution.workers=0")  # fmt: skip
ON_RAY = ("--executor", "ray")


def start(folder: Path, path: Path) -> list[str]:
    """The command that starts the run, or goes on with it if it came as far as being one."""
    if (path / "config.json").exists():
        return standing_in("", "run", "--resume", str(path))
    return standing_in("", *command(folder, path.name, *LONGER, *ON_RAY)[3:])


def driver(arguments: list[str], nodes: Nodes) -> "subprocess.Popen[str]":
    """The run as a process; what it says on stderr can be read when it has ended."""
    return subprocess.Popen(
        arguments,
        cwd=ROOT,
        env=os.environ
        | {"RAY_ADDRESS": nodes.address, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_toys(tmp_path)
    done = call(standing_in("", *command(tmp_path, "whole", *LONGER)[3:]))
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_nothing_is_lost_or_doubled_whatever_is_killed(folder: Path) -> None:
    rng = random.Random(17)
    wanted = contents(folder / "runs" / "whole")
    hits: Counter[str] = Counter()
    with Nodes(3) as nodes:
        for number in range(1, RUNS + 1):
            path = folder / "runs" / f"run-{number}"
            due = KILLS * number // RUNS - hits.total()
            disturbed(folder, path, nodes, rng, due, hits)
            assert contents(path) == wanted, f"run {number} after {hits}"
            sys.stderr.write(f"run {number}: {dict(hits)} killed so far, nothing lost\n")
    assert min(hits[kind] for kind in KINDS) > 0


def disturbed(
    folder: Path, path: Path, nodes: Nodes, rng: random.Random, due: int, hits: Counter[str]
) -> None:
    """Bring a run to its end under at most `due` kills; what was hit is counted."""
    running = driver(start(folder, path), nodes)
    while True:
        try:
            _, said = running.communicate(timeout=rng.uniform(0.5, 4.0) if due else None)
        except subprocess.TimeoutExpired:
            if kind := kill(running, path, nodes, rng):
                hits[kind] += 1
                due -= 1
            continue
        if running.returncode == 0:
            return
        assert running.returncode == -9, said
        running = driver(start(folder, path), nodes)


def kill(running: Any, path: Path, nodes: Nodes, rng: random.Random) -> str:
    """Kill something of a run that has begun; the kind, or nothing if there was nothing."""
    if not (path / "config.json").exists():
        return ""
    kind = rng.choice(KINDS)
    if kind == "driver":
        running.kill()
    elif kind == "node":
        nodes.lose(rng.randrange(3))
    else:
        working = nodes.workers()
        if not working:
            return ""
        with suppress(psutil.NoSuchProcess):
            rng.choice(working).kill()
    return kind


def test_a_lost_head_is_told_in_one_line_and_the_run_goes_on_elsewhere(folder: Path) -> None:
    path = folder / "runs" / "headless"
    with Nodes(2) as nodes:
        running = driver(start(folder, path), nodes)
        while not (path / "config.json").exists():
            time.sleep(0.2)
        time.sleep(1.0)
        nodes.lose_head()
        _, said = running.communicate(timeout=180)
    assert running.returncode == 2, said
    assert said.count("\n") == 1, said
    for word in ("error: ", "head of the Ray cluster", "nothing stored is lost", "--resume"):
        assert word in said
    with Nodes(2) as nodes:
        running = driver(start(folder, path), nodes)
        _, said = running.communicate()
        assert running.returncode == 0, said
    assert contents(path) == contents(folder / "runs" / "whole")
