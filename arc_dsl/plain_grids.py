"""Grid and object primitives on plain values: the slow path, as `arc_dsl.plain_patches`.

A grid is a tuple of rows of any values whatever, ragged or empty; its width is that of the first
row.
"""

from collections import Counter
from typing import Any

from arc_dsl.limits import check_size, pulse
from arc_dsl.ordering import place
from arc_dsl.plain_patches import bounds, height, is_object, normalize, shift, toindices, width

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
    return frozenset(
        frozenset((value, index) for index in ofcolor(grid, value)) for value in palette(grid)
    )


def fgpartition(grid: Any) -> Any:
    """One object per colour but the most frequent."""
    background = mostcolor(grid)
    return frozenset(
        frozenset((value, index) for index in ofcolor(grid, value))
        for value in palette(grid)
        if value != background
    )


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


def rot90(grid: Any) -> Any:
    """Quarter turn clockwise."""
    return tuple(zip(*grid[::-1], strict=False))


def rot180(grid: Any) -> Any:
    """Half turn."""
    return tuple(tuple(row[::-1]) for row in grid[::-1])


def rot270(grid: Any) -> Any:
    """Quarter turn anticlockwise."""
    return tuple(zip(*grid, strict=False))[::-1]


def _reflect(patch: Any, move: Any) -> Any:
    """Each index (i, j) to move(i, j), within cells too."""
    if len(patch) == 0:
        raise ValueError("an empty patch has no bounding box")
    if is_object(patch):
        return frozenset((value, move(i, j)) for value, (i, j) in patch)
    return frozenset(move(i, j) for i, j in patch)


def hmirror(piece: Any) -> Any:
    """Top-bottom reflection."""
    if isinstance(piece, tuple):
        return piece[::-1]
    top, _, bottom, _ = bounds(piece)
    return _reflect(piece, lambda i, j: (top + bottom - i, j))


def vmirror(piece: Any) -> Any:
    """Left-right reflection."""
    if isinstance(piece, tuple):
        return tuple(row[::-1] for row in piece)
    _, left, _, right = bounds(piece)
    return _reflect(piece, lambda i, j: (i, left + right - j))


def dmirror(piece: Any) -> Any:
    """Transpose; a patch about its upper-left corner."""
    if isinstance(piece, tuple):
        return tuple(zip(*piece, strict=False))
    top, left, _, _ = bounds(piece)
    return _reflect(piece, lambda i, j: (top + j - left, left + i - top))


def cmirror(piece: Any) -> Any:
    """Reflection about the other diagonal."""
    if isinstance(piece, tuple):
        return tuple(zip(*(row[::-1] for row in piece[::-1]), strict=False))
    top, left, bottom, right = bounds(piece)
    return _reflect(piece, lambda i, j: (top + right - j, left + bottom - i))


def trim(grid: Any) -> Any:
    """Without the outermost rows and columns."""
    return tuple(row[1:-1] for row in grid[1:-1])


def compress(grid: Any) -> Any:
    """Without one-coloured rows and columns."""
    columns = [j for j, c in enumerate(zip(*grid, strict=False)) if len(set(c)) == 1]
    return tuple(
        tuple(value for j, value in enumerate(row) if j not in columns)
        for row in grid
        if len(set(row)) != 1
    )


