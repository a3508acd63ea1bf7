"""Copies of one entity laid on others: by the middle, the corner, or the cells of their colour."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from codeit.search.changes.cuts import Cut
from codeit.search.entities.expressions import Expression
from codeit.search.entities.frames import Frame
from codeit.search.entities.scenes import Planes, Scene
from codeit.search.entities.segmentation import Entity

__all__ = ["Change", "moved", "shifted", "stamps"]

MOST_STAMPS = 6
DEAREST_STAMP = 3.0


@dataclass(frozen=True)
class Change:
    """Object -> Object, and the cells of the result inside the grid."""

    expression: Expression
    cost: float
    of: Callable[[Entity], Planes]


def moved(entity: Entity, down: int, right: int) -> Planes:
    """The entity's planes moved, those that leave the grid left out."""
    return shifted(entity.frame, entity.planes, down, right)


def shifted(frame: Frame, planes: Planes, down: int, right: int) -> Planes:
    """The planes moved, what leaves the grid left out."""
    return {
        value: mask for value, plane in planes.items() if (mask := frame.shift(plane, down, right))
    }


def stamps(scene: Scene, cut: Cut) -> Iterator[Change]:
    """A copy of one chosen entity, laid on the middle or the corner of each other one."""
    groups = cut.cut.of_pair
    pairs = range(len(scene.inputs))
    count = 0
    for selection in cut.chosen:
        if count >= MOST_STAMPS or selection.cost > DEAREST_STAMP:
            return
        single = [selection.mask & groups.get(pair, 0) for pair in pairs]
        if any(part.bit_count() != 1 for part in single):
            continue
        sources = [cut.cut.entities[part.bit_length() - 1] for part in single]
        if max(each.size for each in sources) < 2:
            continue
        count += 1
        one: Expression = ("first", selection.expression)
        marks: Expression = (
            "chain",
            ("lbind", "sfilter", one),
            ("lbind", "matcher", "first"),
            "color",
        )
        anchors: tuple[tuple[Expression, _Anchored], ...] = (
            *(
                (
                    ("compose", ("rbind", "subtract", (anchor, one)), anchor),
                    partial(_stamped, place),
                )
                for anchor, place in _ANCHORS
            ),
            (("fork", "subtract", "ulcorner", ("compose", "ulcorner", marks)), _on_its_colour),
        )
        for by, placed in anchors:
            copy: Expression = ("compose", ("lbind", "shift", one), by)
            yield Change(
                copy,
                2.0 + selection.cost,
                lambda e, sources=sources, placed=placed: placed(sources[e.pair], e),  # type: ignore[misc]
            )
            yield Change(
                ("fork", "recolor", "color", copy),
                2.5 + selection.cost,
                lambda e, sources=sources, placed=placed: _in_one(
                    placed(sources[e.pair], e), e.colour
                ),  # type: ignore[misc]
            )


_Anchored = Callable[[Entity, Entity], Planes]


def _on_its_colour(source: Entity, entity: Entity) -> Planes:
    """The source laid so that its cells of the entity's colour come to lie on the entity."""
    plane = source.planes.get(entity.colour)
    if plane is None:
        return {entity.colour: source.frame.full}  # no such cell: the language fails there
    top, left, _, _ = source.frame.box(plane)
    return moved(source, entity.top - top, entity.left - left)


def _in_one(planes: Planes, value: int) -> Planes:
    whole = 0
    for mask in planes.values():
        whole |= mask
    return {value: whole} if whole else {}


_ANCHORS: tuple[tuple[str, Callable[[Entity], tuple[int, int]]], ...] = (
    ("center", lambda e: e.centre),
    ("ulcorner", lambda e: (e.top, e.left)),
)


def _stamped(place: Callable[[Entity], tuple[int, int]], source: Entity, entity: Entity) -> Planes:
    (row, column), (top, left) = place(entity), place(source)
    return moved(source, row - top, column - left)
