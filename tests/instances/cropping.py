"""Tasks whose answer is a part of the input, or a small picture made from one part."""

import random

from instances.common import (
    Cells,
    Grid,
    Rows,
    beside,
    blank,
    blob,
    copied,
    cropped,
    flipped,
    frozen,
    hues,
    mirrored,
    noise,
    outline,
    places,
    put,
    rectangle,
    stacked,
    transposed,
    turned,
    upscaled,
)

__all__: list[str] = []


def _box(cells: Cells) -> tuple[int, int]:
    return max(i for i, _ in cells) + 1, max(j for _, j in cells) + 1


def _patched(rng: random.Random, patch: Rows, bg: int, high: int = 30) -> Rows:
    """The patch somewhere on an otherwise empty, clearly larger grid."""
    height, width = len(patch), len(patch[0])
    tall = rng.randint(min(2 * height + 1, high), high)
    wide = rng.randint(min(2 * width + 1, high), high)
    grid = blank(tall, wide, bg)
    top, left = rng.randint(0, tall - height), rng.randint(0, wide - width)
    for i, row in enumerate(patch):
        grid[top + i][left : left + width] = row
    return grid


def _shape(rng: random.Random, bg: int, colours: list[int], high: int = 8) -> Rows:
    """A connected figure in a tight box of random size, on the background."""
    height, width = rng.randint(2, high), rng.randint(2, high)
    cells = blob(rng, height, width, rng.randint(3, max(3, height * width - 1)))
    tall, wide = _box(cells)
    patch = blank(tall, wide, bg)
    for i, j in sorted(cells):
        patch[i][j] = rng.choice(colours)
    return patch


def gen_1cf80156(rng: random.Random) -> tuple[Grid, Grid]:
    """Cut out the only figure."""
    bg, colour = hues(rng, 2)
    patch = _shape(rng, bg, [colour], 12)
    return frozen(_patched(rng, patch, bg)), frozen(patch)


def gen_28bf18c6(rng: random.Random) -> tuple[Grid, Grid]:
    """The only figure, twice side by side."""
    bg, colour = hues(rng, 2)
    patch = _shape(rng, bg, [colour], 12)
    return frozen(_patched(rng, patch, bg)), frozen(beside(patch, patch))


def gen_f25fbde4(rng: random.Random) -> tuple[Grid, Grid]:
    """The only figure, twice as large."""
    bg, colour = hues(rng, 2)
    patch = _shape(rng, bg, [colour], 12)
    return frozen(_patched(rng, patch, bg)), frozen(upscaled(patch, 2))


def gen_7468f01a(rng: random.Random) -> tuple[Grid, Grid]:
    """The only rectangle, mirrored left to right."""
    bg, a, b = hues(rng, 3)
    patch = noise(rng, rng.randint(2, 12), rng.randint(2, 12), [a, a, b])
    return frozen(_patched(rng, patch, bg)), frozen(mirrored(patch))


def gen_2013d3e2(rng: random.Random) -> tuple[Grid, Grid]:
    """The upper left quarter of a figure that looks the same from all four sides."""
    bg, *colours = hues(rng, rng.randint(3, 5))
    half = rng.randint(2, 6)
    quarter = noise(rng, half, half, [bg, *colours])
    quarter[0][-1], quarter[-1][0] = colours[0], colours[0]
    top = beside(quarter, mirrored(quarter))
    return frozen(_patched(rng, stacked(top, flipped(top)), bg)), frozen(quarter)


