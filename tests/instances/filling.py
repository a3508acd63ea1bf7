"""Tasks that fill what figures enclose, or the inside of solid figures."""

import random

from instances.common import (
    Cells,
    Grid,
    Rows,
    blank,
    blob,
    copied,
    frozen,
    hues,
    inside,
    noise,
    orthogonals,
    outline,
    places,
    put,
    rectangle,
    turned,
)

__all__: list[str] = []


def _sized(rng: random.Random, low: int = 8) -> tuple[int, int]:
    return rng.randint(low, 30), rng.randint(low, 30)


def _boxes(
    rng: random.Random, height: int, width: int, low: int, count: int = 6, square: bool = False
) -> list[tuple[int, int, int, int]]:
    """Top, left, height and width of rectangles that lie apart."""
    sizes = [(rng.randint(low, low + 5), rng.randint(low, low + 5)) for _ in range(count)]
    if square:
        sizes = [(tall, tall) for tall, _ in sizes]
    spots = places(rng, height, width, sizes)
    return [(*spot, *size) for spot, size in zip(spots, sizes, strict=False)]


def _outside(rows: Rows, colour: int) -> Cells:
    """Cells of a colour connected by sides to the rim through cells of that colour."""
    height, width = len(rows), len(rows[0])
    rim = [(i, j) for i, j in outline(height, width) if rows[i][j] == colour]
    seen = set(rim)
    while rim:
        for cell in orthogonals(rim.pop()) - seen:
            if inside(rows, cell) and rows[cell[0]][cell[1]] == colour:
                seen.add(cell)
                rim.append(cell)
    return seen


