"""Tasks as the model sees them: joint patches of input and output, no text.

A prompt is an array of positions by features. Each pair contributes

- one *shape position*: both sizes, how they compare, and which colours occur where;
- one *patch position* for every 2x2 place of the larger of both boxes: the four input cells, the
  four output cells at the same place, the four combinations of both, row and column counted from
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
from data.tasks import Pair

__all__ = ["FEATURES", "MAX_PAIRS", "TABLE", "Prompt", "decode", "encode", "positions"]

Prompt = npt.NDArray[np.int16]
"""(positions, FEATURES) numbers below TABLE; 0 stands for no feature."""

MAX_PAIRS = 10
FEATURES = 17
_CELLS = 4
_PLACES = 15
_OUTSIDE = 10
_VALUES = 11


class _Numbers:
    """Hands out consecutive feature numbers."""

    def __init__(self) -> None:
        self.next = 1

    def take(self, count: int) -> int:
        start = self.next
        self.next += count
        return start


_numbers = _Numbers()
_INPUT = _numbers.take(_CELLS * _VALUES)
_OUTPUT = _numbers.take(_CELLS * _VALUES)
_JOINT = _numbers.take(_CELLS * _VALUES * _VALUES)
_PLACE = _numbers.take(4 * _PLACES)
_PAIR = _numbers.take(MAX_PAIRS)
_SIZE = _numbers.take(4 * 31)
_RATIO = _numbers.take(2 * 9)
_COLOUR = _numbers.take(10 * 4)
TABLE = _numbers.next
"""Number of different features, "none" included."""

_PAIR_COLUMN = 16
"""Feature column of the pair's number, in both kinds of position."""


def positions(pair: Pair) -> int:
    """Positions that a pair takes."""
    (hi, wi), (ho, wo) = _shape(pair.input), _shape(pair.output)
    rows_in, cols_in = _half(hi), _half(wi)
    rows_out, cols_out = _half(ho), _half(wo)
    both = min(rows_in, rows_out) * min(cols_in, cols_out)
    return 1 + rows_in * cols_in + rows_out * cols_out - both


def encode(pairs: Sequence[Pair], budget: int = 320) -> Prompt:
    """The prompt of a task's pairs, in their order, in at most `budget` positions (226 or more).

    Grids are 1x1 to 30x30. If the pairs do not fit, or are more than ten, the smallest are kept.
    Raises ValueError without pairs.
    """
    if not pairs:
        raise ValueError("a prompt needs at least one pair")
    sizes = [positions(pair) for pair in pairs]
    kept: list[int] = []
    left = budget
    for index in sorted(range(len(pairs)), key=lambda i: (sizes[i], i))[:MAX_PAIRS]:
        if sizes[index] > left and kept:
            break
        kept.append(index)
        left -= sizes[index]
    parts = [_encode_pair(pairs[index]).copy() for index in sorted(kept)]
    for number, part in enumerate(parts):
        part[:, _PAIR_COLUMN] = _PAIR + number
    return np.concatenate(parts)


@lru_cache(maxsize=4096)
def _encode_pair(pair: Pair) -> Prompt:
    return np.concatenate([_shape_position(pair), _patch_positions(pair)])


def _shape_position(pair: Pair) -> Prompt:
    (hi, wi), (ho, wo) = _shape(pair.input), _shape(pair.output)
    row = np.zeros((1, FEATURES), np.int16)
    row[0, :4] = [_SIZE + 31 * slot + size for slot, size in enumerate((hi, wi, ho, wo))]
    row[0, 4:6] = _RATIO + _compare(hi, ho), _RATIO + 9 + _compare(wi, wo)
    present = [np.isin(np.arange(10), _array(grid)) for grid in (pair.input, pair.output)]
    row[0, 6:16] = _COLOUR + 4 * np.arange(10) + present[0] + 2 * present[1]
    return row


def _compare(a: int, b: int) -> int:
    """How size b relates to size a, as one of nine classes."""
    if a == b:
        return 0
    if b % a == 0:
        return min(b // a, 4) - 1
    if a % b == 0:
        return min(a // b, 4) + 2
    return 7 if b < a else 8


def _patch_positions(pair: Pair) -> Prompt:
    (hi, wi), (ho, wo) = _shape(pair.input), _shape(pair.output)
    rows, cols = _half(max(hi, ho)), _half(max(wi, wo))
    cells_in = _patches(pair.input, rows, cols)
    cells_out = _patches(pair.output, rows, cols)
    slot = np.arange(_CELLS)
    table = np.zeros((rows * cols, FEATURES), np.int16)
    table[:, 0:4] = _INPUT + slot * _VALUES + cells_in
    table[:, 4:8] = _OUTPUT + slot * _VALUES + cells_out
    table[:, 8:12] = _JOINT + slot * _VALUES**2 + cells_in * _VALUES + cells_out
    r, c = np.divmod(np.arange(rows * cols), cols)
    for column, place in enumerate((r, c, rows - 1 - r, cols - 1 - c)):
        table[:, 12 + column] = _PLACE + _PLACES * column + place
    inside = (cells_in != _OUTSIDE).any(1) | (cells_out != _OUTSIDE).any(1)
    return np.asarray(table[inside])


def _patches(grid: PlainGrid, rows: int, cols: int) -> npt.NDArray[np.int64]:
    """(rows * cols, 4) cell values; a cell outside the grid is 10."""
    cells = _array(grid)
    padded = np.full((2 * rows, 2 * cols), _OUTSIDE, np.int64)
    padded[: cells.shape[0], : cells.shape[1]] = cells
    return padded.reshape(rows, 2, cols, 2).transpose(0, 2, 1, 3).reshape(rows * cols, _CELLS)


def _array(grid: PlainGrid) -> npt.NDArray[np.int64]:
    return np.asarray(grid, np.int64)


def _shape(grid: PlainGrid) -> tuple[int, int]:
    return len(grid), len(grid[0])


def _half(size: int) -> int:
    return (size + 1) // 2


def decode(prompt: npt.NDArray[np.integer[Any]]) -> list[Pair]:
    """The pairs of a prompt, in order."""
    table = prompt.astype(np.int64)
    pairs = []
    for number in np.unique(table[:, _PAIR_COLUMN]):
        own = table[table[:, _PAIR_COLUMN] == number]
        hi, wi, ho, wo = (int(own[0, i]) - _SIZE - 31 * i for i in range(4))
        pairs.append(Pair(_grid(own[1:], 0, hi, wi), _grid(own[1:], 4, ho, wo)))
    return pairs


def _grid(patches: npt.NDArray[np.int64], column: int, height: int, width: int) -> PlainGrid:
    cells = np.full((32, 32), _OUTSIDE, np.int64)
    start = _OUTPUT if column else _INPUT
    values = patches[:, column : column + 4] - start - np.arange(_CELLS) * _VALUES
    r, c = 2 * (patches[:, 12] - _PLACE), 2 * (patches[:, 13] - _PLACE - _PLACES)
    for slot in range(_CELLS):
        cells[r + slot // 2, c + slot % 2] = values[:, slot]
    return tuple(tuple(map(int, row)) for row in cells[:height, :width])
