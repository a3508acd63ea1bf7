"""The value graph on the reference engine: the native one's methods, slowly (see `_native.pyi`)."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from arc_dsl.constants import CONSTANTS
from arc_dsl.engine import reference
from arc_dsl.engine.inputs import checked
from arc_dsl.engine.weights import is_grid
from arc_dsl.outcome import Limits, PlainGrid
from arc_dsl.primitives.values.ordering import members

__all__ = ["Graph"]

FAILED = -1


class Graph:
    """Values for program search: a node is a value on each of the inputs."""

    def __init__(
        self,
        inputs: Sequence[PlainGrid],
        steps: int = 400,
        size: int = 10_000,
        memory_mb: int = 1024,
    ) -> None:
        if not inputs:
            raise ValueError("a graph needs at least one input")
        self._limits = Limits(steps=steps, size=size, seconds=1e9, memory_mb=memory_mb)
        self._nodes: list[tuple[Any, ...]] = []
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._calls: dict[tuple[int, ...], int] = {}
        self._count = len(inputs)
        self._node(tuple(checked(grid) for grid in inputs))

    def __len__(self) -> int:
        return len(self._nodes)

    @property
    def input(self) -> int:
        """The node of the inputs."""
        return 0

    @property
    def used_bytes(self) -> int:
        """Not told by this engine."""
        return 0

    def _node(self, values: tuple[Any, ...]) -> int:
        told_apart = tuple((isinstance(value, bool), value) for value in values)  # True is not 1
        number = self._numbers.setdefault(told_apart, len(self._nodes))
        if number == len(self._nodes):
            self._nodes.append(values)
        return number

    def constant(self, name: str) -> int:
        """The node of a constant."""
        if name not in CONSTANTS:
            raise ValueError(f"no constant is named {name}")
        return self._node((CONSTANTS[name],) * self._count)

    def function(self, name: str) -> int:
        """The node of a primitive as a value."""
        if name not in reference.primitives():
            raise ValueError(f"no primitive is named {name}")
        return self._node((reference.primitives()[name],) * self._count)

    def call(self, function: str | int, arguments: Sequence[int]) -> int:
        """The node of a call; -1 if it fails on any input."""
        number = self.function(function) if isinstance(function, str) else function
        key = (number, *arguments)
        known = self._calls.get(key)
        if known is None:
            known = self._calls[key] = self._called(key)
        return known

    def _called(self, key: tuple[int, ...]) -> int:
        columns = zip(*[self._nodes[node] for node in key], strict=True)
        values = []
        try:
            for function, *args in columns:
                if not isinstance(function, reference.Function):
                    return FAILED
                with reference.execution(self._limits):
                    values.append(function(*args))
        except Exception:  # noqa: BLE001 - whatever a call does, it is no node
            return FAILED
        return self._node(tuple(values))

    def call_many(self, function: str | int, arguments: Sequence[Sequence[int]]) -> list[int]:
        """`call` for each of the arguments."""
        return [self.call(function, each) for each in arguments]

    def kind(self, node: int) -> str:
        """What the values are: see the native engine."""
        kinds = {_kind(value) for value in self._nodes[node]}
        sets = {"indices", "object", "objects", "set"}
        if "" in kinds and kinds - {""} <= sets:
            kinds -= {""}
        return "set" if not kinds else kinds.pop() if len(kinds) == 1 else "mixed"

    def key(self, node: int) -> bytes:
        """16 bytes that equal nodes have in common."""
        text = ";".join(_text(value) for value in self._nodes[node])
        return blake2b(text.encode(), digest_size=16).digest()

    def value(self, node: int, k: int) -> Any:
        """The plain value on input k."""
        return self._nodes[node][k]

    def grids(self, node: int) -> list[PlainGrid] | None:
        """The grids on all inputs; None if the node is no grid on one of them."""
        values = self._nodes[node]
        return list(values) if all(map(is_grid, values)) else None

    def cells(self, node: int) -> list[tuple[int, int, bytes]] | None:
        """Height, width and cells of these grids."""
        grids = self.grids(node)
        if grids is None:
            return None
        return [
            (len(rows), len(rows[0]), bytes(cell & 255 for row in rows for cell in row))
            for rows in grids
        ]

    def matches(self, node: int, wanted: Sequence[PlainGrid]) -> list[bool]:
        """Whether the value on each of the first inputs is the wanted grid."""
        if len(wanted) > self._count:
            raise ValueError("more grids than inputs")
        values = self._nodes[node]
        return [value == checked(grid) for value, grid in zip(values, wanted, strict=False)]


def _kind(value: Any) -> str:
    if isinstance(value, tuple):
        if is_grid(value):
            return "grid"
        return "pair" if len(value) == 2 and all(isinstance(v, int) for v in value) else "tuple"
    if isinstance(value, frozenset):
        return _kind_of_set(value)
    if isinstance(value, bool):
        return "bool"
    return "int" if isinstance(value, int) else "none" if value is None else "function"


def _kind_of_set(value: frozenset[Any]) -> str:
    """Which set it is; no word for an empty one, which is of any kind."""
    if all(_kind(member) == "pair" for member in value):
        return "indices" if value else ""
    if all(isinstance(m, tuple) and len(m) == 2 and _kind(m[1]) == "pair" for m in value):
        return "object"
    inner = {_kind(member) for member in value}
    return "objects" if inner == {"object"} else "set"


def _text(value: Any) -> str:
    if isinstance(value, tuple | frozenset):
        mark = "()" if isinstance(value, tuple) else "{}"
        return mark[0] + ",".join(_text(member) for member in members(value)) + mark[1]
    if isinstance(value, reference.Function) and value.parts:
        return value.__name__ + _text(value.parts)
    return getattr(value, "__name__", repr(value))
