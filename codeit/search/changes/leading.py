"""Rays of a whole entity in the direction in which it lies from a goal."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from codeit.search.changes.effects import Effect
from codeit.search.entities.expressions import Expression
from codeit.search.entities.frames import Box
from codeit.search.entities.segmentation import Entity

if TYPE_CHECKING:
    from codeit.search.changes.reaching import Goal

__all__ = ["direction", "led_by", "middle"]


def led_by(goal: "Goal") -> Effect:
    """All cells moved on to the grid's end, away from a goal."""
    way: Expression = ("lbind", "position", goal.expression)
    beams: Expression = (
        "fork",
        "mapply",
        ("compose", ("lbind", "rbind", "shoot"), way),
        "toindices",
    )
    of: Callable[[Entity], int] = partial(_away, goal.masks)
    return Effect("away from a goal", beams, 2.0 + goal.cost, of, True, True)


def _away(masks: Sequence[int], entity: Entity) -> int:
    frame = entity.frame
    return entity.beam(*direction(frame.box(masks[entity.pair]), frame.box(entity.mask)))


def direction(start: Box, end: Box) -> tuple[int, int]:
    """As the language's `position` has it: a step down, across, or both."""
    (row, column), (other_row, other_column) = middle(start), middle(end)
    if row == other_row:
        return 0, 1 if column < other_column else -1
    return (
        1 if row < other_row else -1,
        (other_column > column) - (other_column < column),
    )


def middle(box: Box) -> tuple[int, int]:
    """The middle cell, the lower right one of several."""
    top, left, bottom, right = box
    return top + (bottom - top + 1) // 2, left + (right - left + 1) // 2
