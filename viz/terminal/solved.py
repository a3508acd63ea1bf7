"""A task that was just solved, in a few lines of a terminal: small pairs beside the program."""

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from arc_dsl.program import Program
from data.tasks import Pair, Task
from viz.terminal.grids import Cells
from viz.terminal.traces import coloured_line

__all__ = ["first_in_a_line", "show_first"]

PAIRS = 2
"""Pairs drawn at most: the smallest ones."""
GAP = 2
"""Columns between grids."""
CODE = 36
"""Columns that the program needs to stand beside the pairs."""


def show_first(task: Task, program: Program, said: str) -> RenderableType:
    """The task's id and what is said of it, its smallest pairs, and the program."""
    return _First(task, program, said)


def first_in_a_line(task: Task, program: Program, said: str) -> str:
    """The same as one line of plain text, without the pairs."""
    lines = "; ".join(map(str, program.lines))
    return f"{task.id}  {said}: {lines}"


class _First:
    def __init__(self, task: Task, program: Program, said: str) -> None:
        self._task, self._program, self._said = task, program, said

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Beside each other where the width allows it, above each other elsewhere."""
        yield Text.assemble((self._task.id, "bold green"), f"  {self._said}")
        pairs = _chosen(self._task, options.max_width - CODE)
        code = Group(*(coloured_line(line) for line in self._program.lines))
        cells = [cell for number in pairs for cell in _drawn(number, options)]
        needed = _width(pairs)
        if needed + CODE > options.max_width:
            yield _row(cells)
            yield code
            return
        yield _row([*cells, code])


def _row(cells: list[RenderableType]) -> Table:
    table = Table.grid(padding=(0, GAP, 0, 0))
    for _ in cells:
        table.add_column(vertical="top")
    table.add_row(*cells)
    return table


def _drawn(pair: Pair, options: ConsoleOptions) -> list[RenderableType]:
    arrow = Text("->" if options.ascii_only else "→", style="dim")
    return [Cells(pair.input, large=False), arrow, Cells(pair.output, large=False)]


def _width(pairs: list[Pair]) -> int:
    return sum(len(pair.input[0]) + len(pair.output[0]) + 1 + 3 * GAP for pair in pairs)


def _chosen(task: Task, room: int) -> list[Pair]:
    """The smallest pairs that fit side by side, in the task's order; at least one."""
    smallest = sorted(range(len(task.demonstrations)), key=lambda i: _cells(task.demonstrations[i]))
    chosen = smallest[:1]
    for number in smallest[1:PAIRS]:
        if _width([task.demonstrations[i] for i in (*chosen, number)]) <= room:
            chosen.append(number)
    return [task.demonstrations[i] for i in sorted(chosen)]


def _cells(pair: Pair) -> int:
    return sum(len(grid) * len(grid[0]) for grid in (pair.input, pair.output))
