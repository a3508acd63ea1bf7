"""Primitives on patches: colours, sizes, moving, bounds, relations. Some take grids as well."""

from typing import Any

from oracle.containers import first
from oracle.support import (
    Grid,
    Pair,
    Set,
    by_count,
    has_colors,
    inside,
    ordered,
    outline,
    rectangle,
    relocate,
    signum,
)

# ---------------------------------------------------------------- colours and sizes


def _colors(element: Any) -> list[Any]:
    if isinstance(element, tuple):
        return [value for row in element for value in row]
    return [value for value, _ in element]


def mostcolor(element: Any) -> Any:
    return by_count(_colors(element), max)


def leastcolor(element: Any) -> Any:
    return by_count(_colors(element), min)


def colorcount(element: Any, value: int) -> int:
    return _colors(element).count(value)


def palette(element: Any) -> Set:
    return frozenset(_colors(element))


def numcolors(element: Any) -> int:
    return len(palette(element))


def color(obj: Any) -> Any:
    return first(obj)[0]


def height(piece: Any) -> int:
    if len(piece) == 0:
        return 0
    if isinstance(piece, tuple):
        return len(piece)
    return lowermost(piece) - uppermost(piece) + 1


def width(piece: Any) -> int:
    if len(piece) == 0:
        return 0
    if isinstance(piece, tuple):
        return len(piece[0])
    return rightmost(piece) - leftmost(piece) + 1


def shape(piece: Any) -> Pair:
    return (height(piece), width(piece))


def portrait(piece: Any) -> bool:
    return height(piece) > width(piece)


def square(piece: Any) -> bool:
    if isinstance(piece, tuple):
        return len(piece) == len(piece[0])
    return height(piece) == width(piece) and len(piece) == height(piece) * width(piece)


def colorfilter(objs: Any, value: int) -> Set:
    return frozenset([obj for obj in ordered(objs) if color(obj) == value])


# ---------------------------------------------------------------- patches: indices and moving


def asindices(grid: Grid) -> Set:
    return rectangle(0, 0, len(grid) - 1, len(grid[0]) - 1) if grid else frozenset()


def ofcolor(grid: Grid, value: int) -> Set:
    return frozenset([ij for v, ij in asobject(grid) if v == value])


def asobject(grid: Grid) -> Set:
    return frozenset([(v, (i, j)) for i, row in enumerate(grid) for j, v in enumerate(row)])


def toobject(patch: Any, grid: Grid) -> Set:
    grid[0]
    return frozenset([(grid[i][j], (i, j)) for i, j in toindices(patch) if inside(grid, i, j)])


def toindices(patch: Any) -> Any:
    if len(patch) == 0:
        return frozenset()
    return frozenset([ij for _, ij in patch]) if has_colors(patch) else patch


def recolor(value: Any, patch: Any) -> Set:
    return frozenset([(value, ij) for ij in toindices(patch)])


def shift(patch: Any, directions: Pair) -> Any:
    if len(patch) == 0:
        return patch
    di, dj = directions
    return relocate(patch, lambda i, j: (i + di, j + dj))


def normalize(patch: Any) -> Any:
    if len(patch) == 0:
        return patch
    return shift(patch, (-uppermost(patch), -leftmost(patch)))


def dneighbors(loc: Pair) -> Set:
    i, j = loc[0], loc[1]
    return frozenset([(i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)])


def ineighbors(loc: Pair) -> Set:
    i, j = loc[0], loc[1]
    return frozenset([(i - 1, j - 1), (i - 1, j + 1), (i + 1, j - 1), (i + 1, j + 1)])


def neighbors(loc: Pair) -> Set:
    return dneighbors(loc) | ineighbors(loc)


# ---------------------------------------------------------------- patches: bounds and outlines


def _rows(patch: Any) -> list[int]:
    return [i for i, _ in toindices(patch)]


def _columns(patch: Any) -> list[int]:
    return [j for _, j in toindices(patch)]


def uppermost(patch: Any) -> int:
    return min(_rows(patch))


def lowermost(patch: Any) -> int:
    return max(_rows(patch))


def leftmost(patch: Any) -> int:
    return min(_columns(patch))


def rightmost(patch: Any) -> int:
    return max(_columns(patch))


