"""Outputs that are a window of the input by an entity: its box with more or less on some sides.

How far the window goes beyond each side of the box is constant, or its size is.
"""

from collections.abc import Iterator, Sequence

from codeit.search.changes.cuts import Cut
from codeit.search.entities.expressions import Expression, vector
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.entities.segmentation import Entity
from codeit.search.parts.cropping import Part
from codeit.search.parts.numbers import chosen_entities

__all__ = ["surroundings"]

FURTHEST = 4
"""Cells between a side of the box and of the window."""


def surroundings(scene: Scene, cuts: Sequence[Cut]) -> Iterator[Part]:
    """The windows that are the outputs, for each selection of one entity of every input."""
    found = [_places(g, o) for g, o in zip(scene.inputs, scene.outputs, strict=False)]
    if all(found):
        for cut in cuts:
            yield from _by_entity(scene, cut, found)


def _places(grid: Grid, window: Grid) -> set[tuple[int, int]]:
    """The upper left cells of the window's occurrences in the grid."""
    high, wide, first = len(window), len(window[0]), window[0]
    return {
        (i, j)
        for i in range(len(grid) - high + 1)
        for j in range(len(grid[0]) - wide + 1)
        if grid[i][j : j + wide] == first
        and all(grid[i + k][j : j + wide] == window[k] for k in range(1, high))
    }


def _by_entity(scene: Scene, cut: Cut, found: Sequence[set[tuple[int, int]]]) -> Iterator[Part]:
    wanted = [(len(grid), len(grid[0])) for grid in scene.outputs]
    seen = set()
    for selection in cut.chosen:
        groups = chosen_entities(scene, cut, selection)
        if any(len(group) != 1 for group in groups):
            continue
        single = [group[0] for group in groups]
        boxes = tuple((e.top, e.left, e.height, e.width) for e in single)
        if boxes in seen:
            continue
        seen.add(boxes)
        one: Expression = ("first", selection.expression)
        more = {
            (high - e.height, wide - e.width)
            for (high, wide), e in zip(wanted, single, strict=False)
        }
        cost = cut.cut.cost + selection.cost + 2.0
        if len(more) == 1 and more != {(0, 0)}:
            extra = more.pop()
            sizes = [(e.height + extra[0], e.width + extra[1]) for e in single]
            size: Expression = ("add", ("shape", one), vector(*extra))
        elif len(set(wanted)) == 1 and more != {(0, 0)}:
            sizes = [wanted[0]] * len(single)
            size = vector(*wanted[0])
            cost += 0.5
        else:
            continue
        for offset in _offsets(single, found):
            grids = _windows(scene, single, sizes, offset)
            if grids is None:
                continue
            corner: Expression = ("ulcorner", one)
            if offset != (0, 0):
                corner = ("add", corner, vector(*offset))
            away = 0.5 * (abs(offset[0]) + abs(offset[1]))
            yield Part(grids, ("crop", "I", corner, size), cost + away)


def _offsets(
    single: Sequence[Entity], found: Sequence[set[tuple[int, int]]]
) -> list[tuple[int, int]]:
    """How far the outputs may lie from the entities' corners, the nearest first."""
    common = set.intersection(
        *(
            {(i - e.top, j - e.left) for i, j in places}
            for e, places in zip(single, found, strict=False)
        )
    )
    near = (o for o in common if max(abs(o[0]), abs(o[1])) <= FURTHEST)
    return sorted(near, key=lambda o: (abs(o[0]) + abs(o[1]), o))


def _windows(
    scene: Scene,
    single: Sequence[Entity],
    sizes: Sequence[tuple[int, int]],
    offset: tuple[int, int],
) -> tuple[Grid, ...] | None:
    """The windows of these sizes; None if one leaves its input."""
    grids = []
    for entity, (high, wide) in zip(single, sizes, strict=True):
        top, left = entity.top + offset[0], entity.left + offset[1]
        if min(top, left) < 0 or min(high, wide) < 1:
            return None
        rows = scene.inputs[entity.pair][top : top + high]
        grid = tuple(row[left : left + wide] for row in rows)
        if len(grid) != high or len(grid[0]) != wide:
            return None
        grids.append(grid)
    return tuple(grids)
