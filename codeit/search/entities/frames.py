"""Sets of cells of one grid as integers: bit `row * width + column` stands for a cell.

A frame knows its grid's size; its sets are clipped to the grid, as painting clips.
"""

from collections.abc import Iterator

__all__ = ["Box", "Frame"]

Box = tuple[int, int, int, int]


class Frame:
    """The arithmetic of cell sets on a grid of `height` x `width` cells (1-30 each)."""

    def __init__(self, height: int, width: int) -> None:
        self.height, self.width = height, width
        self.cells = height * width
        self.full = (1 << self.cells) - 1
        self.row = (1 << width) - 1
        self.column = sum(1 << (i * width) for i in range(height))
        self._kept: dict[int, int] = {}
        self._strides: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._inner = self._columns(-1), self._columns(1)

    def bit(self, row: int, column: int) -> int:
        """The set of that cell, empty if it lies outside."""
        if 0 <= row < self.height and 0 <= column < self.width:
            return 1 << (row * self.width + column)
        return 0

    def _columns(self, step: int) -> int:
        """The columns whose cells stay inside when moved `step` to the right."""
        known = self._kept.get(step)
        if known is None:
            width = self.width
            if abs(step) >= width:
                known = 0
            elif step >= 0:
                known = ((1 << (width - step)) - 1) * self.column
            else:
                known = (((1 << (width + step)) - 1) << -step) * self.column
            self._kept[step] = known
        return known

    def shift(self, mask: int, down: int, right: int) -> int:
        """The set moved; cells that leave the grid are lost."""
        if right:
            columns = self._kept.get(right)
            mask &= self._columns(right) if columns is None else columns
        places = down * self.width + right
        return (mask << places) & self.full if places >= 0 else mask >> -places

    def rectangle(self, top: int, left: int, bottom: int, right: int) -> int:
        """The cells from the upper left to the lower right corner, both included."""
        top, left = max(top, 0), max(left, 0)
        bottom, right = min(bottom, self.height - 1), min(right, self.width - 1)
        if top > bottom or left > right:
            return 0
        row = ((1 << (right - left + 1)) - 1) << left
        rows = self.column & ((1 << ((bottom - top + 1) * self.width)) - 1)
        return (row * rows) << (top * self.width)

    def outline(self, top: int, left: int, bottom: int, right: int) -> int:
        """The rim of a rectangle, clipped."""
        return (
            self.rectangle(top, left, top, right)
            | self.rectangle(bottom, left, bottom, right)
            | self.rectangle(top, left, bottom, left)
            | self.rectangle(top, right, bottom, right)
        )

    def beside(self, mask: int) -> int:
        """The cells that share a side with the set, and cells of the set that have such."""
        left, right = self._inner
        width = self.width
        return (
            ((mask << width) & self.full)
            | (mask >> width)
            | ((mask & right) << 1)
            | ((mask & left) >> 1)
        )

    def diagonal_to(self, mask: int) -> int:
        """The cells that share only a corner with a cell of the set."""
        left, right = mask & self._inner[0], mask & self._inner[1]
        width = self.width
        sideways = (right << 1) | (left >> 1)
        return ((sideways << width) & self.full) | (sideways >> width)

    def around(self, mask: int) -> int:
        """The neighbours, diagonal ones included, of the cells of the set."""
        return self.beside(mask) | self.diagonal_to(mask)

    def box(self, mask: int) -> Box:
        """Top, left, bottom and right of a set that is not empty."""
        width = self.width
        top = ((mask & -mask).bit_length() - 1) // width
        bottom = (mask.bit_length() - 1) // width
        folded = 0
        rest = mask >> (top * width)
        while rest:
            folded |= rest & self.row
            rest >>= width
        return top, (folded & -folded).bit_length() - 1, bottom, folded.bit_length() - 1

    def components(self, mask: int, diagonal: bool) -> Iterator[int]:
        """The connected parts of the set, by their first cells."""
        spread = self.around if diagonal else self.beside
        while mask:
            part = mask & -mask
            while True:
                grown = (part | spread(part)) & mask
                if grown == part:
                    break
                part = grown
            yield part
            mask &= ~part

    def places(self, mask: int) -> list[tuple[int, int]]:
        """The set's cells in reading order."""
        found = []
        while mask:
            low = mask & -mask
            found.append(divmod(low.bit_length() - 1, self.width))
            mask ^= low
        return found

    def of(self, places: Iterator[tuple[int, int]] | list[tuple[int, int]]) -> int:
        """The set of the places that lie inside."""
        mask = 0
        for row, column in places:
            mask |= self.bit(row, column)
        return mask

    def beam(self, mask: int, down: int, right: int) -> int:
        """The set and all it passes when moved on to the grid's end."""
        for staying, places in self._strides.get((down, right)) or self._doubled(down, right):
            kept = mask & staying
            mask |= kept << places if places >= 0 else kept >> -places
        return mask

    def _doubled(self, down: int, right: int) -> list[tuple[int, int]]:
        """A step, twice the step, and so on: the cells that stay inside, and the places moved."""
        strides = []
        step = 1
        while step < max(self.height, self.width):
            staying = self.shift(self.full, down * step, right * step)
            staying = self.shift(staying, -down * step, -right * step)
            if staying:
                strides.append((staying, (down * self.width + right) * step))
            step *= 2
        self._strides[down, right] = strides
        return strides
