"""Errors of the data package, all below one base.

DataError                  anything wrong with what the user pointed at; one clear line
├── SourceNotFound         no such file, folder or data set, or it cannot be read
│   └── SplitNotFound          the source is not divided, or has no such part
├── MalformedData          a file is not what it should be: names file, task, place and reason
│   ├── UnreadableFile         it is no regular file, too large, or no text (a SourceNotFound, too)
│   └── MalformedSource        several files or tasks of a source are, and each is listed
├── AnswersMissing         test outputs were asked for and the source has none
├── UnknownTask            no task of that id in the set (also a KeyError)
├── ProgramFileError       a program's file cannot be read: names file, line and reason
├── SeedError              seed programs cannot be read: names file, line and reason
├── SplitError             a split was asked for that cannot be made
└── ContaminationError     training data holds tasks of the search set

File names and ids come from others: `plain` makes them fit for a terminal and for one line.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

__all__ = [
    "AnswersMissing",
    "ContaminationError",
    "DataError",
    "MalformedData",
    "MalformedSource",
    "ProgramFileError",
    "SeedError",
    "SourceNotFound",
    "SplitError",
    "SplitNotFound",
    "UnknownTask",
    "UnreadableFile",
    "plain",
    "suggestion",
]

_LONGEST = 300
"""Characters of a name or a reason that a message repeats."""
_SHOWN = 3
"""Problems that the one line of a MalformedSource repeats."""


def plain(text: object, longest: int = _LONGEST) -> str:
    """The text with unprintable characters escaped, and its middle left out if it is long."""
    given = str(text)
    if len(given) > longest:
        given = f"{given[: longest // 2]}...{given[-(longest // 2) :]}"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in given)


def suggestion(name: str, known: Sequence[str]) -> str:
    """What somebody may have meant, as the end of a message; empty if nothing is near."""
    near = get_close_matches(name, known, 3) if len(name) <= _LONGEST else []
    return f"; did you mean {' or '.join(map(plain, near))}?" if near else ""


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
        super().__init__(": ".join([plain(part) for part in (*filter(None, where), reason)]))


class UnreadableFile(MalformedData, SourceNotFound):
    """A file cannot be opened, is no regular file, is larger than allowed, or not UTF-8 text."""


class MalformedSource(MalformedData):
    """Several files or tasks of a source cannot be read; `problems` says of each why."""

    def __init__(self, source: str, problems: Sequence[DataError]) -> None:
        self.problems = tuple(problems)
        more = len(problems) - _SHOWN
        listed = [str(problem) for problem in problems[:_SHOWN]]
        listed += [f"and {more} more"] if more > 0 else []
        reason = f"{len(problems)} files or tasks cannot be read"
        super().__init__(Path(source), reason)
        self.args = (f"{plain(source)}: {reason}: {'; '.join(listed)}",)


class AnswersMissing(DataError):
    """Test outputs were asked for, and the source has none for some task."""


class UnknownTask(DataError, KeyError):
    """The set has no task of that id."""

    def __str__(self) -> str:
        """The plain message (KeyError would quote it)."""
        return str(self.args[0])


class ProgramFileError(DataError):
    """A file has no program in it; `line` counts from 1, 0 is the whole file."""

    def __init__(self, name: str, line: int, reason: str) -> None:
        self.name = name
        self.line = line
        self.reason = reason
        super().__init__(f"{plain(name)}{f':{line}' if line else ''}: {plain(reason)}")


class SeedError(DataError):
    """Seed programs cannot be read."""


class SplitError(DataError):
    """A split cannot be made as asked."""


class ContaminationError(DataError):
    """Training data holds tasks of the search set."""
