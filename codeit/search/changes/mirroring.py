"""Entities mirrored over the middle of something: of a goal, or of their own rarest colour."""

from collections.abc import Callable, Iterator
from functools import partial

from codeit.search.changes.cuts import Cut
from codeit.search.changes.reaching import TIP, goals
from codeit.search.changes.stamps import Change
from codeit.search.entities.expressions import Expression
from codeit.search.entities.frames import Box
from codeit.search.entities.scenes import Planes, Scene
from codeit.search.entities.segmentation import Entity

__all__ = ["mirrored_over"]

MOST_GOALS = 2
MOST_ENTITIES = 60
"""Entities of a cut beyond which they are not mirrored."""

_DOWN: Expression = ("fork", "add", "uppermost", "lowermost")
_ACROSS: Expression = ("fork", "add", "leftmost", "rightmost")


def mirrored_over(scene: Scene, cut: Cut) -> Iterator[Change]:
    """Mirrored to the other side, to the other three corners, and in all eight ways."""
    if len(cut.cut.entities) > MOST_ENTITIES:
        return
    for goal in goals(scene, cut.cut, cut.chosen)[:MOST_GOALS]:
        boxes = [frame.box(m) for frame, m in zip(scene.frames, goal.masks, strict=True)]
        down, across = (
            ("compose", ("lbind", "subtract", (total, goal.expression)), total)
            for total in (_DOWN, _ACROSS)
        )
        yield from _ways(down, across, goal.cost, lambda e, boxes=boxes: boxes[e.pair])  # type: ignore[misc]
    if not cut.cut.univalued:
        down, across = (
            ("fork", "subtract", ("compose", total, TIP), total) for total in (_DOWN, _ACROSS)
        )
        yield from _ways(down, across, 0.0, lambda e: e.frame.box(e.planes[e.least]))


def _ways(
    down: Expression, across: Expression, cost: float, axis: Callable[[Entity], Box]
) -> Iterator[Change]:
    """The ways over one middle, from how far an entity has to be moved down and across."""
    below: Expression = ("fork", "shift", "hmirror", ("compose", "toivec", down))
    beside: Expression = ("fork", "shift", "vmirror", ("compose", "tojvec", across))
    both: Expression = (
        "compose",
        ("fork", "combine", "identity", beside),
        ("fork", "combine", "identity", below),
    )
    slant: Expression = (
        "chain",
        ("lbind", "multiply", "DOWN_LEFT"),
        "halve",
        ("fork", "subtract", "height", "width"),
    )
    turned: Expression = ("fork", "combine", "identity", ("fork", "shift", "dmirror", slant))
    yield Change(below, cost + 2.0, partial(_images, axis, ("below",)))
    yield Change(beside, cost + 2.0, partial(_images, axis, ("beside",)))
    yield Change(both, cost + 2.0, partial(_images, axis, _FOUR))
    yield Change(("compose", turned, both), cost + 2.5, partial(_images, axis, _EIGHT))


_FOUR = ("same", "below", "beside", "both")
_EIGHT = (*_FOUR, "slanted")


def _images(axis: Callable[[Entity], Box], ways: tuple[str, ...], entity: Entity) -> Planes:
    """The entity's images over the middle of a box."""
    top, left, bottom, right = axis(entity)
    down, across = top + bottom, left + right
    cells = [
        (i, j, value) for value, mask in entity.planes.items() for i, j in entity.frame.places(mask)
    ]
    made: list[tuple[int, int, int]] = []
    for way in ways:
        if way == "slanted":
            if (down + across) % 2:
                return {entity.colour: entity.frame.full}  # no cell lies in the middle
            half = (down - across) // 2
            made += [(j + half, i - half, value) for i, j, value in made]
        else:
            over, under = way in ("beside", "both"), way in ("below", "both")
            made += [
                (down - i if under else i, across - j if over else j, value)
                for i, j, value in cells
            ]
    return _planes(entity, made)


def _planes(entity: Entity, cells: list[tuple[int, int, int]]) -> Planes:
    planes: Planes = {}
    whole = 0
    for i, j, value in cells:
        bit = entity.frame.bit(i, j)
        if bit & whole & ~planes.get(value, 0):
            return {entity.colour: entity.frame.full}  # two colours on one cell: never wanted
        whole |= bit
        planes[value] = planes.get(value, 0) | bit
    return {value: mask for value, mask in planes.items() if mask}
