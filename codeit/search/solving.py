"""Searching one task with all families, and the answers in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arc_dsl import Program
from codeit.search.interface import Allowance, Found, View
from codeit.search.layers import Layers, LayersSettings
from codeit.search.material import Material
from codeit.search.ranking import ranked
from codeit.search.rules.family import families as entity_families

__all__ = ["Searched", "Searcher"]

ENTITY_SHARE = 0.3
"""Share of the steps that the entity families may use; what they leave goes to the layers."""
CREDIBLE = 8.0
"""Nats of an entities' answer that was always right on held-out folds (13 of 13)."""
SECOND_LOOK = 12_000
"""Steps that the layers get all the same then, to vote and for second answers."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search of one task gave."""

    answers: tuple[Found, ...]
    """Best first; they differ in their predictions."""
    finds: tuple[Found, ...]
    """All finds."""
    steps: int
    """Steps spent."""


class Searcher:
    """Searches tasks with one body of material."""

    def __init__(self, material: Material, settings: LayersSettings | None = None) -> None:
        self._material = material
        self._settings = settings

    def search(
        self,
        view: View,
        steps: int,
        answers: int = 3,
        without: Iterable[str] = (),
        more: Sequence[Program] = (),
    ) -> Searched:
        """Search a task with at most about `steps` steps.

        `without`: texts of programs that are no material for this task; `more`: further programs
        that are.
        """
        left_out = set(without)
        programs = [p for p in self._material.programs if str(p) not in left_out]
        finds: list[Found] = []
        spent = 0
        for family in entity_families():
            allowance = Allowance(int(ENTITY_SHARE * steps))
            before = allowance.left
            finds += family.search(view, allowance)
            spent += before - allowance.left
        left = steps - spent
        if any(find.exact and find.cost <= CREDIBLE for find in finds):
            left = min(left, SECOND_LOOK)
        allowance = Allowance(left)
        layers = Layers(self._material.templates, [*programs, *more], self._settings)
        finds += layers.search(view, allowance)
        spent += left - allowance.left
        return Searched(tuple(ranked(finds, answers)), tuple(finds), spent)
