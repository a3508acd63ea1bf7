"""What can be said of an entity: size, place, form, colours, relations to the others.

A property is a function of the grid language from an object, and the same value computed here.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.scenes import Scene
from codeit.search.entities.segmentation import Entity, Segmentation

__all__ = ["Kind", "Property", "properties"]

MOST_ALIGNED = 60
"""Entities beyond which it is not asked whether they share a row or a column with a colour."""

Value: TypeAlias = Any
"""A number, a flag, a pair, or a set of cells: what can be compared for equality."""
Kind: TypeAlias = str
"""`colour`, `number`, `flag`, `pair`, or `form` (a value without a constant)."""


@dataclass(frozen=True)
class Property:
    """A question to an entity, with its answers for all entities of a segmentation."""

    name: str
    kind: Kind
    expression: Expression
    cost: float
    values: tuple[Value, ...]


@dataclass(frozen=True)
class _Plain:
    """A property that needs nothing but the entity."""

    name: str
    kind: Kind
    expression: Expression
    cost: float
    of: Callable[[Entity], Value]


def _mirrored(down: bool, over: bool) -> Callable[[Entity], bool]:
    def symmetric(entity: Entity) -> bool:
        height, width = entity.height - 1, entity.width - 1
        return entity.cells == {
            (height - row if down else row, width - column if over else column, value)
            for row, column, value in entity.cells
        }

    return symmetric


def _borders(entity: Entity) -> bool:
    frame = entity.frame
    return (
        entity.top == 0
        or entity.left == 0
        or entity.bottom == frame.height - 1
        or entity.right == frame.width - 1
    )


_PLAIN = (
    _Plain("size", "number", "size", 0.5, lambda e: e.size),
    _Plain("height", "number", "height", 1.0, lambda e: e.height),
    _Plain("width", "number", "width", 1.0, lambda e: e.width),
    _Plain("shape", "pair", "shape", 1.5, lambda e: (e.height, e.width)),
    _Plain("top", "number", "uppermost", 1.0, lambda e: e.top),
    _Plain("left", "number", "leftmost", 1.0, lambda e: e.left),
    _Plain("bottom", "number", "lowermost", 1.0, lambda e: e.bottom),
    _Plain("right", "number", "rightmost", 1.0, lambda e: e.right),
    _Plain("square", "flag", "square", 1.0,
           lambda e: e.height == e.width and e.size == e.height * e.width),
    _Plain("as high as wide", "flag", ("fork", "equality", "height", "width"), 1.5,
           lambda e: e.height == e.width),
    _Plain("portrait", "flag", "portrait", 1.0, lambda e: e.height > e.width),
    _Plain("gap", "number", ("compose", "size", "delta"), 1.0,
           lambda e: e.height * e.width - e.size),
    _Plain("bordering", "flag", ("rbind", "bordering", "I"), 0.5, _borders),
    _Plain("horizontal", "flag", "hline", 1.0,
           lambda e: e.height == 1 and e.size == e.width),
    _Plain("vertical", "flag", "vline", 1.0,
           lambda e: e.width == 1 and e.size == e.height),
    _Plain("mirrored", "flag", ("fork", "equality", "identity", "vmirror"), 1.5,
           _mirrored(False, True)),
    _Plain("mirrored down", "flag", ("fork", "equality", "identity", "hmirror"), 1.5,
           _mirrored(True, False)),
    _Plain("even size", "flag", ("compose", "even", "size"), 2.0, lambda e: e.size % 2 == 0),
    _Plain("even height", "flag", ("compose", "even", "height"), 2.0, lambda e: e.height % 2 == 0),
    _Plain("even width", "flag", ("compose", "even", "width"), 2.0, lambda e: e.width % 2 == 0),
    _Plain("even row", "flag", ("compose", "even", "uppermost"), 2.0, lambda e: e.top % 2 == 0),
    _Plain("even column", "flag", ("compose", "even", "leftmost"), 2.0, lambda e: e.left % 2 == 0),
    _Plain("form", "form", ("compose", "toindices", "normalize"), 1.5, lambda e: e.form),
)  # fmt: skip

_MIXED = (
    _Plain("colours", "number", "numcolors", 0.5, lambda e: len(e.planes)),
    _Plain("commonest", "colour", "mostcolor", 1.0, lambda e: e.most),
    _Plain("rarest", "colour", "leastcolor", 1.0, lambda e: e.least),
    _Plain("look", "form", "normalize", 1.5, lambda e: e.cells),
)


def properties(scene: Scene, cut: Segmentation) -> Iterator[Property]:
    """The properties of the segmentation's entities, those of one value for all left out."""
    entities = cut.entities
    for plain in (*_PLAIN, *(() if cut.univalued else _MIXED)):
        values = tuple(plain.of(each) for each in entities)
        if len(set(values)) > 1:
            yield Property(plain.name, plain.kind, plain.expression, plain.cost, values)
    if cut.univalued:
        colours = tuple(each.colour for each in entities)
        if len(set(colours)) > 1:
            yield Property("colour", "colour", "color", 0.5, colours)
            yield _abundance(scene, cut)
    else:
        yield from _contents(scene, cut)
    yield from _relations(scene, cut)
    yield from _near_colours(scene, cut)
    yield from _kin(cut)


