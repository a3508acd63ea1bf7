"""Tasks in which figures act on one another, or complete one another."""

import random

from instances.common import (
    Cells,
    Grid,
    blank,
    blob,
    copied,
    cropped,
    diagonals,
    frozen,
    hues,
    inside,
    noise,
    outline,
    places,
    put,
    rectangle,
    scattered,
    turned,
)

__all__: list[str] = []


def _sized(rng: random.Random, low: int = 8) -> tuple[int, int]:
    return rng.randint(low, 30), rng.randint(low, 30)


def gen_1a07d186(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells go to the line of their colour; cells without a line go."""
    height, width = rng.randint(8, 30), rng.randint(14, 30)
    bg, *colours = hues(rng, 4)
    columns = [rng.randint(3, 5), rng.randint(8, width - 4)]
    grid = blank(height, width, bg)
    for colour, column in zip(colours, columns, strict=False):
        put(grid, rectangle(height, 1), colour, (0, column))
    out = copied(grid)
    for i in rng.sample(range(0, height, 2), rng.randint(1, height // 2)):
        j = rng.choice([j for j in range(width) if all(abs(j - c) > 1 for c in columns)])
        colour = rng.choice(colours)
        grid[i][j] = colour
        if colour != colours[2]:
            column = columns[colours.index(colour)]
            out[i][column + (1 if j > column else -1)] = colour
    first, second = turned(rng, grid, out)
    return first, second


def gen_05f2a901(rng: random.Random) -> tuple[Grid, Grid]:
    """The figure goes straight to the solid square and stops beside it."""
    height, width = rng.randint(12, 30), rng.randint(8, 30)
    bg = 0
    cells = blob(rng, 3, 4, rng.randint(3, 8))
    tall, wide = max(i for i, _ in cells) + 1, max(j for _, j in cells) + 1
    top = rng.randint(0, height - tall - 5)
    left = rng.randint(0, width - max(wide, 2))
    goal = rng.randint(top + tall + 1, height - 2)
    shift = rng.randint(0, max(0, wide - 2))
    grid, out = blank(height, width, bg), blank(height, width, bg)
    gaps = [
        goal - 1 - top - max(i for i, j in cells if j == column)
        for column in (shift, shift + 1)
        if any(j == column for _, j in cells)
    ]
    for rows, at in ((grid, top), (out, top + min(gaps))):
        put(rows, cells, 2, (at, left))
        put(rows, rectangle(2, 2), 8, (goal, left + shift))
    first, second = turned(rng, grid, out)
    return first, second


def gen_23581191(rng: random.Random) -> tuple[Grid, Grid]:
    """Both cells send lines along row and column; crossings become 2."""
    height, width = _sized(rng, 5)
    bg, *colours = hues(rng, 3, 2)
    rows = rng.sample(range(height), 2)
    columns = rng.sample(range(width), 2)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for colour, i, j in zip(colours, rows, columns, strict=True):
        grid[i][j] = colour
        put(out, {(i, b) for b in range(width)} | {(a, j) for a in range(height)}, colour)
    put(out, [(rows[0], columns[1]), (rows[1], columns[0])], 2)
    return frozen(grid), frozen(out)


def gen_42a50994(rng: random.Random) -> tuple[Grid, Grid]:
    """Single cells go; figures, diagonal neighbours included, stay."""
    height, width = _sized(rng)
    bg, mark = hues(rng, 2)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for spot in places(rng, height, width, [(3, 3)] * rng.randint(1, 12)):
        if rng.random() < 0.5:
            put(grid, [(1, 1)], mark, spot)
        else:
            cells = {(1, 1)} | set(rng.sample(sorted(diagonals((1, 1))), 2))
            put(grid, cells, mark, spot)
            put(out, cells, mark, spot)
    return frozen(grid), frozen(out)


def gen_ea32f347(rng: random.Random) -> tuple[Grid, Grid]:
    """Three bars: 1 for the longest, 4 for the middle, 2 for the shortest."""
    height, width = _sized(rng, 10)
    bg, mark = hues(rng, 2, 1, 2, 4)
    lengths = sorted(rng.sample(range(2, 9), 3), reverse=True)
    boxes = [(n, 1) if rng.random() < 0.5 else (1, n) for n in lengths]
    spots = places(rng, height, width, boxes)
    if len(spots) < 3:
        return gen_ea32f347(rng)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for colour, box, spot in zip((1, 4, 2), boxes, spots, strict=True):
        put(grid, rectangle(*box), mark, spot)
        put(out, rectangle(*box), colour, spot)
    return frozen(grid), frozen(out)


def gen_b230c067(rng: random.Random) -> tuple[Grid, Grid]:
    """Of equal figures the one that differs becomes 2, the others 1."""
    height, width = _sized(rng, 12)
    bg, mark = hues(rng, 2, 1, 2)
    cells = outline(rng.randint(3, 4), rng.randint(4, 5))
    odd: Cells = cells - {rng.choice(sorted(cells - {(0, 0)}))} | {(1, 1)}
    spots = places(rng, height, width, [(4, 5)] * rng.randint(3, 5))
    if len(spots) < 3:
        return gen_b230c067(rng)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for k, spot in enumerate(spots):
        put(grid, cells if k else odd, mark, spot)
        put(out, cells if k else odd, 1 if k else 2, spot)
    return frozen(grid), frozen(out)


def gen_2c608aff(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells that face the rectangle are joined to it by lines; others stay."""
    height, width = rng.randint(9, 30), rng.randint(9, 30)
    bg, solid, mark = hues(rng, 3)
    tall, wide = rng.randint(3, height // 2), rng.randint(3, width // 2)
    top, left = rng.randint(1, height - tall - 1), rng.randint(1, width - wide - 1)
    grid = blank(height, width, bg)
    put(grid, rectangle(tall, wide), solid, (top, left))
    out = copied(grid)
    for i, j in scattered(rng, height, width, rng.randint(2, 4)):
        facing_row, facing_column = top <= i < top + tall, left <= j < left + wide
        if facing_row and facing_column:
            continue
        grid[i][j] = out[i][j] = mark
        a, b = min(max(i, top), top + tall - 1), min(max(j, left), left + wide - 1)
        if facing_row or facing_column:
            line = {(p, q) for p in range(min(a, i), max(a, i) + 1) for q in {j}}
            if facing_row:
                line = {(i, q) for q in range(min(b, j), max(b, j) + 1)}
            put(out, line - {(a, b)}, mark)
    if not any(mark in row for row in grid):
        return gen_2c608aff(rng)
    return frozen(grid), frozen(out)


def gen_22233c11(rng: random.Random) -> tuple[Grid, Grid]:
    """Two blocks on a diagonal: blocks of 8 beyond, on the other diagonal."""
    height, width = _sized(rng, 8)
    bg, mark = hues(rng, 2, 8)
    size = rng.randint(1, 2)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    spots = places(rng, height, width, [(4 * size, 4 * size)] * rng.randint(1, 3))
    for i, j in spots:
        slope = rng.random() < 0.5
        block, s = rectangle(size, size), size
        marks = [(s, s), (2 * s, 2 * s)] if slope else [(s, 2 * s), (2 * s, s)]
        eights = [(0, 3 * s), (3 * s, 0)] if slope else [(0, 0), (3 * s, 3 * s)]
        for a, b in marks:
            put(grid, block, mark, (i + a, j + b))
            put(out, block, mark, (i + a, j + b))
        for a, b in eights:
            put(out, block, 8, (i + a, j + b))
    return frozen(grid), frozen(out)


def gen_834ec97d(rng: random.Random) -> tuple[Grid, Grid]:
    """The cell goes a step down; above it, every second column becomes 4."""
    height, width = rng.randint(3, 30), rng.randint(3, 30)
    bg, mark = hues(rng, 2, 4)
    i, j = rng.randrange(height - 1), rng.randrange(width)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    grid[i][j] = mark
    out[i + 1][j] = mark
    put(out, [(a, b) for a, b in rectangle(i + 1, width) if (b - j) % 2 == 0], 4)
    return frozen(grid), frozen(out)


def gen_98cf29f8(rng: random.Random) -> tuple[Grid, Grid]:
    """A rectangle on a tether is pulled up to the other rectangle."""
    height, width = rng.randint(14, 30), rng.randint(10, 30)
    bg, fixed, moving = hues(rng, 3)
    tall, wide, length = rng.randint(2, 3), rng.randint(3, 5), rng.randint(2, 5)
    left = rng.randint(0, width - wide - 2)
    top = rng.randint(2, height - tall - length - 1)
    anchor = rng.randint(2, top), wide + 2
    rope = left + rng.randint(1, wide - 2)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for rows in (grid, out):
        put(rows, rectangle(*anchor), fixed, (top - anchor[0], left))
    put(grid, rectangle(length, 1), moving, (top, rope))
    put(grid, rectangle(tall, wide), moving, (top + length, left))
    put(out, rectangle(tall, wide), moving, (top, left))
    first, second = turned(rng, grid, out)
    return first, second


def gen_a48eeaf7(rng: random.Random) -> tuple[Grid, Grid]:
    """Single cells come straight or diagonally up to the square."""
    height, width = rng.randint(10, 30), rng.randint(10, 30)
    bg, square, mark = hues(rng, 3)
    top, left = rng.randint(4, height - 6), rng.randint(4, width - 6)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for rows in (grid, out):
        put(rows, rectangle(2, 2), square, (top, left))
    ways = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if (a, b) != (0, 0)]
    for a, b in rng.sample(ways, rng.randint(2, 5)):
        start = top + (a > 0 or (a == 0 and rng.random() < 0.5)), 0
        start = start[0], left + (b > 0 or (b == 0 and rng.random() < 0.5))
        reach = rng.randint(2, 4)
        put(grid, [(start[0] + a * reach, start[1] + b * reach)], mark)
        put(out, [(start[0] + a, start[1] + b)], mark)
    return frozen(grid), frozen(out)


def gen_3618c87e(rng: random.Random) -> tuple[Grid, Grid]:
    """Cells of colour 1 on a stalk fall to the floor, where the stalk stood."""
    height, width = rng.randint(4, 12), rng.randint(4, 30)
    bg, stalk, top = hues(rng, 3)
    grid = blank(height, width, bg)
    grid[-1] = [stalk] * width
    out = copied(grid)
    for j in range(rng.randint(1, 2), width - 1, rng.randint(2, 3)):
        grid[-2][j] = out[-2][j] = stalk
        grid[-3][j] = out[-1][j] = top
    return frozen(grid), frozen(out)


def gen_b2862040(rng: random.Random) -> tuple[Grid, Grid]:
    """Figures that enclose something become 8."""
    height, width = _sized(rng, 10)
    bg, mark = hues(rng, 2, 8)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for spot in places(rng, height, width, [(5, 5)] * rng.randint(1, 6)):
        tall, wide = rng.randint(3, 5), rng.randint(3, 5)
        cells, closed = outline(tall, wide), rng.random() < 0.5
        if not closed:
            cells -= {(0, 1)}
        put(grid, cells, mark, spot)
        put(out, cells, 8 if closed else mark, spot)
    return frozen(grid), frozen(out)


def gen_f76d97a5(rng: random.Random) -> tuple[Grid, Grid]:
    """5 takes the other colour, which becomes 0."""
    colour, side = hues(rng, 1, 0, 5)[0], rng.randint(2, 30)
    grid = noise(rng, side, side, [5, colour])
    grid[0][0], grid[-1][-1] = 5, colour
    return frozen(grid), frozen([colour if c == 5 else 0 for c in row] for row in grid)


def gen_b548a754(rng: random.Random) -> tuple[Grid, Grid]:
    """The framed rectangle stretches as far as the single cell."""
    height, width = rng.randint(8, 30), rng.randint(5, 30)
    bg, frame, inner, mark = hues(rng, 4)
    tall, wide = rng.randint(3, height // 2), rng.randint(3, width - 1)
    top, left = rng.randint(0, height - 2 * tall + 1), rng.randint(0, width - wide)
    far = rng.randint(top + tall + 1, height - 1) if top + tall + 1 < height else height - 1
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for rows, deep in ((grid, tall), (out, far - top + 1)):
        put(rows, rectangle(deep, wide), frame, (top, left))
        put(rows, rectangle(deep - 2, wide - 2), inner, (top + 1, left + 1))
    if grid[far][left] != bg or 2 * sum(row.count(bg) for row in grid) <= height * width:
        return gen_b548a754(rng)
    grid[far][left + rng.randrange(wide)] = mark
    first, second = turned(rng, grid, out)
    return first, second


def gen_952a094c(rng: random.Random) -> tuple[Grid, Grid]:
    """The four cells in the frame's corners go out to the opposite corners outside."""
    height, width = rng.randint(8, 30), rng.randint(8, 30)
    bg, frame, *colours = hues(rng, 6)
    tall, wide = rng.randint(4, height - 3), rng.randint(4, width - 3)
    top, left = rng.randint(1, height - tall - 1), rng.randint(1, width - wide - 1)
    grid = blank(height, width, bg)
    put(grid, outline(tall, wide), frame, (top, left))
    out = copied(grid)
    corners = [(1, 1), (1, wide - 2), (tall - 2, 1), (tall - 2, wide - 2)]
    outer = [(tall, wide), (tall, -1), (-1, wide), (-1, -1)]
    for colour, start, goal in zip(colours, corners, outer, strict=True):
        put(grid, [start], colour, (top, left))
        put(out, [goal], colour, (top, left))
    if 2 * sum(row.count(bg) for row in grid) <= height * width:
        return gen_952a094c(rng)
    return frozen(grid), frozen(out)


def gen_6455b5f5(rng: random.Random) -> tuple[Grid, Grid]:
    """Of the areas between lines the largest becomes 1, the smallest 8."""
    height, width = rng.randint(10, 30), rng.randint(10, 30)
    bg, line = hues(rng, 2, 1, 8)
    row, column = rng.randint(3, height - 4), rng.randint(2, width - 3)
    grid = blank(height, width, bg)
    put(grid, rectangle(1, width), line, (row, 0))
    put(grid, rectangle(row, 1), line, (0, column))
    areas = [(0, 0, row, column), (0, column + 1, row, width - column - 1)]
    areas.append((row + 1, 0, height - row - 1, width))
    sizes = sorted(tall * wide for _, _, tall, wide in areas)
    if len(set(sizes)) < 3:
        return gen_6455b5f5(rng)
    out = copied(grid)
    for top, left, tall, wide in areas:
        if tall * wide != sizes[1]:
            put(out, rectangle(tall, wide), 1 if tall * wide == sizes[2] else 8, (top, left))
    first, second = turned(rng, grid, out)
    return first, second


def gen_1b60fb0c(rng: random.Random) -> tuple[Grid, Grid]:
    """A figure with one of its four arms missing: the arm is drawn in 2."""
    arm, bg, mark = rng.randint(1, 4), *hues(rng, 2, 2)
    side = 2 * arm + 1
    height, width = rng.randint(side + 3, 30), rng.randint(side + 3, 30)
    one = blob(rng, arm, arm, rng.randint(1, arm * arm)) | {(0, 0)}
    first = {(i, j + arm) for i, j in one}
    turns = [first]
    for _ in range(3):
        turns.append({(j, side - 1 - i) for i, j in turns[-1]})
    grid = blank(height, width, bg)
    at = rng.randint(1, height - side - 1), rng.randint(1, width - side - 1)
    missing = rng.randrange(4)
    for cells in turns[:missing] + turns[missing + 1 :]:
        put(grid, cells | {(arm, arm)}, mark, at)
    out = copied(grid)
    new = {(i + at[0], j + at[1]) for i, j in turns[missing]}
    put(out, [c for c in new if inside(out, c) and out[c[0]][c[1]] == bg], 2)
    return frozen(grid), frozen(out)


def gen_3f7978a0(rng: random.Random) -> tuple[Grid, Grid]:
    """Cut out the part between the two upright bars, with their end marks."""
    height, width = _sized(rng, 9)
    bg, bar, end = hues(rng, 3)
    tall, wide = rng.randint(5, height - 2), rng.randint(3, width - 2)
    top, left = rng.randint(0, height - tall), rng.randint(0, width - wide)
    grid = blank(height, width, bg)
    put(grid, scattered(rng, height, width, height * width // 20), end)
    for j in (left, left + wide - 1):
        put(grid, rectangle(tall, 1), bar, (top, j))
        put(grid, [(0, 0), (tall - 1, 0)], end, (top, j))
        put(grid, [c for c in ((top - 1, j), (top + tall, j)) if inside(grid, c)], bg)
    if 2 * sum(row.count(bg) for row in grid) <= height * width:
        return gen_3f7978a0(rng)
    return frozen(grid), frozen(cropped(grid, top, left, tall, wide))
