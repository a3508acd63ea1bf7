"""Effects that divide an entity: lines through the middle of its box, diagonals, every other cell.

They are tried where most cells that change lie in the boxes of the entities.
"""

from collections.abc import Callable, Iterator
from functools import cache

from codeit.search.changes.effects import Effect
from codeit.search.entities.expressions import Expression
from codeit.search.entities.scenes import Scene
from codeit.search.entities.segmentation import Entity, Segmentation

__all__ = ["dividing", "divisions"]

SMALLEST = 9
"""Cells of a box that is divided."""
MOST_ENTITIES = 60


def dividing(scene: Scene, cut: Segmentation) -> Iterator[Effect]:
    """The effects, if most changed cells lie in boxes that are large enough."""
    if len(cut.entities) > MOST_ENTITIES:
        return
    boxes = 0
    for each in cut.entities:
        if each.height * each.width >= SMALLEST:
            boxes |= each.backdrop << scene.offsets[each.pair]
    if 2 * (scene.changed & boxes).bit_count() > scene.changed.bit_count():
        yield from divisions()


@cache
def divisions() -> tuple[Effect, ...]:
    """All of them."""
    return (*_middles(), *_every_other())


def _middles() -> Iterator[Effect]:
    row: Expression = ("compose", "hfrontier", "center")
    column: Expression = ("compose", "vfrontier", "center")
    lines: tuple[tuple[str, Expression, Callable[[Entity], int]], ...] = (
        ("row", row, lambda e: e.ray(0, 1) | e.ray(0, -1)),
        ("column", column, lambda e: e.ray(1, 0) | e.ray(-1, 0)),
        (
            "cross",
            ("fork", "combine", row, column),
            lambda e: e.ray(0, 1) | e.ray(0, -1) | e.ray(1, 0) | e.ray(-1, 0),
        ),
    )
    for name, line, of in lines:
        yield Effect(
            f"{name} amid its box",
            ("fork", "intersection", "backdrop", line),
            3.0,
            lambda e, of=of: of(e) & e.backdrop,  # type: ignore[misc]
        )
    falling: Expression = ("fork", "connect", "ulcorner", "lrcorner")
    rising: Expression = ("fork", "connect", "urcorner", "llcorner")
    yield Effect("diagonals", ("fork", "combine", falling, rising), 3.0, _diagonals)


def _diagonals(entity: Entity) -> int:
    frame, high, wide = entity.frame, entity.height, entity.width
    if min(high, wide) == 1:
        return entity.backdrop
    if high != wide:
        return 0
    falling = frame.beam(frame.bit(entity.top, entity.left), 1, 1)
    rising = frame.beam(frame.bit(entity.top, entity.right), 1, -1)
    return (falling | rising) & entity.backdrop


def _every_other() -> Iterator[Effect]:
    """The cells in even, or in odd, rows, columns or both of the box, counted from its corner."""
    places: tuple[tuple[str, Expression, Callable[[int, int], int]], ...] = (
        ("row", "first", lambda i, j: i),
        ("column", "last", lambda i, j: j),
        ("square", ("fork", "add", "first", "last"), lambda i, j: i + j),
    )
    for name, place, number in places:
        even: Expression = ("compose", "even", place)
        for odd, test in ((0, even), (1, ("compose", "flip", even))):
            kept: Expression = ("chain", ("rbind", "sfilter", test), "toindices", "normalize")
            yield Effect(
                f"every other {name}, {odd}",
                ("fork", "shift", kept, "ulcorner"),
                3.0,
                lambda e, number=number, odd=odd: _kept(e, number, odd),  # type: ignore[misc]
            )


def _kept(entity: Entity, number: Callable[[int, int], int], odd: int) -> int:
    top, left = entity.top, entity.left
    return entity.frame.of(
        [(i, j) for i, j in entity.places if number(i - top, j - left) % 2 == odd]
    )
