"""Which finds come first, and which answers follow: no test output is known here."""

from collections.abc import Iterable, Sequence
from math import exp

from arc_dsl.outcome import PlainGrid
from codeit.search.interface import Found

__all__ = ["ranked"]

_LONG = 12
"""Lines beyond which a program is suspected: long programs are the liars."""
_PER_LINE = 0.15
"""Nats for each of these lines."""
_MISSED = 20.0
"""Nats for each demonstration that a find does not fit."""


def suspicion(find: Found) -> float:
    """Nats: the find's cost, and more for a long program and for each demonstration missed."""
    missed = len(find.matched) - sum(find.matched)
    return find.cost + _PER_LINE * max(0, find.lines - _LONG) + _MISSED * missed


def ranked(finds: Iterable[Found], most: int) -> list[Found]:
    """At most `most` finds that differ in their predictions, the best first.

    First comes what has most votes for its predictions: each find counts exp(-suspicion). Ties go
    by suspicion and length.
    """
    groups: dict[tuple[PlainGrid | None, ...], list[Found]] = {}
    for find in finds:
        if not find.predictions or any(p is not None for p in find.predictions):
            groups.setdefault(find.predictions, []).append(find)
    best = [(-_votes(group), min(group, key=_order)) for group in groups.values()]
    best.sort(key=lambda item: (item[0], _order(item[1])))
    return [find for _, find in best[:most]]


def _order(find: Found) -> tuple[float, int, str]:
    return (suspicion(find), find.lines, find.program)


def _votes(group: Sequence[Found]) -> float:
    return sum(exp(-suspicion(find)) for find in group)
