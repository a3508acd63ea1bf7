"""Primitives on whole grids: objects, turns, parts, joining, painting."""

from collections.abc import Callable, Iterable
from typing import Any

from oracle.patches import (
    asindices,
    asobject,
    dneighbors,
    height,
    leftmost,
    lowermost,
    lrcorner,
    mostcolor,
    neighbors,
    normalize,
    palette,
    rightmost,
    shape,
    shift,
    toindices,
    ulcorner,
    uppermost,
    width,
)
from oracle.support import Grid, Pair, Set, inside, ordered, relocate

# ---------------------------------------------------------------- objects from grids


def objects(grid: Grid, univalued: Any, diagonal: Any, without_bg: Any) -> Set:
    background = mostcolor(grid) if without_bg else None
    around = neighbors if diagonal else dneighbors
    grid[0]
    todo = {(i, j) for i, j in asindices(grid) if not without_bg or grid[i][j] != background}
    found = []
    while todo:
        start = todo.pop()
        component = [start]
        for i, j in component:
            for ni, nj in around((i, j)):
                if (ni, nj) in todo and (not univalued or grid[ni][nj] == grid[i][j]):
                    todo.remove((ni, nj))
                    component.append((ni, nj))
        found.append(frozenset([(grid[i][j], (i, j)) for i, j in component]))
    return frozenset(found)


def _all_of(grid: Grid, value: Any) -> Set:
    return frozenset([cell for cell in asobject(grid) if cell[0] == value])


def partition(grid: Grid) -> Set:
    return frozenset([_all_of(grid, value) for value in palette(grid)])


def fgpartition(grid: Grid) -> Set:
    return frozenset([_all_of(grid, value) for value in palette(grid) - {mostcolor(grid)}])


def frontiers(grid: Grid) -> Set:
    high, wide = len(grid), len(grid[0])
    rows = [i for i in range(high) if len(set(grid[i])) == 1]
    columns = [j for j, line in enumerate(dmirror(grid)) if len(set(line)) == 1]
    lines = [[(grid[i][j], (i, j)) for j in range(wide)] for i in rows]
    lines += [[(grid[i][j], (i, j)) for i in range(high)] for j in columns]
    return frozenset([frozenset(line) for line in lines])


def occurrences(grid: Grid, obj: Any) -> Set:
    cells = [(value, (i, j)) for value, (i, j) in normalize(obj)]
    (high, wide), (h, w) = (len(grid), len(grid[0])), shape(obj)
    return frozenset(
        [
            (a, b)
            for a in range(high - h + 1)
            for b in range(wide - w + 1)
            if all(grid[a + i][b + j] == value for value, (i, j) in cells)
        ]
    )


def hperiod(obj: Any) -> int:
    cells, wide = normalize(obj), width(obj)
    for p in range(1, wide):
        if all((v, (i, j - p)) in cells for v, (i, j) in cells if j >= p):
            return p
    return wide


def vperiod(obj: Any) -> int:
    cells, high = normalize(obj), height(obj)
    for p in range(1, high):
        if all((v, (i - p, j)) in cells for v, (i, j) in cells if i >= p):
            return p
    return high


# ---------------------------------------------------------------- whole grids: turns and mirrors


def rot90(grid: Grid) -> Grid:
    return tuple(zip(*grid[::-1], strict=False))


def rot180(grid: Grid) -> Grid:
    return tuple(row[::-1] for row in grid[::-1])


def rot270(grid: Grid) -> Grid:
    return tuple(zip(*grid, strict=False))[::-1]


def hmirror(piece: Any) -> Any:
    if isinstance(piece, tuple):
        return piece[::-1]
    ends = uppermost(piece) + lowermost(piece)
    return relocate(piece, lambda i, j: (ends - i, j))


def vmirror(piece: Any) -> Any:
    if isinstance(piece, tuple):
        return tuple([row[::-1] for row in piece])
    ends = leftmost(piece) + rightmost(piece)
    return relocate(piece, lambda i, j: (i, ends - j))


def dmirror(piece: Any) -> Any:
    if isinstance(piece, tuple):
        return tuple(zip(*piece, strict=False))
    top, left = uppermost(piece), leftmost(piece)
    return relocate(piece, lambda i, j: (top + j - left, left + i - top))


def cmirror(piece: Any) -> Any:
    if isinstance(piece, tuple):
        return dmirror(rot180(piece))
    (top, left), (bottom, right) = ulcorner(piece), lrcorner(piece)
    return relocate(piece, lambda i, j: (top + right - j, left + bottom - i))


# ---------------------------------------------------------------- whole grids: parts


def trim(grid: Grid) -> Grid:
    return tuple(row[1:-1] for row in grid[1:-1])


def compress(grid: Grid) -> Grid:
    plain = {j for j, line in enumerate(dmirror(grid)) if len(set(line)) == 1}
    return tuple(
        tuple(v for j, v in enumerate(row) if j not in plain) for row in grid if len(set(row)) != 1
    )


