"""The entity searches as one family: stacks of pieces, checked by running them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from math import log

from arc_dsl import parse
from arc_dsl.outcome import PlainGrid
from codeit.search.changes.cuts import cuts_of
from codeit.search.checking import confirm, nearer
from codeit.search.entities.expressions import Expression, on_grid, text_of
from codeit.search.entities.pieces import Stack
from codeit.search.entities.scenes import Scene
from codeit.search.interface import Allowance, Family, Found, View
from codeit.search.parts.building import built, squares
from codeit.search.parts.companions import companion
from codeit.search.parts.cropping import Part, crops, parts
from codeit.search.parts.deriving import Start, halves_of, starts
from codeit.search.parts.numbers import hues_of, numbers_of
from codeit.search.parts.overlays import overlaid
from codeit.search.parts.picking import picked
from codeit.search.parts.products import products
from codeit.search.parts.surroundings import surroundings
from codeit.search.parts.tables import looked_up
from codeit.search.rules.assembling import painted, stacks_of
from codeit.search.rules.patterns import hidden_parts, holes
from codeit.search.rules.periods import hidden_repeats, repeated

__all__ = ["Cropping", "Painting", "families"]

MOST_FINDS = 6
"""Answers with different predictions that are given for one task."""
DEAREST = 20.0
"""Bits beyond which two stages are refused: one of six was right on held-out folds."""
SECOND_STAGE = 2.0
"""Bits for going on from an unfinished stack."""
MOST_CHECKS = 40
LONGEST = 60
"""Lines from which on a program is not told."""
DOUBTFUL = 8.0
"""Bits of a part or a building from which on rules on a grid of the new size are tried too."""


def _confirmed(
    view: View, allowance: Allowance, answers: Iterable[tuple[str, float, Expression]]
) -> Iterator[Found]:
    """Exact finds among families, costs in bits and expressions.

    One for each prediction, and shorter ones for the same.
    """
    seen: dict[tuple[PlainGrid | None, ...], int] = {}
    for family, cost, expression in islice(answers, MOST_CHECKS):
        if len(seen) >= MOST_FINDS:
            return
        allowance.spend(20)  # what was found is told also where finding it took all there was
        program = parse(text_of(expression))
        found = confirm(program, view, f"entities/{family}", cost * log(2))
        if found is None or not found.exact:
            continue
        if found.lines < seen.get(found.predictions, LONGEST):
            seen[found.predictions] = found.lines
            yield found


def _nearest(view: View, unfinished: Iterable[Stack]) -> Iterator[Found]:
    """What unfinished stacks make of the inputs, where it comes nearer than these."""
    for half in unfinished:
        program = parse(text_of(half.expression))
        find = nearer(program, view, "entities/unfinished", half.cost * log(2))
        if find is not None:
            yield find


def _scene(view: View) -> Scene:
    return Scene(tuple(zip(view.inputs, view.outputs, strict=True)), view.tests)


def _finished(
    scene: Scene, half: Stack, allowance: Allowance
) -> Iterator[tuple[str, float, Expression]]:
    """Stacks on what an unfinished one makes of the inputs."""
    grids = painted(scene, half)
    shown = tuple(zip(grids, scene.outputs, strict=False))
    for stack in stacks_of(Scene(shown, grids[scene.pairs :]), allowance, blank=False):
        cost = half.cost + stack.cost + SECOND_STAGE
        if cost <= DEAREST:
            yield "two stages", cost, on_grid(stack.expression, half.expression)


class Painting:
    """Tasks that keep their shape: effects of entities, painted on the input or on a canvas."""

    name = "entities"

    def search(self, view: View, allowance: Allowance) -> Iterator[Found]:
        """Exact finds, the cheapest first, one for each different set of predictions."""
        scene = _scene(view)
        if scene.keeps_shape and allowance.left > 0:
            unfinished: list[Stack] = []
            stacks = stacks_of(scene, allowance, unfinished=unfinished)
            answers = [(each.family, each.cost, each.expression) for each in stacks]
            for half in unfinished:
                answers.extend(_finished(scene, half, allowance))
            if len(set(scene.outputs)) < scene.pairs:
                cuts = list(cuts_of(scene, allowance))
                numbers = list(numbers_of(scene, cuts))
                tables = looked_up(scene, [*numbers, *hues_of(scene, cuts)])
                answers += [("built", part.cost, part.expression) for part in tables]
            for hole in holes(scene, scene.changed):
                part = repeated(scene, hole)
                if part is not None and part.grids[: scene.pairs] == scene.outputs:
                    answers.append(("pattern", part.cost, part.expression))
            answers.sort(key=lambda each: each[1])
            found = False
            for find in _confirmed(view, allowance, answers):
                found = True
                yield find
            if not found:
                yield from _nearest(view, unfinished)


class Cropping:
    """Tasks that change their shape: a box of the input, or rules on a grid of the new size."""

    name = "parts"

    def search(self, view: View, allowance: Allowance) -> Iterator[Found]:
        """Exact finds, the cheapest first."""
        scene = _scene(view)
        if scene.keeps_shape or allowance.left <= 0:
            return
        cuts = list(cuts_of(scene, allowance))
        boxes = [part for cut in cuts for part in parts(scene, cut)]
        boxes += picked(scene, cuts)
        answers = [("crop", part.cost, part.expression) for part in crops(scene, boxes)]
        answers += [("crop", part.cost, part.expression) for part in surroundings(scene, cuts)]
        answers += [("pattern", part.cost, part.expression) for part in hidden_parts(scene)]
        answers += [("pattern", part.cost, part.expression) for part in hidden_repeats(scene)]
        sources = [Part(scene.inputs, "I", 0.0), *halves_of(scene), *boxes]
        answers += [("built", part.cost, part.expression) for part in products(scene, sources)]
        numbers = list(numbers_of(scene, cuts))
        new = built(scene, cuts, boxes, numbers)
        answers += [("built", part.cost, part.expression) for part in new]
        blank = [Start(part, ()) for part in squares(scene, numbers)]
        plain = min((cost for _, cost, _ in answers), default=DOUBTFUL)
        for start in (*starts(scene, boxes), *blank) if plain >= DOUBTFUL else ():
            if not allowance.spend(200):
                break
            answers += [("built", part.cost, part.expression) for part in overlaid(scene, start)]
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
