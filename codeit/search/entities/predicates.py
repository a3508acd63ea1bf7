"""Selections: which entities a rule is about, as sets of positions and as set expressions.

All are read off the properties' values: constants that occur in the demonstrations, the largest and
the smallest of each input, the second, the commonest, the odd one out, flags, and complements.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from codeit.search.entities.expressions import Expression, colour, integer, vector
from codeit.search.entities.properties import Property
from codeit.search.entities.scenes import Scene
from codeit.search.entities.segmentation import Segmentation

__all__ = ["Group", "Selection", "choosing", "groups", "selections"]

MOST_CONSTANTS = 8
"""A property with more values than this in the demonstrations is not compared with constants."""


MOST_RANKS = 4


@dataclass(frozen=True)
class Selection:
    """Entities chosen by one rule in every pair."""

    mask: int
    """Bits of positions in the segmentation's entities."""
    expression: Expression
    """The set of the chosen entities."""
    cost: float
    constant: bool
    """Whether a constant was read off the demonstrations."""


@dataclass(frozen=True)
class Group:
    """Entities parted by a property's value or rank: disjoint sets and their expressions."""

    name: str
    parts: tuple[tuple[int, Expression], ...]
    cost: float
    whole: bool
    """Whether every entity is in one of the parts."""


class _Found:
    """The cheapest expression of each set."""

    def __init__(self) -> None:
        self.best: dict[int, Selection] = {}

    def add(self, mask: int, expression: Expression, cost: float, constant: bool = False) -> None:
        if mask:
            known = self.best.get(mask)
            if known is None or cost < known.cost:
                self.best[mask] = Selection(mask, expression, cost, constant)


def selections(scene: Scene, cut: Segmentation, asked: Iterable[Property]) -> list[Selection]:
    """All selections by one property, the cheapest of equal ones, by cost."""
    found = _Found()
    whole = (1 << len(cut.entities)) - 1
    found.add(whole, cut.expression, 0.0)
    for each in asked:
        if each.kind == "flag":
            mask = sum(1 << place for place, value in enumerate(each.values) if value)
            found.add(mask, ("sfilter", cut.expression, each.expression), 1 + each.cost)
            absent = ("sfilter", cut.expression, ("compose", "flip", each.expression))
            found.add(whole & ~mask, absent, 1.5 + each.cost)
            continue
        if each.kind != "form":
            _constants(scene, cut, each, found)
        if each.kind == "number":
            _extremes(cut, each, found)
        _common(cut, each, found)
    return sorted(found.best.values(), key=lambda each: each.cost)


def choosing(chosen: Sequence[Selection], count: int) -> list[int]:
    """For each of so many entities the selections that choose it, as bits of their numbers."""
    found = [0] * count
    for number, selection in enumerate(chosen):
        mask = selection.mask
        while mask:
            low = mask & -mask
            found[low.bit_length() - 1] |= 1 << number
            mask ^= low
    return found


def _masks(asked: Property) -> dict[Any, int]:
    masks: dict[Any, int] = {}
    for place, value in enumerate(asked.values):
        masks[value] = masks.get(value, 0) | (1 << place)
    return masks


def _constant(asked: Property, value: object) -> Expression:
    if asked.kind == "pair":
        assert isinstance(value, tuple)
        return vector(*value)
    assert isinstance(value, int)
    return colour(value) if asked.kind == "colour" else integer(value)


def _constants(scene: Scene, cut: Segmentation, asked: Property, found: _Found) -> None:
    whole = (1 << len(cut.entities)) - 1
    masks = _masks(asked)
    shown = {
        value
        for entity, value in zip(cut.entities, asked.values, strict=True)
        if entity.pair < scene.pairs
    }
    if len(shown) > MOST_CONSTANTS and asked.kind != "colour":
        return
    extra = 1.0 if asked.kind == "colour" else 2.0
    for value in sorted(shown):
        constant = _constant(asked, value)
        if asked.name == "colour":
            chosen: Expression = ("colorfilter", cut.expression, constant)
        else:
            chosen = ("sfilter", cut.expression, ("matcher", asked.expression, constant))
        found.add(masks[value], chosen, asked.cost + extra, True)
        rest: Expression = ("difference", cut.expression, chosen)
        found.add(whole & ~masks[value], rest, asked.cost + extra + 0.5, True)
        if asked.name in ("size", "height", "width", "gap"):
            assert isinstance(value, int)
            above = sum(1 << place for place, own in enumerate(asked.values) if own > value)
            more = ("compose", ("rbind", "greater", constant), asked.expression)
            chosen = ("sfilter", cut.expression, more)
            found.add(above, chosen, asked.cost + 3.0, True)
            found.add(
                whole & ~above, ("difference", cut.expression, chosen), asked.cost + 3.5, True
            )


