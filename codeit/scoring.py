"""Pure judgements of realised outputs against wanted ones.

Score: share of pairs matched exactly. Distance: mean share of wrong cells, 1 where the shape
differs or the program failed (CodeIt, section 2.2 and appendix).
"""

from collections.abc import Sequence

from arc_dsl import PlainGrid

__all__ = ["distance", "grid_distance", "score", "solved_within"]


def score(realised: Sequence[PlainGrid | None], wanted: Sequence[PlainGrid]) -> float:
    """Share of the wanted grids that were realised exactly, 0 to 1; failed ones count as wrong."""
    return sum(a == b for a, b in zip(realised, wanted, strict=True)) / len(wanted)


def grid_distance(realised: PlainGrid | None, wanted: PlainGrid) -> float:
    """Share of wrong cells, 0 to 1; 1 if there is no grid or its shape differs."""
    if realised is None or len(realised) != len(wanted) or len(realised[0]) != len(wanted[0]):
        return 1.0
    wrong = sum(
        a != b for r, w in zip(realised, wanted, strict=True) for a, b in zip(r, w, strict=True)
    )
    return wrong / (len(wanted) * len(wanted[0]))


def distance(realised: Sequence[PlainGrid | None], wanted: Sequence[PlainGrid]) -> float:
    """Mean `grid_distance` over the pairs, 0 to 1."""
    return sum(grid_distance(a, b) for a, b in zip(realised, wanted, strict=True)) / len(wanted)


def solved_within(correct: Sequence[bool], k: int) -> bool:
    """Whether one of the first `k` ranked programs is right on every test pair."""
    return any(correct[:k])
