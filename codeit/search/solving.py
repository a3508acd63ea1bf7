"""Searching one task with all families, and the answers in order."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from arc_dsl import Program
from codeit.search.interface import Allowance, Family, Found, View
from codeit.search.layers import Layers, LayersSettings
from codeit.search.lengths import Lengths
from codeit.search.material import Material
from codeit.search.ranking import ranked
from codeit.search.rules.family import families as entity_families
from codeit.search.rules.onward import Onward
from codeit.search.templates import Template
from codeit.search.vocabulary import Vocabulary, calls_of, forms_of

__all__ = ["Searched", "Searcher"]

ENTITY_SHARE = 0.08
"""Steps of an entity family for each step of the task: one of theirs takes as long as 80 calls
(27 November 2026: 5,000 to 8,000 a CPU second, against 500,000 calls)."""
CREDIBLE = 8.0
"""Nats of an entities' answer that is believed: 29 of 31 were right on held-out folds."""
CREDIBLE_LAYERS = 8.0
"""Nats of a layers' answer that is believed: 17 of 19 were right on held-out folds, and 10 of 18
between 8 and 16 nats."""
LIKELY = 16.0
"""Nats of an answer behind which entities are looked for briefly."""
SECOND_LOOK = 12_000
"""Steps that the layers get behind an answer that is believed, to vote and for second answers."""

_OFF = 1.5
"""Nats by which costs of templates change when a task is searched again."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search of one task gave."""

    answers: tuple[Found, ...]
    """Best first; they differ in their predictions."""
    finds: tuple[Found, ...]
    """All finds that fit a demonstration."""
    steps: int
    """Steps spent."""
    nearest: Found | None = None
    """If none fits all demonstrations: what comes nearest, by demonstrations and wrong cells."""


class Searcher:
    """Searches tasks with one body of material."""

    def __init__(self, material: Material, settings: LayersSettings | None = None) -> None:
        self._material = material
        self._settings = settings
        self._vocabulary = Vocabulary.of(material.templates, material.programs)

    def search(
        self,
        view: View,
        steps: int,
        answers: int = 3,
        without: Iterable[str] = (),
        more: Sequence[Program] = (),
        variant: int = 0,
    ) -> Searched:
        """Search a task with at most about `steps` steps.

        `without`: texts of programs that are no material for this task; `more`: further programs
        that are. A `variant` other than 0 is for a task that was searched before: templates have
        other costs, and families that would only repeat themselves are left out.
        """
        vocabulary = self._vocabulary
        if left_out := set(without):
            kept = [p for p in self._material.programs if str(p) not in left_out]
            vocabulary = replace(vocabulary, calls=calls_of(kept), lengths=Lengths(kept))
        finds: list[Found] = []
        spent = 0
        for number, family in enumerate(self._families(vocabulary, more, variant)):
            sure = any(_believed(find) for find in finds)
            if sure and number > 1:
                break
            likely = any(find.exact and find.cost <= LIKELY for find in finds)
            allowance = Allowance(_share(family, steps, sure, likely))
            before = allowance.left
            finds += family.search(view, allowance)
            spent += before - allowance.left
        if not any(find.exact and find.cost <= LIKELY for find in finds):
            allowance = Allowance(int(ENTITY_SHARE * steps))
            before = allowance.left
            finds += Onward(finds, more, variant).search(view, allowance)
            spent += before - allowance.left
        fitting = [find for find in finds if any(find.matched)]
        nearest = None
        if not any(find.exact for find in fitting):
            nearest = min(finds, key=_remoteness, default=None)
        return Searched(tuple(ranked(fitting, answers)), tuple(fitting), spent, nearest)

    def _families(
        self, vocabulary: Vocabulary, more: Sequence[Program], variant: int
    ) -> list[Family]:
        """The cheap ones first: entities of whole grids, layers, then the other entities."""
        if variant:
            changed = forms_of(elsewhere(self._material.templates, variant))
            return [Layers(replace(vocabulary, forms=changed), more, self._settings)]
        first, *others = entity_families()
        return [first, Layers(vocabulary, more, self._settings), *others]


def elsewhere(templates: Sequence[Template], variant: int) -> list[Template]:
    """Templates with costs changed at random, cheapest first: other values are reached with them.

    Equal variants change them equally.
    """
    rng = random.Random(variant)
    changed = [replace(t, cost=max(0.0, t.cost + rng.uniform(-_OFF, _OFF))) for t in templates]
    return sorted(changed, key=lambda t: (t.cost, t.text))


def _share(family: Family, steps: int, sure: bool, likely: bool) -> int:
    """Steps that a family may spend on a task; few for layers behind an answer believed.

    Entities behind a likely answer get a quarter: enough for boxes and tables.
    """
    if not isinstance(family, Layers):
        return int(ENTITY_SHARE * steps) // (4 if likely else 1)
    return min(steps, SECOND_LOOK) if sure else steps


def _remoteness(find: Found) -> tuple[int, float, float, str]:
    return -sum(find.matched), find.distance, find.cost, find.program


def _believed(find: Found) -> bool:
    most = CREDIBLE_LAYERS if find.family.startswith("layers") else CREDIBLE
    return find.exact and find.cost <= most
