"""Toy tasks and a scripted run on them, for tests of the loop: a run of a second or two."""

import gc
import hashlib
import importlib
import io
import json
import logging
import os
import subprocess
import sys
import tempfile
import textwrap
import traceback
import warnings
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import NoReturn

from multiprocess import forkserver

from buffer.replay import ReplayBuffer
from codeit.run.folder import RunFolder
from codeit.run.state import LOOP

CLOCKS = ("seconds", "cpu_seconds")
"""Figures that differ from run to run."""
ROOT = Path(__file__).parents[2]
WARM = (
    "alembic.command",
    "alembic.context",
    "codeit.cli.verbs.run",
    "codeit.loop",
    "codeit.run.assembling",
    "tensorboard.compat.proto.event_pb2",
    "tensorboard.summary.writer.record_writer",
)

TRAINING = {
    "turn": "O = rot90(I)",
    "mirror": "O = vmirror(I)",
    "double": "O = hconcat(I, I)",
    "grow": "O = upscale(I, TWO)",
}
SEARCH = {
    "turn_back": "O = rot270(I)",
    "upside": "O = hmirror(I)",
    "stack": "O = vconcat(I, I)",
}
GRIDS = [[[1, 2, 0], [0, 3, 4]], [[5, 0], [6, 7], [0, 8]], [[9, 1, 1], [2, 0, 2], [3, 0, 4]]]


def write_toys(folder: Path) -> None:
    """Folders of training tasks, search tasks and seeds. Search tasks are made by other rules."""
    from arc_dsl import parse, run

    for name, rules in (("training", TRAINING), ("search", SEARCH)):
        (folder / name).mkdir(parents=True)
        for number, (task_id, text) in enumerate(rules.items()):
            shift = number + (10 if name == "search" else 0)
            pairs = []
            for grid in GRIDS:
                shifted = [[(cell + shift) % 10 for cell in row] for row in grid]
                output = run(parse(text), shifted).grid
                assert output is not None
                pairs.append({"input": shifted, "output": [list(row) for row in output]})
            task = {"train": pairs[:2], "test": pairs[2:]}
            (folder / name / f"{task_id}.json").write_text(json.dumps(task))
    (folder / "seeds").mkdir()
    for task_id, text in TRAINING.items():
        (folder / "seeds" / f"{task_id}.txt").write_text(text + "\n")


def command(folder: Path, name: str, *more: str) -> list[str]:
    """The command line of a scripted run on the toys, as `runs/NAME` in the folder."""
    settings = {
        "proposer": "scripted",
        "data.training": str(folder / "training"),
        "data.search": str(folder / "search"),
        "data.seeds": str(folder / "seeds"),
        "data.allow_overlap": "true",
        "execution.workers": "1",
        "mutation.per_iteration": "30",
        "mutation.own_task": "20",
        "policy.samples": "3",
        "search.steps": "2000",
        "loop.draw": "16",
        "loop.meta_iterations": "2",
    }
    folders = ["--name", name, "--runs", str(folder / "runs")]
    return [*codeit("run"), *folders, *assigned(settings), *more]


def smallest(**policy: str) -> list[str]:
    """Options for the shortest run with a real policy, begun in the folder of the toys."""
    settings = {
        "data.training": "training",
        "data.search": "search",
        "data.seeds": "seeds",
        "data.allow_overlap": "true",
        "execution.workers": "1",
        "mutation.per_iteration": "4",
        "mutation.own_task": "4",
        "policy.samples": "1",
        "search.steps": "0",
        "policy.threads": "1",
        "loop.draw": "4",
        "loop.meta_iterations": "1",
    } | {f"policy.{name}": value for name, value in policy.items()}
    return assigned(settings)


def modelled(**more: str) -> list[str]:
    """Options for a run with a tiny policy of random weights; `repair__turns` is `repair.turns`."""
    settings = {
        "proposer": "model",
        "policy.checkpoint": "none",
        "policy.width": "32",
        "policy.heads": "2",
        "policy.feed_forward": "48",
        "policy.encoder_layers": "2",
        "policy.decoder_layers": "2",
        "policy.max_lines": "4",
        "policy.threads": "1",
        "policy.device": "cpu",
        "learner.batch_size": "8",
        "learner.precision": "float32",
    }
    return assigned(settings | {name.replace("__", "."): value for name, value in more.items()})