def _kin(cut: Segmentation) -> Iterator[Property]:
    """How many entities of the same input have the same form, or the same size."""
    if len(cut.entities) > 150:
        return
    alike: tuple[tuple[str, Expression, Callable[[Entity], Value]], ...] = (
        ("form", ("compose", "toindices", "normalize"), lambda e: e.form),
        ("size", "size", lambda e: e.size),
        ("colour", "color", lambda e: e.colour),
        ("look", "normalize", lambda e: e.cells),
    )
    for name, expression, of in alike:
        keys = [(each.pair, of(each)) for each in cut.entities]
        counts = Counter(keys)
        values = tuple(counts[key] for key in keys)
        if len(set(values)) > 1 and (name != "look" if cut.univalued else name != "colour"):
            same: Expression = ("compose", ("lbind", "matcher", expression), expression)
            number: Expression = ("chain", "size", ("lbind", "sfilter", cut.expression), same)
            yield Property(f"kin of {name}", "number", number, 2.0, values)


def _abundance(scene: Scene, cut: Segmentation) -> Property:
    """How many cells of the entity's colour the whole input has."""
    values = tuple(scene.planes[each.pair][each.colour].bit_count() for each in cut.entities)
    function = ("compose", ("lbind", "colorcount", "I"), "color")
    return Property("abundance", "number", function, 1.0, values)


def _shared_colours(scene: Scene) -> list[int]:
    """The colours that all inputs have."""
    return sorted(set.intersection(*(set(planes) for planes in scene.planes)))


def _all_colours(scene: Scene) -> list[int]:
    return sorted(set().union(*scene.planes[: scene.pairs]))


def _contents(scene: Scene, cut: Segmentation) -> Iterator[Property]:
    for value in _all_colours(scene):
        counts = tuple(each.planes.get(value, 0).bit_count() for each in cut.entities)
        if len(set(counts)) > 1:
            yield Property(
                f"count of {value}", "number", ("rbind", "colorcount", colour(value)), 1.5, counts
            )


def _near_colours(scene: Scene, cut: Segmentation) -> Iterator[Property]:
    """Whether the entity touches a colour, or shares a row or a column with it."""
    for value in _shared_colours(scene):
        cells: Expression = ("ofcolor", "I", colour(value))
        planes = [each[value] for each in scene.planes]
        if cut.univalued and any(each.colour == value for each in cut.entities):
            continue
        touching = []
        for each in cut.entities:
            outside = each.frame.beside(each.mask) & planes[each.pair]
            touching.append(bool(outside and not each.mask & planes[each.pair]))
        if len(set(touching)) > 1:
            function = ("rbind", "adjacent", cells)
            yield Property(f"touches {value}", "flag", function, 2.0, tuple(touching))
        if len(cut.entities) > MOST_ALIGNED:
            continue
        for name, (down, right) in (("hmatching", (0, 1)), ("vmatching", (1, 0))):
            lines = [
                frame.beam(plane, down, right) | frame.beam(plane, -down, -right)
                for frame, plane in zip(scene.frames, planes, strict=True)
            ]
            shares = tuple(bool(each.mask & lines[each.pair]) for each in cut.entities)
            if len(set(shares)) > 1:
                yield Property(f"{name} {value}", "flag", ("rbind", name, cells), 2.0, shares)


def _counted(name: str, cut: Segmentation, relation: Expression, values: list[int]) -> Property:
    """How many of the entities stand in a relation to this one."""
    function = (
        "chain",
        "size",
        ("lbind", "sfilter", cut.expression),
        ("lbind", "lbind", relation),
    )
    return Property(name, "number", function, 2.0, tuple(values))


def _relations(scene: Scene, cut: Segmentation) -> Iterator[Property]:
    entities = cut.entities
    if len(entities) > 150:
        return
    inside, touching, holes = [], [], []
    gaps = dict.fromkeys(range(len(scene.inputs)), 0)
    for each in entities:
        gaps[each.pair] |= each.backdrop & ~each.mask
    enclosed: dict[int, list[int]] = {}
    for pair, frame in enumerate(scene.frames):
        rim = frame.outline(0, 0, frame.height - 1, frame.width - 1)
        ground = scene.planes[pair][scene.background[pair]]
        enclosed[pair] = [part for part in frame.components(ground, False) if not part & rim]
    by_pair: dict[int, list[Entity]] = {}
    for each in entities:
        by_pair.setdefault(each.pair, []).append(each)
    for each in entities:
        inside.append(bool(each.mask & gaps[each.pair]))
        halo = each.frame.beside(each.mask)
        touching.append(
            sum(
                bool(halo & other.mask) and not each.mask & other.mask
                for other in by_pair[each.pair]
            )
        )
        holes.append(sum(bool(halo & part) for part in enclosed[each.pair]))
    if len(set(inside)) > 1:
        gap_cells: Expression = ("mapply", "delta", cut.expression)
        function = (
            "chain",
            "positive",
            "size",
            ("compose", ("lbind", "intersection", gap_cells), "toindices"),
        )
        yield Property("inside", "flag", function, 2.0, tuple(inside))
    if len(set(touching)) > 1:
        yield _counted("touching", cut, "adjacent", touching)
    if len(set(holes)) > 1 and cut.name not in ("ground", "colours", "things by colour"):
        ground_parts: Expression = (
            "colorfilter",
            ("objects", "I", "T", "F", "F"),
            ("mostcolor", "I"),
        )
        closed: Expression = (
            "sfilter",
            ground_parts,
            ("compose", "flip", ("rbind", "bordering", "I")),
        )
        count = ("chain", "size", ("lbind", "sfilter", closed), ("lbind", "lbind", "adjacent"))
        yield Property("holes", "number", count, 2.0, tuple(holes))
