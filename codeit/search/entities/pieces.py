"""Pieces: layers of paint that are right wherever they change something, and how they are stacked.

A piece paints cells of all pairs in known colours. It is exact if it turns the base into every
demonstration's output; several pieces that are never wrong may do so together.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from codeit.search.entities.expressions import Expression
from codeit.search.entities.scenes import Planes, Scene

__all__ = ["Base", "Gathering", "Painters", "Piece", "Stack", "halves", "stacks", "under"]

Layer = tuple[Expression, ...]
"""A primitive and its arguments after the grid: `(fill, colour, patch)` or `(paint, object)`."""


@dataclass(frozen=True)
class Base:
    """A grid for each pair on which pieces are painted."""

    expression: Expression
    planes: Planes
    cost: float

    def wrong(self, scene: Scene) -> int:
        """The demonstrations' cells in which the base is not the output."""
        same = 0
        for value, mask in self.planes.items():
            same |= mask & scene.wanted.get(value, 0)
        return scene.shown & ~same


@dataclass(frozen=True)
class Piece:
    """One or more layers; `paint` are the cells it paints, by colour."""

    layers: tuple[Layer, ...]
    paint: Planes
    cost: float
    family: str
    wrong: int = 0
    """The demonstrations' cells that it paints in a wrong colour."""

    @cached_property
    def claimed(self) -> int:
        """All cells it paints."""
        whole = 0
        for mask in self.paint.values():
            whole |= mask
        return whole


@dataclass(frozen=True)
class Stack:
    """Pieces on a base, the lowest first, that give every demonstration's output."""

    base: Base
    pieces: tuple[Piece, ...]

    @property
    def cost(self) -> float:
        """Bits, roughly: the parts' costs, and a little for each piece after the first."""
        return (
            self.base.cost + sum(each.cost for each in self.pieces) + 1.5 * (len(self.pieces) - 1)
        )

    @property
    def expression(self) -> Expression:
        """The output grid."""
        grid = self.base.expression
        for piece in self.pieces:
            for name, *arguments in piece.layers:
                grid = (name, grid, *arguments)
        return grid

    @property
    def family(self) -> str:
        """The only piece's family, or `stack`."""
        if not self.pieces:
            return "image"
        return self.pieces[0].family if len(self.pieces) == 1 else "stack"


def under(paint: Planes, ground: int) -> Planes:
    """The part of the paint that falls on the ground."""
    return {value: part for value, mask in paint.items() if (part := mask & ground)}


MOST_PIECES = 500
"""Pieces considered for stacks: the cheapest of equal effect."""
MOST_STACKS = 40
MOST_SOILED = 60
MOST_TRIPLED = 80
MOST_COVERING = 6
"""Pieces of the largest stacks, which are put together by the cells that they gain."""

Gained = tuple[Piece, int]
"""A piece and the wrong cells of the base that it sets right."""


MOST_KEPT = 12_000
"""Pieces gathered beyond which the dear ones are dropped: a piece takes about 2 KB."""


class Gathering:
    """The cheapest piece of each paint that sets something right, and what that is."""

    def __init__(self, wrong: int) -> None:
        self.wrong = wrong
        """The cells in which the base is not the output."""
        self._best: dict[tuple[tuple[int, int], ...], Gained] = {}

    def add(self, pieces: Iterable[Piece]) -> None:
        """Take pieces in.

        Of more than `MOST_KEPT` the cheapest half is kept, and what completes the base alone.
        """
        for piece in pieces:
            gain = piece.claimed & self.wrong & ~piece.wrong
            if not gain:
                continue
            key = tuple(sorted(piece.paint.items()))
            known = self._best.get(key)
            if known is None or piece.cost < known[0].cost:
                self._best[key] = (piece, gain)
                if len(self._best) > MOST_KEPT:
                    self._drop()

    def useful(self) -> list[Gained]:
        """By cost; of equal costs, those gathered first."""
        return sorted(self._best.values(), key=lambda each: each[0].cost)

    def _drop(self) -> None:
        order = sorted(self._best.items(), key=lambda item: item[1][0].cost)
        whole = self.wrong
        self._best = {
            key: (piece, gain)
            for place, (key, (piece, gain)) in enumerate(order)
            if place < MOST_KEPT // 2 or (gain == whole and not piece.wrong)
        }


