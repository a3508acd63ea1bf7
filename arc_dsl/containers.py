"""Primitives on containers: size, union, membership, order, selection by value."""

from collections import Counter
from collections.abc import Sequence

from arc_dsl.compare import equal
from arc_dsl.limits import check_size
from arc_dsl.members import guard, listed, make_set, members_of, size_of, value_place
from arc_dsl.representation import Grid, Indices, Object, Set, Value
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


def size(container: Value) -> int:
    """Number of members."""
    return size_of(container)


def _like(container: Value, members: Sequence[Value]) -> Value:
    """Some members in a container of the same type."""
    if type(container) is tuple:
        return tuple(members)
    if type(container) is Grid:
        rows = tuple(members)
        return as_grid(rows) or rows
    return make_set(members)


def combine(a: Value, b: Value) -> Value:
    """All members of both, in a container of a's type."""
    check_size(size_of(a) + size_of(b))
    if type(a) is tuple or type(a) is Grid:
        return _like(a, (*listed(a), *listed(b)))
    return make_set([*members_of(a), *members_of(b)])


def intersection(a: Value, b: Value) -> Value:
    """Common members of two sets."""
    if type(a) in _SETS and type(b) in _SETS:
        theirs = frozenset(members_of(b))
        return make_set([m for m in members_of(a) if m in theirs])
    if type(a) in (int, bool) and type(b) in (int, bool):
        return a & b
    raise TypeError("intersection is of two sets")


def difference(a: Value, b: Value) -> Value:
    """Members of a that are not in b."""
    ours, theirs = members_of(a), members_of(b)
    guard(ours)
    guard(theirs)
    known = frozenset(theirs)
    return _like(a, [m for m in ours if m not in known])


def dedupe(tup: Value) -> Value:
    """First occurrences only."""
    if type(tup) in _SETS:
        if not tup:
            return ()
        raise TypeError("a set has no order to keep")
    members = members_of(tup)
    guard(members)
    return _like(tup, tuple(dict.fromkeys(members)))


def repeat(item: Value, num: Value) -> Value:
    """That many copies."""
    if type(num) not in (int, bool):
        raise TypeError("the number of copies is an integer")
    check_size(num)
    return (item,) * num


def merge(containers: Value) -> Value:
    """One level less, in a container of the outer type."""
    members = listed(containers)
    check_size(sum([size_of(m) for m in members]))
    if type(containers) is tuple or type(containers) is Grid:
        return tuple([inner for member in members for inner in listed(member)])
    return make_set([inner for member in members for inner in members_of(member)])


def initset(value: Value) -> Value:
    """The set of one value."""
    return make_set((value,))


def insert(value: Value, container: Value) -> Value:
    """The set with the value."""
    if type(container) not in _SETS:
        raise TypeError("one can insert into sets only")
    return make_set([*members_of(container), value])


def remove(value: Value, container: Value) -> Value:
    """Without every member equal to the value."""
    return _like(container, [m for m in members_of(container) if not equal(m, value)])


def other(container: Value, value: Value) -> Value:
    """The first member that is not the value."""
    for member in listed(container):
        if not equal(member, value):
            return member
    raise ValueError("no other member")


def first(container: Value) -> Value:
    """The first member."""
    members = listed(container)
    if not members:
        raise ValueError("no first member")
    return members[0]


def last(container: Value) -> Value:
    """The last member."""
    members = listed(container)
    if not members:
        raise ValueError("no last member")
    return members[-1]


def totuple(container: Value) -> Value:
    """The members in order."""
    if type(container) is Grid:
        return container
    return tuple(listed(container))


def product(a: Value, b: Value) -> Value:
    """All pairs."""
    ours, theirs = members_of(a), members_of(b)
    check_size(len(ours) * len(theirs))
    return make_set([(x, y) for x in ours for y in theirs])


def pair(a: Value, b: Value) -> Value:
    """Members two by two."""
    return tuple(zip(listed(a), listed(b), strict=False))


def contained(value: Value, container: Value) -> bool:
    """Whether the value is a member."""
    members = members_of(container)
    guard((value,))
    guard(members)
    return value in members


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
    return make_set([m for m in members_of(container) if size_of(m) == n])


def colorfilter(objs: Value, value: Value) -> Value:
    """Set of the objects of that colour."""
    return make_set([m for m in members_of(objs) if _colour(m) == value])


def _colour(obj: Value) -> Value:
    if type(obj) is Object:
        return obj.planes[0][0]
    return first(first(obj))
