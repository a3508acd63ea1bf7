"""Products of two grids: each cell of one is the other whole, or blank where either is blank.

The two are the input, its halves, boxes or picked parts; they may be one grid. A product is an
enlargement and a tiling of the same size, one of which masks the other.
"""

from collections.abc import Iterator, Sequence

from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.parts.cropping import Part

__all__ = ["products"]

LARGEST = 30
MOST_FACTORS = 12


def products(scene: Scene, sources: Sequence[Part]) -> Iterator[Part]:
    """The products that are the outputs."""
    factors: list[Part] = []
    seen = set()
    for part in sorted(sources, key=lambda each: each.cost):
        if len(factors) < MOST_FACTORS and part.grids not in seen and _divides(scene, part):
            seen.add(part.grids)
            factors.append(part)
    blanks = sorted(set.intersection(*({v for row in g for v in row} for g in scene.outputs)))
    for outer in factors:
        for inner in factors:
            if _right_size(scene, outer, inner):
                yield from _masked(scene, outer, inner, blanks)


def _divides(scene: Scene, part: Part) -> bool:
    """Whether each output is the grid several times in both directions."""
    return all(
        len(wanted) > len(grid) > 1
        and len(wanted[0]) > len(grid[0]) > 1
        and not len(wanted) % len(grid)
        and not len(wanted[0]) % len(grid[0])
        for grid, wanted in zip(part.grids, scene.outputs, strict=False)
    )


def _right_size(scene: Scene, outer: Part, inner: Part) -> bool:
    sizes = [
        (len(one) * len(other), len(one[0]) * len(other[0]))
        for one, other in zip(outer.grids, inner.grids, strict=True)
    ]
    return max(map(max, sizes)) <= LARGEST and all(
        size == (len(wanted), len(wanted[0]))
        for size, wanted in zip(sizes, scene.outputs, strict=False)
    )


def _masked(scene: Scene, outer: Part, inner: Part, blanks: Sequence[int]) -> Iterator[Part]:
    """The enlarged outer grid under the mask of the tiled inner one, and the reverse."""
    large = [_enlarged(one, other) for one, other in zip(outer.grids, inner.grids, strict=True)]
    tiled = [_tiled(one, other) for one, other in zip(inner.grids, outer.grids, strict=True)]
    high, wide = ("height", inner.expression), ("width", inner.expression)
    grown: Expression = ("hupscale", ("vupscale", outer.expression, high), wide)
    rows: Expression = ("merge", ("repeat", inner.expression, ("height", outer.expression)))
    times: Expression = ("width", outer.expression)
    laid: Expression = ("dmirror", ("merge", ("repeat", ("dmirror", rows), times)))
    cost = outer.cost + inner.cost + 1.5
    for below, above, shown, mask in ((large, tiled, grown, laid), (tiled, large, laid, grown)):
        for blank in blanks:
            for hidden, cells, more in _hidden(scene, above, mask):
                if _blanked(below[0], above[0], hidden[0], blank) != scene.outputs[0]:
                    continue
                grids = tuple(
                    _blanked(one, other, values, blank)
                    for one, other, values in zip(below, above, hidden, strict=True)
                )
                if grids[: scene.pairs] == scene.outputs:
                    made: Expression = ("fill", shown, colour(blank), cells)
                    yield Part(grids, made, cost + more + 0.5 * (blank != 0))


def _hidden(
    scene: Scene, masks: Sequence[Grid], mask: Expression
) -> Iterator[tuple[list[set[int]], Expression, float]]:
    """Colours under which nothing shows, in each mask: one, or all but one."""
    palettes = [{value for row in grid for value in row} for grid in masks]
    everywhere: Expression = ("asindices", mask)
    for value in sorted(set().union(*palettes[: scene.pairs])):
        cells: Expression = ("ofcolor", mask, colour(value))
        yield [{value}] * len(masks), cells, 0.5 * (value != 0)
        kept = [palette - {value} for palette in palettes]
        yield kept, ("difference", everywhere, cells), 1.5
    for name, sign in (("mostcolor", -1), ("leastcolor", 1)):
        found = []
        for grid, palette in zip(masks, palettes, strict=True):
            flat = [value for row in grid for value in row]
            found.append(min(palette, key=lambda v, f=flat: (sign * f.count(v), v)))  # type: ignore[misc]
        if len(set(found)) > 1:
            kept = [palette - {value} for palette, value in zip(palettes, found, strict=True)]
            cells = ("ofcolor", mask, (name, mask))
            yield kept, ("difference", everywhere, cells), 1.5


def _enlarged(grid: Grid, by: Grid) -> Grid:
    high, wide = len(by), len(by[0])
    return tuple(tuple(v for v in row for _ in range(wide)) for row in grid for _ in range(high))


def _tiled(grid: Grid, by: Grid) -> Grid:
    return tuple(row * len(by[0]) for row in grid) * len(by)


def _blanked(grid: Grid, mask: Grid, hidden: set[int], blank: int) -> Grid:
    return tuple(
        tuple(blank if m in hidden else v for v, m in zip(row, other, strict=True))
        for row, other in zip(grid, mask, strict=True)
    )
