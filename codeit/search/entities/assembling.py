"""From a task to stacks of pieces: all cuts, all selections, all effects, the cheapest first."""

from collections.abc import Iterator

from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.painting import map_pieces, paint_pieces
from codeit.search.entities.pieces import Base, Piece, Stack, stacks
from codeit.search.entities.predicates import groups, selections
from codeit.search.entities.properties import properties
from codeit.search.entities.scenes import Scene
from codeit.search.entities.segmentation import segmentations
from codeit.search.interface import Allowance

__all__ = ["bases", "stacks_of"]


def bases(scene: Scene) -> Iterator[Base]:
    """The input, and an empty canvas."""
    yield Base("I", scene.given, 0.0)
    same = len(set(scene.background)) == 1
    ground: Expression = colour(scene.background[0]) if same else ("mostcolor", "I")
    pages = [
        {value: frame.full} for value, frame in zip(scene.background, scene.frames, strict=True)
    ]
    yield Base(("canvas", ground, ("shape", "I")), scene.layout(pages), 1.0)


def stacks_of(scene: Scene, allowance: Allowance) -> list[Stack]:
    """Exact stacks for a task that keeps its shape, by cost.

    What was found before the allowance ended is what there is.
    """
    cuts = []
    for cut in segmentations(scene):
        if not allowance.spend(len(cut.entities)):
            break
        asked = list(properties(scene, cut))
        cuts.append((cut, selections(scene, cut, asked), groups(scene, cut, asked)))
    found: list[Stack] = []
    for base in bases(scene):
        wrong = base.wrong(scene)
        if not wrong:
            continue
        pieces: list[Piece] = []
        for cut, chosen, parts in cuts:
            if not allowance.spend(len(cut.entities)):
                break
            pieces.extend(paint_pieces(scene, cut, chosen, wrong))
            pieces.extend(map_pieces(scene, cut, parts, wrong))
        found.extend(stacks(base, wrong, pieces))
    return sorted(found, key=lambda each: each.cost)
