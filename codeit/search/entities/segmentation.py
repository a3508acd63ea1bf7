"""Entities: the parts of the inputs that rules speak of, cut in several ways.

Each way is a set expression of the grid language and the same cut made here; both are compared in
the tests. An entity lies in one pair; a rule is about the entities of all pairs at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.frames import Frame
from codeit.search.entities.lines import lines, lining
from codeit.search.entities.scenes import Planes, Scene

__all__ = ["Entity", "Segmentation", "segmentations"]

MOST_ENTITIES = 420
"""Cuts into more parts than this over all pairs are left out: they cost more than they gave."""

MOST_PARTING = 2
"""Colours between whose cells the inputs are cut."""


class Entity:
    """A part of one input: its cells as a set of the pair's frame, and their colours."""

    def __init__(self, pair: int, frame: Frame, mask: int, planes: Planes) -> None:
        self.pair, self.frame, self.mask, self.planes = pair, frame, mask, planes
        self.size = mask.bit_count()
        self.top, self.left, self.bottom, self.right = frame.box(mask)
        self.height, self.width = self.bottom - self.top + 1, self.right - self.left + 1
        self._beams: dict[tuple[int, int], int] = {}
        self._rays: dict[tuple[int, int], int] = {}
        self._images: dict[tuple[bool, bool], Planes] = {}

    def beam(self, down: int, right: int) -> int:
        """The cells and all they pass when moved on to the grid's end; many effects ask for it."""
        known = self._beams.get((down, right))
        if known is None:
            known = self._beams[down, right] = self.frame.beam(self.mask, down, right)
        return known

    def ray(self, down: int, right: int) -> int:
        """The middle cell and all it passes when moved on to the grid's end."""
        known = self._rays.get((down, right))
        if known is None:
            middle = self.frame.bit(*self.centre)
            known = self._rays[down, right] = self.frame.beam(middle, down, right)
        return known

    def image(self, down: bool, over: bool) -> Planes:
        """The planes with top and bottom, left and right of the box exchanged, or both."""
        known = self._images.get((down, over))
        if known is None:
            rows, columns = self.top + self.bottom, self.left + self.right
            known = self._images[down, over] = {
                value: self.frame.of(
                    [
                        (rows - i if down else i, columns - j if over else j)
                        for i, j in self.frame.places(mask)
                    ]
                )
                for value, mask in self.planes.items()
            }
        return known

    @cached_property
    def colour(self) -> int:
        """The smallest colour, as the language's `color` has it."""
        return min(self.planes)

    @cached_property
    def most(self) -> int:
        """The commonest colour."""
        return min(self.planes, key=lambda value: (-self.planes[value].bit_count(), value))

    @cached_property
    def least(self) -> int:
        """The rarest colour."""
        return min(self.planes, key=lambda value: (self.planes[value].bit_count(), value))

    @cached_property
    def backdrop(self) -> int:
        """The cells of the bounding box."""
        return self.frame.rectangle(self.top, self.left, self.bottom, self.right)

    @cached_property
    def centre(self) -> tuple[int, int]:
        """The middle cell, the lower right one of the middle two."""
        return self.top + self.height // 2, self.left + self.width // 2

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """The cells in reading order."""
        return self.frame.places(self.mask)

    @cached_property
    def form(self) -> frozenset[tuple[int, int]]:
        """The cells, moved to the upper left."""
        return frozenset((row - self.top, column - self.left) for row, column in self.places)

    @cached_property
    def cells(self) -> frozenset[tuple[int, int, int]]:
        """Row and column in the bounding box, and colour, of each cell."""
        return frozenset(
            (row - self.top, column - self.left, value)
            for value, mask in self.planes.items()
            for row, column in self.frame.places(mask)
        )


@dataclass(frozen=True)
class Segmentation:
    """A way of cutting, and the entities over all pairs in the order of the pairs."""

    name: str
    expression: Expression
    cost: float
    entities: tuple[Entity, ...]
    univalued: bool

    @cached_property
    def of_pair(self) -> dict[int, int]:
        """The set of each pair's entities, as bits of positions in `entities`."""
        sets: dict[int, int] = {}
        for place, entity in enumerate(self.entities):
            sets[entity.pair] = sets.get(entity.pair, 0) | (1 << place)
        return sets

    @cached_property
    def places(self) -> list[list[int]]:
        """The positions of each pair's entities, for pairs that have some."""
        lists: dict[int, list[int]] = {}
        for place, entity in enumerate(self.entities):
            lists.setdefault(entity.pair, []).append(place)
        return list(lists.values())


