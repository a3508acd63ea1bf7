"""What a program gives on a task's grids: the last word on every find."""

from arc_dsl import Limits, Program, run
from arc_dsl.outcome import PlainGrid
from codeit.search.interface import Found, View

__all__ = ["confirm"]

_LARGEST = 30
"""Rows and columns of a grid of ARC."""
_COLOURS = 10


def confirm(
    program: Program, view: View, family: str, cost: float, limits: Limits | None = None
) -> Found | None:
    """The program as a find; None if it fits no demonstration.

    Runs it with `arc_dsl.run` on every grid of the view, never raises for what it does.
    """
    limits = limits or Limits()
    matched = tuple(
        run(program, given, limits).grid == wanted
        for given, wanted in zip(view.inputs, view.outputs, strict=True)
    )
    if not any(matched):
        return None
    predictions = tuple(_answer(program, grid, limits) for grid in view.tests)
    return Found(str(program), family, cost, matched, predictions)


def _answer(program: Program, given: PlainGrid, limits: Limits) -> PlainGrid | None:
    grid = run(program, given, limits).grid
    if grid is None or not (0 < len(grid) <= _LARGEST and 0 < len(grid[0]) <= _LARGEST):
        return None
    if any(not 0 <= cell < _COLOURS for row in grid for cell in row):
        return None
    return grid
