"""The values of a task: tuples over all its grids, merged by behaviour, each call made once.

This is the plain version of what the native core offers under the same names. A node is a number;
node 0 is the input. Nothing here decides what to call: that is `codeit.search.growing`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from arc_dsl.compiling import call_variable
from arc_dsl.constants import CONSTANTS
from arc_dsl.execution import begin, end
from arc_dsl.outcome import Limits, PlainGrid
from arc_dsl.registry import PRIMITIVES
from arc_dsl.representation import EMPTY, Function, Grid, Indices, Object, Set, Value
from arc_dsl.values import as_grid, from_plain, to_plain

__all__ = ["FAILED", "Graph"]

FAILED = -1
"""What `call` gives for a call that fails on some grid."""
_SECONDS = 1.0

_KINDS: dict[type, str] = {
    Grid: "Grid",
    Indices: "Indices",
    Object: "Object",
    bool: "Boolean",
    int: "Integer",
    Function: "Callable",
}
_MEMBERS = {Object: "Objects", Indices: "IndicesSet", int: "IntegerSet"}
_TUPLES = {Grid: "Grids", Object: "ObjectTuple", Indices: "IndicesTuple", int: "IntegerRow"}


class Graph:
    """Nodes over the same `inputs`; `steps` and `size` limit one call on one input."""

    input = 0

    def __init__(self, inputs: Sequence[PlainGrid], steps: int = 400, size: int = 10_000) -> None:
        self._limits = Limits(steps=steps, size=size, seconds=_SECONDS)
        self._width = len(inputs)
        self._values: list[tuple[Value, ...]] = []
        self._kinds: list[str] = []
        self._known: dict[Any, int] = {}
        self._calls: dict[tuple[int, ...], int] = {}
        self._named: dict[str, int] = {}
        self.made = 0
        """Calls made so far, known ones not counted."""
        self._node(tuple(from_plain(tuple(map(tuple, grid))) for grid in inputs))

    def __len__(self) -> int:
        """Number of nodes."""
        return len(self._values)

    def constant(self, name: str) -> int:
        """The node of a named constant. Raises KeyError for another name."""
        if name not in self._named:
            self._named[name] = self._node((CONSTANTS[name],) * self._width)
        return self._named[name]

    def function(self, name: str) -> int:
        """The node of a primitive as a value. Raises KeyError for another name."""
        if name not in self._named:
            self._named[name] = self._node((PRIMITIVES[name],) * self._width)
        return self._named[name]

    def call(self, function: int, arguments: Sequence[int]) -> int:
        """The node of a call's value, or `FAILED`. A call made before costs a look-up."""
        key = (function, *arguments)
        known = self._calls.get(key)
        if known is None:
            known = self._calls[key] = self._call(function, arguments)
            self.made += 1
        return known

    def call_many(self, calls: Iterable[tuple[int, ...]]) -> list[int]:
        """Several calls, each (function, argument, ...)."""
        return [self.call(key[0], key[1:]) for key in calls]

    def _call(self, function: int, arguments: Sequence[int]) -> int:
        values = self._values
        found: list[Value] = []
        former = begin(self._limits, 1)
        try:
            for k in range(self._width):
                called = values[function][k]
                args = [values[a][k] for a in arguments]
                if type(called) is Function:
                    found.append(call_variable(called, *args))
                else:
                    found.append(called(*args))
        except Exception:  # noqa: BLE001 - whatever a call does is an outcome
            return FAILED
        finally:
            end(former)
        return self._node(tuple(found))

    def _node(self, values: tuple[Value, ...]) -> int:
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

    def value(self, node: int, number: int) -> Any:
        """The plain value on one input."""
        return to_plain(self._values[node][number])

    def cells(self, node: int) -> tuple[tuple[int, int, bytes], ...] | None:
        """Height, width and cells row by row of each of a node's grids; None if one is no grid."""
        found = []
        for value in self._values[node]:
            grid = as_grid(value) if type(value) is tuple else value
            if type(grid) is not Grid:
                return None
            found.append((grid.height, grid.width, grid.cells))
        return tuple(found)

    def pairs(self, node: int) -> tuple[tuple[int, int], ...]:
        """The values of a node of kind "IntegerTuple"."""
        return self._values[node]

    def integers(self, node: int) -> tuple[int, ...]:
        """The values of a node of kind "Integer"."""
        return self._values[node]

    def key(self, node: int) -> int:
        """What tells the node from all others."""
        return node


def _key(value: Value) -> Any:
    kind = type(value)
    if kind is Grid:
        return (value.cells, value.width)
    if kind is Object or kind is Indices or kind is Set:
        return value
    if kind is Function:
        return (value.kind, *[_key(part) for part in value.parts])
    if kind is tuple:
        return (kind, *[_key(member) for member in value])
    return (kind, value)


def _common_kind(values: Sequence[Value]) -> str:
    kinds = {_kind(value) for value in values if value != EMPTY}
    if len(kinds) == 1:
        return kinds.pop()
    return "" if kinds else "Empty"


def _kind(value: Value) -> str:
    kind = type(value)
    if kind is Set:
        members = {type(item) for item in value.items if item != EMPTY}
        return _MEMBERS.get(members.pop(), "Set") if len(members) == 1 else "Set"
    if kind is tuple:
        if len(value) == 2 and type(value[0]) is int and type(value[1]) is int:
            return "IntegerTuple"
        members = {type(item) for item in value if item != EMPTY}
        return _TUPLES.get(members.pop(), "Tuple") if len(members) == 1 else "Tuple"
    if kind in _KINDS:
        return _KINDS[kind]
    return "Callable" if callable(value) else ""
