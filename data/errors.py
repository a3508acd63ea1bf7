"""Errors of the data package, all below one base.

DataError                  anything wrong with what the user pointed at; one clear line
├── SourceNotFound         no such file, folder or data set, or it cannot be read
│   └── SplitNotFound          the source is not divided, or has no such part
├── MalformedData          a file is not what it should be: names file, task, place and reason
├── AnswersMissing         test outputs were asked for and the source has none
├── UnknownTask            no task of that id in the set (also a KeyError)
├── SeedError              a seed program's file cannot be read: names file and reason
├── SplitError             a split was asked for that cannot be made
└── ContaminationError     training data holds tasks of the search set
"""

from pathlib import Path

__all__ = [
    "AnswersMissing",
    "ContaminationError",
    "DataError",
    "MalformedData",
    "SeedError",
    "SourceNotFound",
    "SplitError",
    "SplitNotFound",
    "UnknownTask",
]


class DataError(Exception):
    """Base of every error that this package raises."""


class SourceNotFound(DataError):
    """There is no such file, folder or data set, or it cannot be read."""


class SplitNotFound(SourceNotFound):
    """The source is not divided into splits, or has no such part."""


class MalformedData(DataError):
    """A file, or one task or grid in it, is not what it should be.

    `task` and `place` (such as "train pair 2 output") are empty where the whole file is at fault.
    """

    def __init__(self, file: Path, reason: str, task: str = "", place: str = "") -> None:
        self.file = file
        self.task = task
        self.place = place
        self.reason = reason
        where = [str(file), f"task {task}" if task else "", place]
        super().__init__(": ".join([*filter(None, where), reason]))


class AnswersMissing(DataError):
    """Test outputs were asked for, and the source has none for some task."""


class UnknownTask(DataError, KeyError):
    """The set has no task of that id."""

    def __str__(self) -> str:
        """The plain message (KeyError would quote it)."""
        return str(self.args[0])


class SeedError(DataError):
    """A seed program cannot be read."""


class SplitError(DataError):
    """A split cannot be made as asked."""


class ContaminationError(DataError):
    """Training data holds tasks of the search set."""
