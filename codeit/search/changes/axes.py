"""Entities mirrored about something else, or about a part of their own, and moved in line with it.

The axis is the middle of a goal, or of the entity's cells of one colour: its rarest, its commonest,
or a colour that all inputs have.
"""

from collections.abc import Callable, Iterator
from functools import partial

from codeit.search.changes.cuts import Cut
from codeit.search.changes.reaching import BODY, TIP, Goal, goals
from codeit.search.changes.stamps import Change, moved, shifted
from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.frames import Frame
from codeit.search.entities.scenes import Planes, Scene
from codeit.search.entities.segmentation import Entity

__all__ = ["about_axes", "in_line"]

MOST_COLOURS = 2
MOST_ENTITIES = 60

Middle = Callable[[Entity], "tuple[int, int] | None"]
"""Twice the middle of an entity's axis; None where it has none, so that the language fails."""

_CORNERS: Expression = ("fork", "add", "ulcorner", "lrcorner")
"""Twice the middle of a patch."""


def about_axes(scene: Scene, cut: Cut) -> Iterator[Change]:
    """Mirrored about a goal, about a part of the entity's own, and completed about such a part."""
    if len(cut.cut.entities) > MOST_ENTITIES:
        return
    for goal in goals(scene, cut.cut, cut.chosen):
        twice: Expression = (_CORNERS, goal.expression)
        step: Expression = ("compose", ("lbind", "subtract", twice), _CORNERS)
        yield from _images(step, partial(_of_goal, goal), 1.0 + goal.cost)
    if not cut.cut.univalued:
        for part, middle, cost in _own_parts(scene):
            step = ("fork", "subtract", ("compose", _CORNERS, part), _CORNERS)
            yield from _images(step, middle, 2.0 + cost)
            yield from _completed(step, middle, 2.0 + cost)


def _own_parts(scene: Scene) -> Iterator[tuple[Expression, Middle, float]]:
    yield TIP, lambda e: _twice(e.frame, e.planes[e.least]), 0.0
    yield BODY, lambda e: _twice(e.frame, e.planes[e.most]), 0.0
    shared = set.intersection(*(set(planes) for planes in scene.planes)) - set(scene.background)
    for value in sorted(shared)[:MOST_COLOURS]:
        part: Expression = ("rbind", "sfilter", ("matcher", "first", colour(value)))
        yield part, partial(_of_colour, value), 0.5


def _of_colour(value: int, entity: Entity) -> tuple[int, int] | None:
    plane = entity.planes.get(value, 0)
    return _twice(entity.frame, plane) if plane else None


def _of_goal(goal: Goal, entity: Entity) -> tuple[int, int]:
    return _twice(entity.frame, goal.masks[entity.pair])


def _twice(frame: Frame, mask: int) -> tuple[int, int]:
    top, left, bottom, right = frame.box(mask)
    return top + bottom, left + right


_WAYS: tuple[tuple[Expression, Expression, bool, bool], ...] = (
    ("vmirror", ("compose", "tojvec", "last"), False, True),
    ("hmirror", ("compose", "toivec", "first"), True, False),
    (("compose", "hmirror", "vmirror"), "identity", True, True),
)
"""A mirror image, the part of the step that it is moved by, and what it turns round."""


def _image_of(step: Expression, number: int) -> Expression:
    mirror, along, _, _ = _WAYS[number]
    return ("fork", "shift", mirror, ("compose", along, step))


def _images(step: Expression, middle: Middle, cost: float) -> Iterator[Change]:
    for number in range(len(_WAYS)):
        yield Change(_image_of(step, number), cost, partial(_mirrored, middle, number))


def _completed(step: Expression, middle: Middle, cost: float) -> Iterator[Change]:
    """With all three images, and with these mirrored on the diagonal as well."""
    one, two, three = (_image_of(step, number) for number in range(len(_WAYS)))
    others: Expression = ("fork", "combine", ("fork", "combine", one, two), three)
    whole: Expression = ("fork", "combine", "identity", others)
    yield Change(whole, cost + 0.5, partial(_together, middle))
    turned: Expression = ("fork", "combine", "identity", "dmirror")
    yield Change(("compose", turned, whole), cost + 1.0, partial(_turned_too, middle))


def _mirrored(middle: Middle, number: int, entity: Entity) -> Planes:
    twice = middle(entity)
    if twice is None:
        return _never(entity)
    _, _, down, over = _WAYS[number]
    by_rows = twice[0] - entity.top - entity.bottom if down else 0
    by_columns = twice[1] - entity.left - entity.right if over else 0
    return shifted(entity.frame, entity.image(down, over), by_rows, by_columns)


def _never(entity: Entity) -> Planes:
    """One colour everywhere, which is hardly ever right: the language fails there."""
    return {entity.colour: entity.frame.full}


def _together(middle: Middle, entity: Entity) -> Planes:
    """The entity and its images; nothing that is right where two colours meet."""
    planes = dict(entity.planes)
    for number in range(len(_WAYS)):
        for value, mask in _mirrored(middle, number, entity).items():
            if any(mask & other for own, other in planes.items() if own != value):
                return _never(entity)
            planes[value] = planes.get(value, 0) | mask
    return planes


def _turned_too(middle: Middle, entity: Entity) -> Planes:
    """The same and its mirror image on the diagonal, where nothing leaves the grid."""
    planes, frame = _together(middle, entity), entity.frame
    twice, whole = middle(entity), sum(planes.values())
    top, left, bottom, right = frame.box(whole)
    if (top + bottom, left + right) != twice:
        return _never(entity)
    for value, mask in list(planes.items()):
        places = [(top + j - left, left + i - top) for i, j in frame.places(mask)]
        turned = frame.of(places)
        if turned & whole & ~mask:
            return _never(entity)
        planes[value] |= turned
    return planes


_SIDES: tuple[tuple[str, str, int, bool], ...] = (
    ("uppermost", "toivec", 0, True),
    ("lowermost", "toivec", 2, True),
    ("leftmost", "tojvec", 1, False),
    ("rightmost", "tojvec", 3, False),
)


def in_line(scene: Scene, cut: Cut) -> Iterator[Change]:
    """Moved up, down or sideways until one side is level with that of a goal."""
    if len(cut.cut.entities) > MOST_ENTITIES:
        return
    for goal in goals(scene, cut.cut, cut.chosen):
        for side, vector, number, down in _SIDES:
            step: Expression = (
                "chain",
                vector,
                ("lbind", "subtract", (side, goal.expression)),
                side,
            )
            yield Change(
                ("fork", "shift", "identity", step),
                1.5 + goal.cost,
                partial(_levelled, goal, number, down),
            )


def _levelled(goal: Goal, number: int, down: bool, entity: Entity) -> Planes:
    own = (entity.top, entity.left, entity.bottom, entity.right)[number]
    step = entity.frame.box(goal.masks[entity.pair])[number] - own
    return moved(entity, step, 0) if down else moved(entity, 0, step)
