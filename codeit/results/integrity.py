"""Whether a run's folder and database are as the run left them: `codeit buffer check`.

Beside what the buffer can tell of itself (`buffer.checking`) the run knows what its states are, how
outputs are scored, what the folder's own files repeat, and that a program run again gives what it
gave.
"""

import json
import random
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from arc_dsl import Limits, PlainGrid
from arc_dsl.execute.pool import Pool
from buffer.checking import Found, Owner, check
from buffer.errors import BufferDamaged
from buffer.replay import ReplayBuffer
from codeit.errors import RunIncomplete
from codeit.run.assembling import limits_of
from codeit.run.folder import RunFolder
from codeit.run.ownership import demand_own
from codeit.run.state import LOOP, LoopState
from codeit.run.writing import as_json
from codeit.stages.scoring import distance, score
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
    stored = [as_json(done.figures) for done in buffer.meta_iterations()]
    try:
        lines = read_bytes(folder.metrics).decode().splitlines()
        written = [as_json(json.loads(line)) for line in lines]
    except (ValueError, RecursionError, UnreadableFile) as error:
        raise RunIncomplete(f"{folder.metrics} cannot be read ({error}): {_MENDED}") from None
    if len(written) > len(stored):
        raise RunIncomplete(
            f"{folder.metrics} knows {len(written)} meta-iterations, the database {len(stored)}:"
            " its last transactions are lost (was its write-ahead log removed?); restore it"
        )
    for number, (line, row) in enumerate(zip(written, stored, strict=False)):
        if line != row:
            raise RunIncomplete(
                f"{folder.metrics} says other figures of meta-iteration {number} than the"
                f" database: {_MENDED}"
            )


_MENDED = "resuming the run writes it anew"


def _check_checkpoints(folder: RunFolder) -> None:
    """Every file of every checkpoint has the digest that its manifest gives."""
    for path in sorted(folder.checkpoints.glob("iteration-*")):
        try:
            sums = json.loads(read_bytes(path / _MANIFEST))["files"]
            for name, expected in sums.items():
                if Path(name).name != name:
                    raise ValueError(name)
                content = read_bytes(path / name, _CHECKPOINT_BYTES)
                if blake2b(content, digest_size=32).hexdigest() != expected:
                    raise RunIncomplete(f"{path / name} is damaged: restore it from a copy")
        except (ValueError, KeyError, TypeError, AttributeError, UnreadableFile) as error:
            raise RunIncomplete(f"{path} is damaged ({error}): restore it from a copy") from None
