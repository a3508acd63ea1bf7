"""The types that inference computes with: structural, interned, cheap to compare.

A Grid is a tuple of tuples of Integers, an Object a set of cells, an index a pair of Integers, as
in the published language: so `first` of a Grid is a row and `repeat` of a row is a Grid without
further rules. A function value is described by how it was made (a primitive, or `rbind` of
`add` and an Integer, ...), which is all that is needed to apply it to types.

Equal types are the same object: compare with `is`, use them as dictionary keys freely.
"""

from collections.abc import Iterable
from enum import Enum, auto
from functools import lru_cache
from itertools import count
from typing import Any, Final
from weakref import WeakValueDictionary

from arc_dsl.constants import CONSTANTS
from arc_dsl.declaration import DECLARED

__all__ = [
    "ANY",
    "BOOLEAN",
    "CELL",
    "GRID",
    "INDEX",
    "INDICES",
    "INTEGER",
    "OBJECT",
    "OBJECTS",
    "ROW",
    "Tag",
    "Type",
    "alternatives",
    "closure",
    "elements",
    "join",
    "overlap",
    "pair_of",
    "primitive",
    "set_of",
    "tuple_of",
    "type_of",
    "type_of_name",
]

_MAX_DEPTH = 24
"""Deeper types become Any: no program that people write comes near, and types stay finite."""
_SHOWN_DEPTH = 4
"""How deep functions made of functions are printed."""
_MAX_ALTERNATIVES = 8
"""A value that may be of more types than this is Any."""


class Tag(Enum):
    """What a type is made of."""

    ANY = auto()
    INTEGER = auto()
    BOOLEAN = auto()
    TUPLE = auto()
    """A tuple of unknown length; one part, the type of its members."""
    PAIR = auto()
    """A tuple of two; two parts."""
    SET = auto()
    FUNCTION = auto()
    """`label` says how it was made; the parts are what it was made from."""
    UNION = auto()
    """One of the parts; none of them is a union or Any."""


_serials = count()


class Type:
    """One type. Made by the functions of this module only, so that equal types are identical."""

    __slots__ = ("__weakref__", "arity", "depth", "label", "parts", "serial", "tag")
    tag: Final[Tag]
    parts: Final[tuple["Type", ...]]
    label: Final[str]
    depth: Final[int]
    serial: Final[int]
    """Order of making, which settles what the text leaves open."""
    arity: Final[int]
    """How many arguments a call of the value has; 0 if it is no function, 1 if it is unknown.

    For a function also what `rbind` and `lbind` go by.
    """

    def __init__(self, tag: Tag, parts: tuple["Type", ...], label: str, depth: int) -> None:
        self.tag = tag
        self.parts = parts
        self.label = label
        self.depth = depth
        self.arity = _arity(tag, parts, label)
        self.serial = next(_serials)

    def __str__(self) -> str:
        """The published name where there is one, otherwise the structure."""
        return _text(self)

    def __repr__(self) -> str:
        return f"<{self}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _make, (self.tag, self.parts, self.label)


def _arity(tag: Tag, parts: tuple[Type, ...], label: str) -> int:
    if tag is Tag.UNION:
        return next((p.arity for p in parts if p.arity), 0)
    if tag is not Tag.FUNCTION:
        return int(tag is Tag.ANY)
    if not parts:
        return DECLARED[label].signature.arity
    if label in ("rbind", "lbind"):
        return {2: 1, 3: 2}.get(parts[0].arity, 3)
    return 1


_known: WeakValueDictionary[tuple[Tag, tuple[Type, ...], str], Type] = WeakValueDictionary()


def _make(tag: Tag, parts: tuple[Type, ...] = (), label: str = "") -> Type:
    key = (tag, parts, label)
    found = _known.get(key)
    if found is None:
        depth = 1 + max((p.depth for p in parts), default=0)
        if depth > _MAX_DEPTH:
            return ANY
        found = _known[key] = Type(tag, parts, label, depth)
    return found


ANY: Final = _make(Tag.ANY)
INTEGER: Final = _make(Tag.INTEGER)
BOOLEAN: Final = _make(Tag.BOOLEAN)


def tuple_of(member: Type) -> Type:
    """A tuple of any length."""
    return _make(Tag.TUPLE, (member,))


def pair_of(first: Type, last: Type) -> Type:
    """A tuple of exactly two."""
    return _make(Tag.PAIR, (first, last))


def set_of(member: Type) -> Type:
    """A set, possibly empty."""
    return _make(Tag.SET, (member,))


def primitive(name: str) -> Type:
    """A primitive as a value."""
    return _make(Tag.FUNCTION, (), name)


def closure(maker: str, parts: tuple[Type, ...]) -> Type:
    """What the primitive `maker` returns for the parts: a function value."""
    return _make(Tag.FUNCTION, parts, maker)