def assigned(settings: dict[str, str]) -> list[str]:
    """Settings as options."""
    return [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]


def codeit(*arguments: str) -> list[str]:
    """The command line in this interpreter."""
    return [sys.executable, "-m", "codeit", *arguments]


def standing_in(code: str, *arguments: str) -> list[str]:
    """The command line in a process where `code` ran first, to stand in for some misfortune.

    Without the page of pictures: it takes longer than such a run.
    """
    quick = (
        "from codeit.cli.reports import pages; pages.write_page = lambda *_: pages.Path('no page')"
    )
    main = "from codeit.cli.app import main; main()"
    return [sys.executable, "-c", "\n".join((quick, textwrap.dedent(code), main)), *arguments]


def forked(code: str, arguments: list[str]) -> tuple[int, str]:
    """`standing_in` in a fork of this process, which spares it the imports: exit code, stderr."""
    for name in WARM:
        importlib.import_module(name)
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if not child:
            _go(code, arguments, said.fileno())
        _, status = os.waitpid(child, 0)
        said.seek(0)
        return os.waitstatus_to_exitcode(status), said.read().decode()


def warm_up(*runs: list[str]) -> None:
    """Do some runs in this process, and start what forks workers, for all that it forks after.

    So what is forked imports nothing, and starts a worker by a fork, too.
    """
    for name in WARM:
        importlib.import_module(name)
    forkserver.set_forkserver_preload(["arc_dsl.execute.pool"])
    forkserver.ensure_running()
    # A child's question whether the server lives would be about a process that is not its own.
    forkserver._forkserver.ensure_running = lambda: None
    for arguments in runs:
        with suppress(SystemExit), redirect_stdout(io.StringIO()):
            _main("", arguments)
    logging.getLogger().handlers.clear()
    gc.collect()
    gc.freeze()


def _main(code: str, arguments: list[str]) -> None:
    sys.argv = standing_in(code, *arguments)[2:]
    exec(sys.argv[0], {})  # the same text that `standing_in` gives to a process of its own


def _go(code: str, arguments: list[str], said: int) -> NoReturn:
    status = 1
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for place, target in enumerate((null, null, said)):
            os.dup2(target, place)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        warnings.resetwarnings()
        if "ensure_running" not in vars(forkserver._forkserver):  # else it is shared
            forkserver._forkserver._forkserver_pid = None
        os.environ["OMP_NUM_THREADS"] = "1"
        _main(code, arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:  # noqa: BLE001  (nothing may come back into the test)
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def call(
    arguments: list[str], timeout: float = 120, cwd: Path = ROOT, path: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a command line to its end, with `path` before the project on Python's path."""
    places = os.pathsep.join(str(place) for place in (path, ROOT) if place)
    plain = {"NO_COLOR": "1", "COLUMNS": "120", "OMP_NUM_THREADS": "1", "PYTHONPATH": places}
    return subprocess.run(
        arguments,
        cwd=cwd,
        env=os.environ | plain,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def contents(path: Path) -> dict[str, object]:
    """All of a run that must not depend on interruptions: experiences in order, figures, draw,
    and every other file that a run leaves but its page."""
    folder = RunFolder.open(path)
    with ReplayBuffer.open(folder.buffer_url, read_only=True) as buffer:
        ids = buffer.index.ids.tolist()
        rows = [
            (
                {k: v for k, v in done.figures.items() if k not in ("seconds", "cpu_seconds")},
                done.checkpoint,
            )
            for done in buffer.meta_iterations()
        ]
        written = [json.loads(line) for line in folder.metrics.read_text().splitlines()]
        assert written == [done.figures for done in buffer.meta_iterations()]
        return {
            "experiences": list(zip(ids, buffer.contents(ids), strict=True)),
            "figures": rows,
            "outcomes": buffer.outcomes(),
            "solutions": [(s.task_id, s.program, s.executed) for s in buffer.solutions()],
            "state": buffer.state(LOOP),
            "next draw": buffer.draw_ids(10, seed=1),
            "events": sorted(file.name for file in folder.events.iterdir()),
            "checkpoints": {
                str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest()
                for file in sorted(folder.checkpoints.rglob("*"))
                if file.is_file()
            },
        }
