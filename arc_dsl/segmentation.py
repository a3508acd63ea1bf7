"""Primitives that find objects in a grid."""

from arc_dsl import boards, plain_grids
from arc_dsl.bounds import box_of
from arc_dsl.fallback import slow
from arc_dsl.gridboards import (
    colours_of,
    full_lines,
    is_near,
    most_common_colour,
    plane,
    to_grid,
    whole,
)
from arc_dsl.limits import MEMBERS_PER_STEP, pulse, spend
from arc_dsl.members import make_set
from arc_dsl.representation import EMPTY, Grid, Indices, Object, Set, Value

__all__ = [
    "fgpartition",
    "frontiers",
    "hperiod",
    "objects",
    "occurrences",
    "partition",
    "vperiod",
]

_objects = slow(plain_grids.objects)
_partition = slow(plain_grids.partition)
_fgpartition = slow(plain_grids.fgpartition)
_frontiers = slow(plain_grids.frontiers)
_occurrences = slow(plain_grids.occurrences)
_hperiod = slow(plain_grids.hperiod)
_vperiod = slow(plain_grids.vperiod)

_MANY = 12
"""A board of more cells is searched for lonely ones first."""


def _near_grid(value: Value) -> Grid | None:
    """The Grid that equals a value, if it has near boards."""
    grid = value if type(value) is Grid else to_grid(value)
    return grid if grid is not None and is_near(grid) else None


def objects(grid: Value, univalued: Value, diagonal: Value, without_bg: Value) -> Value:
    """Connected components."""
    near = _near_grid(grid)
    if near is None:
        return _objects(grid, univalued, diagonal, without_bg)
    key = (not univalued, not diagonal, not without_bg)
    found = near.memo.get(key)
    if found is None:
        found = _segmented(near, bool(univalued), bool(diagonal), bool(without_bg))
        near.memo[key] = found
    return found


def _segmented(grid: Grid, univalued: bool, diagonal: bool, without_bg: bool) -> Value:
    background = most_common_colour(grid) if without_bg else None
    planes = [(c, plane(grid, c)) for c in colours_of(grid) if c != background]
    if not planes:
        return EMPTY
    if univalued:
        items = [
            Object(((colour, part),), part, 0)
            for colour, board in planes
            for part in components(board, diagonal)
        ]
        # Colours ascend, and parts come by their lowest bit: that is the order of objects.
        return Set(tuple(items), True)
    foreground = whole(grid)
    if background is not None:
        foreground ^= plane(grid, background)
    items = [
        Object(tuple([(c, own) for c, board in planes if (own := board & part)]), part, 0)
        for part in components(foreground, diagonal)
    ]
    return Set(tuple(items), len(items) == 1)


def components(rest: int, diagonal: bool) -> list[int]:
    """The connected parts of a near board that leaves the outer columns free, by lowest bit."""
    lonely = _lonely(rest, diagonal) if rest.bit_count() > _MANY else 0
    found: list[int] = []
    while rest:
        part = rest & -rest
        if not part & lonely:
            part = (rest ^ (rest + part)) & rest  # adding carries through the run to its right
            while True:
                wide = part | part << 1 | part >> 1
                if diagonal:
                    wide = (wide | wide << 32 | wide >> 32) & rest
                else:
                    wide = (wide | part << 32 | part >> 32) & rest
                if wide == part:
                    break
                part = wide
        found.append(part)
        rest ^= part
        if not len(found) & 63:
            pulse()
    return found


def _lonely(board: int, diagonal: bool) -> int:
    """The bits of a board that have no neighbour."""
    beside = board << 1 | board >> 1
    if diagonal:
        wide = board | beside
        beside |= wide << 32 | wide >> 32
    else:
        beside |= board << 32 | board >> 32
    return board & ~beside


def partition(grid: Value) -> Value:
    """One object per colour."""
    near = _near_grid(grid)
    if near is None:
        return _partition(grid)
    return _by_colour([(c, plane(near, c)) for c in colours_of(near)])


def fgpartition(grid: Value) -> Value:
    """One object per colour but the most frequent."""
    near = _near_grid(grid)
    if near is None:
        return _fgpartition(grid)
    background = most_common_colour(near)
    return _by_colour([(c, plane(near, c)) for c in colours_of(near) if c != background])