ROW: Final = tuple_of(INTEGER)
GRID: Final = tuple_of(ROW)
INDEX: Final = pair_of(INTEGER, INTEGER)
CELL: Final = pair_of(INTEGER, INDEX)
INDICES: Final = set_of(INDEX)
OBJECT: Final = set_of(CELL)
OBJECTS: Final = set_of(OBJECT)


def alternatives(of: Type) -> tuple[Type, ...]:
    """The types of which the value is one."""
    return of.parts if of.tag is Tag.UNION else (of,)


def join(types: Iterable[Type]) -> Type:
    """The type of a value that has one of the given types; at least one must be given."""
    found: dict[Type, None] = {}
    for each in types:
        found.update(dict.fromkeys(alternatives(each)))
    if ANY in found:
        return ANY
    if len(found) == 1:
        return next(iter(found))
    if INTEGER in found:
        found.pop(BOOLEAN, None)
    for each in [t for t in found if t.tag is Tag.PAIR]:
        wider = tuple_of(join(each.parts))
        if wider in found:
            del found[each]
    if len(found) == 1:
        return next(iter(found))
    if not 0 < len(found) <= _MAX_ALTERNATIVES:
        return ANY
    return _make(Tag.UNION, tuple(sorted(found, key=_place)))


@lru_cache(maxsize=1 << 14)
def elements(container: Type) -> Type | None:
    """The type of a container's members, or None if no alternative is a container."""
    if container.tag is Tag.ANY:
        return ANY
    found: list[Type] = []
    for each in alternatives(container):
        if each.tag in (Tag.SET, Tag.TUPLE, Tag.PAIR):
            found += each.parts
    return join(found) if found else None


@lru_cache(maxsize=1 << 16)
def overlap(a: Type, b: Type) -> bool:
    """Whether some value, other than an empty container, has both types."""
    if a is b or a is ANY or b is ANY:
        return True
    if a.tag is Tag.UNION or b.tag is Tag.UNION:
        return any(overlap(x, y) for x in alternatives(a) for y in alternatives(b))
    numbers = (Tag.INTEGER, Tag.BOOLEAN)
    if a.tag in numbers and b.tag in numbers:
        return True
    if a.tag is Tag.TUPLE and b.tag is Tag.PAIR:
        a, b = b, a
    if a.tag is Tag.PAIR and b.tag is Tag.TUPLE:
        return all(overlap(part, b.parts[0]) for part in a.parts)
    if a.tag is not b.tag or a.tag is Tag.FUNCTION:
        return False
    return all(map(overlap, a.parts, b.parts))


def type_of(value: object) -> Type:
    """The type of a plain Python value (ints, bools, tuples, frozensets).

    Anything else, and members of empty containers, are Any.
    """
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return INTEGER
    if isinstance(value, tuple):
        members = [type_of(v) for v in value]
        if len(members) == 2:
            return pair_of(members[0], members[1])
        return tuple_of(join(members) if members else ANY)
    if isinstance(value, frozenset):
        return set_of(join(map(type_of, value)) if value else ANY)
    return ANY


_BY_NAME = {"I": GRID, **{name: type_of(value) for name, value in CONSTANTS.items()}}
"""Types of the names met: primitives come in when they are first asked for."""


def type_of_name(name: str) -> Type | None:
    """The type of `I`, a constant or a primitive; None for any other name."""
    found = _BY_NAME.get(name)
    if found is None and name in DECLARED:
        found = _BY_NAME[name] = primitive(name)
    return found


_NAMES = {
    ANY: "Any",
    INTEGER: "Integer",
    BOOLEAN: "Boolean",
    GRID: "Grid",
    INDEX: "IntegerTuple",
    CELL: "Cell",
    INDICES: "Indices",
    OBJECT: "Object",
    OBJECTS: "Objects",
    set_of(INTEGER): "IntegerSet",
    set_of(INDICES): "IndicesSet",
    tuple_of(GRID): "GridTuple",
}


def _place(of: Type) -> tuple[str, int]:
    return _text(of), of.serial


def _text(of: Type, depth: int = _SHOWN_DEPTH) -> str:
    if of in _NAMES:
        return _NAMES[of]
    if of.tag is Tag.UNION:
        return " or ".join(_text(part, depth) for part in of.parts)
    if of.tag is Tag.FUNCTION and depth == 0 and of.parts:
        return f"function {of.label}(...)"
    inside = ", ".join(_text(part, depth - (of.tag is Tag.FUNCTION)) for part in of.parts)
    if of.tag is Tag.FUNCTION:
        return f"function {of.label}({inside})" if of.parts else f"function {of.label}"
    return f"{of.tag.name.capitalize()}[{inside}]"
