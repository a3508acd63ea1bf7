"""Pieces: what values can put on a canvas, as bit masks over the cells of all demonstrations.

A mask has one byte for a cell (0 or 1), the demonstrations' cells one after another. A piece
claims cells and is wrong on some of those; stacked pieces make an output. Colours are not
enumerated: which colour a set of cells would need is read off the wanted outputs and looked up
among the known values.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from arc_dsl.outcome import PlainGrid
from codeit.search.graph import FAILED
from codeit.search.growing import PER_NAT, Growth

__all__ = ["Canvas", "Piece", "Shape", "canvases", "pieces_of"]

Shape = tuple[tuple[int, int], ...]
"""Height and width on every input."""
_CLEAR = 10
"""The colour of cells that nobody claims."""
_LAYER = 2 * PER_NAT
"""Levels that one more layer costs."""
_COLOUR_NAMES = (
    "ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """Cells claimed, cells wrong of these, and how to put it on a grid."""

    claimed: int
    wrong: int
    cost: int
    """Levels."""
    how: str
    """"whole", "paint", "fill", "colour" (of a grid), "rest" (all but a colour)."""
    node: int
    """The grid, object or indices."""
    colour: int = FAILED
    """The node of the colour to fill with, or of the colour left out."""
    source: int = FAILED
    """The node of the colour whose cells are claimed, for "colour"."""


class Canvas:
    """A shape that the outputs have, and the masks of what is wanted on it."""

    def __init__(
        self, growth: Growth, shape: Shape, size: int, wanted: Sequence[PlainGrid]
    ) -> None:
        self.growth = growth
        self.shape = shape
        self.size = size
        """The node of the pair (height, width)."""
        self.count = len(wanted)
        flat = [bytes([c for row in grid for c in row]) for grid in wanted]
        self.spans = _spans([len(f) for f in flat])
        self.cells = sum(map(len, flat))
        self.ones = int.from_bytes(b"\1" * self.cells, "little")
        self.wanted = int.from_bytes(b"".join(flat), "little")
        self.palette = sorted(set(b"".join(flat)))
        self.equal = {c: self.same(self.wanted, c) for c in self.palette}
        """For each colour the cells where it is wanted."""

    def unequal(self, a: int, b: int) -> int:
        """The cells where two lists of cells differ."""
        x = a ^ b
        x |= x >> 4
        x |= x >> 2
        return (x | x >> 1) & self.ones

    def same(self, cells: int, colour: int) -> int:
        """The cells that have a colour."""
        return self.ones ^ self.unequal(cells, colour * self.ones)

    def of(self, node: int) -> int | None:
        """A node's cells on the demonstrations; None if it is not of this shape."""
        cells = self.growth.graph.cells(node)
        if cells is None or any(
            (h, w) != s for (h, w, _), s in zip(cells, self.shape, strict=True)
        ):
            return None
        return int.from_bytes(b"".join([c for _, _, c in cells[: self.count]]), "little")


def _spans(lengths: Sequence[int]) -> tuple[int, ...]:
    """For each demonstration the mask of its cells, all ones."""
    spans, start = [], 0
    for length in lengths:
        spans.append(int.from_bytes(b"\1" * length, "little") << (8 * start))
        start += length
    return tuple(spans)


def canvases(growth: Growth, wanted: Sequence[PlainGrid], most: int) -> list[Canvas]:
    """Canvases of the wanted sizes, cheapest first: by grids at hand, and by pairs of integers."""
    sizes = tuple((len(grid), len(grid[0])) for grid in wanted)
    found: dict[Shape, tuple[int, bool, int]] = {}
    for letter in "gv":
        for level, nodes in enumerate(growth.shelves[letter]):
            for node in nodes:
                shape = _shape(growth, node, letter)
                if shape is None or shape[: len(sizes)] != sizes:
                    continue
                key = (level, letter == "v", node)
                if shape not in found or key < found[shape]:
                    found[shape] = key
    chosen = sorted(found.items(), key=lambda item: item[1])[:most]
    result = []
    for shape, (level, is_pair, node) in chosen:
        size = node
        if not is_pair:
            size = made(growth, "shape", node)
            if size != FAILED:
                growth.place(size, level + 1)
        if size != FAILED:
            result.append(Canvas(growth, shape, size, wanted))
    return result


def _shape(growth: Growth, node: int, letter: str) -> Shape | None:
    graph = growth.graph
    if letter == "g":
        cells = graph.cells(node)
        return None if cells is None else tuple([(h, w) for h, w, _ in cells])
    shape = graph.pairs(node)
    return shape if all(0 < h <= 30 and 0 < w <= 30 for h, w in shape) else None


def made(growth: Growth, function: str, *args: int) -> int:
    """The node of a call made outside templates, its making remembered."""
    if FAILED in args:
        return FAILED
    called = growth.name(function)
    node = growth.graph.call(called, args)
    if node != FAILED and node not in growth.names and node not in growth.how:
        growth.record(node, growth.bound_over(args), called, args)
    return node