def tophalf(grid: Grid) -> Grid:
    return grid[: len(grid) // 2]


def bottomhalf(grid: Grid) -> Grid:
    return grid[len(grid) - len(grid) // 2 :]


def lefthalf(grid: Grid) -> Any:
    return dmirror(tophalf(dmirror(grid)))


def righthalf(grid: Grid) -> Any:
    return dmirror(bottomhalf(dmirror(grid)))


def crop(grid: Grid, start: Pair, dims: Pair) -> Grid:
    top, left, bottom, right = start[0], start[1], start[0] + dims[0], start[1] + dims[1]
    return tuple(row[left:right] for row in grid[top:bottom])


def subgrid(patch: Any, grid: Grid) -> Grid:
    return crop(grid, ulcorner(patch), shape(patch))


def hsplit(grid: Grid, n: int) -> tuple[Any, ...]:
    part, rest = divmod(len(grid[0]), n)
    stride = part + (1 if rest else 0)
    return tuple([crop(grid, (0, i * stride), (len(grid), part)) for i in range(n)])


def vsplit(grid: Grid, n: int) -> tuple[Any, ...]:
    part, rest = divmod(len(grid), n)
    stride = part + (1 if rest else 0)
    return tuple([crop(grid, (i * stride, 0), (part, len(grid[0]))) for i in range(n)])


# ---------------------------------------------------------------- whole grids: scale and join


def hupscale(grid: Grid, factor: int) -> Grid:
    return tuple(tuple(v for v in row for _ in range(factor)) for row in grid)


def vupscale(grid: Grid, factor: int) -> Grid:
    return tuple(row for row in grid for _ in range(factor))


def upscale(element: Any, factor: int) -> Any:
    if isinstance(element, tuple):
        return vupscale(hupscale(element, factor), factor)
    if len(element) == 0:
        return frozenset()
    top, left = ulcorner(element)
    return frozenset(
        [
            (value, (top + (i - top) * factor + di, left + (j - left) * factor + dj))
            for value, (i, j) in element
            for di in range(factor)
            for dj in range(factor)
        ]
    )


def downscale(grid: Grid, factor: int) -> Grid:
    rows = [i for i in range(len(grid)) if i % factor == 0]
    columns = [j for j in range(len(grid[0])) if j % factor == 0]
    return tuple(tuple(grid[i][j] for j in columns) for i in rows)


def hconcat(a: Grid, b: Grid) -> Grid:
    return tuple(left + right for left, right in zip(a, b, strict=False))


def vconcat(a: Grid, b: Grid) -> Grid:
    return a + b


# ---------------------------------------------------------------- whole grids: values


def cellwise(a: Grid, b: Grid, fallback: Any) -> Grid:
    wide = len(a[0])
    return tuple(
        tuple(a[i][j] if a[i][j] == b[i][j] else fallback for j in range(wide))
        for i in range(len(a))
    )


def replace(grid: Grid, replacee: Any, replacer: Any) -> Grid:
    return tuple(tuple(replacer if v == replacee else v for v in row) for row in grid)


def switch(grid: Grid, a: Any, b: Any) -> Grid:
    return tuple(tuple(b if v == a else a if v == b else v for v in row) for row in grid)


def canvas(value: Any, dimensions: Pair) -> Grid:
    return tuple(tuple(value for _ in range(dimensions[1])) for _ in range(dimensions[0]))


def index(grid: Grid, loc: Pair) -> Any:
    i, j = loc
    grid[0]
    return grid[i][j] if inside(grid, i, j) else None


# ---------------------------------------------------------------- painting


def _write(grid: Grid, cells: Iterable[Any], keep: Callable[[Any], bool]) -> Grid:
    """Write the cells one by one, later over earlier, save where keep(value of the grid)."""
    rows = [list(row) for row in grid]
    rows[0]
    for value, (i, j) in cells:
        if inside(grid, i, j) and not keep(grid[i][j]):
            rows[i][j] = value
    return tuple(tuple(row) for row in rows)


def fill(grid: Grid, value: Any, patch: Any) -> Grid:
    return _write(grid, [(value, ij) for ij in toindices(patch)], lambda v: False)


def paint(grid: Grid, obj: Any) -> Grid:
    return _write(grid, ordered(obj), lambda v: False)


def underfill(grid: Grid, value: Any, patch: Any) -> Grid:
    ground = mostcolor(grid)
    return _write(grid, [(value, ij) for ij in toindices(patch)], lambda v: bool(v != ground))


def underpaint(grid: Grid, obj: Any) -> Grid:
    ground = mostcolor(grid)
    return _write(grid, ordered(obj), lambda v: bool(v != ground))


def cover(grid: Grid, patch: Any) -> Grid:
    return fill(grid, mostcolor(grid), patch)


def move(grid: Grid, obj: Any, offset: Pair) -> Grid:
    return paint(cover(grid, obj), shift(obj, offset))
