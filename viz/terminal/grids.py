"""Grids, pairs and tasks in a terminal, as rich renderables.

In colour a cell is two columns wide, or half a line high where room is short; without colour
(`NO_COLOR`, a pipe, a file) grids are digits, so that what is printed can be read and copied.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from arc_dsl.outcome import PlainGrid
from data.tasks import Task
from viz.palette import CANVAS_TERMINAL, INDEX, STRANGE, TERMINAL
from viz.views import size_of

__all__ = ["Cells", "in_colour", "show_grid", "show_pair", "show_task"]

EMPTY = -1
"""A place of a canvas on which nothing lies."""
MARKED = -2
"""A place of a set of indices, which has no colour."""
LARGE = 12
"""Grids up to this many columns are drawn with two-column cells where there is room."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A rectangle of cells. 0-9 are colours; EMPTY and MARKED stand for places of a canvas.

    Other numbers are drawn in one pale colour and, without colour, as `+`.
    """

    rows: tuple[tuple[int, ...], ...]
    large: bool | None = None
    """Two columns a cell, or half a line; None decides by size and room."""

    @property
    def width(self) -> int:
        """Cells in the longest row."""
        return max((len(row) for row in self.rows), default=0)

    def columns(self, room: int, *, colour: bool) -> int:
        """Terminal columns of a cell if `room` columns are free."""
        wanted = self.large if self.large is not None else not colour or self.width <= LARGE
        return 2 if wanted and 2 * self.width <= room else 1

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """As wide as its cells."""
        cell = self.columns(options.max_width, colour=in_colour(console))
        return Measurement(self.width, max(self.width * cell, 1))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """One line of segments for each row, or for each two rows."""
        colour = in_colour(console)
        cell = self.columns(options.max_width, colour=colour)
        if not colour:
            yield from _digits(self.rows, cell)
        elif cell == 2 or options.ascii_only:
            yield from _blocks(self.rows, cell)
        else:
            yield from _halves(self.rows, self.width)


def in_colour(console: Console) -> bool:
    """Whether the console shows colours."""
    return console.color_system is not None and not console.no_color


def show_grid(grid: PlainGrid, *, large: bool | None = None) -> Cells:
    """A grid."""
    return Cells(grid, large)


def show_pair(given: PlainGrid, output: PlainGrid | None, title: str = "") -> RenderableType:
    """Input, arrow, output side by side, above each other where the width is short.

    An unknown output is a question mark.
    """
    return _Example(given, output, title)


def show_task(task: Task, predictions: Sequence[PlainGrid | None] = ()) -> RenderableType:
    """A task: its demonstrations, then its test inputs with predicted outputs where given."""
    parts: list[RenderableType] = [Text(task.id, style="bold")]
    for i, pair in enumerate(task.demonstrations, 1):
        parts.append(show_pair(pair.input, pair.output, f"Pair {i}"))
    guesses = predictions[: len(task.test_inputs)]
    for i, (grid, guess) in enumerate(zip_longest(task.test_inputs, guesses), 1):
        parts.append(show_pair(grid, guess, f"Test {i}" + (", predicted" if guess else "")))
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts))


@dataclass(frozen=True, slots=True)
class _Example:
    given: PlainGrid
    output: PlainGrid | None
    title: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        left = Cells(self.given)
        right = Cells(self.output) if self.output is not None else None
        size = size_of(self.given)
        if self.output is not None:
            size += f" {_arrow(options)} {size_of(self.output)}"
        if self.title:
            yield Text.assemble((self.title, "bold"), "  ", (size, "dim"))
        second: RenderableType = right if right is not None else Text("?", style="dim")
        wide = left.width + (right.width if right is not None else 1)
        room = options.max_width - 5
        if wide > room:
            yield Group(left, Text(_arrow(options, down=True), style="dim"), second)
            return
        large = 2 * wide <= room and (not in_colour(console) or _fits_large(left, right))
        table = Table.grid(padding=(0, 2))
        for _ in range(3):
            table.add_column(no_wrap=True, vertical="middle")
        table.add_row(
            Cells(left.rows, large),
            Text(_arrow(options), style="dim"),
            second if right is None else Cells(right.rows, large),
        )
        yield table


def _fits_large(left: Cells, right: Cells | None) -> bool:
    return max(left.width, right.width if right else 0) <= LARGE


def _arrow(options: ConsoleOptions, *, down: bool = False) -> str:
    if options.ascii_only:
        return "v" if down else "->"
    return "↓" if down else "→"


def _colour(cell: int) -> str:
    if 0 <= cell <= 9:
        return TERMINAL[cell]
    return {EMPTY: CANVAS_TERMINAL, MARKED: INDEX}.get(cell, STRANGE)


def _digit(cell: int) -> str:
    return str(cell) if 0 <= cell <= 9 else {EMPTY: ".", MARKED: "#"}.get(cell, "+")


def _digits(rows: Iterable[Sequence[int]], cell: int) -> Iterator[Segment]:
    for row in rows:
        yield Segment((" " if cell == 2 else "").join(map(_digit, row)))
        yield Segment.line()


def _blocks(rows: Iterable[Sequence[int]], cell: int) -> Iterator[Segment]:
    for row in rows:
        for value in row:
            yield Segment(" " * cell, Style(bgcolor=_colour(value)))
        yield Segment.line()


def _halves(rows: Sequence[Sequence[int]], width: int) -> Iterator[Segment]:
    """Two rows of cells in one line: an upper half block on a coloured ground."""
    for upper, lower in zip_longest(rows[::2], rows[1::2], fillvalue=()):
        for c in range(width):
            top = _colour(upper[c]) if c < len(upper) else None
            bottom = _colour(lower[c]) if c < len(lower) else None
            if top is None and bottom is None:
                yield Segment(" ")
            elif top is None:
                yield Segment("▄", Style(color=bottom))
            else:
                yield Segment("▀", Style(color=top, bgcolor=bottom))
        yield Segment.line()
