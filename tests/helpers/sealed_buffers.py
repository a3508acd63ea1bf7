"""Buffers that are sealed, and what a process leaves of one when it is killed."""

import signal
import subprocess
import sys
from pathlib import Path

from experiences import experiences

from buffer.checking import check
from buffer.replay import ReplayBuffer

__all__ = [
    "PAGE",
    "ReplayBuffer",
    "experiences",
    "fill",
    "kill_while_writing",
    "log_of",
    "look",
    "write",
]

PAGE = 4096
"""Bytes of a page of SQLite's."""


def write(path: Path, step: int) -> None:
    with ReplayBuffer.open(path, alone=True) as buffer:
        fill(buffer, step)


def fill(buffer: ReplayBuffer, steps: int) -> None:
    for number in range(steps):
        buffer.add(experiences(number * 20, number * 20 + 20))
        buffer.set_state("loop", b"state %d" % number)


def kill_while_writing(path: Path, code: str = "fill(buffer, 6)") -> None:
    """Write in another process, which is killed with its log not moved into the file."""
    script = (
        "import os, signal, sys; sys.path[:0] = sys.argv[2:]\n"
        "from buffer.replay import ReplayBuffer\n"
        "from experiences import experiences\n"
        "from sealed_buffers import fill\n"
        f"buffer = ReplayBuffer.open(sys.argv[1], alone=True)\n{code}\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    here = Path(__file__).parent
    places = [str(here), str(here.parents[1])]
    done = subprocess.run([sys.executable, "-c", script, str(path), *places], check=False)
    assert done.returncode == -signal.SIGKILL


def look(path: Path) -> bool:
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    with ReplayBuffer.open(path, read_only=True) as buffer:
        return check(buffer).sealed


def log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")
