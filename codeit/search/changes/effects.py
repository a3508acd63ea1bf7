"""What a rule may do around an entity: cells read off its place and form.

An effect is a function of the grid language from an object to a set of cells, and the same cells
computed here, clipped to the grid.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from codeit.search.entities.expressions import Expression, integer
from codeit.search.entities.frames import Frame
from codeit.search.entities.segmentation import Entity, Segmentation

__all__ = ["DIRECTIONS", "Effect", "effects"]

DIRECTIONS = {
    "UP": (-1, 0),
    "DOWN": (1, 0),
    "LEFT": (0, -1),
    "RIGHT": (0, 1),
    "UP_RIGHT": (-1, 1),
    "DOWN_LEFT": (1, -1),
    "NEG_UNITY": (-1, -1),
    "UNITY": (1, 1),
}


@dataclass(frozen=True)
class Effect:
    """Cells that belong to an entity in some way."""

    name: str
    expression: Expression
    """Object -> Indices."""
    cost: float
    of: Callable[[Entity], int]
    reaches: bool = False
    """Whether something in the way may end it."""
    slanted: bool = False
    """Whether its cells follow each other over corners."""


def _grown(entity: Entity, by: int) -> int:
    return entity.frame.outline(
        entity.top - by, entity.left - by, entity.bottom + by, entity.right + by
    )


def _inner(entity: Entity) -> int:
    top, bottom = sorted((entity.top + 1, entity.bottom - 1))
    left, right = sorted((entity.left + 1, entity.right - 1))
    return entity.frame.outline(top, left, bottom, right)


def _corners(entity: Entity) -> int:
    frame = entity.frame
    return (
        frame.bit(entity.top, entity.left)
        | frame.bit(entity.top, entity.right)
        | frame.bit(entity.bottom, entity.left)
        | frame.bit(entity.bottom, entity.right)
    )


def _rows(entity: Entity) -> int:
    return entity.beam(0, 1) | entity.beam(0, -1)


def _columns(entity: Entity) -> int:
    return entity.beam(1, 0) | entity.beam(-1, 0)


def _each(function: Expression) -> Expression:
    """The function of an index, taken of every cell of the object."""
    return ("compose", ("lbind", "mapply", function), "toindices")


def _spot(place: str) -> Expression:
    return ("compose", "initset", place)


MOST_RINGS = 10
_RINGS: Expression = (
    "power", ("fork", "combine", "identity", ("compose", "outbox", "outbox")), "TEN"
)  # fmt: skip
"""A patch and every second ring around it, ten of them."""


def _rings(entity: Entity, first: int) -> int:
    mask = 0
    for count in range(MOST_RINGS + (first == 1)):
        ring = _grown(entity, first + 2 * count)
        if not ring:
            break
        mask |= ring
    return mask


_BOXES = (
    Effect("itself", "toindices", 0.5, lambda e: e.mask),
    Effect("backdrop", "backdrop", 1.0, lambda e: e.backdrop),
    Effect("gap", "delta", 1.0, lambda e: e.backdrop & ~e.mask),
    Effect("rim", "box", 1.5, lambda e: _grown(e, 0)),
    Effect("ring", "outbox", 1.5, lambda e: _grown(e, 1)),
    Effect("inner rim", "inbox", 2.0, _inner),
    Effect("second ring", ("compose", "outbox", "outbox"), 3.0, lambda e: _grown(e, 2)),
    Effect("every second ring", ("compose", _RINGS, "toindices"), 3.0,
           lambda e: e.mask | _rings(e, 2)),
    Effect("every other ring", ("compose", _RINGS, "outbox"), 3.0, lambda e: _rings(e, 1)),
    Effect("corners", "corners", 2.0, _corners),
    Effect("outer corners", ("compose", "corners", "outbox"), 2.5,
           lambda e: (e.frame.bit(e.top - 1, e.left - 1) | e.frame.bit(e.top - 1, e.right + 1)
                      | e.frame.bit(e.bottom + 1, e.left - 1)
                      | e.frame.bit(e.bottom + 1, e.right + 1))),
    Effect("inside", ("fork", "difference", "backdrop", "box"), 2.0,
           lambda e: e.frame.rectangle(e.top + 1, e.left + 1, e.bottom - 1, e.right - 1)),
    Effect("halo", _each("neighbors"), 1.5, lambda e: e.frame.around(e.mask)),
    Effect("sides", _each("dneighbors"), 1.5, lambda e: e.frame.beside(e.mask)),
    Effect("diagonals", _each("ineighbors"), 2.0, lambda e: e.frame.diagonal_to(e.mask)),
    Effect("rows", _each("hfrontier"), 1.5, _rows, True),
    Effect("columns", _each("vfrontier"), 1.5, _columns, True),
    Effect("rows and columns", _each(("fork", "combine", "hfrontier", "vfrontier")), 2.0,
           lambda e: _rows(e) | _columns(e), True),
    Effect("centre", _spot("center"), 2.0, lambda e: e.frame.bit(*e.centre)),
    Effect("first corner", _spot("ulcorner"), 3.0, lambda e: e.frame.bit(e.top, e.left)),
    Effect("last corner", _spot("lrcorner"), 3.0, lambda e: e.frame.bit(e.bottom, e.right)),
    Effect("upper right", _spot("urcorner"), 3.0, lambda e: e.frame.bit(e.top, e.right)),
    Effect("lower left", _spot("llcorner"), 3.0, lambda e: e.frame.bit(e.bottom, e.left)),
)  # fmt: skip


def _line(frame: Frame, place: tuple[int, int], step: tuple[int, int]) -> int:
    return frame.beam(frame.bit(*place), *step)


def _both(place: str, one: str, other: str) -> Expression:
    """Both rays from a place of the object."""
    rays = ("fork", "combine", ("rbind", "shoot", one), ("rbind", "shoot", other))
    return ("compose", rays, place)


def _central() -> Iterator[Effect]:
    """Lines through the middle of an object that has one."""
    pairs = (
        ("middle row", "hfrontier", ((0, 1), (0, -1))),
        ("middle column", "vfrontier", ((1, 0), (-1, 0))),
    )
    for name, function, steps in pairs:
        yield Effect(
            name,
            ("compose", function, "center"),
            2.0,
            lambda e, steps=steps: e.ray(*steps[0]) | e.ray(*steps[1]),  # type: ignore[misc]
            True,
        )
    cross = ("compose", ("fork", "combine", "hfrontier", "vfrontier"), "center")
    yield Effect("cross", cross, 2.5, lambda e: _both_ways(e, ((0, 1), (0, -1), (1, 0), (-1, 0))))
    falling = _both("center", "UNITY", "NEG_UNITY")
    rising = _both("center", "UP_RIGHT", "DOWN_LEFT")
    yield Effect("falling", falling, 3.0, lambda e: _both_ways(e, ((1, 1), (-1, -1))))
    yield Effect("rising", rising, 3.0, lambda e: _both_ways(e, ((-1, 1), (1, -1))))
    yield Effect(
        "diagonal cross",
        ("fork", "combine", falling, rising),
        3.0,
        lambda e: _both_ways(e, ((1, 1), (-1, -1), (-1, 1), (1, -1))),
        True,
        True,
    )


def _both_ways(entity: Entity, steps: tuple[tuple[int, int], ...]) -> int:
    mask = 0
    for step in steps:
        mask |= entity.ray(*step)
    return mask


def _beams() -> Iterator[Effect]:
    for name, (down, right) in DIRECTIONS.items():
        straight = 0 in (down, right)
        yield Effect(
            f"beam {name}",
            _each(("rbind", "shoot", name)),
            2.0 if straight else 3.0,
            lambda e, down=down, right=right: e.beam(down, right),  # type: ignore[misc]
            True,
            not straight,
        )


LONGEST_DASHES = 15
_EVERY: Expression = ("interval", "ZERO", integer(LONGEST_DASHES), "ONE")


def _dashes() -> Iterator[Effect]:
    """Every second cell of a beam, the entity's own or the ones between."""
    for name in ("UP", "DOWN", "LEFT", "RIGHT"):
        down, right = DIRECTIONS[name]
        steps: Expression = ("apply", ("lbind", "multiply", ("double", name)), _EVERY)
        for own in (True, False):
            first: Expression = (
                "toindices" if own else ("compose", ("rbind", "shift", name), "toindices")
            )
            yield Effect(
                f"{'every second' if own else 'every other'} {name}",
                (
                    "compose",
                    ("rbind", "mapply", steps),
                    ("chain", ("lbind", "lbind", "shift"), first, "identity"),
                ),
                3.0,
                lambda e, down=down, right=right, own=own: _dashed(e, down, right, own),  # type: ignore[misc]
            )


