"""Outputs looked up by a number or a flag of the input: one of few grids, or so many cells.

The table is read off the demonstrations. It says nothing of numbers that it does not hold, and at
least two demonstrations more than it has grids must agree with it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from codeit.search.entities.expressions import Expression, colour, integer, vector
from codeit.search.entities.scenes import Grid, Scene, planes_of
from codeit.search.parts.companions import IMAGES
from codeit.search.parts.cropping import Part
from codeit.search.parts.numbers import Number

__all__ = ["counted", "looked_up"]

MOST_GRIDS = 6
SPARE = 2
"""Demonstrations that a table must have more than grids: fewer memorise."""


def _flags(scene: Scene) -> Iterator[Number]:
    """Whether the input is its own image: 1 or 0."""
    for name, image in IMAGES[:5]:
        values = tuple(int(image(grid) == grid) for grid in scene.inputs)
        yield Number(("equality", "I", (name, "I")), values, 1.5)


def looked_up(scene: Scene, numbers: Sequence[Number]) -> Iterator[Part]:
    """Outputs that are one of few grids, by the value of a number."""
    counts = Counter(scene.outputs)
    if not 1 < len(counts) <= min(MOST_GRIDS, scene.pairs - SPARE):
        return
    constants = {grid: _constant(grid) for grid in counts}
    keys = [(number, True) for number in _flags(scene)] + [(number, False) for number in numbers]
    for number, flag in keys:
        table: dict[int, Grid] = {}
        agree = all(
            table.setdefault(value, wanted) == wanted
            for value, wanted in zip(number.values, scene.outputs, strict=False)
        )
        if not agree or any(value not in table for value in number.values):
            continue
        if len(table) > scene.pairs - SPARE:
            continue
        *tested, last = sorted(table)
        expression, cost = constants[table[last]]
        for value in tested[::-1]:
            then, more = constants[table[value]]
            if flag:
                expression = ("branch", number.expression, expression, then)
            else:
                same: Expression = ("equality", number.expression, integer(value))
                expression = ("branch", same, then, expression)
            cost += more + 1.0
        yield Part(tuple(table[v] for v in number.values), expression, cost + number.cost)


def _constant(grid: Grid) -> tuple[Expression, float]:
    """The grid without its input: a canvas, and the cells of each further colour."""
    planes = planes_of(grid)
    common = max(planes, key=lambda value: planes[value].bit_count())
    dims = vector(len(grid), len(grid[0]))
    made: Expression = ("canvas", colour(common), dims)
    cost = 1.0
    for value in sorted(planes):
        if value == common:
            continue
        places = [(i, j) for i, row in enumerate(grid) for j, v in enumerate(row) if v == value]
        cells: Expression = ("initset", vector(*places[0]))
        for place in places[1:]:
            cells = ("insert", vector(*place), cells)
        made = ("fill", made, colour(value), cells)
        cost += 1.0 + 0.5 * len(places)
    return made, cost


def counted(
    scene: Scene, numbers: Sequence[Number], hues: Sequence[Number], grounds: Sequence[Number]
) -> Iterator[Part]:
    """Grids of one size whose first cells, so many as a number says, have a colour."""
    shapes = {(len(grid), len(grid[0])) for grid in scene.outputs}
    if len(shapes) != 1:
        return
    high, wide = shapes.pop()
    if high * wide < 2:
        return
    dims = vector(high, wide)
    by_rows: Expression = (
        ("fork", "add", ("compose", ("lbind", "multiply", integer(wide)), "first"), "last")
        if high > 1
        else "last"
    )
    by_columns: Expression = (
        ("fork", "add", "first", ("compose", ("lbind", "multiply", integer(high)), "last"))
        if wide > 1
        else "first"
    )
    for upright, order in ((False, by_rows), (True, by_columns)):
        lines = [tuple(zip(*grid, strict=True)) if upright else grid for grid in scene.outputs]
        flat = [tuple(value for line in each for value in line) for each in lines]
        if any(len(set(each)) > 2 for each in flat):
            return
        for ground in grounds:
            filled = [_prefix(each, g) for each, g in zip(flat, ground.values, strict=False)]
            if any(each is None for each in filled) or len(set(filled)) < 2:
                continue
            lengths = tuple(each for each in filled if each is not None)
            for number in numbers:
                if number.values[: scene.pairs] != lengths:
                    continue
                for hue in hues:
                    yield from _filled(scene, number, hue, ground, dims, order, upright, high, wide)
        if 1 in (high, wide):
            return


def _prefix(cells: Sequence[int], ground: int) -> int | None:
    """How many cells before the rest, which is ground; None if that is not so."""
    count = len(cells)
    while count and cells[count - 1] == ground:
        count -= 1
    if len(set(cells[:count])) > 1 or ground in cells[:count]:
        return None
    return count


def _filled(
    scene: Scene,
    number: Number,
    hue: Number,
    ground: Number,
    dims: Expression,
    order: Expression,
    upright: bool,
    high: int,
    wide: int,
) -> Iterator[Part]:
    grids = []
    for count, value, blank in zip(number.values, hue.values, ground.values, strict=True):
        cells = [value] * min(count, high * wide) + [blank] * (high * wide - count)
        long = high if upright else wide
        lines = tuple(tuple(cells[k : k + long]) for k in range(0, high * wide, long))
        grids.append(tuple(zip(*lines, strict=True)) if upright else lines)
    if tuple(grids[: scene.pairs]) != scene.outputs:
        return
    blank_grid: Expression = ("canvas", ground.expression, dims)
    early: Expression = ("compose", ("lbind", "greater", number.expression), order)
    places: Expression = ("sfilter", ("asindices", blank_grid), early)
    cost = number.cost + hue.cost + ground.cost + 3.0
    yield Part(tuple(grids), ("fill", blank_grid, hue.expression, places), cost)
