"""Named sets of cells, and pieces that paint the common part, or the rest, of two of them.

This is what a table of two features of a cell says: "in a row with red and a column with blue",
"black here and black in the other half". The sets are colours of the input and of grids of its
size, effects of selected entities, borders and parities.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from codeit.search.changes.cuts import Cut
from codeit.search.changes.effects import DIRECTIONS
from codeit.search.entities.expressions import Expression, colour, integer, vector
from codeit.search.entities.frames import Frame
from codeit.search.entities.pieces import Layer, Piece
from codeit.search.entities.scenes import Scene
from codeit.search.parts.companions import Companion

__all__ = ["CellSet", "cell_sets", "set_pieces"]

MOST_SETS = 800
MOST_PAIRED = 160
"""Sets that are paired, the cheapest: pairs are tried by the square of it."""
DEAREST_EFFECT = 2.5
DEAREST_SELECTION = 2.0
FEWEST_CELLS = 2


@dataclass(frozen=True)
class CellSet:
    """Cells over all pairs, and the expression of each pair's."""

    mask: int
    expression: Expression
    cost: float


class _Library:
    def __init__(self) -> None:
        self.best: dict[int, CellSet] = {}

    def add(self, mask: int, expression: Expression, cost: float) -> None:
        if mask:
            known = self.best.get(mask)
            if known is None or cost < known.cost:
                self.best[mask] = CellSet(mask, expression, cost)


def cell_sets(
    scene: Scene,
    cuts: Iterable[Cut],
    companions: Iterable[Companion],
) -> list[CellSet]:
    """The sets, the cheapest of equal ones, by cost."""
    library = _Library()
    _of_grid(scene, library)
    for companion in companions:
        for value, mask in companion.planes.items():
            cells = ("ofcolor", companion.expression, colour(value))
            library.add(mask, cells, companion.cost + 1.5)
    for each in cuts:
        for patches in each.drawn.whole(DEAREST_EFFECT):
            for selection in each.chosen:
                if selection.cost > DEAREST_SELECTION:
                    break
                cost = each.cut.cost + patches.effect.cost + selection.cost
                whole = patches.cells_of(selection.mask)
                library.add(whole, patches.chosen(selection.expression), cost)
    return sorted(library.best.values(), key=lambda each: each.cost)[:MOST_SETS]


_BLOCKS = ((2, 2), (3, 3))
MOST_WIDESPREAD = 3


def _widespread(scene: Scene) -> list[int]:
    """The colours of most cells."""
    order = sorted(scene.given, key=lambda value: (-scene.given[value].bit_count(), value))
    return order[:MOST_WIDESPREAD]


def _opened(frame: Frame, mask: int, high: int, wide: int) -> int:
    """The cells of all blocks of a size that lie in the set."""
    corners = mask
    for i in range(high):
        for j in range(wide):
            corners &= frame.shift(mask, -i, -j)
    whole = 0
    for i in range(high):
        for j in range(wide):
            whole |= frame.shift(corners, i, j)
    return whole


def _of_grid(scene: Scene, library: _Library) -> None:
    """Colours of the input, its border, its even and odd rows and columns."""
    for value, mask in scene.given.items():
        library.add(mask, ("ofcolor", "I", colour(value)), 1.5)
        if value in scene.background:
            continue
        for name, (down, right) in DIRECTIONS.items():
            moved = [
                frame.shift(planes.get(value, 0), down, right)
                for frame, planes in zip(scene.frames, scene.planes, strict=True)
            ]
            cells: Expression = ("shift", ("ofcolor", "I", colour(value)), name)
            library.add(scene.joined(moved), cells, 2.5)
    _lines(scene, library)
    every: Expression = ("asindices", "I")
    rims = [f.outline(0, 0, f.height - 1, f.width - 1) for f in scene.frames]
    library.add(scene.joined(rims), ("box", every), 1.5)
    sides: tuple[tuple[Callable[[Frame], int], Expression], ...] = (
        (lambda f: f.rectangle(0, 0, 0, f.width), ("hfrontier", "ORIGIN")),
        (lambda f: f.rectangle(0, 0, f.height, 0), ("vfrontier", "ORIGIN")),
        (
            lambda f: f.rectangle(f.height - 1, 0, f.height, f.width),
            ("hfrontier", ("lrcorner", every)),
        ),
        (
            lambda f: f.rectangle(0, f.width - 1, f.height, f.width),
            ("vfrontier", ("lrcorner", every)),
        ),
    )
    for side, cells in sides:
        library.add(scene.joined([side(frame) for frame in scene.frames]), cells, 2.0)
    falling = scene.joined([f.beam(f.bit(0, 0), 1, 1) for f in scene.frames])
    library.add(falling, ("shoot", "ORIGIN", "UNITY"), 2.5)
    rising = scene.joined([f.beam(f.bit(0, f.width - 1), 1, -1) for f in scene.frames])
    library.add(rising, ("shoot", ("urcorner", every), "DOWN_LEFT"), 2.5)
    for high, wide in _BLOCKS:
        for value in _widespread(scene):
            found = [
                _opened(frame, planes.get(value, 0), high, wide)
                for frame, planes in zip(scene.frames, scene.planes, strict=True)
            ]
            block: Expression = ("canvas", colour(value), vector(high, wide))
            places: Expression = ("occurrences", "I", ("asobject", block))
            solid = ("mapply", ("lbind", "shift", ("asindices", block)), places)
            library.add(scene.joined(found), solid, 3.0)
    rows, columns, squares = [], [], []
    for frame in scene.frames:
        even_row = sum(frame.row << (i * frame.width) for i in range(0, frame.height, 2))
        even_column = sum(1 << j for j in range(0, frame.width, 2)) * frame.column
        rows.append(even_row)
        columns.append(even_column)
        squares.append((even_row & even_column) | (frame.full & ~even_row & ~even_column))
    whole = scene.joined([frame.full for frame in scene.frames])
    both: Expression = ("fork", "add", "first", "last")
    for masks, place in ((rows, "first"), (columns, "last"), (squares, both)):
        even = scene.joined(masks)
        test: Expression = ("compose", "even", place)
        library.add(even, ("sfilter", every, test), 2.5)
        library.add(whole & ~even, ("sfilter", every, ("compose", "flip", test)), 2.5)
    _thirds(scene, library)


