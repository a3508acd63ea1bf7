"""Runs on toys under faults of the file system, hundreds of them: a run is a fork, not a start.

One process has `faults/files.cpp` preloaded and everything imported, and a server of its own for
workers. Each plan that it reads is a run in a fork of it; the answer is that run's exit code and
what it said on stderr. What a fork leaves out, the start of an interpreter, is the same for all of
them, and the tests keep a run or two that begin there.
"""

import errno
import json
import os
import random
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from runs_on_toys import ROOT, assigned, command, forked, warm_up, write_toys

SOURCE = Path(__file__).parents[1] / "faults" / "files.cpp"
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
    root: str = ""
    """The folder whose files it happens to; none if nothing is to happen."""
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
    return ["-q", *command(folder, name)[3:], *assigned(SMALL), *more]


def go_on(folder: Path, name: str) -> list[str]:
    """Arguments that go on with the run if it is one, and begin it if it is not."""
    path = folder / "runs" / name
    if (path / "config.json").exists():
        return ["-q", "run", "--resume", str(path)]
    return begin(folder, name)


def library(folder: Path) -> Path:
    """Build the library. Raises OSError or CalledProcessError where there is no compiler."""
    target = folder / "files.so"
    build = ["c++", "-std=c++20", "-O1", "-fPIC", "-shared", str(SOURCE), "-o", str(target), "-ldl"]
    subprocess.run(build, check=True, capture_output=True)
    return target


class Simulator:
    """The process that forks the runs; a context manager."""

    def __init__(self, shim: Path) -> None:
        places = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "helpers")))
        plain = {"NO_COLOR": "1", "COLUMNS": "200", "OMP_NUM_THREADS": "1", "PYTHONPATH": places}
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(shim)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | plain | {"LD_PRELOAD": str(shim)},
            text=True,
        )

    def run(self, plan: Plan) -> tuple[int, str]:
        """Exit code and stderr of a plan's run."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(plan)) + "\n")
        self._process.stdin.flush()
        code, said = json.loads(self._process.stdout.readline())
        return code, said

    def __enter__(self) -> "Simulator":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()


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
    """Do what is asked on standard input, a plan a line."""
    shim = sys.argv[1]
    os.environ.pop("LD_PRELOAD")  # workers write no files
    with TemporaryDirectory() as name:
        write_toys(Path(name))
        warm_up(begin(Path(name), "warm"), ["-q", "run", "--resume", f"{name}/runs/warm"])
    for line in sys.stdin:
        plan = Plan(**json.loads(line))
        end = forked(_code(shim, plan) if plan.root else "", plan.arguments)
        print(json.dumps(end), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
