"""Plain-Python tools shared by the generators of fresh task instances; no grid language here."""

import random
from collections.abc import Callable, Iterable, Sequence

__all__ = [
    "Cell",
    "Cells",
    "Generator",
    "Grid",
    "Rows",
    "beside",
    "blank",
    "blob",
    "copied",
    "cropped",
    "diagonals",
    "flipped",
    "frozen",
    "hues",
    "inside",
    "mirrored",
    "noise",
    "orthogonals",
    "outline",
    "places",
    "put",
    "rectangle",
    "ring",
    "scattered",
    "stacked",
    "transposed",
    "turned",
    "upscaled",
]

Grid = tuple[tuple[int, ...], ...]
Rows = list[list[int]]
Cell = tuple[int, int]
Cells = set[Cell]
Generator = Callable[[random.Random], tuple[Grid, Grid]]


def hues(rng: random.Random, count: int, *without: int) -> list[int]:
    """`count` distinct colours in random order, none of `without`."""
    return rng.sample([c for c in range(10) if c not in without], count)


def blank(height: int, width: int, colour: int) -> Rows:
    return [[colour] * width for _ in range(height)]


def noise(rng: random.Random, height: int, width: int, colours: Sequence[int]) -> Rows:
    return [[rng.choice(colours) for _ in range(width)] for _ in range(height)]


def frozen(rows: Iterable[Iterable[int]]) -> Grid:
    return tuple(tuple(row) for row in rows)


def copied(rows: Rows) -> Rows:
    return [row[:] for row in rows]


def transposed(rows: Iterable[Sequence[int]]) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]


def mirrored(rows: Iterable[Sequence[int]]) -> Rows:
    """Left and right exchanged."""
    return [list(row[::-1]) for row in rows]


def flipped(rows: Sequence[Sequence[int]]) -> Rows:
    """Top and bottom exchanged."""
    return [list(row) for row in rows[::-1]]


def beside(left: Rows, right: Rows) -> Rows:
    return [a + b for a, b in zip(left, right, strict=True)]


def stacked(*parts: Rows) -> Rows:
    return [row[:] for part in parts for row in part]


def upscaled(rows: Iterable[Sequence[int]], factor: int) -> Rows:
    return [[c for c in row for _ in range(factor)] for row in rows for _ in range(factor)]


def cropped(rows: Rows, top: int, left: int, height: int, width: int) -> Rows:
    return [row[left : left + width] for row in rows[top : top + height]]


def turned(rng: random.Random, *grids: Iterable[Sequence[int]]) -> tuple[Grid, ...]:
    """All grids under the same random one of the eight symmetries of a square."""
    parts = [[list(row) for row in grid] for grid in grids]
    if rng.random() < 0.5:
        parts = [transposed(part) for part in parts]
    if rng.random() < 0.5:
        parts = [mirrored(part) for part in parts]
    if rng.random() < 0.5:
        parts = [flipped(part) for part in parts]
    return tuple(frozen(part) for part in parts)


def inside(rows: Rows, cell: Cell) -> bool:
    return 0 <= cell[0] < len(rows) and 0 <= cell[1] < len(rows[0])


def put(rows: Rows, cells: Iterable[Cell], colour: int, at: Cell = (0, 0)) -> None:
    """Colour the cells, moved by `at`; what falls outside is dropped."""
    for i, j in cells:
        if inside(rows, (i + at[0], j + at[1])):
            rows[i + at[0]][j + at[1]] = colour


def rectangle(height: int, width: int) -> Cells:
    return {(i, j) for i in range(height) for j in range(width)}


def outline(height: int, width: int) -> Cells:
    return {
        (i, j) for i, j in rectangle(height, width) if i in (0, height - 1) or j in (0, width - 1)
    }


def orthogonals(cell: Cell) -> Cells:
    i, j = cell
    return {(i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)}


def diagonals(cell: Cell) -> Cells:
    i, j = cell
    return {(i + a, j + b) for a in (-1, 1) for b in (-1, 1)}


def ring(cell: Cell) -> Cells:
    return orthogonals(cell) | diagonals(cell)


def blob(rng: random.Random, height: int, width: int, count: int) -> Cells:
    """About `count` side-connected cells in a box, moved to start at row 0 and column 0."""
    cells = {(rng.randrange(height), rng.randrange(width))}
    for _ in range(10 * count):
        if len(cells) >= count:
            break
        i, j = rng.choice(sorted(orthogonals(rng.choice(sorted(cells)))))
        if 0 <= i < height and 0 <= j < width:
            cells.add((i, j))
    top, left = min(i for i, _ in cells), min(j for _, j in cells)
    return {(i - top, j - left) for i, j in cells}


def places(
    rng: random.Random, height: int, width: int, boxes: Sequence[Cell], gap: int = 1
) -> list[Cell]:
    """Upper-left corners for as many leading boxes (height, width) as find room `gap` apart."""
    found: list[Cell] = []
    for tall, wide in boxes:
        for _ in range(60):
            if tall > height or wide > width:
                break
            i, j = rng.randint(0, height - tall), rng.randint(0, width - wide)
            if all(
                i >= a + boxes[k][0] + gap
                or a >= i + tall + gap
                or j >= b + boxes[k][1] + gap
                or b >= j + wide + gap
                for k, (a, b) in enumerate(found)
            ):
                found.append((i, j))
                break
        else:
            return found
    return found


def scattered(
    rng: random.Random, height: int, width: int, count: int, gap: int = 1, edge: int = 0
) -> list[Cell]:
    """Up to `count` single cells, no two within `gap` of each other, `edge` away from the rim."""
    spots = places(rng, height - 2 * edge, width - 2 * edge, [(1, 1)] * count, gap)
    return [(i + edge, j + edge) for i, j in spots]
