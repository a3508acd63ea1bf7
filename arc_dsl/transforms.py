"""Primitives that cut, scale, join and recolour whole grids; `upscale` of objects too."""

from itertools import compress as chosen

from arc_dsl import boards, plain_transforms
from arc_dsl.bounds import box_of
from arc_dsl.fallback import slow
from arc_dsl.gridboards import cell_byte, to_grid, unit
from arc_dsl.layout import split
from arc_dsl.limits import check_size
from arc_dsl.representation import Grid, Indices, Object, Value

__all__ = [
    "bottomhalf",
    "canvas",
    "cellwise",
    "compress",
    "crop",
    "downscale",
    "hconcat",
    "hsplit",
    "hupscale",
    "index",
    "lefthalf",
    "replace",
    "righthalf",
    "subgrid",
    "switch",
    "tophalf",
    "trim",
    "upscale",
    "vconcat",
    "vsplit",
    "vupscale",
]

_trim = slow(plain_transforms.trim)
_compress = slow(plain_transforms.compress)
_tophalf = slow(plain_transforms.tophalf)
_bottomhalf = slow(plain_transforms.bottomhalf)
_lefthalf = slow(plain_transforms.lefthalf)
_righthalf = slow(plain_transforms.righthalf)
_crop = slow(plain_transforms.crop)
_subgrid = slow(plain_transforms.subgrid)
_hupscale = slow(plain_transforms.hupscale)
_vupscale = slow(plain_transforms.vupscale)
_upscale = slow(plain_transforms.upscale)
_downscale = slow(plain_transforms.downscale)
_hconcat = slow(plain_transforms.hconcat)
_vconcat = slow(plain_transforms.vconcat)
_hsplit = slow(plain_transforms.hsplit)
_vsplit = slow(plain_transforms.vsplit)
_cellwise = slow(plain_transforms.cellwise)
_replace = slow(plain_transforms.replace)
_switch = slow(plain_transforms.switch)
_canvas = slow(plain_transforms.canvas)
_index = slow(plain_transforms.index)


_AGREEING = b"\xff" + bytes(255)
"""Turns bytes that do not differ into 255, all others into 0."""


# ------------------------------------------------------------------ cutting


def _grid_rows(held: Grid) -> tuple[bytes, ...]:
    return split(held.cells, held.height, held.width)


def _sliced(held: Grid, rows: slice, columns: slice) -> Value:
    """Rows and columns by slicing."""
    cells, wide = held.cells, held.width
    first, stop, _ = rows.indices(held.height)
    high = stop - first
    if high <= 0:
        return ()
    start, end, _ = columns.indices(wide)
    if end <= start:
        return ((),) * high
    if end - start == wide:
        return Grid(cells[first * wide : stop * wide], high, wide)
    inside = split(cells, held.height, wide)[first:stop]
    return Grid(b"".join([row[start:end] for row in inside]), high, end - start)


_ALL = slice(None)


def trim(grid: Value) -> Value:
    """Without the outermost rows and columns."""
    held = to_grid(grid)
    return _trim(grid) if held is None else _sliced(held, slice(1, -1), slice(1, -1))


def compress(grid: Value) -> Value:
    """Without one-coloured rows and columns."""
    held = to_grid(grid)
    if held is None:
        return _compress(grid)
    cells, high, wide = held.cells, held.height, held.width
    rows = [row for row in split(cells, high, wide) if row.count(row[0]) != wide]
    if not rows:
        return ()
    keep = [cells[j::wide].count(cells[j]) != high for j in range(wide)]
    kept = sum(keep)
    if not kept:
        return ((),) * len(rows)
    if kept < wide:
        rows = [bytes(chosen(row, keep)) for row in rows]
    return Grid(b"".join(rows), len(rows), kept)


