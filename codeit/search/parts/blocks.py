"""Outputs that are blocks of turned copies, a fixed window, or the input without repeats."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from codeit.search.entities.expressions import Expression, colour, vector
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.parts.companions import IMAGES
from codeit.search.parts.cropping import Part

__all__ = ["blocks", "windows", "without_repeats"]

LARGEST = 30
MOST_BLOCKS = 16


def blocks(scene: Scene, part: Part) -> Iterator[Part]:
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
    """The first image that is the block in every demonstration, else the first when recoloured."""
    blocks: list[Grid] = []
    for number, wanted in enumerate(scene.outputs):
        high, wide = len(part.grids[number]), len(part.grids[number][0])
        rows = wanted[i * high : (i + 1) * high]
        blocks.append(tuple(row[j * wide : (j + 1) * wide] for row in rows))
    for option in options:
        if list(option[1][: scene.pairs]) == blocks:
            return option
    for option in options:
        recoloured = _recoloured(option, blocks)
        if recoloured is not None:
            return recoloured
    return None


def _recoloured(image: _Image, blocks: Sequence[Grid]) -> _Image | None:
    """The image with one colour in the place of another; None if that is not the blocks."""
    expression, grids, cost = image
    changes = {
        (own, other)
        for grid, block in zip(grids, blocks, strict=False)
        for row, wanted in zip(grid, block, strict=True)
        for own, other in zip(row, wanted, strict=True)
        if own != other
    }
    if len(changes) != 1:
        return None
    old, new = changes.pop()
    made = tuple(
        tuple(tuple(new if cell == old else cell for cell in row) for row in grid) for grid in grids
    )
    if list(made[: len(blocks)]) != list(blocks):
        return None
    return ("replace", expression, colour(old), colour(new)), made, cost + 1.5


def windows(scene: Scene) -> Iterator[Part]:
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


def without_repeats(scene: Scene, part: Part) -> Iterator[Part]:
    """Without rows, or columns, or both, that occurred before, or that equal the one before."""
    for once in (_once, _not_twice):
        by_rows = tuple(once.of(grid) for grid in part.grids)
        by_columns = tuple(_transposed(once.of(_transposed(grid))) for grid in part.grids)
        both = tuple(_transposed(once.of(_transposed(grid))) for grid in by_rows)
        rows = once.said(part.expression)
        columns: Expression = ("dmirror", once.said(("dmirror", part.expression)))
        all_ways: Expression = ("dmirror", once.said(("dmirror", rows)))
        options = ((by_rows, rows), (by_columns, columns), (both, all_ways))
        for grids, expression in options:
            if grids[: scene.pairs] == scene.outputs:
                yield Part(grids, expression, part.cost + once.cost)


def _transposed(grid: Grid) -> Grid:
    return tuple(zip(*grid, strict=True))


@dataclass(frozen=True)
class _Lines:
    """A way to leave out rows of a grid."""

    of: Callable[[Grid], Grid]
    said: Callable[[Expression], Expression]
    cost: float


def _runs(grid: Expression) -> Expression:
    """The rows that are unlike the one before: each is paired with it, a row of its own first."""
    before: Expression = ("combine", ("canvas", "TEN", "UNITY"), grid)
    unlike: Expression = ("compose", "flip", ("fork", "equality", "first", "last"))
    return ("apply", "last", ("sfilter", ("pair", before, grid), unlike))


_once = _Lines(lambda grid: tuple(dict.fromkeys(grid)), lambda grid: ("dedupe", grid), 2.0)
_not_twice = _Lines(lambda grid: tuple(row for row, _ in groupby(grid)), _runs, 2.5)
