"""Patterns that a few cells begin: these are repeated by two steps until the hole is full.

Unlike a period that the known cells show themselves (`patterns.py`), the steps are read off the
outputs: diagonals of the colours in the first row, bands that go on.
"""

from collections.abc import Callable, Iterator
from functools import cache

from codeit.search.entities.expressions import Expression, colour, integer, vector
from codeit.search.entities.pieces import Piece
from codeit.search.entities.scenes import Planes, Scene
from codeit.search.rules.patterns import holes

__all__ = ["lattice_pieces"]

LONGEST_PERIOD = 8
SPAN = 30
"""Multiples of the first step, both ways: they reach across any grid."""

_FIRST: dict[tuple[int, int], Callable[[int, int], int]] = {
    (1, 1): lambda i, j: j - i,
    (1, -1): lambda i, j: i + j,
    (1, 0): lambda i, j: j,
    (0, 1): lambda i, j: i,
}
"""A step, and which of the lines along it a cell lies on."""


def lattice_pieces(scene: Scene, wrong: int) -> Iterator[Piece]:
    """Pieces that fill the hole with repeated cells, where no cell gets two colours."""
    for hole in holes(scene, wrong):
        for first in _FIRST:
            for period in range(2, LONGEST_PERIOD + 1):
                pages = []
                for pair in range(len(scene.inputs)):
                    page = _repeated(scene, pair, hole, first, period)
                    if page is None:
                        break
                    pages.append(page)
                else:
                    layer = ("paint", _cells(hole, first, period))
                    cost = 3.0 + 0.2 * period
                    yield Piece((layer,), scene.layout(pages), cost, "pattern")


def _repeated(
    scene: Scene, pair: int, hole: int, first: tuple[int, int], period: int
) -> Planes | None:
    """The known cells of an input repeated; None if that is not so in the output, or unknown."""
    frame = scene.frames[pair]
    made: Planes = {}
    for cells in _classes(frame.height, frame.width, first, period):
        known = [v for v, mask in scene.planes[pair].items() if v != hole and mask & cells]
        if len(known) != 1:
            return None
        made[known[0]] = made.get(known[0], 0) | cells
    if pair < scene.pairs:
        place = scene.offsets[pair]
        if any((mask << place) & ~scene.wanted.get(v, 0) for v, mask in made.items()):
            return None
    return made


@cache
def _classes(height: int, width: int, first: tuple[int, int], period: int) -> tuple[int, ...]:
    """The cells of a grid that are one in the pattern, as sets."""
    line_of = _FIRST[first]
    masks = [0] * period
    for i in range(height):
        for j in range(width):
            masks[line_of(i, j) % period] |= 1 << (i * width + j)
    return tuple(mask for mask in masks if mask)


def _cells(hole: int, first: tuple[int, int], period: int) -> Expression:
    """The known cells, moved by the multiples of both steps."""
    second = (period, 0) if first == (0, 1) else (0, period)
    cells: Expression = (
        "sfilter",
        ("asobject", "I"),
        ("compose", "flip", ("matcher", "first", colour(hole))),
    )
    for step, span in ((second, 2 * SPAN // period), (first, SPAN)):
        last = integer(span)
        times: Expression = ("interval", ("invert", last), last, "ONE")
        steps: Expression = ("apply", ("lbind", "multiply", vector(*step)), times)
        cells = ("mapply", ("lbind", "shift", cells), steps)
    return cells