def ulcorner(patch: Any) -> Any:
    return (uppermost(patch), leftmost(patch)) if len(patch) else ()


def urcorner(patch: Any) -> Any:
    return (uppermost(patch), rightmost(patch)) if len(patch) else ()


def llcorner(patch: Any) -> Any:
    return (lowermost(patch), leftmost(patch)) if len(patch) else ()


def lrcorner(patch: Any) -> Any:
    return (lowermost(patch), rightmost(patch)) if len(patch) else ()


def corners(patch: Any) -> Set:
    return frozenset([ulcorner(patch), urcorner(patch), llcorner(patch), lrcorner(patch)])


def center(patch: Any) -> Pair:
    return (uppermost(patch) + height(patch) // 2, leftmost(patch) + width(patch) // 2)


def centerofmass(patch: Any) -> Any:
    if len(patch) == 0:
        return ()
    return (sum(_rows(patch)) // len(patch), sum(_columns(patch)) // len(patch))


def backdrop(patch: Any) -> Set:
    if len(patch) == 0:
        return frozenset()
    return rectangle(*ulcorner(patch), *lrcorner(patch))


def delta(patch: Any) -> Set:
    if len(patch) == 0:
        return frozenset()
    return backdrop(patch) - frozenset(toindices(patch))


def box(patch: Any) -> Any:
    return outline(*ulcorner(patch), *lrcorner(patch)) if len(patch) else patch


def outbox(patch: Any) -> Set:
    return outline(
        uppermost(patch) - 1, leftmost(patch) - 1, lowermost(patch) + 1, rightmost(patch) + 1
    )


def inbox(patch: Any) -> Set:
    top, bottom = sorted([uppermost(patch) + 1, lowermost(patch) - 1])
    left, right = sorted([leftmost(patch) + 1, rightmost(patch) - 1])
    return outline(top, left, bottom, right)


def connect(a: Pair, b: Pair) -> Set:
    (ai, aj), (bi, bj) = a, b
    di, dj = bi - ai, bj - aj
    if di != 0 and dj != 0 and abs(di) != abs(dj):
        return frozenset()
    steps = max(abs(di), abs(dj))
    return frozenset([(ai + k * signum(di), aj + k * signum(dj)) for k in range(steps + 1)])


def shoot(start: Pair, direction: Pair) -> Set:
    return connect(start, (start[0] + 42 * direction[0], start[1] + 42 * direction[1]))


def vfrontier(location: Pair) -> Set:
    return frozenset([(i, location[1]) for i in range(30)])


def hfrontier(location: Pair) -> Set:
    return frozenset([(location[0], j) for j in range(30)])


# ---------------------------------------------------------------- patches: relations


def vline(patch: Any) -> bool:
    return width(patch) == 1 and height(patch) == len(patch)


def hline(patch: Any) -> bool:
    return height(patch) == 1 and width(patch) == len(patch)


def hmatching(a: Any, b: Any) -> bool:
    return bool(set(_rows(a)) & set(_rows(b)))


def vmatching(a: Any, b: Any) -> bool:
    return bool(set(_columns(a)) & set(_columns(b)))


def manhattan(a: Any, b: Any) -> int:
    here, there = toindices(a), toindices(b)
    gaps: list[int] = [abs(i - k) + abs(j - m) for i, j in here for k, m in there]
    return min(gaps)


def adjacent(a: Any, b: Any) -> bool:
    return manhattan(a, b) == 1


def bordering(patch: Any, grid: Grid) -> bool:
    if uppermost(patch) == 0 or leftmost(patch) == 0:
        return True
    return lowermost(patch) == len(grid) - 1 or rightmost(patch) == len(grid[0]) - 1


def position(a: Any, b: Any) -> Pair:
    (ai, aj), (bi, bj) = center(a), center(b)
    if ai == bi:
        return (0, 1 if aj < bj else -1)
    return (signum(bi - ai), signum(bj - aj))


def gravitate(source: Any, destination: Any) -> Pair:
    (si, sj), (di, dj) = center(source), center(destination)
    if vmatching(source, destination):
        step = (1 if si < di else -1, 0)
    else:
        step = (0, 1 if sj < dj else -1)
    for count in range(42):
        moved = (count * step[0], count * step[1])
        if adjacent(shift(source, moved), destination):
            return moved
    return (42 * step[0], 42 * step[1])
