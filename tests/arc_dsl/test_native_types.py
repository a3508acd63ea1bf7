"""Attacks the native rules of types: for every primitive they say what the Python ones say.

Each primitive is asked about arguments of the types it is declared for, with up to two of them
exchanged for any other type: fitting calls and near misses.
"""

import random
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from arc_dsl import ENGINE
from arc_dsl.declaration import DECLARED
from arc_dsl.generate import native_mutation
from arc_dsl.types.application import PROBES, call
from arc_dsl.types.static_types import (
    ANY,
    BOOLEAN,
    CELL,
    GRID,
    INDEX,
    INDICES,
    INTEGER,
    OBJECT,
    OBJECTS,
    Tag,
    Type,
    closure,
    join,
    pair_of,
    primitive,
    set_of,
    tuple_of,
)

pytestmark = pytest.mark.skipif(ENGINE != "native", reason="the native engine is not built")
CALLS = 200
"""Calls asked about of each primitive."""
PRIMITIVES = [primitive(name) for name in DECLARED]
BOUND = closure("rbind", (primitive("add"), INTEGER))
MADE = [
    BOUND,
    closure("rbind", (primitive("fill"), INDICES)),
    closure("lbind", (primitive("shift"), OBJECT)),
    closure("lbind", (primitive("apply"), primitive("first"))),
    closure("compose", (primitive("first"), primitive("last"))),
    closure("chain", (primitive("size"), primitive("merge"), primitive("partition"))),
    closure("fork", (primitive("add"), primitive("height"), primitive("width"))),
    closure("matcher", (primitive("color"), INTEGER)),
    closure("power", (primitive("trim"), INTEGER)),
    closure("power", (closure("rbind", (primitive("insert"), ANY)), ANY)),
    closure("compose", (BOUND, ANY)),
]
EITHER = [
    join((INTEGER, INDEX)),
    join((OBJECT, INDICES)),
    join((GRID, OBJECT, INTEGER)),
    join((BOOLEAN, primitive("flip"))),
    join((primitive("first"), primitive("last"), INDEX)),
    join((set_of(OBJECT), tuple_of(INDICES), pair_of(INTEGER, GRID))),
]
ODD = [
    ANY,
    set_of(ANY),
    tuple_of(ANY),
    pair_of(ANY, INTEGER),
    pair_of(GRID, GRID),
    pair_of(primitive("height"), primitive("width")),
    set_of(BOOLEAN),
    set_of(set_of(OBJECTS)),
    tuple_of(tuple_of(GRID)),
    tuple_of(primitive("hmirror")),
    tuple_of(pair_of(INTEGER, ANY)),
    tuple_of(set_of(INTEGER)),
]
FUNCTIONS = [*PRIMITIVES, *MADE]
SETS = [of for of in (*PROBES, *ODD) if of.tag is Tag.SET]
TUPLES = [of for of in (*PROBES, *ODD) if of.tag in (Tag.TUPLE, Tag.PAIR)]
EVERYTHING = [*PROBES, *ODD, *EITHER, *MADE, *PRIMITIVES[::9]]
PATCHES = [OBJECT, INDICES, tuple_of(CELL), tuple_of(INDEX)]
USUAL: dict[str, Sequence[Type]] = {
    "Boolean": [BOOLEAN],
    "Integer": [INTEGER],
    "IntegerTuple": [INDEX],
    "Numerical": [INTEGER, INDEX],
    "IntegerSet": [set_of(INTEGER)],
    "Grid": [GRID],
    "Object": [OBJECT],
    "Objects": [OBJECTS],
    "Indices": [INDICES],
    "Patch": PATCHES,
    "Element": [GRID, OBJECT],
    "Piece": [GRID, *PATCHES],
    "Container": [*SETS, *TUPLES],
    "ContainerContainer": [OBJECTS, GRID, set_of(INDICES), tuple_of(INDICES), tuple_of(GRID)],
    "Tuple": TUPLES,
    "TupleTuple": [GRID, tuple_of(GRID)],
    "FrozenSet": SETS,
    "Callable": FUNCTIONS,
    "Any": EVERYTHING,
}


def asked(function: str, rng: random.Random) -> tuple[Type, ...]:
    """Types for a primitive's arguments: as declared, up to two of them anything."""
    args = [rng.choice(USUAL[word]) for _, word in DECLARED[function].signature.parameters]
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        args[rng.randrange(len(args))] = rng.choice(EVERYTHING)
    return tuple(args)


@cache
def spelled(of: Type) -> tuple[Any, ...]:
    """The type as the native side reads it."""
    return list(Tag).index(of.tag), of.label, tuple(map(spelled, of.parts))


def unordered(spelling: Any) -> Any:
    """A type's spelling whatever the order of a union's parts."""
    if spelling is None:
        return None
    tag, label, parts = spelling
    inside = tuple(map(unordered, parts))
    return tag, label, frozenset(inside) if list(Tag)[tag] is Tag.UNION else inside


@pytest.mark.parametrize("natural", [False, True])
def test_every_primitive_gives_the_same_types_in_both(natural: bool) -> None:
    native = native_mutation._mutator()
    rng = random.Random(11)
    wrong = []
    fitting: set[str] = set()
    refused: set[str] = set()
    for name in DECLARED:
        for _ in range(CALLS):
            args = asked(name, rng)
            expected = call(primitive(name), args, natural)
            given = native.call(spelled(primitive(name)), [spelled(a) for a in args], natural)
            (refused if expected is None else fitting).add(name)
            if unordered(given) != unordered(spelled(expected) if expected else None):
                wrong.append((name, args, expected, given))
    assert wrong == []
    assert fitting == set(DECLARED)
    assert refused == set(DECLARED) or not natural  # some take whatever may run


def test_made_functions_give_the_same_types_in_both() -> None:
    native = native_mutation._mutator()
    rng = random.Random(12)
    wrong = []
    for function in (*MADE, *EITHER):
        for number in range(CALLS):
            args = tuple(rng.choice(EVERYTHING) for _ in range(rng.choice((1, 1, 1, 2))))
            natural = number % 2 == 0
            expected = call(function, args, natural)
            given = native.call(spelled(function), [spelled(a) for a in args], natural)
            if unordered(given) != unordered(spelled(expected) if expected else None):
                wrong.append((function, args, expected, given))
    assert wrong == []
