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

__all__ = ["STEPS_FOR_EACH", "Cut", "cuts_of"]


STEPS_FOR_EACH = 8
"""Steps for an entity, in the search's unit of about a sixteen-thousandth of a second."""


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
        if not allowance.spend(STEPS_FOR_EACH * len(cut.entities)):
            return
        asked = list(properties(scene, cut))
        yield Cut(scene, cut, asked, selections(scene, cut, asked))
