"""Where a colour comes from: a constant, the input, the entity itself, another entity."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.predicates import Selection
from codeit.search.entities.scenes import Scene
from codeit.search.entities.segmentation import Segmentation

__all__ = ["Shade", "shades"]


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

    @property
    def undefined(self) -> int:
        """The entities without a colour."""
        return sum(1 << place for place, value in enumerate(self.values) if value < 0)


def shades(scene: Scene, cut: Segmentation, chosen: Sequence[Selection]) -> Iterator[Shade]:
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
