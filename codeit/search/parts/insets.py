"""A thing laid into a box: another part of the input, as it is or enlarged, amid a part's rim.

The box has the outputs' size; the thing fits inside a rim of equal breadth on all four sides.
"""

from collections.abc import Iterator, Sequence

from codeit.search.entities.expressions import Expression, integer, vector
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.parts.cropping import Part

__all__ = ["insets"]

MOST_BOXES = 6
MOST_THINGS = 60
BROADEST = 3
"""Cells of a rim."""


def insets(scene: Scene, parts: Sequence[Part]) -> Iterator[Part]:
    """Boxes with another part inside that are the outputs."""
    boxes = _different(part for part in parts if _as_large(scene, part))[:MOST_BOXES]
    if not boxes:
        return
    sizes = [(len(grid), len(grid[0])) for grid in boxes[0].grids]
    for rim in range(BROADEST + 1):
        things = _different(part for part in parts if _factors(part, sizes, rim, scene.pairs))
        for thing in things[:MOST_THINGS]:
            for box in boxes:
                if box.grids != thing.grids:
                    yield from _laid(scene, box, thing, rim)


def _different(parts: Iterator[Part]) -> list[Part]:
    """The cheapest part of each look, the cheapest first."""
    found: dict[tuple[Grid, ...], Part] = {}
    for part in sorted(parts, key=lambda each: each.cost):
        found.setdefault(part.grids, part)
    return list(found.values())


def _as_large(scene: Scene, part: Part) -> bool:
    return all(
        len(grid) == len(wanted) and len(grid[0]) == len(wanted[0])
        for grid, wanted in zip(part.grids, scene.outputs, strict=False)
    )


def _factors(
    thing: Part, sizes: Sequence[tuple[int, int]], rim: int, pairs: int
) -> list[int] | None:
    """By which the thing fills each box inside the rim; None if it does not fit."""
    factors = []
    for grid, (high, wide) in zip(thing.grids, sizes, strict=True):
        times = (high - 2 * rim) // len(grid)
        if times < 1 or (high - 2 * rim, wide - 2 * rim) != (
            times * len(grid),
            times * len(grid[0]),
        ):
            return None
        factors.append(times)
    if rim == 0 and set(factors[:pairs]) == {1}:
        return None
    return factors


def _laid(scene: Scene, box: Part, thing: Part, rim: int) -> Iterator[Part]:
    """The thing's cells that are not ground on the box, inside the rim."""
    grounds = set(scene.background)
    sizes = [(len(grid), len(grid[0])) for grid in box.grids]
    factors = _factors(thing, sizes, rim, scene.pairs)
    if factors is None or len(grounds) > 1:
        return
    ground = grounds.pop()
    grids = []
    for below, above, times in zip(box.grids, thing.grids, factors, strict=True):
        rows = [list(row) for row in below]
        for i, row in enumerate(above):
            for j, value in enumerate(row):
                if value != ground:
                    for k in range(times):
                        left = rim + j * times
                        rows[rim + i * times + k][left : left + times] = [value] * times
        grids.append(tuple(tuple(row) for row in rows))
    if tuple(grids[: scene.pairs]) != scene.outputs:
        return
    larger: Expression = thing.expression
    cost = box.cost + thing.cost + 1.0
    if set(factors) != {1}:
        inside: Expression = ("height", box.expression)
        if rim:
            inside = ("subtract", inside, integer(2 * rim))
        larger = ("upscale", larger, ("divide", inside, ("height", thing.expression)))
        cost += 1.0
    solid: Expression = ("compose", "flip", ("matcher", "first", integer(ground)))
    cells: Expression = ("sfilter", ("asobject", larger), solid)
    if rim:
        cells = ("shift", cells, vector(rim, rim))
    yield Part(tuple(grids), ("paint", box.expression, cells), cost)
