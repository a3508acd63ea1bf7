"""The values of a task in Python: the meaning of the native engine's `Graph`.

Nodes are tuples of values over all of a task's grids, merged by behaviour; each call is made once.
A node is a number, node 0 is the input. Nothing here decides what to call.
"""

from collections.abc import Sequence
from typing import Any

from arc_dsl.constants import CONSTANTS
from arc_dsl.engine import reference
from arc_dsl.outcome import Limits, PlainGrid

__all__ = ["FAILED", "Graph", "kind_of"]

FAILED = -1
"""What `call` gives for a call that fails on some grid."""
_SECONDS = 1e9
"""Steps decide, no clock."""
_BYTE = range(-128, 128)


class Graph:
    """Nodes over the same `inputs`; `steps` and `size` limit one call on one input."""

    input = 0

    def __init__(self, inputs: Sequence[PlainGrid], steps: int = 400, size: int = 10_000) -> None:
        self._limits = Limits(steps=steps, size=size, seconds=_SECONDS)
        self._width = len(inputs)
        self._values: list[tuple[Any, ...]] = []
        self._kinds: list[str] = []
        self._known: dict[Any, int] = {}
        self._calls: dict[tuple[int, ...], int] = {}
        self.made = 0
        """Different calls made so far."""
        self._node(tuple(tuple(map(tuple, grid)) for grid in inputs))

    def __len__(self) -> int:
        """Number of nodes."""
        return len(self._values)

    def constant(self, name: str) -> int:
        """The node of a named constant. Raises KeyError for another name."""
        return self._node((CONSTANTS[name],) * self._width)

    def function(self, name: str) -> int:
        """The node of a primitive as a value. Raises KeyError for another name."""
        return self._node((reference.primitives()[name],) * self._width)

    def call(self, function: int, arguments: Sequence[int]) -> int:
        """The node of a call's value, or `FAILED`. A call made before costs a look-up."""
        key = (function, *arguments)
        known = self._calls.get(key)
        if known is None:
            known = self._calls[key] = self._call(function, arguments)
            self.made += 1
        return known

    def _call(self, function: int, arguments: Sequence[int]) -> int:
        values = self._values
        found: list[Any] = []
        for k in range(self._width):
            with reference.execution(self._limits):
                try:
                    found.append(values[function][k](*[values[a][k] for a in arguments]))
                except Exception:  # noqa: BLE001 - whatever a call does is an outcome
                    return FAILED
        return self._node(tuple(found))

    def _node(self, values: tuple[Any, ...]) -> int:
        key = tuple([_key(value) for value in values])
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = len(self._values)
            self._values.append(values)
            self._kinds.append(_common_kind(values))
        return known

    def kind(self, node: int) -> str:
        """The type that the node's values share, such as "Grid"; "" if none."""
        return self._kinds[node]

    def value(self, node: int, k: int) -> Any:
        """The value on one input."""
        return self._values[node][k]

    def cells(self, node: int) -> list[tuple[int, int, bytes]] | None:
        """Height, width and cells row by row of each of a node's grids; None if one is no grid."""
        if any(kind_of(value) != "Grid" for value in self._values[node]):
            return None
        return [
            (len(grid), len(grid[0]), bytes([cell & 255 for row in grid for cell in row]))
            for grid in self._values[node]
        ]


def _key(value: Any) -> Any:
    """What tells a value from all others: Booleans are no integers, functions are what made them.

    A Boolean inside a container equals its number, there as in the language.
    """
    if isinstance(value, reference.Function):
        return (value.__name__, *[_key(part) for part in value.parts])
    return (type(value), value)


def _common_kind(values: Sequence[Any]) -> str:
    kinds = {kind_of(value) for value in values} - {"Empty"}
    if len(kinds) == 1:
        return kinds.pop()
    return "" if kinds else "Empty"


def kind_of(value: Any) -> str:
    """The type of a plain value, such as "Grid"; "" if none, "Empty" for an empty set."""
    if isinstance(value, bool):
        return "Boolean"
    if isinstance(value, int):
        return "Integer"
    if isinstance(value, frozenset):
        return _set_kind(value)
    if isinstance(value, tuple):
        return _tuple_kind(value)
    return "Callable" if isinstance(value, reference.Function) else ""


_OF_MEMBERS = {"Object": "Objects", "Indices": "IndicesSet", "Integer": "IntegerSet"}
_OF_ITEMS = {"Grid": "Grids", "Object": "ObjectTuple", "Indices": "IndicesTuple"}


def _set_kind(value: frozenset[Any]) -> str:
    if not value:
        return "Empty"
    if all(_is_pair(member) for member in value):
        return "Indices"
    if all(_is_cell(member) for member in value):
        return "Object"
    members = {kind_of(member) for member in value} - {"Empty"}
    return _OF_MEMBERS.get(members.pop(), "Set") if len(members) == 1 else "Set"


def _tuple_kind(value: tuple[Any, ...]) -> str:
    if _is_pair(value):
        return "IntegerTuple"
    if _is_grid(value):
        return "Grid"
    items = {kind_of(item) for item in value} - {"Empty"}
    return _OF_ITEMS.get(items.pop(), "Tuple") if len(items) == 1 else "Tuple"


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(type(v) is int for v in value)


def _is_cell(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and type(value[0]) is int
        and _is_pair(value[1])
    )


def _is_grid(value: tuple[Any, ...]) -> bool:
    if not value or not isinstance(value[0], tuple) or not value[0]:
        return False
    wide = len(value[0])
    return all(
        isinstance(row, tuple)
        and len(row) == wide
        and all(isinstance(cell, int) and cell in _BYTE for cell in row)
        for row in value
    )
