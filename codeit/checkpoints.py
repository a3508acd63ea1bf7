"""Which checkpoints of a run are kept: the last few, and the best by its own samples."""

import shutil
from collections.abc import Sequence

from buffer.experience import MetaIteration
from codeit.runs import RunFolder

__all__ = ["prune"]


def prune(folder: RunFolder, finished: Sequence[MetaIteration], keep: int) -> None:
    """Remove all but the last `keep` checkpoints and the best one.

    Best is the largest share of samples exact on the first demonstration, of equals the latest:
    a figure that knows no test output.
    """
    with_checkpoint = [done for done in finished if done.checkpoint]
    kept = {done.checkpoint for done in with_checkpoint[-keep:]}
    if with_checkpoint:
        best = max(
            with_checkpoint,
            key=lambda done: (float(done.figures.get("samples_exact_first") or 0), done.number),
        )
        kept.add(best.checkpoint)
    for done in with_checkpoint:
        if done.checkpoint not in kept and (path := folder.checkpoint(done.number)).is_dir():
            shutil.rmtree(path)
