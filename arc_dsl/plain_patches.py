"""Patch primitives on plain values: the slow path for what the fast representation cannot hold.

A patch is a frozenset of index pairs or of `(colour, (row, column))` cells, of any coordinates and
members whatever. The fast primitives fall back to these functions (see `arc_dsl.fallback`); names,
arguments and results are those of the language. Ties and choices follow the ascending order.
"""

from collections.abc import Collection, Iterable
from typing import Any

from arc_dsl.limits import check_size, pulse
from arc_dsl.ordering import place

__all__: list[str] = []

Pair = tuple[int, int]
REACH = 42
"""Steps that `shoot` reaches and `gravitate` tries: more than a grid is wide."""


def _sample(patch: Collection[Any]) -> Any:
    """The member by which a patch is judged: the first in order."""
    if isinstance(patch, tuple):
        return patch[0]
    if len({type(member[1]) for member in patch}) == 1:
        return next(iter(patch))
    return min(patch, key=place)


def is_object(patch: Collection[Any]) -> bool:
    """Whether a non-empty patch consists of cells rather than of indices."""
    return isinstance(_sample(patch)[1], tuple)


def toindices(patch: Any) -> Any:
    """Indices of a patch."""
    if len(patch) == 0:
        return frozenset()
    return frozenset(index for _, index in patch) if is_object(patch) else patch


def _rows(patch: Any) -> list[int]:
    return [i for i, _ in toindices(patch)]


def _columns(patch: Any) -> list[int]:
    return [j for _, j in toindices(patch)]


def uppermost(patch: Any) -> int:
    """Smallest row. Raises ValueError if empty, as the next three do."""
    return min(_rows(patch))


def lowermost(patch: Any) -> int:
    """Largest row."""
    return max(_rows(patch))


def leftmost(patch: Any) -> int:
    """Smallest column."""
    return min(_columns(patch))


def rightmost(patch: Any) -> int:
    """Largest column."""
    return max(_columns(patch))


def bounds(patch: Any) -> tuple[int, int, int, int]:
    """Top, left, bottom and right. Raises ValueError if empty."""
    indices = toindices(patch)
    rows = [i for i, _ in indices]
    columns = [j for _, j in indices]
    return min(rows), min(columns), max(rows), max(columns)


def _corner(patch: Any, rows: Any, columns: Any) -> Any:
    if len(patch) == 0:
        return ()
    return (rows(_rows(patch)), columns(_columns(patch)))


def ulcorner(patch: Any) -> Any:
    """Smallest row and column."""
    return _corner(patch, min, min)


def urcorner(patch: Any) -> Any:
    """Smallest row, largest column."""
    return _corner(patch, min, max)


def llcorner(patch: Any) -> Any:
    """Largest row, smallest column."""
    return _corner(patch, max, min)


def lrcorner(patch: Any) -> Any:
    """Largest row and column."""
    return _corner(patch, max, max)


def corners(patch: Any) -> Any:
    """The four corners as a set."""
    return frozenset({ulcorner(patch), urcorner(patch), llcorner(patch), lrcorner(patch)})


def height(piece: Any) -> int:
    """Rows of a grid, row extent of a patch."""
    if len(piece) == 0:
        return 0
    if isinstance(piece, tuple):
        return len(piece)
    return lowermost(piece) - uppermost(piece) + 1


def width(piece: Any) -> int:
    """Length of the first row of a grid, column extent of a patch."""
    if len(piece) == 0:
        return 0
    if isinstance(piece, tuple):
        return len(piece[0])
    return rightmost(piece) - leftmost(piece) + 1


def shape(piece: Any) -> Pair:
    """Height and width."""
    return (height(piece), width(piece))


def portrait(piece: Any) -> bool:
    """Whether higher than wide."""
    return height(piece) > width(piece)


def square(piece: Any) -> bool:
    """Whether as high as wide, and full if a patch."""
    if isinstance(piece, tuple):
        return len(piece) == len(piece[0])
    high, wide = height(piece), width(piece)
    return high == wide and high * wide == len(piece)


