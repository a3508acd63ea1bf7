"""Set algebra of indices and of objects, on boards."""

from collections.abc import Sequence
from typing import Any

from arc_dsl import boards
from arc_dsl.frames import FAR, aligned, fits_far, narrow, settle, widen
from arc_dsl.limits import check_size
from arc_dsl.representation import EMPTY, Indices, Object, Set, Value

__all__ = [
    "common_cells",
    "common_indices",
    "has_cell",
    "of_indices",
    "of_objects",
    "rest_of_cells",
    "rest_of_indices",
]


def _in_far_frame(bits: int, far: int) -> tuple[int, int]:
    return (bits, far) if far else widen(bits)


def of_indices(parts: Sequence[Indices]) -> Value:
    """The union of indices."""
    near = 0
    distant: list[tuple[int, int]] = []
    for part in parts:
        if part.far:
            distant.append((part.bits, part.far))
        else:
            near |= part.bits
    if not distant:
        return Indices(near, 0) if near else EMPTY
    if near:
        distant.append(widen(near))
    first = min([far for _, far in distant])
    if _too_high(distant, first):
        pairs = {pair for part in parts for pair in boards.pairs(part.bits, part.far)}
        return Set(tuple(pairs), False)
    union = 0
    for bits, far in distant:
        union |= bits << FAR * (far - first)
    return Indices(union, first)


def _too_high(distant: list[tuple[int, int]], first: int) -> bool:
    """Whether far boards together have more rows than a frame."""
    rows = max([far - first + bits.bit_length() // FAR for bits, far in distant])
    return not fits_far(0, 0, rows, 0)


def of_objects(parts: Sequence[Object]) -> Value:
    """The union of objects."""
    planes: dict[int, int] = {}
    union = 0
    if any(part.far for part in parts):
        return _of_far_objects(parts)
    for part in parts:
        union |= part.bits
        for colour, board in part.planes:
            planes[colour] = planes.get(colour, 0) | board
    return Object(tuple(sorted(planes.items())), union, 0)


def _of_far_objects(parts: Sequence[Object]) -> Value:
    near: dict[int, int] = {}
    distant: list[tuple[int, int, int]] = []
    for part in parts:
        for colour, board in part.planes:
            if part.far:
                distant.append((colour, board, part.far))
            else:
                near[colour] = near.get(colour, 0) | board
    distant += [(colour, *widen(board)) for colour, board in near.items()]
    first = min([far for _, _, far in distant])
    if _too_high([(board, far) for _, board, far in distant], first):
        check_size(sum([board.bit_count() for _, board, _ in distant]))
        cells = {(c, pair) for c, board, far in distant for pair in boards.pairs(board, far)}
        return Set(tuple(cells), False)
    planes: dict[int, int] = {}
    union = 0
    for colour, board, far in distant:
        board <<= FAR * (far - first)
        union |= board
        planes[colour] = planes.get(colour, 0) | board
    return Object(tuple(sorted(planes.items())), union, first)


def _indices(bits: int, far: int) -> Value:
    return Indices(*settle(bits, far)) if bits else EMPTY


def common_indices(a: Indices, b: Indices) -> Value:
    """Indices in both."""
    if a.far and b.far:
        to = max(a.far, b.far)
        return _indices(aligned(a.bits, a.far, to) & aligned(b.bits, b.far, to), to)
    return _indices(_near_part(a) & _near_part(b), 0)


def _near_part(patch: Indices) -> int:
    """The bits that fit the near frame, as a near board."""
    return narrow(patch.bits, patch.far) if patch.far else patch.bits


def rest_of_indices(a: Indices, b: Indices) -> Value:
    """Indices of a that are not in b."""
    if not a.far:
        return _indices(a.bits & ~_near_part(b), 0)
    if not b.bits:
        return a
    theirs = aligned(*_in_far_frame(b.bits, b.far), a.far)
    return _indices(a.bits & ~theirs, a.far)


def _planes(obj: Object, to: int) -> dict[int, int]:
    """Boards by colour in a frame; what does not fit it is dropped."""
    if not to:
        return {c: narrow(b, obj.far) if obj.far else b for c, b in obj.planes}
    return {c: aligned(*_in_far_frame(b, obj.far), to) for c, b in obj.planes}


def _object(planes: list[tuple[int, int]], far: int) -> Value:
    """An object of boards of one frame in ascending order of colour, empty ones dropped."""
    planes = [(colour, board) for colour, board in planes if board]
    if not planes:
        return EMPTY
    union = 0
    for _, board in planes:
        union |= board
    bits, settled = settle(union, far)
    if settled == far:
        return Object(tuple(planes), bits, far)
    if settled:
        moved = [(colour, aligned(board, far, settled)) for colour, board in planes]
    else:
        moved = [(colour, narrow(board, far)) for colour, board in planes]
    return Object(tuple(moved), bits, settled)


def common_cells(a: Object, b: Object) -> Value:
    """Cells in both."""
    to = max(a.far, b.far) if a.far and b.far else 0
    theirs = _planes(b, to)
    return _object([(c, board & theirs.get(c, 0)) for c, board in _planes(a, to).items()], to)


def rest_of_cells(a: Object, b: Object) -> Value:
    """Cells of a that are not in b."""
    theirs = _planes(b, a.far)
    return _object([(c, board & ~theirs.get(c, 0)) for c, board in a.planes], a.far)


def has_cell(obj: Object, cell: tuple[Any, ...]) -> bool:
    """Whether a tuple is a cell of the object."""
    if len(cell) != 2 or not isinstance(cell[0], int):
        return False
    for colour, board in obj.planes:
        if colour == cell[0]:
            return board & boards.bit_of(cell[1], obj.far) != 0
    return False
