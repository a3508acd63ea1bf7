"""Tasks that enlarge, tile, overlay halves, or move figures."""

import random
from collections.abc import Callable

from instances.common import (
    Grid,
    Rows,
    beside,
    blank,
    blob,
    copied,
    frozen,
    hues,
    noise,
    outline,
    put,
    rectangle,
    stacked,
    turned,
    upscaled,
)

__all__: list[str] = []


def _halves(
    rng: random.Random, upright: bool, line: bool, new: int, rule: Callable[[bool, bool], bool]
) -> tuple[Grid, Grid]:
    """Two patterns, with or without a line between; cells fulfilling the rule become new."""
    height, width = rng.randint(3, 14), rng.randint(3, 14)
    bg, one, two, bar = hues(rng, 4, new)
    a, b = noise(rng, height, width, [bg, one]), noise(rng, height, width, [bg, two])
    a[0][0], b[0][0], a[-1][-1], b[-1][-1] = one, bg, bg, two
    a[0][-1] = b[0][-1] = bg
    out = [
        [new if rule(x == one, y == two) else bg for x, y in zip(p, q, strict=True)]
        for p, q in zip(a, b, strict=True)
    ]
    if upright:
        return frozen(stacked(a, blank(1, width, bar) if line else [], b)), frozen(out)
    return frozen(beside(beside(a, blank(height, 1, bar)) if line else a, b)), frozen(out)


