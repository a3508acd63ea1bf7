"""What a program gives on a task's grids: the last word on every find."""

from arc_dsl import Limits, Program, run
from arc_dsl.outcome import PlainGrid
from codeit.scoring import distance
from codeit.search.interface import Found, View

__all__ = ["answer", "confirm", "nearer"]

_LARGEST = 30
"""Rows and columns of a grid of ARC."""
_COLOURS = 10


def confirm(
    program: Program, view: View, family: str, cost: float, limits: Limits | None = None
) -> Found | None:
    """The program as a find; None if it fits no demonstration.

    Runs it with `arc_dsl.run` on every grid of the view, never raises for what it does.
    """
    found = _found(program, view, family, cost, limits or Limits())
    return found if any(found.matched) else None


def nearer(
    program: Program, view: View, family: str, cost: float, limits: Limits | None = None
) -> Found | None:
    """The program as a find whether it fits or not; None if the inputs come as near as it does."""
    found = _found(program, view, family, cost, limits or Limits())
    return found if found.distance < distance(view.inputs, view.outputs) else None


def _found(program: Program, view: View, family: str, cost: float, limits: Limits) -> Found:
    grids = [run(program, given, limits).grid for given in view.inputs]
    matched = tuple(own == wanted for own, wanted in zip(grids, view.outputs, strict=True))
    predictions: tuple[PlainGrid | None, ...] = ()
    if any(matched):
        predictions = tuple(answer(program, grid, limits) for grid in view.tests)
    return Found(str(program), family, cost, matched, predictions, distance(grids, view.outputs))


def answer(program: Program, given: PlainGrid, limits: Limits) -> PlainGrid | None:
    """What the program gives on a grid; None if that is no grid of 1-30 x 1-30 colours 0-9."""
    grid = run(program, given, limits).grid
    if grid is None or not (0 < len(grid) <= _LARGEST and 0 < len(grid[0]) <= _LARGEST):
        return None
    if any(not 0 <= cell < _COLOURS for row in grid for cell in row):
        return None
    return grid
