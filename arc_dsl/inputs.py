"""Grids that come in and go out."""

import marshal
from itertools import chain
from typing import Any

from arc_dsl.outcome import Kind, Outcome
from arc_dsl.representation import Grid, Value
from arc_dsl.values import as_grid

__all__ = ["MAX_SIDE", "held_input", "outcome_of", "output_grid"]

MAX_SIDE = 30
"""Most rows, and most columns, of a grid at the boundary."""
_COLOURS = bytes(range(10))
_TUPLE, _LIST, _INT = b"(", b"[", b"i"
_NUMBERS = {int}
_MOST_RECENT = 64
_recent: dict[int, tuple[object, bytes, int, int]] = {}
"""Cells, height and width of grids lately met, by the identity of what is kept with them."""


def held_input(grid: Any) -> Grid:
    """The interpreter's Grid for an input: rows as lists or tuples, or a numpy integer array.

    Raises ValueError naming the reason if it is not a rectangle of 1..30 x 1..30 integers 0-9.
    Many programs are run on one input: the last ones are known again, if nobody can change them.
    """
    known = _recent.get(id(grid))
    if known is not None and known[0] is grid:
        return Grid(*known[1:])
    held = _held_at_once(grid)
    if held is None:
        return _held_by_cell(grid)
    if type(grid) is type(grid[0]) is tuple:
        if len(_recent) >= _MOST_RECENT:
            _recent.clear()
        _recent[id(grid)] = (grid, held.cells, held.height, held.width)
    return held


def _held_at_once(grid: Any) -> Grid | None:
    """The Grid of a grid that is right, without a look at every cell from Python; else None.

    `marshal` writes a sequence as a byte for its type and four for its length, an `int` as a byte
    for its type and four for its value, a `bool` as one byte: so a right grid gives units of five
    bytes, whose first bytes tell the shape and whose second ones are the cells.
    """
    kind = type(grid)
    if (kind is not tuple and kind is not list) or not 0 < len(grid) <= MAX_SIDE:
        return None
    row = grid[0]
    kind = type(row)
    if (kind is not tuple and kind is not list) or not 0 < len(row) <= MAX_SIDE:
        return None
    try:
        data = marshal.dumps(grid, 2)
    except ValueError:
        return None
    high, wide = len(grid), len(row)
    if data[5::5] != ((_TUPLE if kind is tuple else _LIST) + _INT * wide) * high:
        return None
    cells = bytearray(data[6::5])
    del cells[:: wide + 1]
    if cells.translate(None, _COLOURS) or not data[7::5] == data[8::5] == data[9::5] == bytes(
        high * (wide + 1)
    ):
        return None
    return Grid(bytes(cells), high, wide)


def _held_by_cell(grid: Any) -> Grid:
    """The same for any grid, naming what is wrong."""
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
    flat = [_integer(cell) for row in grid for cell in row]
    if not (min(flat) >= 0 and max(flat) <= 9):
        raise ValueError("the cells of a grid are colours 0 to 9")
    return Grid(bytes(flat), high, wide)


def _integer(cell: Any) -> int:
    if isinstance(cell, bool) or not hasattr(cell, "__index__"):
        raise ValueError(f"the cells of a grid are integers, not {type(cell).__name__}")
    return int(cell.__index__())


def output_grid(value: Value) -> Grid | None:
    """The value if it is a grid that may leave: 1..30 x 1..30, colours 0-9; else None."""
    if type(value) is tuple:
        value = _strict_grid(value)
    if type(value) is not Grid or value.height > MAX_SIDE or value.width > MAX_SIDE:
        return None
    if value.cells.translate(None, _COLOURS):
        return None
    return value


def _strict_grid(rows: tuple[Value, ...]) -> Grid | None:
    """A Grid of rows without Booleans: those are not cells."""
    if len(rows) > MAX_SIDE or not all(type(row) is tuple and len(row) <= MAX_SIDE for row in rows):
        return None  # before a look at its cells: rows may be shared, and the cells be millions
    if {*map(type, chain.from_iterable(rows))} != _NUMBERS:
        return None
    return as_grid(rows)


def outcome_of(value: Value, lines: int) -> Outcome:
    """The outcome of a program of so many lines whose last value is given."""
    grid = output_grid(value)
    if grid is not None:
        return Outcome(Kind.OK, grid.rows())
    return Outcome(Kind.NOT_A_GRID, None, lines, "the last value is not a grid of colours 0-9")
