"""What the modules of the oracle share: the order of sets, and small tools on plain values."""

from collections.abc import Callable, Iterable
from functools import cmp_to_key
from typing import Any

Fn = Callable[..., Any]
Pair = tuple[int, int]
Grid = tuple[tuple[Any, ...], ...]
Set = frozenset[Any]


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


rank = cmp_to_key(_compare)


def like(container: Any, members: Iterable[Any]) -> Any:
    """The members in a container of the same type as the one given."""
    return frozenset(members) if isinstance(container, frozenset) else tuple(members)


# ---------------------------------------------------------------- numbers and counts


def signum(v: Any) -> int:
    if v > 0:
        return 1
    return -1 if v < 0 else 0


def by_count(values: Iterable[Any], pick: Fn) -> Any:
    """The value picked (max or min) by its count; among the tied, the first in ascending order."""
    values = list(values)
    return pick(ordered(frozenset(values)), key=values.count)


# ---------------------------------------------------------------- cells and indices


def has_colors(patch: Any) -> bool:
    return len(patch) > 0 and isinstance(next(iter(patch))[1], tuple)


def relocate(patch: Any, place: Callable[[int, int], Pair]) -> Set:
    """Every index (i, j) of the patch moved to place(i, j), colours kept."""
    if has_colors(patch):
        return frozenset([(value, place(i, j)) for value, (i, j) in patch])
    return frozenset([place(i, j) for i, j in patch])


def rectangle(top: int, left: int, bottom: int, right: int) -> Set:
    return frozenset([(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)])


def outline(top: int, left: int, bottom: int, right: int) -> Set:
    return rectangle(top, left, bottom, right) - rectangle(top + 1, left + 1, bottom - 1, right - 1)


def inside(grid: Grid, i: int, j: int) -> bool:
    return 0 <= i < len(grid) and 0 <= j < len(grid[0])