def _split(frame: Frame, planes: Planes, mask: int) -> Planes:
    return {value: part for value, plane in planes.items() if (part := plane & mask)}


def _univalued(scene: Scene, pair: int, diagonal: bool, ground: bool) -> Iterator[Entity]:
    frame = scene.frames[pair]
    for value, mask in scene.planes[pair].items():
        if ground or value != scene.background[pair]:
            for part in frame.components(mask, diagonal):
                yield Entity(pair, frame, part, {value: part})


def _mixed(scene: Scene, pair: int, diagonal: bool, without: int | None = None) -> Iterator[Entity]:
    """Of all colours but the ground's, and one that counts as ground too."""
    frame, planes = scene.frames[pair], scene.planes[pair]
    rest = frame.full & ~planes[scene.background[pair]]
    if without is not None:
        rest &= ~planes[without]
    for part in frame.components(rest, diagonal):
        yield Entity(pair, frame, part, _split(frame, planes, part))


def _coloured(scene: Scene, pair: int, value: int) -> Iterator[Entity]:
    frame = scene.frames[pair]
    for part in frame.components(scene.planes[pair].get(value, 0), False):
        yield Entity(pair, frame, part, {value: part})


def _by_colour(scene: Scene, pair: int, without: int | None = None) -> Iterator[Entity]:
    frame = scene.frames[pair]
    for value, mask in scene.planes[pair].items():
        if value != without:
            yield Entity(pair, frame, mask, {value: mask})


def _everything(scene: Scene, pair: int) -> Iterator[Entity]:
    """All that is not ground, as one."""
    frame, planes = scene.frames[pair], scene.planes[pair]
    mask = frame.full & ~planes[scene.background[pair]]
    if mask:
        yield Entity(pair, frame, mask, _split(frame, planes, mask))


def _cells(scene: Scene, pair: int) -> Iterator[Entity]:
    frame = scene.frames[pair]
    for value, mask in scene.planes[pair].items():
        if value != scene.background[pair]:
            for row, column in frame.places(mask):
                cell = frame.bit(row, column)
                yield Entity(pair, frame, cell, {value: cell})


def _others(scene: Scene, pair: int, value: int) -> Iterator[Entity]:
    frame = scene.frames[pair]
    for other, mask in scene.planes[pair].items():
        if other != value:
            for part in frame.components(mask, False):
                yield Entity(pair, frame, part, {other: part})


def _separated(scene: Scene, pair: int) -> Iterator[Entity]:
    """What full rows and columns of one colour leave, in connected parts."""
    frame, planes = scene.frames[pair], scene.planes[pair]
    for part in frame.components(frame.full & ~lines(frame, planes), False):
        yield Entity(pair, frame, part, _split(frame, planes, part))


def _off(scene: Scene, value: int, diagonal: bool, pair: int) -> Iterator[Entity]:
    """What one colour parts: the connected cells of all others."""
    frame, planes = scene.frames[pair], scene.planes[pair]
    for part in frame.components(frame.full & ~planes.get(value, 0), diagonal):
        yield Entity(pair, frame, part, _split(frame, planes, part))


def _parted(value: int, diagonal: bool) -> Expression:
    """The language's way to say it: a blank grid, the other cells marked, the marks' parts."""
    name = colour(value)
    others: Expression = ("difference", ("asindices", "I"), ("ofcolor", "I", name))
    marked = ("fill", ("canvas", "ZERO", ("shape", "I")), "ONE", others)
    marks = ("objects", marked, "T", "T" if diagonal else "F", "F")
    return ("apply", ("rbind", "toobject", "I"), ("colorfilter", marks, "ONE"))


