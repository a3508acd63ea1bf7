"""Outputs built anew: blocks of turned copies, enlargements by a count, one colour, lists.

Every builder reads its parameters off the demonstrations (which image each block is, which number
is the factor, which key sorts the list) and gives whole output grids with their expressions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codeit.search.entities.cuts import Cut
from codeit.search.entities.expressions import Expression, colour, integer, vector
from codeit.search.entities.predicates import Selection
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.entities.segmentation import Entity
from codeit.search.rules.blocks import blocks, windows, without_repeats
from codeit.search.rules.cropping import Part

__all__ = ["Number", "built", "numbers_of", "squares"]

LARGEST = 30
MOST_CHOSEN = 40
"""Selections whose sizes are numbers, the cheapest of each cut."""
MOST_PARTS = 30
"""Boxes that are tiled, the cheapest."""


@dataclass(frozen=True)
class Number:
    """A number for each input."""

    expression: Expression
    values: tuple[int, ...]
    cost: float


def built(
    scene: Scene, cuts: Sequence[Cut], boxes: Sequence[Part], numbers: Sequence[Number]
) -> Iterator[Part]:
    """All outputs that the builders can make."""
    whole = Part(scene.inputs, "I", 0.0)
    for part in (whole, *sorted(boxes, key=lambda each: each.cost)[:MOST_PARTS]):
        yield from blocks(scene, part)
    yield from windows(scene)
    yield from without_repeats(scene)
    yield from _scaled(scene, numbers)
    yield from _plain(scene, cuts, numbers)
    for cut in cuts:
        if cut.cut.univalued:
            yield from _lists(scene, cut)


def _right(scene: Scene, grids: Sequence[Grid]) -> bool:
    """Whether the first grids are the outputs."""
    return tuple(grids[: scene.pairs]) == scene.outputs


def numbers_of(scene: Scene, cuts: Sequence[Cut]) -> Iterator[Number]:
    """Counts of the inputs: of colours, of chosen entities, of cells of a colour."""
    counts = tuple(len(planes) for planes in scene.planes)
    yield Number(("numcolors", "I"), counts, 1.0)
    yield Number(("decrement", ("numcolors", "I")), tuple(n - 1 for n in counts), 1.5)
    fewest = tuple(min(mask.bit_count() for mask in planes.values()) for planes in scene.planes)
    yield Number(("colorcount", "I", ("leastcolor", "I")), fewest, 1.5)
    for value in sorted(scene.given):
        cells = tuple(planes.get(value, 0).bit_count() for planes in scene.planes)
        yield Number(("colorcount", "I", colour(value)), cells, 2.0)
    for cut in cuts:
        if cut.cut.name in ("cells", "colours"):
            continue
        for selection in cut.chosen[:MOST_CHOSEN]:
            sizes = tuple(
                (selection.mask & cut.cut.of_pair.get(pair, 0)).bit_count()
                for pair in range(len(scene.inputs))
            )
            cost = cut.cut.cost + selection.cost
            yield Number(("size", selection.expression), sizes, cost)


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


def _plain(scene: Scene, cuts: Sequence[Cut], numbers: Sequence[Number]) -> Iterator[Part]:
    """Outputs of one colour: which colour, and how large, are asked of the input."""
    if any(len({v for row in grid for v in row}) != 1 for grid in scene.outputs):
        return
    wanted = tuple(grid[0][0] for grid in scene.outputs)
    shapes = [(len(grid), len(grid[0])) for grid in scene.outputs]
    hues = [hue for hue in _hues(scene, cuts) if hue.values[: scene.pairs] == wanted]
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
    for hue in hues:
        for expression, made, cost in sizes:
            grids = tuple(
                ((value,) * wide,) * high
                for value, (high, wide) in zip(hue.values, made, strict=True)
            )
            yield Part(grids, ("canvas", hue.expression, expression), hue.cost + cost + 1.0)


def _hues(scene: Scene, cuts: Sequence[Cut]) -> Iterator[Number]:
    """Colours of the inputs: a constant, the rarest, the commonest, a chosen entity's."""
    for value in sorted({v for grid in scene.outputs for row in grid for v in row}):
        yield Number(colour(value), (value,) * len(scene.inputs), 1.0)
    yield Number(("mostcolor", "I"), tuple(scene.background), 1.0)
    rarest = tuple(
        min(planes, key=lambda value: (planes[value].bit_count(), value)) for planes in scene.planes
    )
    yield Number(("leastcolor", "I"), rarest, 1.0)
    for cut in cuts:
        if not cut.cut.univalued:
            continue
        for selection in cut.chosen:
            groups = _groups(scene, cut, selection)
            found = [{each.colour for each in group} for group in groups]
            if all(len(values) == 1 for values in found):
                one: Expression = ("color", ("first", selection.expression))
                values = tuple(min(each) for each in found)
                yield Number(one, values, cut.cut.cost + selection.cost)


def _groups(scene: Scene, cut: Cut, selection: Selection) -> list[list[Entity]]:
    """The chosen entities of each pair."""
    groups: list[list[Entity]] = [[] for _ in scene.inputs]
    for place, each in enumerate(cut.cut.entities):
        if selection.mask >> place & 1:
            groups[each.pair].append(each)
    return groups


def _lists(scene: Scene, cut: Cut) -> Iterator[Part]:
    """The colours of chosen entities in a column or a row, sorted by a property."""
    upright = all(len(set(row)) == 1 for grid in scene.outputs for row in grid)
    flat = all(
        len(set(column)) == 1 for grid in scene.outputs for column in zip(*grid, strict=True)
    )
    if not upright and not flat:
        return
    lengths = [len(grid) if upright else len(grid[0]) for grid in scene.outputs]
    others = {len(grid[0]) if upright else len(grid) for grid in scene.outputs}
    if len(others) != 1 or max(lengths) < 2:
        return
    wide = others.pop()
    places = {id(each): place for place, each in enumerate(cut.cut.entities)}
    for selection in cut.chosen[:MOST_CHOSEN]:
        groups = _groups(scene, cut, selection)
        if [len(group) for group in groups[: scene.pairs]] != lengths or not all(groups):
            continue
        for asked in cut.asked:
            if asked.kind != "number":
                continue
            for sign in (1, -1):
                keyed = [
                    sorted((sign * asked.values[places[id(e)]], e.colour) for e in group)
                    for group in groups
                ]
                if any(len({key for key, _ in group}) < len(group) for group in keyed):
                    continue
                listed = [tuple((value,) * wide for _, value in group) for group in keyed]
                grids = [c if upright else tuple(zip(*c, strict=True)) for c in listed]
                if not _right(scene, grids):
                    continue
                key = asked.expression if sign > 0 else ("compose", "invert", asked.expression)
                colours: Expression = ("apply", "color", ("order", selection.expression, key))
                rows: Expression = ("apply", ("rbind", "repeat", integer(wide)), colours)
                cost = cut.cut.cost + selection.cost + asked.cost + 2.0
                yield Part(tuple(grids), rows if upright else ("dmirror", rows), cost)