def gen_0520fde7(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells set on both sides of the line, both in one colour, become 2."""
    height, width = rng.randint(2, 30), rng.randint(2, 14)
    mark, bar = hues(rng, 2, 0, 2)
    a, b = (noise(rng, height, width, [0, mark]) for _ in range(2))
    a[0][0] = mark
    out = [
        [2 if x == y == mark else 0 for x, y in zip(p, q, strict=True)]
        for p, q in zip(a, b, strict=True)
    ]
    return frozen(beside(beside(a, blank(height, 1, bar)), b)), frozen(out)


def gen_1b2d62fb(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells set on neither side of the line, both in one colour, become 8."""
    height, width = rng.randint(2, 30), rng.randint(2, 14)
    mark, bar = hues(rng, 2, 0, 8)
    a, b = (noise(rng, height, width, [0, mark]) for _ in range(2))
    out = [
        [0 if x or y else 8 for x, y in zip(p, q, strict=True)] for p, q in zip(a, b, strict=True)
    ]
    return frozen(beside(beside(a, blank(height, 1, bar)), b)), frozen(out)


def gen_6430c8c4(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells set neither above nor below the line become 3."""
    return _halves(rng, True, True, 3, lambda x, y: not x and not y)


def gen_fafffa47(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells set in neither half become 2."""
    return _halves(rng, True, False, 2, lambda x, y: not x and not y)


def gen_99b1bc43(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells set either above or below the line, not both, become 3."""
    return _halves(rng, True, True, 3, lambda x, y: x != y)


def gen_ce4f8723(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells set above or below the line become 3."""
    return _halves(rng, True, True, 3, lambda x, y: x or y)


def gen_dae9d2b5(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells set in the left or the right half become 6."""
    return _halves(rng, False, False, 6, lambda x, y: x or y)


def _fractal(rng: random.Random, grid: Rows, bg: int, chosen: int) -> tuple[Grid, Grid]:
    """A copy of the grid wherever the grid itself has the chosen colour."""
    height, width = len(grid), len(grid[0])
    out = blank(height * height, width * width, bg)
    for i, j in rectangle(height, width):
        if grid[i][j] == chosen:
            for a, b in rectangle(height, width):
                out[i * height + a][j * width + b] = grid[a][b]
    return frozen(grid), frozen(out)


def gen_c3e719e8(rng: random.Random) -> tuple[Grid, Grid]:
    """Copies at the places of the most frequent colour."""
    height, width = rng.randint(2, 5), rng.randint(2, 5)
    most, *others = hues(rng, rng.randint(3, 6), 0)
    grid = blank(height, width, most)
    for i, j in rng.sample(sorted(rectangle(height, width)), (height * width - 1) // 2):
        grid[i][j] = rng.choice(others)
    return _fractal(rng, grid, 0, most)


def gen_cce03e0d(rng: random.Random) -> tuple[Grid, Grid]:
    """Copies at the places of colour 2."""
    size = rng.randint(2, 5)
    return _fractal(rng, noise(rng, size, size, [0, 0, 2, *hues(rng, 1, 2)]), 0, 2)


def gen_8f2ea7aa(rng: random.Random) -> tuple[Grid, Grid]:
    """A small figure anywhere on the grid: copies of it at its own places, scaled up."""
    size, (bg, mark) = rng.randint(2, 5), hues(rng, 2)
    figure = noise(rng, size, size, [bg, bg, mark])
    put(figure, [(0, 0), (size - 1, rng.randrange(1, size))], mark)
    put(figure, [(rng.randrange(size), size - 1)], mark)
    grid, out = blank(size * size, size * size, bg), blank(size * size, size * size, bg)
    cells = [(i, j) for i, j in rectangle(size, size) if figure[i][j] == mark]
    put(grid, cells, mark, (rng.randrange(size) * size, rng.randrange(size) * size))
    for i, j in cells:
        put(out, cells, mark, (i * size, j * size))
    return frozen(grid), frozen(out)


def gen_8eb1be9a(rng: random.Random) -> tuple[Grid, Grid]:
    """A band is repeated upwards and downwards over the whole grid."""
    bg, mark = hues(rng, 2)
    tall, width = rng.randint(1, 4), rng.randint(3, 30)
    height = rng.randint(3 * tall, 30)
    band = noise(rng, tall, width, [bg, mark])
    band[0][0] = band[-1][-1] = mark
    band[0][1] = bg
    top = rng.randint(0, height - tall)
    grid = blank(height, width, bg)
    grid[top : top + tall] = copied(band)
    if 2 * sum(row.count(mark) for row in grid) >= height * width:
        return gen_8eb1be9a(rng)
    return frozen(grid), frozen([band[(i - top) % tall] for i in range(height)])


def gen_b91ae062(rng: random.Random) -> tuple[Grid, Grid]:
    """Every cell grows by the number of colours beside 0."""
    count = rng.randint(2, 6)
    colours = hues(rng, count, 0)
    side = rng.randint(max(2, count - 2), 30 // count)
    if side * side <= count:
        side += 1
    grid = noise(rng, side, side, [0, *colours])
    spots = rng.sample(sorted(rectangle(side, side)), min(side * side, count + 1))
    for (i, j), colour in zip(spots, [0, *colours], strict=False):
        grid[i][j] = colour
    shown = len({c for row in grid for c in row} - {0})
    if side * shown > 30 or not any(0 in row for row in grid):
        return gen_b91ae062(rng)
    return frozen(grid), frozen(upscaled(grid, shown))


def gen_ac0a08a4(rng: random.Random) -> tuple[Grid, Grid]:
    """Every cell grows by the number of colours beside 0."""
    return gen_b91ae062(rng)


def gen_d13f3404(rng: random.Random) -> tuple[Grid, Grid]:
    """Every cell runs diagonally down to the right on a grid twice as large."""
    height, width = rng.randint(2, 6), rng.randint(2, 6)
    grid = blank(height, width, 0)
    out = blank(2 * height, 2 * width, 0)
    for k in rng.sample(range(1 - height, width), rng.randint(1, height + width - 1)):
        i = rng.randint(max(0, -k), min(height, width - k) - 1)
        grid[i][i + k] = rng.randint(1, 9)
        put(out, [(a, a + k) for a in range(i, 30) if a + k >= 0], grid[i][i + k])
    return frozen(grid), frozen(out)


def gen_3906de3d(rng: random.Random) -> tuple[Grid, Grid]:
    """Bars on the floor rise until they hit what hangs from the ceiling."""
    height, width = rng.randint(8, 30), rng.randint(5, 30)
    bg, mark, hung = hues(rng, 3)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for j in range(1, width - 1):
        deep = rng.randint(1, height // 2 - 1)
        length = rng.choice([0, 0, rng.randint(1, height // 2 - 1)])
        for rows, top in ((grid, height - length), (out, deep)):
            put(rows, ((i, j) for i in range(deep)), hung)
            put(rows, ((i, j) for i in range(top, top + length)), mark)
    return frozen(grid), frozen(out)


def gen_5521c0d9(rng: random.Random) -> tuple[Grid, Grid]:
    """Rectangles on the floor rise by their own height."""
    height, width = rng.randint(8, 30), rng.randint(8, 30)
    bg, *colours = hues(rng, rng.randint(2, 5))
    grid, out = blank(height, width, bg), blank(height, width, bg)
    left = rng.randint(0, 2)
    while left < width:
        tall, wide = rng.randint(1, height // 2 - 1), min(rng.randint(1, 5), width - left)
        colour = rng.choice(colours)
        put(grid, rectangle(tall, wide), colour, (height - tall, left))
        put(out, rectangle(tall, wide), colour, (height - 2 * tall, left))
        left += wide + rng.randint(1, 3)
    return frozen(grid), frozen(out)


def gen_5168d44c(rng: random.Random) -> tuple[Grid, Grid]:
    """The square on a dotted line goes on to the next dot, right or down."""
    height, width = rng.randint(5, 12), rng.randint(13, 30)
    bg, dot, square = hues(rng, 3)
    row = rng.randint(1, height - 2)
    dots = [(row, j) for j in range(rng.randint(0, 1), width, 2)]
    at = row, rng.choice([j for _, j in dots if 1 <= j < width - 4])
    grids = []
    for column in (at[1], at[1] + 2):
        rows = blank(height, width, bg)
        put(rows, dots, dot)
        put(rows, outline(3, 3), square, (row - 1, column - 1))
        grids.append(rows)
    if rng.random() < 0.5:
        grids = [[list(c) for c in zip(*rows, strict=True)] for rows in grids]
    return frozen(grids[0]), frozen(grids[1])


def gen_1caeab9d(rng: random.Random) -> tuple[Grid, Grid]:
    """All rectangles go up or down to the floor of the one of colour 1."""
    height, width = rng.randint(5, 30), rng.randint(10, 30)
    bg, *colours = hues(rng, rng.randint(2, 4), 1)
    colours = [1, *colours]
    tall, wide = rng.randint(1, height // 2), rng.randint(1, width // len(colours) - 1)
    lefts = [k * (wide + 1) for k in range(len(colours))]
    rng.shuffle(lefts)
    floor = rng.randint(0, height - tall)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for colour, left in zip(colours, lefts, strict=True):
        top = floor if colour == 1 else rng.randint(0, height - tall)
        put(grid, rectangle(tall, wide), colour, (top, left))
        put(out, rectangle(tall, wide), colour, (floor, left))
    if 2 * sum(row.count(bg) for row in grid) <= height * width:
        return gen_1caeab9d(rng)
    return frozen(grid), frozen(out)


def gen_1f642eb9(rng: random.Random) -> tuple[Grid, Grid]:
    """Single cells at a distance leave their colour on the solid rectangle."""
    height, width = rng.randint(8, 30), rng.randint(8, 30)
    bg, solid, *colours = hues(rng, rng.randint(3, 7))
    tall, wide = rng.randint(2, height // 2), rng.randint(2, width // 2)
    top, left = rng.randint(2, height - tall - 2), rng.randint(2, width - wide - 2)
    grid = blank(height, width, bg)
    put(grid, rectangle(tall, wide), solid, (top, left))
    out = copied(grid)
    used = set()
    for colour in colours:
        i, j = rng.randrange(tall), rng.randrange(wide)
        dot, hit = rng.choice(
            [
                ((rng.randrange(top - 1), left + j), (top, left + j)),
                ((rng.randint(top + tall + 1, height - 1), left + j), (top + tall - 1, left + j)),
                ((top + i, rng.randrange(left - 1)), (top + i, left)),
                ((top + i, rng.randint(left + wide + 1, width - 1)), (top + i, left + wide - 1)),
            ]
        )
        if hit not in used:
            used.add(hit)
            grid[dot[0]][dot[1]] = out[dot[0]][dot[1]] = out[hit[0]][hit[1]] = colour
    return frozen(grid), frozen(out)


def gen_760b3cac(rng: random.Random) -> tuple[Grid, Grid]:
    """The figure above is mirrored to the side to which the figure below points."""
    bg, above, below = hues(rng, 3)
    grid = blank(6, 9, bg)
    cells = blob(rng, 3, 3, rng.randint(3, 6)) | {(0, 0), (2, 2)}
    put(grid, cells, above, (0, 3))
    out = copied(grid)
    left = rng.random() < 0.5
    arrow = (
        {(0, 0), (1, 0), (1, 1), (2, 1), (1, 2)}
        if left
        else {(0, 2), (1, 0), (1, 1), (2, 1), (1, 2)}
    )
    for rows in (grid, out):
        put(rows, arrow, below, (3, 3))
    put(out, {(i, 2 - j) for i, j in cells}, above, (0, 0 if left else 6))
    return frozen(grid), frozen(out)


def gen_8e1813be(rng: random.Random) -> tuple[Grid, Grid]:
    """The colours of the lines, in order, as full lines of a square."""
    count = rng.randint(2, 8)
    bg, block, *colours = hues(rng, count + 2)
    height, width = rng.randint(3 * count, 30), rng.randint(count + 5, 30)
    rows = sorted(rng.sample(range(0, height, 2), count))
    grid = blank(height, width, bg)
    for i, colour in zip(rows, colours, strict=True):
        grid[i] = [colour] * width
    side = rng.randint(3, min(width - 2, 9))
    top, left = rng.randint(0, height - side), rng.randint(0, width - side)
    put(grid, rectangle(side + 2, side + 2), bg, (top - 1, left - 1))
    put(grid, rectangle(side, side), block, (top, left))
    if not all(colour in grid[i] for i, colour in zip(rows, colours, strict=True)):
        return gen_8e1813be(rng)
    first, second = turned(rng, grid, [[c] * count for c in colours])
    return first, second


def gen_f2829549(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells set on neither side of the line become 3."""
    return _halves(rng, False, True, 3, lambda x, y: not x and not y)


def gen_94f9d214(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells set in neither half become 2."""
    return _halves(rng, True, False, 2, lambda x, y: not x and not y)


def gen_a416b8f3(rng: random.Random) -> tuple[Grid, Grid]:
    """The grid twice side by side."""
    grid = noise(rng, rng.randint(2, 30), rng.randint(2, 15), hues(rng, rng.randint(2, 9)))
    return frozen(grid), frozen(beside(grid, grid))
