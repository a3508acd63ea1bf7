"""Tasks that draw straight lines from, through or between things."""

import random

from instances.common import (
    Grid,
    blank,
    copied,
    frozen,
    hues,
    orthogonals,
    outline,
    places,
    put,
    rectangle,
    scattered,
    turned,
)

__all__: list[str] = []


def _sized(rng: random.Random, low: int = 6) -> tuple[int, int]:
    return rng.randint(low, 30), rng.randint(low, 30)


def gen_22eb0ac0(rng: random.Random) -> tuple[Grid, Grid]:
    """A row whose two ends have the same colour is filled with it."""
    height, width = rng.randint(3, 30), rng.randint(3, 30)
    bg, *colours = hues(rng, rng.randint(3, 9))
    grid = blank(height, width, bg)
    for i in range(rng.randint(0, 1), height, 2):
        left = rng.choice(colours)
        grid[i][0], grid[i][-1] = left, rng.choice([left, *colours])
    out = [[row[0]] * width if row[0] == row[-1] else row for row in grid]
    return frozen(grid), frozen(out)


def gen_40853293(rng: random.Random) -> tuple[Grid, Grid]:
    """Two cells of one colour are joined by a line; upright lines lie on top."""
    height, width = _sized(rng, 10)
    bg, *colours = hues(rng, rng.randint(3, 8))
    grid = blank(height, width, bg)
    across, upright = [], []
    rows, columns = rng.sample(range(height), 8), rng.sample(range(width), 8)
    for colour in colours:
        i, j = rows.pop(), columns.pop()
        if rng.random() < 0.5:
            across.append((colour, i, sorted(rng.sample(range(width), 2))))
            grid[i][across[-1][2][0]] = grid[i][across[-1][2][1]] = colour
        else:
            upright.append((colour, j, sorted(rng.sample(range(height), 2))))
            grid[upright[-1][2][0]][j] = grid[upright[-1][2][1]][j] = colour
    if sum(c != bg for row in grid for c in row) < 2 * len(colours):
        return gen_40853293(rng)
    out = copied(grid)
    for colour, i, (a, b) in across:
        out[i][a : b + 1] = [colour] * (b - a + 1)
    for colour, j, (a, b) in upright:
        put(out, ((i, j) for i in range(a, b + 1)), colour)
    ends = [(i, j) for i, j in rectangle(height, width) if grid[i][j] != bg]
    if any(out[i][j] != grid[i][j] for i, j in ends):
        return gen_40853293(rng)
    return frozen(grid), frozen(out)


