"""Outputs that are a part of the input: the box of one chosen entity, or of several together.

Which entities' boxes equal the outputs is read off; a selection that chooses such an entity in
every demonstration is an answer.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from codeit.search.changes.cuts import Cut
from codeit.search.entities.expressions import Expression
from codeit.search.entities.frames import Box
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.entities.segmentation import Entity
from codeit.search.parts.companions import IMAGES

__all__ = ["Part", "crops", "parts"]


@dataclass(frozen=True)
class Part:
    """A grid cut out of each input by one rule."""

    grids: tuple[Grid, ...]
    expression: Expression
    cost: float


def _cut_out(grid: Grid, box: Box) -> Grid:
    top, left, bottom, right = box
    return tuple(row[left : right + 1] for row in grid[top : bottom + 1])


def _alone(scene: Scene, entity: Entity) -> Grid:
    """The entity on its input's ground, cut to its box."""
    ground = scene.background[entity.pair]
    rows = [[ground] * entity.width for _ in range(entity.height)]
    for row, column, value in entity.cells:
        rows[row][column] = value
    return tuple(tuple(row) for row in rows)


def _box(entity: Entity) -> Box:
    return entity.top, entity.left, entity.bottom, entity.right


def _members(cut: Cut, mask: int, pair: int) -> list[Entity]:
    rest = mask & cut.cut.of_pair.get(pair, 0)
    found = []
    while rest:
        low = rest & -rest
        found.append(cut.cut.entities[low.bit_length() - 1])
        rest ^= low
    return found


def parts(scene: Scene, cut: Cut) -> Iterator[Part]:
    """The boxes of single entities, and of all that a selection chooses."""
    pairs = range(len(scene.inputs))
    for selection in cut.chosen:
        groups = [_members(cut, selection.mask, pair) for pair in pairs]
        if not all(groups):
            continue
        cost = cut.cut.cost + selection.cost
        if all(len(group) == 1 for group in groups):
            single = [group[0] for group in groups]
            one: Expression = ("first", selection.expression)
            if isinstance(selection.expression, tuple) and selection.expression[0] == "initset":
                one = selection.expression[1]
            boxes = tuple(_cut_out(scene.inputs[e.pair], _box(e)) for e in single)
            yield Part(boxes, ("subgrid", one, "I"), cost)
            alone = tuple(_alone(scene, each) for each in single)
            if alone != boxes:
                blank: Expression = ("canvas", ("mostcolor", "I"), ("shape", one))
                yield Part(alone, ("paint", blank, ("normalize", one)), cost + 1.5)
        else:
            copies = [
                {_cut_out(scene.inputs[each.pair], _box(each)) for each in group}
                for group in groups
            ]
            if all(len(each) == 1 for each in copies):
                equal: Expression = ("subgrid", ("first", selection.expression), "I")
                yield Part(tuple(each.pop() for each in copies), equal, cost + 0.5)
            several = tuple(
                _cut_out(scene.inputs[group[0].pair], _common(group)) for group in groups
            )
            yield Part(several, ("subgrid", ("merge", selection.expression), "I"), cost + 1.0)


def _common(group: Sequence[Entity]) -> Box:
    return (
        min(each.top for each in group),
        min(each.left for each in group),
        max(each.bottom for each in group),
        max(each.right for each in group),
    )


_HALVES: tuple[tuple[str, Callable[[Grid], Grid]], ...] = (
    ("lefthalf", lambda grid: tuple(row[: len(row) // 2] for row in grid)),
    ("righthalf", lambda grid: tuple(row[(len(row) + 1) // 2 :] for row in grid)),
    ("tophalf", lambda grid: grid[: len(grid) // 2]),
    ("bottomhalf", lambda grid: grid[(len(grid) + 1) // 2 :]),
)


def crops(scene: Scene, found: Sequence[Part]) -> Iterator[Part]:
    """The parts that are the outputs, as they are, turned, mirrored, or without their rim."""
    wanted = scene.outputs
    for part in found:
        shown = part.grids[: scene.pairs]
        if shown == wanted:
            yield part
            continue
        if all(min(len(grid), len(grid[0])) > 2 for grid in part.grids):
            inner = tuple(tuple(row[1:-1] for row in grid[1:-1]) for grid in part.grids)
            yield from _equal(Part(inner, ("trim", part.expression), part.cost + 1.0), wanted)
        for name, half in _HALVES:
            if min(len(shown[0]), len(shown[0][0])) > 1:
                cut = tuple(half(grid) for grid in part.grids)
                yield from _equal(Part(cut, (name, part.expression), part.cost + 2.0), wanted)
        for name, image in IMAGES:
            if (
                len(shown[0]) in (len(wanted[0]), len(wanted[0][0]))
                and image(shown[0]) == wanted[0]
            ):
                turned = tuple(image(grid) for grid in part.grids)
                yield from _equal(Part(turned, (name, part.expression), part.cost + 1.5), wanted)


def _equal(part: Part, wanted: tuple[Grid, ...]) -> Iterator[Part]:
    if part.grids[: len(wanted)] == wanted:
        yield part