def _by_colour(planes: list[tuple[int, int]]) -> Value:
    if not planes:
        return EMPTY
    return Set(tuple([Object((own,), own[1], 0) for own in planes]), True)


def frontiers(grid: Value) -> Value:
    """One-coloured full rows and columns."""
    near = _near_grid(grid)
    if near is None:
        return _frontiers(grid)
    high, wide = near.height, near.width
    found: list[tuple[int, int]] = []
    for colour in colours_of(near):
        rows, columns = full_lines(plane(near, colour), high, wide)
        found += [(colour, boards.near_rectangle(i, 0, i, wide - 1)) for i in rows]
        if high * wide > 1:  # the row and the column of a single cell are one object
            found += [(colour, boards.near_rectangle(0, j, high - 1, j)) for j in columns]
    if not found:
        return EMPTY
    items = [Object((own,), own[1], 0) for own in found]
    return Set(tuple(items), len(items) == 1)


def occurrences(grid: Value, obj: Value) -> Value:
    """Upper-left positions at which the object's cells agree with the grid's."""
    near = _near_grid(grid)
    if type(obj) is not Object or obj.far:
        return _occurrences(grid, obj)
    if near is None:
        held = to_grid(grid)
        return _occurrences(grid, obj) if held is None else _wide_occurrences(held, obj)
    if obj.box is None:
        obj.box = boards.bounds(obj.bits, 0)
    top, left, bottom, right = obj.box
    down, over = near.height - 1 - bottom + top, near.width - 1 - right + left
    if down < 0 or over < 0:
        return EMPTY
    places = boards.near_rectangle(0, 0, down, over)
    corner = 32 * top + left + 33
    present = colours_of(near)
    for colour, board in obj.planes:
        if colour not in present:
            return EMPTY
        cells = plane(near, colour)
        board >>= corner
        while board:
            low = board & -board
            places &= cells >> low.bit_length() - 1
            if not places:
                return EMPTY
            board ^= low
    return Indices(places, 0)


def _wide_occurrences(grid: Grid, obj: Object) -> Value:
    """The same on a grid too large for boards: its cells, row by row, are the bits."""
    high, wide = grid.height, grid.width
    spend(len(grid.cells) // MEMBERS_PER_STEP)
    top, left, bottom, right = box_of(obj)
    down, over = high - 1 - bottom + top, wide - 1 - right + left
    if down < 0 or over < 0:
        return EMPTY
    places = ((1 << (down + 1) * wide) - 1) // ((1 << wide) - 1) * ((1 << over + 1) - 1)
    cells = grid.cells[::-1]
    for colour, board in obj.planes:
        table = bytes([48 + (byte == colour & 255) for byte in range(256)])
        there = int(cells.translate(table), 2)
        for i, j in boards.pairs(board, obj.far):
            places &= there >> (i - top) * wide + j - left
    found = [divmod(k, wide) for k, bit in enumerate(reversed(bin(places))) if bit == "1"]
    return make_set(found)


def hperiod(obj: Value) -> Value:
    """The smallest period to the right."""
    if type(obj) is not Object or obj.far:
        return _hperiod(obj)
    if obj.box is None:
        obj.box = boards.bounds(obj.bits, 0)
    top, left, bottom, right = obj.box
    wide = right - left + 1
    planes = [board for _, board in obj.planes]
    for period in range(1, wide):
        kept = boards.near_rectangle(top, left, bottom, right - period)
        if all(not board >> period & kept & ~board for board in planes):
            return period
    return wide


def vperiod(obj: Value) -> Value:
    """The smallest period downwards."""
    if type(obj) is not Object or obj.far:
        return _vperiod(obj)
    if obj.box is None:
        obj.box = boards.bounds(obj.bits, 0)
    top, left, bottom, right = obj.box
    high = bottom - top + 1
    planes = [board for _, board in obj.planes]
    for period in range(1, high):
        kept = boards.near_rectangle(top, left, bottom - period, right)
        if all(not board >> 32 * period & kept & ~board for board in planes):
            return period
    return high
