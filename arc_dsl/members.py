"""Members of containers: listing them in order, and making containers of them.

`listed` gives the members of anything as the language iterates over it; `make_set` is the one way
to make a set of members that are not known in advance, so that equal sets are held equally.
"""

from collections.abc import Sequence
from itertools import repeat
from typing import Any

from arc_dsl import boards
from arc_dsl.errors import ValueTooLarge
from arc_dsl.frames import FAR, aligned, fits_far, widen
from arc_dsl.limits import BUDGET, check_size, pulse
from arc_dsl.representation import EMPTY, Function, Grid, Indices, Object, Set, Value

__all__ = [
    "MAX_NESTING",
    "cells_of",
    "guard",
    "listed",
    "made_patch",
    "make_object",
    "make_set",
    "members_of",
    "ordered_items",
    "pairs_of",
    "size",
    "value_place",
]

MAX_NESTING = 64
_NESTING = {tuple, Set}
_DEEP = 8
"""Values nested deeper may have fewer members in all: every level of them is a call."""
_LARGE = 2000
"""Containers of more members are listed only after a look at the clock."""


def size(container: Value) -> int:
    """Number of members. Raises TypeError if the value is not a container."""
    kind = type(container)
    if kind is Object:
        if len(container.planes) == 1:
            return container.bits.bit_count()  # type: ignore[no-any-return]
        return sum([board.bit_count() for _, board in container.planes])
    if kind is tuple:
        return len(container)
    if kind is Indices:
        return container.bits.bit_count()  # type: ignore[no-any-return]
    if kind is Set:
        return len(container.items)
    if kind is Grid:
        return int(container.height)
    raise TypeError(f"not a container: {type(container).__name__}")


def cells_of(obj: Object) -> list[tuple[int, tuple[int, int]]]:
    """The cells of an object in ascending order."""
    far = obj.far
    found: list[tuple[int, tuple[int, int]]] = []
    for colour, board in obj.planes:
        found += zip(repeat(colour), boards.pairs(board, far), strict=False)
    return found


def listed(container: Value) -> Sequence[Value]:
    """Members in the order of the language. Raises TypeError if it is not a container."""
    kind = type(container)
    if kind is Set:
        return container.items if container.ordered else ordered_items(container)
    return members_of(container)


def members_of(container: Value) -> Sequence[Value]:
    """Members, those of a set of sets in any (reproducible) order."""
    kind = type(container)
    if kind is tuple:
        return container  # type: ignore[no-any-return]
    if kind is Set:
        return container.items  # type: ignore[no-any-return]
    if kind is Indices:
        return pairs_of(container)
    if kind is Object:
        return cells_of(container)
    if kind is Grid:
        return container.rows()  # type: ignore[no-any-return]
    raise TypeError(f"not a container: {type(container).__name__}")


def pairs_of(indices: Indices) -> list[tuple[int, int]]:
    """The members of some indices in ascending order; not to be changed."""
    listing = indices.listing
    if listing is None:
        if indices.bits.bit_length() > _LARGE * 32:
            pulse()
        listing = indices.listing = boards.pairs(indices.bits, indices.far)
    return listing


def ordered_items(container: Set) -> tuple[Value, ...]:
    """The items of a Set, put into ascending order if they are not yet."""
    if not container.ordered:
        container.items = _sorted_items(container.items)
        container.ordered = True
    return container.items


def _sorted_items(items: tuple[Value, ...]) -> tuple[Value, ...]:
    kinds = {*map(type, items)}
    if len(items) > _LARGE:
        pulse()
    if kinds <= {int, bool}:
        return tuple(sorted(items))
    if kinds == {tuple}:
        try:
            return tuple(sorted(items))
        except TypeError:  # members of several kinds, which Python does not compare
            pass
    if kinds == {Object} or kinds == {Indices}:
        if any(item.far for item in items):
            keys: list[Any] = [members_of(item) for item in items]
        else:
            keys = [_board_place(item) for item in items]
    else:
        keys = [value_place(item) for item in items]
    order = sorted(range(len(items)), key=keys.__getitem__)
    return tuple([items[k] for k in order])


def _board_place(patch: Any) -> str:
    """A text that sorts near indices, or near objects, as their sorted members do.

    For an object: colour, its indices, a mark greater than any index, the next colour, and so on.
    """
    if type(patch) is Indices:
        return boards.place_key(patch.bits)
    return "3".join([chr(colour + 512) + boards.place_key(b) for colour, b in patch.planes])


def value_place(value: Value) -> Any:
    """A key that sorts values of any kinds, as `arc_dsl.ordering.place` sorts plain ones."""
    kind = type(value)
    if kind is int or kind is bool:
        return (1, int(value))
    if kind is tuple:
        return (2, [value_place(v) for v in value])
    if kind is Grid:
        return (2, [(2, [(1, v) for v in row]) for row in value.rows()])
    if value is None:
        return (0, 0)
    if kind is Indices or kind is Object or kind is Set:
        return (3, [value_place(v) for v in listed(value)])
    if kind is Function:
        return (5, _description(value, 8))
    return (4, value.__name__)


