"""Patterns with a hole: images and shifts of the input that agree with it where both are known.

The hole is a colour. A mirror image about any axis, or the input moved by a period, is a companion
if it contradicts no known cell of any input; what it has in the hole may be painted there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from codeit.search.entities.expressions import Expression, colour, vector
from codeit.search.entities.pieces import Layer, Piece
from codeit.search.entities.scenes import Planes, Scene, planes_of
from codeit.search.parts.companions import IMAGES
from codeit.search.parts.cropping import Part

__all__ = ["Continuation", "continuations", "hidden_parts", "hole_pieces", "holes"]

FURTHEST_AXIS = 6
"""How far an axis of symmetry may lie from the grid's middle, in half cells."""
LONGEST_PERIOD = 12
FURTHEST = 10
"""Multiples of a period in each direction."""
LEAST_SHARE = 0.3
"""Share of all known cells that must be compared with known ones."""
MOST_CONTINUATIONS = 8
UNFILLED = 4.0
"""Bits for a filling that leaves some of a hole as it was."""


@dataclass(frozen=True)
class Continuation:
    """What an image or a shift says of cells: known colours, the hole's left out."""

    expression: Expression
    """An object that holds the known cells."""
    planes: Planes
    cost: float


def holes(scene: Scene, wrong: int) -> list[int]:
    """The colours that hide all cells that are to be painted."""
    return [value for value, mask in sorted(scene.given.items()) if not wrong & ~mask]


def _known(scene: Scene, hole: int) -> Expression:
    """A function that leaves an object's cells of other colours."""
    return ("rbind", "sfilter", ("compose", "flip", ("matcher", "first", colour(hole))))


def continuations(scene: Scene, hole: int) -> list[Continuation]:
    """Images and shifts without contradiction, those that compare most first."""
    known = {value: mask for value, mask in scene.given.items() if value != hole}
    seen = 0
    for mask in known.values():
        seen |= mask
    found: list[tuple[int, Continuation]] = []
    if not seen:
        return []
    for name, offset, images in _candidates(scene):
        pages = _agreeing(scene, images, offset, hole)
        if pages is None:
            continue
        planes = scene.layout(pages)
        common = sum((mask & seen).bit_count() for mask in planes.values())
        if common < LEAST_SHARE * seen.bit_count():
            continue
        whole: Expression = ("asobject", "I" if name is None else (name, "I"))
        if offset != (0, 0):
            whole = ("shift", whole, vector(*offset))
        cells: Expression = (_known(scene, hole), whole)
        size = 1.0 if offset == (0, 0) else 2.0 + 0.1 * (abs(offset[0]) + abs(offset[1]))
        found.append((common, Continuation(cells, planes, size)))
        if (name is None and min(offset) >= 0) or (name is None and offset[0] > 0 > offset[1]):
            trail = _multiples(scene, hole, known, seen, offset)
            if trail is not None:
                found.append((common + 1, trail))
    found.sort(key=lambda each: -each[0])
    return [each for _, each in found[:MOST_CONTINUATIONS]]


def _agreeing(
    scene: Scene, images: list[Planes], offset: tuple[int, int], hole: int
) -> list[Planes] | None:
    """The images moved, the hole's colour left out; None if one contradicts a known cell."""
    pages = []
    for frame, planes, given in zip(scene.frames, images, scene.planes, strict=True):
        known = frame.full & ~given.get(hole, 0)
        page = {}
        for value, mask in planes.items():
            if value != hole and (moved := frame.shift(mask, *offset)):
                if moved & known & ~given.get(value, 0):
                    return None
                page[value] = moved
        pages.append(page)
    return pages


def _multiples(
    scene: Scene, hole: int, known: Planes, seen: int, offset: tuple[int, int]
) -> Continuation | None:
    """The known cells moved by all multiples of an offset, both ways."""
    planes: Planes = {}
    for count in (*range(-FURTHEST, 0), *range(1, FURTHEST)):
        moved = _shifted(scene, scene.planes, (count * offset[0], count * offset[1]))
        for value, mask in scene.layout(moved).items():
            if value != hole:
                planes[value] = planes.get(value, 0) | mask
    painted = 0
    for mask in planes.values():
        if mask & painted:
            return None
        painted |= mask
    if any(mask & seen & ~known.get(value, 0) for value, mask in planes.items()):
        return None
    times: Expression = ("interval", ("invert", "TEN"), "TEN", "ONE")
    steps: Expression = ("apply", ("lbind", "multiply", vector(*offset)), times)
    cells: Expression = (
        "mapply",
        ("lbind", "shift", (_known(scene, hole), ("asobject", "I"))),
        steps,
    )
    return Continuation(cells, planes, 2.0 + 0.1 * (abs(offset[0]) + abs(offset[1])))


