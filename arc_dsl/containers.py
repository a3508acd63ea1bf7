"""Primitives on containers: size, union, membership, order, selection by value."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from arc_dsl import boards, unions
from arc_dsl.layout import split
from arc_dsl.limits import check_size
from arc_dsl.members import guard, listed, make_set, members_of, size, value_place
from arc_dsl.representation import EMPTY, Grid, Indices, Object, Set, Value, cell_values
from arc_dsl.values import as_grid

__all__ = [
    "colorfilter",
    "combine",
    "contained",
    "dedupe",
    "difference",
    "first",
    "initset",
    "insert",
    "intersection",
    "last",
    "leastcommon",
    "merge",
    "mostcommon",
    "other",
    "pair",
    "product",
    "remove",
    "repeat",
    "size",
    "sizefilter",
    "totuple",
]

_SETS = (Indices, Object, Set)
_NUMBERS = (int, bool)
_INTEGERS = {int}
_OBJECTS = {Object}
_INDICES = {Indices}
_FEW = 8
"""Up to so many members it is quicker to compare than to hash."""


def _like(container: Value, members: Sequence[Value]) -> Value:
    """Some members in a container of the same type."""
    if type(container) is tuple:
        return tuple(members)
    if type(container) is Grid:
        rows = tuple(members)
        return as_grid(rows) or rows
    return make_set(members)


def kept_items(container: Set, items: list[Value]) -> Value:
    """Some of the items of a Set, in their order."""
    if not items:
        return EMPTY
    if len(items) == len(container.items):
        return container
    if type(items[0]) is tuple:
        return make_set(items)  # without the others, they may be indices or an object
    return Set(tuple(items), container.ordered or len(items) == 1)


def combine(a: Value, b: Value) -> Value:
    """All members of both, in a container of a's type."""
    kind = type(a)
    if kind is type(b):
        if kind is Indices:
            return unions.of_indices((a, b))
        if kind is Object:
            return unions.of_objects((a, b))
    check_size(size(a) + size(b))
    if kind is tuple:
        return (*a, *listed(b))
    if kind is Grid:
        if type(b) is Grid and a.width == b.width:
            check_size(len(a.cells) + len(b.cells))
            return Grid(a.cells + b.cells, a.height + b.height, a.width)
        return (*a.rows(), *listed(b))
    if type(b) in _SETS and not (kind is Set or type(b) is Set):
        if not a:
            return b
        if not b:
            return a
    return make_set([*members_of(a), *members_of(b)])


def intersection(a: Value, b: Value) -> Value:
    """Common members of two sets."""
    kind = type(a)
    if kind is type(b):
        if kind is Indices:
            return unions.common_indices(a, b)
        if kind is Object:
            return unions.common_cells(a, b)
        if kind is int or kind is bool:
            return a & b
    if kind in _SETS and type(b) in _SETS:
        theirs = b.lookup() if type(b) is Set else frozenset(members_of(b))
        return make_set([m for m in members_of(a) if m in theirs])
    if kind in _NUMBERS and type(b) in _NUMBERS:
        return a & b
    raise TypeError("intersection is of two sets")


def difference(a: Value, b: Value) -> Value:
    """Members of a that are not in b."""
    kind = type(a)
    if kind is Indices and type(b) is Indices:
        return unions.rest_of_indices(a, b)
    if kind is Object and type(b) is Object:
        return unions.rest_of_cells(a, b)
    ours, theirs = members_of(a), members_of(b)
    if kind is tuple or type(b) is tuple:
        guard(ours)
        guard(theirs)
    known = frozenset(theirs)
    kept = [m for m in ours if m not in known]
    return kept_items(a, kept) if kind is Set else _like(a, kept)


def dedupe(tup: Value) -> Value:
    """First occurrences only."""
    if type(tup) is Grid:
        return _of_rows(tup, list(dict.fromkeys(split(tup.cells, tup.height, tup.width))))
    if type(tup) in _SETS:
        if not tup:
            return ()
        raise TypeError("a set has no order to keep")
    members = members_of(tup)
    guard(members)
    return tuple(dict.fromkeys(members))


def _of_rows(grid: Grid, rows: list[bytes]) -> Value:
    """Some rows of a Grid."""
    return Grid(b"".join(rows), len(rows), grid.width) if rows else ()


def repeat(item: Value, num: Value) -> Value:
    """That many copies."""
    if type(num) not in (int, bool):
        raise TypeError("the number of copies is an integer")
    check_size(num)
    return (item,) * num


def merge(containers: Value) -> Value:
    """One level less, in a container of the outer type."""
    kind = type(containers)
    if kind is Set:
        return merged_set(containers.items)
    if kind is Grid:
        return cell_values(containers.cells)
    members = listed(containers)
    check_size(sum([size(m) for m in members]))
    if kind is tuple:
        return tuple(chain.from_iterable(map(listed, members)))
    return make_set([inner for member in members for inner in members_of(member)])


def merged_set(items: Sequence[Value]) -> Value:
    """The set of all members of some containers."""
    if not items:
        return EMPTY
    kinds = {*map(type, items)}
    if kinds == _INDICES:
        return unions.of_indices(items)
    if Indices in kinds and len(kinds) == 2:
        full = [item for item in items if type(item) is not Indices or item.bits]
        if len(full) < len(items):
            items, kinds = full, {*map(type, full)}
    if kinds == _OBJECTS:
        return unions.of_objects(items)
    check_size(sum([size(item) for item in items]))
    return make_set([inner for item in items for inner in members_of(item)])


