"""The entity searches as one family: stacks of pieces, checked by running them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from math import log

from arc_dsl import parse
from arc_dsl.outcome import PlainGrid
from codeit.search.checking import confirm
from codeit.search.entities.cuts import cuts_of
from codeit.search.entities.expressions import Expression, on_grid, text_of
from codeit.search.entities.scenes import Scene
from codeit.search.interface import Allowance, Family, Found, View
from codeit.search.rules.assembling import stacks_of
from codeit.search.rules.building import built, numbers_of, squares
from codeit.search.rules.companions import companion
from codeit.search.rules.cropping import crops, parts
from codeit.search.rules.deriving import Start, starts
from codeit.search.rules.patterns import hidden_parts, holes
from codeit.search.rules.periods import hidden_repeats, repeated

__all__ = ["Cropping", "Painting", "families"]

MOST_FINDS = 6
"""Answers with different predictions that are given for one task."""
MOST_CHECKS = 40


def _confirmed(
    view: View, allowance: Allowance, answers: Iterable[tuple[str, float, Expression]]
) -> Iterator[Found]:
    """Exact finds among families, costs in bits and expressions, one for each prediction."""
    seen: set[tuple[PlainGrid | None, ...]] = set()
    for family, cost, expression in islice(answers, MOST_CHECKS):
        if len(seen) >= MOST_FINDS or not allowance.spend(20):
            return
        program = parse(text_of(expression))
        found = confirm(program, view, f"entities/{family}", cost * log(2))
        if found is None or not found.exact or found.predictions in seen:
            continue
        seen.add(found.predictions)
        yield found


def _scene(view: View) -> Scene:
    return Scene(tuple(zip(view.inputs, view.outputs, strict=True)), view.tests)


class Painting:
    """Tasks that keep their shape: effects of entities, painted on the input or on a canvas."""

    name = "entities"

    def search(self, view: View, allowance: Allowance) -> Iterator[Found]:
        """Exact finds, the cheapest first, one for each different set of predictions."""
        scene = _scene(view)
        if scene.keeps_shape:
            stacks = stacks_of(scene, allowance)
            answers = [(each.family, each.cost, each.expression) for each in stacks]
            for hole in holes(scene, scene.changed):
                part = repeated(scene, hole)
                if part is not None and part.grids[: scene.pairs] == scene.outputs:
                    answers.append(("pattern", part.cost, part.expression))
            answers.sort(key=lambda each: each[1])
            yield from _confirmed(view, allowance, answers)


class Cropping:
    """Tasks that change their shape: a box of the input, or rules on a grid of the new size."""

    name = "parts"

    def search(self, view: View, allowance: Allowance) -> Iterator[Found]:
        """Exact finds, the cheapest first."""
        scene = _scene(view)
        if scene.keeps_shape:
            return
        cuts = list(cuts_of(scene, allowance))
        boxes = [part for cut in cuts for part in parts(scene, cut)]
        answers = [("crop", part.cost, part.expression) for part in crops(scene, boxes)]
        answers += [("pattern", part.cost, part.expression) for part in hidden_parts(scene)]
        answers += [("pattern", part.cost, part.expression) for part in hidden_repeats(scene)]
        numbers = list(numbers_of(scene, cuts))
        new = built(scene, cuts, boxes, numbers)
        answers += [("built", part.cost, part.expression) for part in new]
        blank = [Start(part, ()) for part in squares(scene, numbers)]
        for start in (*starts(scene, boxes), *blank):
            if not allowance.spend(200):
                break
            answers.extend(self._on(scene, start, allowance))
        answers.sort(key=lambda each: each[1])
        yield from _confirmed(view, allowance, answers)

    def _on(
        self, scene: Scene, start: Start, allowance: Allowance
    ) -> Iterator[tuple[str, float, Expression]]:
        grids = start.part.grids
        demonstrations = tuple(zip(grids, scene.outputs, strict=False))
        new = Scene(demonstrations, grids[scene.pairs :])
        mark = "J"
        beside = []
        for part in start.companions:
            made = companion(new, on_grid(part.expression, mark), part.grids, part.cost)
            if made is not None:
                beside.append(made)
        for stack in stacks_of(new, allowance, beside):
            placed = on_grid(stack.expression, start.part.expression)
            whole = on_grid(placed, "I", mark)
            yield f"{stack.family} on a part", stack.cost + start.part.cost + 1.0, whole


def families() -> tuple[Family, ...]:
    """The families of this package, in the order that pays."""
    return (Painting(), Cropping())
