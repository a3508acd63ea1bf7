"""Tasks that put a fixed small pattern on or round every mark."""

import random

from instances.common import (
    Cells,
    Grid,
    Rows,
    beside,
    blank,
    copied,
    diagonals,
    frozen,
    hues,
    inside,
    orthogonals,
    outline,
    places,
    put,
    rectangle,
    ring,
    scattered,
    stacked,
)

__all__: list[str] = []


def _sized(rng: random.Random, low: int = 5) -> tuple[int, int]:
    return rng.randint(low, 30), rng.randint(low, 30)


def gen_dc1df850(rng: random.Random) -> tuple[Grid, Grid]:
    """A ring of 1 round every cell of colour 2; other cells stay."""
    height, width = _sized(rng)
    bg, *colours = hues(rng, rng.randint(1, 4), 1, 2)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for spot in scattered(rng, height, width, rng.randint(2, 9), gap=2):
        colour = rng.choice([2, *colours])
        put(out, ring(spot) if colour == 2 else [], 1)
        grid[spot[0]][spot[1]] = out[spot[0]][spot[1]] = colour
    return frozen(grid), frozen(out)


def gen_0ca9ddb6(rng: random.Random) -> tuple[Grid, Grid]:
    """Colour 1 gets 7 at its sides, colour 2 gets 4 at its corners; other cells stay."""
    height, width = _sized(rng)
    bg, *colours = hues(rng, rng.randint(1, 3), 1, 2, 4, 7)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for spot in scattered(rng, height, width, rng.randint(2, 9), gap=2):
        colour = rng.choice([1, 2, *colours])
        put(out, orthogonals(spot) if colour == 1 else [], 7)
        put(out, diagonals(spot) if colour == 2 else [], 4)
        grid[spot[0]][spot[1]] = out[spot[0]][spot[1]] = colour
    return frozen(grid), frozen(out)


def gen_913fb3ed(rng: random.Random) -> tuple[Grid, Grid]:
    """Rings: 1 round 2, 6 round 3, 4 round 8."""
    height, width = _sized(rng)
    bg = hues(rng, 1, 1, 2, 3, 4, 6, 8)[0]
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for spot in scattered(rng, height, width, rng.randint(1, 9), gap=2):
        colour = rng.choice([2, 3, 8])
        put(out, ring(spot), {2: 1, 3: 6, 8: 4}[colour])
        grid[spot[0]][spot[1]] = out[spot[0]][spot[1]] = colour
    return frozen(grid), frozen(out)


