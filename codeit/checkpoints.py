"""Which checkpoints of a run are kept: the last few, and the best by its own samples."""

import shutil
from collections.abc import Sequence
from itertools import pairwise

from buffer.experience import MetaIteration
from codeit.runs import RunFolder

__all__ = ["prune"]


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
