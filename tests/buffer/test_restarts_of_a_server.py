"""Attacks writers, and a run, on a PostgreSQL server that is restarted under them (slow: minutes).

Half of the restarts are crashes. A step whose commit was cut off may be stored or not; what must
hold at the end is that every step is there once.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from experiences import an_experience
from postgres import Server, binaries, restartable_server
from runs_on_toys import ROOT, call, command, contents, standing_in, write_toys

from buffer import records
from buffer.checking import check
from buffer.replay import ReplayBuffer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1_800),
    pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed"),
]

RESTARTS = int(os.environ.get("CODEIT_TEST_RESTARTS", "20"))
WRITERS = 8
STEP = 30
"""Experiences of a step: so many of the writer's own, and as many that all of them add."""

WRITER = """
import sys
from pathlib import Path
from buffer import records
from buffer.persisting import persist
from buffer.replay import ReplayBuffer
from experiences import experiences
where, number, end, size = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
name, step = f"writer {number}", 0
with ReplayBuffer.open(where) as buffer:
    while not end.exists():
        def store():
            buffer.add(experiences(size * step, size * (step + 1)))
            start = 10_000_000 * (number + 1) + size * step
            buffer.add(experiences(start, start + size))
            buffer.set_state(name, str(step).encode())
            with buffer.store.write() as connection:
                records.increase(connection, "executed", 2 * size)
        persist(buffer, store, lambda: buffer.state(name) == str(step).encode())
        step += 1
print(step)
"""


def writer(where: str, number: int, end: Path) -> "subprocess.Popen[str]":
    """A process that stores steps until the file `end` is there, and then tells how many."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, where, str(number), str(end), str(STEP)],
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'helpers'}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_nothing_is_lost_or_doubled_under_eight_writers(tmp_path: Path) -> None:
    rng, end = random.Random(17), tmp_path / "end"
    with restartable_server() as server:
        with ReplayBuffer.open(server.url):
            pass  # the schema is there before they begin
        writers = [writer(server.url, number, end) for number in range(WRITERS)]
        try:
            before = 0
            for number in range(RESTARTS):
                while executed(server) < before + WRITERS * 2 * STEP:
                    time.sleep(0.2)  # writers take turns: by now all have had one, if not hit
                time.sleep(rng.uniform(0.0, 1.0))
                before = executed(server)
                server.restart(crash=number % 2 == 0)
        finally:
            end.touch()
            ends = [(*each.communicate(), each.returncode) for each in writers]
        said = "".join(said for _, said, _ in ends)
        assert not any(code for _, _, code in ends), said
        assert said == ""
        steps = [int(told) for told, _, _ in ends]
        sys.stderr.write(f"{sum(steps)} steps by {WRITERS} writers, {RESTARTS} restarts\n")
        assert executed(server) == 2 * STEP * sum(steps) > before
        check_all_there(server, steps)


def executed(server: Server) -> int:
    with ReplayBuffer.open(server.url) as buffer, buffer.store.read() as connection:
        return records.counter(connection, "executed")


def check_all_there(server: Server, steps: list[int]) -> None:
    """Every experience of every step is stored once, and nothing else."""
    wanted = set(range(STEP * max(steps)))
    for number, count in enumerate(steps):
        start = 10_000_000 * (number + 1)
        wanted |= set(range(start, start + STEP * count))
    with ReplayBuffer.open(server.url) as buffer:
        check(buffer)
        stored = buffer.contents(buffer.index.ids.tolist())
    found = Counter((e.task_id, e.program) for e in stored)
    assert max(found.values()) == 1
    assert set(found) == {(e.task_id, e.program) for e in map(an_experience, wanted)}


def test_a_run_ends_as_if_the_server_had_stayed(tmp_path: Path) -> None:
    """A run may give up, in one line; taken up again it ends like one that was left alone."""
    rng, restarts, resumed = random.Random(17), 0, 0
    write_toys(tmp_path)
    longer = ("--set", "loop.meta_iterations=15")
    whole = call(standing_in("", *command(tmp_path, "whole", *longer)[3:]), timeout=900)
    assert whole.returncode == 0, whole.stderr
    path, said = tmp_path / "runs" / "r", tmp_path / "said.txt"
    with restartable_server() as server:
        begin = standing_in(
            "", *command(tmp_path, "r", *longer, "--set", f"buffer.url={server.url}")[3:]
        )
        running = started(begin, said)
        while running.poll() != 0:
            if running.returncode is not None:
                assert running.returncode == 2, said.read_text(encoding="utf-8")
                assert said.read_text(encoding="utf-8").count("\n") == 1
                sys.stderr.write(said.read_text(encoding="utf-8"))
                resumed += 1
                running = started(standing_in("", "run", "--resume", str(path)), said)
            if (path / "config.json").exists() and restarts < RESTARTS // 2:
                time.sleep(rng.uniform(0.2, 1.0))
                server.restart(crash=restarts % 2 == 0)
                restarts += 1
            time.sleep(0.1)
        sys.stderr.write(f"{restarts} restarts under a run, taken up again {resumed} times\n")
        assert restarts > 2
        assert contents(path) == contents(tmp_path / "runs" / "whole")


def started(arguments: list[str], said: Path) -> "subprocess.Popen[bytes]":
    """The command line as a process; what it says on stderr is in the file `said`."""
    with said.open("wb") as stream:
        return subprocess.Popen(
            arguments,
            cwd=ROOT,
            env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=stream,
        )
