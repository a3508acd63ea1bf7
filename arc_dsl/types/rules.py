"""The notation in which declarations say what primitives do to types, and how it is applied.

    parameters -> result; parameters -> result where a~b; odd parameters -> result

Lower-case letters are type variables; `a|b` is one of two. `Box` is any container, `Tuple` any
tuple, `List` a tuple not known to be a pair, `Pair` a tuple of two, `Test` a value taken as true or
false (a number by whether it is 0, a set by whether it is empty). Short for what is common: `At` an
index, `Grid`, `Object`, `Objects`, `Indices`, `Cells` and `Points` any container of cells and of
indices, `Patch` either. `where a~b` asks that values of the two can be equal. After `odd` stand
uses that run although they make little sense: inference accepts them, proposers avoid them.

Rules are read when they are first applied; `arc_dsl/generate/src` applies them, too, and what
changes here changes there. Functions as arguments: `arc_dsl.types.calling`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from itertools import product
from typing import Protocol

from arc_dsl.types.static_types import (
    ANY,
    BOOLEAN,
    INTEGER,
    Tag,
    Type,
    alternatives,
    join,
    overlap,
    pair_of,
    set_of,
    tuple_of,
)

__all__ = ["Call", "Pattern", "Rule", "apply_rule", "on_alternatives", "parsed"]

_MAX_COMBINATIONS = 64
"""With more combinations of alternatives the last arguments count as Any."""

_ABBREVIATIONS = {
    "Objects": "Set(Set(Pair(Int,Pair(Int,Int))))",
    "Object": "Set(Pair(Int,Pair(Int,Int)))",
    "Indices": "Set(Pair(Int,Int))",
    "Cells": "Box(Pair(Int,Pair(Int,Int)))",
    "Points": "Box(Pair(Int,Int))",
    "Grid": "Tuple(Tuple(Int))",
    "At": "Pair(Int,Int)",
}


class Call(Protocol):
    """A function applied to types, as in `arc_dsl.types.application.call`."""

    def __call__(
        self, function: Type, args: tuple[Type, ...], natural: bool = False
    ) -> Type | None:
        """The type of the result, or None."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A type with variables. `name` is a constructor, a variable, or a joined result `a|b`."""

    name: str
    parts: tuple["Pattern", ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What arguments of some types give."""

    parameters: tuple[Pattern, ...]
    result: Pattern
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


def _read_pattern(text: str) -> tuple[Pattern, str]:
    match = re.match(r"[A-Za-z|]+", text)
    assert match is not None, text
    name, rest = match[0], text[match.end() :]
    if name in _ABBREVIATIONS:
        pattern, _ = _read_pattern(_ABBREVIATIONS[name])
        return pattern, rest
    parts: list[Pattern] = []
    while rest and (rest[0] == "(" or (parts and rest[0] == ",")):
        part, rest = _read_pattern(rest[1:])
        parts.append(part)
    return Pattern(name, tuple(parts)), rest[1:] if parts else rest


def _read_list(text: str) -> tuple[Pattern, ...]:
    found: list[Pattern] = []
    while text:
        pattern, text = _read_pattern(text.lstrip(","))
        found.append(pattern)
    return tuple(found)


def _read_rules(text: str) -> list[Rule]:
    rules: list[Rule] = []
    for entry in text.split(";"):
        body, _, condition = entry.strip().partition(" where ")
        odd = body.startswith("odd ")
        parameters, _, result = body.removeprefix("odd ").partition(" -> ")
        rules += [
            Rule(_read_list(spelled), _read_list(result)[0], bool(condition), odd)
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
def parsed(text: str) -> tuple[Rule, ...]:
    """The rules that the text spells."""
    return tuple(_read_rules(text))


def apply_rule(text: str, args: tuple[Type, ...], natural: bool) -> Type | None:
    """The type of the result, or None if no values of these types could make the call run.

    `text` is a rule in this module's notation; no argument's type is a union. With `natural`, None
    also for uses that run but make little sense.
    """
    for mode in (_Mode.NATURAL,) if natural else (_Mode.EXACT, _Mode.LOOSE):
        results = [
            found
            for rule in parsed(text)
            if not (rule.odd and mode is not _Mode.LOOSE)
            and (found := _try(rule, args, mode)) is not None
        ]
        if results:
            return join(results)
    return None


def _try(rule: Rule, args: tuple[Type, ...], mode: _Mode) -> Type | None:
    found: _Found = {}
    if len(args) != len(rule.parameters):
        return None
    for pattern, arg in zip(rule.parameters, args, strict=True):
        if not _match(pattern, arg, found, mode):
            return None
    if rule.equal and not overlap(found["a"], found["b"]):
        return None
    return _build(rule.result, found)


def _match(pattern: Pattern, of: Type, found: _Found, mode: _Mode) -> bool:
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


def _match_apart(pattern: Pattern, of: Type, found: _Found, mode: _Mode) -> bool:
    """As `_match`, leaving `found` alone where the alternative does not fit."""
    mine: _Found = {}
    if not _match(pattern, of, mine, mode):
        return False
    for name, each in mine.items():
        found[name] = join((found[name], each)) if name in found else each
    return True


def _match_one(pattern: Pattern, of: Type, found: _Found, mode: _Mode) -> bool:
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
            if tag is Tag.TUPLE and parts[0].name == "Pair":
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


def _build(pattern: Pattern, found: _Found) -> Type:
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


def on_alternatives(
    rule: Callable[[tuple[Type, ...], bool], Type | None], args: tuple[Type, ...], natural: bool
) -> Type | None:
    """The rule on every combination of alternatives; what some combination gives is given."""
    choices = [alternatives(a) for a in args]
    count = 1
    for i, choice in enumerate(choices):
        count *= len(choice)
        if count > _MAX_COMBINATIONS:
            choices[i] = (ANY,)
            count //= len(choice)
    found = [r for combo in product(*choices) if (r := rule(combo, natural)) is not None]
    return join(found) if found else None
