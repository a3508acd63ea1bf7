"""Pieces in Python: what values can put on a canvas, as masks over all demonstrations' cells.

A mask has one byte for a cell (0 or 1), the demonstrations' cells one after another. A piece
claims cells and is wrong on some of those; stacked pieces make an output. Colours are not
enumerated: which colour a set of cells would need is read off the wanted outputs and looked up
among the known values.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from arc_dsl.outcome import PlainGrid
from codeit.search.boards import COLOUR_NAMES, How, Placed, Shape
from codeit.search.growing import Growth
from codeit.search.plain.graph import FAILED
from codeit.search.vocabulary import PER_NAT

__all__ = ["Canvas", "MaskedPiece", "pieces_of"]

_CLEAR = 10
"""The colour of cells that nobody claims."""
_LAYER = 2 * PER_NAT
"""Levels that one more layer costs."""


@dataclass(frozen=True, slots=True)
class MaskedPiece:
    """A piece with the masks of the cells that it claims, and of those that it gets wrong."""

    claimed: int
    wrong: int
    cost: int
    """Levels."""
    how: How
    node: int
    colour: int = FAILED
    source: int = FAILED

    def placed(self) -> Placed:
        """Without the masks."""
        return (self.cost, self.how, self.node, self.colour, self.source)


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
        cells = None if node == FAILED else self.growth.graph.cells(node)
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


def pieces_of(canvas: Canvas, most: int) -> Iterator[MaskedPiece]:
    """All pieces of the values at hand, of at most `most` values of each kind."""
    growth = canvas.growth
    colours = _colours(growth, canvas)
    yield from _plain_canvases(canvas, colours)
    for level, node in _cheapest(growth, "g", most):
        cells = canvas.of(node)
        if cells is not None:
            yield from _of_grid(canvas, node, level, cells, colours)
    blank = growth.made("canvas", growth.name("TEN"), canvas.size)
    clear = _CLEAR * canvas.ones
    for level, node in _cheapest(growth, "o", most):
        cells = canvas.of(growth.made("paint", blank, node))
        if cells is not None and cells != clear:
            claimed = canvas.unequal(cells, clear)
            wrong = canvas.unequal(cells, canvas.wanted) & claimed
            yield MaskedPiece(claimed, wrong, level + _LAYER, "paint", node)
            yield from _filled(canvas, node, level + _LAYER, claimed, colours)
    zero = growth.name("ZERO")
    for level, node in _cheapest(growth, "p", most):
        cells = canvas.of(growth.made("fill", blank, zero, node))
        if cells is not None and cells != clear:
            claimed = canvas.unequal(cells, clear)
            yield from _filled(canvas, node, level + _LAYER, claimed, colours)


def _cheapest(growth: Growth, letter: str, most: int) -> Iterator[tuple[int, int]]:
    left = most
    for level, nodes in enumerate(growth.shelf(letter)):
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
        for level, nodes in enumerate(growth.shelf(letter)):
            for node in nodes:
                values: Any = growth.values(node)[: canvas.count]
                if all(0 <= v <= 9 for v in values):
                    found.setdefault(values, (level, node))
    for c in range(10):
        found.setdefault((c,) * canvas.count, (PER_NAT * 3, growth.name(COLOUR_NAMES[c])))
    return found


def _plain_canvases(canvas: Canvas, colours: Colours) -> Iterator[MaskedPiece]:
    size_level = max(0, canvas.growth.level(canvas.size))
    for values, (level, colour) in colours.items():
        wrong = 0
        for c, span in zip(values, canvas.spans, strict=True):
            wrong |= span ^ (canvas.equal.get(c, 0) & span)
        if wrong != canvas.ones:
            cost = level + size_level + _LAYER
            yield MaskedPiece(canvas.ones, wrong, cost, "canvas", canvas.size, colour)


def _of_grid(
    canvas: Canvas, node: int, level: int, cells: int, colours: Colours
) -> Iterator[MaskedPiece]:
    wrong = canvas.unequal(cells, canvas.wanted)
    if wrong != canvas.ones:
        yield MaskedPiece(canvas.ones, wrong, level, "whole", node)
    for c in range(10):
        claimed = canvas.same(cells, c)
        if not claimed or claimed == canvas.ones:
            continue
        level_of, colour = colours[(c,) * canvas.count]
        own = claimed & wrong
        if own.bit_count() * 2 < claimed.bit_count():
            cost = level + level_of + _LAYER + PER_NAT
            yield MaskedPiece(claimed, own, cost, "colour", node, colour, colour)
        rest = canvas.ones ^ claimed
        left = rest & wrong
        if left.bit_count() * 2 < rest.bit_count():
            yield MaskedPiece(rest, left, level + level_of + _LAYER + PER_NAT, "rest", node, colour)
        for piece in _filled(canvas, node, level + level_of + _LAYER + PER_NAT, claimed, colours):
            if piece.colour != colour:
                yield MaskedPiece(
                    piece.claimed, piece.wrong, piece.cost, "colour", node, piece.colour, colour
                )


def _filled(
    canvas: Canvas, node: int, cost: int, claimed: int, colours: Colours
) -> Iterator[MaskedPiece]:
    """The cells claimed filled with one colour, fixed or looked up."""
    half = claimed.bit_count()
    for c, equal in canvas.equal.items():
        right = claimed & equal
        if right and right.bit_count() * 2 > half:
            level, colour = colours[(c,) * canvas.count]
            yield MaskedPiece(claimed, claimed ^ right, cost + level, "fill", node, colour)
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
        yield MaskedPiece(claimed, 0, cost + known[0], "fill", node, known[1])
