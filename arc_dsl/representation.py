"""Values of the language as the interpreter holds them.

| value | held as |
|---|---|
| Boolean, Integer, None | `bool`, `int`, `None` |
| pair, row, any other tuple | `tuple` |
| Grid of at least one cell, all integers -64..127 | `Grid`: one byte a cell, row by row |
| set of index pairs | `Indices`: a bitboard (see `arc_dsl.boards`); the empty set is `EMPTY` |
| set of cells (colour, pair) | `Object`: one bitboard per colour |
| any other set | `Set`: a tuple of distinct members |
| primitive | the Python function |
| function made by `compose`, `fork`, `rbind` ... | `Function` |

All are immutable (what is derived is kept beside), hashable, and equal exactly if the plain values
are: a set has one way to be held, a Grid equals the tuple of its rows, True equals 1. A Boolean
that becomes a cell, an index or a colour becomes 0 or 1.

Nothing here builds values from unknown members: that is `arc_dsl.members`.
"""

from collections.abc import Callable
from typing import Any

from arc_dsl import layout

__all__ = ["EMPTY", "Box", "Function", "Grid", "Indices", "Object", "Set", "Value", "cell_values"]

Value = Any
"""Any value of the language, as tabled above."""
Box = tuple[int, int, int, int]

_FIRST_NEGATIVE = 192
"""Cells are bytes: 0..127 for themselves, 192..255 for -64..-1."""


def cell_values(cells: bytes) -> tuple[int, ...]:
    """The integers that some cells stand for."""
    if cells.isascii():
        return tuple(cells)
    return tuple([c if c < _FIRST_NEGATIVE else c - 256 for c in cells])


class Grid:
    """A rectangle of integers -64..127, at least 1x1.

    Held as `cells` (row by row), as `strip` (see `arc_dsl.layout`; only for grids that have near
    boards), or both: each is made from the other when first asked for.
    """

    __slots__ = ("cells", "height", "memo", "strip", "width")

    cells: bytes
    strip: bytes

    def __init__(self, cells: bytes, height: int, width: int) -> None:
        self.cells = cells
        self.height = height
        self.width = width
        self.memo: dict[Any, Any] = {}
        """What was derived from the cells, by name or colour."""

    @classmethod
    def of_strip(cls, strip: bytes, height: int, width: int) -> "Grid":
        """A Grid held as a strip."""
        grid = cls.__new__(cls)
        grid.strip = strip
        grid.height = height
        grid.width = width
        grid.memo = {}
        return grid

    def __getattr__(self, name: str) -> bytes:
        if name == "strip":
            self.strip = layout.spread(self.cells, self.height, self.width)
            return self.strip
        if name == "cells":
            self.cells = layout.unspread(self.strip, self.height, self.width)
            return self.cells
        raise AttributeError(name)

    def rows(self) -> tuple[tuple[int, ...], ...]:
        """The plain value."""
        rows: tuple[tuple[int, ...], ...] | None = self.memo.get("rows")
        if rows is None:
            cells = self.cells
            rows = layout.tuples(cells if cells.isascii() else cell_values(cells), self.width)
            self.memo["rows"] = rows
        return rows

    def __eq__(self, other: object) -> bool:
        if type(other) is Grid:
            return self.width == other.width and self.cells == other.cells
        return type(other) is tuple and self.rows() == other

    def __hash__(self) -> int:
        known: int | None = self.memo.get("hash")
        if known is None:
            known = self.memo["hash"] = hash(self.rows())
        return known

    def __repr__(self) -> str:
        return f"Grid{self.rows()!r}"


class Indices:
    """A set of index pairs within a frame."""

    __slots__ = ("bits", "box", "far", "listing")

    def __init__(self, bits: int, far: int) -> None:
        self.bits = bits
        self.far = far
        """The frame, see `arc_dsl.frames`."""
        self.listing: list[tuple[int, int]] | None = None
        """The members in ascending order, once asked for."""
        self.box: Box | None = None
        """Top, left, bottom, right, once asked for."""

    def __bool__(self) -> bool:
        return self.bits != 0

    def __eq__(self, other: object) -> bool:
        return type(other) is Indices and self.bits == other.bits and self.far == other.far

    def __hash__(self) -> int:
        return hash(self.bits)

    def __repr__(self) -> str:
        return f"Indices({self.bits:#x}{', far' if self.far else ''})"


class Object:
    """A non-empty set of cells within a frame, its colours integers."""

    __slots__ = ("bits", "box", "far", "planes")

    def __init__(self, planes: tuple[tuple[int, int], ...], bits: int, far: int) -> None:
        self.planes = planes
        """(colour, board) in ascending order of colour; no board is empty."""
        self.bits = bits
        """All boards together."""
        self.far = far
        self.box: Box | None = None

    def __eq__(self, other: object) -> bool:
        return type(other) is Object and self.planes == other.planes and self.far == other.far

    def __hash__(self) -> int:
        return hash(self.planes)

    def __repr__(self) -> str:
        planes = ", ".join([f"{colour}: {board:#x}" for colour, board in self.planes])
        return f"Object({planes}{', far' if self.far else ''})"


class Set:
    """A non-empty set that is neither indices nor an object."""

    __slots__ = ("items", "known", "ordered")

    def __init__(self, items: tuple[Value, ...], ordered: bool) -> None:
        self.items = items
        """The members, distinct."""
        self.ordered = ordered
        """Whether the items are known to be in ascending order."""
        self.known: frozenset[Value] | None = None

    def lookup(self) -> frozenset[Value]:
        """The members, to look one up."""
        if self.known is None:
            self.known = frozenset(self.items)
        return self.known

    def __eq__(self, other: object) -> bool:
        return type(other) is Set and self.lookup() == other.lookup()

    def __hash__(self) -> int:
        return hash(self.lookup())

    def __repr__(self) -> str:
        return f"Set{self.items!r}"


class Function:
    """A function made while running. Equal only to itself, as in the published language."""

    __slots__ = ("arity", "call", "depth", "kind", "parts", "weight")

    def __init__(
        self,
        call: Callable[..., Value],
        arity: int,
        kind: str,
        parts: tuple[Value, ...],
        weight: int,
        depth: int,
    ) -> None:
        self.call = call
        """What to call; counts no steps by itself."""
        self.arity = arity
        self.kind = kind
        """The primitive that made it."""
        self.parts = parts
        """That primitive's arguments."""
        self.weight = weight
        """Primitive calls that one call makes, those inside higher-order primitives excluded."""
        self.depth = depth
        """How deep functions are nested in it."""

    def __call__(self, *args: Value) -> Value:
        """Call it, without counting steps."""
        return self.call(*args)

    def __repr__(self) -> str:
        return f"<function made by {self.kind}>"


EMPTY = Indices(0, 0)
"""The empty set: of indices, of cells, of anything."""
