"""Native where it stands, else Python: the graph of a search and its shelves."""

from collections.abc import Sequence
from typing import Any, Protocol

from arc_dsl.engine import ENGINE
from arc_dsl.outcome import PlainGrid
from codeit.search.plain import graph as plain
from codeit.search.plain.growth import PlainGrowth

__all__ = ["Graph", "Shelves", "new_graph", "new_values"]

STEPS = 400
"""Steps of one call on one input: `prapply` and its like would take milliseconds."""
SIZE = 10_000
"""Members of any one value."""
MEMORY_MB = 400
"""Memory of a graph: a worker stays below 0.7 GB."""


class Graph(Protocol):
    """Values over several inputs, merged by behaviour; see `codeit.search.plain.graph`."""

    @property
    def input(self) -> int:
        """The input's node."""

    @property
    def made(self) -> int:
        """Calls made so far."""

    def constant(self, name: str) -> int:
        """The node of a constant."""

    def function(self, name: str) -> int:
        """The node of a primitive."""

    def call(self, function: int, arguments: Sequence[int]) -> int:
        """The node of a call's value, below zero if it fails."""

    def kind(self, node: int) -> str:
        """The type that a node's values share, such as "Grid"; "" if none."""

    def value(self, node: int, k: int) -> Any:
        """The plain value on one input."""

    def cells(self, node: int) -> Sequence[tuple[int, int, bytes]] | None:
        """Height, width and cells of a node's grids."""


class Shelves(Protocol):
    """Nodes by level, and how they were made; see `codeit.search.plain.growth`."""

    def name(self, node: int, gives: int) -> None:
        """Let a node be a name."""

    def place(self, node: int, level: int) -> None:
        """Let a node take part."""

    def record(self, node: int, bound: int, function: int, arguments: Sequence[int]) -> None:
        """Remember how a node was made."""

    def bound(self, node: int) -> int:
        """The bound of a node."""

    def level(self, node: int) -> int:
        """The level of a node."""

    def how(self, node: int) -> tuple[int, tuple[int, ...]] | None:
        """The call that made a node."""

    def shelf(self, letter: str) -> Sequence[Sequence[int]]:
        """Nodes by level."""

    def add_templates(
        self, names: Sequence[int], templates: Sequence[tuple[str, int, list[list[int]]]]
    ) -> None:
        """Templates to grow with."""

    def add_calls(
        self, names: Sequence[int], calls: Sequence[tuple[int, list[int]]], base: int, each: int
    ) -> None:
        """Make calls, and let what they give take part."""

    def grow(self, calls: int, highest: int) -> int:
        """Grow by so many calls."""


def new_values(
    grids: Sequence[PlainGrid], steps: int, size: int, native: bool = ENGINE == "native"
) -> Graph:
    """A graph over some grids whose nodes take part in no growing."""
    if native:
        from arc_dsl.engine import _native

        made: Graph = _native.Graph(grids, steps, size, MEMORY_MB)
        return made
    return plain.Graph(grids, steps, size)


def new_graph(
    grids: Sequence[PlainGrid],
    largest: Sequence[tuple[int, int]],
    native: bool = ENGINE == "native",
) -> tuple[Graph, Shelves]:
    """A graph over some grids, and its shelves."""
    if native:
        from arc_dsl.engine import _native

        made = _native.Graph(grids, STEPS, SIZE, MEMORY_MB)
        return made, _native.Growth(made, largest)
    own = plain.Graph(grids, STEPS, SIZE)
    return own, PlainGrowth(own, largest)
