"""Parts of the input enlarged or reduced to the outputs' size, and one of their colours exchanged.

The factor is a constant, a number of the input, or what makes a constant size; the colours are
constants, the part's own, or those of other entities.
"""

from collections.abc import Iterator, Sequence

from codeit.search.entities.expressions import Expression, integer
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.parts.cropping import Part
from codeit.search.parts.numbers import Number

__all__ = ["recoloured", "resized"]

LARGEST = 30
MOST_RESIZED = 12
"""Parts with the outputs' size after a change of theirs, the cheapest."""
MOST_RECOLOURED = 30
"""Parts with the outputs' size in which a colour is exchanged, the cheapest."""


def resized(scene: Scene, sources: Sequence[Part], numbers: Sequence[Number]) -> list[Part]:
    """Parts enlarged or reduced to the outputs' size."""
    cheapest: dict[tuple[int, ...], Number] = {}
    for number in sorted(numbers, key=lambda each: each.cost):
        cheapest.setdefault(number.values[: scene.pairs], number)
    made: dict[tuple[Grid, ...], Part] = {}
    for source in sorted(sources, key=lambda each: each.cost):
        for part in (*_enlarged(scene, source, cheapest), *_reduced(scene, source)):
            made.setdefault(part.grids, part)
        if len(made) >= MOST_RESIZED:
            break
    return list(made.values())


def _ratios(long: Sequence[Grid], short: Sequence[Grid]) -> list[int] | None:
    """How many times the first grids are as large as the second; None if not, or always once."""
    ratios = []
    for one, other in zip(long, short, strict=False):
        times = len(one) // len(other)
        if (len(one), len(one[0])) != (times * len(other), times * len(other[0])):
            return None
        ratios.append(times)
    return ratios if set(ratios) != {1} else None


def _enlarged(scene: Scene, part: Part, cheapest: dict[tuple[int, ...], Number]) -> Iterator[Part]:
    factors = _ratios(scene.outputs, part.grids)
    if factors is None:
        return
    if len(set(factors)) == 1:
        number = Number(integer(factors[0]), (factors[0],) * len(part.grids), 0.5)
    else:
        found = cheapest.get(tuple(factors))
        if found is None:
            return
        number = found
    if any(
        not 0 < n * max(len(grid), len(grid[0])) <= LARGEST
        for n, grid in zip(number.values, part.grids, strict=True)
    ):
        return
    grids = tuple(
        tuple(tuple(v for v in row for _ in range(n)) for row in grid for _ in range(n))
        for n, grid in zip(number.values, part.grids, strict=True)
    )
    larger: Expression = ("upscale", part.expression, number.expression)
    yield Part(grids, larger, part.cost + number.cost + 1.0)


def _reduced(scene: Scene, part: Part) -> Iterator[Part]:
    """One of k cells in both directions: a constant k, or that which gives a constant size."""
    factors = _ratios(part.grids, scene.outputs)
    if factors is None:
        return
    wide = len(scene.outputs[0][0])
    if len(set(factors)) == 1:
        every, by = [factors[0]] * len(part.grids), integer(factors[0])
    elif len({len(grid[0]) for grid in scene.outputs}) == 1:
        every = [len(grid[0]) // wide for grid in part.grids]
        by = ("divide", ("width", part.expression), integer(wide))
    else:
        return
    if min(every) < 1:
        return
    grids = tuple(
        tuple(row[::n] for row in grid[::n]) for n, grid in zip(every, part.grids, strict=True)
    )
    yield Part(grids, ("downscale", part.expression, by), part.cost + 1.5)


def recoloured(scene: Scene, parts: Sequence[Part], hues: Sequence[Number]) -> Iterator[Part]:
    """Parts that are the outputs, as they are or once one colour is another's."""
    known: dict[tuple[int, ...], list[Number]] = {}
    for hue in sorted(hues, key=lambda each: each.cost):
        known.setdefault(hue.values[: scene.pairs], []).append(hue)
    sized = [part for part in parts if _as_large(scene, part.grids)]
    seen = set()
    for part in sorted(sized, key=lambda each: each.cost):
        if part.grids in seen:
            continue
        seen.add(part.grids)
        if len(seen) > MOST_RECOLOURED:
            return
        change = _change(scene, part.grids)
        if change is None:
            continue
        for old in (*_own(part), *known.get(change[0], [])[:2]):
            if old.values[: scene.pairs] != change[0]:
                continue
            for new in known.get(change[1], [])[:2]:
                grids = tuple(
                    tuple(tuple(b if v == a else v for v in row) for row in grid)
                    for grid, a, b in zip(part.grids, old.values, new.values, strict=True)
                )
                made = ("replace", part.expression, old.expression, new.expression)
                yield Part(grids, made, part.cost + old.cost + new.cost + 1.0)
            break


def _as_large(scene: Scene, grids: Sequence[Grid]) -> bool:
    return all(
        len(grid) == len(wanted) and len(grid[0]) == len(wanted[0])
        for grid, wanted in zip(grids, scene.outputs, strict=False)
    )


def _own(part: Part) -> Iterator[Number]:
    """The part's commonest and rarest colour."""
    flat = [[v for row in grid for v in row] for grid in part.grids]
    most = tuple(min(set(f), key=lambda v: (-f.count(v), v)) for f in flat)
    least = tuple(min(set(f), key=lambda v: (f.count(v), v)) for f in flat)
    if len(set(most)) > 1:
        yield Number(("mostcolor", part.expression), most, 1.0)
    if len(set(least)) > 1:
        yield Number(("leastcolor", part.expression), least, 1.0)


def _change(scene: Scene, grids: Sequence[Grid]) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """For each demonstration the one colour that all of its cells exchange, and for which."""
    old, new = [], []
    for grid, wanted in zip(grids, scene.outputs, strict=False):
        pairs = {
            (a, b)
            for row, other in zip(grid, wanted, strict=True)
            for a, b in zip(row, other, strict=True)
        }
        changes = [(a, b) for a, b in pairs if a != b]
        if len(changes) != 1 or (changes[0][0], changes[0][0]) in pairs:
            return None
        old.append(changes[0][0])
        new.append(changes[0][1])
    return tuple(old), tuple(new)