def _dashed(entity: Entity, down: int, right: int, own: bool) -> int:
    frame = entity.frame
    mask = entity.mask if own else frame.shift(entity.mask, down, right)
    whole, step = mask, 2
    for _ in range(4):
        whole |= frame.shift(whole, step * down, step * right)
        step *= 2
    return whole


_CORNER_RAYS = (
    ("ulcorner", "NEG_UNITY"),
    ("urcorner", "UP_RIGHT"),
    ("llcorner", "DOWN_LEFT"),
    ("lrcorner", "UNITY"),
)


def _rays() -> Iterator[Effect]:
    """Rays from the middle, and from the corners outwards."""
    for name, (down, right) in DIRECTIONS.items():
        yield Effect(
            f"ray {name}",
            ("compose", ("rbind", "shoot", name), "center"),
            3.0,
            lambda e, down=down, right=right: e.ray(down, right),  # type: ignore[misc]
        )
    for place, name in _CORNER_RAYS:
        yield Effect(
            f"{name} from {place}",
            ("compose", ("rbind", "shoot", name), place),
            3.0,
            lambda e, name=name: _corner_ray(e, name),  # type: ignore[misc]
        )


def _corner_ray(entity: Entity, name: str) -> int:
    down, right = DIRECTIONS[name]
    row = entity.bottom if down > 0 else entity.top
    column = entity.right if right > 0 else entity.left
    return _line(entity.frame, (row, column), (down, right))


