"""Grids of the input's size made from it: its images under turns and mirrors, among others.

A companion is looked at beside the input, or painted over it: whole, where the input is ground, or
where the input has one colour.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.pieces import Layer, Piece
from codeit.search.entities.scenes import Grid, Planes, Scene, planes_of

__all__ = ["IMAGES", "Companion", "companion", "companion_pieces", "images"]


@dataclass(frozen=True)
class Companion:
    """A grid of the input's size for each pair."""

    expression: Expression
    planes: Planes
    cost: float


def companion(
    scene: Scene, expression: Expression, grids: Sequence[Grid], cost: float
) -> Companion | None:
    """The grids as a companion; None if one is not of its input's size."""
    for frame, grid in zip(scene.frames, grids, strict=True):
        if len(grid) != frame.height or not grid or len(grid[0]) != frame.width:
            return None
    return Companion(expression, scene.layout([planes_of(grid) for grid in grids]), cost)


def _turned(grid: Grid) -> Grid:
    return tuple(tuple(row) for row in zip(*grid[::-1], strict=True))


def _flipped(grid: Grid) -> Grid:
    return tuple(row[::-1] for row in grid)


IMAGES: tuple[tuple[str, Callable[[Grid], Grid]], ...] = (
    ("vmirror", _flipped),
    ("hmirror", lambda grid: grid[::-1]),
    ("rot180", lambda grid: _flipped(grid[::-1])),
    ("dmirror", lambda grid: _flipped(_turned(grid))),
    ("cmirror", lambda grid: _turned(_flipped(grid))),
    ("rot90", _turned),
    ("rot270", lambda grid: _turned(_flipped(grid[::-1]))),
)


def images(scene: Scene) -> Iterator[Companion]:
    """The input turned and mirrored, where that keeps its size."""
    for name, image in IMAGES:
        grids = [image(grid) for grid in scene.inputs]
        if grids != list(scene.inputs):
            found = companion(scene, (name, "I"), grids, 1.5)
            if found is not None:
                yield found
    yield from _fallen(scene)


def _fallen(scene: Scene) -> Iterator[Companion]:
    """The input with the cells of each row or column pushed to one side, in their order."""
    grounds = set(scene.background)
    if len(grounds) > 1:
        return
    ground = grounds.pop()
    blank: Expression = ("matcher", "identity", colour(ground))
    solid: Expression = ("compose", "flip", blank)

    def pushed(grid: Grid, first: bool) -> Grid:
        return tuple(tuple(sorted(row, key=lambda v: (v == ground) is first)) for row in grid)

    for key, first in ((blank, True), (solid, False)):
        push: Expression = ("rbind", "order", key)
        rows = [pushed(grid, first) for grid in scene.inputs]
        over: Expression = ("apply", push, "I")
        columns = [
            tuple(zip(*pushed(tuple(zip(*grid, strict=True)), first), strict=True))
            for grid in scene.inputs
        ]
        down: Expression = ("dmirror", ("apply", push, ("dmirror", "I")))
        for grids, expression in ((rows, over), (columns, down)):
            found = companion(scene, expression, grids, 3.0)
            if found is not None and grids != list(scene.inputs):
                yield found


def companion_pieces(scene: Scene, companions: Iterable[Companion]) -> Iterator[Piece]:
    """Pieces that paint a companion over the input, or some of its colours."""
    grounds = set(scene.background)
    ground = scene.ground
    for each in companions:
        cells: Expression = ("asobject", each.expression)
        own = {value: mask for value, mask in each.planes.items() if value not in grounds}
        if len(grounds) == 1:
            value = scene.background[0]
            kept = ("sfilter", cells, ("compose", "flip", ("matcher", "first", colour(value))))
            yield _painted(scene, ("paint", kept), own, each.cost + 1.0)
        yield _painted(
            scene,
            ("underpaint", cells),
            {value: part for value, mask in each.planes.items() if (part := mask & ground)},
            each.cost,
        )
        for value, hidden in scene.given.items():
            paint = {v: part for v, mask in each.planes.items() if (part := mask & hidden)}
            layer: Layer = (
                "paint",
                ("toobject", ("ofcolor", "I", colour(value)), each.expression),
            )
            yield _painted(scene, layer, paint, each.cost + 1.5)


def _painted(scene: Scene, layer: Layer, paint: Planes, cost: float) -> Piece:
    spoilt = 0
    for value, mask in paint.items():
        spoilt |= mask & scene.shown & ~scene.wanted.get(value, 0)
    return Piece((layer,), paint, cost, "image", spoilt)
