"""Figures of grids, pairs and whole tasks.

A task's test outputs are not on a `Task` and so cannot be drawn; what a program predicted for the
test inputs can be, by whoever hands it in.
"""

from collections.abc import Sequence
from itertools import zip_longest

from matplotlib.figure import Figure

from arc_dsl.outcome import PlainGrid
from data.tasks import Pair, Task
from viz.figures.cells import cell_size, grid_block, sized, unknown_block
from viz.figures.layout import (
    Block,
    arrow,
    beside,
    heading,
    page,
    rule,
    stacked,
    text,
    within,
    wrapped,
)
from viz.palette import MUTED

__all__ = ["example_block", "grid_figure", "pair_figure", "task_figure"]

SIDE = 1.7
"""Longest side of a grid in a task's picture, in inches."""
GAP = 0.34
"""Inches between the columns and rows of a task's picture."""


def grid_figure(grid: PlainGrid, *, title: str = "", side: float = 3.0) -> Figure:
    """One grid with its size under it, at most `side` inches long."""
    drawn = sized(grid, grid_block(grid, cell_size([grid], side, largest=0.4)))
    return page(_titled(drawn, title))


def pair_figure(pair: Pair, *, title: str = "", side: float = 2.6) -> Figure:
    """Input, arrow, output, in cells of one size; each grid at most `side` inches long."""
    cell = cell_size([pair.input, pair.output], side, largest=0.32)
    return page(_titled(example_block(pair.input, pair.output, cell), title))


def task_figure(
    task: Task,
    *,
    predictions: Sequence[PlainGrid | None] | None = None,
    title: str | None = None,
    width: float = 10.0,
    side: float = SIDE,
) -> Figure:
    """The demonstrations and test inputs of a task as columns, inputs above outputs.

    `predictions` are outputs for the test inputs, in order; a missing one is a question mark.
    Columns that do not fit into `width` inches go on in a new row; no grid is longer than `side`
    inches. `title` is the task's id unless given.
    """
    guesses = tuple(predictions or ())
    pairs: list[tuple[str, PlainGrid, PlainGrid | None, str]] = [
        (f"Pair {i}", pair.input, pair.output, "") for i, pair in enumerate(task.demonstrations, 1)
    ]
    pairs += [
        (f"Test {i}", grid, guess, "predicted")
        for i, (grid, guess) in enumerate(
            zip_longest(task.test_inputs, guesses[: len(task.test_inputs)]), 1
        )
    ]
    grids = [g for _, given, output, _ in pairs for g in (given, output) if g is not None]
    cell = cell_size(grids, side)
    tallest = max(len(given) for _, given, _, _ in pairs) * cell
    columns = [_column(*entry, cell=cell, input_height=tallest) for entry in pairs]
    rows = []
    tests_from = len(task.demonstrations)
    for row in wrapped(columns, width, gap=GAP):
        rows.append(beside(_ruled(row, tests_from), gap=GAP))
        tests_from -= len(row)
    content = stacked(rows, gap=GAP)
    return page(_titled(content, task.id if title is None else title))


def example_block(
    given: PlainGrid,
    output: PlainGrid | None,
    cell: float,
    *,
    remark: str = "",
    width: float = 0.0,
) -> Block:
    """Input, arrow, output from left to right; an unknown output is a question mark.

    Input and output each have at least `width` inches, so that examples above each other line up.
    """
    right = unknown_block() if output is None else grid_block(output, cell)
    left = grid_block(given, cell)
    height = max(left.height, right.height)
    ends = (within(left, width, height), within(right, width, height))
    first = sized(given, ends[0])
    second = ends[1] if output is None else sized(output, ends[1], remark)
    return beside([first, within(arrow(), height=height), second], gap=0.12)


def _column(
    name: str,
    given: PlainGrid,
    output: PlainGrid | None,
    remark: str,
    *,
    cell: float,
    input_height: float,
) -> Block:
    top = sized(given, within(grid_block(given, cell), height=input_height, upright="end"))
    below = unknown_block() if output is None else sized(output, grid_block(output, cell), remark)
    return stacked(
        [text(name, 8, colour=MUTED, bold=True), top, arrow(0.2, down=True), below],
        gap=0.08,
        align="middle",
    )


def _ruled(row: list[Block], tests_from: int) -> list[Block]:
    """The columns of a row with a hairline before the first test, if demonstrations precede it."""
    if not 0 < tests_from < len(row):
        return row
    height = max(column.height for column in row)
    return [*row[:tests_from], rule(height, upright=True), *row[tests_from:]]


def _titled(content: Block, title: str) -> Block:
    return stacked([heading(title), content], gap=0.14) if title else content
