"""Tasks about where things lie: which one it is, where it goes, what stands beside it."""

import random

from instances.common import (
    Cells,
    Grid,
    blank,
    blob,
    copied,
    frozen,
    hues,
    noise,
    outline,
    places,
    put,
    rectangle,
    ring,
    scattered,
    turned,
    upscaled,
)

__all__: list[str] = []


def _sized(rng: random.Random, low: int = 8) -> tuple[int, int]:
    return rng.randint(low, 30), rng.randint(low, 30)


def gen_1190e5a7(rng: random.Random) -> tuple[Grid, Grid]:
    """A net of lines: one background cell per pane."""
    height, width = _sized(rng)
    bg, line = hues(rng, 2)
    rows = sorted(rng.sample(range(1, height - 1, 2), rng.randint(1, height // 5)))
    columns = sorted(rng.sample(range(1, width - 1, 2), rng.randint(1, width // 5)))
    grid = blank(height, width, bg)
    put(grid, (c for c in rectangle(height, width) if c[0] in rows or c[1] in columns), line)
    return frozen(grid), frozen(blank(len(rows) + 1, len(columns) + 1, bg))


def gen_23b5c85d(rng: random.Random) -> tuple[Grid, Grid]:
    """Cut out the smallest rectangle."""
    height, width = _sized(rng, 10)
    bg, *colours = hues(rng, rng.randint(3, 6))
    sizes = sorted(
        {(t * w, t, w) for t, w in ((rng.randint(2, 6), rng.randint(2, 6)) for _ in colours)}
    )
    if len(sizes) < 2 or sizes[0][0] == sizes[1][0]:
        return gen_23b5c85d(rng)
    boxes = [(tall, wide) for _, tall, wide in sizes]
    grid = blank(height, width, bg)
    for colour, box, at in zip(colours, boxes, places(rng, height, width, boxes), strict=False):
        put(grid, rectangle(*box), colour, at)
    if 2 * sum(row.count(bg) for row in grid) <= height * width:
        return gen_23b5c85d(rng)
    return frozen(grid), frozen(blank(*boxes[0], colours[0]))


def gen_25d8a9c8(rng: random.Random) -> tuple[Grid, Grid]:
    """One-coloured rows become 5, all others 0."""
    height, width = rng.randint(2, 30), rng.randint(2, 30)
    colours = hues(rng, rng.randint(2, 6))
    grid = [
        [rng.choice(colours)] * width if rng.random() < 0.5 else noise(rng, 1, width, colours)[0]
        for _ in range(height)
    ]
    return frozen(grid), frozen([5 if len(set(row)) == 1 else 0] * width for row in grid)


def gen_4347f46a(rng: random.Random) -> tuple[Grid, Grid]:
    """Solid rectangles become hollow."""
    height, width = _sized(rng)
    bg, *colours = hues(rng, rng.randint(2, 6))
    sizes = [(rng.randint(3, 7), rng.randint(3, 7)) for _ in colours]
    grid, out = blank(height, width, bg), blank(height, width, bg)
    spots = places(rng, height, width, sizes)
    for colour, (tall, wide), spot in zip(colours, sizes, spots, strict=False):
        put(grid, rectangle(tall, wide), colour, spot)
        put(out, outline(tall, wide), colour, spot)
    if 2 * sum(row.count(bg) for row in grid) <= height * width:
        return gen_4347f46a(rng)
    return frozen(grid), frozen(out)


def gen_49d1d64f(rng: random.Random) -> tuple[Grid, Grid]:
    """Every edge is doubled outwards; the four new corners are 0."""
    height, width = rng.randint(2, 28), rng.randint(2, 28)
    grid = noise(rng, height, width, hues(rng, rng.randint(2, 8), 0))
    out = [[row[0], *row, row[-1]] for row in (grid[0], *grid, grid[-1])]
    put(out, [(0, 0), (0, width + 1), (height + 1, 0), (height + 1, width + 1)], 0)
    return frozen(grid), frozen(out)


def gen_5582e5ca(rng: random.Random) -> tuple[Grid, Grid]:
    """The whole grid in its most frequent colour."""
    height, width = rng.randint(2, 30), rng.randint(2, 30)
    colours = hues(rng, rng.randint(2, 6))
    grid = noise(rng, height, width, [*colours, colours[0]])
    flat = sorted(sum(row.count(c) for row in grid) for c in colours)
    if flat[-1] == flat[-2]:
        return gen_5582e5ca(rng)
    most = max(colours, key=lambda c: sum(row.count(c) for row in grid))
    return frozen(grid), frozen(blank(height, width, most))


def gen_a61ba2ce(rng: random.Random) -> tuple[Grid, Grid]:
    """Four three-cell corners are set together to a ring."""
    height, width = _sized(rng, 10)
    bg, *colours = hues(rng, 5)
    spots = places(rng, height, width, [(2, 2)] * 4)
    grid, out = blank(height, width, bg), blank(4, 4, bg)
    corners = [(0, 0), (0, 1), (1, 0), (1, 1)]
    for colour, spot, (i, j) in zip(colours, spots, corners, strict=True):
        cells = rectangle(2, 2) - {(1 - i, 1 - j)}
        put(grid, cells, colour, spot)
        put(out, cells, colour, (2 * i, 2 * j))
    return frozen(grid), frozen(out)


def gen_a85d4709(rng: random.Random) -> tuple[Grid, Grid]:
    """Each row in the colour that the place of its mark names: 2, 4 or 3."""
    chosen = [rng.randrange(3) for _ in range(3)]
    bg, mark = hues(rng, 2, 2, 3, 4)
    grid = [[mark if j == place else bg for j in range(3)] for place in chosen]
    return frozen(grid), frozen([(2, 4, 3)[place]] * 3 for place in chosen)


def gen_a79310a0(rng: random.Random) -> tuple[Grid, Grid]:
    """The figure goes one step down and becomes 2."""
    height, width = _sized(rng, 5)
    bg, mark = hues(rng, 2, 2)
    cells = blob(rng, height // 2, width // 2, rng.randint(1, height * width // 5))
    grid, out = blank(height, width, bg), blank(height, width, bg)
    at = rng.randint(0, height - height // 2 - 1), rng.randint(0, width - width // 2)
    put(grid, cells, mark, at)
    put(out, cells, 2, (at[0] + 1, at[1]))
    return frozen(grid), frozen(out)


def gen_aabf363d(rng: random.Random) -> tuple[Grid, Grid]:
    """The figure takes the colour of the cell in the corner, which goes."""
    height, width = _sized(rng, 6)
    bg, mark, colour = hues(rng, 3)
    tall, wide = height - 3, width - 3
    cells = blob(rng, tall, wide, rng.randint(3, max(3, tall * wide // 3)))
    grid, out = blank(height, width, bg), blank(height, width, bg)
    grid[-1][0] = colour
    put(grid, cells, mark, (1, 2))
    put(out, cells, colour, (1, 2))
    return frozen(grid), frozen(out)


def gen_b6afb2da(rng: random.Random) -> tuple[Grid, Grid]:
    """Rectangles: 2 inside, 4 along the sides, 1 at the corners."""
    height, width = _sized(rng)
    bg, mark = hues(rng, 2, 1, 2, 4)
    sizes = [(rng.randint(3, 6), rng.randint(3, 6)) for _ in range(rng.randint(1, 5))]
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for (tall, wide), (i, j) in zip(sizes, places(rng, height, width, sizes), strict=False):
        put(grid, rectangle(tall, wide), mark, (i, j))
        put(out, outline(tall, wide), 4, (i, j))
        put(out, [(a, b) for a in (0, tall - 1) for b in (0, wide - 1)], 1, (i, j))
        put(out, rectangle(tall - 2, wide - 2), 2, (i + 1, j + 1))
    if 2 * sum(row.count(bg) for row in grid) <= height * width:
        return gen_b6afb2da(rng)
    return frozen(grid), frozen(out)


def gen_c8f0f002(rng: random.Random) -> tuple[Grid, Grid]:
    """7 becomes 5."""
    grid = noise(rng, rng.randint(2, 30), rng.randint(2, 30), [7, *hues(rng, 3, 5, 7)])
    return frozen(grid), frozen([5 if c == 7 else c for c in row] for row in grid)


def gen_ce22a75a(rng: random.Random) -> tuple[Grid, Grid]:
    """Each mark grows to a block of colour 1, three by three."""
    tall, wide = rng.randint(2, 10), rng.randint(2, 10)
    bg, mark = hues(rng, 2, 1)
    grid, out = blank(3 * tall, 3 * wide, bg), blank(3 * tall, 3 * wide, bg)
    count = rng.randint(1, tall * wide // 2)
    for i, j in rng.sample(sorted(rectangle(tall, wide)), count):
        put(grid, [(1, 1)], mark, (3 * i, 3 * j))
        put(out, rectangle(3, 3), 1, (3 * i, 3 * j))
    return frozen(grid), frozen(out)


def gen_d0f5fe59(rng: random.Random) -> tuple[Grid, Grid]:
    """A diagonal with as many cells as there are figures."""
    height, width = _sized(rng)
    bg, mark = hues(rng, 2)
    grid = blank(height, width, bg)
    spots = places(rng, height, width, [(3, 3)] * rng.randint(1, 9))
    for spot in spots:
        put(grid, blob(rng, 3, 3, rng.randint(1, 7)), mark, spot)
    count = len(spots)
    out = [[mark if i == j else bg for j in range(count)] for i in range(count)]
    return frozen(grid), frozen(out)


def gen_9172f3a0(rng: random.Random) -> tuple[Grid, Grid]:
    """Every cell becomes three by three."""
    grid = noise(rng, rng.randint(1, 10), rng.randint(1, 10), hues(rng, rng.randint(2, 10)))
    return frozen(grid), frozen(upscaled(grid, 3))


def gen_b9b7f026(rng: random.Random) -> tuple[Grid, Grid]:
    """One cell in the colour of the rectangle with a hole."""
    height, width = _sized(rng, 10)
    bg, *colours = hues(rng, rng.randint(3, 7))
    sizes = [(rng.randint(3, 6), rng.randint(3, 6)) for _ in colours]
    grid = blank(height, width, bg)
    spots = places(rng, height, width, sizes)
    for colour, (tall, wide), spot in zip(colours, sizes, spots, strict=False):
        put(grid, rectangle(tall, wide), colour, spot)
    tall, wide = sizes[0]
    a, b = rng.randint(1, tall - 2), rng.randint(1, wide - 2)
    put(grid, rectangle(a, b), bg, (spots[0][0] + 1, spots[0][1] + 1))
    if 2 * sum(row.count(bg) for row in grid) <= height * width:
        return gen_b9b7f026(rng)
    return frozen(grid), ((colours[0],),)


def gen_d9fac9be(rng: random.Random) -> tuple[Grid, Grid]:
    """One cell in the colour that the single closed ring surrounds."""
    height, width = _sized(rng, 6)
    bg, a, b = hues(rng, 3)
    grid = blank(height, width, bg)
    at = rng.randint(1, height - 4), rng.randint(1, width - 4)
    put(grid, outline(3, 3), a, at)
    put(grid, [(1, 1)], b, at)
    apart = outline(5, 5)
    for i, j in scattered(rng, height, width, rng.randint(2, 10)):
        near = (i - at[0], j - at[1])
        if near not in rectangle(3, 3) and (near[0] + 1, near[1] + 1) not in apart:
            grid[i][j] = rng.choice([a, b])
    return frozen(grid), ((b,),)


def gen_4258a5f9(rng: random.Random) -> tuple[Grid, Grid]:
    """A ring of 1 round every mark."""
    height, width = rng.randint(3, 30), rng.randint(3, 30)
    bg, mark = hues(rng, 2, 1)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for spot in scattered(rng, height, width, rng.randint(1, 12), gap=2):
        put(grid, [spot], mark)
        put(out, [spot], mark)
        put(out, ring(spot), 1)
    return frozen(grid), frozen(out)


def gen_1e0a9b12(rng: random.Random) -> tuple[Grid, Grid]:
    """All cells fall to the floor."""
    height, width = rng.randint(3, 30), rng.randint(3, 30)
    bg, *colours = hues(rng, rng.randint(2, 9))
    grid = [
        [rng.choice(colours) if rng.random() < 0.3 else bg for _ in range(width)]
        for _ in range(height)
    ]
    out = blank(height, width, bg)
    for j in range(width):
        fallen = [row[j] for row in grid if row[j] != bg]
        for k, colour in enumerate(fallen):
            out[height - len(fallen) + k][j] = colour
    return frozen(grid), frozen(out)


def gen_88a10436(rng: random.Random) -> tuple[Grid, Grid]:
    """The single cell makes room for a copy of the figure, centred there."""
    height, width = _sized(rng)
    bg, mark, *colours = hues(rng, rng.randint(4, 6))
    figure = noise(rng, 3, 3, [bg, *colours])
    figure[1] = [colours[0], colours[1], colours[0]]
    figure[0][1] = figure[2][1] = colours[0]
    spots = places(rng, height, width, [(3, 3), (3, 3)])
    if len(spots) < 2:
        return gen_88a10436(rng)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for rows, (i, j) in ((grid, spots[0]), (out, spots[0]), (out, spots[1])):
        for k, row in enumerate(figure):
            rows[i + k][j : j + 3] = row
    grid[spots[1][0] + 1][spots[1][1] + 1] = mark
    return frozen(grid), frozen(out)


def gen_928ad970(rng: random.Random) -> tuple[Grid, Grid]:
    """A frame in the figure's colour just inside the four marks."""
    height, width = rng.randint(12, 30), rng.randint(12, 30)
    bg, mark, colour = hues(rng, 3)
    top, left = rng.randint(0, height - 12), rng.randint(0, width - 12)
    tall, wide = rng.randint(10, height - top), rng.randint(10, width - left)
    grid = blank(height, width, bg)
    figure = rng.randint(2, tall - 6), rng.randint(2, wide - 6)
    cells: Cells = outline(*figure) if rng.random() < 0.5 else rectangle(*figure)
    put(grid, cells, colour, (top + rng.randint(2, 3), left + rng.randint(2, 3)))
    a, b = rng.randint(1, tall - 2), rng.randint(1, wide - 2)
    put(grid, [(0, b), (tall - 1, b), (a, 0), (a, wide - 1)], mark, (top, left))
    out = copied(grid)
    put(out, outline(tall - 2, wide - 2), colour, (top + 1, left + 1))
    if sum(row.count(colour) for row in grid) < 5:
        return gen_928ad970(rng)
    return frozen(grid), frozen(out)


def gen_39a8645d(rng: random.Random) -> tuple[Grid, Grid]:
    """The figure that occurs most often."""
    height, width = rng.randint(14, 30), rng.randint(14, 30)
    bg, *colours = hues(rng, 4)
    base = {(0, 0), (2, 2)}
    figures = [base | set(rng.sample(sorted(ring((1, 1)) - base), 2)) | {(1, 1)} for _ in colours]
    counts = [rng.randint(3, 4), rng.randint(1, 2), rng.randint(1, 2)]
    order = [k for k, n in enumerate(counts) for _ in range(n)]
    spots = places(rng, height, width, [(3, 3)] * len(order))
    if len(spots) < len(order):
        return gen_39a8645d(rng)
    grid, out = blank(height, width, bg), blank(3, 3, bg)
    for k, spot in zip(order, spots, strict=True):
        put(grid, figures[k], colours[k], spot)
    put(out, figures[0], colours[0])
    return frozen(grid), frozen(out)


def gen_3bdb4ada(rng: random.Random) -> tuple[Grid, Grid]:
    """Bars three cells thick: every second cell of the middle row goes."""
    height, width = _sized(rng)
    bg, *colours = hues(rng, rng.randint(2, 5))
    grid = blank(height, width, bg)
    top = rng.randint(0, 2)
    out = copied(grid)
    for colour in colours:
        if top + 3 > height:
            break
        left = rng.randint(0, width - 4)
        wide = rng.randint(3, width - left)
        for rows in (grid, out):
            put(rows, rectangle(3, wide), colour, (top, left))
        put(out, [(1, j) for j in range(1, wide, 2)], bg, (top, left))
        top += rng.randint(4, 7)
    if 2 * sum(row.count(bg) for row in grid) <= height * width:
        return gen_3bdb4ada(rng)
    return frozen(grid), frozen(out)


def gen_de1cd16c(rng: random.Random) -> tuple[Grid, Grid]:
    """One cell in the colour of the area with the most foreign cells."""
    height, width = rng.randint(10, 30), rng.randint(10, 30)
    mark, *colours = hues(rng, 4)
    row, column = rng.randint(4, height - 5), rng.randint(4, width - 5)
    areas = [(0, 0, row, column), (0, column, row, width - column), (row, 0, height - row, width)]
    grid = blank(height, width, mark)
    counts = rng.sample(range(6), 3)
    for colour, (top, left, tall, wide), count in zip(colours, areas, counts, strict=True):
        put(grid, rectangle(tall, wide), colour, (top, left))
        inner = scattered(rng, tall, wide, count, edge=1)
        if len(inner) < count:
            return gen_de1cd16c(rng)
        put(grid, inner, mark, (top, left))
    first, second = turned(rng, grid, [[colours[counts.index(max(counts))]]])
    return first, second


def gen_80af3007(rng: random.Random) -> tuple[Grid, Grid]:
    """A big figure of three by three blocks: it shrunk, wherever its own cells are set."""
    bg, mark = hues(rng, 2)
    base = noise(rng, 3, 3, [bg, mark])
    base[0][0] = base[2][2] = mark
    out = blank(9, 9, bg)
    for i, j in rectangle(9, 9):
        if base[i // 3][j // 3] == base[i % 3][j % 3] == mark:
            out[i][j] = mark
    height, width = rng.randint(14, 30), rng.randint(14, 30)
    grid = blank(height, width, bg)
    at = rng.randint(0, height - 9), rng.randint(0, width - 9)
    for i, row in enumerate(upscaled(base, 3)):
        grid[at[0] + i][at[1] : at[1] + 9] = row
    return frozen(grid), frozen(out)
