"""Turns raw JSON into grids and pairs, or says exactly what is wrong with it.

Every error is a MalformedData that names file, task, pair and reason.
"""

from dataclasses import dataclass
from pathlib import Path

from arc_dsl.outcome import PlainGrid
from data.errors import MalformedData
from data.sources import RawTask

__all__ = ["MAX_PAIRS", "MAX_SIDE", "Place", "is_empty", "pairs_of"]

MAX_SIDE = 30
"""Rows and columns of a task's grid, at most."""
MAX_PAIRS = 10_000
"""Pairs of a task, at most: files of fresh instances have a thousand."""
_COLOURS = frozenset(range(10))


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file, for messages, and the checks that are made there."""

    file: Path
    task: str
    name: str = ""

    def wrong(self, reason: str) -> MalformedData:
        """The error that says what is wrong at this spot."""
        return MalformedData(self.file, reason, self.task, self.name)

    def at(self, name: str) -> "Place":
        """A spot below this one."""
        return Place(self.file, self.task, f"{self.name} {name}".strip())

    def mapping(self, raw: object) -> dict[str, object]:
        """`raw`, which must be a JSON object."""
        if not isinstance(raw, dict):
            raise self.wrong(f"expected an object, found {type(raw).__name__}")
        return raw

    def field(self, raw: object, key: str) -> object:
        """The value of `key` in `raw`, which must be a JSON object that has it."""
        found = self.mapping(raw)
        if key not in found:
            raise self.wrong(f"the key {key!r} is missing")
        return found[key]

    def grid(self, raw: object) -> PlainGrid:
        """`raw` as a grid: 1-30 equally long rows of 1-30 integers 0-9."""
        if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
            raise self.wrong("a grid must be a list of rows, each a list of colours")
        width = len(raw[0]) if raw else 0
        if not (1 <= len(raw) <= MAX_SIDE and 1 <= width <= MAX_SIDE):
            raise self.wrong(f"a grid has 1-30 rows and columns, found {len(raw)} x {width}")
        for number, row in enumerate(raw, 1):
            if len(row) != width:
                raise self.wrong(f"ragged: row {number} has {len(row)} cells, row 1 has {width}")
            if set(map(type, row)) != {int} or not _COLOURS.issuperset(row):
                bad = next(c for c in row if type(c) is not int or c not in _COLOURS)
                raise self.wrong(f"row {number}: a colour is an integer 0-9, found {bad!r:.40}")
        return tuple(map(tuple, raw))


def is_empty(output: object) -> bool:
    """Whether an output is as good as missing: null, no row, or rows without a cell."""
    return output is None or (isinstance(output, list) and all(row == [] for row in output))


def pairs_of(task: RawTask, part: str) -> list[tuple[Place, object]]:
    """The raw pairs under "train", at least one, or under "test", each with its place."""
    whole = Place(task.file, task.id)
    pairs = whole.field(task.content, part)
    if not isinstance(pairs, list):
        raise whole.at(part).wrong(f"expected a list of pairs, found {type(pairs).__name__}")
    if not pairs and part == "train":
        raise whole.at(part).wrong("there is no pair")
    if len(pairs) > MAX_PAIRS:
        raise whole.at(part).wrong(f"{len(pairs):,} pairs: a task has at most {MAX_PAIRS:,}")
    return [(whole.at(f"{part} pair {number}"), pair) for number, pair in enumerate(pairs, 1)]