def _candidates(
    scene: Scene,
) -> Iterator[tuple[str | None, tuple[int, int], list[Planes]]]:
    """Mirror images of the inputs and how far each may be moved, the inputs and whole steps."""
    around = range(-FURTHEST_AXIS, FURTHEST_AXIS + 1)
    for name, image in IMAGES[:5]:
        grids = [image(grid) for grid in scene.inputs]
        if any(
            len(grid) != frame.height or len(grid[0]) != frame.width
            for frame, grid in zip(scene.frames, grids, strict=True)
        ):
            continue
        planes = [planes_of(grid) for grid in grids]
        down = around if name in ("hmirror", "rot180") else (0,)
        right = around if name in ("vmirror", "rot180") else (0,)
        for offset in ((i, j) for i in down for j in right):
            yield name, offset, planes
    for step in range(1, LONGEST_PERIOD + 1):
        for offset in ((step, 0), (-step, 0), (0, step), (0, -step), (step, step), (step, -step)):
            yield None, offset, scene.planes


def _shifted(scene: Scene, pages: list[Planes], offset: tuple[int, int]) -> list[Planes]:
    if offset == (0, 0):
        return pages
    return [
        {value: moved for value, mask in page.items() if (moved := frame.shift(mask, *offset))}
        for frame, page in zip(scene.frames, pages, strict=True)
    ]


def _together(found: list[Continuation]) -> Iterator[list[Continuation]]:
    """Single continuations, pairs, and the best four together."""
    for each in found:
        yield [each]
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            yield [one, other]
    if len(found) > 2:
        yield found[:4]


def hole_pieces(scene: Scene, wrong: int) -> Iterator[Piece]:
    """Pieces that paint what continuations have in the hole."""
    for hole in holes(scene, wrong):
        for said in _together(continuations(scene, hole)):
            paint, layers, cost = _filling(scene, said, hole)
            spoilt = 0
            for value, mask in paint.items():
                spoilt |= mask & scene.shown & ~scene.wanted.get(value, 0)
            yield Piece(layers, paint, cost, "pattern", spoilt)


def hidden_parts(scene: Scene) -> Iterator[Part]:
    """The box of the hole, cut from the filled pattern, where it has the outputs' size."""
    for hole, hidden in sorted(scene.given.items()):
        planes = [page.get(hole, 0) for page in scene.planes]
        if not all(planes):
            continue
        boxes = [frame.box(mask) for frame, mask in zip(scene.frames, planes, strict=True)]
        if any(
            (bottom - top + 1, right - left + 1) != (len(output), len(output[0]))
            for (top, left, bottom, right), output in zip(boxes, scene.outputs, strict=False)
        ):
            continue
        for said in _together(continuations(scene, hole)):
            paint, layers, cost = _filling(scene, said, hole)
            grid: Expression = "I"
            for name, *arguments in layers:
                grid = (name, grid, *arguments)
            filled = dict(scene.given)
            filled[hole] = hidden & ~sum(paint.values())
            for value, mask in paint.items():
                filled[value] = filled.get(value, 0) | mask
            grids = scene.grids_of(filled)
            cut = tuple(
                tuple(row[left : right + 1] for row in each[top : bottom + 1])
                for each, (top, left, bottom, right) in zip(grids, boxes, strict=True)
            )
            if cut[: scene.pairs] == scene.outputs:
                place: Expression = ("ofcolor", "I", colour(hole))
                yield Part(cut, ("subgrid", place, grid), cost + 1.0)


def _filling(
    scene: Scene, said: list[Continuation], hole: int
) -> tuple[Planes, tuple[Layer, ...], float]:
    """What is painted in the hole, in layers, one for each continuation, the first on top."""
    paint: Planes = {}
    left = scene.given[hole]
    for each in said:
        for value, mask in each.planes.items():
            if mask & left:
                paint[value] = paint.get(value, 0) | (mask & left)
        for mask in each.planes.values():
            left &= ~mask
    layers: list[Layer] = []
    place: Expression = ("ofcolor", "I", colour(hole))
    for each in reversed(said):
        canvas: Expression = ("paint", "I", each.expression)
        cells: Expression = (_known(scene, hole), ("toobject", place, canvas))
        layers.append(("paint", cells))
    cost = 1.0 + sum(each.cost for each in said) + 0.5 * len(said) + (UNFILLED if left else 0.0)
    return paint, tuple(layers), cost
