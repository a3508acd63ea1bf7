"""Between plain Python values and the interpreter's own.

Plain: `bool`, `int`, `None`, tuples and frozensets of plain values, and functions. A grid is a
tuple of row tuples, a cell `(colour, (row, column))`.
"""

from hashlib import blake2b
from itertools import chain
from typing import Any

from arc_dsl.errors import ValueTooLarge
from arc_dsl.limits import BUDGET, check_size
from arc_dsl.members import MAX_NESTING, listed, made_patch, make_set
from arc_dsl.outcome import PlainGrid
from arc_dsl.representation import EMPTY, Grid, Indices, Object, Set, Value

__all__ = ["as_grid", "digest", "from_plain", "grid_digest", "to_plain"]

_MASK = 255
_LARGE = 1024
"""More cells than any grid of ARC has. Rows may be shared, so that few members are many cells."""


def as_grid(rows: tuple[Any, ...]) -> Grid | None:
    """The Grid equal to a tuple of rows; None if there is none (ragged, empty, other members).

    Raises ValueTooLarge if it has more cells than a value may have members.
    """
    if not rows or type(rows[0]) is not tuple or not rows[0]:
        return None
    wide = len(rows[0])
    for row in rows:
        if type(row) is not tuple or len(row) != wide:
            return None
    if len(rows) * wide > _LARGE:
        check_size(len(rows) * wide)
    flat = list(chain.from_iterable(rows))
    if {*map(type, flat)} <= {int, bool} and min(flat) >= -64 and max(flat) < 128:
        return Grid(bytes([v & _MASK for v in flat]), len(rows), wide)
    return None


def from_plain(value: Any, tag: str | None = None) -> Value:
    """The value that equals a plain one.

    `tag` tells what the value is meant to be ("grid", "object", ...); it is a hint that changes
    nothing, since equal values are held equally.
    """
    del tag
    if isinstance(value, tuple):
        grid = as_grid(value)
        return grid if grid is not None else tuple([from_plain(v) for v in value])
    if isinstance(value, frozenset):
        if not value:
            return EMPTY
        patch = made_patch(list(value))
        if patch is not None:
            return patch
        return make_set([from_plain(v) if type(v) is frozenset else _inner(v) for v in value])
    return value


def _inner(value: Any) -> Value:
    """A member of a set: pairs and cells stay as they are."""
    if type(value) is tuple and not all(type(v) is int for v in value):
        if len(value) == 2 and type(value[0]) is int and type(value[1]) is tuple:
            return value
        return from_plain(value)
    return value


def to_plain(value: Value) -> Any:
    """The plain value.

    Raises ValueTooLarge if it would have millions of members, or is nested deeper than any Set.
    """
    return _to_plain(value, [BUDGET.size * 10], 0)


def _to_plain(value: Value, left: list[int], depth: int) -> Any:
    kind = type(value)
    if depth > MAX_NESTING + 1:
        raise ValueTooLarge("values nested too deep")
    if kind is Grid:
        left[0] -= len(value.cells)
        _check(left)
        return value.rows()
    if kind is tuple:
        left[0] -= len(value)
        _check(left)
        if all(type(v) is int for v in value):
            return value
        return tuple([_to_plain(v, left, depth + 1) for v in value])
    if kind is Indices or kind is Object:
        members = listed(value)
        left[0] -= len(members)
        _check(left)
        return frozenset(members)
    if kind is Set:
        left[0] -= len(value.items)
        _check(left)
        return frozenset([_to_plain(v, left, depth + 1) for v in listed(value)])
    return value


def _check(left: list[int]) -> None:
    if left[0] < 0:
        raise ValueTooLarge("too many members in all")


def grid_digest(grid: Grid) -> bytes:
    """The digest of a grid's plain value."""
    shape = f"{grid.height}x{grid.width}:".encode()
    return blake2b(shape + grid.cells, digest_size=16).digest()


def digest(grid: PlainGrid) -> bytes:
    """16 bytes that identify a grid of colours 0-9, the same on every machine.

    blake2b of the shape and the cells row by row. Raises ValueError if it is no such grid.
    """
    held = as_grid(tuple(map(tuple, grid)))
    if held is None:
        raise ValueError("not a rectangle of small integers")
    return grid_digest(held)
