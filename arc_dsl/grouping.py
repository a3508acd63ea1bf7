"""Functions that look at one part of a member only, and are asked once for all that agree in it.

A condition such as `compose(even, first)` on index pairs depends on the row alone: thirty calls
decide about a whole grid, and what is kept is a mask. Found from how a function was made; whoever
cannot be seen through is asked member by member.
"""

from collections.abc import Callable, Sequence

from arc_dsl import boards
from arc_dsl.containers import first, last
from arc_dsl.members import cells_of, make_object, members_of
from arc_dsl.representation import EMPTY, Function, Indices, Object, Value

__all__ = ["representatives", "selected"]

FIRST, LAST = "first", "last"
_FEW = 4
"""Up to so many members are asked one by one."""
_ROW = (1 << 32) - 1
_COLUMN = boards.near_rectangle(-1, -1, 126, -1)

Path = tuple[str, ...]
Over = Callable[[Value, Sequence[Value]], list[Value]]


def _path(function: Value) -> tuple[Path, bool]:
    """The parts that a function takes first, and whether it does nothing else."""
    if function is first:
        return (FIRST,), True
    if function is last:
        return (LAST,), True
    if type(function) is not Function:
        return (), False
    kind, parts = function.kind, function.parts
    if kind == "compose" or kind == "chain":
        path: Path = ()
        for part in reversed(parts):
            further, pure = _path(part)
            path += further
            if not pure:
                return path, False
        return path, True
    if kind == "matcher":
        return _path(parts[0])[0], False
    if kind == "fork":
        a, b = _path(parts[1])[0], _path(parts[2])[0]
        common = [x for x, y in zip(a, b, strict=False) if x == y]
        same = a[: len(common)] == b[: len(common)] == tuple(common)
        return (tuple(common) if same else ()), False
    return (), False


def _groups(function: Value, patch: Indices | Object) -> list[tuple[Value, int, int]] | None:
    """One member, colour and mask for each group that the function cannot tell apart.

    The mask is a near board; the colour is -1000 where it does not matter.
    """
    if patch.far or patch.bits.bit_count() <= _FEW:
        return None
    path = _path(function)[0]
    if not path:
        return None
    if isinstance(patch, Object):
        far = patch.far
        if path[0] == FIRST:
            return [
                ((c, boards.pair_at((b & -b).bit_length() - 1, far)), c, b) for c, b in patch.planes
            ]
        colour = patch.planes[0][0]
        if len(path) < 2:
            return None
        parts = _lines(patch.bits, path[1] == FIRST)
        return [((colour, index), -1000, mask) for index, mask in parts]
    return [(index, -1000, mask) for index, mask in _lines(patch.bits, path[0] == FIRST)]


def _lines(bits: int, rows: bool) -> list[tuple[tuple[int, int], int]]:
    """A member and the mask of each row, or column, that is not empty."""
    found = []
    while bits:
        bit = (bits & -bits).bit_length() - 1
        mask = bits & (_ROW << (bit & ~31) if rows else _COLUMN << (bit & 31))
        found.append((boards.pair_at(bit, 0), mask))
        bits ^= mask
    return found


def representatives(function: Value, container: Value) -> Sequence[Value]:
    """Members on which the function takes all its values."""
    if type(container) is Indices or type(container) is Object:
        groups = _groups(function, container)
        if groups is not None:
            return [member for member, _, _ in groups]
    return members_of(container)


def selected(container: Value, condition: Value, over: Over) -> Value:
    """The indices or cells for which the condition holds."""
    if type(container) is not Indices and type(container) is not Object:
        raise TypeError(f"not a container: {type(container).__name__}")
    groups = _groups(condition, container)
    if groups is not None:
        keeps = over(condition, [member for member, _, _ in groups])
        kept = [group for group, keep in zip(groups, keeps, strict=True) if keep]
        if len(kept) == len(groups):
            return container
        return _masked(container, kept)
    members = cells_of(container) if type(container) is Object else members_of(container)
    keeps = over(condition, members)
    chosen = [member for member, keep in zip(members, keeps, strict=True) if keep]
    if len(chosen) == len(members):
        return container
    if not chosen:
        return EMPTY
    if type(container) is Object:
        return make_object(chosen)
    board = boards.to_board(chosen)
    assert board is not None
    return Indices(*board)


def _masked(patch: Indices | Object, groups: list[tuple[Value, int, int]]) -> Value:
    """What lies in the groups."""
    if not groups:
        return EMPTY
    if isinstance(patch, Object) and groups[0][1] != -1000:
        planes = tuple([(colour, mask) for _, colour, mask in groups])
    else:
        mask = 0
        for _, _, part in groups:
            mask |= part
        if isinstance(patch, Indices):
            return Indices(mask, 0)
        planes = tuple([(c, common) for c, board in patch.planes if (common := board & mask)])
    union = 0
    for _, board in planes:
        union |= board
    return Object(planes, union, 0)
