"""What an input and a program may be, when they are not at once one: what is wrong with them."""

from typing import Any

from arc_dsl.errors import ParseError
from arc_dsl.outcome import Kind, Outcome, PlainGrid
from arc_dsl.program import Program, parse

__all__ = ["MAX_SIDE", "checked", "parsed"]

MAX_SIDE = 30
"""Most rows, and most columns, of a grid at the boundary."""


def checked(grid: Any) -> PlainGrid:
    """The rows of an input: rows as lists or tuples, or a numpy integer array.

    Raises ValueError naming the reason if it is not a rectangle of 1..30 x 1..30 integers 0-9.
    """
    if hasattr(grid, "tolist"):
        if getattr(grid.dtype, "kind", "") not in "iu":
            raise ValueError("a grid given as an array must hold integers")
        grid = grid.tolist()
    if type(grid) not in (list, tuple) or not grid:
        raise ValueError("a grid is a non-empty list or tuple of rows")
    high = len(grid)
    if {*map(type, grid)} - {list, tuple}:
        raise ValueError("every row of a grid is a list or a tuple")
    wide = len(grid[0])
    if {*map(len, grid)} != {wide}:
        raise ValueError("the rows of a grid must be equally long")
    if not (1 <= high <= MAX_SIDE and 1 <= wide <= MAX_SIDE):
        raise ValueError(f"a grid is 1x1 to {MAX_SIDE}x{MAX_SIDE}, not {high}x{wide}")
    rows = tuple([tuple([_integer(cell) for cell in row]) for row in grid])
    if not all(0 <= cell <= 9 for row in rows for cell in row):
        raise ValueError("the cells of a grid are colours 0 to 9")
    return rows


def parsed(text: str) -> Program | Outcome:
    """The program that a text is; the outcome SYNTAX if it is none."""
    try:
        return parse(text)
    except ParseError as error:
        return Outcome(Kind.SYNTAX, None, error.line, error.message)


def _integer(cell: Any) -> int:
    if isinstance(cell, bool) or not hasattr(cell, "__index__"):
        raise ValueError(f"the cells of a grid are integers, not {type(cell).__name__}")
    return int(cell.__index__())
