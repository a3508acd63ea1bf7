"""Further grids of the outputs' size: rows that go on by their period, the inputs' four corners."""

from collections.abc import Iterator

from codeit.search.entities.expressions import Expression, integer, vector
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.parts.companions import IMAGES
from codeit.search.parts.cropping import Part

__all__ = ["continued", "corners"]

LARGEST = 30


def _transposed(grid: Grid) -> Grid:
    return tuple(zip(*grid, strict=True))


def continued(scene: Scene) -> Iterator[Part]:
    """The rows, or the columns, repeated by their own period up to the outputs' size."""
    for turned in (False, True):
        grids = [_transposed(grid) if turned else grid for grid in scene.inputs]
        wanted = [_transposed(grid) if turned else grid for grid in scene.outputs]
        pairs = list(zip(grids, wanted, strict=False))
        if any(len(given) >= len(o) or len(given[0]) != len(o[0]) for given, o in pairs):
            continue
        source: Expression = ("dmirror", "I") if turned else "I"
        for high, heights in _heights(grids, wanted, source):
            made = tuple(_on(grid, count) for grid, count in zip(grids, heights, strict=True))
            period: Expression = ("vperiod", ("asobject", source))
            once: Expression = ("crop", source, "ORIGIN", ("astuple", period, ("width", source)))
            size: Expression = ("astuple", high, ("width", source))
            over: Expression = ("merge", ("repeat", once, integer(LARGEST)))
            whole: Expression = ("crop", over, "ORIGIN", size)
            if turned:
                made, whole = tuple(map(_transposed, made)), ("dmirror", whole)
            yield Part(made, whole, 2.0)


def _heights(
    grids: list[Grid], wanted: list[Grid], source: Expression
) -> Iterator[tuple[Expression, list[int]]]:
    """How high the outputs are: a constant, or so many times or so many rows more than the input.

    The first that is right of all.
    """
    high = [len(grid) for grid in grids]
    pairs = list(zip(high, map(len, wanted), strict=False))
    given: Expression = ("height", source)
    times, more = pairs[0][1] // pairs[0][0], pairs[0][1] - pairs[0][0]
    ways: list[tuple[Expression, list[int]]] = [
        (integer(pairs[0][1]), [pairs[0][1]] * len(high)),
        (("multiply", given, integer(times)), [h * times for h in high]),
        (("add", given, integer(more)), [h + more for h in high]),
    ]
    for said, heights in ways:
        if heights[: len(pairs)] == [o for _, o in pairs] and max(heights) <= LARGEST:
            yield said, heights
            return


def _on(grid: Grid, count: int) -> Grid:
    """So many rows, in the grid's own period."""
    high = len(grid)
    step = next(p for p in range(1, high + 1) if grid[p:] == grid[: high - p])
    return tuple(grid[i % step] for i in range(count))


def corners(scene: Scene) -> list[Part]:
    """The four corners of the inputs in the outputs' size, where no regular division has them."""
    sizes = {(len(grid), len(grid[0])) for grid in scene.outputs}
    if len(sizes) != 1:
        return []
    high, wide = sizes.pop()
    shapes = [(len(grid), len(grid[0])) for grid in scene.inputs]
    if any(h <= high or w <= wide or (h // 2, w // 2) == (high, wide) for h, w in shapes):
        return []
    dims = vector(high, wide)
    made = [Part(_windows(scene.inputs, high, wide), ("crop", "I", "ORIGIN", dims), 0.5)]
    for name, image in IMAGES[:3]:
        grids = tuple(image(grid) for grid in scene.inputs)
        cut = tuple(image(grid) for grid in _windows(grids, high, wide))
        made.append(Part(cut, (name, ("crop", (name, "I"), "ORIGIN", dims)), 0.5))
    return made


def _windows(grids: tuple[Grid, ...], high: int, wide: int) -> tuple[Grid, ...]:
    return tuple(tuple(row[:wide] for row in grid[:high]) for grid in grids)
