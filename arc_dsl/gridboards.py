"""Grids and bitboards: the cells of one colour as a board, and a board painted onto a grid."""

from functools import cache

from arc_dsl import boards
from arc_dsl.frames import narrow, near_block
from arc_dsl.representation import Grid, Indices, Object, Value, cell_values
from arc_dsl.values import as_grid

__all__ = [
    "cell_byte",
    "clip",
    "colours_of",
    "full_lines",
    "is_near",
    "most_common_colour",
    "painted",
    "plane",
    "to_grid",
    "unit",
    "whole",
]

_DIGITS = bytes(range(10))
_RANGE = tuple(range(10))
_FULL = b"\x00" * 48 + b"\x00\xff" + b"\x00" * 206
"""Turns the characters 0 and 1 into bytes 0 and 255."""
MAX_NEAR_WIDTH, MAX_NEAR_HEIGHT = 30, 126
_FEW = 6
"""Up to so many cells are painted one by one."""


def to_grid(value: Value) -> Grid | None:
    """The Grid that equals a value, None if there is none."""
    if type(value) is Grid:
        return value
    return as_grid(value) if type(value) is tuple else None


def is_near(grid: Grid) -> bool:
    """Whether the grid's cells have bits in the near frame."""
    return grid.width <= MAX_NEAR_WIDTH and grid.height <= MAX_NEAR_HEIGHT


def cell_byte(value: Value) -> int:
    """The byte that holds a cell of that value, -1 if none does."""
    if type(value) is int or type(value) is bool:
        if 0 <= value < 128:
            return int(value)
        if -64 <= value < 0:
            return int(value) + 256
    return -1


def colours_of(grid: Grid) -> tuple[int, ...]:
    """The colours present, ascending."""
    known: tuple[int, ...] | None = grid.memo.get("colours")
    if known is None:
        cells = grid.cells
        if cells.translate(None, _DIGITS):
            known = tuple(sorted({*cell_values(cells)}))
        else:
            known = tuple([c for c in _RANGE if c in cells])
        grid.memo["colours"] = known
    return known


def most_common_colour(grid: Grid) -> int:
    """The colour with most cells; ties go to the smallest."""
    known: int | None = grid.memo.get("most")
    if known is None:
        cells, best = grid.cells, 0
        half = len(cells) // 2
        for colour in colours_of(grid):
            count = cells.count(colour & 255)
            if count > best:
                best, known = count, colour
                if count > half:
                    break
        assert known is not None
        grid.memo["most"] = known
    return known


@cache
def _marks(colour: int) -> bytes:
    """The table that turns cells of the colour into the character 1, all else into 0."""
    return bytes([49 if byte == colour & 255 else 48 for byte in range(256)])


def plane(grid: Grid, colour: int) -> int:
    """The near board of the cells of a colour; the grid must be near."""
    memo = grid.memo
    board: int | None = memo.get(colour)
    if board is None:
        board = int(grid.strip.translate(_marks(colour)), 2) << 33
        if not colour:
            board &= whole(grid)  # what lies between the rows of a strip looks like colour 0
        memo[colour] = board
    return board


def whole(grid: Grid) -> int:
    """The near board of all cells."""
    return near_block(grid.height, grid.width) << 33


def clip(patch: Indices | Object, bits: int, grid: Grid) -> int:
    """Those of some bits of a patch that lie on a near grid, as a near board."""
    if patch.far:
        bits = narrow(bits, patch.far)
    return bits & whole(grid)


def painted(grid: Grid, board: int, byte: int) -> Grid:
    """The grid with the cells of a near board, which lie on it, set to a byte."""
    if not board:
        return grid
    strip = grid.strip
    board >>= 33
    if board.bit_count() <= _FEW:
        fresh = bytearray(strip)
        while board:
            low = board & -board
            fresh[-low.bit_length()] = byte
            board ^= low
        return Grid.of_strip(bytes(fresh), grid.height, grid.width)
    size = len(strip)
    mask = int.from_bytes(bin(board)[2:].encode().translate(_FULL), "big")
    old = int.from_bytes(strip, "big")
    fresh_bits = old ^ ((old ^ unit(size) * byte) & mask)
    return Grid.of_strip(fresh_bits.to_bytes(size, "big"), grid.height, grid.width)


def full_lines(board: int, high: int, wide: int) -> tuple[list[int], list[int]]:
    """The rows, and the columns, of a near grid of which a board has every cell."""
    board >>= 33
    rows: list[int] = []
    columns: list[int] = []
    if board.bit_count() >= wide:
        # Adding a bit at the start of each row carries through exactly the full ones.
        ends = boards.near_rectangle(0, wide, high - 1, wide) >> 33
        carried = board + (ends >> wide) & ends
        while carried:
            low = carried & -carried
            rows.append((low.bit_length() - 1) // 32)
            carried ^= low
    if board.bit_count() >= high:
        common, reached = board, 1
        while reached < high:
            step = min(reached, high - reached)
            common &= common >> 32 * step
            reached += step
        common &= (1 << wide) - 1
        while common:
            low = common & -common
            columns.append(low.bit_length() - 1)
            common ^= low
    return rows, columns


@cache
def unit(size: int) -> int:
    """So many bytes of 1, as an integer."""
    return int.from_bytes(b"\x01" * size, "little")
