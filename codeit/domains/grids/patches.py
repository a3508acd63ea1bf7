"""Tasks as the model sees them: joint patches of input and output, no text.

A prompt is an array of positions by features. Each pair contributes

- one *shape position*: both sizes, how they compare, and which colours occur where;
- one *patch position* for every place of side x side cells of the larger of both boxes: the input
  cells, the output cells at the same place, the combinations of both, row and column counted from
  both ends, and the number of the pair. Cells outside a grid have a value of their own, so pairs
  of different sizes need nothing special; places outside both grids are left out.

Every feature value has its own number, so that the model needs one table: a position's embedding
is the sum of its features' rows. Nothing is lost: `decode` returns the pairs.

Whole pairs are kept or dropped, never cut: if they do not all fit, the smallest are kept.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from arc_dsl.outcome import PlainGrid
from codeit.domains.interface import Prompt
from data.tasks import Pair

__all__ = [
    "FEATURES",
    "MAX_PAIRS",
    "PATCHES",
    "TABLE",
    "Patches",
    "Prompt",
    "decode",
    "encode",
    "positions",
]

MAX_PAIRS = 10
_OUTSIDE = 10
_VALUES = 11
_LARGEST = 30


class _Numbers:
    """Hands out consecutive feature numbers."""

    def __init__(self) -> None:
        self.next = 1

    def take(self, count: int) -> int:
        start = self.next
        self.next += count
        return start


class Patches:
    """The encoding with patches of `side` x `side` cells."""

    def __init__(self, side: int) -> None:
        self.side = side
        self._cells = side * side
        self._places = -(-_LARGEST // side)
        self.features = max(3 * self._cells + 4, 16) + 1
        """Feature columns; the last is the pair's number, in both kinds of position."""
        numbers = _Numbers()
        self._input = numbers.take(self._cells * _VALUES)
        self._output = numbers.take(self._cells * _VALUES)
        self._joint = numbers.take(self._cells * _VALUES * _VALUES)
        self._place = numbers.take(4 * self._places)
        self._pair = numbers.take(MAX_PAIRS)
        self._size = numbers.take(4 * (_LARGEST + 1))
        self._ratio = numbers.take(2 * 9)
        self._colour = numbers.take(10 * 4)
        self.table = numbers.next
        """Number of different features, "none" included."""
        self._encode_pair = lru_cache(maxsize=4096)(self._both_kinds)

    @property
    def alike(self) -> tuple[tuple[int, int, int], ...]:
        """No feature is a word."""
        return ()

    def positions(self, pair: Pair) -> int:
        """Positions that a pair takes."""
        (hi, wi), (ho, wo) = _shape(pair.input), _shape(pair.output)
        rows_in, cols_in = self._part(hi), self._part(wi)
        rows_out, cols_out = self._part(ho), self._part(wo)
        both = min(rows_in, rows_out) * min(cols_in, cols_out)
        return 1 + rows_in * cols_in + rows_out * cols_out - both

    def encode(self, pairs: Sequence[Pair], budget: int = 320) -> Prompt:
        """The prompt of a task's pairs, in their order, in at most `budget` positions.

        Grids are 1x1 to 30x30; one pair always stays, whatever the budget. If the pairs do not
        fit, or are more than ten, the smallest are kept. Raises ValueError without pairs.
        """
        if not pairs:
            raise ValueError("a prompt needs at least one pair")
        sizes = [self.positions(pair) for pair in pairs]
        kept: list[int] = []
        left = budget
        for index in sorted(range(len(pairs)), key=lambda i: (sizes[i], i))[:MAX_PAIRS]:
            if sizes[index] > left and kept:
                break
            kept.append(index)
            left -= sizes[index]
        parts = [self._encode_pair(pairs[index]).copy() for index in sorted(kept)]
        for number, part in enumerate(parts):
            part[:, -1] = self._pair + number
        return np.concatenate(parts)

    def words(self, tokens: Sequence[int]) -> Prompt:
        """A position for each token of a program: its word, and its place in the text.

        A feature number of at least `table` is a word: the model has its embedding already.
        """
        table = np.zeros((len(tokens), self.features), np.int16)
        index = np.arange(len(tokens)) % self._places**2
        table[:, 0] = self.table + np.asarray(tokens, np.int64)
        table[:, 1] = self._place + index // self._places
        table[:, 2] = self._place + self._places + index % self._places
        return table

    def verdicts(self, right: Sequence[bool]) -> Prompt:
        """A position for each demonstration: whether a program was right there."""
        table = np.zeros((len(right), self.features), np.int16)
        table[:, 0] = self._ratio + np.where(np.asarray(right, bool), 0, 7)
        table[:, -1] = self._pair + np.arange(len(right)) % MAX_PAIRS
        return table

    def compared(self, pair: Pair, number: int) -> Prompt:
        """The positions of (given, wanted) on a demonstration, numbered from the last down."""
        table = self._encode_pair(pair).copy()
        table[:, -1] = self._pair + MAX_PAIRS - 1 - number
        return table

    def _both_kinds(self, pair: Pair) -> Prompt:
        return np.concatenate([self._shape_position(pair), self._patch_positions(pair)])

    def _shape_position(self, pair: Pair) -> Prompt:
        (hi, wi), (ho, wo) = _shape(pair.input), _shape(pair.output)
        row = np.zeros((1, self.features), np.int16)
        row[0, :4] = [
            self._size + (_LARGEST + 1) * slot + size for slot, size in enumerate((hi, wi, ho, wo))
        ]
        row[0, 4:6] = self._ratio + _compare(hi, ho), self._ratio + 9 + _compare(wi, wo)
        present = [np.isin(np.arange(10), _array(grid)) for grid in (pair.input, pair.output)]
        row[0, 6:16] = self._colour + 4 * np.arange(10) + present[0] + 2 * present[1]
        return row

    def _patch_positions(self, pair: Pair) -> Prompt:
        (hi, wi), (ho, wo) = _shape(pair.input), _shape(pair.output)
        rows, cols = self._part(max(hi, ho)), self._part(max(wi, wo))
        cells_in = self._patches(pair.input, rows, cols)
        cells_out = self._patches(pair.output, rows, cols)
        n = self._cells
        slot = np.arange(n)
        table = np.zeros((rows * cols, self.features), np.int16)
        table[:, :n] = self._input + slot * _VALUES + cells_in
        table[:, n : 2 * n] = self._output + slot * _VALUES + cells_out
        joint = slot * _VALUES**2 + cells_in * _VALUES + cells_out
        table[:, 2 * n : 3 * n] = self._joint + joint
        r, c = np.divmod(np.arange(rows * cols), cols)
        for column, place in enumerate((r, c, rows - 1 - r, cols - 1 - c)):
            table[:, 3 * n + column] = self._place + self._places * column + place
        inside = (cells_in != _OUTSIDE).any(1) | (cells_out != _OUTSIDE).any(1)
        return np.asarray(table[inside])

    def _patches(self, grid: PlainGrid, rows: int, cols: int) -> npt.NDArray[np.int64]:
        """(rows * cols, cells) cell values; a cell outside the grid is 10."""
        cells, side = _array(grid), self.side
        padded = np.full((side * rows, side * cols), _OUTSIDE, np.int64)
        padded[: cells.shape[0], : cells.shape[1]] = cells
        blocks = padded.reshape(rows, side, cols, side).transpose(0, 2, 1, 3)
        return blocks.reshape(rows * cols, self._cells)

    def _part(self, size: int) -> int:
        return -(-size // self.side)

    def decode(self, prompt: npt.NDArray[np.integer[Any]]) -> list[Pair]:
        """The pairs of a prompt, in order."""
        table = prompt.astype(np.int64)
        pairs = []
        for number in np.unique(table[:, -1]):
            own = table[table[:, -1] == number]
            sizes = [int(own[0, i]) - self._size - (_LARGEST + 1) * i for i in range(4)]
            pairs.append(
                Pair(
                    self._grid(own[1:], 0, self._input, sizes[:2]),
                    self._grid(own[1:], self._cells, self._output, sizes[2:]),
                )
            )
        return pairs

    def _grid(
        self, patches: npt.NDArray[np.int64], column: int, start: int, sizes: Sequence[int]
    ) -> PlainGrid:
        n, side = self._cells, self.side
        cells = np.full((side * self._places, side * self._places), _OUTSIDE, np.int64)
        values = patches[:, column : column + n] - start - np.arange(n) * _VALUES
        r = side * (patches[:, 3 * n] - self._place)
        c = side * (patches[:, 3 * n + 1] - self._place - self._places)
        for slot in range(n):
            cells[r + slot // side, c + slot % side] = values[:, slot]
        height, width = sizes
        return tuple(tuple(map(int, row)) for row in cells[:height, :width])


def _compare(a: int, b: int) -> int:
    """How size b relates to size a, as one of nine classes."""
    if a == b:
        return 0
    if b % a == 0:
        return min(b // a, 4) - 1
    if a % b == 0:
        return min(a // b, 4) + 2
    return 7 if b < a else 8


def _array(grid: PlainGrid) -> npt.NDArray[np.int64]:
    return np.asarray(grid, np.int64)


def _shape(grid: PlainGrid) -> tuple[int, int]:
    return len(grid), len(grid[0])


PATCHES = Patches(3)
"""The encoding of the embedded models: three cells a side learnt most in equal time (`LOG.md`)."""

FEATURES = PATCHES.features
TABLE = PATCHES.table
positions = PATCHES.positions
encode = PATCHES.encode
decode = PATCHES.decode
