"""Grid and object primitives on plain values: the slow path, as `arc_dsl.plain_patches`.

A grid is a tuple of rows of any values whatever, ragged or empty; its width is that of the first
row.
"""

from collections import Counter
from typing import Any

from arc_dsl.limits import check_size, pulse
from arc_dsl.ordering import place
from arc_dsl.plain_patches import height, normalize, shift, toindices, width

__all__: list[str] = []


def _colours(element: Any) -> list[Any]:
    if isinstance(element, tuple):
        return [value for row in element for value in row]
    return [value for value, _ in element]


def _by_count(values: Any, sign: int) -> Any:
    """The rarest (sign 1) or most frequent (sign -1) value; ties go to the smallest."""
    counts = Counter(values)
    if not counts:
        raise ValueError("no values to count")
    return min(counts, key=lambda value: (sign * counts[value], place(value)))


def mostcolor(element: Any) -> Any:
    """Colour with most cells."""
    return _by_count(_colours(element), -1)


def leastcolor(element: Any) -> Any:
    """Colour with fewest cells."""
    return _by_count(_colours(element), 1)


def colorcount(element: Any, value: Any) -> int:
    """Number of cells of the colour."""
    return _colours(element).count(value)


def palette(element: Any) -> Any:
    """Set of colours."""
    return frozenset(_colours(element))


def numcolors(element: Any) -> int:
    """Number of distinct colours."""
    return len(palette(element))


def color(obj: Any) -> Any:
    """Colour of the first cell; top-left cell of a grid."""
    if isinstance(obj, tuple):
        if not obj:
            raise ValueError("nothing has no colour")
        return obj[0][0]
    return min(obj, key=place)[0]


def asindices(grid: Any) -> Any:
    """All indices."""
    if grid:  # of ragged rows the first may be longest: more than there are cells
        check_size(len(grid) * len(grid[0]))
    return frozenset((i, j) for i in range(len(grid)) for j in range(len(grid[0])))


def ofcolor(grid: Any, value: Any) -> Any:
    """Indices of the cells equal to the value."""
    return frozenset(
        (i, j) for i, row in enumerate(grid) for j, cell in enumerate(row) if cell == value
    )


def asobject(grid: Any) -> Any:
    """All cells."""
    return frozenset((cell, (i, j)) for i, row in enumerate(grid) for j, cell in enumerate(row))


def toobject(patch: Any, grid: Any) -> Any:
    """The grid's cells at the patch's indices."""
    high, wide = len(grid), len(grid[0])
    return frozenset(
        (grid[i][j], (i, j)) for i, j in toindices(patch) if 0 <= i < high and 0 <= j < wide
    )


_SIDES = ((-1, 0), (1, 0), (0, -1), (0, 1))
_DIAGONALS = ((-1, -1), (-1, 1), (1, -1), (1, 1))


def objects(grid: Any, univalued: Any, diagonal: Any, without_bg: Any) -> Any:
    """Connected components."""
    background = (mostcolor(grid),) if without_bg else ()
    wide = len(grid[0])
    todo = {
        (i, j): grid[i][j]
        for i in range(len(grid))
        for j in range(wide)
        if grid[i][j] not in background
    }
    steps = _SIDES + _DIAGONALS if diagonal else _SIDES
    found = []
    while todo:
        pulse()
        index, value = todo.popitem()
        cells, front = [(value, index)], [index]
        while front:
            i, j = front.pop()
            for down, right in steps:
                near = (i + down, j + right)
                if near in todo and (not univalued or todo[near] == value):
                    cells.append((todo.pop(near), near))
                    front.append(near)
        found.append(frozenset(cells))
    return frozenset(found)


def partition(grid: Any) -> Any:
    """One object per colour."""
    return frozenset(map(frozenset, _by_colour(grid).values()))


def fgpartition(grid: Any) -> Any:
    """One object per colour but the most frequent."""
    background = mostcolor(grid)
    parts = _by_colour(grid).items()
    return frozenset(frozenset(cells) for value, cells in parts if value != background)


