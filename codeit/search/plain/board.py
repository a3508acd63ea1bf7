"""Stacks of pieces that make the wanted outputs, in Python: the meaning of the native `Board`.

A beam search from the bottom layer up, by levels spent and cells still wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import log2

from arc_dsl.outcome import PlainGrid
from codeit.search.boards import Place, Placed
from codeit.search.growing import Growth
from codeit.search.plain.pieces import Canvas, MaskedPiece, pieces_of

__all__ = ["PlainBoard"]

_WRONG_AT_ALL = 4.0
"""Levels that a stack with wrong cells is charged at once: another layer costs about that."""


@dataclass(frozen=True, slots=True)
class _Stack:
    """Pieces, the bottom first; `wrong` is the mask of cells still wrong."""

    pieces: tuple[MaskedPiece, ...]
    wrong: int
    cost: int

    @property
    def promise(self) -> float:
        """Less is better: levels spent, and an estimate of those to come."""
        count = self.wrong.bit_count()
        return self.cost + (_WRONG_AT_ALL + log2(count) if count else 0.0)


class PlainBoard:
    """The pieces for one canvas; see `codeit.search.boards.Board`."""

    def __init__(
        self, growth: Growth, place: Place, wanted: Sequence[PlainGrid], values: int, layers: int
    ) -> None:
        canvas = Canvas(growth, place.shape, place.size, wanted)
        self._ones = canvas.ones
        self._spans = canvas.spans
        self._bottoms, self._layers = _pruned(pieces_of(canvas, values), layers)

    def assemble(
        self, left_out: int, width: int, depth: int, slack: int, most: int
    ) -> list[tuple[int, list[Placed]]]:
        """Stacks, cheapest first."""
        mask = self._ones if left_out < 0 else self._ones ^ self._spans[left_out]
        stacks = _assemble(self._bottoms, self._layers, width, depth, mask, slack)
        return [(s.cost, [p.placed() for p in s.pieces]) for s in stacks[:most]]

    def nearest(self, most: int) -> tuple[Placed, list[Placed]] | None:
        """The bottom with the fewest wrong cells, and the layers that mend most of it."""
        if not self._bottoms:
            return None
        bottom = min(self._bottoms, key=lambda p: (p.wrong.bit_count(), p.cost))
        useful: list[tuple[bool, int, int, int, MaskedPiece]] = []
        for piece in self._layers:
            left = ((bottom.wrong & ~piece.claimed) | piece.wrong).bit_count()
            if left < bottom.wrong.bit_count():
                harms = bool(piece.wrong & ~bottom.wrong)
                useful.append((harms, left, piece.cost, piece.node, piece))
        useful.sort(key=lambda item: item[:4])
        return bottom.placed(), [item[4].placed() for item in useful[:most]]

    def nearest_grids(self, most: int) -> list[int]:
        """The grids with the fewest wrong cells."""
        whole = [p for p in self._bottoms if p.how == "whole"]
        whole.sort(key=lambda p: (p.wrong.bit_count(), p.cost))
        return [p.node for p in whole[:most]]


def _pruned(
    pieces: Iterable[MaskedPiece], most: int
) -> tuple[list[MaskedPiece], list[MaskedPiece]]:
    """Bottoms and layers: the cheapest of equal effect, no more than `most` layers."""
    best: dict[tuple[int, int], MaskedPiece] = {}
    for piece in pieces:
        key = (piece.claimed, piece.wrong)
        known = best.get(key)
        if known is None or piece.cost < known.cost:
            best[key] = piece
    bottoms = [p for p in best.values() if p.how in ("whole", "canvas")]
    layers = [p for p in best.values() if p.how not in ("whole", "canvas")]
    layers.sort(key=lambda p: p.cost)
    return bottoms, layers[:most]


def _assemble(
    bottoms: Sequence[MaskedPiece],
    layers: Sequence[MaskedPiece],
    width: int,
    depth: int,
    mask: int,
    slack: int,
) -> list[_Stack]:
    """Stacks right on all cells of `mask`, cheapest first.

    `width` stacks are kept at each number of layers, at most `depth` layers above the bottom;
    stacks of up to `slack` levels more than the cheapest are given too.
    """
    beam = nsmallest(
        width * 2, [_Stack((p,), p.wrong & mask, p.cost) for p in bottoms], key=_promise
    )
    found = [stack for stack in beam if not stack.wrong]
    pieces = [(p, ~p.claimed, p.wrong & mask) for p in layers]
    for _ in range(depth):
        best = min((s.cost for s in found), default=1 << 30)
        grown: dict[int, _Stack] = {}
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


def _promise(stack: _Stack) -> float:
    return stack.promise


def _grow(
    stack: _Stack,
    pieces: Sequence[tuple[MaskedPiece, int, int]],
    most: int,
    grown: dict[int, _Stack],
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
                grown[key] = _Stack((*stack.pieces, piece), left, cost)
