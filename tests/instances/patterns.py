"""Tasks with regular patterns: hidden, noisy or nested."""

import random

from instances.common import (
    Grid,
    Rows,
    beside,
    blank,
    copied,
    cropped,
    flipped,
    frozen,
    hues,
    mirrored,
    noise,
    put,
    rectangle,
    ring,
    stacked,
)

__all__: list[str] = []


def _hidden(rng: random.Random, whole: Rows, mask: int, blocks: int, high: int) -> Rows:
    """The pattern with a few rectangles of the mask's colour on it, corner block kept whole."""
    grid = copied(whole)
    for _ in range(blocks):
        tall, wide = rng.randint(2, high), rng.randint(2, high)
        at = rng.randint(0, len(grid) - tall), rng.randint(0, len(grid[0]) - wide)
        put(grid, rectangle(tall, wide), mask, at)
    return grid


def gen_363442ee(rng: random.Random) -> tuple[Grid, Grid]:
    """Right of the line the pattern from the corner is set on every mark."""
    size = rng.choice([3, 3, 5])
    bg, line, mark, *colours = hues(rng, rng.randint(5, 8))
    down, across = rng.randint(3, 30 // size), rng.randint(2, 29 // size - 1)
    pattern = noise(rng, size, size, colours)
    grid = blank(size * down, size * across + size + 1, bg)
    put(grid, rectangle(size * down, 1), line, (0, size))
    out = copied(grid)
    spots = rng.sample(sorted(rectangle(down, across)), rng.randint(1, down * across // 2))
    for rows in (grid, out):
        for i, row in enumerate(pattern):
            rows[i][:size] = row
    for a, b in spots:
        grid[a * size + size // 2][size + 1 + b * size + size // 2] = mark
        for i, row in enumerate(pattern):
            left = size + 1 + b * size
            out[a * size + i][left : left + size] = row
    if sum(row.count(mark) for row in grid) >= size * down:
        return gen_363442ee(rng)
    return frozen(grid), frozen(out)


def gen_c3f564a4(rng: random.Random) -> tuple[Grid, Grid]:
    """Colours run along the anti-diagonals; holes of 0 are mended."""
    colours = hues(rng, rng.randint(4, 8), 0)
    side = rng.randint(14, 16)
    whole = [[colours[(i + j) % len(colours)] for j in range(side)] for i in range(side)]
    return frozen(_hidden(rng, whole, 0, rng.randint(2, 4), 4)), frozen(whole)


def gen_484b58aa(rng: random.Random) -> tuple[Grid, Grid]:
    """A pattern with a period both ways; holes of 0 are mended."""
    tall, wide = rng.randint(2, 6), rng.randint(2, 6)
    unit = noise(rng, tall, wide, hues(rng, rng.randint(3, 7), 0))
    side = rng.randint(18, 24)
    whole = [[unit[i % tall][j % wide] for j in range(side)] for i in range(side)]
    return frozen(_hidden(rng, whole, 0, rng.randint(1, 4), 4)), frozen(whole)


def gen_0dfd9992(rng: random.Random) -> tuple[Grid, Grid]:
    """A pattern with a period both ways; holes of 0 are mended."""
    return gen_484b58aa(rng)


def gen_05269061(rng: random.Random) -> tuple[Grid, Grid]:
    """Three coloured diagonals go on, in turn, over the whole grid."""
    bg, *colours = hues(rng, 4)
    side = rng.randint(7, 15)
    first = rng.randint(2, side - 5)
    whole = [[colours[(i + j) % 3] for j in range(side)] for i in range(side)]
    seen = range(first, first + 3)
    grid = [[c if i + j in seen else bg for j, c in enumerate(row)] for i, row in enumerate(whole)]
    if rng.random() < 0.5:
        return frozen(mirrored(grid)), frozen(mirrored(whole))
    return frozen(grid), frozen(whole)


def gen_3631a71a(rng: random.Random) -> tuple[Grid, Grid]:
    """A mirrored pattern, less its last two rows and columns; a block of 9 is mended."""
    half = rng.randint(10, 16)
    quarter = noise(rng, half, half, [0, 0, *hues(rng, 4, 0, 9)])
    for i, j in rectangle(half, half):
        quarter[j][i] = quarter[i][j]
    top = beside(quarter, mirrored(quarter))
    whole = stacked(top, flipped(top))
    side = 2 * half - 2
    whole = cropped(whole, 0, 0, side, side)
    grid = copied(whole)
    at = rng.randint(2, side - 6), rng.randint(2, side - 6)
    put(grid, rectangle(rng.randint(2, 6), rng.randint(2, 6)), 9, at)
    return frozen(grid), frozen(whole)


def gen_09629e4f(rng: random.Random) -> tuple[Grid, Grid]:
    """The pane with the fewest colours, its cells as large as panes."""
    size = rng.choice([2, 3, 4])
    bg, line, *colours = hues(rng, 10)
    side = size * size + size - 1
    net = blank(side, side, bg)
    put(
        net,
        [c for c in rectangle(side, side) if size in (c[0] % (size + 1), c[1] % (size + 1))],
        line,
    )
    count = min(size * size - 1, 5)
    grid, out = copied(net), copied(net)
    chosen = rng.choice(sorted(rectangle(size, size)))
    for i, j in rectangle(size, size):
        cells = rng.sample(sorted(rectangle(size, size)), count - ((i, j) == chosen))
        for (a, b), colour in zip(cells, rng.sample(colours, len(cells)), strict=True):
            put(grid, [(a, b)], colour, (i * (size + 1), j * (size + 1)))
            if (i, j) == chosen:
                put(out, rectangle(size, size), colour, (a * (size + 1), b * (size + 1)))
    return frozen(grid), frozen(out)


def gen_137eaa0f(rng: random.Random) -> tuple[Grid, Grid]:
    """All that surrounds the cells of colour 5, gathered round one of them."""
    bg, *colours = hues(rng, rng.randint(3, 6), 5)
    height, width = rng.randint(9, 30), rng.randint(9, 30)
    around = sorted(ring((1, 1)))
    rng.shuffle(around)
    cut = rng.randint(2, 5)
    grid, out = blank(height, width, bg), blank(3, 3, bg)
    put(out, [(1, 1)], 5)
    around = around[: rng.randint(7, 8)]
    top = rng.randint(0, height - 7), rng.randint(0, width - 3)
    low = rng.randint(top[0] + 4, height - 3), rng.randint(0, width - 3)
    for cells, at in ((around[:cut], top), (around[cut:], low)):
        put(grid, [(1, 1)], 5, at)
        for cell in cells:
            colour = rng.choice(colours)
            put(grid, [cell], colour, at)
            put(out, [cell], colour)
    return frozen(grid), frozen(out)


def gen_a8d7556c(rng: random.Random) -> tuple[Grid, Grid]:
    """Holes of two by two become 2, in whichever order they are found."""
    height, width = rng.randint(8, 20), rng.randint(8, 20)
    dots, hole = hues(rng, 1, 0, 2)[0], 0
    grid = blank(height, width, dots)
    put(grid, [c for c in rectangle(height, width) if rng.random() < 0.35], hole)
    out = copied(grid)
    for i, j in rectangle(height - 1, width - 1):
        if all(grid[i + a][j + b] == hole for a, b in rectangle(2, 2)):
            put(out, rectangle(2, 2), 2, (i, j))
    return frozen(grid), frozen(out)


def gen_a64e4611(rng: random.Random) -> tuple[Grid, Grid]:
    """An empty band across the noise becomes 3, less one cell along the noise."""
    bg, colour = 0, hues(rng, 1, 0, 3)[0]
    height, width = rng.randint(20, 30), rng.randint(20, 30)
    band = rng.randint(5, 9)
    left = rng.randint(3, width - band - 3)
    grid = noise(rng, height, width, [bg, colour])
    for i in range(height):
        grid[i][left : left + band] = [bg] * band
        grid[i][left - 1] = grid[i][left + band] = colour
    out = copied(grid)
    put(out, rectangle(height, band - 2), 3, (0, left + 1))
    return frozen(grid), frozen(out)