def _parting(scene: Scene) -> list[int]:
    """Colours that all inputs have, the most widespread first, but not a ground of all.

    Between the cells of one ground the inputs are cut already.
    """
    shared = set.intersection(*(set(planes) for planes in scene.planes))
    if len(set(scene.background)) == 1:
        shared -= set(scene.background)
    return sorted(shared, key=lambda value: -scene.given[value].bit_count())[:MOST_PARTING]


def _panels() -> Expression:
    """The language's way to say it: a blank grid, its lines marked, its unmarked parts."""
    blank: Expression = ("canvas", "ZERO", ("shape", "I"))
    marked = ("fill", blank, "ONE", ("merge", ("frontiers", "I")))
    parts = ("colorfilter", ("objects", marked, "T", "F", "F"), "ZERO")
    return ("apply", ("rbind", "toobject", "I"), parts)


def segmentations(scene: Scene) -> Iterator[Segmentation]:
    """The cuts of the task's inputs that say something, the plainest first.

    A cut that gives the same entities as one before is left out, and so is one in which a
    demonstration has none.
    """
    same = len(set(scene.background)) == 1
    ground = colour(scene.background[0]) if same else ("mostcolor", "I")
    everything: Expression = ("objects", "I", "T", "F", "F")
    cell_set = ("sfilter", ("asobject", "I"), ("compose", "flip", ("matcher", "first", ground)))
    cuts: list[tuple[str, Expression, float, bool, Callable[[int], Iterator[Entity]]]] = [
        ("4", ("objects", "I", "T", "F", "T"), 1.0, True,
         lambda pair: _univalued(scene, pair, False, False)),
        ("8", ("objects", "I", "T", "T", "T"), 1.0, True,
         lambda pair: _univalued(scene, pair, True, False)),
        ("mixed 8", ("objects", "I", "F", "T", "T"), 1.5, False,
         lambda pair: _mixed(scene, pair, True)),
        ("mixed 4", ("objects", "I", "F", "F", "T"), 1.5, False,
         lambda pair: _mixed(scene, pair, False)),
        ("ground", ("colorfilter", everything, ground), 2.0, True,
         lambda pair: _coloured(scene, pair, scene.background[pair])),
        ("colours", ("partition", "I"), 1.5, True,
         lambda pair: _by_colour(scene, pair)),
        (
            "things by colour",
            ("fgpartition", "I"),
            1.5,
            True,
            lambda pair: _by_colour(scene, pair, scene.background[pair]),
        ),
        ("panels", _panels(), 2.5, False, lambda pair: _separated(scene, pair)),
        ("everything", ("initset", cell_set), 2.0, False,
         lambda pair: _everything(scene, pair)),
        ("cells", ("apply", "initset", cell_set), 2.0, True,
         lambda pair: _cells(scene, pair)),
    ]  # fmt: skip
    for value in lining(scene)[:1]:  # in the place of what the lines glue together
        cuts[3] = (
            f"without {value}", ("objects", ("replace", "I", colour(value), ground), "F", "T", "T"),
            2.5, False, partial(_mixed, scene, diagonal=True, without=value),
        )  # fmt: skip
    if any(value != 0 for value in scene.background) and all(0 in each for each in scene.planes):
        black = ("compose", "flip", ("matcher", "color", "ZERO"))
        cuts.append(
            ("black", ("colorfilter", everything, "ZERO"), 2.5, True,
             lambda pair: _coloured(scene, pair, 0))
        )  # fmt: skip
        cuts.append(
            ("not black", ("sfilter", everything, black), 2.5, True,
             lambda pair: _others(scene, pair, 0))
        )  # fmt: skip
    cuts.extend(
        (f"off {value}", _parted(value, diagonal), 2.5, False,
         partial(_off, scene, value, diagonal))
        for value in _parting(scene)
        for diagonal in (False, True)
    )  # fmt: skip
    seen = set()
    for name, expression, cost, univalued, cut in cuts:
        found = [entity for pair in range(len(scene.inputs)) for entity in cut(pair)]
        if len(found) > MOST_ENTITIES:
            continue
        if len({entity.pair for entity in found if entity.pair < scene.pairs}) < scene.pairs:
            continue
        key = frozenset((entity.pair, entity.mask) for entity in found)
        if key not in seen:
            seen.add(key)
            yield Segmentation(name, expression, cost, tuple(found), univalued)
