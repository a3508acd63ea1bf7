"""Boards: canvases of the wanted size, the pieces that values put on them, and their stacks.

A piece claims cells and is wrong on some of those. Stacked pieces make an output. Colours are not
enumerated: which colour some cells would need is read off the wanted outputs and looked up among
the known values. What pieces and stacks are worth is worked out by the native engine's `Board`
where that stands, else by `codeit.search.plain.board`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from arc_dsl.outcome import PlainGrid
from codeit.search.growing import Growth
from codeit.search.plain.graph import FAILED

__all__ = ["COLOUR_NAMES", "Board", "How", "Piece", "Place", "Shape", "node_of", "places"]

Shape = tuple[tuple[int, int], ...]
"""Height and width on every input."""
How = Literal["whole", "canvas", "paint", "fill", "colour", "rest"]
"""A grid as it is; a grid of one colour; an object's cells; one colour for an object's or indices'
cells; one colour for the cells that have a colour in a grid; a grid but for one colour."""
COLOUR_NAMES = (
    "ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE",
)  # fmt: skip
_LARGEST = 30


@dataclass(frozen=True, slots=True)
class Piece:
    """What can be put on a canvas, and how."""

    cost: int
    """Levels."""
    how: How
    node: int
    """The grid, object, indices, or the pair of integers that is a canvas's size."""
    colour: int = FAILED
    """The node of the colour to fill with, or of the colour left out."""
    source: int = FAILED
    """The node of the colour whose cells are claimed, for "colour"."""


Placed = tuple[int, How, int, int, int]
"""The fields of a Piece."""


class Board(Protocol):
    """The pieces for one canvas."""

    def assemble(
        self, left_out: int, width: int, depth: int, slack: int, most: int
    ) -> Sequence[tuple[int, Sequence[Placed]]]:
        """At most `most` stacks right on all demonstrations but one, cheapest first.

        `left_out` is that one's number, -1 for none. `width` stacks are kept at each number of
        layers, at most `depth` layers above the bottom, and those that cost up to `slack` levels
        more than the cheapest are given too. A stack is its levels and its pieces, bottom first.
        """
        ...

    def nearest(self, most: int) -> tuple[Placed, Sequence[Placed]] | None:
        """The bottom with the fewest wrong cells, and the layers that mend most of it."""
        ...

    def nearest_grids(self, most: int) -> Sequence[int]:
        """The grids with the fewest wrong cells."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A canvas: its shape on every input, and the node of the pair (height, width)."""

    shape: Shape
    size: int


def places(growth: Growth, wanted: Sequence[PlainGrid], most: int) -> list[Place]:
    """Canvases of the wanted sizes, cheapest first: by grids at hand, and by pairs of integers."""
    sizes = tuple((len(grid), len(grid[0])) for grid in wanted)
    found: dict[Shape, tuple[int, bool, int]] = {}
    for letter in "gv":
        for shape, level, node in _shapes(growth, letter, sizes, most):
            key = (level, letter == "v", node)
            if shape not in found or key < found[shape]:
                found[shape] = key
    chosen = sorted(found.items(), key=lambda item: item[1])[:most]
    result = []
    for shape, (level, is_pair, node) in chosen:
        size = node
        if not is_pair:
            size = growth.made("shape", node)
            if size != FAILED:
                growth.place(size, level + 1)
        if size != FAILED:
            result.append(Place(shape, size))
    return result


def _shapes(
    growth: Growth, letter: str, sizes: Shape, most: int
) -> Iterator[tuple[Shape, int, int]]:
    """Shapes that begin with the wanted sizes; at most `most`, the cheapest."""
    seen: set[Shape] = set()
    for level, nodes in enumerate(growth.shelf(letter)):
        for node in nodes:
            shape = _shape(growth, node, letter)
            if shape is not None and shape[: len(sizes)] == sizes and shape not in seen:
                seen.add(shape)
                yield shape, level, node
                if len(seen) == most:
                    return


def _shape(growth: Growth, node: int, letter: str) -> Shape | None:
    if letter == "g":
        cells = growth.graph.cells(node)
        return None if cells is None else tuple([(h, w) for h, w, _ in cells])
    shape: Any = growth.values(node)
    return shape if all(0 < h <= _LARGEST and 0 < w <= _LARGEST for h, w in shape) else None


def node_of(growth: Growth, pieces: Sequence[Placed]) -> int:
    """The node of what a stack of pieces makes, `FAILED` if it fails on a test input."""
    bottom, *layers = [Piece(*piece) for piece in pieces]
    node = bottom.node
    if bottom.how == "canvas":
        node = growth.made("canvas", bottom.colour, bottom.node)
    for piece in layers:
        node = _put(growth, node, piece)
    return node


def _put(growth: Growth, grid: int, piece: Piece) -> int:
    if piece.how == "paint":
        return growth.made("paint", grid, piece.node)
    if piece.how == "fill":
        return growth.made("fill", grid, piece.colour, piece.node)
    if piece.how == "colour":
        cells = growth.made("ofcolor", piece.node, piece.source)
        return growth.made("fill", grid, piece.colour, cells)
    all_cells = growth.made("asindices", piece.node)
    left_out = growth.made("ofcolor", piece.node, piece.colour)
    kept = growth.made("difference", all_cells, left_out)
    return growth.made("paint", grid, growth.made("toobject", kept, piece.node))
