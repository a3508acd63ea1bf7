"""A second, plain path through the grid language, for differential tests.

Every primitive and constant of the language written straight from its description, on plain
Python values and with no thought of speed: a grid is a tuple of row tuples, a set is a frozenset, a
cell is ``(colour, (row, column))``. The real interpreter is compared with this one. Where the
description leaves the choice to set order, the ascending order that we define is used: see
`ordered`. ``PRIMITIVES`` and ``CONSTANTS`` hold everything by name.
"""

import inspect
from collections.abc import Callable, Iterable
from functools import cmp_to_key
from typing import Any

Fn = Callable[..., Any]
Pair = tuple[int, int]
Grid = tuple[tuple[Any, ...], ...]
Set = frozenset[Any]

CONSTANTS: dict[str, Any] = {
    "F": False,
    "T": True,
    "ZERO": 0,
    "ONE": 1,
    "TWO": 2,
    "THREE": 3,
    "FOUR": 4,
    "FIVE": 5,
    "SIX": 6,
    "SEVEN": 7,
    "EIGHT": 8,
    "NINE": 9,
    "TEN": 10,
    "NEG_ONE": -1,
    "NEG_TWO": -2,
    "DOWN": (1, 0),
    "RIGHT": (0, 1),
    "UP": (-1, 0),
    "LEFT": (0, -1),
    "ORIGIN": (0, 0),
    "UNITY": (1, 1),
    "NEG_UNITY": (-1, -1),
    "UP_RIGHT": (-1, 1),
    "DOWN_LEFT": (1, -1),
    "ZERO_BY_TWO": (0, 2),
    "TWO_BY_ZERO": (2, 0),
    "TWO_BY_TWO": (2, 2),
    "THREE_BY_THREE": (3, 3),
}
globals().update(CONSTANTS)


# ---------------------------------------------------------------- the order of sets


def _place(value: Any) -> Any:
    """Where a value stands among others of any kind: none, numbers, tuples, sets, functions."""
    if value is None:
        return (0, 0)
    if isinstance(value, int):
        return (1, int(value))
    if isinstance(value, tuple):
        return (2, [_place(v) for v in value])
    if isinstance(value, frozenset):
        return (3, sorted(_place(v) for v in value))
    return (4, getattr(value, "__name__", repr(value)))


def ordered(container: Any) -> list[Any]:
    """The members as the language iterates over them: a tuple as it stands, a set ascending."""
    if isinstance(container, frozenset):
        return sorted(container, key=_place)
    if isinstance(container, tuple):
        return list(container)
    raise TypeError(f"not a container: {container!r}")


def _compare(a: Any, b: Any) -> int:
    """Compare two keys: sets by size, then by sorted members; all else as Python does."""
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        left, right = (len(a), _place(a)), (len(b), _place(b))
        return int(left > right) - int(left < right)
    if isinstance(a, tuple) and isinstance(b, tuple):
        for x, y in zip(a, b, strict=False):
            if x != y:
                return _compare(x, y)
        return int(len(a) > len(b)) - int(len(a) < len(b))
    return int(a > b) - int(a < b)


_rank = cmp_to_key(_compare)


def _like(container: Any, members: Iterable[Any]) -> Any:
    """The members in a container of the same type as the one given."""
    return frozenset(members) if isinstance(container, frozenset) else tuple(members)


# ---------------------------------------------------------------- arithmetic and comparison


def _each(op: Fn, x: Any) -> Any:
    if isinstance(x, tuple):
        return (op(x[0]), op(x[1]))
    if isinstance(x, int):
        return op(x)
    raise TypeError(f"not numerical: {x!r}")


def _both_sides(op: Fn, a: Any, b: Any) -> Any:
    if not isinstance(a, int | tuple) or not isinstance(b, int | tuple):
        raise TypeError("not numerical")
    if isinstance(a, int) and isinstance(b, int):
        return op(a, b)
    left = a if isinstance(a, tuple) else (a, a)
    right = b if isinstance(b, tuple) else (b, b)
    return (op(left[0], right[0]), op(left[1], right[1]))


def add(a: Any, b: Any) -> Any:
    return _both_sides(lambda x, y: x + y, a, b)


def subtract(a: Any, b: Any) -> Any:
    return _both_sides(lambda x, y: x - y, a, b)


def multiply(a: Any, b: Any) -> Any:
    return _both_sides(lambda x, y: x * y, a, b)


