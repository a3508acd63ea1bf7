"""The cells of an effect for each entity: all of them, those on the ground, or those within reach.

Within reach are the cells on the ground that are connected with the entity by others of the effect:
a ray as far as the first thing in its way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from codeit.search.changes.effects import Effect, effects
from codeit.search.changes.reaching import reaching
from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.predicates import Selection
from codeit.search.entities.scenes import Scene
from codeit.search.entities.segmentation import Entity, Segmentation

__all__ = ["How", "Patches", "patches_of"]

How = Literal["all", "under", "black", "free"]
"""All cells, those on the ground, those on black where that is not the ground, those in reach."""
_COSTS = {"all": 0.0, "under": 0.5, "black": 1.0, "free": 1.5}
MOST_FREE = 120
"""Entities beyond which reach is not asked for."""


@dataclass(frozen=True)
class Patches:
    """An effect's cells for each entity, over all pairs."""

    effect: Effect
    masks: list[int]
    how: How
    union: int
    ground: Expression

    def chosen(self, chosen: Expression) -> Expression:
        """The cells for a set of entities."""
        cells: Expression = ("mapply", self.of_each, chosen)
        if self.how != "free":
            return cells
        free: Expression = ("intersection", cells, ("ofcolor", "I", self.ground))
        marked: Expression = ("fill", ("canvas", "ZERO", ("shape", "I")), "ONE", free)
        slanted = self.effect.slanted
        marks: Expression = ("objects", marked, "T", "T" if slanted else "F", "F")
        parts: Expression = ("colorfilter", marks, "ONE")
        if not slanted:
            return ("mfilter", parts, ("rbind", "adjacent", ("merge", chosen)))
        halo: Expression = ("mapply", "neighbors", ("toindices", ("merge", chosen)))
        met: Expression = ("compose", ("lbind", "intersection", halo), "toindices")
        return ("mfilter", parts, ("chain", "positive", "size", met))

    @property
    def of_each(self) -> Expression:
        """The function from an entity to its cells, reach left aside."""
        if self.how != "black":
            return self.effect.expression
        return (
            "compose",
            ("lbind", "intersection", ("ofcolor", "I", "ZERO")),
            self.effect.expression,
        )

    @property
    def cost(self) -> float:
        """The effect's, and a little if only some of its cells are painted."""
        return self.effect.cost + _COSTS[self.how]


def patches_of(scene: Scene, cut: Segmentation, chosen: Sequence[Selection] = ()) -> list[Patches]:
    """All effects of all entities, in all ways that differ."""
    found = []
    same = len(set(scene.background)) == 1
    ground: Expression = colour(scene.background[0]) if same else ("mostcolor", "I")

    own_black = all(0 in planes for planes in scene.planes) and set(scene.background) != {0}
    black = scene.given[0] if own_black else 0

    def add(effect: Effect, masks: list[int], how: How) -> None:
        union = 0
        for mask in masks:
            union |= mask
        found.append(Patches(effect, masks, how, union, ground))

    for effect in (*effects(cut), *reaching(scene, cut, chosen)):
        masks = [effect.of(each) << scene.offsets[each.pair] for each in cut.entities]
        add(effect, masks, "all")
        if not found[-1].union & ~scene.ground:
            continue
        under = [mask & scene.ground for mask in masks]
        add(effect, under, "under")
        if black:
            add(effect, [mask & black for mask in masks], "black")
        if effect.reaches and len(cut.entities) <= MOST_FREE:
            free = [
                _reached(scene, each, mask, effect.slanted)
                for each, mask in zip(cut.entities, under, strict=True)
            ]
            if free != under:
                add(effect, free, "free")
    return found


def _reached(scene: Scene, entity: Entity, mask: int, slanted: bool) -> int:
    """The part of the cells that is connected with the entity."""
    frame, offset = entity.frame, scene.offsets[entity.pair]
    inside = mask >> offset
    spread = frame.around if slanted else frame.beside
    part = spread(entity.mask) & inside
    while True:
        grown = (part | spread(part)) & inside
        if grown == part:
            return part << offset
        part = grown
