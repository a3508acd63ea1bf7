"""The cells of an effect for each entity: all of them, those on the ground, or those within reach.

Within reach are the cells on the ground that are connected with the entity by others of the effect:
a ray as far as the first thing in its way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from codeit.search.changes.effects import Effect, effects
from codeit.search.changes.inside import dividing
from codeit.search.changes.reaching import reaching
from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.predicates import Selection
from codeit.search.entities.scenes import Planes, Scene
from codeit.search.entities.segmentation import Entity, Segmentation

__all__ = ["Drawn", "How", "Patches"]

How = Literal["all", "under", "on", "free"]
"""All cells, those on the ground, those on some other colour, those in reach.

The other colour is black, or the one that all cells have that change.
"""
_COSTS = {"all": 0.0, "under": 0.5, "on": 1.0, "free": 1.5}
MOST_FREE = 120
"""Entities beyond which reach is not asked for."""


@dataclass(frozen=True)
class Patches:
    """An effect's cells for each entity, over all pairs."""

    scene: Scene
    effect: Effect
    masks: list[int]
    how: How
    union: int
    ground: Expression
    on: int = 0
    """The colour of the cells, if these are cells `on` one."""

    @cached_property
    def plain(self) -> tuple[int, Planes]:
        """The entities with cells in the demonstrations, and by colour those with all in it.

        Entities are bits of positions; the colours are the outputs'.
        """
        scene, seen = self.scene, 0
        plain: Planes = {}
        for place, mask in enumerate(self.masks):
            shown = mask & scene.shown
            if shown:
                seen |= 1 << place
                value = scene.output_cells[(shown & -shown).bit_length() - 1]
                if not shown & ~scene.wanted[value]:
                    plain[value] = plain.get(value, 0) | 1 << place
        return seen, plain

    def touching(self, wrong: int) -> int:
        """The entities with cells in the set."""
        return sum(1 << place for place, mask in enumerate(self.masks) if mask & wrong)

    def cells_of(self, chosen: int) -> int:
        """The cells of some entities, given as bits of positions."""
        whole, masks = 0, self.masks
        while chosen:
            low = chosen & -chosen
            whole |= masks[low.bit_length() - 1]
            chosen ^= low
        return whole

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
        if self.how != "on":
            return self.effect.expression
        return (
            "compose",
            ("lbind", "intersection", ("ofcolor", "I", colour(self.on))),
            self.effect.expression,
        )

    @property
    def cost(self) -> float:
        """The effect's, and a little if only some of its cells are painted."""
        return self.effect.cost + _COSTS[self.how]


class Drawn:
    """The cells of all effects for each entity, worked out as far as they are asked for."""

    def __init__(self, scene: Scene, cut: Segmentation, chosen: Sequence[Selection] = ()) -> None:
        self._scene, self._cut, self._chosen = scene, cut, chosen
        self._effects = effects(cut)
        self._whole: list[Patches] = []
        same = len(set(scene.background)) == 1
        self._ground: Expression = colour(scene.background[0]) if same else ("mostcolor", "I")

    def whole(self, dearest: float) -> Iterator[Patches]:
        """All cells of the effects that cost no more."""
        while not self._whole or self._whole[-1].effect.cost <= dearest:
            following = next(self._effects, None)
            if following is None:
                break
            self._whole.append(self._placed(*following))
        for each in (*self._whole, *self._reaching):
            if each.effect.cost <= dearest:
                yield each

    @cached_property
    def patches(self) -> list[Patches]:
        """All effects, in all ways that differ."""
        scene, found = self._scene, []
        others = _painted_over(scene)
        self._whole += [self._placed(*each) for each in self._effects]
        for whole in (*self._whole, *self._reaching):
            found.append(whole)
            if whole.union & ~scene.ground:
                under = [mask & scene.ground for mask in whole.masks]
                found.append(self._made(whole.effect, under, "under"))
                for value in others:
                    plane = scene.given[value]
                    if whole.union & plane:
                        on = [mask & plane for mask in whole.masks]
                        if (
                            len({mask & scene.shown for mask in on} - {0}) > 1
                        ):  # the same cells twice show nothing twice
                            found.append(self._made(whole.effect, on, "on", value))
                if whole.effect.reaches and len(self._cut.entities) <= MOST_FREE:
                    free = self._within_reach(under, whole.effect.slanted)
                    if free != under:
                        found.append(self._made(whole.effect, free, "free"))
        return found

    @cached_property
    def _reaching(self) -> list[Patches]:
        entities = self._cut.entities
        return [
            self._placed(effect, [effect.of(each) for each in entities])
            for effect in (
                *reaching(self._scene, self._cut, self._chosen),
                *dividing(self._scene, self._cut),
            )
        ]

    def _placed(self, effect: Effect, masks: list[int]) -> Patches:
        """An effect whose cells are given in each entity's own frame."""
        offsets = self._scene.offsets
        places = [
            mask << offsets[each.pair] for each, mask in zip(self._cut.entities, masks, strict=True)
        ]
        return self._made(effect, places, "all")

    def _within_reach(self, masks: list[int], slanted: bool) -> list[int]:
        return [
            _reached(self._scene, each, mask, slanted)
            for each, mask in zip(self._cut.entities, masks, strict=True)
        ]

    def _made(self, effect: Effect, masks: list[int], how: How, on: int = 0) -> Patches:
        union = 0
        for mask in masks:
            union |= mask
        return Patches(self._scene, effect, masks, how, union, self._ground, on)


def _painted_over(scene: Scene) -> list[int]:
    """Black where it is not the ground, and the one colour of all cells that change."""
    found = []
    if all(0 in planes for planes in scene.planes) and set(scene.background) != {0}:
        found.append(0)
    for value, mask in scene.given.items():
        if value not in (0, *scene.background) and not scene.changed & ~mask:
            found.append(value)
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
