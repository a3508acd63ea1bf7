"""Tasks that change colours by size, order, place or neighbours."""

import random

from instances.common import (
    Grid,
    blank,
    blob,
    copied,
    diagonals,
    frozen,
    hues,
    inside,
    noise,
    orthogonals,
    places,
    put,
    rectangle,
    scattered,
    turned,
)

__all__: list[str] = []


def _sized(rng: random.Random, low: int = 8) -> tuple[int, int]:
    return rng.randint(low, 30), rng.randint(low, 30)


def gen_b1948b0a(rng: random.Random) -> tuple[Grid, Grid]:
    """6 becomes 2, whatever the other colour is."""
    height, width = rng.randint(2, 30), rng.randint(2, 30)
    grid = noise(rng, height, width, [6, *hues(rng, 1, 2, 6)])
    return frozen(grid), frozen([2 if c == 6 else c for c in row] for row in grid)


def gen_d511f180(rng: random.Random) -> tuple[Grid, Grid]:
    """5 and 8 change places."""
    grid = noise(rng, rng.randint(2, 30), rng.randint(2, 30), [5, 8, *hues(rng, 6)])
    out = [[{5: 8, 8: 5}.get(c, c) for c in row] for row in grid]
    return frozen(grid), frozen(out)


def gen_0d3d703e(rng: random.Random) -> tuple[Grid, Grid]:
    """A fixed exchange of four pairs of colours."""
    grid = noise(rng, rng.randint(2, 30), rng.randint(2, 30), [1, 2, 3, 4, 5, 6, 8, 9])
    table = {1: 5, 5: 1, 2: 6, 6: 2, 3: 4, 4: 3, 8: 9, 9: 8}
    return frozen(grid), frozen([table[c] for c in row] for row in grid)


def gen_08ed6ac7(rng: random.Random) -> tuple[Grid, Grid]:
    """Four bars from the floor: 1 for the tallest to 4 for the smallest."""
    height = rng.randint(6, 30)
    bg, mark = hues(rng, 2, 1, 2, 3, 4)
    width = rng.randint(9, 30)
    if width * height <= 9 * height:
        width = 10
    grid, out = blank(height, width, bg), blank(height, width, bg)
    columns = rng.sample(range(0, width, 2), 4)
    lengths = sorted(rng.sample(range(1, height + 1), 4), reverse=True)
    for k, (j, length) in enumerate(zip(columns, lengths, strict=True)):
        bar = [(i, j) for i in range(height - length, height)]
        put(grid, bar, mark)
        put(out, bar, k + 1)
    return frozen(grid), frozen(out)


def gen_a61f2674(rng: random.Random) -> tuple[Grid, Grid]:
    """Of the bars on the floor the tallest becomes 1, the smallest 2, the others go."""
    height, width = _sized(rng)
    bg, mark = hues(rng, 2, 1, 2)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    columns = range(rng.randint(0, 1), width, 2)
    lengths = [rng.randint(2, height - 2) for _ in columns]
    tall, small = rng.sample(range(len(columns)), 2)
    lengths[tall], lengths[small] = height - 1, 1
    for k, (j, length) in enumerate(zip(columns, lengths, strict=True)):
        bar = [(i, j) for i in range(height - length, height)]
        put(grid, bar, mark)
        put(out, bar, {tall: 1, small: 2}.get(k, bg))
    return frozen(grid), frozen(out)


def _by_size(rng: random.Random, table: dict[int, int]) -> tuple[Grid, Grid]:
    """Figures get the colour that the table names for their number of cells."""
    height, width = _sized(rng)
    bg, mark = hues(rng, 2, *table.values())
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for spot in places(rng, height, width, [(3, 3)] * rng.randint(2, 12)):
        cells = blob(rng, 3, 3, rng.choice(sorted(table)))
        put(grid, cells, mark, spot)
        put(out, cells, table[len(cells)], spot)
    return frozen(grid), frozen(out)


def gen_6e82a1ae(rng: random.Random) -> tuple[Grid, Grid]:
    """Figures of 4, 3 and 2 cells become 1, 2 and 3."""
    return _by_size(rng, {4: 1, 3: 2, 2: 3})


def gen_e8593010(rng: random.Random) -> tuple[Grid, Grid]:
    """Figures of 3, 2 and 1 cells become 1, 2 and 3."""
    return _by_size(rng, {3: 1, 2: 2, 1: 3})


def gen_d2abd087(rng: random.Random) -> tuple[Grid, Grid]:
    """Figures of six cells become 2, all others 1."""
    return _by_size(rng, {6: 2, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 7: 1, 8: 1})


