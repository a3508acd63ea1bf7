"""Effects between an entity and something else of its input: a colour's cells, one chosen entity.

Ways towards it, the rectangle between, the two legs of an L; and rays through the cells of an
entity's rarest colour, from or to the rest of it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from codeit.search.changes.effects import Effect
from codeit.search.changes.leading import direction, led_by, middle
from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.frames import Frame
from codeit.search.entities.predicates import Selection
from codeit.search.entities.scenes import Scene
from codeit.search.entities.segmentation import Entity, Segmentation

__all__ = ["BODY", "TIP", "Goal", "goals", "reaching"]

MOST_GOALS = 4
MOST_LEFT = 2
"""Goals to which ways lead, and goals from which rays lead away."""
DEAREST_GOAL = 3.0
MOST_ENTITIES = 60
"""Entities beyond which ways between them are not looked for: they cost more than they gave."""


@dataclass(frozen=True)
class Goal:
    """Cells in every input."""

    expression: Expression
    masks: tuple[int, ...]
    cost: float


def reaching(scene: Scene, cut: Segmentation, chosen: Sequence[Selection]) -> Iterator[Effect]:
    """The effects towards each goal, and those of tips."""
    if len(cut.entities) > MOST_ENTITIES:
        return
    for number, goal in enumerate(goals(scene, cut, chosen)):
        yield from _towards(goal)
        if number < MOST_LEFT:
            yield led_by(goal)
    if not cut.univalued:
        yield from _tips()


def goals(scene: Scene, cut: Segmentation, chosen: Sequence[Selection]) -> list[Goal]:
    """Single chosen entities, and colours that every input has beside its ground."""
    pairs = range(len(scene.inputs))
    found: dict[tuple[int, ...], Goal] = {}
    shared = set.intersection(*(set(planes) for planes in scene.planes)) - set(scene.background)
    for value in sorted(shared):
        masks = tuple(planes[value] for planes in scene.planes)
        found[masks] = Goal(("ofcolor", "I", colour(value)), masks, 1.5)
    for selection in chosen:
        if selection.cost > DEAREST_GOAL or len(found) >= MOST_GOALS:
            break
        parts = [selection.mask & cut.of_pair.get(pair, 0) for pair in pairs]
        if any(part.bit_count() != 1 for part in parts):
            continue
        masks = tuple(cut.entities[part.bit_length() - 1].mask for part in parts)
        one: Expression = ("toindices", ("first", selection.expression))
        found.setdefault(masks, Goal(one, masks, 1.0 + 0.5 * selection.cost))
    return list(found.values())[:MOST_GOALS]


def _towards(goal: Goal) -> Iterator[Effect]:
    both: Expression = ("compose", ("lbind", "combine", goal.expression), "toindices")
    around: Expression = ("compose", "backdrop", both)
    lines: Expression = (
        "compose",
        ("lbind", "mapply", ("fork", "combine", "hfrontier", "vfrontier")),
        "toindices",
    )
    yield Effect(
        "way to a goal",
        ("fork", "intersection", around, lines),
        1.5 + goal.cost,
        lambda e: _box_with(goal, e) & (_lines(e, True) | _lines(e, False)),
    )
    yield Effect("box with a goal", around, 2.0 + goal.cost, lambda e: _box_with(goal, e))
    rows: Expression = ("mapply", "hfrontier", goal.expression)
    columns: Expression = ("mapply", "vfrontier", goal.expression)
    shared: Expression = (
        "fork",
        "combine",
        ("chain", ("lbind", "intersection", rows), ("lbind", "mapply", "hfrontier"), "toindices"),
        (
            "chain",
            ("lbind", "intersection", columns),
            ("lbind", "mapply", "vfrontier"),
            "toindices",
        ),
    )
    yield Effect(
        "straight way to a goal",
        ("fork", "intersection", around, shared),
        2.0 + goal.cost,
        partial(_straight, goal),
    )
    middle: Expression = ("center", goal.expression)
    for name, own, other, along in (
        ("row first", "hfrontier", "vfrontier", True),
        ("column first", "vfrontier", "hfrontier", False),
    ):
        legs: Expression = (
            "compose",
            ("lbind", "combine", (other, middle)),
            ("compose", own, "center"),
        )
        ends: Expression = (
            "compose",
            "backdrop",
            ("compose", ("lbind", "insert", middle), ("compose", "initset", "center")),
        )
        yield Effect(
            f"{name} to a goal",
            ("fork", "intersection", ends, legs),
            3.0 + goal.cost,
            partial(_legs, goal, along),
        )


def _box_with(goal: Goal, entity: Entity) -> int:
    frame = entity.frame
    return frame.rectangle(*frame.box(entity.mask | goal.masks[entity.pair]))


def _lines(entity: Entity, along: bool) -> int:
    down, right = (0, 1) if along else (1, 0)
    return entity.beam(down, right) | entity.beam(-down, -right)


def _through(frame: Frame, mask: int, along: bool) -> int:
    """The rows, or the columns, of the cells."""
    down, right = (0, 1) if along else (1, 0)
    return frame.beam(mask, down, right) | frame.beam(mask, -down, -right)


def _straight(goal: Goal, entity: Entity) -> int:
    frame, other = entity.frame, goal.masks[entity.pair]
    rows = _lines(entity, True) & _through(frame, other, True)
    columns = _lines(entity, False) & _through(frame, other, False)
    return _box_with(goal, entity) & (rows | columns)


def _legs(goal: Goal, along: bool, entity: Entity) -> int:
    frame = entity.frame
    top, left, bottom, right = frame.box(goal.masks[entity.pair])
    middle = top + (bottom - top + 1) // 2, left + (right - left + 1) // 2
    own = entity.centre
    inside = frame.rectangle(*frame.box(frame.bit(*middle) | frame.bit(*own)))
    row, column = (own[0], middle[1]) if along else (middle[0], own[1])
    across = frame.rectangle(row, 0, row, frame.width)
    down = frame.rectangle(0, column, frame.height, column)
    return inside & (across | down)


TIP: Expression = (
    "fork",
    "sfilter",
    "identity",
    ("compose", ("lbind", "matcher", "first"), "leastcolor"),
)
BODY: Expression = (
    "fork",
    "sfilter",
    "identity",
    ("compose", ("lbind", "matcher", "first"), "mostcolor"),
)


def _tips() -> Iterator[Effect]:
    """The cells of the rarest and of the commonest colour; rays from the rarest one's middle.

    The rays lead away from the body and through it.
    """
    yield Effect("tip", ("compose", "toindices", TIP), 1.5, lambda e: e.planes[e.least])
    yield Effect("body", ("compose", "toindices", BODY), 1.5, lambda e: e.planes[e.most])
    ways: tuple[tuple[str, Expression, bool], ...] = (
        ("tip outwards", ("fork", "position", BODY, TIP), True),
        ("tip inwards", ("fork", "position", TIP, BODY), False),
    )
    for name, way, outwards in ways:
        of: Callable[[Entity], int] = partial(_tip_ray, outwards)
        rays: Expression = ("fork", "shoot", ("compose", "center", TIP), way)
        yield Effect(name, rays, 3.0, of)


def _tip_ray(outwards: bool, entity: Entity) -> int:
    frame = entity.frame
    tip, body = frame.box(entity.planes[entity.least]), frame.box(entity.planes[entity.most])
    way = direction(body, tip) if outwards else direction(tip, body)
    return frame.beam(frame.bit(*middle(tip)), *way)
