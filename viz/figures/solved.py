"""A solved task beside its program's trace, in one picture.

The pairs stand at the left, the program at the right with the value of each line for one of the
pairs, which is marked. The README's first picture is made here.
"""

from collections.abc import Sequence

from matplotlib.figure import Figure

from arc_dsl.execute.interpreter import Trace
from arc_dsl.outcome import PlainGrid
from arc_dsl.program import Program
from data.tasks import Pair, Task
from viz.figures.cells import cell_size, grid_block, sized
from viz.figures.grids import example_block
from viz.figures.layout import (
    Block,
    arrow,
    beside,
    heading,
    label,
    page,
    rule,
    space,
    stacked,
    text,
    within,
)
from viz.figures.traces import trace_block
from viz.palette import ACCENT, MUTED
from viz.views import differences, size_of

__all__ = ["solved_figure"]

SIDE = 1.05
"""Longest side of a pair's grids, in inches."""


def solved_figure(
    task: Task,
    program: Program,
    trace: Trace,
    *,
    pair: int = 0,
    given: Sequence[PlainGrid | None] = (),
    predictions: Sequence[PlainGrid | None] = (),
    title: str | None = None,
    remark: str | None = None,
    most: int = 4,
) -> Figure:
    """The task, and the program's trace on the input of demonstration `pair` (from 0).

    `given` are the program's outputs for the demonstrations, as far as they are known: one that is
    wrong stands under its pair, wrong cells crossed out. `predictions` are its outputs for the test
    inputs, in order. `title` is the task's id
    unless given; `remark` stands after it in grey. Unless given it says the program's length, and
    that the task is solved if the trace ends in the pair's output.
    Of more than `most` demonstrations the first ones and the traced one are drawn.
    Raises IndexError if the task has no such demonstration.
    """
    traced = task.demonstrations[pair]
    examples = _examples(task, pair, given, predictions, most)
    lines = f"a program of {len(program)} line{'s' * (len(program) != 1)}"
    right = trace.outcome.grid == traced.output
    said = f"solved by {lines}" if right else f"{lines}, wrong on pair {pair + 1}"
    head = heading(task.id if title is None else title, said if remark is None else remark)
    strip = trace_block(program, traced.input, trace, neighbour=examples)
    body_height = max(strip.height, examples.height)
    body = beside(
        [
            within(examples, height=body_height, upright="start"),
            rule(body_height, upright=True),
            within(strip, height=body_height, upright="start"),
        ],
        gap=0.3,
    )
    return page(stacked([head, rule(body.width), body], gap=0.14), margin=0.25)


def _examples(
    task: Task,
    pair: int,
    given: Sequence[PlainGrid | None],
    predictions: Sequence[PlainGrid | None],
    most: int,
) -> Block:
    shown = sorted({*range(min(most, len(task.demonstrations))), pair})
    made, guesses = dict(enumerate(given)), dict(enumerate(predictions))
    rows = []
    for i in shown:
        example = task.demonstrations[i]
        name = f"Pair {i + 1}" + (", traced at the right" if i == pair else "")
        rows.append(_example(name, example.input, example.output, marked=i == pair))
        grid = made.get(i)
        if grid is not None and grid != example.output:
            rows.append(_wrong(grid, example))
    rows += [
        _example(f"Test {i + 1}", grid, guesses.get(i), remark="by the program")
        for i, grid in enumerate(task.test_inputs)
    ]
    left_out = len(task.demonstrations) - len(shown)
    if left_out:
        rows.append(label(f"{left_out} more pair{'s' * (left_out != 1)} not drawn"))
    return stacked(rows, gap=0.16)


def _wrong(given: PlainGrid, pair: Pair) -> Block:
    """What a program gave instead of the pair's output; where sizes agree, wrong cells crossed."""
    cell = cell_size([pair.input, pair.output, given], SIDE, largest=0.12)
    same = [*map(len, given)] == [*map(len, pair.output)]
    places = differences(given, pair.output) if same else ()
    words = f"{len(places)} wrong" if same else f"wrong: {size_of(given)}"
    drawn = within(sized(given, grid_block(given, cell, wrong=places)), SIDE)
    left = within(label(f"given, {words}"), SIDE)
    return beside([left, space(arrow().width), drawn], gap=0.12, align="middle")


def _example(
    name: str,
    given: PlainGrid,
    output: PlainGrid | None,
    *,
    marked: bool = False,
    remark: str = "",
) -> Block:
    grids = [given] if output is None else [given, output]
    title = text(name, 7.5, bold=True, colour=ACCENT if marked else MUTED)
    drawn = example_block(
        given, output, cell_size(grids, SIDE, largest=0.12), remark=remark, width=SIDE
    )
    return stacked([title, drawn], gap=0.05)
