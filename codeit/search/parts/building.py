"""Outputs built anew: blocks of turned copies, enlargements by a count, one colour, lists.

Every builder reads its parameters off the demonstrations (which image each block is, which number
is the factor, which key sorts the list) and gives whole output grids with their expressions.
"""

from collections.abc import Iterator, Sequence

from codeit.search.changes.cuts import Cut
from codeit.search.entities.expressions import Expression, vector
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.parts.blocks import blocks, windows, without_repeats
from codeit.search.parts.cropping import Part
from codeit.search.parts.insets import insets
from codeit.search.parts.joining import bars, joined_boxes, panel_cells
from codeit.search.parts.lists import as_they_lie, lists
from codeit.search.parts.numbers import Number, hues_of
from codeit.search.parts.resizing import recoloured, resized
from codeit.search.parts.tables import counted, looked_up

__all__ = ["built", "squares"]

LARGEST = 30
MOST_PARTS = 30
"""Boxes that are tiled, the cheapest."""


def built(
    scene: Scene, cuts: Sequence[Cut], boxes: Sequence[Part], numbers: Sequence[Number]
) -> Iterator[Part]:
    """All outputs that the builders can make."""
    whole = Part(scene.inputs, "I", 0.0)
    for part in (whole, *sorted(boxes, key=lambda each: each.cost)[:MOST_PARTS]):
        yield from blocks(scene, part)
        yield from without_repeats(scene, part)
    yield from windows(scene)
    yield from _scaled(scene, numbers)
    yield from _in_a_row(scene, boxes, numbers)
    hues = list(hues_of(scene, cuts))
    larger = resized(scene, [whole, *boxes], numbers)
    yield from (part for part in larger if _right(scene, part.grids))
    yield from recoloured(scene, [*boxes, *larger], hues)
    yield from insets(scene, boxes)
    yield from _plain(scene, hues, numbers)
    yield from looked_up(scene, [*numbers, *hues])
    fixed = [hue for hue in hues if isinstance(hue.expression, str)]
    yield from counted(scene, numbers, hues, fixed)
    for cut in cuts:
        yield from joined_boxes(scene, cut)
        if cut.cut.name == "panels":
            yield from panel_cells(scene, cut)
        yield from as_they_lie(scene, cut)
        if cut.cut.univalued:
            yield from lists(scene, cut, numbers)
            yield from bars(scene, cut)


def _right(scene: Scene, grids: Sequence[Grid]) -> bool:
    """Whether the first grids are the outputs."""
    return tuple(grids[: scene.pairs]) == scene.outputs


def squares(scene: Scene, numbers: Sequence[Number]) -> Iterator[Part]:
    """Empty squares as large as the outputs, their sides a number of the input."""
    sides = {len(grid) for grid in scene.outputs}
    if len(sides) < 2 or any(len(grid) != len(grid[0]) for grid in scene.outputs):
        return
    for number in numbers:
        wanted = all(len(o) == n for o, n in zip(scene.outputs, number.values, strict=False))
        if wanted and all(0 < n <= LARGEST for n in number.values):
            grids = tuple(
                ((ground,) * n,) * n
                for ground, n in zip(scene.background, number.values, strict=True)
            )
            side: Expression = ("astuple", number.expression, number.expression)
            yield Part(grids, ("canvas", ("mostcolor", "I"), side), number.cost + 1.0)
            return


def _scaled(scene: Scene, numbers: Sequence[Number]) -> Iterator[Part]:
    """The input enlarged by a number."""
    for number in numbers:
        if any(
            not 0 < n * max(len(grid), len(grid[0])) <= LARGEST
            for grid, n in zip(scene.inputs, number.values, strict=True)
        ):
            continue
        if len(set(number.values[: scene.pairs])) > 1:
            grids = tuple(
                tuple(tuple(v for v in row for _ in range(n)) for row in grid for _ in range(n))
                for grid, n in zip(scene.inputs, number.values, strict=True)
            )
            if _right(scene, grids):
                yield Part(grids, ("upscale", "I", number.expression), 2.0 + number.cost)


def _in_a_row(scene: Scene, boxes: Sequence[Part], numbers: Sequence[Number]) -> Iterator[Part]:
    """A box so many times beside or below itself, where that differs between the outputs."""
    for part in sorted(boxes, key=lambda each: each.cost)[:MOST_PARTS]:
        for over in (True, False):
            times = [
                (len(o[0]) / len(g[0]) if over else len(o) / len(g))
                for o, g in zip(scene.outputs, part.grids, strict=False)
            ]
            if len(set(times)) < 2:
                continue
            for number in numbers:
                if list(number.values[: scene.pairs]) != times or min(number.values) < 1:
                    continue
                grids = tuple(
                    tuple(row * n for row in grid) if over else grid * n
                    for grid, n in zip(part.grids, number.values, strict=True)
                )
                if _right(scene, grids):
                    one = ("dmirror", part.expression) if over else part.expression
                    made: Expression = ("merge", ("repeat", one, number.expression))
                    cost = part.cost + number.cost + 2.0
                    yield Part(grids, ("dmirror", made) if over else made, cost)
                    break


def _plain(scene: Scene, hues: Sequence[Number], numbers: Sequence[Number]) -> Iterator[Part]:
    """Outputs of one colour: which colour, and how large, are asked of the input."""
    if any(len({v for row in grid for v in row}) != 1 for grid in scene.outputs):
        return
    wanted = tuple(grid[0][0] for grid in scene.outputs)
    shapes = [(len(grid), len(grid[0])) for grid in scene.outputs]
    hues = [hue for hue in hues if hue.values[: scene.pairs] == wanted]
    sizes: list[tuple[Expression, list[tuple[int, int]], float]] = []
    if len(set(shapes)) == 1:
        sizes.append((vector(*shapes[0]), [shapes[0]] * len(scene.inputs), 1.0))
    else:
        for number in numbers:
            ways: tuple[tuple[Expression, list[tuple[int, int]]], ...] = (
                (("astuple", "ONE", number.expression), [(1, n) for n in number.values]),
                (("astuple", number.expression, "ONE"), [(n, 1) for n in number.values]),
                (
                    ("astuple", number.expression, number.expression),
                    [(n, n) for n in number.values],
                ),
            )
            for expression, made in ways:
                possible = all(0 < max(each) <= LARGEST and min(each) > 0 for each in made)
                if possible and made[: scene.pairs] == shapes:
                    sizes.append((expression, made, 1.0 + number.cost))
        sizes.extend(_by_two(scene, numbers, shapes))
    for hue in hues:
        for expression, made, cost in sizes:
            grids = tuple(
                ((value,) * wide,) * high
                for value, (high, wide) in zip(hue.values, made, strict=True)
            )
            yield Part(grids, ("canvas", hue.expression, expression), hue.cost + cost + 1.0)


def _by_two(
    scene: Scene, numbers: Sequence[Number], shapes: Sequence[tuple[int, int]]
) -> Iterator[tuple[Expression, list[tuple[int, int]], float]]:
    """Sizes of two numbers, the cheapest that give the heights and the widths."""
    found = []
    for axis in (0, 1):
        wanted = tuple(shape[axis] for shape in shapes)
        right = [
            number
            for number in numbers
            if number.values[: scene.pairs] == wanted and min(number.values) > 0
        ]
        if not right:
            return
        found.append(min(right, key=lambda number: number.cost))
    high, wide = found
    if max(*high.values, *wide.values) <= LARGEST:
        made = list(zip(high.values, wide.values, strict=True))
        yield ("astuple", high.expression, wide.expression), made, 1.0 + high.cost + wide.cost
