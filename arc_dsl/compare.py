"""Equality and order of keys."""

from collections.abc import Sequence
from typing import Any

from arc_dsl.members import guard, size, value_place
from arc_dsl.representation import Grid, Indices, Object, Set, Value

__all__ = ["equal", "keyed"]

_SETS = (Indices, Object, Set)
_NUMBERS = {int, bool}
_TUPLES = {tuple}


def equal(a: Value, b: Value) -> bool:
    """Whether two values are equal as plain values are."""
    if type(a) is tuple and type(b) is tuple and len(a) == len(b):
        guard(a)
    return bool(a == b)


class _SetKey:
    """A set as a key: by size, then by sorted members (section 8 of the specification)."""

    __slots__ = ("place",)

    def __init__(self, value: Value) -> None:
        self.place = (size(value), value_place(value))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SetKey) and self.place == other.place

    def __hash__(self) -> int:
        return hash(self.place[0])

    def __lt__(self, other: "_SetKey") -> bool:
        if not isinstance(other, _SetKey):
            return NotImplemented
        return bool(self.place < other.place)

    def __gt__(self, other: "_SetKey") -> bool:
        if not isinstance(other, _SetKey):
            return NotImplemented
        return bool(self.place > other.place)


def keyed(values: Sequence[Value]) -> Sequence[Any]:
    """Keys that order the values; the values themselves where that is the same.

    Comparing keys of different kinds raises TypeError, as in Python.
    """
    kinds = {*map(type, values)}
    if kinds <= _NUMBERS:
        return values
    if kinds == _TUPLES and all(type(v) in _NUMBERS for value in values for v in value):
        return values
    guard(values)
    return [_key(v) for v in values]


def _key(value: Value) -> Any:
    kind = type(value)
    if kind is tuple:
        return tuple([_key(v) for v in value])
    if kind is Grid:
        return value.rows()
    if kind in _SETS:
        return _SetKey(value)
    return value
