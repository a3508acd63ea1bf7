"""What would do instead of the wanted outputs: grids from which a known step makes them.

If every output is a smaller grid put twice side by side, mirrored, or enlarged, then finding the
smaller grid is enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from arc_dsl.outcome import PlainGrid
from codeit.search.templates import Template, parse_template

__all__ = ["Goal", "goals_of"]

_FACTORS = ((2, "TWO"), (3, "THREE"), (4, "FOUR"), (5, "FIVE"))
_MOST = 3


@dataclass(frozen=True, slots=True)
class Goal:
    """Grids, one for each demonstration, and the steps from each to the wanted output."""

    wanted: tuple[PlainGrid, ...]
    steps: tuple[Template, ...] = ()
    """Each with one hole, a grid; the first is applied first."""


def goals_of(wanted: Sequence[PlainGrid]) -> list[Goal]:
    """The outputs themselves, then what makes them, at most `_MOST` goals in all."""
    found = [Goal(tuple(wanted))]
    for goal in found:
        if len(goal.steps) < 2:
            for template, smaller in _smaller(goal.wanted):
                found.append(Goal(smaller, (template, *goal.steps)))
                break
        if len(found) >= _MOST:
            break
    return found


def _smaller(grids: tuple[PlainGrid, ...]) -> Iterator[tuple[Template, tuple[PlainGrid, ...]]]:
    for factor, name in reversed(_FACTORS):
        smaller = [_shrunk(grid, factor) for grid in grids]
        if all(smaller):
            yield parse_template(f"upscale(g, {name})", 2.0), tuple(s for s in smaller if s)
    for factor, text in ((3, "hconcat(g, hconcat(g, g))"), (2, "hconcat(g, g)")):
        parts = [_left(grid, factor) for grid in grids]
        if all(parts) and all(
            row == part_row * factor
            for grid, part in zip(grids, parts, strict=True)
            for row, part_row in zip(grid, part or (), strict=True)
        ):
            yield parse_template(text, 2.0), tuple(p for p in parts if p)
    for factor, text in ((3, "vconcat(g, vconcat(g, g))"), (2, "vconcat(g, g)")):
        tops = [grid[: len(grid) // factor] for grid in grids]
        if all(g == top * factor for g, top in zip(grids, tops, strict=True)):
            yield parse_template(text, 2.0), tuple(tops)
    lefts = [_left(grid, 2) for grid in grids]
    if all(lefts) and all(row == row[::-1] for grid in grids for row in grid):
        yield parse_template("hconcat(g, vmirror(g))", 2.0), tuple(p for p in lefts if p)
    if all(len(g) % 2 == 0 and g == g[::-1] for g in grids):
        yield parse_template("vconcat(g, hmirror(g))", 2.0), tuple(g[: len(g) // 2] for g in grids)


def _left(grid: PlainGrid, parts: int) -> PlainGrid | None:
    wide = len(grid[0])
    return None if wide % parts else tuple(row[: wide // parts] for row in grid)


def _shrunk(grid: PlainGrid, factor: int) -> PlainGrid | None:
    """The grid that gives this one when enlarged; None if there is none."""
    if len(grid) % factor or len(grid[0]) % factor:
        return None
    small = tuple(row[::factor] for row in grid[::factor])
    again = tuple(
        tuple(cell for cell in row for _ in range(factor)) for row in small for _ in range(factor)
    )
    return small if again == grid else None
