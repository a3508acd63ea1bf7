"""Outputs built anew: blocks of turned copies, enlargements by a count, one colour, lists.

Every builder reads its parameters off the demonstrations (which image each block is, which number
is the factor, which key sorts the list) and gives whole output grids with their expressions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codeit.search.entities.companions import IMAGES
from codeit.search.entities.cropping import Part
from codeit.search.entities.cuts import Cut
from codeit.search.entities.expressions import Expression, colour, integer, vector
from codeit.search.entities.predicates import Selection
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.entities.segmentation import Entity

__all__ = ["built"]

LARGEST = 30
MOST_BLOCKS = 16
MOST_CHOSEN = 40
"""Selections whose sizes are numbers, the cheapest of each cut."""
MOST_PARTS = 30
"""Boxes that are tiled, the cheapest."""


@dataclass(frozen=True)
class _Number:
    expression: Expression
    values: tuple[int, ...]
    cost: float


def built(scene: Scene, cuts: Sequence[Cut], boxes: Sequence[Part]) -> Iterator[Part]:
    """All outputs that the builders can make."""
    whole = Part(scene.inputs, "I", 0.0)
    for part in (whole, *sorted(boxes, key=lambda each: each.cost)[:MOST_PARTS]):
        yield from _blocks(scene, part)
    yield from _windows(scene)
    yield from _without_repeats(scene)
    numbers = list(_numbers(scene, cuts))
    yield from _scaled(scene, numbers)
    yield from _plain(scene, cuts, numbers)
    for cut in cuts:
        if cut.cut.univalued:
            yield from _lists(scene, cut)


def _right(scene: Scene, grids: Sequence[Grid]) -> bool:
    """Whether the first grids are the outputs."""
    return tuple(grids[: scene.pairs]) == scene.outputs


def _blocks(scene: Scene, part: Part) -> Iterator[Part]:
    """Equal blocks, each an image of the same grid, or empty."""
    shapes = set()
    for grid, wanted in zip(part.grids, scene.outputs, strict=False):
        down, over = len(wanted) / len(grid), len(wanted[0]) / len(grid[0])
        shapes.add((down, over))
    if len(shapes) != 1:
        return
    down, over = shapes.pop()
    if down % 1 or over % 1 or not 1 < down * over <= MOST_BLOCKS:
        return
    rows, columns = int(down), int(over)
    if any(max(len(g) * rows, len(g[0]) * columns) > LARGEST for g in part.grids):
        return
    options = list(_images(scene, part))
    grids: list[list[Grid]] = [[] for _ in part.grids]
    stacked: Expression | None = None
    cost = part.cost + 1.0
    for i in range(rows):
        line: Expression | None = None
        pieces: list[tuple[Grid, ...]] = []
        for j in range(columns):
            found = _block(scene, part, options, i, j)
            if found is None:
                return
            expression, images, extra = found
            cost += extra
            pieces.append(images)
            line = expression if line is None else ("hconcat", line, expression)
        assert line is not None
        stacked = line if stacked is None else ("vconcat", stacked, line)
        for number in range(len(part.grids)):
            parts = [images[number] for images in pieces]
            grids[number].append(tuple(sum(rs, ()) for rs in zip(*parts, strict=True)))
    assert stacked is not None
    yield Part(tuple(sum(each, ()) for each in grids), stacked, cost)


_Image = tuple[Expression, tuple[Grid, ...], float]


def _images(scene: Scene, part: Part) -> Iterator[_Image]:
    yield part.expression, part.grids, 0.3
    for name, image in IMAGES:
        square = all(len(grid) == len(grid[0]) for grid in part.grids)
        if square or name in ("vmirror", "hmirror", "rot180"):
            yield (name, part.expression), tuple(image(grid) for grid in part.grids), 0.8
    blank = tuple(
        tuple((ground,) * len(row) for row in grid)
        for grid, ground in zip(part.grids, scene.background, strict=True)
    )
    yield ("canvas", ("mostcolor", "I"), ("shape", part.expression)), blank, 0.8


def _block(scene: Scene, part: Part, options: Sequence[_Image], i: int, j: int) -> _Image | None:
    """The first image that is the block in every demonstration."""
    for option in options:
        for number, wanted in enumerate(scene.outputs):
            high, wide = len(part.grids[number]), len(part.grids[number][0])
            rows = wanted[i * high : (i + 1) * high]
            if tuple(row[j * wide : (j + 1) * wide] for row in rows) != option[1][number]:
                break
        else:
            return option
    return None


def _windows(scene: Scene) -> Iterator[Part]:
    """The same window of every input, counted from its upper left or lower right corner."""
    sizes = {(len(grid), len(grid[0])) for grid in scene.outputs}
    if len(sizes) != 1:
        return
    high, wide = sizes.pop()
    if any(len(grid) < high or len(grid[0]) < wide for grid in scene.inputs):
        return
    turned = IMAGES[2][1]
    for from_end in (False, True):
        grids = [turned(g) if from_end else g for g in scene.inputs]
        wanted = [turned(g) if from_end else g for g in scene.outputs]
        first = grids[0]
        for i in range(len(first) - high + 1):
            for j in range(len(first[0]) - wide + 1):
                cuts = [tuple(row[j : j + wide] for row in grid[i : i + high]) for grid in grids]
                if cuts[: scene.pairs] != wanted or any(
                    len(cut) != high or len(cut[0]) != wide for cut in cuts
                ):
                    continue
                source: Expression = ("rot180", "I") if from_end else "I"
                window: Expression = ("crop", source, vector(i, j), vector(high, wide))
                if from_end:
                    yield Part(tuple(turned(c) for c in cuts), ("rot180", window), 5.0)
                else:
                    yield Part(tuple(cuts), window, 3.5)


def _without_repeats(scene: Scene) -> Iterator[Part]:
    """Without rows, or columns, or both, that occurred before."""

    def transposed(grid: Grid) -> Grid:
        return tuple(zip(*grid, strict=True))

    def rows(grid: Grid) -> Grid:
        return tuple(dict.fromkeys(grid))

    by_rows = tuple(rows(grid) for grid in scene.inputs)
    by_columns = tuple(transposed(rows(transposed(grid))) for grid in scene.inputs)
    both = tuple(transposed(rows(transposed(grid))) for grid in by_rows)
    columns: Expression = ("dmirror", ("dedupe", ("dmirror", "I")))
    all_ways: Expression = ("dmirror", ("dedupe", ("dmirror", ("dedupe", "I"))))
    options: tuple[tuple[tuple[Grid, ...], Expression], ...] = (
        (by_rows, ("dedupe", "I")),
        (by_columns, columns),
        (both, all_ways),
    )
    for grids, expression in options:
        if _right(scene, grids):
            yield Part(grids, expression, 2.0)


def _numbers(scene: Scene, cuts: Sequence[Cut]) -> Iterator[_Number]:
    """Counts of the inputs: of colours, of chosen entities, of cells of a colour."""
    counts = tuple(len(planes) for planes in scene.planes)
    yield _Number(("numcolors", "I"), counts, 1.0)
    yield _Number(("decrement", ("numcolors", "I")), tuple(n - 1 for n in counts), 1.5)
    for value in sorted(scene.given):
        cells = tuple(planes.get(value, 0).bit_count() for planes in scene.planes)
        yield _Number(("colorcount", "I", colour(value)), cells, 2.0)
    for cut in cuts:
        if cut.cut.name in ("cells", "colours"):
            continue
        for selection in cut.chosen[:MOST_CHOSEN]:
            sizes = tuple(
                (selection.mask & cut.cut.of_pair.get(pair, 0)).bit_count()
                for pair in range(len(scene.inputs))
            )
            cost = cut.cut.cost + selection.cost
            yield _Number(("size", selection.expression), sizes, cost)


def _scaled(scene: Scene, numbers: Sequence[_Number]) -> Iterator[Part]:
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


def _plain(scene: Scene, cuts: Sequence[Cut], numbers: Sequence[_Number]) -> Iterator[Part]:
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


def _hues(scene: Scene, cuts: Sequence[Cut]) -> Iterator[_Number]:
    """Colours of the inputs: a constant, the rarest, the commonest, a chosen entity's."""
    for value in sorted({v for grid in scene.outputs for row in grid for v in row}):
        yield _Number(colour(value), (value,) * len(scene.inputs), 1.0)
    yield _Number(("mostcolor", "I"), tuple(scene.background), 1.0)
    rarest = tuple(
        min(planes, key=lambda value: (planes[value].bit_count(), value)) for planes in scene.planes
    )
    yield _Number(("leastcolor", "I"), rarest, 1.0)
    for cut in cuts:
        if not cut.cut.univalued:
            continue
        for selection in cut.chosen:
            groups = _groups(scene, cut, selection)
            found = [{each.colour for each in group} for group in groups]
            if all(len(values) == 1 for values in found):
                one: Expression = ("color", ("first", selection.expression))
                values = tuple(min(each) for each in found)
                yield _Number(one, values, cut.cut.cost + selection.cost)


def _groups(scene: Scene, cut: Cut, selection: Selection) -> list[list[Entity]]:
    """The chosen entities of each pair."""
    groups: list[list[Entity]] = [[] for _ in scene.inputs]
    for place, each in enumerate(cut.cut.entities):
        if selection.mask >> place & 1:
            groups[each.pair].append(each)
    return groups


def _lists(scene: Scene, cut: Cut) -> Iterator[Part]:
    """The colours of chosen entities in a column or a row, sorted by a property."""
    upright = all(len({v for v in row}) == 1 for grid in scene.outputs for row in grid)
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
                columns = [tuple((value,) * wide for _, value in group) for group in keyed]
                grids = [c if upright else tuple(zip(*c, strict=True)) for c in columns]
                if not _right(scene, grids):
                    continue
                key = asked.expression if sign > 0 else ("compose", "invert", asked.expression)
                colours: Expression = ("apply", "color", ("order", selection.expression, key))
                rows: Expression = ("apply", ("rbind", "repeat", integer(wide)), colours)
                cost = cut.cut.cost + selection.cost + asked.cost + 2.0
                yield Part(tuple(grids), rows if upright else ("dmirror", rows), cost)
