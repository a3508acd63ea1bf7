"""Which finds come first, which answers follow, and what is kept: no test output is known here.

The rule is that of the whole project (`codeit.rankers.votes`): what gives the same on the test
inputs is one answer, and each family that found it votes with exp(-nats).
"""

from collections.abc import Iterable, Sequence

from arc_dsl.outcome import PlainGrid
from codeit.rankers.votes import fewest, weight
from codeit.search.interface import Found

__all__ = ["family_of", "ranked", "worth_keeping"]

_PARTIAL = 2
"""Finds kept of each family that miss a demonstration: material for others, and hindsight."""

_Key = tuple[tuple[bool, ...], tuple[PlainGrid | None, ...]]


def family_of(find: Found) -> str:
    """The family that votes: families within one are not independent."""
    return find.family.partition("/")[0]


def ranked(finds: Iterable[Found], most: int) -> list[Found]:
    """At most `most` finds that differ in their predictions, the best first.

    First come those that fit more demonstrations, then what has more votes for its predictions;
    ties go by nats and length.
    """
    groups: dict[_Key, list[Found]] = {}
    for find in finds:
        if not find.predictions or any(p is not None for p in find.predictions):
            groups.setdefault((find.matched, find.predictions), []).append(find)
    best = [(_place(group), min(group, key=_order)) for group in groups.values()]
    best.sort(key=lambda item: (*item[0], _order(item[1])))
    unlike: dict[tuple[PlainGrid | None, ...], Found] = {}
    for _, find in best:
        unlike.setdefault(find.predictions, find)
    return list(unlike.values())[:most]


def _order(find: Found) -> tuple[float, int, str]:
    return (find.cost, find.lines, find.program)


def _place(group: Sequence[Found]) -> tuple[int, float]:
    votes = fewest((family_of(find), find.cost) for find in group)
    return -sum(group[0].matched), -weight(votes)


def worth_keeping(answers: Sequence[Found], finds: Iterable[Found]) -> list[Found]:
    """The answers, what other families found that agrees with one, and some that fit in part."""
    kept = {find.program: find for find in answers}
    agreeing = {(find.predictions, find.matched, family_of(find)) for find in answers}
    answered = {(predictions, matched) for predictions, matched, _ in agreeing}
    partial: dict[str, int] = {}
    for find in sorted(finds, key=_order):
        family = family_of(find)
        vote = find.predictions, find.matched, family
        if vote[:2] in answered and vote not in agreeing:
            agreeing.add(vote)
            kept.setdefault(find.program, find)
        elif not find.exact and find.program not in kept and partial.get(family, 0) < _PARTIAL:
            partial[family] = partial.get(family, 0) + 1
            kept[find.program] = find
    return list(kept.values())
