"""Checkpoints of a long training in one folder: the last few, and the best one."""

import shutil
from pathlib import Path
from typing import Any

from codeit.errors import CheckpointError
from codeit.policy.checkpoints.saving import read, write
from codeit.policy.network.model import PolicyModel

__all__ = ["Shelf"]


class Shelf:
    """Checkpoints of a long training in one folder: the last few, and the best one."""

    def __init__(self, folder: Path, keep: int = 3) -> None:
        self.folder = folder
        self._keep = keep

    def put(self, step: int, score: float, model: PolicyModel, **parts: Any) -> Path:
        """Write a checkpoint of `step`; `score` is lower for better ones. Old ones are removed."""
        place = self.folder / f"step-{step:08d}"
        numbers = {**parts.pop("numbers", {}), "score": score}
        write(place, model, numbers=numbers, **parts)
        if score < self._best_score():
            write(self.folder / "best", model, numbers=numbers)
        for old in self.steps()[: -self._keep]:
            shutil.rmtree(old)
        return place

    def sweep(self) -> None:
        """Remove what killed writers left half written; nobody else may be writing."""
        for name in ("step-*", "best", "final"):
            for left in self.folder.glob(f".{name}.{'[0-9a-f]' * 16}.new"):
                shutil.rmtree(left, ignore_errors=True)

    def steps(self) -> list[Path]:
        """The numbered checkpoints, oldest first."""
        return sorted(self.folder.glob("step-*"))

    def last(self) -> Path | None:
        """The newest numbered checkpoint."""
        return max(self.steps(), default=None)

    def _best_score(self) -> float:
        try:
            return float(read(self.folder / "best").numbers["score"])
        except CheckpointError:  # none yet, or a damaged one, which the next may replace
            return float("inf")