def _description(value: Value, depth: int) -> str:
    """Text by which functions are ordered; those that agree in it stay in the order they came."""
    if type(value) is not Function:
        return getattr(value, "__name__", "") or type(value).__name__
    if depth == 0:
        return value.kind
    return f"{value.kind}({','.join([_description(part, depth - 1) for part in value.parts])})"


def guard(values: Sequence[Value]) -> None:
    """Refuse values nested so that hashing, comparing or ordering them would take for ever.

    Members of tuples and of Sets are counted, those that are shared as often as they are met; not
    those of a Set among the values that holds no other. No Set is made of what is refused here.
    Raises ValueTooLarge.
    """
    count, depth = len(values), 0
    level: list[Any] = [
        v for v in values if type(v) is tuple or (type(v) is Set and _holds_sets(v.items))
    ]
    while level:
        depth += 1
        if depth > MAX_NESTING:
            raise ValueTooLarge("values nested too deep")
        inner = [v if type(v) is tuple else v.items for v in level]
        count += sum(map(len, inner))
        if count > BUDGET.size * (4 if depth <= _DEEP else 1):
            raise ValueTooLarge("nested values with too many members in all")
        level = [v for members in inner for v in members if type(v) in _NESTING]


def _holds_sets(members: Sequence[Value]) -> bool:
    """Whether some members of a Set are Sets, or tuples in which one is met."""
    kinds = {*map(type, members)}
    if Set in kinds or tuple not in kinds:
        return Set in kinds
    return _holds_sets([part for member in members if type(member) is tuple for part in member])


def make_set(members: Sequence[Value]) -> Value:
    """The set of some members, repeats allowed. Raises TypeError if one cannot be hashed."""
    if not members:
        return EMPTY
    if len(members) > BUDGET.size:
        check_size(len(members))
    if type(members[0]) is tuple:
        patch = made_patch(members)
        return _odd_set(members) if patch is None else patch
    kinds = {*map(type, members)}
    if kinds == _ONLY_INTEGERS:
        return Set(tuple(sorted({*members})), True)
    if kinds <= _PATCHES:
        return _set_of_patches(members)
    if kinds == _ONLY_GRIDS:
        grids = {(grid.cells, grid.width): grid for grid in members}
        return Set(tuple(grids.values()), len(grids) == 1)
    return _odd_set(members)


def made_patch(members: Sequence[Value]) -> Indices | Object | None:
    """The indices or the object of some pairs or cells; None if they are not, or fit no frame."""
    first = members[0]
    if type(first) is not tuple or len(first) != 2:
        return None
    if type(first[1]) is tuple:
        return make_object(members)
    board = boards.to_board(members)
    return None if board is None else Indices(*board)


_ONLY_INTEGERS = {int}
_ONLY_GRIDS = {Grid}
_PATCHES = {Indices, Object}


def _set_of_patches(members: Sequence[Value]) -> Set:
    if len({patch.bits for patch in members}) < len(members):
        members = tuple(dict.fromkeys(members))
    return Set(tuple(members), len(members) == 1)


def _odd_set(members: Sequence[Value]) -> Value:
    """A set of members of any kinds."""
    guard(members)
    distinct = tuple(dict.fromkeys(members))
    return Set(distinct, len(distinct) == 1)


def make_object(members: Sequence[Value]) -> Object | None:
    """The object of some cells, or None if one is not a cell within the far frame."""
    by_colour: dict[int, list[Value]] = {}
    for member in members:
        if type(member) is not tuple or len(member) != 2:
            return None
        colour, index = member
        if not isinstance(colour, int) or not -512 < colour < 512:
            return None
        if type(index) is not tuple:
            return None
        by_colour.setdefault(int(colour), []).append(index)
    found = []
    for colour, indices in sorted(by_colour.items()):
        board = boards.to_board(indices)
        if board is None:
            return None
        found.append((colour, *board))
    return _object_of(found)


def _object_of(found: list[tuple[int, int, int]]) -> Object | None:
    """The object of some colours with their boards and frames; None if it fits no frame."""
    frames = {far for _, _, far in found}
    first = 0
    if frames != {0}:
        found = [(c, *((b, far) if far else widen(b))) for c, b, far in found]
        first = min([far for _, _, far in found])
        last = max([far + board.bit_length() // FAR for _, board, far in found])
        if not fits_far(0, 0, last - first, 0):
            return None
        found = [(c, aligned(b, far, first), far) for c, b, far in found]
    union = 0
    for _, board, _ in found:
        union |= board
    return Object(tuple([(colour, board) for colour, board, _ in found]), union, first)
