"""Runs on toys under faults of the file system: a process with `faults/files.cpp` preloaded.

    python tests/simulating.py < plans.json      # the library in LD_PRELOAD

Each plan is a run in a fork of that process; the answer is, for each, its exit code and what it
said on stderr.
"""

import errno
import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from runs_on_toys import ROOT, assigned, command, forked

SOURCE = Path(__file__).parent / "faults" / "files.cpp"
KILL = -1
SMALL = {
    "mutation.per_iteration": "6",
    "mutation.own_task": "4",
    "policy.samples": "2",
    "search.steps": "0",
    "near.per_task": "0",
    "loop.draw": "6",
    "loop.meta_iterations": "2",
    "loop.keep_checkpoints": "1",
    "buffer.busy_seconds": "0.3",
}
"""The run: small, and yet with every kind of thing that a run writes and removes."""
SHORT = 0
ERRORS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "short": SHORT}
KINDS = "owsrtum"


@dataclass(frozen=True, slots=True)
class Plan:
    """A run, and what happens to its files."""

    arguments: list[str]
    root: str
    kind: str = ""
    """Kind of what fails, "*" for all."""
    at: int = 0
    """Which of them, from 1 on."""
    lasting: int = 0
    """How many of them fail."""
    error: int = 0
    """How: a number of the system's, `SHORT`, or `KILL`."""
    note: str = ""
    """Where to note what is done."""


def begin(folder: Path, name: str, *more: str) -> list[str]:
    """Arguments that begin the run."""
    return [*command(folder, name)[3:], *assigned(SMALL), *more]


def go_on(folder: Path, name: str) -> list[str]:
    """Arguments that go on with the run if it is one, and begin it if it is not."""
    path = folder / "runs" / name
    if (path / "config.json").exists():
        return ["run", "--resume", str(path)]
    return begin(folder, name)


def library(folder: Path) -> Path:
    """Build the library. Raises OSError or CalledProcessError where there is no compiler."""
    target = folder / "files.so"
    build = ["c++", "-std=c++20", "-O1", "-fPIC", "-shared", str(SOURCE), "-o", str(target), "-ldl"]
    subprocess.run(build, check=True, capture_output=True)
    return target


def simulate(shim: Path, plans: Sequence[Plan]) -> list[tuple[int, str]]:
    """Exit code and stderr of every plan's run, one after another."""
    places = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    plain = {"NO_COLOR": "1", "COLUMNS": "200", "OMP_NUM_THREADS": "1", "PYTHONPATH": places}
    done = subprocess.run(
        [sys.executable, __file__, str(shim)],
        input=json.dumps([asdict(plan) for plan in plans]),
        env=os.environ | plain | {"LD_PRELOAD": str(shim)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [(code, said) for code, said in json.loads(done.stdout)]


def drawn(seed: int, counts: dict[str, int]) -> tuple[str, int, int, int]:
    """The fault that a seed stands for: kind, which, how many, and how."""
    rng = random.Random(f"fault {seed}")
    kind = rng.choice([each for each in KINDS if counts.get(each)])
    names = sorted(ERRORS) if kind == "w" else ["EIO", "ENOSPC"]
    return (
        kind,
        rng.randint(1, counts[kind]),
        rng.choice((1, 1, 3, 10**9)),
        ERRORS[rng.choice(names)],
    )


def _code(shim: str, plan: Plan) -> str:
    numbers = f"ctypes.c_long({plan.at}), ctypes.c_long({plan.lasting}), {plan.error}"
    names = f"{plan.root.encode()!r}, {plan.note.encode()!r}, {(plan.kind or ' ').encode()!r}[0]"
    return f"import ctypes\nctypes.CDLL({shim!r}).fault_plan({names}, {numbers})"


def main() -> None:
    """Do what is asked on standard input."""
    plans = [Plan(**plan) for plan in json.load(sys.stdin)]
    os.environ.pop("LD_PRELOAD")  # workers write no files
    ends = [forked(_code(sys.argv[1], plan) if plan.root else "", plan.arguments) for plan in plans]
    json.dump(ends, sys.stdout)


if __name__ == "__main__":
    main()
