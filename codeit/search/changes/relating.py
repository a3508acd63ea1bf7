"""Colours that entities take from others of equal form, size or place: legends and keys.

A selection's rest is what is looked up in: an entity takes the colour of those of the rest that
agree with it in a property, or share a row or a column with it, if these have one colour.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from codeit.search.entities.expressions import Expression
from codeit.search.entities.predicates import Selection
from codeit.search.entities.properties import Property
from codeit.search.entities.segmentation import Entity, Segmentation

__all__ = ["Related", "related"]

MOST_SELECTIONS = 10
MOST_ENTITIES = 100
_TELLING = {
    "form", "size", "height", "width", "shape", "gap", "holes", "top", "left", "bottom", "right",
}  # fmt: skip
"""Properties by which an entity may be looked up."""

Related = tuple[Expression, list[int], float]
"""Entity -> colour, the colours by position (-1 where there is none), and nats."""


def related(
    cut: Segmentation, asked: Sequence[Property], chosen: Sequence[Selection]
) -> Iterator[Related]:
    """The lookups that give some chosen entities different colours; those that agree once."""
    entities = cut.entities
    if len(entities) > MOST_ENTITIES:
        return
    seen = set()
    keys = [each for each in asked if each.name in _TELLING]
    for selection in chosen[:MOST_SELECTIONS]:
        rest: Expression = ("difference", cut.expression, selection.expression)
        for expression, values, cost in (
            *_by_key(entities, keys, selection.mask, rest),
            *_by_line(entities, selection.mask, rest),
        ):
            key = tuple(values)
            if len(set(key) - {-1}) > 1 and key not in seen:
                seen.add(key)
                yield expression, values, cost + 0.5 * selection.cost


def _by_key(
    entities: Sequence[Entity], keys: Sequence[Property], mask: int, rest: Expression
) -> Iterator[Related]:
    for asked in keys:
        known: dict[tuple[int, Any], set[int]] = {}
        for place, each in enumerate(entities):
            if not mask >> place & 1:
                known.setdefault((each.pair, asked.values[place]), set()).add(each.colour)
        values = [-1] * len(entities)
        for place, each in enumerate(entities):
            colours = known.get((each.pair, asked.values[place]), ())
            if mask >> place & 1 and len(colours) == 1:
                values[place] = min(colours)
        alike: Expression = ("compose", ("lbind", "matcher", asked.expression), asked.expression)
        yield (
            ("chain", "color", ("lbind", "extract", rest), alike),
            values,
            2.0 + 0.5 * asked.cost,
        )


def _same_row(one: Entity, other: Entity) -> bool:
    return any(
        one.mask & row and other.mask & row
        for row in (one.frame.row << (i * one.frame.width) for i in range(one.top, one.bottom + 1))
    )


def _same_column(one: Entity, other: Entity) -> bool:
    return any(
        one.mask & column and other.mask & column
        for column in (one.frame.column << j for j in range(one.left, one.right + 1))
    )


_SHARED: tuple[tuple[str, Callable[[Entity, Entity], bool]], ...] = (
    ("hmatching", _same_row),
    ("vmatching", _same_column),
    ("adjacent", lambda one, other: bool(one.frame.beside(one.mask) & other.mask)),
)


def _by_line(entities: Sequence[Entity], mask: int, rest: Expression) -> Iterator[Related]:
    others: dict[int, list[Entity]] = {}
    for place, each in enumerate(entities):
        if not mask >> place & 1:
            others.setdefault(each.pair, []).append(each)
    for name, shares in _SHARED:
        values = [-1] * len(entities)
        for place, each in enumerate(entities):
            if mask >> place & 1:
                colours = {o.colour for o in others.get(each.pair, ()) if shares(each, o)}
                if len(colours) == 1:
                    values[place] = min(colours)
        yield (
            ("chain", "color", ("lbind", "extract", rest), ("lbind", "lbind", name)),
            values,
            2.5,
        )