def tophalf(grid: Value) -> Value:
    """The first half of the rows."""
    held = to_grid(grid)
    if held is None:
        return _tophalf(grid)
    return _sliced(held, slice(0, held.height // 2), _ALL)


def bottomhalf(grid: Value) -> Value:
    """The last half of the rows."""
    held = to_grid(grid)
    if held is None:
        return _bottomhalf(grid)
    return _sliced(held, slice((held.height + 1) // 2, None), _ALL)


def lefthalf(grid: Value) -> Value:
    """The first half of the columns."""
    held = to_grid(grid)
    if held is None:
        return _lefthalf(grid)
    return _sliced(held, _ALL, slice(0, held.width // 2)) if held.width > 1 else ()


def righthalf(grid: Value) -> Value:
    """The last half of the columns."""
    held = to_grid(grid)
    if held is None:
        return _righthalf(grid)
    return _sliced(held, _ALL, slice((held.width + 1) // 2, None)) if held.width > 1 else ()


def crop(grid: Value, start: Value, dims: Value) -> Value:
    """Rows and columns by slicing."""
    held = to_grid(grid)
    if held is None or type(start) is not tuple or type(dims) is not tuple:
        return _crop(grid, start, dims)
    i, j = start[0], start[1]
    return _sliced(held, slice(i, i + dims[0]), slice(j, j + dims[1]))


def subgrid(patch: Value, grid: Value) -> Value:
    """The bounding box of the patch, cut out of the grid."""
    kind = type(patch)
    held = to_grid(grid)
    if held is None or not (kind is Object or kind is Indices):
        return _subgrid(patch, grid)
    top, left, bottom, right = patch.box or box_of(patch)
    return _sliced(held, slice(top, bottom + 1), slice(left, right + 1))


def hsplit(grid: Value, n: Value) -> Value:
    """Cut into n parts side by side."""
    held = to_grid(grid)
    if held is None or type(n) is not int:
        return _hsplit(grid, n)
    part, rest = divmod(held.width, n)
    step = part + (rest != 0)
    check_size(n * held.height)
    return tuple([_sliced(held, _ALL, slice(k * step, k * step + part)) for k in range(n)])


def vsplit(grid: Value, n: Value) -> Value:
    """Cut into n parts one under the other."""
    held = to_grid(grid)
    if held is None or type(n) is not int:
        return _vsplit(grid, n)
    part, rest = divmod(held.height, n)
    step = part + (rest != 0)
    check_size(n)
    return tuple([_sliced(held, slice(k * step, k * step + part), _ALL) for k in range(n)])


# ------------------------------------------------------------------ scaling and joining


def hupscale(grid: Value, factor: Value) -> Value:
    """Each cell repeated sideways."""
    held = to_grid(grid)
    if held is None or type(factor) is not int or factor <= 0:
        return _hupscale(grid, factor)
    check_size(len(held.cells) * factor)
    return Grid(_stretched(held.cells, factor), held.height, held.width * factor)


def _stretched(cells: bytes, factor: int) -> bytes:
    """Each byte that many times."""
    if factor == 1:
        return cells
    wide = bytearray(len(cells) * factor)
    for k in range(factor):
        wide[k::factor] = cells
    return bytes(wide)


def vupscale(grid: Value, factor: Value) -> Value:
    """Each row repeated."""
    held = to_grid(grid)
    if held is None or type(factor) is not int or factor <= 0:
        return _vupscale(grid, factor)
    check_size(len(held.cells) * factor)
    cells = b"".join([row * factor for row in split(held.cells, held.height, held.width)])
    return Grid(cells, held.height * factor, held.width)


def upscale(element: Value, factor: Value) -> Value:
    """Each cell as a block."""
    if type(factor) is not int or factor <= 0:
        return _upscale(element, factor)
    if type(element) is Object:
        return _upscaled(element, factor)
    held = to_grid(element)
    if held is None:
        return _upscale(element, factor)
    check_size(len(held.cells) * factor * factor)
    wide = held.width * factor
    cells = b"".join(
        [row * factor for row in split(_stretched(held.cells, factor), held.height, wide)]
    )
    return Grid(cells, held.height * factor, wide)


def _upscaled(obj: Object, factor: int) -> Value:
    top, left, bottom, right = box = box_of(obj)
    narrow = right - left + 1
    wide = narrow * factor
    check_size(obj.bits.bit_count() * factor * factor)
    if boards.rectangle(top, left, top + (bottom - top + 1) * factor - 1, left + wide - 1) is None:
        return _upscale(obj, factor)

    def grown(board: int) -> str:
        text = boards.dense(board, obj.far, box)
        spread = text.replace("0", "0" * factor).replace("1", "1" * factor)
        return "".join([spread[k : k + wide] * factor for k in range(0, len(spread), wide)])

    union = boards.from_dense(grown(obj.bits), wide, top, left)
    assert union is not None
    planes = [
        (colour, boards.placed(grown(board), wide, top, left, union[1]))
        for colour, board in obj.planes
    ]
    return Object(tuple(planes), *union)


def downscale(grid: Value, factor: Value) -> Value:
    """Every factor-th row and column."""
    held = to_grid(grid)
    if held is None or type(factor) is not int or factor == 0:
        return _downscale(grid, factor)
    step, wide = abs(factor), held.width
    rows = split(held.cells, held.height, wide)[::step]
    return Grid(b"".join([row[::step] for row in rows]), len(rows), -(-wide // step))


def hconcat(a: Value, b: Value) -> Value:
    """Side by side, as many rows as the lower has."""
    left, right = to_grid(a), to_grid(b)
    if left is None or right is None:
        return _hconcat(a, b)
    high = min(left.height, right.height)
    wide = left.width + right.width
    check_size(high * wide)
    pairs = zip(_grid_rows(left), _grid_rows(right), strict=False)
    return Grid(b"".join([cells for pair in pairs for cells in pair]), high, wide)


def vconcat(a: Value, b: Value) -> Value:
    """One under the other."""
    upper, lower = to_grid(a), to_grid(b)
    if upper is None or lower is None or upper.width != lower.width:
        return _vconcat(a, b)
    check_size(len(upper.cells) + len(lower.cells))
    return Grid(upper.cells + lower.cells, upper.height + lower.height, upper.width)


def cellwise(a: Value, b: Value, fallback: Value) -> Value:
    """The cells where both agree, else the fallback."""
    ours, theirs = to_grid(a), to_grid(b)
    byte = cell_byte(fallback)
    if ours is None or theirs is None or byte < 0:
        return _cellwise(a, b, fallback)
    cells, high, wide = theirs.cells, ours.height, ours.width
    if theirs.height < high or theirs.width < wide:
        return _cellwise(a, b, fallback)
    if theirs.width > wide:
        cells = b"".join([row[:wide] for row in _grid_rows(theirs)])
    size = high * wide
    mine = int.from_bytes(ours.cells, "little")
    apart = mine ^ int.from_bytes(cells[:size], "little")
    same = apart.to_bytes(size, "little").translate(_AGREEING)
    mask = int.from_bytes(same, "little")
    other = unit(size) * byte
    return Grid((other ^ ((other ^ mine) & mask)).to_bytes(size, "little"), high, wide)


# ------------------------------------------------------------------ colours and cells


def replace(grid: Value, replacee: Value, replacer: Value) -> Value:
    """One colour for another."""
    held = to_grid(grid)
    old, new = cell_byte(replacee), cell_byte(replacer)
    if held is None or new < 0:
        return _replace(grid, replacee, replacer)
    if old < 0 or old not in held.cells:
        return held
    return Grid(held.cells.replace(bytes((old,)), bytes((new,))), held.height, held.width)


def switch(grid: Value, a: Value, b: Value) -> Value:
    """Two colours for each other."""
    held = to_grid(grid)
    x, y = cell_byte(a), cell_byte(b)
    if held is None or x < 0 or y < 0:
        return _switch(grid, a, b)
    table = bytes.maketrans(bytes((x, y)), bytes((y, x)))
    return Grid(held.cells.translate(table), held.height, held.width)


def canvas(value: Value, dimensions: Value) -> Value:
    """One colour everywhere."""
    byte = cell_byte(value)
    if byte >= 0 and type(dimensions) is tuple and len(dimensions) >= 2:
        high, wide = dimensions[0], dimensions[1]
        if type(high) is int and type(wide) is int and high > 0 and wide > 0:
            check_size(high * wide)
            return Grid(bytes((byte,)) * (high * wide), high, wide)
    return _canvas(value, dimensions)


def index(grid: Value, loc: Value) -> Value:
    """The cell at the location, None outside."""
    if type(grid) is Grid and type(loc) is tuple:
        i, j = loc
        if 0 <= i < grid.height and 0 <= j < grid.width:
            cell = grid.cells[i * grid.width + j]
            return cell if cell < 128 else cell - 256
        return None
    return _index(grid, loc)