def center(patch: Any) -> Pair:
    """Middle of the bounding box, lower right of the middle two."""
    return (uppermost(patch) + height(patch) // 2, leftmost(patch) + width(patch) // 2)


def centerofmass(patch: Any) -> Any:
    """Floor of the mean row and column."""
    if len(patch) == 0:
        return ()
    members = len(patch)
    return (sum(_rows(patch)) // members, sum(_columns(patch)) // members)


def recolor(value: Any, patch: Any) -> Any:
    """The patch's indices in one colour."""
    return frozenset((value, index) for index in toindices(patch))


def shift(patch: Any, directions: Any) -> Any:
    """The patch moved."""
    if len(patch) == 0:
        return patch
    down, right = directions
    if is_object(patch):
        return frozenset((value, (i + down, j + right)) for value, (i, j) in patch)
    return frozenset((i + down, j + right) for i, j in patch)


def normalize(patch: Any) -> Any:
    """The patch moved to the origin."""
    if len(patch) == 0:
        return patch
    return shift(patch, (-uppermost(patch), -leftmost(patch)))


def _rectangle(top: int, left: int, bottom: int, right: int) -> Any:
    check_size((bottom - top + 1) * (right - left + 1))
    return frozenset((i, j) for i in range(top, bottom + 1) for j in range(left, right + 1))


def _outline(top: int, left: int, bottom: int, right: int) -> Any:
    check_size(2 * (bottom - top + 1) + 2 * (right - left + 1))
    sides = frozenset((i, j) for i in range(top, bottom + 1) for j in (left, right))
    return sides | frozenset((i, j) for j in range(left, right + 1) for i in (top, bottom))


def backdrop(patch: Any) -> Any:
    """All indices of the bounding box."""
    return _rectangle(*bounds(patch)) if len(patch) else frozenset()


def delta(patch: Any) -> Any:
    """Bounding box without the patch."""
    return backdrop(patch) - toindices(patch) if len(patch) else frozenset()


def box(patch: Any) -> Any:
    """Outline of the bounding box."""
    return _outline(*bounds(patch)) if len(patch) else patch


def outbox(patch: Any) -> Any:
    """Outline of the bounding box grown by one."""
    top, left, bottom, right = bounds(patch)
    return _outline(top - 1, left - 1, bottom + 1, right + 1)


def inbox(patch: Any) -> Any:
    """Outline of the bounding box shrunk by one, each axis sorted."""
    top, left, bottom, right = bounds(patch)
    rows = sorted((top + 1, bottom - 1))
    columns = sorted((left + 1, right - 1))
    return _outline(rows[0], columns[0], rows[1], columns[1])


def connect(a: Any, b: Any) -> Any:
    """Closed straight line between two points, empty if they are not aligned."""
    (ai, aj), (bi, bj) = a, b
    down, right = bi - ai, bj - aj
    if down and right and abs(down) != abs(right):
        return frozenset()
    length = max(abs(down), abs(right))
    check_size(length + 1)
    i, j = (down > 0) - (down < 0), (right > 0) - (right < 0)
    return frozenset((ai + k * i, aj + k * j) for k in range(length + 1))


def shoot(start: Any, direction: Any) -> Any:
    """Line from start to start + 42 times the direction."""
    return connect(start, (start[0] + REACH * direction[0], start[1] + REACH * direction[1]))


def _around(loc: Any, steps: Iterable[Pair]) -> Any:
    return frozenset((loc[0] + i, loc[1] + j) for i, j in steps)


def dneighbors(loc: Any) -> Any:
    """The 4 side-sharing indices."""
    return _around(loc, ((-1, 0), (1, 0), (0, -1), (0, 1)))


def ineighbors(loc: Any) -> Any:
    """The 4 diagonal indices."""
    return _around(loc, ((-1, -1), (-1, 1), (1, -1), (1, 1)))


def neighbors(loc: Any) -> Any:
    """The 8 surrounding indices."""
    return dneighbors(loc) | ineighbors(loc)


def vfrontier(location: Any) -> Any:
    """Rows 0..29 at the location's column."""
    return frozenset((i, location[1]) for i in range(30))


def hfrontier(location: Any) -> Any:
    """Columns 0..29 at the location's row."""
    return frozenset((location[0], j) for j in range(30))


def vline(patch: Any) -> bool:
    """Width 1 and as many members as height."""
    return height(patch) == len(patch) and width(patch) == 1


def hline(patch: Any) -> bool:
    """Height 1 and as many members as width."""
    return width(patch) == len(patch) and height(patch) == 1


def hmatching(a: Any, b: Any) -> bool:
    """Whether some row holds cells of both."""
    return not set(_rows(a)).isdisjoint(_rows(b))


def vmatching(a: Any, b: Any) -> bool:
    """Whether some column holds cells of both."""
    return not set(_columns(a)).isdisjoint(_columns(b))


def manhattan(a: Any, b: Any) -> int:
    """Smallest distance in steps. Raises ValueError if either is empty."""
    ours, theirs = list(toindices(a)), list(toindices(b))
    best: list[int] = []
    for i, j in ours:
        pulse()
        best.append(min(abs(i - k) + abs(j - m) for k, m in theirs))
    return min(best)


def adjacent(a: Any, b: Any) -> bool:
    """Whether that distance is 1."""
    return manhattan(a, b) == 1


def bordering(patch: Any, grid: Any) -> bool:
    """Whether the patch's bounding box touches an edge of the grid."""
    return (
        uppermost(patch) == 0
        or leftmost(patch) == 0
        or lowermost(patch) == len(grid) - 1
        or rightmost(patch) == len(grid[0]) - 1
    )


def position(a: Any, b: Any) -> Pair:
    """Where b lies seen from a."""
    (ai, aj), (bi, bj) = center(a), center(b)
    if ai == bi:
        return (0, 1 if aj < bj else -1)
    if aj == bj:
        return (1 if ai < bi else -1, 0)
    return (1 if ai < bi else -1, 1 if aj < bj else -1)


def gravitate(source: Any, destination: Any) -> Pair:
    """Step vector that brings source next to destination."""
    (si, sj), (di, dj) = center(source), center(destination)
    i, j = 0, 0
    if vmatching(source, destination):
        i = 1 if si < di else -1
    else:
        j = 1 if sj < dj else -1
    moved, steps = source, 0
    while steps < REACH and not adjacent(moved, destination):
        pulse()
        moved, steps = shift(moved, (i, j)), steps + 1
    return (steps * i, steps * j)
