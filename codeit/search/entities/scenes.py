"""A task laid out as one long row of bits: all its inputs behind each other, then its outputs.

Bit `offset of the pair + cell` stands for a cell of an input; for tasks that keep their shape the
same bit stands for the output's cell. So one integer operation compares a colour over all pairs.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TypeAlias

from codeit.search.entities.frames import Frame

__all__ = ["Grid", "Planes", "Scene", "planes_of"]

Grid: TypeAlias = tuple[tuple[int, ...], ...]
Planes: TypeAlias = dict[int, int]
"""Colour -> the set of cells that have it; empty colours are left out."""


def planes_of(grid: Grid) -> Planes:
    """The cells of each colour, as sets of the grid's own frame."""
    planes: Planes = {}
    place = 1
    for row in grid:
        for value in row:
            planes[value] = planes.get(value, 0) | place
            place <<= 1
    return planes


class Scene:
    """The inputs of a task, demonstrations first, and the demonstrations' outputs."""

    def __init__(self, demonstrations: Sequence[tuple[Grid, Grid]], tests: Sequence[Grid]) -> None:
        self.inputs: tuple[Grid, ...] = (*(grid for grid, _ in demonstrations), *tests)
        self.outputs: tuple[Grid, ...] = tuple(grid for _, grid in demonstrations)
        self.pairs = len(self.outputs)
        self.frames = [Frame(len(grid), len(grid[0])) for grid in self.inputs]
        self.offsets: list[int] = []
        place = 0
        for frame in self.frames:
            self.offsets.append(place)
            place += frame.cells
        self.shown = (1 << (self.offsets[self.pairs] if tests else place)) - 1
        """The demonstrations' cells."""
        self.planes = [planes_of(grid) for grid in self.inputs]

    @cached_property
    def keeps_shape(self) -> bool:
        """Whether every demonstration's output is as large as its input."""
        return all(
            len(output) == len(given) and len(output[0]) == len(given[0])
            for given, output in zip(self.inputs, self.outputs, strict=False)
        )

    @cached_property
    def background(self) -> list[int]:
        """The commonest colour of each input, the smallest of tied ones."""
        return [
            min(planes, key=lambda value: (-planes[value].bit_count(), value))
            for planes in self.planes
        ]

    @cached_property
    def ground(self) -> int:
        """The cells of each input's commonest colour."""
        return self.joined(
            [planes[value] for planes, value in zip(self.planes, self.background, strict=True)]
        )

    @cached_property
    def given(self) -> Planes:
        """The inputs' colours, over all pairs."""
        return self.layout(self.planes)

    @cached_property
    def wanted(self) -> Planes:
        """The outputs' colours; only of use if the shape is kept."""
        return self.layout([planes_of(grid) for grid in self.outputs])

    @cached_property
    def output_cells(self) -> list[int]:
        """The colour of each of the outputs' cells, one behind the other; as `wanted`."""
        return [value for grid in self.outputs for row in grid for value in row]

    @cached_property
    def changed(self) -> int:
        """The demonstrations' cells whose colour changes."""
        same = 0
        for value, mask in self.given.items():
            same |= mask & self.wanted.get(value, 0)
        return self.shown & ~same

    def joined(self, masks: Sequence[int]) -> int:
        """One set from one for each pair."""
        whole = 0
        for offset, mask in zip(self.offsets, masks, strict=False):
            whole |= mask << offset
        return whole

    def layout(self, pages: Sequence[Planes]) -> Planes:
        """Planes over all pairs from planes of each."""
        whole: Planes = {}
        for offset, planes in zip(self.offsets, pages, strict=False):
            for value, mask in planes.items():
                whole[value] = whole.get(value, 0) | (mask << offset)
        return whole

    def grids_of(self, planes: Planes) -> list[Grid]:
        """The grids that have those colours, black where there is none."""
        grids = []
        for frame, offset in zip(self.frames, self.offsets, strict=True):
            rows = [[0] * frame.width for _ in range(frame.height)]
            for value, mask in planes.items():
                for row, column in frame.places((mask >> offset) & frame.full):
                    rows[row][column] = value
            grids.append(tuple(tuple(row) for row in rows))
        return grids
