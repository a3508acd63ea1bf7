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
MOST_CELLS = 64
"""Cells of an entity that is mirrored."""

_DOWN: Expression = ("fork", "add", "uppermost", "lowermost")
_ACROSS: Expression = ("fork", "add", "leftmost", "rightmost")


def mirrored_over(scene: Scene, cut: Cut) -> Iterator[Change]:
    """Mirrored to the other side, to the other three corners, and in all eight ways."""
    if len(cut.cut.entities) > MOST_ENTITIES:
        return
    down: Expression
    across: Expression
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
    over = _Over(axis)
    yield Change(below, cost + 2.0, partial(over.images, ("below",)))
    yield Change(beside, cost + 2.0, partial(over.images, ("beside",)))
    yield Change(both, cost + 2.0, partial(over.images, _FOUR))
    yield Change(("compose", turned, both), cost + 2.5, partial(over.images, _EIGHT))


_FOUR = ("same", "below", "beside", "both")
_EIGHT = (*_FOUR, *(f"{way} slanted" for way in _FOUR))


class _Over:
    """Images over the middle of a box; each is worked out once."""

    def __init__(self, axis: Callable[[Entity], Box]) -> None:
        self._axis = axis
        self._known: dict[tuple[Entity, str], Planes | None] = {}

    def images(self, ways: tuple[str, ...], entity: Entity) -> Planes:
        """The entity's images together; all cells where there is none, which is never wanted."""
        planes: Planes = {}
        for way in ways:
            key = entity, way
            if key not in self._known:
                self._known[key] = self._image(entity, way)
            image = self._known[key]
            if image is None:
                return {entity.colour: entity.frame.full}
            for value, mask in image.items():
                if any(mask & other for own, other in planes.items() if own != value):
                    return {entity.colour: entity.frame.full}
                planes[value] = planes.get(value, 0) | mask
        return planes

    def _image(self, entity: Entity, way: str) -> Planes | None:
        """One image; None for a large entity, and for a transposed one without a middle cell."""
        if entity.size > MOST_CELLS:
            return None
        top, left, bottom, right = self._axis(entity)
        down, across = top + bottom, left + right
        half, odd = divmod(down - across, 2)
        slanted = way.endswith("slanted")
        if slanted and odd:
            return None
        under, over = way.startswith(("below", "both")), way.startswith(("beside", "both"))
        frame, planes = entity.frame, dict[int, int]()
        for value, mask in entity.planes.items():
            image = 0
            for i, j in frame.places(mask):
                row, column = down - i if under else i, across - j if over else j
                if slanted:
                    row, column = column + half, row - half
                image |= frame.bit(row, column)
            if image:
                planes[value] = image
        return planes
