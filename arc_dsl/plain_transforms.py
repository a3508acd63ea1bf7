"""Whole-grid primitives on plain values: the slow path, as `arc_dsl.plain_patches`.

A grid is a tuple of rows of any values whatever, ragged or empty; its width is that of the first
row.
"""

from typing import Any

from arc_dsl.limits import check_size
from arc_dsl.plain_patches import bounds, is_object

__all__: list[str] = []


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
    columns = {j for j, c in enumerate(zip(*grid, strict=False)) if len(set(c)) == 1}
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
        check_size((sum(map(len, element)) * max(factor, 0) + len(element)) * max(factor, 0))
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
    if high <= 0:
        wide = min(wide, 1)  # no row is kept, so none need be long
    return ((value,) * wide,) * high


def index(grid: Any, loc: Any) -> Any:
    """The cell at the location, None outside."""
    i, j = loc
    high, wide = len(grid), len(grid[0])
    return grid[i][j] if 0 <= i < high and 0 <= j < wide else None
