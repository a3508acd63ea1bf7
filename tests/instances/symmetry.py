"""Tasks that turn, mirror or repeat the whole grid."""

import random

from instances.common import (
    Grid,
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
    stacked,
    transposed,
    upscaled,
)

__all__: list[str] = []


def _any(rng: random.Random, high: int = 30, square: bool = False) -> list[list[int]]:
    height = rng.randint(2, high)
    width = height if square else rng.randint(2, high)
    return noise(rng, height, width, hues(rng, rng.randint(2, 10)))


def gen_3c9b0459(rng: random.Random) -> tuple[Grid, Grid]:
    """Half a turn."""
    grid = _any(rng)
    return frozen(grid), frozen(mirrored(flipped(grid)))


def gen_6150a2bd(rng: random.Random) -> tuple[Grid, Grid]:
    """Half a turn."""
    return gen_3c9b0459(rng)


def gen_74dd1130(rng: random.Random) -> tuple[Grid, Grid]:
    """Rows become columns."""
    grid = _any(rng)
    return frozen(grid), frozen(transposed(grid))


def gen_9dfd6313(rng: random.Random) -> tuple[Grid, Grid]:
    """Rows become columns."""
    return gen_74dd1130(rng)


def gen_ed36ccf7(rng: random.Random) -> tuple[Grid, Grid]:
    """A quarter turn anticlockwise."""
    grid = _any(rng)
    return frozen(grid), frozen(flipped(transposed(grid)))


def gen_4c4377d9(rng: random.Random) -> tuple[Grid, Grid]:
    """The grid's reflection is set on top of it."""
    grid = _any(rng, 15)
    return frozen(grid), frozen(stacked(flipped(grid), grid))


def gen_6fa7a44f(rng: random.Random) -> tuple[Grid, Grid]:
    """The grid's reflection is set below it."""
    grid = _any(rng, 15)
    return frozen(grid), frozen(stacked(grid, flipped(grid)))


def gen_8be77c9e(rng: random.Random) -> tuple[Grid, Grid]:
    """The grid's reflection is set below it."""
    return gen_6fa7a44f(rng)


def gen_c9e6f938(rng: random.Random) -> tuple[Grid, Grid]:
    """The grid's reflection is set to the right of it."""
    grid = _any(rng, 15)
    return frozen(grid), frozen(beside(grid, mirrored(grid)))


def gen_62c24649(rng: random.Random) -> tuple[Grid, Grid]:
    """The grid is mirrored to the right, then both downwards."""
    grid = _any(rng, 15)
    top = beside(grid, mirrored(grid))
    return frozen(grid), frozen(stacked(top, flipped(top)))


def gen_67e8384a(rng: random.Random) -> tuple[Grid, Grid]:
    """The grid is mirrored to the right, then both downwards."""
    return gen_62c24649(rng)


def gen_3af2c5a8(rng: random.Random) -> tuple[Grid, Grid]:
    """The grid is mirrored to the right, then both downwards."""
    return gen_62c24649(rng)


def gen_46442a0e(rng: random.Random) -> tuple[Grid, Grid]:
    """Four quarter turns, clockwise from the upper left."""
    grid = _any(rng, 15, square=True)
    quarter = mirrored(transposed(grid))
    half = mirrored(flipped(grid))
    three = flipped(transposed(grid))
    return frozen(grid), frozen(stacked(beside(grid, quarter), beside(three, half)))


def gen_7fe24cdd(rng: random.Random) -> tuple[Grid, Grid]:
    """Four quarter turns, clockwise from the upper left."""
    return gen_46442a0e(rng)


def gen_8d5021e8(rng: random.Random) -> tuple[Grid, Grid]:
    """Mirrored to the left, then three copies stacked, the outer two upside down."""
    grid = noise(rng, rng.randint(2, 10), rng.randint(2, 15), hues(rng, rng.randint(2, 5)))
    row = beside(mirrored(grid), grid)
    return frozen(grid), frozen(stacked(flipped(row), row, flipped(row)))


def gen_c59eb873(rng: random.Random) -> tuple[Grid, Grid]:
    """Every cell becomes two by two."""
    grid = _any(rng, 15)
    return frozen(grid), frozen(upscaled(grid, 2))


