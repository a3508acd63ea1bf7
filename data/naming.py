"""What the things in files are called: by the file, and where names repeat by folder and file."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from data.trees import Found

__all__ = ["unlike_names"]


def unlike_names(files: Sequence[Found]) -> dict[Path, str]:
    """For each file its name without ending, with as many of its folders as tell it from others."""
    names = {f.file: f.stem for f in files}
    for depth in range(1, 1 + max((len(f.folders) for f in files), default=0)):
        counts = Counter(names.values())
        for f in files:
            if counts[names[f.file]] > 1:
                names[f.file] = "/".join((*f.folders[-depth:], f.stem))
    return names
