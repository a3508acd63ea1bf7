"""The order of plain values, and containers made like others.

Where the published language leaves order to Python's hash tables, ours is ascending: numbers by
value, tuples member by member, sets by their sorted members. Values of different kinds never mix in
real programs; for definiteness: nothing, then numbers, tuples, sets, primitives by name, and made
functions by what made them of which parts.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cmp_to_key
from typing import Any

__all__ = ["like", "members", "place", "rank", "ranked_by_count"]


def place(value: Any) -> Any:
    """A key that sorts plain values of any kinds in ascending order."""
    if isinstance(value, int):
        return (1, int(value))
    if isinstance(value, tuple):
        return (2, [place(v) for v in value])
    if isinstance(value, frozenset):
        return (3, sorted([place(v) for v in value]))
    if value is None:
        return (0, 0)
    name, parts = getattr(value, "__name__", ""), getattr(value, "parts", ())
    return (5, name, [place(part) for part in parts]) if parts else (4, name)


def members(container: Any) -> list[Any]:
    """The members as the language goes through them: a tuple as it stands, a set ascending.

    Raises TypeError if the value is not a container.
    """
    if isinstance(container, frozenset):
        return sorted(container, key=place)
    if isinstance(container, tuple):
        return list(container)
    raise TypeError(f"expected a container, found {type(container).__name__}")


def like(container: Any, found: Iterable[Any]) -> Any:
    """The members found, in a container of the same type as the one given."""
    return frozenset(found) if isinstance(container, frozenset) else tuple(found)


def _compare(a: Any, b: Any) -> int:
    """Negative, 0 or positive: sets by size, then by sorted members; all else as in Python."""
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return _sign((len(a), place(a)), (len(b), place(b)))
    if isinstance(a, tuple) and isinstance(b, tuple):
        for x, y in zip(a, b, strict=False):
            if x != y:
                return _compare(x, y)
        return _sign(len(a), len(b))
    return _sign(a, b)


def _sign(a: Any, b: Any) -> int:
    return int(a > b) - int(a < b)


rank = cmp_to_key(_compare)
"""Turns a value into a sort key; comparing keys raises TypeError for a number beside a tuple."""


def ranked_by_count(values: Iterable[Any], choose: Callable[..., Any]) -> Any:
    """The value with the largest (`choose` is max) or smallest (min) count; of a tie the smallest.

    Raises ValueError if there are no values.
    """
    counts = Counter(values)
    return choose(sorted(counts, key=place), key=counts.__getitem__)
