"""Set algebra of indices and of objects, on boards."""

from collections.abc import Sequence
from typing import Any

from arc_dsl import boards
from arc_dsl.representation import EMPTY, Indices, Object, Value

__all__ = [
    "common_cells",
    "common_indices",
    "has_cell",
    "of_indices",
    "of_objects",
    "rest_of_cells",
    "rest_of_indices",
]


def of_indices(parts: Sequence[Indices]) -> Indices:
    """The union of indices."""
    near = far = 0
    for part in parts:
        if part.far:
            far |= part.bits
        else:
            near |= part.bits
    if far:
        return Indices(far | boards.widen(near) if near else far, True)
    return Indices(near, False) if near else EMPTY


def of_objects(parts: Sequence[Object]) -> Object:
    """The union of objects."""
    planes: dict[int, int] = {}
    any_far = any(part.far for part in parts)
    union = 0
    for part in parts:
        for colour, board in part.planes:
            if any_far and not part.far:
                board = boards.widen(board)
            union |= board
            planes[colour] = planes.get(colour, 0) | board
    return Object(tuple(sorted(planes.items())), union, any_far)


def common_indices(a: Indices, b: Indices) -> Value:
    """Indices in both."""
    if a.far and b.far:
        both = a.bits & b.bits
        return Indices(*boards.settle(both)) if both else EMPTY
    both = _near_part(a) & _near_part(b)
    return Indices(both, False) if both else EMPTY


def _near_part(patch: Indices) -> int:
    """The bits that fit the near frame, as a near board."""
    if not patch.far:
        return patch.bits
    inside = patch.bits & boards.far_rectangle(-1, -1, 126, 30)
    return boards.settle(inside)[0]


def rest_of_indices(a: Indices, b: Indices) -> Value:
    """Indices of a that are not in b."""
    if a.far:
        rest = a.bits & ~(b.bits if b.far else boards.widen(b.bits))
        return Indices(*boards.settle(rest)) if rest else EMPTY
    rest = a.bits & ~_near_part(b)
    return Indices(rest, False) if rest else EMPTY


def _planes(obj: Object, far: bool) -> dict[int, int]:
    """Boards by colour, in the far frame if asked."""
    if far and not obj.far:
        return {colour: boards.widen(board) for colour, board in obj.planes}
    return dict(obj.planes)


def _object(planes: list[tuple[int, int]], far: bool) -> Value:
    """An object of boards in ascending order of colour, empty ones dropped."""
    planes = [(colour, board) for colour, board in planes if board]
    if not planes:
        return EMPTY
    union = 0
    for _, board in planes:
        union |= board
    if far:
        bits, far = boards.settle(union)
        if not far:
            return Object(tuple([(c, boards.settle(b)[0]) for c, b in planes]), bits, False)
    return Object(tuple(planes), union, far)


def common_cells(a: Object, b: Object) -> Value:
    """Cells in both."""
    far = a.far or b.far
    theirs = _planes(b, far)
    ours = _planes(a, far)
    return _object([(c, board & theirs.get(c, 0)) for c, board in ours.items()], far)


def rest_of_cells(a: Object, b: Object) -> Value:
    """Cells of a that are not in b."""
    far = a.far or b.far
    theirs = _planes(b, far)
    ours = _planes(a, far)
    return _object([(c, board & ~theirs.get(c, 0)) for c, board in ours.items()], far)


def has_cell(obj: Object, cell: tuple[Any, ...]) -> bool:
    """Whether a tuple is a cell of the object."""
    if len(cell) != 2 or not isinstance(cell[0], int):
        return False
    for colour, board in obj.planes:
        if colour == cell[0]:
            return board & boards.bit_of(cell[1], obj.far) != 0
    return False