def _thirds(scene: Scene, library: _Library) -> None:
    """Every third row and column, from the first, the second and the third on."""
    every: Expression = ("asindices", "I")
    whole: Expression = ("compose", ("lbind", "multiply", "THREE"), ("rbind", "divide", "THREE"))
    rest: Expression = ("fork", "subtract", "identity", whole)
    for start in range(3):
        rows, columns = [], []
        for frame in scene.frames:
            rows.append(sum(frame.row << (i * frame.width) for i in range(start, frame.height, 3)))
            columns.append(sum(frame.column << j for j in range(start, frame.width, 3)))
        for masks, place in ((rows, "first"), (columns, "last")):
            third: Expression = ("matcher", ("compose", rest, place), integer(start))
            library.add(scene.joined(masks), ("sfilter", every, third), 3.5)


_WAYS = ("hline", "vline", None)


def _lines(scene: Scene, library: _Library) -> None:
    """The rows, the columns, and both, of one colour or of any; of one also amid the rim."""
    whole = dict.fromkeys(_WAYS, 0)
    for value in sorted(scene.given):
        planes = [each.get(value, 0) for each in scene.planes]
        lines = [_full(f, mask, 0) for f, mask in zip(scene.frames, planes, strict=True)]
        amid = [_full(f, mask, 1) for f, mask in zip(scene.frames, planes, strict=True)]
        of_one: Expression = ("colorfilter", ("frontiers", "I"), colour(value))
        for test, mask in zip(_WAYS, _joined(scene, lines), strict=True):
            library.add(mask, _merged(of_one, test), 2.5)
            whole[test] |= mask
        inner: Expression = ("colorfilter", ("frontiers", ("trim", "I")), colour(value))
        cells: Expression = ("shift", _merged(inner, None), "UNITY")
        library.add(_joined(scene, amid)[2], cells, 3.5)
    for test, mask in whole.items():
        library.add(mask, _merged(("frontiers", "I"), test), 2.0)


def _merged(lines: Expression, test: str | None) -> Expression:
    """The cells of lines, those for which the test holds."""
    return ("toindices", ("merge", lines if test is None else ("sfilter", lines, test)))


def _joined(scene: Scene, lines: list[tuple[int, int]]) -> tuple[int, int, int]:
    """Rows, columns, and both, over all pairs."""
    rows = scene.joined([each for each, _ in lines])
    columns = scene.joined([each for _, each in lines])
    return rows, columns, rows | columns


def _full(frame: Frame, mask: int, rim: int) -> tuple[int, int]:
    """The rows and the columns that lie in the set, a rim of that many cells left aside."""
    rows = columns = 0
    bottom, right = frame.height - 1 - rim, frame.width - 1 - rim
    for i in range(rim, bottom + 1):
        line = frame.rectangle(i, rim, i, right)
        rows |= 0 if line & ~mask else line
    for j in range(rim, right + 1):
        line = frame.rectangle(rim, j, bottom, j)
        columns |= 0 if line & ~mask else line
    return rows, columns


def set_pieces(scene: Scene, sets: list[CellSet], wrong: int) -> Iterator[Piece]:
    """Pieces that fill a set, the common part of two, or one without another."""
    shown = scene.shown
    useful = [(number, each) for number, each in enumerate(sets) if each.mask & wrong]
    for value, mask in sorted(scene.wanted.items()):
        other, gain = shown & ~mask, mask & wrong
        if gain.bit_count() < FEWEST_CELLS:
            continue
        spoilt = []
        for number, each in useful:
            if each.mask & gain:
                if each.mask & other:
                    if number >= MOST_PAIRED:
                        continue
                    spoilt.append((number, each))
                else:
                    yield _filled(each.mask, each.expression, value, each.cost)
        for number, one in spoilt:
            bad, good = one.mask & other, one.mask & gain
            for place, second in enumerate(sets[:MOST_PAIRED]):
                spoiling = second.mask & bad
                if not spoiling:
                    if second.mask & good and (place > number or not second.mask & gain):
                        both: Expression = ("intersection", one.expression, second.expression)
                        cost = one.cost + second.cost + 0.5
                        yield _filled(one.mask & second.mask, both, value, cost)
                elif spoiling == bad and good & ~second.mask:
                    rest: Expression = ("difference", one.expression, second.expression)
                    cost = one.cost + second.cost + 1.0
                    yield _filled(one.mask & ~second.mask, rest, value, cost)


def _filled(mask: int, cells: Expression, value: int, cost: float) -> Piece:
    layer: Layer = ("fill", colour(value), cells)
    return Piece((layer,), {value: mask}, cost + 1.5, "cells")