def gen_b94a9452(rng: random.Random) -> tuple[Grid, Grid]:
    """A square inside a square: cut out, the two colours exchanged."""
    bg, a, b = hues(rng, 3)
    height, width = rng.randint(3, 11), rng.randint(3, 11)
    patch, out = blank(height, width, a), blank(height, width, b)
    tall, wide = rng.randint(1, (height - 1) // 2), rng.randint(1, (width - 1) // 2)
    at = rng.randint(1, height - tall - 1), rng.randint(1, width - wide - 1)
    put(patch, rectangle(tall, wide), b, at)
    put(out, rectangle(tall, wide), a, at)
    return frozen(_patched(rng, patch, bg)), frozen(out)


def _figures(rng: random.Random, bg: int, patches: list[Rows], high: int = 30) -> tuple[Rows, int]:
    """A grid with as many of the leading patches as fit apart, and how many that were."""
    height, width = rng.randint(12, high), rng.randint(12, high)
    spots = places(rng, height, width, [(len(p), len(p[0])) for p in patches])
    grid = blank(height, width, bg)
    for (i, j), patch in zip(spots, patches, strict=False):
        for k, row in enumerate(patch):
            grid[i + k][j : j + len(row)] = row
    return grid, len(spots)


def gen_be94b721(rng: random.Random) -> tuple[Grid, Grid]:
    """Cut out the figure with the most cells."""
    bg, *colours = hues(rng, rng.randint(3, 6))
    patches = [_shape(rng, bg, [c], 5) for c in colours]

    def cells(patch: Rows) -> int:
        return sum(c != bg for row in patch for c in row)

    patches.sort(key=cells, reverse=True)
    patches = patches[:1] + [p for p in patches[1:] if cells(p) < cells(patches[0])]
    return frozen(_figures(rng, bg, patches)[0]), frozen(patches[0])


def gen_5117e062(rng: random.Random) -> tuple[Grid, Grid]:
    """Cut out the figure with a foreign cell in it, in its own colour."""
    bg, odd, *colours = hues(rng, rng.randint(4, 7))
    patches = [_shape(rng, bg, [c], 4) for c in colours]
    marked = copied(patches[0])
    full = [(i, j) for i, row in enumerate(marked) for j, c in enumerate(row) if c != bg]
    i, j = rng.choice(full)
    marked[i][j] = odd
    return frozen(_figures(rng, bg, [marked, *patches[1:]])[0]), frozen(patches[0])


def gen_0b148d64(rng: random.Random) -> tuple[Grid, Grid]:
    """Four noisy rectangles in two colours: cut out the one of its own colour."""
    bg, odd, usual = hues(rng, 3)
    height, width = rng.randint(12, 30), rng.randint(12, 30)
    rows = rng.randint(4, height - 7), 0
    cols = rng.randint(4, width - 7), 0
    boxes = [
        (top, left, tall, wide)
        for top, tall in ((0, rows[0]), (rows[0] + 3, height - rows[0] - 3))
        for left, wide in ((0, cols[0]), (cols[0] + 3, width - cols[0] - 3))
    ]
    boxes.sort(key=lambda b: b[2] * b[3])
    grid, out = blank(height, width, bg), blank(0, 0, bg)
    for k, (top, left, tall, wide) in enumerate(boxes):
        colour = usual if k else odd
        patch = noise(rng, tall, wide, [bg, colour, colour])
        for edge in (patch[0], patch[-1]):
            edge[0] = edge[-1] = colour
        out = out or patch
        for i, row in enumerate(patch):
            grid[top + i][left : left + wide] = row
    return frozen(grid), frozen(out)


def gen_90c28cc7(rng: random.Random) -> tuple[Grid, Grid]:
    """A patchwork of one-coloured rectangles becomes one cell per patch."""
    bg, *colours = hues(rng, rng.randint(4, 9))
    height, width = rng.randint(1, 4), rng.randint(1, 4)
    while True:
        out = noise(rng, height, width, colours)
        pairs = [(row[j], row[j + 1]) for row in out for j in range(width - 1)]
        pairs += [(out[i][j], out[i + 1][j]) for i in range(height - 1) for j in range(width)]
        if all(a != b for a, b in pairs):
            break
    tall = [rng.randint(2, 4) for _ in range(height)]
    wide = [rng.randint(2, 4) for _ in range(width)]
    patch = [
        [c for c, n in zip(row, wide, strict=True) for _ in range(n)]
        for row, m in zip(out, tall, strict=True)
        for _ in range(m)
    ]
    return frozen(_patched(rng, patch, bg)), frozen(out)


def gen_1c786137(rng: random.Random) -> tuple[Grid, Grid]:
    """What is inside the one rectangle drawn on the noise."""
    frame, *colours = hues(rng, rng.randint(3, 6))
    height, width = rng.randint(8, 30), rng.randint(8, 30)
    grid = noise(rng, height, width, colours)
    tall, wide = rng.randint(4, height), rng.randint(4, width)
    at = rng.randint(0, height - tall), rng.randint(0, width - wide)
    put(grid, outline(tall, wide), frame, at)
    return frozen(grid), frozen(cropped(grid, at[0] + 1, at[1] + 1, tall - 2, wide - 2))


def gen_3de23699(rng: random.Random) -> tuple[Grid, Grid]:
    """Four corner marks: what lies between them, in the colour of the marks."""
    bg, mark, colour = hues(rng, 3)
    tall, wide = rng.randint(3, 12), rng.randint(3, 12)
    shape = noise(rng, tall, wide, [bg, colour])
    shape[0][0] = shape[-1][-1] = shape[-1][0] = colour
    patch = blank(tall + 2, wide + 2, bg)
    for i, row in enumerate(shape):
        patch[i + 1][1:-1] = row
    for edge in (patch[0], patch[-1]):
        edge[0] = edge[-1] = mark
    out = [[mark if c == colour else c for c in row] for row in shape]
    return frozen(_patched(rng, patch, bg)), frozen(out)


def gen_c909285e(rng: random.Random) -> tuple[Grid, Grid]:
    """Cut out the frame of a colour of its own on a net of lines."""
    bg, frame, *colours = hues(rng, rng.randint(4, 6))
    height, width = rng.randint(12, 30), rng.randint(12, 30)
    grid = blank(height, width, bg)
    for colour in colours:
        for k in range(rng.randint(0, 5), 30, rng.randint(5, 7)):
            put(grid, ((i, k) for i in range(height)), colour)
            put(grid, ((k, j) for j in range(width)), colour)
    tall = wide = rng.randint(4, 7)
    at = rng.randint(0, height - tall), rng.randint(0, width - wide)
    put(grid, outline(tall, wide), frame, at)
    counts = {c: sum(row.count(c) for row in grid) for c in {c for row in grid for c in row}}
    if any(n <= counts[frame] for c, n in counts.items() if c != frame):
        return gen_c909285e(rng)
    return frozen(grid), frozen(cropped(grid, *at, tall, wide))


def gen_a87f7484(rng: random.Random) -> tuple[Grid, Grid]:
    """Of several square tiles in a row, the one whose pattern differs."""
    bg, *colours = hues(rng, rng.randint(4, 9))
    size = rng.randint(3, 5)
    colours = colours[: 30 // size]
    while True:
        usual, odd = (noise(rng, size, size, [True, False]) for _ in range(2))
        if usual != odd and any(map(any, odd)) and any(map(any, usual)):
            break
    special = rng.randrange(len(colours))
    tiles = [
        [[c if on else bg for on in row] for row in (odd if k == special else usual)]
        for k, c in enumerate(colours)
    ]
    grid = stacked(*tiles)
    if rng.random() < 0.5:
        grid = [[c for tile in tiles for c in tile[i]] for i in range(size)]
    return frozen(grid), frozen(tiles[special])


def gen_88a62173(rng: random.Random) -> tuple[Grid, Grid]:
    """Of four tiles the one that differs."""
    bg, colour = hues(rng, 2)
    height, width = rng.randint(2, 14), rng.randint(2, 14)
    while True:
        usual, odd = (noise(rng, height, width, [bg, colour]) for _ in range(2))
        if usual != odd:
            break
    tiles = [usual, usual, usual, usual]
    tiles[rng.randrange(4)] = odd
    gap = blank(height, 1, bg)
    rows = [beside(beside(tiles[k], gap), tiles[k + 1]) for k in (0, 2)]
    return frozen(stacked(rows[0], blank(1, 2 * width + 1, bg), rows[1])), frozen(odd)


def gen_2dc579da(rng: random.Random) -> tuple[Grid, Grid]:
    """Of the panes of a window the one with a foreign cell."""
    bg, line, odd = hues(rng, 3)
    size, count = rng.randint(2, 7), rng.randint(2, 4)
    side = min(count, 31 // (size + 1))
    total = side * (size + 1) - 1
    grid = blank(total, total, bg)
    for k in range(size, total, size + 1):
        put(grid, ((i, k) for i in range(total)), line)
        put(grid, ((k, j) for j in range(total)), line)
    top, left = (rng.randrange(side) * (size + 1) for _ in range(2))
    grid[top + rng.randrange(size)][left + rng.randrange(size)] = odd
    return frozen(grid), frozen(cropped(grid, top, left, size, size))


def gen_d10ecb37(rng: random.Random) -> tuple[Grid, Grid]:
    """The two by two cells in the upper left corner."""
    grid = noise(rng, rng.randint(3, 30), rng.randint(3, 30), hues(rng, rng.randint(3, 10)))
    return frozen(grid), frozen(cropped(grid, 0, 0, 2, 2))


def gen_5bd6f4ac(rng: random.Random) -> tuple[Grid, Grid]:
    """The three by three cells in the upper right corner."""
    height, width = rng.randint(4, 30), rng.randint(4, 30)
    grid = noise(rng, height, width, hues(rng, rng.randint(3, 10)))
    return frozen(grid), frozen(cropped(grid, 0, width - 3, 3, 3))


def gen_48d8fb45(rng: random.Random) -> tuple[Grid, Grid]:
    """Of several figures of one colour, the one with a marker on top."""
    bg, mark, colour = hues(rng, 3)
    patches = [_shape(rng, bg, [colour], 4) for _ in range(rng.randint(2, 5))]
    for patch in patches:
        if all(row.count(bg) for row in patch):
            patch[0][rng.randrange(len(patch[0]))] = colour
    head = blank(1, len(patches[0][0]), bg)
    head[0][rng.choice([j for j, c in enumerate(patches[0][0]) if c == colour])] = mark
    grid, _ = _figures(rng, bg, [stacked(head, patches[0]), *patches[1:]])
    return frozen(grid), frozen(patches[0])


def gen_ae4f1146(rng: random.Random) -> tuple[Grid, Grid]:
    """Of several square tiles the one with the most cells of the rarer colour."""
    bg, base, mark = hues(rng, 3)
    size = rng.randint(3, 4)
    counts = rng.sample(range(1, size * size // 2 + 1), rng.randint(2, 4))
    tiles = []
    for count in sorted(counts, reverse=True):
        tile = blank(size, size, base)
        put(tile, rng.sample(sorted(rectangle(size, size)), count), mark)
        tiles.append(tile)
    return frozen(_figures(rng, bg, tiles)[0]), frozen(tiles[0])


def gen_d631b094(rng: random.Random) -> tuple[Grid, Grid]:
    """All coloured cells laid in one row."""
    colour = hues(rng, 1, 0)[0]
    side = rng.randint(2, 7)
    grid = blank(side, side, 0)
    count = rng.randint(1, min(30, side * side - 1))
    put(grid, rng.sample(sorted(rectangle(side, side)), count), colour)
    return frozen(grid), ((colour,) * count,)


def gen_662c240a(rng: random.Random) -> tuple[Grid, Grid]:
    """Of the square tiles stacked, the one that does not equal its transpose."""
    size = rng.randint(2, 10)
    tiles = []
    for _ in range(3):
        tile = noise(rng, size, size, hues(rng, 2))
        for i, j in rectangle(size, size):
            tile[j][i] = tile[i][j]
        tiles.append(tile)
    odd = rng.choice(tiles)
    i, j = rng.sample(range(size), 2)
    colours = {c for row in odd for c in row}
    odd[i][j] = next(c for c in [*sorted(colours), *range(10)] if c != odd[j][i])
    return frozen(stacked(*tiles)), frozen(odd)


def gen_7b7f7511(rng: random.Random) -> tuple[Grid, Grid]:
    """One of two equal halves."""
    half = noise(rng, rng.randint(2, 15), rng.randint(2, 15), hues(rng, rng.randint(3, 10)))
    grid = beside(half, half)
    if rng.random() < 0.5:
        return frozen(grid), frozen(half)
    return frozen(stacked(half, half)), frozen(half)


def gen_746b3537(rng: random.Random) -> tuple[Grid, Grid]:
    """Stripes become one cell each."""
    stripes = [rng.randrange(10)]
    for _ in range(rng.randint(1, 9)):
        stripes.append(rng.choice([c for c in range(10) if c != stripes[-1]]))
    across = rng.randint(2, 30)
    rows = [[c] * across for c in stripes for _ in range(rng.randint(1, 3))]
    out = [[c] for c in stripes]
    if rng.random() < 0.5:
        return frozen(transposed(rows)), frozen(transposed(out))
    return frozen(rows), frozen(out)


def gen_bc1d5164(rng: random.Random) -> tuple[Grid, Grid]:
    """The four corners, which share a row and leave a column between, laid over one another."""
    bg, colour = hues(rng, 2)
    tall, wide = rng.randint(2, 10), rng.randint(2, 10)
    grid, out = blank(2 * tall - 1, 2 * wide + 1, bg), blank(tall, wide, bg)
    corners = [(top, left) for top in (0, tall - 1) for left in (0, wide + 1)]
    for top, left in corners:
        cells = rng.sample(sorted(rectangle(tall, wide)), rng.randint(1, tall * wide // 3 + 1))
        put(grid, cells, colour, (top, left))
    if 2 * sum(row.count(colour) for row in grid) >= len(grid) * len(grid[0]):
        return gen_bc1d5164(rng)
    for top, left in corners:
        part = cropped(grid, top, left, tall, wide)
        put(out, [(i, j) for i, j in rectangle(tall, wide) if part[i][j] == colour], colour)
    return frozen(grid), frozen(out)


def gen_445eab21(rng: random.Random) -> tuple[Grid, Grid]:
    """Two by two cells in the colour of the larger of the frames."""
    bg, *colours = hues(rng, rng.randint(3, 4))
    sizes = sorted(rng.sample(range(3, 10), len(colours)), reverse=True)
    patches = []
    for colour, size in zip(colours, sizes, strict=True):
        patch = blank(size, size, bg)
        put(patch, outline(size, size), colour)
        patches.append(patch)
    grid, out = turned(rng, _figures(rng, bg, patches)[0], blank(2, 2, colours[0]))
    return grid, out