def pieces_of(canvas: Canvas, most: int) -> Iterator[Piece]:
    """All pieces of the values at hand, of at most `most` values of each kind."""
    growth = canvas.growth
    colours = _colours(growth, canvas)
    yield from _plain_canvases(canvas, colours)
    for level, node in _cheapest(growth, "g", most):
        cells = canvas.of(node)
        if cells is not None:
            yield from _of_grid(canvas, node, level, cells, colours)
    blank = made(growth, "canvas", growth.name("TEN"), canvas.size)
    clear = _CLEAR * canvas.ones
    for level, node in _cheapest(growth, "o", most):
        cells = canvas.of(made(growth, "paint", blank, node))
        if cells is not None and cells != clear:
            claimed = canvas.unequal(cells, clear)
            wrong = canvas.unequal(cells, canvas.wanted) & claimed
            yield Piece(claimed, wrong, level + _LAYER, "paint", node)
            yield from _filled(canvas, node, level + _LAYER, claimed, colours)
    zero = growth.name("ZERO")
    for level, node in _cheapest(growth, "p", most):
        cells = canvas.of(made(growth, "fill", blank, zero, node))
        if cells is not None and cells != clear:
            claimed = canvas.unequal(cells, clear)
            yield from _filled(canvas, node, level + _LAYER, claimed, colours)


def _cheapest(growth: Growth, letter: str, most: int) -> Iterator[tuple[int, int]]:
    left = most
    for level, nodes in enumerate(growth.shelves[letter]):
        for node in nodes[:left]:
            yield level, node
        left -= len(nodes)
        if left <= 0:
            return


Colours = dict[tuple[int, ...], tuple[int, int]]
"""Colours on the demonstrations -> level and node of the cheapest value."""


def _colours(growth: Growth, canvas: Canvas) -> Colours:
    found: Colours = {}
    for letter in "cn":
        for level, nodes in enumerate(growth.shelves[letter]):
            for node in nodes:
                values = growth.graph.integers(node)[: canvas.count]
                if all(0 <= v <= 9 for v in values):
                    found.setdefault(values, (level, node))
    for c in range(10):
        found.setdefault((c,) * canvas.count, (PER_NAT * 3, growth.name(_COLOUR_NAMES[c])))
    return found


def _plain_canvases(canvas: Canvas, colours: Colours) -> Iterator[Piece]:
    size_level = canvas.growth.level.get(canvas.size, 0)
    for values, (level, colour) in colours.items():
        wrong = 0
        for c, span in zip(values, canvas.spans, strict=True):
            wrong |= span ^ (canvas.equal.get(c, 0) & span)
        if wrong != canvas.ones:
            cost = level + size_level + _LAYER
            yield Piece(canvas.ones, wrong, cost, "canvas", canvas.size, colour)


def _of_grid(
    canvas: Canvas, node: int, level: int, cells: int, colours: Colours
) -> Iterator[Piece]:
    wrong = canvas.unequal(cells, canvas.wanted)
    if wrong != canvas.ones:
        yield Piece(canvas.ones, wrong, level, "whole", node)
    for c in range(10):
        claimed = canvas.same(cells, c)
        if not claimed or claimed == canvas.ones:
            continue
        level_of, colour = colours[(c,) * canvas.count]
        own = claimed & wrong
        if own.bit_count() * 2 < claimed.bit_count():
            cost = level + level_of + _LAYER + PER_NAT
            yield Piece(claimed, own, cost, "colour", node, colour, colour)
        rest = canvas.ones ^ claimed
        left = rest & wrong
        if left.bit_count() * 2 < rest.bit_count():
            yield Piece(rest, left, level + level_of + _LAYER + PER_NAT, "rest", node, colour)
        for piece in _filled(canvas, node, level + level_of + _LAYER + PER_NAT, claimed, colours):
            if piece.colour != colour:
                yield Piece(
                    piece.claimed, piece.wrong, piece.cost, "colour", node, piece.colour, colour
                )


def _filled(
    canvas: Canvas, node: int, cost: int, claimed: int, colours: Colours
) -> Iterator[Piece]:
    """The cells claimed filled with one colour, fixed or looked up."""
    half = claimed.bit_count()
    for c, equal in canvas.equal.items():
        right = claimed & equal
        if right and right.bit_count() * 2 > half:
            level, colour = colours[(c,) * canvas.count]
            yield Piece(claimed, claimed ^ right, cost + level, "fill", node, colour)
            if right == claimed:
                return
    needed = []
    for span in canvas.spans:
        here = claimed & span
        if not here:
            return
        fits = [c for c, equal in canvas.equal.items() if here & equal == here]
        if not fits:
            return
        needed.append(fits[0])
    known = colours.get(tuple(needed))
    if known is not None and len(set(needed)) > 1:
        yield Piece(claimed, 0, cost + known[0], "fill", node, known[1])