def gen_00d62c1b(rng: random.Random) -> tuple[Grid, Grid]:
    """What the drawn lines enclose becomes 4."""
    height, width = _sized(rng, 6)
    bg, mark = hues(rng, 2, 4)
    grid = blank(height, width, bg)
    for i, j, tall, wide in _boxes(rng, height, width, 3, 5):
        put(grid, outline(tall, wide) - {rng.choice(sorted(outline(tall, wide)))}, mark, (i, j))
    put(grid, rng.sample(sorted(rectangle(height, width)), height * width // 12), mark)
    if sum(row.count(mark) for row in grid) * 2 >= height * width:
        return gen_00d62c1b(rng)
    free = _outside(grid, bg)
    out = [
        [4 if c == bg and (i, j) not in free else c for j, c in enumerate(row)]
        for i, row in enumerate(grid)
    ]
    return frozen(grid), frozen(out)


def gen_7b6016b9(rng: random.Random) -> tuple[Grid, Grid]:
    """Enclosed cells become 2, the outside 3."""
    height, width = _sized(rng, 12)
    bg, mark = hues(rng, 2, 2, 3)
    grid = blank(height, width, bg)
    for i, j, tall, wide in _boxes(rng, height, width, 4, 4):
        put(grid, outline(tall, wide), mark, (i, j))
    put(grid, rectangle(1, width), mark, (height // 2, 0))
    free = _outside(grid, bg)
    out = [
        [mark if c == mark else 3 if (i, j) in free else 2 for j, c in enumerate(row)]
        for i, row in enumerate(grid)
    ]
    return frozen(grid), frozen(out)


def gen_60b61512(rng: random.Random) -> tuple[Grid, Grid]:
    """The free cells in the bounding box of each figure become 7."""
    height, width = _sized(rng, 6)
    bg, mark = hues(rng, 2, 7)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for i, j in places(rng, height, width, [(3, 3)] * rng.randint(1, 7)):
        cells = rectangle(3, 3) - set(rng.sample(sorted(outline(3, 3)), rng.randint(1, 3)))
        if {a for a, _ in cells} == {b for _, b in cells} == {0, 1, 2}:
            put(out, rectangle(3, 3), 7, (i, j))
            put(grid, cells, mark, (i, j))
            put(out, cells, mark, (i, j))
    return frozen(grid), frozen(out)


def gen_6d75e8bb(rng: random.Random) -> tuple[Grid, Grid]:
    """The free cells in the bounding box of the figure become 2."""
    height, width = _sized(rng, 6)
    bg, mark = hues(rng, 2, 2)
    tall, wide = rng.randint(3, height // 2), rng.randint(3, width // 2)
    lengths = [rng.randint(1, wide) for _ in range(tall)]
    lengths[rng.randrange(tall)] = wide
    cells = {(i, j) for i, n in enumerate(lengths) for j in range(n)}
    at = rng.randint(0, height - tall), rng.randint(0, width - wide)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    put(out, rectangle(tall, wide), 2, at)
    for rows in (grid, out):
        put(rows, cells, mark, at)
    first, second = turned(rng, grid, out)
    return first, second


def gen_32597951(rng: random.Random) -> tuple[Grid, Grid]:
    """In the box spanned by the rarest colour, cells of the other mark become 3."""
    height, width = _sized(rng, 8)
    bg, mark, rare = hues(rng, 3, 3)
    grid = noise(rng, height, width, [bg, bg, mark, mark])
    tall, wide = rng.randint(3, height // 2), rng.randint(3, width // 2)
    top, left = rng.randint(0, height - tall), rng.randint(0, width - wide)
    out = copied(grid)
    for i in range(top, top + tall):
        for j in range(left, left + wide):
            if grid[i][j] == bg or (i - top, j - left) in {(0, 0), (tall - 1, wide - 1)}:
                grid[i][j] = out[i][j] = rare
            else:
                out[i][j] = 3
    return frozen(grid), frozen(out)


def gen_3aa6fb7a(rng: random.Random) -> tuple[Grid, Grid]:
    """The notch of each three-cell corner becomes 1."""
    height, width = _sized(rng, 5)
    bg, mark = hues(rng, 2, 1)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for i, j in places(rng, height, width, [(2, 2)] * rng.randint(1, 9)):
        put(out, rectangle(2, 2), 1, (i, j))
        cells = rectangle(2, 2) - {rng.choice(sorted(rectangle(2, 2)))}
        for rows in (grid, out):
            put(rows, cells, mark, (i, j))
    return frozen(grid), frozen(out)


def gen_44d8ac46(rng: random.Random) -> tuple[Grid, Grid]:
    """Square holes in the figures become 2."""
    height, width = _sized(rng, 10)
    bg, mark = hues(rng, 2, 2)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for i, j, tall, wide in _boxes(rng, height, width, 3):
        a, b = rng.randint(1, tall - 2), rng.randint(1, wide - 2)
        if rng.random() < 0.5:
            a = b = min(a, b)
        at = i + rng.randint(1, tall - a - 1), j + rng.randint(1, wide - b - 1)
        for rows, inner in ((grid, bg), (out, 2 if a == b else bg)):
            put(rows, rectangle(tall, wide), mark, (i, j))
            put(rows, rectangle(a, b), inner, at)
    if 2 * sum(row.count(mark) for row in grid) >= height * width:
        return gen_44d8ac46(rng)
    return frozen(grid), frozen(out)


def gen_d5d6de2d(rng: random.Random) -> tuple[Grid, Grid]:
    """Frames go; what they enclosed becomes 3."""
    height, width = _sized(rng)
    bg, mark = hues(rng, 2, 3)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for i, j, tall, wide in _boxes(rng, height, width, 3, rng.randint(1, 4)):
        put(grid, outline(tall, wide), mark, (i, j))
        put(out, rectangle(tall - 2, wide - 2), 3, (i + 1, j + 1))
    return frozen(grid), frozen(out)


def _solid(rng: random.Random, colours: list[int], bg: int, inner: int) -> tuple[Grid, Grid]:
    height, width = _sized(rng)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for i, j, tall, wide in _boxes(rng, height, width, 3, rng.randint(1, 5)):
        colour = rng.choice(colours)
        for rows in (grid, out):
            put(rows, rectangle(tall, wide), colour, (i, j))
        put(out, rectangle(tall - 2, wide - 2), inner, (i + 1, j + 1))
    if 2 * sum(row.count(bg) for row in grid) <= height * width:
        return _solid(rng, colours, bg, inner)
    return frozen(grid), frozen(out)


def gen_bb43febb(rng: random.Random) -> tuple[Grid, Grid]:
    """The inside of solid rectangles becomes 2."""
    bg, mark = hues(rng, 2, 2)
    return _solid(rng, [mark], bg, 2)


def gen_50cb2852(rng: random.Random) -> tuple[Grid, Grid]:
    """The inside of solid rectangles of several colours becomes 8."""
    bg, *colours = hues(rng, rng.randint(3, 6), 8)
    return _solid(rng, colours, bg, 8)


def gen_810b9b61(rng: random.Random) -> tuple[Grid, Grid]:
    """Closed frames become 3; open ones stay."""
    height, width = _sized(rng)
    bg, mark = hues(rng, 2, 3)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for i, j, tall, wide in _boxes(rng, height, width, 3):
        cells, closed = outline(tall, wide), rng.random() < 0.5
        if not closed:
            cells -= {rng.choice([(0, 1), (tall - 1, 1), (1, 0), (1, wide - 1)])}
        put(grid, cells, mark, (i, j))
        put(out, cells, 3 if closed else mark, (i, j))
    return frozen(grid), frozen(out)


def gen_868de0fa(rng: random.Random) -> tuple[Grid, Grid]:
    """Square frames are filled: 2 if the side is even, 7 if it is odd."""
    height, width = _sized(rng, 10)
    bg, mark = hues(rng, 2, 2, 7)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for i, j, side, _ in _boxes(rng, height, width, 3, square=True):
        put(out, rectangle(side, side), 7 if side % 2 else 2, (i, j))
        for rows in (grid, out):
            put(rows, outline(side, side), mark, (i, j))
    return frozen(grid), frozen(out)


def gen_c0f76784(rng: random.Random) -> tuple[Grid, Grid]:
    """Square frames with sides 3, 4 and 5 are filled with 6, 7 and 8."""
    height, width = _sized(rng, 10)
    bg, mark = hues(rng, 2, 6, 7, 8)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    sides = [rng.choice([3, 4, 5]) for _ in range(rng.randint(1, 7))]
    spots = places(rng, height, width, [(side, side) for side in sides])
    for spot, side in zip(spots, sides, strict=False):
        put(out, rectangle(side, side), side + 3, spot)
        for rows in (grid, out):
            put(rows, outline(side, side), mark, spot)
    return frozen(grid), frozen(out)


def gen_56ff96f3(rng: random.Random) -> tuple[Grid, Grid]:
    """Two marks of a colour are opposite corners of a rectangle to fill."""
    height, width = _sized(rng)
    bg, *colours = hues(rng, rng.randint(2, 5))
    grid, out = blank(height, width, bg), blank(height, width, bg)
    boxes = _boxes(rng, height, width, 2, len(colours))
    for colour, (i, j, tall, wide) in zip(colours, boxes, strict=False):
        slope = rng.random() < 0.5
        ends = [(0, 0), (tall - 1, wide - 1)] if slope else [(0, wide - 1), (tall - 1, 0)]
        put(grid, ends, colour, (i, j))
        put(out, rectangle(tall, wide), colour, (i, j))
    return frozen(grid), frozen(out)


def gen_fcc82909(rng: random.Random) -> tuple[Grid, Grid]:
    """Below each two by two block: 3, as many rows deep as the block has colours."""
    height, width = _sized(rng)
    bg, *colours = hues(rng, rng.randint(5, 9), 3)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    for i, j in places(rng, height, width, [(6, 2)] * rng.randint(1, 6)):
        block = [rng.choice(colours) for _ in range(4)]
        put(out, rectangle(len(set(block)), 2), 3, (i + 2, j))
        for colour, (a, b) in zip(block, sorted(rectangle(2, 2)), strict=True):
            grid[i + a][j + b] = out[i + a][j + b] = colour
    return frozen(grid), frozen(out)


def gen_ce9e57f2(rng: random.Random) -> tuple[Grid, Grid]:
    """The lower half of each bar, rounded down, becomes 8."""
    bars = rng.randint(1, 10)
    height = rng.randint(5, 30)
    bg, mark = hues(rng, 2, 8)
    lengths = [rng.randint(1, height - 2) for _ in range(bars)]
    grid = blank(height, 2 * bars + 1, bg)
    out = copied(grid)
    for k, length in enumerate(lengths):
        column = [(i, 2 * k + 1) for i in range(height - length, height)]
        for rows in (grid, out):
            put(rows, column, mark)
        put(out, column[length - length // 2 :], 8)
    return frozen(grid), frozen(out)


def gen_aedd82e4(rng: random.Random) -> tuple[Grid, Grid]:
    """Single cells become 1; larger figures stay."""
    height, width = rng.randint(3, 30), rng.randint(3, 30)
    bg, mark = 0, hues(rng, 1, 0, 1)[0]
    grid = blank(height, width, bg)
    boxes = [(1, 1) if rng.random() < 0.5 else (2, 3) for _ in range(rng.randint(2, 9))]
    out = copied(grid)
    for (tall, wide), spot in zip(boxes, places(rng, height, width, boxes), strict=False):
        cells = {(0, 0)} if tall == 1 else blob(rng, tall, wide, rng.randint(2, 5))
        put(grid, cells, mark, spot)
        put(out, cells, 1 if len(cells) == 1 else mark, spot)
    return frozen(grid), frozen(out)


def gen_6f8cd79b(rng: random.Random) -> tuple[Grid, Grid]:
    """An empty grid gets a rim of 8."""
    height, width = rng.randint(3, 30), rng.randint(3, 30)
    grid = blank(height, width, hues(rng, 1, 8)[0])
    out = copied(grid)
    put(out, outline(height, width), 8)
    return frozen(grid), frozen(out)


def gen_a5313dff(rng: random.Random) -> tuple[Grid, Grid]:
    """Background enclosed by lines becomes 1."""
    height, width = _sized(rng)
    bg, mark = hues(rng, 2, 1)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    sizes = [(rng.randint(4, 7), rng.randint(4, 7)) for _ in range(rng.randint(1, 4))]
    for (tall, wide), (i, j) in zip(sizes, places(rng, height, width, sizes), strict=False):
        closed = rng.random() < 0.7
        frame = outline(tall, wide) - (set() if closed else {(0, 1)})
        put(out, rectangle(tall - 2, wide - 2), 1 if closed else bg, (i + 1, j + 1))
        dots = {(2, 2)} if rng.random() < 0.5 else set()
        for rows in (grid, out):
            put(rows, frame | dots, mark, (i, j))
    return frozen(grid), frozen(out)


def gen_af902bf9(rng: random.Random) -> tuple[Grid, Grid]:
    """The inside of every rectangle with marked corners becomes 2."""
    height, width = _sized(rng)
    bg, mark = hues(rng, 2, 2)
    grid, out = blank(height, width, bg), blank(height, width, bg)
    row = 0
    while row + 3 <= height and row < 24:
        tall = rng.randint(3, min(6, height - row))
        wide = rng.randint(3, width)
        left = rng.randint(0, width - wide)
        corners = [(a, b) for a in (0, tall - 1) for b in (0, wide - 1)]
        put(grid, corners, mark, (row, left))
        if any(grid[i][left] == mark for i in range(row)):
            return gen_af902bf9(rng)
        if any(grid[i][left + wide - 1] == mark for i in range(row)):
            return gen_af902bf9(rng)
        put(out, rectangle(tall - 2, wide - 2), 2, (row + 1, left + 1))
        put(out, corners, mark, (row, left))
        row += tall + rng.randint(0, 6)
        if rng.random() < 0.5:
            break
    return frozen(grid), frozen(out)


def gen_d4f3cd78(rng: random.Random) -> tuple[Grid, Grid]:
    """The box fills with 8, which runs out through the gap to the edge."""
    height, width = _sized(rng, 7)
    bg, mark = hues(rng, 2, 8)
    tall, wide = rng.randint(4, height - 2), rng.randint(4, width - 2)
    top, left = rng.randint(1, height - tall - 1), rng.randint(1, width - wide - 1)
    gap = rng.randint(1, wide - 2)
    grid = blank(height, width, bg)
    put(grid, outline(tall, wide) - {(tall - 1, gap)}, mark, (top, left))
    if 2 * sum(row.count(bg) for row in grid) <= height * width:
        return gen_d4f3cd78(rng)
    out = copied(grid)
    put(out, rectangle(tall - 2, wide - 2), 8, (top + 1, left + 1))
    put(out, [(i, left + gap) for i in range(top + tall - 1, height)], 8)
    first, second = turned(rng, grid, out)
    return first, second