def _by_colour(grid: Any) -> dict[Any, list[Any]]:
    """The cells of each colour, in one look at the grid however many colours there are."""
    cells: dict[Any, list[Any]] = {}
    for i, row in enumerate(grid):
        for j, value in enumerate(row):
            cells.setdefault(value, []).append((value, (i, j)))
    return cells


def frontiers(grid: Any) -> Any:
    """One-coloured full rows and columns."""
    wide = len(grid[0])
    rows = [(i, row) for i, row in enumerate(grid) if len(set(row)) == 1]
    columns = [(j, [row[j] for row in grid]) for j in range(wide)]
    columns = [(j, column) for j, column in columns if len(set(column)) == 1]
    return frozenset(
        [frozenset((row[0], (i, j)) for j in range(wide)) for i, row in rows]
        + [frozenset((column[0], (i, j)) for i in range(len(grid))) for j, column in columns]
    ) - {frozenset()}


def occurrences(grid: Any, obj: Any) -> Any:
    """Upper-left positions at which the object's cells agree with the grid's."""
    high, wide = len(grid), len(grid[0])
    cells = [(value, i, j) for value, (i, j) in normalize(obj)]
    down, right = height(obj), width(obj)
    check_size(max(high - down + 1, 0) * max(wide - right + 1, 0))
    places = []
    for i in range(high - down + 1):
        pulse()
        places += [
            (i, j)
            for j in range(wide - right + 1)
            if all(grid[i + k][j + m] == value for value, k, m in cells)
        ]
    return frozenset(places)


def hperiod(obj: Any) -> int:
    """Smallest period to the right."""
    normal = normalize(obj)
    wide = width(obj)
    for period in range(1, wide):
        pulse()
        moved = shift(normal, (0, -period))
        if frozenset((v, (i, j)) for v, (i, j) in moved if j >= 0) <= normal:
            return period
    return wide


def vperiod(obj: Any) -> int:
    """Smallest period downwards."""
    normal = normalize(obj)
    high = height(obj)
    for period in range(1, high):
        pulse()
        moved = shift(normal, (-period, 0))
        if frozenset((v, (i, j)) for v, (i, j) in moved if i >= 0) <= normal:
            return period
    return high


def _painted(grid: Any, cells: Any, only: Any = None) -> Any:
    """Cells (value, index) written in order; `only` where the grid has one of these values."""
    high, wide = len(grid), len(grid[0])
    rows = [list(row) for row in grid]
    for value, (i, j) in cells:
        if 0 <= i < high and 0 <= j < wide and (only is None or grid[i][j] in only):
            rows[i][j] = value
    return tuple(map(tuple, rows))


def fill(grid: Any, value: Any, patch: Any) -> Any:
    """One colour at the patch's indices."""
    return _painted(grid, [(value, index) for index in toindices(patch)])


def paint(grid: Any, obj: Any) -> Any:
    """The object's cells in their colours."""
    return _painted(grid, sorted(obj, key=place) if not isinstance(obj, tuple) else obj)


def underfill(grid: Any, value: Any, patch: Any) -> Any:
    """As fill, on the background only."""
    len(grid[0])
    only = (mostcolor(grid),)
    return _painted(grid, [(value, index) for index in toindices(patch)], only)


def underpaint(grid: Any, obj: Any) -> Any:
    """As paint, on the background only."""
    cells = sorted(obj, key=place) if not isinstance(obj, tuple) else obj
    len(grid[0])
    return _painted(grid, cells, (mostcolor(grid),))


def cover(grid: Any, patch: Any) -> Any:
    """The background's colour at the patch's indices."""
    return fill(grid, mostcolor(grid), patch)


def move(grid: Any, obj: Any, offset: Any) -> Any:
    """The object covered, then painted elsewhere."""
    return paint(cover(grid, obj), shift(obj, offset))
