"""From a task to stacks of pieces: all cuts, all selections, all effects, the cheapest first."""

from collections.abc import Iterable, Iterator

from codeit.search.changes.copies import copy_pieces
from codeit.search.changes.cuts import STEPS_TO_PAINT, cuts_of
from codeit.search.changes.painting import map_pieces, paint_pieces
from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.pieces import Base, Gathering, Stack, halves, stacks
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.interface import Allowance
from codeit.search.parts.companions import Companion, companion_pieces, images
from codeit.search.rules.cellsets import cell_sets, set_pieces
from codeit.search.rules.completing import completions
from codeit.search.rules.falling import fallen
from codeit.search.rules.lattices import lattice_pieces
from codeit.search.rules.patterns import hole_pieces

__all__ = ["bases", "painted", "stacks_of"]

MOST_HALVES = 2
"""Unfinished stacks from which the search goes on."""
DOUBTFUL = 14.0
"""Bits of a stack beyond which it goes on from unfinished ones all the same."""


def bases(scene: Scene) -> Iterator[Base]:
    """The input, and an empty canvas."""
    yield Base("I", scene.given, 0.0)
    same = len(set(scene.background)) == 1
    ground: Expression = colour(scene.background[0]) if same else ("mostcolor", "I")
    pages = [
        {value: frame.full} for value, frame in zip(scene.background, scene.frames, strict=True)
    ]
    yield Base(("canvas", ground, ("shape", "I")), scene.layout(pages), 1.0)


def stacks_of(
    scene: Scene,
    allowance: Allowance,
    companions: Iterable[Companion] = (),
    unfinished: list[Stack] | None = None,
    blank: bool = True,
) -> list[Stack]:
    """Exact stacks for a task that keeps its shape, by cost.

    Companions are further grids of the inputs' size; their expressions may not name the input.

    What was found before the allowance ended is what there is. If nothing credible was,
    `unfinished` gets the pieces on the input that set most right. Without `blank` nothing is
    painted on an empty canvas.
    """
    found: list[Stack] = []
    beside = [*companions, *images(scene), *fallen(scene)]
    for image in beside:
        base = Base(image.expression, image.planes, image.cost)
        if not base.wrong(scene):
            found.append(Stack(base, ()))
    cuts = list(cuts_of(scene, allowance))
    sets = cell_sets(scene, cuts, beside)
    for base in list(bases(scene))[: 2 if blank else 1]:
        wrong = base.wrong(scene)
        if not wrong:
            found.append(Stack(base, ()))
            continue
        pieces = Gathering(wrong)
        pieces.add(companion_pieces(scene, beside))
        pieces.add(set_pieces(scene, sets, wrong))
        if base.expression == "I":
            pieces.add(hole_pieces(scene, wrong))
            pieces.add(completions(scene, cuts, wrong))
            pieces.add(lattice_pieces(scene, wrong))
        for each in cuts:
            if not allowance.spend(STEPS_TO_PAINT * len(each.cut.entities)):
                break
            pieces.add(copy_pieces(scene, each, wrong))
            patches = [p for p in each.drawn.patches if base.expression == "I" or p.how != "under"]
            pieces.add(paint_pieces(scene, each.cut, patches, each.asked, each.chosen, wrong))
            pieces.add(map_pieces(scene, each.cut, patches, each.groups, wrong))
        found.extend(stacks(base, pieces))
        doubtful = all(stack.cost > DOUBTFUL for stack in found)
        if base.expression == "I" and unfinished is not None and doubtful:
            unfinished.extend(halves(base, pieces, MOST_HALVES))
    return sorted(found, key=lambda each: each.cost)


def painted(scene: Scene, stack: Stack) -> list[Grid]:
    """What a stack makes of every input."""
    planes = dict(stack.base.planes)
    for piece in stack.pieces:
        planes = {value: mask & ~piece.claimed for value, mask in planes.items()}
        for value, mask in piece.paint.items():
            planes[value] = planes.get(value, 0) | mask
    return scene.grids_of(planes)
