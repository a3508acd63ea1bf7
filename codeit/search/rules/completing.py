"""Patterns completed: wherever a part of a chosen pattern stands, the whole is painted.

The part, the anchor, is what has some of the pattern's colours. It is looked for as it stands, or
turned and mirrored in all eight ways.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from codeit.search.changes.cuts import Cut
from codeit.search.changes.reaching import BODY, TIP
from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.frames import Frame
from codeit.search.entities.pieces import Layer, Piece
from codeit.search.entities.scenes import Planes, Scene
from codeit.search.entities.segmentation import Entity

__all__ = ["completions"]

MOST_SOURCES = 6
"""Selections of a cut whose entities are taken for patterns."""
DEAREST_SOURCE = 3.0
MOST_PATTERNS = 16
MOST_COPIES = 40
"""Patterns of a selection, and places of one of them in its input."""
LARGEST = 64
"""Cells of a pattern."""
MOST_COLOURS = 4
"""Colours of which one or two make an anchor."""
FEWEST = 2
"""Completed places that must show a rule."""

_BOXED = ("4", "8", "things by colour")
"""Cuts whose entities' boxes are taken for patterns."""

Cells = tuple[tuple[int, int, int], ...]
"""Row, column, colour."""


@dataclass(frozen=True)
class _Anchor:
    """The cells of a pattern that have certain colours."""

    test: Expression
    """Object -> Object."""
    colours: Callable[[Entity], frozenset[int]]
    cost: float


def _filter(kept: Expression) -> Expression:
    """The cells for which a condition on a cell holds."""
    return ("rbind", "sfilter", kept)


def _less(part: Expression) -> Expression:
    return ("fork", "difference", "identity", part)


_RANKED = (
    _Anchor(TIP, lambda e: frozenset((e.least,)), 1.0),
    _Anchor(BODY, lambda e: frozenset((e.most,)), 1.0),
    _Anchor(_less(BODY), lambda e: frozenset(e.planes) - {e.most}, 1.5),
    _Anchor(_less(TIP), lambda e: frozenset(e.planes) - {e.least}, 1.5),
)


def _anchors(patterns: Sequence[Entity]) -> list[_Anchor]:
    """Anchors that are no whole pattern, the plainest first."""
    found = list(_RANKED)
    shared = sorted(set.intersection(*(set(each.planes) for each in patterns)))[:MOST_COLOURS]
    for value in shared:
        has: Expression = ("matcher", "first", colour(value))
        lacks: Expression = ("compose", "flip", has)
        found.append(_Anchor(_filter(has), lambda _, v=value: frozenset((v,)), 2.0))  # type: ignore[misc]
        found.append(
            _Anchor(_filter(lacks), lambda e, v=value: frozenset(e.planes) - {v}, 2.0)  # type: ignore[misc]
        )
    for one, two in combinations(shared, 2):
        either: Expression = (
            "fork",
            "either",
            ("matcher", "first", colour(one)),
            ("matcher", "first", colour(two)),
        )
        found.append(_Anchor(_filter(either), lambda _, v=(one, two): frozenset(v), 3.0))  # type: ignore[misc]
    return found


def completions(scene: Scene, cuts: Sequence[Cut], wrong: int) -> Iterator[Piece]:
    """Pieces that complete patterns; the patterns stay, or are taken away."""
    seen: set[frozenset[tuple[int, int]]] = set()
    for cut in cuts:
        boxes = cut.cut.univalued
        if boxes and cut.cut.name not in _BOXED:
            continue
        for number, selection in enumerate(cut.chosen):
            if number == MOST_SOURCES or selection.cost > DEAREST_SOURCE:
                break
            chosen = [e for n, e in enumerate(cut.cut.entities) if selection.mask >> n & 1]
            if len({each.pair for each in chosen}) < len(scene.inputs):
                continue
            patterns = [_box(scene, each) for each in chosen] if boxes else chosen
            key = frozenset((each.pair, each.mask) for each in patterns)
            if key in seen or not _usable(patterns):
                continue
            seen.add(key)
            objects: Expression = selection.expression
            if boxes:
                objects = ("apply", ("compose", ("rbind", "toobject", "I"), "backdrop"), objects)
            cost = cut.cut.cost + selection.cost + 2.0 + 0.5 * boxes
            yield from _completed(_Source(scene, patterns, objects, cost), wrong)


def _box(scene: Scene, entity: Entity) -> Entity:
    """All cells of an entity's box."""
    planes = {
        value: part
        for value, mask in scene.planes[entity.pair].items()
        if (part := mask & entity.backdrop)
    }
    return Entity(entity.pair, entity.frame, entity.backdrop, planes)


def _usable(patterns: Sequence[Entity]) -> bool:
    """Whether they are few, small and of several colours."""
    return len(patterns) <= MOST_PATTERNS and all(
        len(each.planes) > 1 and each.size <= LARGEST for each in patterns
    )