def stacks(base: Base, gathered: Gathering) -> Iterator[Stack]:
    """The stacks that set every wrong cell of the base right.

    Single pieces come first, then pairs; threes and more only if there are no pairs.
    """
    wrong, useful = gathered.wrong, gathered.useful()
    clean = [(piece, gain) for piece, gain in useful if not piece.wrong]
    for piece, gain in clean:
        if gain == wrong:
            yield Stack(base, (piece,))
    part = [(piece, gain) for piece, gain in clean if gain != wrong][:MOST_PIECES]
    soiled = [(piece, gain) for piece, gain in useful if piece.wrong][:MOST_PIECES]
    painters = Painters([piece for piece, _ in part])
    pairs = list(islice(_pairs(base, wrong, part, soiled, painters), MOST_STACKS))
    yield from pairs
    if not pairs:
        more = (
            *islice(_layered(base, wrong, soiled[:MOST_SOILED], painters), 10),
            *islice(_triples(base, wrong, part[:MOST_TRIPLED], painters), 10),
        )
        yield from more
        if not more:
            yield from _covering(base, wrong, part)


def halves(base: Base, gathered: Gathering, most: int) -> list[Stack]:
    """Single pieces that are never wrong and set part right, the most for their cost first."""
    part = [
        (gain.bit_count() / (piece.cost + 2.0), piece, gain)
        for piece, gain in gathered.useful()
        if not piece.wrong and gain != gathered.wrong
    ]
    part.sort(key=lambda each: -each[0])
    found: dict[int, Stack] = {}
    for _, piece, gain in part:
        if gain not in found:
            found[gain] = Stack(base, (piece,))
            if len(found) == most:
                break
    return list(found.values())


class Painters:
    """Which of some pieces paint all of a set of cells.

    Most that do not miss its first or its last cell; who paints a cell is found out once.
    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self.everything = range(len(pieces))
        self._of_cell: dict[int, int] = {}

    def of(self, missing: int, among: range) -> Iterator[Piece]:
        """The pieces that do, of those with such numbers, in their order."""
        if not missing:
            yield from (self._pieces[number] for number in among)
            return
        last = missing.bit_length() - 1
        likely = self._painting((missing & -missing).bit_length() - 1) & self._painting(last)
        likely = (likely & ((1 << among.stop) - 1)) >> among.start << among.start
        while likely:
            low = likely & -likely
            piece = self._pieces[low.bit_length() - 1]
            if not missing & ~piece.claimed:
                yield piece
            likely ^= low

    def _painting(self, cell: int) -> int:
        """The pieces that paint a cell, as bits of their numbers."""
        known = self._of_cell.get(cell)
        if known is None:
            known = sum(1 << n for n, each in enumerate(self._pieces) if each.claimed >> cell & 1)
            self._of_cell[cell] = known
        return known


def _pairs(
    base: Base,
    wrong: int,
    part: Sequence[Gained],
    soiled: Sequence[Gained],
    painters: Painters,
) -> Iterator[Stack]:
    """Two that are never wrong, or one that is wrong only where the other covers it."""
    for place, (piece, gain) in enumerate(part):
        for other in painters.of(wrong & ~gain, range(place + 1, len(part))):
            yield Stack(base, (piece, other))
    for piece, gain in soiled:
        for other in painters.of((wrong & ~gain) | piece.wrong, painters.everything):
            yield Stack(base, (piece, other))


def _layered(
    base: Base, wrong: int, soiled: Sequence[Gained], painters: Painters
) -> Iterator[Stack]:
    """Two that are wrong in places, each covered by the next, and one that is right."""
    for lowest, gain in soiled:
        missing = (wrong & ~gain) | lowest.wrong
        for middle, _ in soiled:
            if middle is lowest:
                continue
            left = (missing & ~middle.claimed) | middle.wrong
            if left.bit_count() >= missing.bit_count():
                continue
            for top in painters.of(left, painters.everything):
                yield Stack(base, (lowest, middle, top))


def _triples(base: Base, wrong: int, part: Sequence[Gained], painters: Painters) -> Iterator[Stack]:
    for place, (first, gain) in enumerate(part):
        for second_place in range(place + 1, len(part)):
            second, extra = part[second_place]
            if not extra & ~gain or not gain & ~extra:
                continue
            missing = wrong & ~gain & ~extra
            for third in painters.of(missing, range(second_place + 1, len(part))):
                yield Stack(base, (first, second, third))


def _covering(base: Base, wrong: int, part: Sequence[Gained]) -> Iterator[Stack]:
    """Up to six, each the one that then gains most cells for its cost."""
    chosen: list[Piece] = []
    missing = wrong
    while missing and len(chosen) < MOST_COVERING:
        piece, gain = max(
            part,
            key=lambda each: ((each[1] & missing).bit_count() / (each[0].cost + 1), -each[0].cost),
            default=(None, 0),
        )
        if piece is None or not gain & missing:
            return
        chosen.append(piece)
        missing &= ~gain
    if not missing:
        yield Stack(base, tuple(chosen))
