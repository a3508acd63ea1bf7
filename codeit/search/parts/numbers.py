"""Numbers and colours of the inputs, one for each: sizes, counts, what a chosen entity has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codeit.search.changes.cuts import Cut
from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.predicates import Selection
from codeit.search.entities.scenes import Scene
from codeit.search.entities.segmentation import Entity

__all__ = ["Number", "chosen_entities", "hues_of", "numbers_of"]

MOST_CHOSEN = 40
"""Selections whose sizes are numbers, the cheapest of each cut."""
DEAREST_SINGLE = 2.5
"""Bits of a selection whose entities' common properties are numbers."""
_MEASURES = {"size", "height", "width", "top", "left", "bottom", "right", "gap", "holes", "colours"}


@dataclass(frozen=True)
class Number:
    """A number for each input."""

    expression: Expression
    values: tuple[int, ...]
    cost: float


def numbers_of(scene: Scene, cuts: Sequence[Cut]) -> Iterator[Number]:
    """Counts of the inputs: of colours, of chosen entities, of cells of a colour; and measures."""
    counts = tuple(len(planes) for planes in scene.planes)
    yield Number(("numcolors", "I"), counts, 1.0)
    yield Number(("decrement", ("numcolors", "I")), tuple(n - 1 for n in counts), 1.5)
    fewest = tuple(min(mask.bit_count() for mask in planes.values()) for planes in scene.planes)
    yield Number(("colorcount", "I", ("leastcolor", "I")), fewest, 1.5)
    for value in sorted(scene.given):
        cells = tuple(planes.get(value, 0).bit_count() for planes in scene.planes)
        yield Number(("colorcount", "I", colour(value)), cells, 2.0)
    yield from _lines(scene)
    if all(0 in planes for planes in scene.planes):
        solid: Expression = ("difference", ("asindices", "I"), ("ofcolor", "I", "ZERO"))
        cells = tuple(
            frame.cells - planes[0].bit_count()
            for frame, planes in zip(scene.frames, scene.planes, strict=True)
        )
        yield Number(("size", solid), cells, 2.0)
    for cut in cuts:
        if cut.cut.name in ("cells", "colours"):
            continue
        for selection in cut.chosen[:MOST_CHOSEN]:
            sizes = tuple(
                (selection.mask & cut.cut.of_pair.get(pair, 0)).bit_count()
                for pair in range(len(scene.inputs))
            )
            cost = cut.cut.cost + selection.cost
            yield Number(("size", selection.expression), sizes, cost)
            if min(sizes) and selection.cost <= DEAREST_SINGLE:
                yield from _measured(scene, cut, selection)


def _lines(scene: Scene) -> Iterator[Number]:
    """How many parts the rows, and the columns, of one colour make of the input."""
    for test, turned in (("hline", False), ("vline", True)):
        grids = [tuple(zip(*g, strict=True)) if turned else g for g in scene.inputs]
        counts = tuple(sum(len(set(row)) == 1 for row in grid) + 1 for grid in grids)
        across: Expression = ("sfilter", ("frontiers", "I"), test)
        yield Number(("increment", ("size", across)), counts, 2.0)


def _measured(scene: Scene, cut: Cut, selection: Selection) -> Iterator[Number]:
    """The properties of the entities chosen of each input, where these have the same."""
    groups: list[list[int]] = [[] for _ in scene.inputs]
    for place, each in enumerate(cut.cut.entities):
        if selection.mask >> place & 1:
            groups[each.pair].append(place)
    one: Expression = ("first", selection.expression)
    for asked in cut.asked:
        if asked.name in _MEASURES:
            found = [{asked.values[place] for place in group} for group in groups]
            if all(len(values) == 1 for values in found):
                cost = cut.cut.cost + selection.cost + asked.cost
                values = tuple(min(each) for each in found)
                yield Number((asked.expression, one), values, cost + 0.5)


def hues_of(scene: Scene, cuts: Sequence[Cut]) -> Iterator[Number]:
    """Colours of the inputs: a constant, the rarest, the commonest, a chosen entity's."""
    for value in sorted({v for grid in scene.outputs for row in grid for v in row}):
        yield Number(colour(value), (value,) * len(scene.inputs), 1.0)
    yield Number(("mostcolor", "I"), tuple(scene.background), 1.0)
    rarest = tuple(
        min(planes, key=lambda value: (planes[value].bit_count(), value)) for planes in scene.planes
    )
    yield Number(("leastcolor", "I"), rarest, 1.0)
    if all(len(planes) == 2 for planes in scene.planes):
        for value in sorted(set.intersection(*(set(planes) for planes in scene.planes))):
            rest = tuple(max(set(planes) - {value}) for planes in scene.planes)
            yield Number(("other", ("palette", "I"), colour(value)), rest, 1.0)
    for cut in cuts:
        if not cut.cut.univalued:
            continue
        for selection in cut.chosen:
            groups = chosen_entities(scene, cut, selection)
            found = [{each.colour for each in group} for group in groups]
            if all(len(values) == 1 for values in found):
                one: Expression = ("color", ("first", selection.expression))
                values = tuple(min(each) for each in found)
                yield Number(one, values, cut.cut.cost + selection.cost)


def chosen_entities(scene: Scene, cut: Cut, selection: Selection) -> list[list[Entity]]:
    """The chosen entities of each pair."""
    groups: list[list[Entity]] = [[] for _ in scene.inputs]
    for place, each in enumerate(cut.cut.entities):
        if selection.mask >> place & 1:
            groups[each.pair].append(each)
    return groups