def initset(value: Value) -> Value:
    """The set of one value."""
    if type(value) is tuple:
        bit = boards.bit_of(value, 0)
        if not bit:
            return make_set((value,))
        indices = Indices(bit, 0)
        i, j = map(int, value)
        indices.box = (i, j, i, j)
        return indices
    if type(value) is Set:
        guard((value,))
    return Set((value,), True)


def insert(value: Value, container: Value) -> Value:
    """The set with the value."""
    if type(container) is Indices:
        bit = boards.bit_of(value, container.far)
        if bit:
            return Indices(container.bits | bit, container.far)
    elif type(container) not in _SETS:
        raise TypeError("one can insert into sets only")
    return make_set([*members_of(container), value])


def remove(value: Value, container: Value) -> Value:
    """Without every member equal to the value."""
    kind = type(container)
    if kind is Set:
        return kept_items(container, [m for m in container.items if m != value])
    if kind is Indices or kind is Object:
        if not contained(value, container):
            return container
        return difference(container, make_set((value,)))
    if kind is Grid:
        rows = zip(
            split(container.cells, container.height, container.width),
            container.rows(),
            strict=True,
        )
        return _of_rows(container, [cells for cells, row in rows if row != value])
    members = members_of(container)
    guard(members)
    return tuple([m for m in members if m != value])


def other(container: Value, value: Value) -> Value:
    """The first member that is not the value."""
    members = listed(container)
    if type(container) is tuple:
        guard(members)
    for member in members:
        if member != value:
            return member
    raise ValueError("no other member")


def first(container: Value) -> Value:
    """The first member."""
    kind = type(container)
    if kind is tuple:
        if container:
            return container[0]
    elif kind is Indices:
        if container.bits:
            lowest = container.bits & -container.bits
            return boards.pair_at(lowest.bit_length() - 1, container.far)
    elif kind is Object:
        colour, board = container.planes[0]
        return (colour, boards.pair_at((board & -board).bit_length() - 1, container.far))
    elif kind is Grid:
        return cell_values(container.cells[: container.width])
    else:
        return listed(container)[0]
    raise ValueError("no first member")


def last(container: Value) -> Value:
    """The last member."""
    kind = type(container)
    if kind is tuple:
        if container:
            return container[-1]
    elif kind is Indices:
        if container.bits:
            return boards.pair_at(container.bits.bit_length() - 1, container.far)
    elif kind is Object:
        colour, board = container.planes[-1]
        return (colour, boards.pair_at(board.bit_length() - 1, container.far))
    elif kind is Grid:
        return cell_values(container.cells[-container.width :])
    else:
        return listed(container)[-1]
    raise ValueError("no last member")


def totuple(container: Value) -> Value:
    """The members in order."""
    if type(container) is Grid:
        return container
    return tuple(listed(container))


def product(a: Value, b: Value) -> Value:
    """All pairs."""
    ours = members_of(a)
    if not ours:
        return EMPTY
    theirs = members_of(b)
    check_size(len(ours) * len(theirs))
    if {*map(type, ours)} == _INTEGERS == {*map(type, theirs)}:
        board = boards.product(ours, theirs)
        if board is not None:
            return Indices(*board)
    return make_set([(x, y) for x in ours for y in theirs])


def pair(a: Value, b: Value) -> Value:
    """Members two by two."""
    return tuple(zip(listed(a), listed(b), strict=False))


def contained(value: Value, container: Value) -> bool:
    """Whether the value is a member."""
    kind = type(container)
    if kind is Indices:
        return bool(container.bits & boards.bit_of(value, container.far))
    if kind is Object:
        return type(value) is tuple and unions.has_cell(container, value)
    if type(value) is tuple:
        guard(value)
    elif kind is Set and len(container.items) > _FEW:
        return value in container.lookup()
    return value in members_of(container)


def _by_count(container: Value, sign: int) -> Value:
    if type(container) not in (tuple, Grid):
        raise TypeError("only tuples hold a value more than once")
    members = members_of(container)
    guard(members)
    counts = Counter(members)
    if not counts:
        raise ValueError("no members to count")
    return min(counts, key=lambda m: (sign * counts[m], value_place(m)))


def mostcommon(container: Value) -> Value:
    """The most frequent member; ties go to the smallest."""
    return _by_count(container, -1)


def leastcommon(container: Value) -> Value:
    """The rarest member; ties go to the smallest."""
    return _by_count(container, 1)


def sizefilter(container: Value, n: Value) -> Value:
    """Set of the members of that size."""
    members = members_of(container)
    kept = [m for m in members if size(m) == n]
    return kept_items(container, kept) if type(container) is Set else make_set(kept)


def colorfilter(objs: Value, value: Value) -> Value:
    """Set of the objects of that colour."""
    if type(objs) is Set:
        return kept_items(objs, [m for m in objs.items if color(m) == value])
    return make_set([m for m in members_of(objs) if color(m) == value])


def color(obj: Value) -> Value:
    """Colour of the first cell; whatever stands there in a container of other members."""
    if type(obj) is Object:
        return obj.planes[0][0]
    member = first(obj)
    if type(member) is tuple or type(member) is Grid:
        return first(member)
    raise TypeError(f"not a cell: {type(member).__name__}")
