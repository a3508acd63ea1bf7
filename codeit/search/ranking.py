"""Which finds come first, and which answers follow: no test output is known here."""

from collections.abc import Iterable, Sequence
from math import exp

from codeit.search.interface import Found

__all__ = ["ranked"]

_LONG = 12
"""Lines beyond which a program is suspected: long programs are the liars."""
_PER_LINE = 0.15
"""Nats for each of these lines."""


def suspicion(find: Found) -> float:
    """Nats: the find's cost, and more for a long program."""
    return find.cost + _PER_LINE * max(0, find.lines - _LONG)


def ranked(finds: Iterable[Found], most: int) -> list[Found]:
    """At most `most` finds that differ in their predictions, the best first.

    Demonstrations matched come first, then the votes for the predictions (each family's cheapest
    find counts exp(-cost)), then cost and length.
    """
    groups: dict[tuple[object, ...], list[Found]] = {}
    for find in finds:
        groups.setdefault((sum(find.matched), find.predictions), []).append(find)
    best = {key: min(group, key=_order) for key, group in groups.items()}
    keys = sorted(
        best, key=lambda key: (-int(str(key[0])), -_votes(groups[key]), _order(best[key]))
    )
    chosen: list[Found] = []
    seen: set[object] = set()
    for key in keys:
        if key[1] not in seen and any(p is not None for p in best[key].predictions):
            seen.add(key[1])
            chosen.append(best[key])
    return chosen[:most]


def _order(find: Found) -> tuple[float, int, str]:
    return (suspicion(find), find.lines, find.program)


def _votes(group: Sequence[Found]) -> float:
    return sum(exp(-suspicion(find)) for find in group)
