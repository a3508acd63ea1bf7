"""Where a colour comes from: a constant, the input, the entity itself, another entity."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from codeit.search.changes.legends import read_off_legends
from codeit.search.changes.relating import related
from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.predicates import Selection
from codeit.search.entities.properties import Property
from codeit.search.entities.scenes import Scene
from codeit.search.entities.segmentation import Entity, Segmentation

__all__ = ["Shade", "shades"]

MOST_NEAR = 120
"""Entities beyond which the nearest is not asked for."""
MOST_SELECTIONS = 14


@dataclass(frozen=True)
class Shade:
    """A colour for each entity of a segmentation."""

    expression: Expression
    """A colour if `whole`, else a function from an entity to its colour."""
    values: list[int]
    """By position of the entity; -1 where there is none."""
    cost: float
    whole: bool
    """Whether one expression gives the colour of all entities of a pair."""
    dear: bool = False
    """Whether only the plainest effects are tried with it."""

    @cached_property
    def by_colour(self) -> dict[int, int]:
        """The entities of each colour."""
        sets: dict[int, int] = {}
        for place, value in enumerate(self.values):
            if value >= 0:
                sets[value] = sets.get(value, 0) | 1 << place
        return sets

    @cached_property
    def undefined(self) -> int:
        """The entities without a colour."""
        return sum(1 << place for place, value in enumerate(self.values) if value < 0)


def shades(
    scene: Scene, cut: Segmentation, asked: Sequence[Property], chosen: Sequence[Selection]
) -> Iterator[Shade]:
    """The sources of colour that may matter for the segmentation, constants first."""
    entities = cut.entities
    for value in sorted(scene.wanted):
        yield Shade(colour(value), [value] * len(entities), 1.5, True)
    by_pair: list[tuple[Expression, list[int], float]] = []
    if len(set(scene.background)) > 1:
        by_pair.append((("mostcolor", "I"), scene.background, 1.5))
    rarest = [
        min(planes, key=lambda value: (planes[value].bit_count(), value)) for planes in scene.planes
    ]
    if len(set(rarest)) > 1:
        by_pair.append((("leastcolor", "I"), rarest, 2.0))
    by_pair.extend(_singles(scene, cut, chosen))
    seen = set()
    for expression, colours, cost in by_pair:
        values = [colours[each.pair] for each in entities]
        if tuple(values) not in seen:
            seen.add(tuple(values))
            yield Shade(expression, values, cost, True)
    if cut.univalued:
        if len({each.colour for each in entities}) > 1:
            yield Shade("color", [each.colour for each in entities], 0.5, False)
    else:
        yield Shade("mostcolor", [each.most for each in entities], 1.0, False)
        yield Shade("leastcolor", [each.least for each in entities], 1.5, False)
    if cut.univalued and len(entities) <= MOST_NEAR:
        yield from _nearest(cut, chosen)
    if cut.univalued:
        for function, values, cost in related(cut, asked, chosen):
            yield Shade(function, values, cost, False, True)
        for function, values, cost in read_off_legends(scene, cut):
            if len(set(values) - {-1}) > 1:
                yield Shade(function, values, cost, False, True)


def _nearest(cut: Segmentation, chosen: Sequence[Selection]) -> Iterator[Shade]:
    """The colour of the nearest entity that a selection leaves out."""
    seen = set()
    for selection in chosen[:MOST_SELECTIONS]:
        values = [-1] * len(cut.entities)
        others: dict[int, list[Entity]] = {}
        for place, each in enumerate(cut.entities):
            if not selection.mask >> place & 1:
                others.setdefault(each.pair, []).append(each)
        for place, each in enumerate(cut.entities):
            if selection.mask >> place & 1 and each.pair in others:
                values[place] = _colour_near(each, others[each.pair])
        if len({value for value in values if value >= 0}) > 1 and tuple(values) not in seen:
            seen.add(tuple(values))
            rest: Expression = ("difference", cut.expression, selection.expression)
            near: Expression = ("lbind", "argmin", rest)
            function = ("chain", "color", near, ("lbind", "lbind", "manhattan"))
            yield Shade(function, values, 2.5 + 0.5 * selection.cost, False)


def _colour_near(entity: Entity, others: Sequence[Entity]) -> int:
    """The colour of the first of the others that the growing entity meets, the smallest of tied."""
    frame, reached = entity.frame, entity.mask
    while True:
        met = [each.colour for each in others if each.mask & reached]
        if met:
            return min(met)
        grown = reached | frame.beside(reached)
        if grown == reached:
            return -1
        reached = grown


def _singles(
    scene: Scene, cut: Segmentation, chosen: Sequence[Selection]
) -> Iterator[tuple[Expression, list[int], float]]:
    """The colour of the one entity that a selection chooses in each pair."""
    groups = cut.of_pair
    if not cut.univalued or len(groups) < len(scene.inputs):
        return
    for selection in chosen:
        parts = [selection.mask & groups[pair] for pair in range(len(scene.inputs))]
        if selection.cost > 3.5 or any(part.bit_count() != 1 for part in parts):
            continue
        colours = [cut.entities[part.bit_length() - 1].colour for part in parts]
        if len(set(colours)) > 1:
            yield ("color", ("first", selection.expression)), colours, 1.5 + selection.cost