def tophalf(grid: Any) -> Any:
    """First half of the rows."""
    return grid[: len(grid) // 2]


def bottomhalf(grid: Any) -> Any:
    """Last half of the rows."""
    return grid[(len(grid) + 1) // 2 :]


def lefthalf(grid: Any) -> Any:
    """First half of the columns."""
    return rot270(tophalf(rot90(grid)))


def righthalf(grid: Any) -> Any:
    """Last half of the columns."""
    return rot270(bottomhalf(rot90(grid)))


def crop(grid: Any, start: Any, dims: Any) -> Any:
    """Rows and columns by slicing."""
    rows = slice(start[0], start[0] + dims[0])
    columns = slice(start[1], start[1] + dims[1])
    return tuple(row[columns] for row in grid[rows])


def subgrid(patch: Any, grid: Any) -> Any:
    """The bounding box of the patch, cut out of the grid."""
    top, left, bottom, right = bounds(patch)
    return crop(grid, (top, left), (bottom - top + 1, right - left + 1))


def hupscale(grid: Any, factor: Any) -> Any:
    """Each cell repeated sideways."""
    check_size(sum(map(len, grid)) * max(factor, 0))
    return tuple(tuple(value for value in row for _ in range(factor)) for row in grid)


def vupscale(grid: Any, factor: Any) -> Any:
    """Each row repeated."""
    members = sum(len(row) for row in grid if hasattr(row, "__len__")) + len(grid)
    check_size(members * max(factor, 0))
    return tuple(row for row in grid for _ in range(factor))


def upscale(element: Any, factor: Any) -> Any:
    """Each cell as a block."""
    if isinstance(element, tuple):
        if factor <= 0:
            return ()
        check_size(sum(map(len, element)) * factor * factor + len(element) * factor)
        return vupscale(hupscale(element, factor), factor)
    if len(element) == 0:
        return frozenset()
    check_size(len(element) * max(factor, 0) ** 2)
    top, left, _, _ = bounds(element)
    return frozenset(
        (value, (top + (i - top) * factor + k, left + (j - left) * factor + m))
        for value, (i, j) in element
        for k in range(factor)
        for m in range(factor)
    )


def downscale(grid: Any, factor: Any) -> Any:
    """Every factor-th row and column."""
    wide = len(grid[0])
    return tuple(
        tuple(row[j] for j in range(wide) if j % factor == 0)
        for i, row in enumerate(grid)
        if i % factor == 0
    )


def hconcat(a: Any, b: Any) -> Any:
    """Side by side."""
    check_size(sum(map(len, a)) + sum(map(len, b)))
    return tuple(left + right for left, right in zip(a, b, strict=False))


def vconcat(a: Any, b: Any) -> Any:
    """One under the other; two numbers are added, as the published language does."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        check_size(len(a) + len(b))
    elif not (isinstance(a, int) and isinstance(b, int)):
        raise TypeError("vconcat is of two grids")
    return a + b


def hsplit(grid: Any, n: Any) -> Any:
    """N parts side by side."""
    wide = len(grid[0])
    part, skip = wide // n, wide % n != 0
    _check_parts(n, len(grid))
    return tuple(crop(grid, (0, (part + skip) * k), (len(grid), part)) for k in range(n))


def vsplit(grid: Any, n: Any) -> Any:
    """N parts one under the other."""
    wide = len(grid[0])
    part, skip = len(grid) // n, len(grid) % n != 0
    _check_parts(n, 1)
    return tuple(crop(grid, ((part + skip) * k, 0), (part, wide)) for k in range(n))


def _check_parts(n: int, rows: int) -> None:
    check_size(n * rows)


def cellwise(a: Any, b: Any, fallback: Any) -> Any:
    """Cells where both agree, else the fallback."""
    wide = len(a[0])
    return tuple(
        tuple(row[j] if row[j] == b[i][j] else fallback for j in range(wide))
        for i, row in enumerate(a)
    )


def replace(grid: Any, replacee: Any, replacer: Any) -> Any:
    """One colour for another."""
    return tuple(tuple(replacer if v == replacee else v for v in row) for row in grid)


def switch(grid: Any, a: Any, b: Any) -> Any:
    """Two colours for each other."""
    return tuple(tuple(b if v == a else a if v == b else v for v in row) for row in grid)


def canvas(value: Any, dimensions: Any) -> Any:
    """One colour everywhere."""
    high, wide = dimensions[0], dimensions[1]
    check_size(max(high, 0) * max(wide, 1))
    return ((value,) * wide,) * high


def index(grid: Any, loc: Any) -> Any:
    """The cell at the location, None outside."""
    i, j = loc
    high, wide = len(grid), len(grid[0])
    return grid[i][j] if 0 <= i < high and 0 <= j < wide else None


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