def divide(a: Any, b: Any) -> Any:
    return _both_sides(lambda x, y: x // y, a, b)


def invert(n: Any) -> Any:
    return _each(lambda x: -x, n)


def double(n: Any) -> Any:
    return _each(lambda x: x * 2, n)


def halve(n: Any) -> Any:
    return _each(lambda x: x // 2, n)


def increment(x: Any) -> Any:
    return _each(lambda v: v + 1, x)


def decrement(x: Any) -> Any:
    return _each(lambda v: v - 1, x)


def _signum(v: Any) -> int:
    if v > 0:
        return 1
    return -1 if v < 0 else 0


def crement(x: Any) -> Any:
    return _each(lambda v: v + _signum(v), x)


def sign(x: Any) -> Any:
    return _each(_signum, x)


def even(n: int) -> bool:
    return n % 2 == 0


def positive(x: int) -> bool:
    return x > 0


def greater(a: Any, b: Any) -> Any:
    return a > b


def maximum(container: Any) -> Any:
    return max(ordered(container), key=_rank, default=0)


def minimum(container: Any) -> Any:
    return min(ordered(container), key=_rank, default=0)


def toivec(i: Any) -> Any:
    return (i, 0)


def tojvec(j: Any) -> Any:
    return (0, j)


def astuple(a: Any, b: Any) -> Any:
    return (a, b)


def interval(start: int, stop: int, step: int) -> tuple[int, ...]:
    return tuple(range(start, stop, step))


# ---------------------------------------------------------------- Booleans and choice


def flip(b: Any) -> bool:
    return not b


def both(a: Any, b: Any) -> Any:
    return b if a else a


def either(a: Any, b: Any) -> Any:
    return a if a else b


def equality(a: Any, b: Any) -> bool:
    return bool(a == b)


def contained(value: Any, container: Any) -> bool:
    return value in container


def branch(condition: Any, a: Any, b: Any) -> Any:
    return a if condition else b


def identity(x: Any) -> Any:
    return x


# ---------------------------------------------------------------- containers


def size(container: Any) -> int:
    return len(container)


def combine(a: Any, b: Any) -> Any:
    return _like(a, ordered(a) + ordered(b))


def intersection(a: Any, b: Any) -> Any:
    return a & b


def difference(a: Any, b: Any) -> Any:
    return _like(a, [v for v in ordered(a) if v not in b])


def dedupe(tup: Any) -> tuple[Any, ...]:
    if tup and not isinstance(tup, tuple):
        raise TypeError("not a tuple")
    seen: list[Any] = []
    for value in tup:
        if value not in seen:
            seen.append(value)
    return tuple(seen)


def order(container: Any, compfunc: Fn) -> tuple[Any, ...]:
    return tuple(sorted(ordered(container), key=lambda v: _rank(compfunc(v))))


def repeat(item: Any, num: int) -> tuple[Any, ...]:
    return tuple([item for _ in range(num)])


def merge(containers: Any) -> Any:
    return _like(containers, [v for inner in ordered(containers) for v in ordered(inner)])


def initset(value: Any) -> Set:
    return frozenset([value])


def insert(value: Any, container: Any) -> Set:
    if not isinstance(container, frozenset):
        raise TypeError("not a set")
    return container | {value}


def remove(value: Any, container: Any) -> Any:
    return _like(container, [v for v in ordered(container) if v != value])


def other(container: Any, value: Any) -> Any:
    return first(remove(value, container))


def first(container: Any) -> Any:
    return ordered(container)[0]


def last(container: Any) -> Any:
    return ordered(container)[-1]


def totuple(container: Any) -> tuple[Any, ...]:
    return tuple(ordered(container))


def product(a: Any, b: Any) -> Set:
    return frozenset([(x, y) for x in ordered(a) for y in ordered(b)])


def pair(a: Any, b: Any) -> tuple[Any, ...]:
    return tuple(zip(ordered(a), ordered(b), strict=False))


def _by_count(values: Iterable[Any], pick: Fn) -> Any:
    """The value picked (max or min) by its count; among the tied, the first in ascending order."""
    values = list(values)
    return pick(ordered(frozenset(values)), key=values.count)


def mostcommon(container: Any) -> Any:
    if not isinstance(container, tuple):
        raise TypeError("not a tuple")
    return _by_count(container, max)


def leastcommon(container: Any) -> Any:
    if not isinstance(container, tuple):
        raise TypeError("not a tuple")
    return _by_count(container, min)


def sizefilter(container: Any, n: int) -> Set:
    return frozenset([v for v in ordered(container) if len(v) == n])


def colorfilter(objs: Any, value: int) -> Set:
    return frozenset([obj for obj in ordered(objs) if color(obj) == value])


# ---------------------------------------------------------------- higher-order functions


def sfilter(container: Any, condition: Fn) -> Any:
    return _like(container, [v for v in ordered(container) if condition(v)])


def mfilter(container: Any, function: Fn) -> Any:
    return merge(sfilter(container, function))


def extract(container: Any, condition: Fn) -> Any:
    for value in ordered(container):
        if condition(value):
            return value
    raise ValueError("no member meets the condition")


def valmax(container: Any, compfunc: Fn) -> Any:
    keys = [compfunc(v) for v in ordered(container)]
    return max(keys, key=_rank) if keys else compfunc(0)


def valmin(container: Any, compfunc: Fn) -> Any:
    keys = [compfunc(v) for v in ordered(container)]
    return min(keys, key=_rank) if keys else compfunc(0)


def argmax(container: Any, compfunc: Fn) -> Any:
    return max(ordered(container), key=lambda v: _rank(compfunc(v)))


def argmin(container: Any, compfunc: Fn) -> Any:
    return min(ordered(container), key=lambda v: _rank(compfunc(v)))


def apply(function: Fn, container: Any) -> Any:
    return _like(container, [function(v) for v in ordered(container)])


def rapply(functions: Any, value: Any) -> Any:
    return _like(functions, [function(value) for function in ordered(functions)])


def mapply(function: Fn, container: Any) -> Any:
    return merge(apply(function, container))


def papply(function: Fn, a: Any, b: Any) -> tuple[Any, ...]:
    return tuple([function(x, y) for x, y in pair(a, b)])


def mpapply(function: Fn, a: Any, b: Any) -> Any:
    return merge(papply(function, a, b))


def prapply(function: Fn, a: Any, b: Any) -> Set:
    return frozenset([function(x, y) for x in ordered(a) for y in ordered(b)])


def compose(outer: Fn, inner: Fn) -> Fn:
    return lambda x: outer(inner(x))


def chain(h: Fn, g: Fn, f: Fn) -> Fn:
    return lambda x: h(g(f(x)))


def matcher(function: Fn, target: Any) -> Fn:
    return lambda x: equality(function(x), target)


def fork(outer: Fn, a: Fn, b: Fn) -> Fn:
    return lambda x: outer(a(x), b(x))


def _arity(function: Fn) -> int:
    return len(inspect.signature(function).parameters)


def rbind(function: Fn, fixed: Any) -> Fn:
    match _arity(function):
        case 2:
            return lambda x: function(x, fixed)
        case 3:
            return lambda x, y: function(x, y, fixed)
        case _:
            return lambda x, y, z: function(x, y, z, fixed)


def lbind(function: Fn, fixed: Any) -> Fn:
    match _arity(function):
        case 2:
            return lambda x: function(fixed, x)
        case 3:
            return lambda x, y: function(fixed, x, y)
        case _:
            return lambda x, y, z: function(fixed, x, y, z)


def power(function: Fn, n: int) -> Fn:
    if n == 1:
        return function
    if n < 1 or n >= 1000:
        raise RecursionError("a power must be from 1 to 999")

    def repeated(x: Any) -> Any:
        for _ in range(n):
            x = function(x)
        return x

    return repeated


# ---------------------------------------------------------------- colours and sizes


def _colors(element: Any) -> list[Any]:
    if isinstance(element, tuple):
        return [value for row in element for value in row]
    return [value for value, _ in element]


def mostcolor(element: Any) -> Any:
    return _by_count(_colors(element), max)


def leastcolor(element: Any) -> Any:
    return _by_count(_colors(element), min)


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


# ---------------------------------------------------------------- patches: indices and moving


def _has_colors(patch: Any) -> bool:
    return len(patch) > 0 and isinstance(next(iter(patch))[1], tuple)


def _relocate(patch: Any, place: Callable[[int, int], Pair]) -> Set:
    """Every index (i, j) of the patch moved to place(i, j), colours kept."""
    if _has_colors(patch):
        return frozenset([(value, place(i, j)) for value, (i, j) in patch])
    return frozenset([place(i, j) for i, j in patch])


def _rectangle(top: int, left: int, bottom: int, right: int) -> Set:
    return frozenset([(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)])


def _outline(top: int, left: int, bottom: int, right: int) -> Set:
    return _rectangle(top, left, bottom, right) - _rectangle(
        top + 1, left + 1, bottom - 1, right - 1
    )


def _inside(grid: Grid, i: int, j: int) -> bool:
    return 0 <= i < len(grid) and 0 <= j < len(grid[0])


def asindices(grid: Grid) -> Set:
    return _rectangle(0, 0, len(grid) - 1, len(grid[0]) - 1) if grid else frozenset()


def ofcolor(grid: Grid, value: int) -> Set:
    return frozenset([ij for v, ij in asobject(grid) if v == value])


def asobject(grid: Grid) -> Set:
    return frozenset([(v, (i, j)) for i, row in enumerate(grid) for j, v in enumerate(row)])


def toobject(patch: Any, grid: Grid) -> Set:
    grid[0]
    return frozenset([(grid[i][j], (i, j)) for i, j in toindices(patch) if _inside(grid, i, j)])


def toindices(patch: Any) -> Any:
    if len(patch) == 0:
        return frozenset()
    return frozenset([ij for _, ij in patch]) if _has_colors(patch) else patch


def recolor(value: Any, patch: Any) -> Set:
    return frozenset([(value, ij) for ij in toindices(patch)])


def shift(patch: Any, directions: Pair) -> Any:
    if len(patch) == 0:
        return patch
    di, dj = directions
    return _relocate(patch, lambda i, j: (i + di, j + dj))


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
    return _rectangle(*ulcorner(patch), *lrcorner(patch))


def delta(patch: Any) -> Set:
    if len(patch) == 0:
        return frozenset()
    return backdrop(patch) - frozenset(toindices(patch))


def box(patch: Any) -> Any:
    return _outline(*ulcorner(patch), *lrcorner(patch)) if len(patch) else patch


def outbox(patch: Any) -> Set:
    return _outline(
        uppermost(patch) - 1, leftmost(patch) - 1, lowermost(patch) + 1, rightmost(patch) + 1
    )


def inbox(patch: Any) -> Set:
    top, bottom = sorted([uppermost(patch) + 1, lowermost(patch) - 1])
    left, right = sorted([leftmost(patch) + 1, rightmost(patch) - 1])
    return _outline(top, left, bottom, right)


def connect(a: Pair, b: Pair) -> Set:
    (ai, aj), (bi, bj) = a, b
    di, dj = bi - ai, bj - aj
    if di != 0 and dj != 0 and abs(di) != abs(dj):
        return frozenset()
    steps = max(abs(di), abs(dj))
    return frozenset([(ai + k * _signum(di), aj + k * _signum(dj)) for k in range(steps + 1)])


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
    return (_signum(bi - ai), _signum(bj - aj))


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
    return _relocate(piece, lambda i, j: (ends - i, j))


def vmirror(piece: Any) -> Any:
    if isinstance(piece, tuple):
        return tuple([row[::-1] for row in piece])
    ends = leftmost(piece) + rightmost(piece)
    return _relocate(piece, lambda i, j: (i, ends - j))


def dmirror(piece: Any) -> Any:
    if isinstance(piece, tuple):
        return tuple(zip(*piece, strict=False))
    top, left = uppermost(piece), leftmost(piece)
    return _relocate(piece, lambda i, j: (top + j - left, left + i - top))


def cmirror(piece: Any) -> Any:
    if isinstance(piece, tuple):
        return dmirror(rot180(piece))
    (top, left), (bottom, right) = ulcorner(piece), lrcorner(piece)
    return _relocate(piece, lambda i, j: (top + right - j, left + bottom - i))


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
    return grid[i][j] if _inside(grid, i, j) else None


# ---------------------------------------------------------------- painting


def _write(grid: Grid, cells: Iterable[Any], keep: Callable[[Any], bool]) -> Grid:
    """Write the cells one by one, later over earlier, save where keep(value of the grid)."""
    rows = [list(row) for row in grid]
    rows[0]
    for value, (i, j) in cells:
        if _inside(grid, i, j) and not keep(grid[i][j]):
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


# ---------------------------------------------------------------- all of them by name

PRIMITIVES: dict[str, Fn] = {
    name: value
    for name, value in list(globals().items())
    if inspect.isfunction(value)
    and value.__module__ == __name__
    and not name.startswith("_")
    and name != "ordered"
}
