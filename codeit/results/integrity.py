"""Whether a run's folder and database are as the run left them: `codeit buffer check`.

Beside what the buffer can tell of itself (`buffer.checking`) the run knows what its states are, how
outputs are scored, what the folder's own files repeat, and that a program run again gives what it
gave.
"""

import json
import random
from collections.abc import Sequence
from pathlib import Path

from arc_dsl import Limits, PlainGrid
from arc_dsl.execute.pool import Pool
from buffer.checking import Found, Owner, check
from buffer.errors import BufferDamaged
from buffer.replay import ReplayBuffer
from codeit.errors import RunIncomplete
from codeit.policy.checkpoints.checks import checksum, manifest_of
from codeit.policy.scripted import ScriptedLearner
from codeit.run.assembling import limits_of
from codeit.run.folder import RunFolder
from codeit.run.ownership import changed_files, demand_own
from codeit.run.state import LOOP, LoopState
from codeit.run.writing import as_json
from codeit.scoring import distance, score
from data.errors import UnreadableFile
from data.files import read_bytes

__all__ = ["SAMPLE", "check_buffer", "check_run"]

SAMPLE = 200
"""Experiences whose programs are run again, by default: some seconds."""
_CHECKPOINT_BYTES = 8 * 2**30
_MANIFEST = "manifest.json"


def check_run(folder: RunFolder, buffer: ReplayBuffer, sample: int = SAMPLE) -> Found:
    """Check a run's database and files.

    Raises BufferDamaged or RunIncomplete naming the first thing that is wrong.
    """
    demand_own(folder)
    found = check_buffer(buffer, limits_of(folder.config.execution), sample)
    if changed := changed_files(buffer, folder):
        raise RunIncomplete(
            f"{folder.path / changed[0]} is not as the run wrote it: restore it from a copy (if you"
            " changed the settings yourself, going on with --resume takes them over)"
        )
    _check_metrics(folder, buffer)
    _check_checkpoints(folder)
    return found


def check_buffer(buffer: ReplayBuffer, limits: Limits, sample: int = SAMPLE) -> Found:
    """Check a database of a run, wherever it lies. Raises BufferDamaged."""
    found = check(buffer, Owner({LOOP: LoopState.parse}, _judged, in_step=True))
    _run_again(buffer, limits, sample)
    return found


def _judged(
    outputs: Sequence[PlainGrid | None], wanted: Sequence[PlainGrid]
) -> tuple[float, float]:
    return score(outputs, wanted), distance(outputs, wanted)


def _run_again(buffer: ReplayBuffer, limits: Limits, sample: int) -> None:
    """Run some programs on their tasks' demonstrations and compare what they give.

    A program that had failed may have run out of time on a slower machine: only grids count.
    """
    ids = buffer.index.ids.tolist()
    chosen = sorted(random.Random(0).sample(ids, min(sample, len(ids))))
    inputs = {name: grids[::2] for name, grids in buffer.demonstrations().items()}
    experiences = [e for e in buffer.contents(chosen) if e.task_id in inputs]
    if not experiences:
        return
    with Pool(1, limits) as pool:
        for experience in experiences:
            grids = [grid for grid in inputs[experience.task_id] if grid is not None]
            (outcomes,) = pool.outcomes([experience.program], grids)
            for outcome, grid in zip(outcomes, experience.outputs, strict=True):
                if grid is not None and outcome.ok and outcome.grid != grid:
                    raise BufferDamaged(
                        f"a program stored for task {experience.task_id} gives another grid than"
                        " is stored: the language changed, or the database was changed"
                    )


def _check_metrics(folder: RunFolder, buffer: ReplayBuffer) -> None:
    """The metrics file says of each finished meta-iteration what the database says."""
    if not folder.metrics.is_file():
        return
    stored = [as_json(done.figures) + "\n" for done in buffer.meta_iterations()]
    try:
        written = read_bytes(folder.metrics).decode().splitlines(keepends=True)
    except (ValueError, UnreadableFile) as error:
        raise RunIncomplete(f"{folder.metrics} cannot be read ({error}): {_MENDED}") from None
    if len(written) > len(stored) and written[: len(stored)] == stored:
        raise RunIncomplete(
            f"{folder.metrics} knows {len(written)} meta-iterations, the database {len(stored)}:"
            " its last transactions are lost (was its write-ahead log removed?); restore it"
        )
    for number, line in enumerate(written):
        if line not in stored[number : number + 1]:
            raise RunIncomplete(
                f"{folder.metrics} says other figures of meta-iteration {number} than the"
                f" database: {_MENDED}"
            )


_MENDED = "resuming the run writes it anew"


def _check_checkpoints(folder: RunFolder) -> None:
    """Every file of every checkpoint has the digest that its manifest gives, and that has its own.

    A scripted run's checkpoints are a number each.
    """
    for path in sorted(folder.checkpoints.glob("iteration-*")):
        try:
            if folder.config.proposer == "scripted":
                ScriptedLearner().load(path)
            else:
                _check_checkpoint(path)
        except (ValueError, KeyError, TypeError, AttributeError, OSError, UnreadableFile) as error:
            raise RunIncomplete(f"{path} is damaged ({error}): restore it from a copy") from None


def _check_checkpoint(path: Path) -> None:
    written = read_bytes(path / _MANIFEST)
    sums = json.loads(written)["files"]
    if written != manifest_of(sums):
        raise RunIncomplete(f"{path / _MANIFEST} is damaged: restore it from a copy")
    for name, expected in sums.items():
        if Path(name).name != name:
            raise ValueError(name)
        if checksum(read_bytes(path / name, _CHECKPOINT_BYTES)) != expected:
            raise RunIncomplete(f"{path / name} is damaged: restore it from a copy")
