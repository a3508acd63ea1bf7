"""The order of values: what is first, last, smallest, where the published language leaves it open.

Sets iterate in ascending order: numbers by value, tuples member by member, sets by their sorted
members (section 8 of the language's specification). Values of different kinds never mix in real
programs; for definiteness: nothing, then numbers, tuples, sets, functions.

`place` works on plain values; `arc_dsl.members` orders the fast ones.
"""

from typing import Any

__all__ = ["place"]


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
    return (4, getattr(value, "__name__", ""))
