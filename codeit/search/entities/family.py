"""The entity searches as one family: stacks of pieces, checked by running them."""

from collections.abc import Iterator
from math import log

from arc_dsl import parse
from arc_dsl.outcome import PlainGrid
from codeit.search.checking import confirm
from codeit.search.entities.assembling import stacks_of
from codeit.search.entities.expressions import text_of
from codeit.search.entities.scenes import Scene
from codeit.search.interface import Allowance, Family, Found, View

__all__ = ["Painting", "families"]

MOST_FINDS = 6
"""Answers with different predictions that are given for one task."""
MOST_CHECKS = 40


class Painting:
    """Tasks that keep their shape: effects of entities, painted on the input or on a canvas."""

    name = "entities"

    def search(self, view: View, allowance: Allowance) -> Iterator[Found]:
        """Exact finds, the cheapest first, one for each different set of predictions."""
        scene = Scene(tuple(zip(view.inputs, view.outputs, strict=True)), view.tests)
        if not scene.keeps_shape:
            return
        seen: set[tuple[PlainGrid | None, ...]] = set()
        for stack in stacks_of(scene, allowance)[:MOST_CHECKS]:
            if len(seen) >= MOST_FINDS or not allowance.spend(1 + len(stack.pieces)):
                return
            program = parse(text_of(stack.expression))
            found = confirm(program, view, f"{self.name}/{stack.family}", stack.cost * log(2))
            if found is None or not found.exact or found.predictions in seen:
                continue
            seen.add(found.predictions)
            yield found


def families() -> tuple[Family, ...]:
    """The families of this package, in the order that pays."""
    return (Painting(),)