def gen_31aa019c(rng: random.Random) -> tuple[Grid, Grid]:
    """Only the cell whose colour occurs once remains, in a ring of 2."""
    height, width = _sized(rng)
    bg, mark, *colours = hues(rng, rng.randint(3, 7), 2)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    spots = rng.sample(sorted(rectangle(height, width)), min(height * width // 3, 12))
    for k, (i, j) in enumerate(spots[1:]):
        grid[i][j] = colours[k // 2 % len(colours)]
    put(grid, spots[:1], mark)
    put(out, ring(spots[0]), 2)
    put(out, spots[:1], mark)
    flat = [c for row in grid for c in row]
    if any(flat.count(c) < 2 for c in {*flat} - {mark}):
        return gen_31aa019c(rng)
    return frozen(grid), frozen(out)


def gen_a9f96cdd(rng: random.Random) -> tuple[Grid, Grid]:
    """A mark is replaced by 3, 6, 8, 7 at its four corners."""
    height, width = rng.randint(2, 30), rng.randint(2, 30)
    bg, mark = hues(rng, 2, 3, 6, 7, 8)
    i, j = rng.randrange(height), rng.randrange(width)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    grid[i][j] = mark
    for spot, colour in (((-1, -1), 3), ((-1, 1), 6), ((1, -1), 8), ((1, 1), 7)):
        put(out, [spot], colour, (i, j))
    return frozen(grid), frozen(out)


def gen_d364b489(rng: random.Random) -> tuple[Grid, Grid]:
    """Round every mark: 2 above, 7 left, 6 right, 8 below."""
    height, width = _sized(rng)
    bg, mark = hues(rng, 2, 2, 6, 7, 8)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for spot in scattered(rng, height, width, rng.randint(1, 9), gap=2):
        put(grid, [spot], mark)
        put(out, [spot], mark)
        for step, colour in (((-1, 0), 2), ((0, -1), 7), ((0, 1), 6), ((1, 0), 8)):
            put(out, [step], colour, spot)
    return frozen(grid), frozen(out)


def gen_54d9e175(rng: random.Random) -> tuple[Grid, Grid]:
    """Panes are filled with their mark's colour plus five."""
    line, bg = 5, 0
    top, left = rng.randint(2, 7), rng.randint(2, 7)
    height, width = top * 4 - 1, left * 4 - 1
    grid = blank(height, width, bg)
    put(grid, ((i, j) for i, j in rectangle(height, width) if i % 4 == 3 or j % 4 == 3), line)
    out = copied(grid)
    for i in range(0, height, 4):
        for j in range(0, width, 4):
            colour = rng.randint(1, 4)
            grid[i + 1][j + 1] = colour
            put(out, rectangle(3, 3), colour + 5, (i, j))
    return frozen(grid), frozen(out)


def gen_b60334d2(rng: random.Random) -> tuple[Grid, Grid]:
    """Every mark becomes a ring: 1 at its sides, its colour at the corners."""
    height, width = _sized(rng)
    bg, mark = hues(rng, 2, 1)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for spot in scattered(rng, height, width, rng.randint(1, 9), gap=2):
        put(grid, [spot], mark)
        put(out, orthogonals(spot), 1)
        put(out, diagonals(spot), mark)
    return frozen(grid), frozen(out)


def gen_b27ca6d3(rng: random.Random) -> tuple[Grid, Grid]:
    """Pairs of cells get a frame of 3; single cells stay."""
    height, width = _sized(rng, 7)
    bg, mark = hues(rng, 2, 3)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    boxes = [rng.choice([(1, 1), (1, 2), (2, 1)]) for _ in range(rng.randint(2, 12))]
    for (tall, wide), (i, j) in zip(boxes, places(rng, height, width, boxes, 2), strict=False):
        put(grid, rectangle(tall, wide), mark, (i, j))
        put(out, outline(tall + 2, wide + 2) if tall + wide > 2 else [], 3, (i - 1, j - 1))
        put(out, rectangle(tall, wide), mark, (i, j))
    return frozen(grid), frozen(out)


def gen_6c434453(rng: random.Random) -> tuple[Grid, Grid]:
    """Rings of eight cells become pluses of colour 2; other figures stay."""
    height, width = _sized(rng, 8)
    bg, mark = hues(rng, 2, 2)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    plus = {(1, 1), (0, 1), (2, 1), (1, 0), (1, 2)}
    for spot in places(rng, height, width, [(3, 3)] * rng.randint(1, 9)):
        if rng.random() < 0.5:
            put(grid, outline(3, 3), mark, spot)
            put(out, plus, 2, spot)
        else:
            other = plus if rng.random() < 0.5 else outline(3, 3) - {(0, 0), (1, 0)}
            put(grid, other, mark, spot)
            put(out, other, mark, spot)
    return frozen(grid), frozen(out)


def gen_3ac3eb23(rng: random.Random) -> tuple[Grid, Grid]:
    """Below cells of the top row: a zigzag, corners on every other row."""
    bg, *colours = hues(rng, rng.randint(2, 6))
    width, height = rng.randint(3, 30), 2 * rng.randint(2, 15)
    grid = blank(height, width, bg)
    columns = range(rng.randint(1, 2), width - 1, 4)
    marks = [(j, rng.choice(colours)) for j in columns]
    out = copied(grid)
    for j, colour in marks:
        grid[0][j] = colour
        for i in range(height):
            put(out, [(i, j)] if i % 2 == 0 else [(i, j - 1), (i, j + 1)], colour)
    return frozen(grid), frozen(out)


def gen_10fcaaa3(rng: random.Random) -> tuple[Grid, Grid]:
    """Four copies of the grid; free cells at the corners of marks become 8."""
    bg, mark = hues(rng, 2, 8)
    height, width = rng.randint(2, 15), rng.randint(2, 15)
    grid = blank(height, width, bg)
    put(grid, scattered(rng, height, width, rng.randint(1, 3)), mark)
    out = stacked(beside(grid, grid), beside(grid, grid))
    marks = [(i, j) for i, row in enumerate(out) for j, c in enumerate(row) if c == mark]
    near: Cells = set().union(*(diagonals(spot) for spot in marks))
    put(out, [c for c in near if inside(out, c) and out[c[0]][c[1]] == bg], 8)
    return frozen(grid), frozen(out)


def gen_f5b8619d(rng: random.Random) -> tuple[Grid, Grid]:
    """Free cells in columns with a mark become 8; four copies of the result."""
    side, mark = rng.randint(2, 15), hues(rng, 1, 0, 8)[0]
    grid = blank(side, side, 0)
    put(grid, rng.sample(sorted(rectangle(side, side)), rng.randint(1, max(1, side - 1))), mark)
    columns = [any(row[j] == mark for row in grid) for j in range(side)]
    part = [[8 if c == 0 and columns[j] else c for j, c in enumerate(row)] for row in grid]
    return frozen(grid), frozen(stacked(beside(part, part), beside(part, part)))


def gen_25ff71a9(rng: random.Random) -> tuple[Grid, Grid]:
    """The figure goes one step down."""
    height, width = rng.randint(3, 30), rng.randint(3, 30)
    bg, mark = hues(rng, 2)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    wide = rng.randint(1, width // 2)
    at = rng.randint(0, height - 3), rng.randint(0, width - wide)
    cells = {(0, j) for j in range(wide)} | {(1, rng.randrange(wide))}
    put(grid, cells, mark, at)
    put(out, cells, mark, (at[0] + 1, at[1]))
    return frozen(grid), frozen(out)


def gen_dc433765(rng: random.Random) -> tuple[Grid, Grid]:
    """Cell 3 goes one step towards cell 4."""
    height, width = rng.randint(3, 30), rng.randint(3, 30)
    bg = hues(rng, 1, 3, 4)[0]
    i, j = rng.randrange(height), rng.randrange(width)
    a, b = rng.choice([(0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)])
    reach = rng.randint(2, 9)
    grid = blank(height, width, bg)
    if not inside(grid, (i + a * reach, j + b * reach)):
        return gen_dc433765(rng)
    out: Rows = copied(grid)
    for rows, start in ((grid, 0), (out, 1)):
        rows[i + a * start][j + b * start] = 3
        rows[i + a * reach][j + b * reach] = 4
    return frozen(grid), frozen(out)
