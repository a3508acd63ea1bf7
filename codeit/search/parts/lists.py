"""Outputs that list the colours of entities: in the order of a property, or as the entities lie.

A list is a column, a row, whichever the input's longer side asks for, or fills a grid line by line.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from codeit.search.changes.cuts import Cut
from codeit.search.entities.expressions import Expression, integer
from codeit.search.entities.predicates import Selection
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.entities.segmentation import Entity
from codeit.search.parts.cropping import Part
from codeit.search.parts.numbers import Number, chosen_entities

__all__ = ["as_they_lie", "lists"]

MOST_CHOSEN = 40
"""Selections whose colours are listed, the cheapest of each cut."""
LARGEST = 30


@dataclass(frozen=True)
class _Form:
    """A way to write lists of colours, one for each input, as grids."""

    grids: Callable[[Sequence[Sequence[int]]], list[Grid]]
    said: Callable[[Expression], Expression]
    """The grid's expression from the list's."""
    cost: float


@dataclass(frozen=True)
class _Key:
    """What sorts the entities; no two of one input may have the same."""

    of: Callable[[int], Any]
    """From an entity's position in its cut."""
    expression: Expression
    cost: float


def lists(scene: Scene, cut: Cut, numbers: Sequence[Number]) -> Iterator[Part]:
    """The colours of chosen entities, sorted by a property."""
    places = {id(each): place for place, each in enumerate(cut.cut.entities)}
    keys: list[_Key] | None = None
    for selection in cut.chosen[:MOST_CHOSEN]:
        groups = chosen_entities(scene, cut, selection)
        counts = [len(group) for group in groups]
        if min(counts) < 1 or max(counts) > LARGEST or max(counts[: scene.pairs]) < 2:
            continue
        forms = list(_forms(scene, counts, numbers))
        if not forms or not _same_colours(scene, groups):
            continue
        keys = list(_keys(cut)) if keys is None else keys
        for key in keys:
            listed = _sorted(groups, places, key)
            for form in forms if listed is not None else ():
                grids = tuple(form.grids(listed or []))
                if grids[: scene.pairs] == scene.outputs:
                    ordered: Expression = ("order", selection.expression, key.expression)
                    cost = cut.cut.cost + selection.cost + key.cost + form.cost
                    yield Part(grids, form.said(("apply", "color", ordered)), cost)


def _keys(cut: Cut) -> Iterator[_Key]:
    """Numbers, the largest last or first, and the place in reading order or column by column."""
    entities = cut.cut.entities
    for asked in cut.asked:
        if asked.kind == "number":
            values = asked.values
            yield _Key(values.__getitem__, asked.expression, asked.cost)
            falling: Expression = ("compose", "invert", asked.expression)
            yield _Key(lambda place, of=values: -of[place], falling, asked.cost)  # type: ignore[misc]
    yield _Key(lambda place: (entities[place].top, entities[place].left), "ulcorner", 1.0)
    by_columns: Expression = ("fork", "astuple", "leftmost", "uppermost")
    yield _Key(lambda place: (entities[place].left, entities[place].top), by_columns, 1.5)


def _sorted(
    groups: Sequence[Sequence[Entity]], places: dict[int, int], key: _Key
) -> list[list[int]] | None:
    """The colours of each group in order; None if two entities have one key."""
    listed = []
    for group in groups:
        keyed = sorted((key.of(places[id(each)]), each.colour) for each in group)
        if len({value for value, _ in keyed}) < len(group):
            return None
        listed.append([value for _, value in keyed])
    return listed


def _same_colours(scene: Scene, groups: Sequence[Sequence[Entity]]) -> bool:
    """Whether each output has the colours of its group, and perhaps black."""
    return all(
        {each.colour for each in group} <= (shown := {v for row in wanted for v in row})
        and shown <= {0, *(each.colour for each in group)}
        for group, wanted in zip(groups, scene.outputs, strict=False)
    )


def _forms(scene: Scene, counts: Sequence[int], numbers: Sequence[Number]) -> Iterator[_Form]:
    """The forms that give the outputs' sizes."""
    shapes = [(len(grid), len(grid[0])) for grid in scene.outputs]
    tall = [len(grid) > len(grid[0]) for grid in scene.inputs]
    upright = [high == count for (high, _), count in zip(shapes, counts, strict=False)]
    flat = [wide == count for (_, wide), count in zip(shapes, counts, strict=False)]
    ways: list[tuple[list[bool], Callable[[Expression], Expression], float]] = []
    if all(upright):
        ways.append(([True] * len(counts), lambda rows: rows, 0.0))
    if all(flat):
        ways.append(([False] * len(counts), lambda rows: ("dmirror", rows), 0.0))
    by_side = [(u if t else f) for u, f, t in zip(upright, flat, tall, strict=False)]
    if all(by_side) and len(set(tall)) > 1:
        turned = ("portrait", "I")
        ways.append((tall, lambda rows: ("branch", turned, rows, ("dmirror", rows)), 1.5))
    for columns, said, more in ways:
        across = tuple(
            wide if column else high for (high, wide), column in zip(shapes, columns, strict=False)
        )
        width = _width(scene, across, numbers)
        if width is not None:
            yield _lined(width, columns, said, more)
    if len(set(shapes)) == 1 and min(shapes[0]) > 1 and max(counts) <= shapes[0][0] * shapes[0][1]:
        yield _filled(*shapes[0])


