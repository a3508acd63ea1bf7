"""A program's trace as a strip: every line beside the value it made.

Grids are drawn as grids, objects and indices at their places on a canvas of the input's size,
everything else in words. `viz.terminal.traces` draws the same in a terminal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from matplotlib.figure import Figure

from arc_dsl.execute.interpreter import Step, Trace
from arc_dsl.outcome import Outcome, PlainGrid
from arc_dsl.program import INPUT, Line, Program
from viz.figures.cells import cell_size, grid_block, patches_block
from viz.figures.layout import (
    Block,
    beside,
    boxed,
    heading,
    label,
    page,
    space,
    stacked,
    text,
    within,
)
from viz.palette import FAILED, FAILED_PAPER, FAINT, INK, MUTED
from viz.programs import INKS, Role, words
from viz.views import Frame, GridsView, PatchesView, Words, duration, view

__all__ = ["Panel", "panels", "trace_block", "trace_figure"]

MOST = 4
"""Grids drawn of a value that holds more."""
SIDE = 1.15
"""Longest side of a drawn value, in inches."""
CODE = 8.0
"""Size of program text, in points."""
ROW_GAP = 0.1
COLUMN_GAP = 0.45
LOW = 4.0
"""A strip this low, in inches, stays in one column."""
MOST_COLUMNS = 5
ASPECT = 1.3
"""Width by height of a pleasant page."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One line of the strip: what stands at the left and what it made at the right."""

    code: Block
    value: Block


def trace_figure(
    program: Program,
    grid: PlainGrid,
    trace: Trace,
    *,
    title: str = "",
    timing: bool = False,
    columns: int | None = None,
) -> Figure:
    """The strip of one execution of the program on the grid, as `trace_block` draws it."""
    strip = trace_block(program, grid, trace, timing=timing, columns=columns)
    return page(stacked([heading(title), strip], gap=0.16) if title else strip)


def trace_block(
    program: Program,
    grid: PlainGrid,
    trace: Trace,
    *,
    timing: bool = False,
    columns: int | None = None,
    neighbour: Block | None = None,
) -> Block:
    """The strip as a block: the input, then every line with its value.

    Lines that were not reached are grey, and the line that failed is marked with its message.
    Unless `columns` is given there are as many as make a page of pleasant shape, `neighbour`, which
    stands beside the strip, included.
    """
    all_panels = panels(program, grid, trace, timing=timing)
    counts = range(1, MOST_COLUMNS + 1) if columns is None else (max(1, columns),)
    strips = [
        beside(map(_column, _balanced(all_panels, count)), gap=COLUMN_GAP)
        for count in counts
        if count <= len(all_panels)
    ]
    near = neighbour or space()
    if strips[0].height <= max(LOW, 1.1 * near.height):
        return strips[0]

    def shape(strip: Block) -> float:
        ratio = (near.width + strip.width) / max(near.height, strip.height)
        return abs(log(ratio / ASPECT))

    return min(strips, key=shape)


def panels(
    program: Program, grid: PlainGrid, trace: Trace, *, timing: bool = False
) -> tuple[Panel, ...]:
    """The input, then one panel for each line of the program."""
    side = cell_size([grid], SIDE, largest=0.16)
    steps = {step.number: step for step in trace.steps}
    code = _code(0, ((INPUT, INKS[Role.END]), ("  the input", FAINT)))
    given = Panel(code, _drawn(grid, None, grid, side))
    made = [
        _panel(line, number, steps.get(number), trace.outcome, grid, side, timing=timing)
        for number, line in enumerate(program.lines, 1)
    ]
    return (given, *made)


def _panel(
    line: Line,
    number: int,
    step: Step | None,
    outcome: Outcome,
    grid: PlainGrid,
    cell: float,
    *,
    timing: bool,
) -> Panel:
    if not outcome.ok and outcome.line == number:
        made = None if step is None else _drawn(step.value, line, grid, cell)
        return _failed(line, number, outcome, made)
    if step is None:
        return Panel(_code(number, ((str(line), FAINT),)), text("not reached", 7, colour=FAINT))
    code = _code(number, tuple((word, INKS[role]) for word, role in words(line)))
    if timing:
        code = stacked([code, _indented(label(duration(step.seconds)))], gap=0.0)
    return Panel(code, _drawn(step.value, line, grid, cell))


def _failed(line: Line, number: int, outcome: Outcome, made: Block | None) -> Panel:
    """The line in red and its message; the value too if there is one that is only no grid."""
    code = _code(number, ((str(line), FAILED),))
    reason = outcome.message or outcome.kind.value
    message = stacked([text(part, 7, colour=FAILED) for part in _folded(reason, 44)])
    complaint = boxed(message, 0.07, fill=FAILED_PAPER)
    return Panel(code, complaint if made is None else stacked([made, complaint], gap=0.06))


def _code(number: int, coloured: Sequence[tuple[str, str]]) -> Block:
    mark = text(f"{number:>2}" if number else "  ", CODE - 1.5, colour=FAINT, mono=True)
    words_ = beside([text(word, CODE, colour=ink, mono=True) for word, ink in coloured])
    return beside([mark, words_], gap=0.08, align="middle")


def _indented(block: Block) -> Block:
    return beside([space(0.22), block])


def _drawn(value: object, line: Line | None, grid: PlainGrid, cell: float) -> Block:
    seen = view(value, line)
    match seen:
        case Words(caption, colours, quiet):
            swatches = [grid_block(((colour,),), 0.11) for colour in colours]
            said = text(caption, CODE, colour=MUTED if quiet else INK, mono=not quiet)
            return beside([said, *swatches], gap=0.06, align="middle")
        case GridsView(grids, caption):
            largest = cell_size(grids, 1.6 * SIDE, largest=cell)
            drawn = beside([grid_block(g, largest) for g in grids[:MOST]], gap=0.08, align="middle")
        case PatchesView(patches, caption):
            frame = Frame.around(len(grid), len(grid[0]), patches)
            drawn = patches_block(patches, frame, cell)
            caption += frame.missing(patches)
    return beside([drawn, label(caption)], gap=0.08, align="middle")


def _column(part: Sequence[Panel]) -> Block:
    left = max(panel.code.width for panel in part)
    rows = []
    for panel in part:
        height = max(panel.code.height, panel.value.height)
        code = within(panel.code, width=left, height=height, align="start")
        rows.append(beside([code, within(panel.value, height=height)], gap=0.2))
    return stacked(rows, gap=ROW_GAP)


def _height(panel: Panel) -> float:
    return max(panel.code.height, panel.value.height) + ROW_GAP


def _balanced(all_panels: Sequence[Panel], count: int) -> list[list[Panel]]:
    """The panels in so many columns of about equal height."""
    total = sum(map(_height, all_panels))
    columns: list[list[Panel]] = [[]]
    used = 0.0
    for panel in all_panels:
        full = used + _height(panel) / 2 > total / count
        if columns[-1] and full and len(columns) < count:
            columns.append([])
            used = 0.0
        columns[-1].append(panel)
        used += _height(panel)
    return columns


def _folded(message: str, width: int) -> list[str]:
    lines = [""]
    for word in message.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:4]
