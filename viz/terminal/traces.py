"""A program's trace in a terminal: every line, the value it made, and how long it took.

Used by `codeit exec --trace`. The first line that failed is marked with its message; the lines
after it were not reached and are dim.
"""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from arc_dsl.execute.interpreter import Step, Trace
from arc_dsl.outcome import PlainGrid
from arc_dsl.program import Line, Program
from viz.palette import NAMES, TERMINAL
from viz.programs import Role, words
from viz.terminal.grids import EMPTY, MARKED, Cells
from viz.views import (
    Frame,
    GridsView,
    Patch,
    PatchesView,
    View,
    Words,
    differences,
    duration,
    size_of,
    view,
)

__all__ = ["coloured_line", "drawn_value", "show_trace"]

STYLES = {
    Role.VARIABLE: "",
    Role.FUNCTION: "bold cyan",
    Role.CONSTANT: "yellow",
    Role.END: "bold green",
    Role.MARK: "dim",
}
CODE = 34
"""Columns that program text may take before values get any; a longer line is folded."""
MOST_GRIDS = 3
"""Grids drawn of a value that holds more."""


def show_trace(
    program: Program, grid: PlainGrid, trace: Trace, *, expected: PlainGrid | None = None
) -> RenderableType:
    """The trace of one execution of the program on the grid.

    With `expected`, the last line says whether the output is that grid, and what differs.
    """
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(overflow="fold", min_width=min(CODE, max(map(len, map(str, program.lines)))))
    table.add_column(overflow="fold")
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_row("", Text("I", style="bold green"), drawn_value(view(grid), grid), "")
    steps = {step.number: step for step in trace.steps}
    for number, line in enumerate(program.lines, 1):
        table.add_row(*_row(line, number, steps.get(number), trace, grid))
    return Group(table, _ending(trace, expected))


def coloured_line(line: Line) -> Text:
    """A line of a program, each word in the style of its role."""
    return Text.assemble(*((word, STYLES[role]) for word, role in words(line)))


def _row(
    line: Line, number: int, step: Step | None, trace: Trace, grid: PlainGrid
) -> tuple[RenderableType, ...]:
    outcome = trace.outcome
    if not outcome.ok and outcome.line == number:
        complaint: RenderableType = Text(outcome.message, style="red")
        if step is not None:  # there is a value, but it is no grid
            complaint = Group(drawn_value(view(step.value, line), grid), complaint)
        return Text(str(number), style="red"), Text(str(line), style="bold red"), complaint, ""
    if step is None:
        return str(number), Text(str(line), style="dim"), Text("not reached", style="dim"), ""
    code = coloured_line(line)
    return str(number), code, drawn_value(view(step.value, line), grid), duration(step.seconds)


def drawn_value(seen: View, grid: PlainGrid) -> RenderableType:
    """The picture of a value that a line made when the program ran on `grid`."""
    match seen:
        case Words(caption, colours, quiet):
            said = Text(caption, style="dim" if quiet else "")
            for colour in colours:
                said.append("  ■", TERMINAL[colour]).append(f" {NAMES[colour]}", "dim")
            return said
        case GridsView(grids, caption):
            drawn: list[RenderableType] = [Cells(g) for g in grids[:MOST_GRIDS]]
        case PatchesView(patches, caption):
            frame = Frame.around(len(grid), len(grid[0]), patches)
            drawn = [Cells(_canvas(patches, frame))]
            caption += frame.missing(patches)
    spaced = [Padding(part, (0, 0, int(i < len(drawn)), 0)) for i, part in enumerate(drawn, 1)]
    return Padding(Group(*spaced, Text(caption, style="dim")), (0, 0, 1, 0))


def _canvas(patches: Sequence[Patch], frame: Frame) -> tuple[tuple[int, ...], ...]:
    top, left, bottom, right = frame.outer
    rows = [[EMPTY] * (right - left) for _ in range(top, bottom)]
    for patch in patches:
        for (r, c), value in patch.items():
            if frame.holds(r, c):
                rows[r - top][c - left] = MARKED if value is None else value
    return tuple(map(tuple, rows))


def _ending(trace: Trace, expected: PlainGrid | None) -> Text:
    outcome = trace.outcome
    if not outcome.ok or outcome.grid is None:
        where = f" at line {outcome.line}" if outcome.line else ""
        return Text(f"{outcome.kind.value}{where}: {outcome.message}", style="bold red")
    lines = "1 line" if len(trace.steps) == 1 else f"{len(trace.steps)} lines"
    total = f"{lines} in {duration(sum(s.seconds for s in trace.steps))}"
    if expected is None:
        return Text(f"a grid of {size_of(outcome.grid)}, {total}")
    if outcome.grid == expected:
        return Text(f"right: the expected grid, {total}", style="bold green")
    return Text(f"wrong: {_complaint(outcome.grid, expected)}, {total}", style="bold red")


def _complaint(output: PlainGrid, expected: PlainGrid) -> str:
    if size_of(output) != size_of(expected):
        return f"{size_of(output)}, expected {size_of(expected)}"
    places = differences(output, expected)
    cells = "cell differs" if len(places) == 1 else "cells differ"
    row, column = places[0]
    return f"{len(places)} {cells}, the first in row {row + 1}, column {column + 1}"
