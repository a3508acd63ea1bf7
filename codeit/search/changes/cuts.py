"""Everything that is asked of one segmentation, computed once for all rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from codeit.search.changes.patches import Drawn
from codeit.search.entities.predicates import Group, Selection, groups, selections
from codeit.search.entities.properties import Property, properties
from codeit.search.entities.scenes import Scene
from codeit.search.entities.segmentation import Segmentation, segmentations
from codeit.search.interface import Allowance

__all__ = ["STEPS_TO_PAINT", "Cut", "cuts_of"]

STEPS_TO_CUT = 3
"""Steps for an entity with its properties and the selections that choose it."""
STEPS_TO_PAINT = 6
"""Steps for an entity with its effects and changes on one base: eight times as long, measured."""


@dataclass(frozen=True)
class Cut:
    """A segmentation with its entities' properties, selections, partitions and effects.

    The last two are worked out when somebody asks for them: most rules do not.
    """

    scene: Scene
    cut: Segmentation
    asked: list[Property]
    chosen: list[Selection]

    @cached_property
    def groups(self) -> list[Group]:
        """The partitions by a property."""
        return groups(self.scene, self.cut, self.asked)

    @cached_property
    def drawn(self) -> Drawn:
        """The effects' cells."""
        return Drawn(self.scene, self.cut, self.chosen)


def cuts_of(scene: Scene, allowance: Allowance) -> Iterator[Cut]:
    """The segmentations, as long as the allowance lasts: by the number of their entities."""
    for cut in segmentations(scene):
        if not allowance.spend(STEPS_TO_CUT * len(cut.entities)):
            return
        asked = list(properties(scene, cut))
        yield Cut(scene, cut, asked, selections(scene, cut, asked))
