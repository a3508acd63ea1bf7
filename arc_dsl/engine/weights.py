"""What plain values weigh: the measure of steps and sizes that both engines share.

A number, an index, a cell, a function and an empty container weigh 1, a grid as much as it has
cells, any other container as much as its members together (see `docs/steps.md`).
"""

from typing import Any

__all__ = ["MAX_NESTING", "MAX_WEIGHT", "Weights", "is_grid", "members_of"]

MAX_NESTING = 64
"""Containers inside one another; deeper values are refused."""
MAX_WEIGHT = 1 << 48
_BYTE = range(-128, 128)
_NEAR = range(-32768, 32768)
_WORD = range(-(1 << 31), 1 << 31)


def is_grid(value: Any) -> bool:
    """Whether a value is a grid: equally long rows of small integers, one at least."""
    if not isinstance(value, tuple) or not value or not isinstance(value[0], tuple):
        return False
    wide = len(value[0])
    return wide > 0 and all(_is_row(row, wide) for row in value)


def _is_row(row: Any, wide: int) -> bool:
    return (
        isinstance(row, tuple)
        and len(row) == wide
        and all(isinstance(cell, int) and cell in _BYTE for cell in row)
    )


def members_of(value: Any) -> int:
    """What counts for the size limit: cells of a grid, else members; 0 for no container."""
    if isinstance(value, tuple):
        return len(value) * len(value[0]) if is_grid(value) else len(value)
    return len(value) if isinstance(value, frozenset) else 0


def _is_flat(value: Any) -> bool:
    """Whether a tuple is an index or a cell: those weigh 1."""
    if len(value) != 2:
        return False
    a, b = value
    if not isinstance(a, int) or a not in _WORD:
        return False
    if isinstance(b, int):
        return b in _WORD
    if not isinstance(b, tuple) or len(b) != 2:
        return False
    return all(isinstance(v, int) and v in _NEAR for v in b)


class Weights:
    """Weighs the values of one execution; what is shared among them is weighed once."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, int, int]] = {}

    def weigh(self, value: Any) -> tuple[int, int]:
        """Weight, at least 1, and nesting: 0 for no container."""
        if not isinstance(value, tuple | frozenset) or not value:
            return 1, 0
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = (value, *self._weigh(value))
        return known[1:]

    def _weigh(self, value: Any) -> tuple[int, int]:
        if isinstance(value, tuple):
            if _is_flat(value):
                return 1, 1 if isinstance(value[1], int) else 2
            if is_grid(value):
                return len(value) * len(value[0]), 2
        weights = [self.weigh(member) for member in value]
        total = min(sum(weight for weight, _ in weights), MAX_WEIGHT)
        return total, 1 + max(nesting for _, nesting in weights)