def gen_67385a82(rng: random.Random) -> tuple[Grid, Grid]:
    """Figures of three or more cells become 8, smaller ones stay."""
    height, width = rng.randint(3, 30), rng.randint(3, 30)
    bg, mark = 0, hues(rng, 1, 0, 8)[0]
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for spot in places(rng, height, width, [(3, 3)] * rng.randint(1, 30)):
        cells = blob(rng, 3, 3, rng.randint(1, 6))
        put(grid, cells, mark, spot)
        put(out, cells, 8 if len(cells) > 2 else mark, spot)
    return frozen(grid), frozen(out)


def gen_2204b7a8(rng: random.Random) -> tuple[Grid, Grid]:
    """Marks take the colour of the nearer of the two walls."""
    height, width = rng.randint(4, 30), 2 * rng.randint(3, 15)
    bg, mark, left, right = hues(rng, 4)
    grid = [[left] + [bg] * (width - 2) + [right] for _ in range(height)]
    out = copied(grid)
    for _ in range(rng.randint(1, height * width // 8)):
        i, j = rng.randrange(height), rng.randint(1, width - 2)
        grid[i][j], out[i][j] = mark, left if j < width // 2 else right
    first, second = turned(rng, grid, out)
    return first, second


def gen_85c4e7cd(rng: random.Random) -> tuple[Grid, Grid]:
    """Nested rings take their colours in the opposite order."""
    rings = hues(rng, rng.randint(2, 10))
    grid, out = blank(0, 0, 0), blank(0, 0, 0)
    side = 2 * len(rings)
    for rows, order in ((grid, rings), (out, rings[::-1])):
        rows.extend(blank(side, side, 0))
        for k, colour in enumerate(order):
            put(rows, rectangle(side - 2 * k, side - 2 * k), colour, (k, k))
    return frozen(grid), frozen(out)


def gen_bda2d7a6(rng: random.Random) -> tuple[Grid, Grid]:
    """Each colour of the nested rings passes to the next one inwards, the last to the first."""
    palette = hues(rng, rng.choice([2, 3]))
    depth = len(palette) + rng.randint(0, 1)
    rings = [palette[k % len(palette)] for k in range(depth)]
    after = dict(zip(palette, palette[-1:] + palette[:-1], strict=True))
    side = 2 * depth + rng.randint(0, 2)
    grid = blank(side, side, rings[0])
    for k, colour in enumerate(rings):
        put(grid, rectangle(side - 2 * k, side - 2 * k), colour, (k, k))
    return frozen(grid), frozen([after[c] for c in row] for row in grid)


def gen_d406998b(rng: random.Random) -> tuple[Grid, Grid]:
    """Marks in every second column, counted from the right, become 3."""
    height, width = rng.randint(2, 12), rng.randint(4, 30)
    bg, mark = hues(rng, 2, 3)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for j in range(width):
        i = rng.randrange(height) if height > 2 else rng.choice([0, 1])
        grid[i][j] = mark
        out[i][j] = 3 if (width - 1 - j) % 2 == 0 else mark
    return (frozen(grid), frozen(out)) if height > 2 else gen_d406998b(rng)


def gen_f8ff0b80(rng: random.Random) -> tuple[Grid, Grid]:
    """The colours of the figures in one column, most cells first."""
    height, width = _sized(rng, 12)
    bg, *colours = hues(rng, 4)
    sizes = sorted(rng.sample(range(2, 12), 3), reverse=True)
    grid = blank(height, width, bg)
    figures = [blob(rng, 4, 4, size) for size in sizes]
    if [len(cells) for cells in figures] != sizes:
        return gen_f8ff0b80(rng)
    spots = places(rng, height, width, [(4, 4)] * 3)
    if len(spots) < 3:
        return gen_f8ff0b80(rng)
    for cells, colour, spot in zip(figures, colours, spots, strict=True):
        put(grid, cells, colour, spot)
    return frozen(grid), tuple((c,) for c in colours)


def gen_9565186b(rng: random.Random) -> tuple[Grid, Grid]:
    """All but the most frequent colour becomes 5."""
    most, *others = hues(rng, rng.randint(2, 5), 5)
    height, width = rng.randint(2, 30), rng.randint(2, 30)
    grid = blank(height, width, most)
    spots = rng.sample(sorted(rectangle(height, width)), (height * width - 1) // 2)
    for i, j in spots:
        grid[i][j] = rng.choice(others)
    return frozen(grid), frozen([c if c == most else 5 for c in row] for row in grid)


def gen_44f52bb0(rng: random.Random) -> tuple[Grid, Grid]:
    """One cell: 1 if left and right halves mirror each other, else 7."""
    height, width = rng.randint(2, 30), rng.randint(2, 30)
    grid = noise(rng, height, width, hues(rng, 2))
    if rng.random() < 0.5:
        grid = [row[: (width + 1) // 2] + row[: width // 2][::-1] for row in grid]
    return frozen(grid), ((1 if all(row == row[::-1] for row in grid) else 7,),)


def gen_7f4411dc(rng: random.Random) -> tuple[Grid, Grid]:
    """Rectangles stay, single cells of noise in the same colour go."""
    height, width = _sized(rng)
    bg, mark = hues(rng, 2)
    grid = blank(height, width, bg)
    sizes = [(rng.randint(2, 6), rng.randint(2, 6)) for _ in range(rng.randint(1, 4))]
    for (tall, wide), spot in zip(sizes, places(rng, height, width, sizes, 2), strict=False):
        put(grid, rectangle(tall, wide), mark, spot)
    out = copied(grid)
    for i, j in scattered(rng, height, width, rng.randint(1, 15)):
        near = [c for c in orthogonals((i, j)) | diagonals((i, j)) if inside(grid, c)]
        if all(grid[a][b] == bg for a, b in near):
            grid[i][j] = mark if grid[i][j] == bg else grid[i][j]
    if 2 * sum(row.count(mark) for row in grid) >= height * width:
        return gen_7f4411dc(rng)
    return frozen(grid), frozen(out)


def gen_d90796e8(rng: random.Random) -> tuple[Grid, Grid]:
    """A 3 beside a 2 becomes 8, and the 2 goes; others stay."""
    height, width = _sized(rng, 4)
    bg, *colours = hues(rng, rng.randint(1, 4), 2, 3, 8)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for i, j in places(rng, height, width, [(2, 2)] * rng.randint(1, 12)):
        if rng.random() < 0.5:
            a, b = rng.choice([(0, 1), (1, 0)])
            two, three = rng.choice([((i, j), (i + a, j + b)), ((i + a, j + b), (i, j))])
            put(grid, [two], 2)
            put(grid, [three], 3)
            put(out, [three], 8)
        else:
            colour = rng.choice([2, 3, *colours])
            grid[i][j] = out[i][j] = colour
    return frozen(grid), frozen(out)


def gen_9af7a82c(rng: random.Random) -> tuple[Grid, Grid]:
    """One column per colour, most cells first, hanging from the top, padded with 0."""
    colours = hues(rng, rng.randint(2, 6), 0)
    counts = sorted(rng.sample(range(1, 15), len(colours)), reverse=True)
    total = sum(counts)
    width = next((w for w in (6, 5, 4, 3, 2) if total % w == 0 and total // w > 1), 0)
    if not width:
        return gen_9af7a82c(rng)
    cells = [c for c, n in zip(colours, counts, strict=True) for _ in range(n)]
    rng.shuffle(cells)
    grid = [cells[k : k + width] for k in range(0, total, width)]
    out = [
        [c if i < n else 0 for c, n in zip(colours, counts, strict=True)] for i in range(counts[0])
    ]
    return frozen(grid), frozen(out)


def gen_a3325580(rng: random.Random) -> tuple[Grid, Grid]:
    """Columns in the colours of the largest figures, left to right, as high as their size."""
    height, width = _sized(rng, 10)
    bg, *colours = hues(rng, rng.randint(3, 7))
    size, best = rng.randint(3, 7), rng.randint(1, 2)
    sizes = [size if k < best else rng.randint(1, size - 1) for k in range(len(colours))]
    figures = [blob(rng, 3, 3, n) for n in sizes]
    spots = places(rng, height, width, [(3, 3)] * len(colours))
    if [len(cells) for cells in figures] != sizes or len(spots) < best:
        return gen_a3325580(rng)
    if len({j for _, j in spots[:best]}) < best:
        return gen_a3325580(rng)
    grid = blank(height, width, bg)
    for cells, colour, spot in zip(figures, colours, spots, strict=False):
        put(grid, cells, colour, spot)
    row = [c for _, c in sorted((spots[k][1], colours[k]) for k in range(best))]
    return frozen(grid), frozen([row] * size)


def gen_5614dbcf(rng: random.Random) -> tuple[Grid, Grid]:
    """Nine squares, each with a few foreign cells, become one cell each."""
    side = rng.randint(3, 9)
    odd, *colours = hues(rng, 10)
    out = [[rng.choice(colours) for _ in range(3)] for _ in range(3)]
    grid = blank(3 * side, 3 * side, 0)
    for i, j in rectangle(3, 3):
        put(grid, rectangle(side, side), out[i][j], (i * side, j * side))
        flaws = rng.sample(sorted(rectangle(side, side)), rng.randint(0, side))
        put(grid, flaws, odd, (i * side, j * side))
    return frozen(grid), frozen(out)
