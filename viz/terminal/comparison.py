"""A grid that a program gave against the one that was wanted, in a terminal."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from arc_dsl.outcome import PlainGrid
from viz.terminal.grids import EMPTY, Cells
from viz.views import size_of

__all__ = ["remaining_difference", "show_difference"]


def show_difference(given: PlainGrid, wanted: PlainGrid) -> RenderableType:
    """Wanted, given, and the given cells that are wrong, side by side where there is room.

    Cells that are right are empty places of a canvas, dots where there is no colour. Grids of
    different sizes are drawn without that.
    """
    parts = [("wanted", wanted), ("given", given)]
    places = remaining_difference(given, wanted)
    if places is not None:
        parts.append(("wrong cells", places))
    return _SideBySide(tuple(parts))


def remaining_difference(given: PlainGrid, wanted: PlainGrid) -> PlainGrid | None:
    """The given grid with EMPTY where it is right; None if the sizes differ."""
    if [*map(len, given)] != [*map(len, wanted)]:
        return None
    return tuple(
        tuple(EMPTY if cell == right else cell for cell, right in zip(row, wanted_row, strict=True))
        for row, wanted_row in zip(given, wanted, strict=True)
    )


class _SideBySide:
    def __init__(self, parts: tuple[tuple[str, PlainGrid], ...]) -> None:
        self._parts = parts

    def __rich__(self) -> RenderableType:
        table = Table.grid(padding=(0, 3))
        for _ in self._parts:
            table.add_column(no_wrap=True)
        titles = []
        for name, grid in self._parts:
            size = f" {size_of(grid)}" if name != "wrong cells" else ""
            titles.append(Text(name + size, style="dim"))
        table.add_row(*titles)
        table.add_row(*(Cells(grid) for _, grid in self._parts))
        return Group(table)
