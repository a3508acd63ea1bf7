"""What each primitive does to types, except those that call functions or make them.

One line a rule: `names: parameters -> result`, alternatives after `;`. Lower-case letters are type
variables. `Box` is any container, `Tuple` any tuple, `List` a tuple not known to be a pair, `Test`
a value taken as true or false (a number by whether it is 0, a set by whether
it is empty). `where a~b` asks that values of the
two can be equal. After `odd` stand uses that run although they make little sense: inference
accepts them, proposers avoid them.

Functions of types: `apply_rule`. Functions as arguments: `arc_dsl.application`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from arc_dsl.static_types import (
    ANY,
    BOOLEAN,
    INTEGER,
    Tag,
    Type,
    join,
    overlap,
    pair_of,
    set_of,
    tuple_of,
)

__all__ = ["apply_rule", "covered"]

_ABBREVIATIONS = {
    "Objects": "Set(Set(Pair(Int,Pair(Int,Int))))",
    "Object": "Set(Pair(Int,Pair(Int,Int)))",
    "Indices": "Set(Pair(Int,Int))",
    "Cells": "Box(Pair(Int,Pair(Int,Int)))",
    "Points": "Box(Pair(Int,Int))",
    "Grid": "Tuple(Tuple(Int))",
    "At": "Pair(Int,Int)",
}

_TABLE = """
add subtract multiply divide: Int,Int -> Int; At,At -> At; Int,At -> At; At,Int -> At
invert double halve increment decrement crement sign: Int -> Int; At -> At
even positive: Int -> Bool
greater: Int,Int -> Bool; odd Tuple(a),Tuple(b) -> Bool where a~b; \
odd Set(a),Set(b) -> Bool where a~b
maximum minimum: Box(Int) -> Int; At -> Int; odd Box(a) -> a
toivec: Int -> At; odd a -> Pair(a,Int)
tojvec: Int -> At; odd a -> Pair(Int,a)
astuple: Int,Int -> At; Int,At -> Pair(Int,At); At,At -> Pair(At,At); odd a,b -> Pair(a,b)
interval: Int,Int,Int -> Tuple(Int)
flip: Test -> Bool
both either: Bool,Bool -> Bool; a,b -> a|b where a~b; odd a,b -> a|b
equality: a,b -> Bool where a~b; odd a,b -> Bool
contained: a,Box(b) -> Bool where a~b; odd a,Box(b) -> Bool
size: Set(a) -> Int; List(a) -> Int; odd Box(a) -> Int
combine: Set(a),Set(b) -> Set(a|b) where a~b; Tuple(a),Tuple(b) -> Tuple(a|b) where a~b; \
odd Set(a),Box(b) -> Set(a|b); odd Tuple(a),Box(b) -> Tuple(a|b)
intersection: Set(a),Set(b) -> Set(a) where a~b; odd Set(a),Set(b) -> Set(a); odd Int,Int -> Int
difference: Set(a),Set(b) -> Set(a) where a~b; List(a),Tuple(b) -> Tuple(a) where a~b; \
odd Set(a),Box(b) -> Set(a); odd Tuple(a),Box(b) -> Tuple(a)
dedupe: List(a) -> Tuple(a); odd Tuple(a) -> Tuple(a)
repeat: a,Int -> Tuple(a)
merge: Set(Box(a)) -> Set(a); Tuple(Box(a)) -> Tuple(a)
initset: a -> Set(a)
insert: a,Set(b) -> Set(a|b) where a~b; odd a,Set(b) -> Set(a|b)
remove: a,Set(b) -> Set(b) where a~b; a,Tuple(b) -> Tuple(b) where a~b; \
odd a,Set(b) -> Set(b); odd a,Tuple(b) -> Tuple(b)
other: Box(b),a -> b where a~b; odd Box(b),a -> b
first: Pair(a,b) -> a; List(a) -> a; Set(a) -> a
last: Pair(a,b) -> b; List(a) -> a; Set(a) -> a
totuple: Set(a) -> Tuple(a); odd Pair(a,b) -> Pair(a,b); odd List(a) -> Tuple(a)
product: Box(a),Box(b) -> Set(Pair(a,b))
pair: Tuple(a),Tuple(b) -> Tuple(Pair(a,b)); odd Box(a),Box(b) -> Tuple(Pair(a,b))
mostcommon leastcommon: Tuple(a) -> a
sizefilter: Box(Set(a)),Int -> Set(Set(a)); Box(List(a)),Int -> Set(Tuple(a)); \
odd Box(Pair(a,b)),Int -> Set(Pair(a,b))
colorfilter: Box(Object),Int -> Objects; odd Box(Set(Pair(a,b))),Int -> Set(Set(Pair(a,b))); \
odd Box(Tuple(Box(a))),Int -> Set(Tuple(Tuple(a)))
identity: a -> a
mostcolor leastcolor: Grid -> Int; Object -> Int; odd Tuple(Box(a)) -> a; odd Set(Pair(a,b)) -> a
colorcount: Grid,Int -> Int; Object,Int -> Int; odd Tuple(Box(a)),b -> Int; \
odd Set(Pair(a,b)),c -> Int
palette: Grid -> Set(Int); Object -> Set(Int); odd Tuple(Box(a)) -> Set(a); \
odd Set(Pair(a,b)) -> Set(a)
numcolors: Grid -> Int; Object -> Int; odd Tuple(Box(a)) -> Int; odd Set(Pair(a,b)) -> Int
color: Object -> Int; odd Box(Tuple(a)) -> a; odd Box(Pair(a,b)) -> a
height: Grid -> Int; Object -> Int; Indices -> Int; odd Tuple(a) -> Int; odd Set(Pair(a,At)) -> Int
width: Grid -> Int; Object -> Int; Indices -> Int; odd Tuple(Box(a)) -> Int; \
odd Set(Pair(a,At)) -> Int
shape: Grid -> At; Object -> At; Indices -> At; odd Tuple(Box(a)) -> At; odd Set(Pair(a,At)) -> At
portrait square: Grid -> Bool; Object -> Bool; Indices -> Bool; odd Tuple(Box(a)) -> Bool; \
odd Set(Pair(a,At)) -> Bool
asindices: Grid -> Indices; odd Tuple(Box(a)) -> Indices
ofcolor: Grid,Int -> Indices; odd Tuple(Box(a)),b -> Indices
asobject: Grid -> Object; odd Tuple(Box(a)) -> Set(Pair(a,At))
toobject: Cells,Grid -> Object; Points,Grid -> Object; \
odd Box(Pair(a,At)),Tuple(Tuple(b)) -> Set(Pair(b,At)); \
odd Points,Tuple(Tuple(b)) -> Set(Pair(b,At))
toindices: Object -> Indices; Indices -> Indices; odd Box(Pair(a,At)) -> Indices; \
odd Tuple(At) -> Tuple(At)
recolor: Int,Cells -> Object; Int,Points -> Object; odd a,Box(Pair(b,At)) -> Set(Pair(a,At)); \
odd a,Points -> Set(Pair(a,At))
shift: Cells,At -> Object; Points,At -> Indices; odd Box(Pair(a,At)),At -> Set(Pair(a,At))
normalize: Cells -> Object; Points -> Indices; odd Box(Pair(a,At)) -> Set(Pair(a,At))
dneighbors ineighbors neighbors: At -> Indices
uppermost lowermost leftmost rightmost: Cells -> Int; Points -> Int; odd Box(Pair(a,At)) -> Int
ulcorner urcorner llcorner lrcorner center centerofmass: Cells -> At; Points -> At; \
odd Box(Pair(a,At)) -> At
corners backdrop delta outbox inbox: Cells -> Indices; Points -> Indices; \
odd Box(Pair(a,At)) -> Indices
box: Cells -> Indices; Points -> Indices; odd Box(Pair(a,At)) -> Indices
connect shoot: At,At -> Indices
vfrontier hfrontier: At -> Indices
vline hline: Object -> Bool; Indices -> Bool; odd Set(Pair(a,At)) -> Bool; \
odd Tuple(Box(a)) -> Bool
hmatching vmatching adjacent: Patch,Patch -> Bool
manhattan: Patch,Patch -> Int
bordering: Patch,Grid -> Bool
position gravitate: Patch,Patch -> At
objects: Grid,Bool,Bool,Bool -> Objects; odd Tuple(Tuple(a)),Test,Test,Test -> Set(Set(Pair(a,At)))
partition fgpartition frontiers: Grid -> Objects; odd Tuple(Tuple(a)) -> Set(Set(Pair(a,At)))
occurrences: Grid,Object -> Indices; odd Tuple(Tuple(a)),Box(Pair(b,At)) -> Indices
hperiod vperiod: Object -> Int; odd Set(Pair(a,At)) -> Int; odd Indices -> Int; \
odd Tuple(Pair(a,At)) -> Int; odd Tuple(At) -> Int
rot90 rot270: Grid -> Grid; odd Tuple(Box(a)) -> Tuple(Tuple(a))
rot180 trim: Grid -> Grid; odd Tuple(Tuple(a)) -> Tuple(Tuple(a))
hmirror: Grid -> Grid; Object -> Object; Indices -> Indices; \
odd Set(Pair(a,At)) -> Set(Pair(a,At)); \
odd Pair(a,b) -> Pair(b,a); odd Tuple(a) -> Tuple(a)
vmirror: Grid -> Grid; Object -> Object; Indices -> Indices; \
odd Set(Pair(a,At)) -> Set(Pair(a,At)); \
odd Tuple(Tuple(a)) -> Tuple(Tuple(a))
dmirror cmirror: Grid -> Grid; Object -> Object; Indices -> Indices; \
odd Set(Pair(a,At)) -> Set(Pair(a,At)); odd Tuple(Box(a)) -> Tuple(Tuple(a))
compress: Grid -> Grid; odd Tuple(Box(a)) -> Tuple(Tuple(a))
tophalf bottomhalf: Grid -> Grid; odd Tuple(a) -> Tuple(a)
lefthalf righthalf: Grid -> Grid; odd Tuple(Box(a)) -> Tuple(Tuple(a))
crop: Grid,At,At -> Grid; odd Tuple(Tuple(a)),At,At -> Tuple(Tuple(a))
subgrid: Object,Grid -> Grid; Indices,Grid -> Grid; \
odd Set(Pair(a,At)),Tuple(Tuple(b)) -> Tuple(Tuple(b)); \
odd Indices,Tuple(Tuple(b)) -> Tuple(Tuple(b))
hupscale: Grid,Int -> Grid; odd Tuple(Box(a)),Int -> Tuple(Tuple(a))
vupscale: Grid,Int -> Grid; odd Tuple(a),Int -> Tuple(a)
upscale: Grid,Int -> Grid; Object,Int -> Object; odd Tuple(Box(a)),Int -> Tuple(Tuple(a)); \
odd Set(Pair(a,At)),Int -> Set(Pair(a,At))
downscale: Grid,Int -> Grid; odd Tuple(Tuple(a)),Int -> Tuple(Tuple(a))
hconcat: Grid,Grid -> Grid; odd Tuple(Tuple(a)),Tuple(Tuple(b)) -> Tuple(Tuple(a|b))
vconcat: Grid,Grid -> Grid; odd Tuple(a),Tuple(b) -> Tuple(a|b)
hsplit vsplit: Grid,Int -> Tuple(Grid); odd Tuple(Tuple(a)),Int -> Tuple(Tuple(Tuple(a)))
cellwise: Grid,Grid,Int -> Grid; odd Tuple(Tuple(a)),Tuple(Tuple(b)),c -> Tuple(Tuple(a|c))
replace: Grid,Int,Int -> Grid; odd Tuple(Box(a)),b,c -> Tuple(Tuple(a|c))
switch: Grid,Int,Int -> Grid; odd Tuple(Box(a)),b,c -> Tuple(Tuple(a|b|c))
canvas: Int,At -> Grid; odd a,At -> Tuple(Tuple(a))
index: Grid,At -> Int; odd Tuple(Tuple(a)),At -> a
fill underfill: Grid,Int,Cells -> Grid; Grid,Int,Points -> Grid; \
odd Tuple(Box(a)),b,Box(Pair(c,At)) -> Tuple(Tuple(a|b)); \
odd Tuple(Box(a)),b,Points -> Tuple(Tuple(a|b))
paint underpaint: Grid,Cells -> Grid; odd Tuple(Box(a)),Box(Pair(b,At)) -> Tuple(Tuple(a|b))
cover: Grid,Cells -> Grid; Grid,Points -> Grid; \
odd Tuple(Box(a)),Box(Pair(c,At)) -> Tuple(Tuple(a)); \
odd Tuple(Box(a)),Points -> Tuple(Tuple(a))
move: Grid,Cells,At -> Grid; odd Tuple(Box(a)),Box(Pair(b,At)),At -> Tuple(Tuple(a|b))
"""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A type with variables. `name` is a constructor, a variable, or a joined result `a|b`."""

    name: str
    parts: tuple["_Pattern", ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    parameters: tuple[_Pattern, ...]
    result: _Pattern
    equal: bool
    """Whether values of the variables a and b must be able to be equal."""
    odd: bool


class _Mode(Enum):
    """How an argument must fit a parameter."""

    NATURAL = auto()
    """Narrowly; of a union some alternative must fit; functions are no values."""
    EXACT = auto()
    """Narrowly; of a union every alternative must fit."""
    LOOSE = auto()
    """In any way that may run."""


_Found = dict[str, Type]


def _read_pattern(text: str) -> tuple[_Pattern, str]:
    match = re.match(r"[A-Za-z|]+", text)
    assert match is not None, text
    name, rest = match[0], text[match.end() :]
    if name in _ABBREVIATIONS:
        pattern, _ = _read_pattern(_ABBREVIATIONS[name])
        return pattern, rest
    parts: list[_Pattern] = []
    while rest and (rest[0] == "(" or (parts and rest[0] == ",")):
        part, rest = _read_pattern(rest[1:])
        parts.append(part)
    return _Pattern(name, tuple(parts)), rest[1:] if parts else rest


def _read_list(text: str) -> tuple[_Pattern, ...]:
    found: list[_Pattern] = []
    while text:
        pattern, text = _read_pattern(text.lstrip(","))
        found.append(pattern)
    return tuple(found)


def _read_rules(text: str) -> list[_Rule]:
    rules: list[_Rule] = []
    for entry in text.split(";"):
        body, _, condition = entry.strip().partition(" where ")
        odd = body.startswith("odd ")
        parameters, _, result = body.removeprefix("odd ").partition(" -> ")
        rules += [
            _Rule(_read_list(spelled), _read_list(result)[0], bool(condition), odd)
            for spelled in _expand_patch(parameters)
        ]
    return rules


def _expand_patch(parameters: str) -> list[str]:
    """Alternatives for `Patch`: cells or points; a cell whose colour is no number is odd enough."""
    if "Patch" not in parameters:
        return [parameters]
    return [
        spelled
        for kind in ("Box(Pair(z,At))", "Points")
        for spelled in _expand_patch(parameters.replace("Patch", kind, 1))
    ]


@cache
def _rules() -> Mapping[str, tuple[_Rule, ...]]:
    rules: dict[str, tuple[_Rule, ...]] = {}
    for line in _TABLE.strip().split("\n"):
        names, _, body = line.partition(": ")
        found = tuple(_read_rules(body))
        rules.update(dict.fromkeys(names.split(), found))
    return rules


def covered() -> frozenset[str]:
    """The primitives that this table describes."""
    return frozenset(_rules())


def apply_rule(name: str, args: tuple[Type, ...], natural: bool) -> Type | None:
    """The type of the primitive's result, or None if no values of these types could make it run.

    With `natural`, None also for uses that run but make little sense (see the module's text).
    """
    for mode in (_Mode.NATURAL,) if natural else (_Mode.EXACT, _Mode.LOOSE):
        results = [
            found
            for rule in _rules()[name]
            if not (rule.odd and mode is not _Mode.LOOSE)
            and (found := _try(rule, args, mode)) is not None
        ]
        if results:
            return join(results)
    return None


def _try(rule: _Rule, args: tuple[Type, ...], mode: _Mode) -> Type | None:
    found: _Found = {}
    if len(args) != len(rule.parameters):
        return None
    for pattern, arg in zip(rule.parameters, args, strict=True):
        if not _match(pattern, arg, found, mode):
            return None
    if rule.equal and not overlap(found["a"], found["b"]):
        return None
    return _build(rule.result, found)


def _match(pattern: _Pattern, of: Type, found: _Found, mode: _Mode) -> bool:
    """Whether a value of the type may fit the pattern; `found` gains the variables' types."""
    name = pattern.name
    if len(name) == 1:
        if mode is _Mode.NATURAL and of.tag is Tag.FUNCTION:
            return False
        found[name] = join((found[name], of)) if name in found else of
        return True
    if of.tag is Tag.UNION:
        fits = [_match_apart(pattern, each, found, mode) for each in of.parts]
        return all(fits) if mode is _Mode.EXACT else any(fits)
    if of.tag is Tag.ANY:
        return all(_match(p, ANY, found, mode) for p in pattern.parts)
    return _match_one(pattern, of, found, mode)


def _match_apart(pattern: _Pattern, of: Type, found: _Found, mode: _Mode) -> bool:
    """As `_match`, leaving `found` alone where the alternative does not fit."""
    mine: _Found = {}
    if not _match(pattern, of, mine, mode):
        return False
    for name, each in mine.items():
        found[name] = join((found[name], each)) if name in found else each
    return True


def _match_one(pattern: _Pattern, of: Type, found: _Found, mode: _Mode) -> bool:
    tag, parts = of.tag, pattern.parts
    match pattern.name:
        case "Int":
            return tag is Tag.INTEGER or (tag is Tag.BOOLEAN and mode is _Mode.LOOSE)
        case "Bool":
            return tag is Tag.BOOLEAN
        case "Test":
            return mode is not _Mode.NATURAL or tag in (Tag.BOOLEAN, Tag.INTEGER, Tag.SET)
        case "Set":
            fits = tag is Tag.SET
        case "List":
            fits = tag is Tag.TUPLE
        case "Tuple" | "Box":
            if tag is Tag.TUPLE and pattern.name == "Box" and parts[0].name == "Pair":
                # A grid of width two could pass as a list of indices; nobody means that.
                return of.parts[0].tag is not Tag.TUPLE and _match(
                    parts[0], of.parts[0], found, mode
                )
            fits = tag is Tag.TUPLE or (pattern.name == "Box" and tag is Tag.SET)
            if tag is Tag.PAIR:
                if mode is not _Mode.LOOSE and parts[0].name == "Int":
                    return False
                return all(_match(parts[0], each, found, mode) for each in of.parts)
        case "Pair":
            if tag is Tag.PAIR:
                return all(
                    _match(p, each, found, mode) for p, each in zip(parts, of.parts, strict=True)
                )
            if tag is Tag.TUPLE and mode is _Mode.LOOSE:
                return all(_match(p, of.parts[0], found, mode) for p in parts)
            return False
        case other:
            raise AssertionError(f"no such pattern: {other}")
    return fits and _match(parts[0], of.parts[0], found, mode)


def _build(pattern: _Pattern, found: _Found) -> Type:
    name = pattern.name
    if name.replace("|", "").islower():
        return join(found[each] for each in name.split("|"))
    parts = [_build(p, found) for p in pattern.parts]
    match name:
        case "Int":
            return INTEGER
        case "Bool":
            return BOOLEAN
        case "Set":
            return set_of(parts[0])
        case "Tuple":
            return tuple_of(parts[0])
        case "Pair":
            return pair_of(parts[0], parts[1])
        case other:
            raise AssertionError(f"no such result: {other}")
