"""Attacks a run with `kill -9` at 200 random moments over all its stages (minutes: slow)."""

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from runs_on_toys import ROOT, call, codeit, command, contents, write_toys

from buffer.replay import ReplayBuffer

KILLS = 200


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_whatever_the_moment_the_finished_run_is_the_same(tmp_path: Path) -> None:
    write_toys(tmp_path)
    began = time.monotonic()
    assert call(command(tmp_path, "whole")).returncode == 0
    length = time.monotonic() - began
    wanted = contents(tmp_path / "runs" / "whole")
    rng = random.Random(17)
    kills = runs = 0
    while kills < KILLS:
        runs += 1
        path = tmp_path / "runs" / f"run-{runs}"
        for _ in range(rng.randint(1, 4)):
            kills += _killed(start(tmp_path, path), rng.uniform(0.02, 0.8) * length)
            if (path / "buffer.sqlite").exists():
                with ReplayBuffer.open(path / "buffer.sqlite") as buffer:
                    buffer.check()
        done = call(start(tmp_path, path))
        assert done.returncode == 0, done.stderr
        assert contents(path) == wanted, f"run {runs} after {kills} kills"


def start(folder: Path, path: Path) -> list[str]:
    """Start the run, or go on with it if it came as far as being one."""
    if (path / "config.json").exists():
        return codeit("run", "--resume", str(path))
    return command(folder, path.name)


def _killed(arguments: list[str], seconds: float) -> bool:
    """Whether the process was still running when it was killed."""
    process = subprocess.Popen(
        arguments, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False