def gen_496994bd(rng: random.Random) -> tuple[Grid, Grid]:
    """Coloured rows at the top are mirrored to the bottom."""
    height, width = rng.randint(6, 30), rng.randint(2, 30)
    bg, *colours = hues(rng, rng.randint(3, 6))
    grid = blank(height, width, bg)
    for i in range(rng.randint(1, height // 2 - 2)):
        grid[i] = [rng.choice(colours)] * width
    out = copied(grid)
    for i in range(height // 2):
        out[height - 1 - i] = grid[i][:]
    return frozen(grid), frozen(out)


def gen_f25ffba3(rng: random.Random) -> tuple[Grid, Grid]:
    """The lower half's pattern is mirrored into the empty upper half."""
    half, width = rng.randint(2, 15), rng.randint(2, 30)
    bg, *colours = hues(rng, rng.randint(3, 6))
    lower = noise(rng, half, width, [bg] * len(colours) + colours)
    grid = stacked(blank(half, width, bg), lower)
    return frozen(grid), frozen(stacked(flipped(lower), lower))


def _two_parts(rng: random.Random) -> tuple[list[list[int]], list[list[int]], list[list[int]], int]:
    """Two sparse patterns of one size that nowhere overlap, their union, a separator colour."""
    height, width = rng.randint(3, 30), rng.randint(3, 14)
    bg, line, *colours = hues(rng, rng.randint(3, 6))
    one, two, both = (blank(height, width, bg) for _ in range(3))
    for i in range(height):
        for j in range(width):
            if rng.random() < 0.4:
                both[i][j] = rng.choice(colours)
                rng.choice([one, two])[i][j] = both[i][j]
    return one, two, both, line


def gen_e3497940(rng: random.Random) -> tuple[Grid, Grid]:
    """What is right of the line is folded onto the left."""
    one, two, both, line = _two_parts(rng)
    grid = beside(beside(one, blank(len(one), 1, line)), mirrored(two))
    return frozen(grid), frozen(both)


def gen_e98196ab(rng: random.Random) -> tuple[Grid, Grid]:
    """What is below the line is laid over what is above."""
    one, two, both, line = _two_parts(rng)
    one, two, both = transposed(one), transposed(two), transposed(both)
    return frozen(stacked(one, blank(1, len(one[0]), line), two)), frozen(both)


def gen_eb281b96(rng: random.Random) -> tuple[Grid, Grid]:
    """The rows run down, up, down and up again, turning rows shared."""
    grid = noise(rng, rng.randint(2, 7), rng.randint(2, 30), hues(rng, rng.randint(2, 4)))
    wave = [*grid, *grid[-2::-1]]
    return frozen(grid), frozen([*wave, *wave[1:]])


def gen_e9afcf9a(rng: random.Random) -> tuple[Grid, Grid]:
    """Two one-coloured rows exchange their colours in every second column."""
    width = rng.randint(2, 30)
    a, b = hues(rng, 2)
    rows = [[a] * width, [b] * width]
    out = [[(x, y)[j % 2] for j in range(width)] for x, y in ((a, b), (b, a))]
    return frozen(rows), frozen(out)


def gen_963e52fc(rng: random.Random) -> tuple[Grid, Grid]:
    """A band with a period along the row is carried on to twice the width."""
    height, period = rng.randint(3, 20), rng.randint(2, 4)
    width = rng.randint(2 * period, 15)
    bg, *colours = hues(rng, 3)
    unit = noise(rng, rng.randint(2, height), period, colours)
    unit[0] = [colours[j % 2] for j in range(period)]
    top = rng.randint(0, height - len(unit))
    grid, out = blank(height, width, bg), blank(height, 2 * width, bg)
    for i, row in enumerate(unit):
        grid[top + i] = [row[j % period] for j in range(width)]
        out[top + i] = [row[j % period] for j in range(2 * width)]
    return frozen(grid), frozen(out)


def gen_bd4472b8(rng: random.Random) -> tuple[Grid, Grid]:
    """Below a line, full rows repeat the first row's colours from left to right."""
    width, height = rng.randint(2, 9), rng.randint(4, 30)
    line, bg, *colours = hues(rng, 10)
    head = [colours[j % len(colours)] for j in range(width)]
    top = [head, [line] * width]
    out = top + [[head[i % width]] * width for i in range(height - 2)]
    return frozen(top + blank(height - 2, width, bg)), frozen(out)


def gen_a5f85a15(rng: random.Random) -> tuple[Grid, Grid]:
    """Marks in every second column, counted from the left, change colour."""
    height, width = rng.randint(2, 30), rng.randint(2, 30)
    bg, mark = hues(rng, 2, 4)
    step, start = rng.randint(3, 6), rng.randint(0, 5)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for i in range(height):
        for j in range(width):
            if (i - j + start) % step == 0:
                grid[i][j], out[i][j] = mark, (mark, 4)[j % 2]
    return frozen(grid), frozen(out)


def gen_ba26e723(rng: random.Random) -> tuple[Grid, Grid]:
    """Marks in every third column, counted from the left, change colour."""
    height, width = rng.randint(3, 12), rng.randint(3, 30)
    bg, mark = hues(rng, 2, 6)
    grid = blank(height, width, mark)
    for j in range(width):
        grid[rng.choice([0, height - 1])][j] = bg
    out = [[6 if c == mark and j % 3 == 0 else c for j, c in enumerate(row)] for row in grid]
    return frozen(grid), frozen(out)


def gen_67a3c6ac(rng: random.Random) -> tuple[Grid, Grid]:
    """Left and right are exchanged."""
    grid = noise(rng, rng.randint(2, 30), rng.randint(2, 30), hues(rng, rng.randint(2, 9)))
    return frozen(grid), frozen(mirrored(grid))


def gen_68b16354(rng: random.Random) -> tuple[Grid, Grid]:
    """Top and bottom are exchanged."""
    grid = noise(rng, rng.randint(2, 30), rng.randint(2, 30), hues(rng, rng.randint(2, 9)))
    return frozen(grid), frozen(flipped(grid))


def gen_6d0aefbc(rng: random.Random) -> tuple[Grid, Grid]:
    """The grid's reflection is set to the right of it."""
    grid = noise(rng, rng.randint(2, 30), rng.randint(2, 15), hues(rng, rng.randint(2, 9)))
    return frozen(grid), frozen(beside(grid, mirrored(grid)))


def gen_dc0a314f(rng: random.Random) -> tuple[Grid, Grid]:
    """What a one-coloured block hides on a pattern that mirrors itself both ways."""
    half = rng.randint(6, 15)
    mask, *colours = hues(rng, rng.randint(5, 9))
    quarter = noise(rng, half, half, colours)
    top = beside(quarter, mirrored(quarter))
    whole = stacked(top, flipped(top))
    side = rng.randint(3, 5)
    at = rng.randint(0, half - side), rng.randint(half, 2 * half - side)
    answer = cropped(whole, *at, side, side)
    put(whole, rectangle(side, side), mask, at)
    return frozen(whole), frozen(answer)


def gen_9ecd008a(rng: random.Random) -> tuple[Grid, Grid]:
    """What a one-coloured block hides on a pattern that mirrors itself both ways."""
    return gen_dc0a314f(rng)