def gen_dbc1a6ce(rng: random.Random) -> tuple[Grid, Grid]:
    """Marks in one row or column are joined by lines of colour 8."""
    height, width = _sized(rng, 8)
    bg, mark = hues(rng, 2, 8)
    spots = scattered(rng, height, width, rng.randint(3, 9))
    spots += [(spots[0][0], (spots[0][1] + width // 2) % width)]
    grid = blank(height, width, bg)
    put(grid, spots, mark)
    return frozen(grid), frozen(_joined(grid, mark, 8))


def _joined(grid: list[list[int]], mark: int, line: int) -> list[list[int]]:
    """Between two marks of one row or of one column the cells get the line's colour."""
    out = copied(grid)
    for i, row in enumerate(grid):
        for j, colour in enumerate(row):
            column = [r[j] for r in grid]
            if colour != mark and (
                (mark in row[:j] and mark in row[j:]) or (mark in column[:i] and mark in column[i:])
            ):
                out[i][j] = line
    return out


def gen_253bf280(rng: random.Random) -> tuple[Grid, Grid]:
    """Marks in one row or column are joined by lines of colour 3."""
    height, width = _sized(rng, 8)
    bg, mark = hues(rng, 2, 3)
    grid = blank(height, width, bg)
    spots = scattered(rng, height, width, rng.randint(2, 6))
    put(grid, [*spots, ((spots[0][0] + height // 2) % height, spots[0][1])], mark)
    return frozen(grid), frozen(_joined(grid, mark, 3))


def gen_ded97339(rng: random.Random) -> tuple[Grid, Grid]:
    """Marks in one row or column are joined by lines of their own colour."""
    height, width = _sized(rng, 8)
    bg, mark = hues(rng, 2)
    grid = blank(height, width, bg)
    spots = scattered(rng, height, width, rng.randint(2, 5))
    put(grid, [*spots, ((spots[0][0] + height // 2) % height, spots[0][1])], mark)
    return frozen(grid), frozen(_joined(grid, mark, mark))


def gen_ba97ae07(rng: random.Random) -> tuple[Grid, Grid]:
    """Two bars cross: the one below comes on top."""
    height, width = _sized(rng, 9)
    bg, a, b = hues(rng, 3)
    thick, thin = rng.randint(1, 4), rng.randint(1, 4)
    top, left = rng.randint(1, height - thick - 1), rng.randint(1, width - thin - 1)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    across = (rectangle(thick, width), a, (top, 0))
    upright = (rectangle(height, thin), b, (0, left))
    for bar in (across, upright):
        put(grid, *bar)
    for bar in (upright, across):
        put(out, *bar)
    first, second = turned(rng, grid, out)
    return first, second


def gen_41e4d17e(rng: random.Random) -> tuple[Grid, Grid]:
    """Lines of colour 6 run through the centres of the figures, behind the figures."""
    height, width = _sized(rng, 11)
    bg, mark = hues(rng, 2, 6)
    grid = blank(height, width, bg)
    spots = places(rng, height, width, [(5, 5)] * rng.randint(1, 3))
    for spot in spots:
        put(grid, outline(5, 5), mark, spot)
    out = copied(grid)
    for i, j in rectangle(height, width):
        if grid[i][j] == bg and any(i == a + 2 or j == b + 2 for a, b in spots):
            out[i][j] = 6
    return frozen(grid), frozen(out)


def gen_623ea044(rng: random.Random) -> tuple[Grid, Grid]:
    """A single cell sends rays along both diagonals."""
    height, width = _sized(rng, 3)
    bg, mark = hues(rng, 2)
    i, j = rng.randrange(height), rng.randrange(width)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    grid[i][j] = mark
    put(out, [c for c in rectangle(height, width) if abs(c[0] - i) == abs(c[1] - j)], mark)
    return frozen(grid), frozen(out)


def gen_1f876c06(rng: random.Random) -> tuple[Grid, Grid]:
    """The two ends of each diagonal are joined in their colour."""
    height, width = _sized(rng, 10)
    bg, *colours = hues(rng, rng.randint(2, 6))
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for colour in colours:
        length, way = rng.randint(3, 9), rng.choice([1, -1])
        i = rng.randint(0, height - length)
        j = rng.randint(0, width - length) + (length - 1 if way < 0 else 0)
        line = [(i + k, j + way * k) for k in range(length)]
        if all(out[a][b] == bg for a, b in line):
            put(grid, [line[0], line[-1]], colour)
            put(out, line, colour)
    return frozen(grid), frozen(out)


def gen_d037b0a7(rng: random.Random) -> tuple[Grid, Grid]:
    """Colours run down from their cell to the floor, or to the next colour."""
    height, width = _sized(rng, 3)
    bg, *colours = hues(rng, rng.randint(4, 9))
    grid = blank(height, width, bg)
    for j in rng.sample(range(width), max(1, width // 2)):
        grid[rng.randrange(height)][j] = rng.choice(colours)
    out = copied(grid)
    for i in range(1, height):
        out[i] = [a if b == bg else b for a, b in zip(out[i - 1], out[i], strict=True)]
    return frozen(grid), frozen(out)


def gen_a699fb00(rng: random.Random) -> tuple[Grid, Grid]:
    """The gap between two marks with one cell between them in a row becomes 2."""
    height, width = _sized(rng, 5)
    bg, mark = hues(rng, 2, 2)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for i in range(0, height, 2):
        start, count = rng.randrange(width), rng.randint(1, 4)
        for j in range(start, min(width, start + 2 * count), 2):
            grid[i][j] = out[i][j] = mark
            if j > start:
                out[i][j - 1] = 2
    return frozen(grid), frozen(out)


def gen_97999447(rng: random.Random) -> tuple[Grid, Grid]:
    """From each cell to the right edge: its colour and colour 5 in turn."""
    height, width = _sized(rng, 3)
    bg, *colours = hues(rng, rng.randint(2, 6), 5)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for i in rng.sample(range(height), rng.randint(1, height // 2 + 1)):
        start, colour = rng.randrange(width), rng.choice(colours)
        grid[i][start] = colour
        for j in range(start, width):
            out[i][j] = (colour, 5)[(j - start) % 2]
    return frozen(grid), frozen(out)


def gen_3bd67248(rng: random.Random) -> tuple[Grid, Grid]:
    """Beside the left column: a diagonal of 2 upwards and a floor of 4."""
    side = rng.randint(3, 30)
    bg, mark = hues(rng, 2, 2, 4)
    grid = [[mark] + [bg] * (side - 1) for _ in range(side)]
    out = copied(grid)
    put(out, [(side - 1 - k, k) for k in range(1, side)], 2)
    out[-1][1:] = [4] * (side - 1)
    return frozen(grid), frozen(out)


def gen_ea786f4a(rng: random.Random) -> tuple[Grid, Grid]:
    """The colour of the centre spreads over both diagonals."""
    side = 2 * rng.randint(1, 14) + 1
    bg, mark = hues(rng, 2)
    grid, out = blank(side, side, bg), blank(side, side, bg)
    grid[side // 2][side // 2] = mark
    put(out, [(i, j) for i, j in rectangle(side, side) if i in (j, side - 1 - j)], mark)
    return frozen(grid), frozen(out)


def gen_54d82841(rng: random.Random) -> tuple[Grid, Grid]:
    """Below the opening of each arch a cell of the floor becomes 4."""
    height, width = _sized(rng, 6)
    bg, *colours = hues(rng, rng.randint(2, 5), 4)
    grid = blank(height, width, bg)
    out = blank(height, width, bg)
    for i, j in places(rng, height - 1, width, [(2, 3)] * rng.randint(1, 6)):
        if any(4 in (out[-1][b], out[-1][b]) for b in (j, j + 1, j + 2)):
            continue
        colour = rng.choice(colours)
        put(grid, outline(2, 3) - {(1, 1)}, colour, (i, j))
        put(out, outline(2, 3) - {(1, 1)}, colour, (i, j))
        out[-1][j + 1] = 4
    return frozen(grid), frozen(out)


def gen_ddf7fa4f(rng: random.Random) -> tuple[Grid, Grid]:
    """Rectangles take the colour of the single cell above them in the top row."""
    height, width = _sized(rng, 10)
    bg, plain, *colours = hues(rng, rng.randint(4, 9))
    grid = blank(height, width, bg)
    sizes = [(rng.randint(2, 5), rng.randint(2, 5)) for _ in range(4)]
    spots = places(rng, height - 2, width, sizes)
    out = copied(grid)
    columns: set[int] = set()
    for (i, j), (tall, wide) in zip(spots, sizes, strict=False):
        span = set(range(j - 1, j + wide + 1))
        if span & columns:
            continue
        columns |= span
        colour, at = rng.choice(colours), j + rng.randrange(wide)
        grid[0][at] = out[0][at] = colour
        put(grid, rectangle(tall, wide), plain, (i + 2, j))
        put(out, rectangle(tall, wide), colour, (i + 2, j))
    return frozen(grid), frozen(out)


def gen_c1d99e64(rng: random.Random) -> tuple[Grid, Grid]:
    """Rows and columns left empty in the noise become 2."""
    height, width = _sized(rng, 10)
    bg, mark = hues(rng, 2, 2)
    rows = set(rng.sample(range(height), rng.randint(1, 2)))
    columns = set(rng.sample(range(width), rng.randint(0, 2)))
    grid = [[rng.choice([mark, mark, bg]) for _ in range(width)] for _ in range(height)]
    for i in set(range(height)) - rows:
        grid[i][0 if 0 not in columns else 3] = mark
        grid[i][rng.choice(sorted(set(range(width)) - columns))] = mark
    for j in set(range(width)) - columns:
        grid[rng.choice(sorted(set(range(height)) - rows))][j] = mark
    out = copied(grid)
    for i, j in rectangle(height, width):
        if i in rows or j in columns:
            grid[i][j], out[i][j] = bg, 2
    cells = [(r, c) for r, row in enumerate(grid) for c, v in enumerate(row) if v == bg]
    full = {i for i in range(height) if set(grid[i]) != {bg} and len(set(grid[i])) == 1}
    full |= {-1 for j in range(width) if {row[j] for row in grid} == {mark}}
    return (frozen(grid), frozen(out)) if cells and not full else gen_c1d99e64(rng)


def gen_6cdd2623(rng: random.Random) -> tuple[Grid, Grid]:
    """Only lines between marks of the rarest colour on opposite sides remain; noise goes."""
    height, width = _sized(rng, 10)
    bg, mark, a, b = hues(rng, 4)
    grid = [[rng.choice([bg] * 8 + [a, a, b, b]) for _ in range(width)] for _ in range(height)]
    out = blank(height, width, bg)
    for i in rng.sample(range(2, height - 2), rng.randint(1, 2)):
        grid[i][0] = grid[i][-1] = mark
        out[i] = [mark] * width
    if rng.random() < 0.5:
        j = rng.randint(2, width - 3)
        grid[0][j] = grid[-1][j] = mark
        put(out, ((i, j) for i in range(height)), mark)
    flat = [c for row in grid for c in row]
    if min(flat.count(a), flat.count(b)) <= flat.count(mark):
        return gen_6cdd2623(rng)
    return frozen(grid), frozen(out)


def gen_e9614598(rng: random.Random) -> tuple[Grid, Grid]:
    """Halfway between the two marks stands a plus of colour 3."""
    height, width = _sized(rng, 9)
    bg, mark = hues(rng, 2, 3)
    reach = rng.randint(2, (width - 1) // 2)
    i, j = rng.randint(1, height - 2), rng.randint(reach, width - reach - 1)
    grid = blank(height, width, bg)
    put(grid, [(i, j - reach), (i, j + reach)], mark)
    out = copied(grid)
    put(out, orthogonals((i, j)) | {(i, j)}, 3)
    first, second = turned(rng, grid, out)
    return first, second


def gen_67a423a3(rng: random.Random) -> tuple[Grid, Grid]:
    """A ring of colour 4 round the crossing of a row and a column."""
    height, width = _sized(rng, 4)
    bg, a, b = hues(rng, 3, 4)
    i, j = rng.randint(1, height - 2), rng.randint(1, width - 2)
    grid = blank(height, width, bg)
    put(grid, rectangle(height, 1), a, (0, j))
    put(grid, rectangle(1, width), b, (i, 0))
    out = copied(grid)
    put(out, outline(3, 3), 4, (i - 1, j - 1))
    return frozen(grid), frozen(out)


def gen_7ddcd7ec(rng: random.Random) -> tuple[Grid, Grid]:
    """The tails of a square run on diagonally to the edge."""
    height, width = _sized(rng, 6)
    bg, mark = hues(rng, 2)
    i, j = rng.randint(1, height - 3), rng.randint(1, width - 3)
    grid = blank(height, width, bg)
    put(grid, rectangle(2, 2), mark, (i, j))
    out = copied(grid)
    ways = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
    for a, b in rng.sample(ways, rng.randint(1, 3)):
        start = i + (a > 0), j + (b > 0)
        grid[start[0] + a][start[1] + b] = mark
        put(out, [(start[0] + a * k, start[1] + b * k) for k in range(1, 30)], mark)
    return frozen(grid), frozen(out)


def gen_178fcbfb(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells of colour 2 become columns; cells of colour 1 and 3 become rows on top of them."""
    height, width = _sized(rng, 6)
    grid, out = blank(height, width, 0), blank(height, width, 0)
    rows = rng.sample(range(height), rng.randint(2, height // 2))
    column, *others = rng.sample(range(width), 4)
    upright = rng.choice([column, column])
    grid[rows[0]][upright] = 2
    put(out, rectangle(height, 1), 2, (0, upright))
    for i in rows[1:]:
        colour = rng.choice([1, 3])
        grid[i][rng.choice(others)] = colour
        out[i] = [colour] * width
    return frozen(grid), frozen(out)


def gen_22168020(rng: random.Random) -> tuple[Grid, Grid]:
    """Forks are filled between their prongs."""
    bg, *colours = hues(rng, rng.randint(2, 4))
    height, width = rng.randint(12, 30), rng.randint(14, 30)
    arms = [rng.randint(2, 4) for _ in colours]
    boxes = [(2 * arm, 2 * arm) for arm in arms]
    spots = places(rng, height, width, boxes)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for colour, arm, (i, j) in zip(colours, arms, spots, strict=False):
        for k in range(arm):
            line = [(i + k, j + b) for b in range(k, 2 * arm - k)]
            put(grid, [line[0], line[-1]], colour)
            put(out, line, colour)
        stem = rectangle(arm, 2)
        put(grid, stem, colour, (i + arm, j + arm - 1))
        put(out, stem, colour, (i + arm, j + arm - 1))
    return frozen(grid), frozen(out)