def _width(scene: Scene, across: tuple[int, ...], numbers: Sequence[Number]) -> Number | None:
    """The cheapest number that is the lines' width: mostly a constant."""
    if len(set(across)) == 1:
        return Number(integer(across[0]), (across[0],) * len(scene.inputs), 2.0)
    fitting = [
        number
        for number in numbers
        if number.values[: scene.pairs] == across
        and min(number.values) > 0
        and max(number.values) <= LARGEST
    ]
    cheapest = min(fitting, key=lambda number: number.cost, default=None)
    if cheapest is None:
        return None
    return Number(cheapest.expression, cheapest.values, cheapest.cost + 2.5)


def _lined(
    width: Number, columns: list[bool], said: Callable[[Expression], Expression], more: float
) -> _Form:
    """A line for each colour, as wide as a number: below each other or beside each other."""

    def grids(listed: Sequence[Sequence[int]]) -> list[Grid]:
        made = []
        for values, wide, column in zip(listed, width.values, columns, strict=True):
            lines: Grid = tuple((value,) * wide for value in values)
            made.append(lines if column else tuple(zip(*lines, strict=True)))
        return made

    widen: Expression = ("rbind", "repeat", width.expression)
    return _Form(grids, lambda listed: said(("apply", widen, listed)), width.cost + more)


def _filled(high: int, wide: int) -> _Form:
    """A grid filled line by line, black where the list has ended."""
    area = high * wide

    def grids(listed: Sequence[Sequence[int]]) -> list[Grid]:
        flat = [(*values, *(0,) * (area - len(values))) for values in listed]
        return [tuple(f[k : k + wide] for k in range(0, area, wide)) for f in flat]

    def said(listed: Expression) -> Expression:
        black: Expression = ("repeat", "ZERO", ("subtract", integer(area), ("size", listed)))
        return _broken(("combine", listed, black), integer(high))

    return _Form(grids, said, 4.0)


def _broken(listed: Expression, lines: Expression) -> Expression:
    """A list broken into so many lines of equal length."""
    return ("merge", ("hsplit", ("repeat", listed, "ONE"), lines))


def as_they_lie(scene: Scene, cut: Cut) -> Iterator[Part]:
    """A cell for each chosen entity, in rows and columns as the entities lie, in its colour."""
    hues = _hues(cut)
    for selection in cut.chosen[:MOST_CHOSEN]:
        groups = chosen_entities(scene, cut, selection)
        heights = _heights(groups)
        if heights is None or any(
            (len(grid), len(grid[0])) != (high, len(group) // high)
            for grid, group, high in zip(scene.outputs, groups, heights, strict=False)
        ):
            continue
        for said, of, more in hues:
            grids = []
            for group, high in zip(groups, heights, strict=True):
                wide = len(group) // high
                flat = [of(each) for each in sorted(group, key=lambda e: (e.top, e.left))]
                grids.append(tuple(tuple(flat[k : k + wide]) for k in range(0, len(flat), wide)))
            if tuple(grids[: scene.pairs]) == scene.outputs:
                yield _laid(cut, selection, grids, said, more)


def _hues(cut: Cut) -> list[tuple[Expression, Callable[[Entity], int], float]]:
    """What an entity's colour may be: its only one, its commonest or rarest, that beside black."""
    if cut.cut.univalued:
        return [("color", lambda e: e.colour, 0.0)]
    beside: Expression = ("compose", ("rbind", "other", "ZERO"), "palette")
    return [
        ("mostcolor", lambda e: e.most, 0.5),
        ("leastcolor", lambda e: e.least, 0.5),
        (beside, lambda e: min((v for v in e.planes if v), default=0), 1.0),
    ]


def _heights(groups: Sequence[Sequence[Entity]]) -> list[int] | None:
    """How many rows each group has; None if a row is longer than another, or all have one cell."""
    heights = []
    for group in groups:
        tops = [each.top for each in group]
        rows = set(tops)
        if not rows or len({tops.count(top) for top in rows}) != 1:
            return None
        if len({(each.top, each.left) for each in group}) < len(group):
            return None
        heights.append(len(rows))
    return heights if max(map(len, groups)) > 1 else None


def _laid(
    cut: Cut, selection: Selection, grids: Sequence[Grid], said: Expression, more: float
) -> Part:
    ordered: Expression = ("order", selection.expression, "ulcorner")
    rows: Expression = ("size", ("dedupe", ("apply", "uppermost", ordered)))
    cost = cut.cut.cost + selection.cost + more + 2.0
    return Part(tuple(grids), _broken(("apply", said, ordered), rows), cost)