def _joined(entity: Entity, ways: str) -> int:
    """The lines between cells of the entity that share a row, a column or a diagonal."""
    steps = {"row": (0, 1), "column": (1, 0)}
    whole = 0
    for way in ways.split():
        down, right = steps[way]
        whole |= entity.beam(down, right) & entity.beam(-down, -right)
    return whole


def _diagonally(entity: Entity) -> int:
    """The diagonals between two cells of the entity."""
    frame, mask, whole = entity.frame, entity.mask, 0
    for right in (1, -1):
        after, before = entity.beam(1, right), entity.beam(-1, -right)
        later = frame.beam(frame.shift(mask, 1, right), 1, right)
        sooner = frame.beam(frame.shift(mask, -1, -right), -1, -right)
        whole |= (later & before) | (sooner & after)
    return whole


_LINES: Expression = ("fork", ("lbind", "prapply", "connect"), "toindices", "toindices")
_STRAIGHT: Expression = ("fork", "either", "hline", "vline")
_SLANTED: Expression = ("compose", "flip", _STRAIGHT)
MOST_COMPARED = 40
"""Entities by which it is told whether two effects are the same."""
MOST_JOINED = 100
"""Cells of an entity beyond which lines between all of them cost the language too much."""


def _small(of: Callable[[Entity], int]) -> Callable[[Entity], int]:
    """The function of small entities; all cells, which is hardly ever right, of others."""
    return lambda entity: of(entity) if entity.size <= MOST_JOINED else entity.frame.full


_JOINS = (
    Effect("joined rows", ("compose", ("rbind", "mfilter", "hline"), _LINES), 2.0,
           _small(lambda e: _joined(e, "row"))),
    Effect("joined columns", ("compose", ("rbind", "mfilter", "vline"), _LINES), 2.0,
           _small(lambda e: _joined(e, "column"))),
    Effect("joined", ("compose", ("rbind", "mfilter", _STRAIGHT), _LINES), 2.5,
           _small(lambda e: _joined(e, "row column"))),
    Effect("joined diagonally", ("compose", ("rbind", "mfilter", _SLANTED), _LINES), 3.0,
           _small(_diagonally)),
    Effect("joined all ways", ("compose", "merge", _LINES), 2.5,
           _small(lambda e: _diagonally(e) | _joined(e, "row column"))),
)  # fmt: skip


def effects(cut: Segmentation) -> Iterator[tuple[Effect, list[int]]]:
    """The effects that differ for some entity of the segmentation, the cheapest of equal ones.

    By cost, with the cells of each entity, in its own frame.
    """
    joins = any(each.size <= MOST_JOINED for each in cut.entities)
    seen = set()
    few, others = cut.entities[:MOST_COMPARED], cut.entities[MOST_COMPARED:]
    for effect in _listed(joins):
        masks = [effect.of(entity) for entity in few]
        key = tuple(masks)
        if key not in seen:
            seen.add(key)
            yield effect, [*masks, *[effect.of(entity) for entity in others]]


@cache
def _listed(joins: bool) -> tuple[Effect, ...]:
    """All effects, by cost."""
    listed = (*_BOXES, *_central(), *_beams(), *_rays(), *_dashes(), *(_JOINS if joins else ()))
    return tuple(sorted(listed, key=lambda each: each.cost))