def _best_of(cut: Segmentation, asked: Property, among: int, sign: int) -> tuple[int, bool]:
    """Those with the largest (or smallest) value in each pair, and whether never tied."""
    mask, single = 0, True
    values = asked.values
    for places in cut.places:
        members = [place for place in places if among >> place & 1]
        if not members:
            continue
        best = sign * max([sign * values[place] for place in members])
        winners = [place for place in members if values[place] == best]
        single = single and len(winners) == 1
        mask |= sum(1 << place for place in winners)
    return mask, single


def _extremes(cut: Segmentation, asked: Property, found: _Found) -> None:
    whole = (1 << len(cut.entities)) - 1
    between, inner = whole, cut.expression
    for sign, arg, val in ((1, "argmax", "valmax"), (-1, "argmin", "valmin")):
        left, objects, cost = whole, cut.expression, asked.cost + 1.0
        for _rank in range(2):
            mask, single = _best_of(cut, asked, left, sign)
            if single:
                chosen: Expression = ("initset", (arg, objects, asked.expression))
            else:
                best = (val, objects, asked.expression)
                chosen = ("sfilter", objects, ("matcher", asked.expression, best))
            found.add(mask, chosen, cost)
            rest: Expression = ("difference", objects, chosen)
            found.add(left & ~mask, rest, cost + 0.5)
            if left == whole:
                between, inner = between & ~mask, ("difference", inner, chosen)
            left, objects, cost = left & ~mask, rest, cost + 1.5
            if not left:
                break
    found.add(between, inner, asked.cost + 3.0)


def _common(cut: Segmentation, asked: Property, found: _Found) -> None:
    """The entities whose value is the commonest, or the rarest, of their input."""
    if asked.kind == "number" and asked.name not in ("size", "height", "width"):
        return
    listed = ("apply", asked.expression, ("totuple", cut.expression))
    for name, sign in (("mostcommon", 1), ("leastcommon", -1)):
        mask, clear = 0, True
        for members in cut.places:
            counts = Counter(asked.values[place] for place in members)
            best = max(sign * count for count in counts.values())
            winners = [value for value, count in counts.items() if sign * count == best]
            clear = clear and len(winners) == 1
            mask |= sum(1 << place for place in members if asked.values[place] == winners[0])
        if clear:
            wanted = (name, listed)
            chosen = ("sfilter", cut.expression, ("matcher", asked.expression, wanted))
            found.add(mask, chosen, asked.cost + 2.0)
            whole = (1 << len(cut.entities)) - 1
            rest: Expression = ("difference", cut.expression, chosen)
            found.add(whole & ~mask, rest, asked.cost + 2.5)


def groups(scene: Scene, cut: Segmentation, asked: Iterable[Property]) -> list[Group]:
    """Partitions by value and by rank, for rules that give each part something of its own."""
    found: dict[tuple[int, ...], Group] = {}
    shown = sum(group for pair, group in cut.of_pair.items() if pair < scene.pairs)
    for each in asked:
        for group in (*_by_value(cut, each, shown), *_by_rank(cut, each)):
            key = tuple(mask for mask, _ in group.parts)
            if len(key) > 1 and (key not in found or group.cost < found[key].cost):
                found[key] = group
    return sorted(found.values(), key=lambda group: group.cost)


def _by_value(cut: Segmentation, asked: Property, shown: int) -> list[Group]:
    if asked.kind == "form":
        return []
    masks = {value: mask for value, mask in _masks(asked).items() if mask & shown}
    if len(masks) > MOST_CONSTANTS + 1:
        return []
    parts: list[tuple[int, Expression]] = []
    for value in sorted(masks):
        if asked.kind == "flag":
            test = asked.expression if value else ("compose", "flip", asked.expression)
        else:
            test = ("matcher", asked.expression, _constant(asked, value))
        chosen: Expression = ("sfilter", cut.expression, test)
        if asked.name == "colour":
            chosen = ("colorfilter", cut.expression, _constant(asked, value))
        parts.append((masks[value], chosen))
    covered = 0
    for mask in masks.values():
        covered |= mask
    whole = covered == (1 << len(cut.entities)) - 1
    return [Group(asked.name, tuple(parts), asked.cost, whole)]


def _by_rank(cut: Segmentation, asked: Property) -> list[Group]:
    if asked.kind != "number":
        return []
    found = []
    everyone = (1 << len(cut.entities)) - 1
    for sign, val in ((1, "valmax"), (-1, "valmin")):
        left, objects = everyone, cut.expression
        parts: list[tuple[int, Expression]] = []
        while left and len(parts) < MOST_RANKS:
            mask, _ = _best_of(cut, asked, left, sign)
            best = (val, objects, asked.expression)
            chosen: Expression = ("sfilter", objects, ("matcher", asked.expression, best))
            parts.append((mask, chosen))
            left, objects = left & ~mask, ("difference", objects, chosen)
        if len(parts) > 1:
            found.append(Group(f"rank of {asked.name}", tuple(parts), asked.cost + 1.0, not left))
            if left:
                rest = (
                    *parts[:1],
                    (everyone & ~parts[0][0], ("difference", cut.expression, parts[0][1])),
                )
                found.append(Group(f"first by {asked.name}", rest, asked.cost + 1.0, True))
    return found