class _Source:
    """Patterns of every pair; where they look for their parts, and what that grid is called."""

    def __init__(
        self, scene: Scene, patterns: Sequence[Entity], objects: Expression, cost: float
    ) -> None:
        self.scene, self.patterns, self.objects, self.cost = scene, patterns, objects, cost
        self.grid: Expression = "I"
        self.planes = list(scene.planes)
        self.bare: Planes = {}
        self.moves = all(
            not (each.mask << scene.offsets[each.pair]) & ~scene.changed
            for each in patterns
            if each.pair < scene.pairs
        )
        """Whether the patterns are gone in the outputs: then they are taken away first."""
        if self.moves:
            self._take_away()

    def _take_away(self) -> None:
        scene = self.scene
        ground: Expression = "ZERO" if set(scene.background) == {0} else ("mostcolor", "I")
        self.grid = ("fill", "I", ground, ("merge", self.objects))
        for each in self.patterns:
            value = scene.background[each.pair]
            planes = {v: m & ~each.mask for v, m in self.planes[each.pair].items()}
            planes[value] |= each.mask
            self.planes[each.pair] = planes
            place = scene.offsets[each.pair]
            self.bare[value] = self.bare.get(value, 0) | (each.mask << place)


def _completed(source: _Source, wrong: int) -> Iterator[Piece]:
    tried = set()
    for anchor in _anchors(source.patterns):
        parts = tuple(anchor.colours(each) & set(each.planes) for each in source.patterns)
        if parts in tried:
            continue
        tried.add(parts)
        for turned in (False, True):
            paint = _painted(source, parts, turned, wrong)
            if paint is None:
                continue
            layers: tuple[Layer, ...] = (("paint", _expression(source, anchor, turned)),)
            if source.moves:
                layers = (("fill", *source.grid[2:]), *layers)
            yield Piece(layers, paint, source.cost + anchor.cost + turned, "copy")
            break


def _expression(source: _Source, anchor: _Anchor, turned: bool) -> Expression:
    """All copies: each pattern, its anchor's corner moved to the origin, on each occurrence."""
    corner: Expression = ("chain", "invert", "ulcorner", anchor.test)
    based: Expression = ("fork", "shift", "identity", corner)
    placed: Expression = ("compose", ("lbind", "lbind", "shift"), based)
    where: Expression = ("compose", ("lbind", "occurrences", source.grid), anchor.test)
    patterns = source.objects
    if turned:
        for mirror in ("dmirror", "vmirror", "hmirror"):
            patterns = ("combine", patterns, ("apply", mirror, patterns))
    return ("mapply", ("fork", "mapply", placed, where), patterns)


def _images(cells: Cells, turned: bool) -> set[Cells]:
    """The cells as they are, or turned and mirrored in all ways."""
    images = [cells]
    if turned:
        images += [tuple((j, i, v) for i, j, v in each) for each in images]
        images += [tuple((i, -j, v) for i, j, v in each) for each in images]
        images += [tuple((-i, j, v) for i, j, v in each) for each in images]
    return {tuple(sorted(each)) for each in images}


def _painted(
    source: _Source, parts: Sequence[frozenset[int]], turned: bool, wrong: int
) -> Planes | None:
    """What the copies paint; None if that is wrong, or too few places show it."""
    scene = source.scene
    new, whole = 0, dict[int, int]()
    for pattern, part in zip(source.patterns, parts, strict=True):
        if not part or len(part) == len(pattern.planes):
            return None
        offset = scene.offsets[pattern.pair]
        shown = pattern.pair < scene.pairs
        for image in _images(tuple(pattern.cells), turned):
            copies = _copies(pattern.frame, source.planes[pattern.pair], image, part)
            if copies is None:
                return None
            for value, mask in copies.paint.items():
                placed = mask << offset
                if shown and placed & ~scene.wanted.get(value, 0):
                    return None
                whole[value] = whole.get(value, 0) | placed
            if shown:
                new += copies.gaining((wrong >> offset) & pattern.frame.full)
    if new < FEWEST or not _disjoint(whole):
        return None
    claimed = 0
    for mask in whole.values():
        claimed |= mask
    for value, mask in source.bare.items():
        left = mask & ~claimed
        if left & scene.shown & ~scene.wanted.get(value, 0):
            return None
        whole[value] = whole.get(value, 0) | left
    return whole


def _disjoint(planes: Planes) -> bool:
    union = total = 0
    for mask in planes.values():
        union |= mask
        total += mask.bit_count()
    return union.bit_count() == total


@dataclass(frozen=True)
class _Copies:
    """Copies of one pattern in one input: where its anchor's corner lies, and their cells."""

    frame: Frame
    places: int
    cells: Cells
    paint: Planes

    def gaining(self, wrong: int) -> int:
        """How many of them paint a wrong cell."""
        found = 0
        for i, j, _ in self.cells:
            found |= self.places & self.frame.shift(wrong, -i, -j)
        return found.bit_count()


def _copies(frame: Frame, planes: Planes, image: Cells, part: frozenset[int]) -> _Copies | None:
    """The pattern on every occurrence of its part; None if it is everywhere."""
    anchor = [each for each in image if each[2] in part]
    top, left = min(i for i, _, _ in anchor), min(j for _, j, _ in anchor)
    places = frame.full
    for i, j, value in anchor:
        places &= frame.shift(planes.get(value, 0), top - i, left - j)
        if not places:
            return _Copies(frame, 0, (), {})
    if places.bit_count() > MOST_COPIES:
        return None
    cells = tuple((i - top, j - left, value) for i, j, value in image)
    paint: Planes = {}
    for i, j, value in cells:
        mask = frame.shift(places, i, j)
        if mask:
            paint[value] = paint.get(value, 0) | mask
    return _Copies(frame, places, cells, paint)
