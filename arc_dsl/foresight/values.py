"""What is known of a value without running a program: its kind, its colours, its shape.

Colours are a mask of eleven bits: one for each colour 0-9, and `OF_INPUT` for any colour that the
input has. Integers that are no colours have no bit: painted, they make what is no grid.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

__all__ = [
    "ALL",
    "BOX",
    "CELLS",
    "COLOUR",
    "COLOURS",
    "CONSTANT",
    "GRID",
    "GRIDS",
    "OBJECT",
    "OBJECTS",
    "OF_INPUT",
    "ORDERED",
    "SIDE",
    "Form",
    "Known",
    "Shape",
    "Value",
    "Vanished",
    "halved",
    "is_known",
    "joined",
    "mask_of",
    "measured",
    "member",
    "sides",
    "sized",
    "times",
    "total",
]

ALL = (1 << 10) - 1
OF_INPUT = 1 << 10

GRID, GRIDS = "grid", "grids"
"""A Grid; a container of Grids."""
OBJECT, OBJECTS, ORDERED = "object", "objects", "ordered"
"""A set of cells; a set of such sets; a tuple of such sets."""
CELLS = "cells"
"""Cells in a container of any kind."""
COLOUR, COLOURS = "colour", "colours"
"""An integer, and a container of integers, that are colours."""
BOX, SIDE = "box", "side"
"""The shape of a Grid, as a pair, and one side of it; a side stands twice in `Known.shape`."""
CONSTANT = "constant"

Form = Any
"""A side of a grid: "h" or "w" (of the input), an integer, or (leaves, sign, form, form)."""
Shape = tuple[Form, Form] | None
_LEAVES = 8
"""Sides made of more are taken as not known."""


class Known(NamedTuple):
    """What is known of a value that is no function."""

    kind: str
    colours: int = ALL
    """Which colours its cells can have, or the integer itself."""
    shape: Shape = None
    laid: int = ALL
    """Of a Grid that is the input with something painted over it: the colours of that."""
    value: Any = None
    """Of a constant."""


Value = Known | Callable[..., Any] | None
"""What is known of a value: nothing (None), or how a function treats what is known."""


def is_known(value: Value, *kinds: str) -> bool:
    """Whether the value is known to be of one of these kinds."""
    return type(value) is Known and value.kind in kinds


def mask_of(value: Value) -> int:
    """The colours of a value's cells, or those that an integer can be."""
    return value.colours if type(value) is Known else ALL


_MEMBERS = {OBJECTS: OBJECT, ORDERED: OBJECT, GRIDS: GRID, COLOURS: COLOUR}


def member(container: Value) -> Value:
    """Any member of a container."""
    if type(container) is Known and container.kind in _MEMBERS:
        return Known(_MEMBERS[container.kind], container.colours, container.shape)
    return None


def joined(a: Value, b: Value) -> Value:
    """What is known of a value that is one of two."""
    if type(a) is Known and type(b) is Known and a.kind == b.kind and a.kind != CONSTANT:
        shape = a.shape if a.shape == b.shape else None
        return Known(a.kind, a.colours | b.colours, shape, a.laid | b.laid if shape else ALL)
    return None


# ------------------------------------------------------------------ sides of grids


class Vanished(Exception):
    """A side of no length."""


def _leaves(form: Form) -> int:
    return form[0] if type(form) is tuple else 1


def _made(sign: str, a: Form, b: Form) -> Form | None:
    if a is None or b is None:
        return None
    leaves = _leaves(a) + _leaves(b)
    return None if leaves > _LEAVES else (leaves, sign, a, b)


def total(a: Form | None, b: Form | None) -> Form | None:
    """The sum of two sides."""
    return _made("+", a, b)


def times(a: Form | None, b: Form | None) -> Form | None:
    """The product of two sides."""
    return _made("*", a, b)


def halved(a: Form | None) -> Form | None:
    """Half of a side, rounded down."""
    return _made("/", a, 2)


def sides(value: Value) -> Shape:
    """A value as a shape: that of a Grid, a pair of positive numbers, or one number twice.

    Of halves nothing is said: where one has no length, more than that side is empty.
    """
    if type(value) is not Known:
        return None
    if value.kind == CONSTANT:
        pair = value.value if type(value.value) is tuple else (value.value, value.value)
        return pair if all(type(n) is int and n > 0 for n in pair) else None
    if value.kind in (BOX, SIDE) and value.shape and all(map(_whole, value.shape)):
        return value.shape
    return None


def _whole(form: Form) -> bool:
    return type(form) is not tuple or (form[1] != "/" and _whole(form[2]) and _whole(form[3]))


def sized(high: Form | None, wide: Form | None) -> Shape:
    """The shape of two sides, not known if one is not."""
    return None if high is None or wide is None else (high, wide)


def measured(form: Form, high: int, wide: int) -> int:
    """A side, for an input of that shape.

    Raises Vanished if a part of it has no row or no column: then more than this side is empty.
    """
    if type(form) is tuple:
        _, sign, a, b = form
        x, y = measured(a, high, wide), measured(b, high, wide)
        if sign == "/" and x < y:
            raise Vanished
        return x + y if sign == "+" else x * y if sign == "*" else x // y
    return high if form == "h" else wide if form == "w" else int(form)
