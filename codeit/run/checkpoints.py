"""The checkpoints of a run: which one samples, how they are written and read, which are kept."""

import shlex
import shutil
from collections.abc import Sequence
from itertools import pairwise

from buffer.experience import MetaIteration
from codeit.errors import CheckpointError, RunError
from codeit.policy.interface import Learner
from codeit.run.config import RunConfig
from codeit.run.folder import RunFolder
from codeit.run.writing import DRAFTS, sync_folder

__all__ = ["in_use", "prune", "restore", "save", "sweep"]


def in_use(config: RunConfig, finished: Sequence[MetaIteration]) -> str:
    """Name of the weights that sample after these meta-iterations.

    Before the first checkpoint it is what the run began with: `policy.checkpoint`, or `scripted`.
    """
    began_with = config.policy.checkpoint if config.proposer == "model" else config.proposer
    return _latest(finished) or began_with


def _latest(finished: Sequence[MetaIteration]) -> str | None:
    return next((done.checkpoint for done in reversed(finished) if done.checkpoint), None)


def save(learner: Learner, folder: RunFolder, number: int) -> None:
    """Write a meta-iteration's checkpoint, whole or not at all. Raises RunError if it cannot be."""
    path = folder.checkpoint(number)
    try:
        learner.save(path)
        # The database must not survive a power cut with a row whose checkpoint did not.
        sync_folder(folder.checkpoints)
    except OSError as error:
        raise RunError(f"cannot write {path}: {error.strerror or error}; {folder.advice}") from None


def restore(learner: Learner, folder: RunFolder, finished: Sequence[MetaIteration]) -> None:
    """Load the newest checkpoint, if there is one yet. Raises CheckpointError saying what to do."""
    name = _latest(finished)
    if name is None:
        return
    path = folder.checkpoints / name
    try:
        learner.load(path)
    except (CheckpointError, OSError) as error:
        raise CheckpointError(
            f"{error}; the run needs {path} as it was: restore it from a copy, then"
            f" codeit run --resume {shlex.quote(str(folder.path))}{_instead(learner, folder)}"
        ) from None


def _instead(learner: Learner, folder: RunFolder) -> str:
    """What else can be done: no other checkpoint leads to the same run, but none is lost."""
    for other in sorted(folder.checkpoints.glob("iteration-*"), reverse=True):
        try:
            learner.load(other)
        except (CheckpointError, OSError):
            continue
        setting = shlex.quote(f"policy.checkpoint={other}")
        return f". Or begin a new run with a sound one: --set {setting}"
    return ""


def sweep(folder: RunFolder) -> None:
    """Remove what killed writers left: drafts of files, checkpoints half written or replaced."""
    for pattern in (DRAFTS, f"events/{DRAFTS}", f"checkpoints/iteration-*/{DRAFTS}"):
        for draft in folder.path.glob(pattern):
            draft.unlink(missing_ok=True)
    for left in folder.checkpoints.glob(".iteration-*"):
        whole = folder.checkpoints / left.name[1:].partition(".")[0]
        # A replaced one (.old) without its successor is the only one there is, and stays.
        if left.suffix == ".new" or (left.suffix == ".old" and whole.exists()):
            shutil.rmtree(left, ignore_errors=True)


def prune(folder: RunFolder, finished: Sequence[MetaIteration], keep: int) -> None:
    """Remove all but the last `keep` checkpoints and the best one.

    Best is the one whose samples were most often exact on the first demonstration, of equals the
    latest: a figure that knows no test output. A checkpoint samples in the meta-iteration after
    its own, so the newest has no figure yet; it is kept anyway.
    """
    with_checkpoint = [done for done in finished if done.checkpoint]
    kept = {done.checkpoint for done in with_checkpoint[-keep:]}
    judged = [
        (float(after.figures.get("samples_exact_first") or 0), done.number, done.checkpoint)
        for done, after in pairwise(finished)
        if done.checkpoint
    ]
    if judged:
        kept.add(max(judged)[2])
    for done in with_checkpoint:
        if done.checkpoint not in kept and (path := folder.checkpoint(done.number)).is_dir():
            shutil.rmtree(path)
