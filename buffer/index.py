"""What draws need to know of every experience, in memory: about 60 bytes each.

Columns of numbers in the order of ids, and for each part of the buffer that is drawn from a sum
tree. New experiences are added in logarithmic time each; whatever changes many priorities at once
(an eviction, a new meta-iteration when age has weight, ranks) drops the trees, and the next draw
builds its own anew in linear time.

The index is a function of what is stored: nothing in it depends on when it was read.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from buffer.experience import Origin
from buffer.priority import PriorityWeights, priorities
from buffer.sampling import SamplingSettings, weights_of
from buffer.tree import SumTree

__all__ = ["IndexColumns", "Part", "PriorityIndex"]

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]

PARTS = 4
"""Trees kept at once; a loop draws from one or two parts."""

_ORIGINS = {origin.value: code for code, origin in enumerate(Origin)}
_COLUMNS = {
    "ids": np.int64,
    "tasks": np.int32,
    "origins": np.uint8,
    "scores": np.float64,
    "distances": np.float64,
    "meta_iterations": np.int32,
    "lengths": np.float64,
}

Key = tuple[frozenset[str] | None, frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class IndexColumns:
    """What the index holds of some experiences, column by column."""

    ids: NDArray[np.int64]
    tasks: Sequence[str]
    origins: NDArray[np.int64]
    """Positions in `Origin`."""
    scores: Floats
    distances: Floats
    meta_iterations: NDArray[np.int64]
    lengths: Floats
    """In the measure that counts; NaN where unknown."""

    def take(self, order: NDArray[np.int64]) -> "IndexColumns":
        """The same in another order."""
        return IndexColumns(
            self.ids[order],
            [self.tasks[i] for i in order],
            self.origins[order],
            self.scores[order],
            self.distances[order],
            self.meta_iterations[order],
            self.lengths[order],
        )


@dataclass(slots=True)
class Part:
    """The experiences of some origins and tasks: where they stand in the index, and their tree."""

    positions: Positions | None
    """None for all of them."""
    tree: SumTree


class PriorityIndex:
    """The drawable experiences. Make one empty and `extend` it in the order of ids."""

    def __init__(self, weights: PriorityWeights, settings: SamplingSettings) -> None:
        self.weights = weights
        self.settings = settings
        self._columns = {name: np.zeros(0, kind) for name, kind in _COLUMNS.items()}
        self._size = 0
        self._codes: dict[str, int] = {}
        self._parts: dict[Key, Part] = {}

    def __len__(self) -> int:
        """Experiences that can be drawn."""
        return self._size

    @property
    def ids(self) -> Positions:
        """Ids in rising order."""
        return self._column("ids")

    @property
    def scores(self) -> Floats:
        """Scores in the order of ids."""
        return self._column("scores")

    @property
    def now(self) -> int:
        """The newest meta-iteration held, from which age is counted."""
        return int(self._column("meta_iterations").max(initial=0))

    @property
    def nbytes(self) -> int:
        """Bytes of memory that columns and trees take."""
        trees = sum(
            part.tree.nbytes + (0 if part.positions is None else part.positions.nbytes)
            for part in self._parts.values()
        )
        return trees + sum(column.nbytes for column in self._columns.values())

    def extend(self, added: IndexColumns) -> None:
        """Add experiences whose ids are larger than all before."""
        before, now = self._size, self.now
        self._append(added)
        ranked = self.settings.kind == "rank" and self.settings.exponent > 0
        if ranked or (self.weights.age and self.now != now):
            self._parts.clear()
        for key, part in self._parts.items():
            fresh = before + np.flatnonzero(self._mask(key, before))
            if part.positions is not None:
                part.positions = np.concatenate([part.positions, fresh])
            part.tree.extend(weights_of(self.priorities(fresh), self.settings))

    def remove(self, ids: Collection[int]) -> None:
        """Take experiences out; ids that are not held are skipped."""
        keep = ~np.isin(self.ids, np.fromiter(ids, np.int64, len(ids)))
        self._columns = {name: self._column(name)[keep] for name in _COLUMNS}
        self._size = int(keep.sum())
        self._parts.clear()

    def priorities(self, positions: Positions | slice = slice(None)) -> Floats:
        """Priorities at some positions, all by default."""
        return priorities(
            self.weights,
            self._column("scores")[positions],
            self._column("lengths")[positions],
            (self.now - self._column("meta_iterations")[positions]).astype(np.float64),
            self._column("distances")[positions],
        )

    def ages(self) -> Positions:
        """Age of each experience, in meta-iterations."""
        return (self.now - self._column("meta_iterations")).astype(np.int64)

    def part(self, origins: Iterable[str] | None, tasks: Iterable[str] | None) -> Part:
        """The experiences of these origins and tasks (None for all), with their tree."""
        key: Key = (
            None if origins is None else frozenset(origins),
            None if tasks is None else frozenset(tasks),
        )
        part = self._parts.pop(key, None) or self._build(key)
        self._parts[key] = part  # the latest used stands last
        while len(self._parts) > PARTS:
            del self._parts[next(iter(self._parts))]
        return part

    def _build(self, key: Key) -> Part:
        if key == (None, None):
            return Part(None, SumTree(weights_of(self.priorities(), self.settings)))
        positions = np.flatnonzero(self._mask(key, 0))
        return Part(positions, SumTree(weights_of(self.priorities(positions), self.settings)))

    def _mask(self, key: Key, start: int) -> NDArray[np.bool_]:
        origins, tasks = key
        mask = np.ones(self._size - start, bool)
        if origins is not None:
            wanted = [_ORIGINS[origin] for origin in origins]
            mask &= np.isin(self._column("origins")[start:], wanted)
        if tasks is not None:
            codes = [self._codes[task] for task in tasks if task in self._codes]
            mask &= np.isin(self._column("tasks")[start:], codes)
        return mask

    def _column(self, name: str) -> NDArray[Any]:
        return self._columns[name][: self._size]

    def _append(self, added: IndexColumns) -> None:
        codes = self._codes
        tasks = [codes.setdefault(task, len(codes)) for task in added.tasks]
        size = self._size + len(tasks)
        for name, kind in _COLUMNS.items():
            column = self._columns[name]
            if size > len(column):
                grown = np.zeros(max(size, len(column) * 5 // 4), kind)
                grown[: self._size] = column[: self._size]
                column = self._columns[name] = grown
            column[self._size : size] = tasks if name == "tasks" else getattr(added, name)
        self._size = size
