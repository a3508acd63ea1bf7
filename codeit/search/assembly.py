"""Stacks of pieces that make the wanted outputs: a beam search from the bottom layer up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import log2

from codeit.search.graph import FAILED
from codeit.search.pieces import Canvas, Piece, made

__all__ = ["Stack", "assemble", "node_of_stack", "pruned_pieces"]

_WRONG_AT_ALL = 4.0
"""Levels that a stack with wrong cells is charged at once: another layer costs about that."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Pieces, the bottom first; `wrong` is the mask of cells still wrong."""

    pieces: tuple[Piece, ...]
    wrong: int
    cost: int

    @property
    def promise(self) -> float:
        """Less is better: levels spent, and an estimate of those to come."""
        count = self.wrong.bit_count()
        return self.cost + (_WRONG_AT_ALL + log2(count) if count else 0.0)


def pruned_pieces(pieces: Iterable[Piece], most: int) -> tuple[list[Piece], list[Piece]]:
    """Bottoms and layers: the cheapest of equal effect, no more than `most` layers."""
    best: dict[tuple[int, int], Piece] = {}
    for piece in pieces:
        key = (piece.claimed, piece.wrong)
        known = best.get(key)
        if known is None or piece.cost < known.cost:
            best[key] = piece
    bottoms = [p for p in best.values() if p.how in ("whole", "canvas")]
    layers = [p for p in best.values() if p.how not in ("whole", "canvas")]
    layers.sort(key=lambda p: p.cost)
    return bottoms, layers[:most]


def assemble(
    bottoms: Sequence[Piece],
    layers: Sequence[Piece],
    width: int,
    depth: int,
    mask: int,
    slack: int,
) -> list[Stack]:
    """Stacks right on all cells of `mask`, cheapest first.

    `width` stacks are kept at each number of layers, at most `depth` layers above the bottom;
    stacks of up to `slack` levels more than the cheapest are given too.
    """
    beam = nsmallest(
        width * 2, [Stack((p,), p.wrong & mask, p.cost) for p in bottoms], key=_promise
    )
    found = [stack for stack in beam if not stack.wrong]
    pieces = [(p, ~p.claimed, p.wrong & mask) for p in layers]
    for _ in range(depth):
        best = min((s.cost for s in found), default=1 << 30)
        grown: dict[int, Stack] = {}
        for stack in beam:
            if stack.wrong and stack.cost < best + slack:
                _grow(stack, pieces, best + slack - stack.cost, grown)
        ready = sorted((s for s in grown.values() if not s.wrong), key=_promise)
        found += ready
        beam = nsmallest(width, [s for s in grown.values() if s.wrong], key=_promise)
        if not beam:
            break
    found.sort(key=lambda s: (s.cost, len(s.pieces)))
    return found


def _promise(stack: Stack) -> float:
    return stack.promise


def _grow(
    stack: Stack,
    pieces: Sequence[tuple[Piece, int, int]],
    most: int,
    grown: dict[int, Stack],
) -> None:
    wrong = stack.wrong
    count = wrong.bit_count()
    for piece, keep, bad in pieces:
        if piece.cost > most:
            return
        left = (wrong & keep) | bad
        if left.bit_count() < count:
            cost = stack.cost + piece.cost
            # Solutions are kept apart by their layers, the others by what they leave wrong.
            key = left or -(hash((stack.wrong, piece.claimed)) & 0xFFFFFFFFFFFF) - 1
            known = grown.get(key)
            if known is None or cost < known.cost:
                grown[key] = Stack((*stack.pieces, piece), left, cost)


def node_of_stack(canvas: Canvas, stack: Stack) -> int:
    """The node of what a stack makes, `FAILED` if it fails on a test input."""
    growth = canvas.growth
    bottom, *layers = stack.pieces
    node = bottom.node
    if bottom.how == "canvas":
        node = made(growth, "canvas", bottom.colour, bottom.node)
    for piece in layers:
        if node == FAILED:
            return FAILED
        node = _put(canvas, node, piece)
    return node


def _put(canvas: Canvas, grid: int, piece: Piece) -> int:
    growth = canvas.growth
    if piece.how == "paint":
        return made(growth, "paint", grid, piece.node)
    if piece.how == "fill":
        return made(growth, "fill", grid, piece.colour, piece.node)
    if piece.how == "colour":
        cells = made(growth, "ofcolor", piece.node, piece.source)
        return made(growth, "fill", grid, piece.colour, cells)
    all_cells = made(growth, "asindices", piece.node)
    left_out = made(growth, "ofcolor", piece.node, piece.colour)
    kept = made(growth, "difference", all_cells, left_out)
    return made(growth, "paint", grid, made(growth, "toobject", kept, piece.node))
