"""The cells of an effect for each entity: all of them, those on the ground, or those within reach.

Within reach are the cells on the ground that are connected with the entity by others of the effect:
a ray as far as the first thing in its way.
"""

from dataclasses import dataclass
from typing import Literal

from codeit.search.entities.effects import Effect, effects
from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.scenes import Scene
from codeit.search.entities.segmentation import Entity, Segmentation

__all__ = ["How", "Patches", "patches_of"]

How = Literal["all", "under", "free"]
_COSTS = {"all": 0.0, "under": 0.5, "free": 1.5}
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
        cells: Expression = ("mapply", self.effect.expression, chosen)
        if self.how != "free":
            return cells
        free: Expression = ("intersection", cells, ("ofcolor", "I", self.ground))
        marked: Expression = ("fill", ("canvas", "ZERO", ("shape", "I")), "ONE", free)
        parts: Expression = ("colorfilter", ("objects", marked, "T", "F", "F"), "ONE")
        return ("mfilter", parts, ("rbind", "adjacent", ("merge", chosen)))

    @property
    def cost(self) -> float:
        """The effect's, and a little if only some of its cells are painted."""
        return self.effect.cost + _COSTS[self.how]


def patches_of(scene: Scene, cut: Segmentation) -> list[Patches]:
    """All effects of all entities, in all ways that differ."""
    found = []
    same = len(set(scene.background)) == 1
    ground: Expression = colour(scene.background[0]) if same else ("mostcolor", "I")

    def add(effect: Effect, masks: list[int], how: How) -> None:
        union = 0
        for mask in masks:
            union |= mask
        found.append(Patches(effect, masks, how, union, ground))

    for effect in effects(cut):
        masks = [effect.of(each) << scene.offsets[each.pair] for each in cut.entities]
        add(effect, masks, "all")
        if not found[-1].union & ~scene.ground:
            continue
        under = [mask & scene.ground for mask in masks]
        add(effect, under, "under")
        if effect.reaches and len(cut.entities) <= MOST_FREE:
            free = [
                _reached(scene, each, mask) for each, mask in zip(cut.entities, under, strict=True)
            ]
            if free != under:
                add(effect, free, "free")
    return found


def _reached(scene: Scene, entity: Entity, mask: int) -> int:
    """The part of the cells that is connected with the entity."""
    frame, offset = entity.frame, scene.offsets[entity.pair]
    inside = mask >> offset
    part = frame.beside(entity.mask) & inside
    while True:
        grown = (part | frame.beside(part)) & inside
        if grown == part:
            return part << offset
        part = grown
