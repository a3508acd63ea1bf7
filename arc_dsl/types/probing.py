"""Functions judged by what they give for usual arguments.

What a function made of others does to types is not written down anywhere: it is found by applying
it. `call` applies a function to types (see `arc_dsl.types.application`).
"""

from arc_dsl.declaration import DECLARED
from arc_dsl.types.rules import Call
from arc_dsl.types.static_types import (
    BOOLEAN,
    CELL,
    GRID,
    INDEX,
    INDICES,
    INTEGER,
    OBJECT,
    OBJECTS,
    ROW,
    Tag,
    Type,
    overlap,
    pair_of,
    set_of,
    tuple_of,
)

__all__ = ["PROBES", "alike", "results"]

PROBES = (
    INTEGER,
    BOOLEAN,
    INDEX,
    GRID,
    OBJECT,
    INDICES,
    OBJECTS,
    CELL,
    ROW,
    set_of(INTEGER),
    set_of(INDICES),
    tuple_of(GRID),
    tuple_of(OBJECT),
    tuple_of(INDICES),
    tuple_of(INDEX),
    pair_of(INDEX, INDEX),
    pair_of(OBJECT, OBJECT),
    pair_of(INTEGER, OBJECT),
    set_of(pair_of(INDEX, INDEX)),
    set_of(pair_of(OBJECT, OBJECT)),
)
"""The usual arguments of functions, by which `usable` judges."""


def results(call: Call, function: Type) -> tuple[Type | None, ...]:
    """What a one-argument function gives for each of the usual arguments."""
    return tuple([call(function, (probe,), natural=True) for probe in PROBES])


def alike(call: Call, a: Type, b: Type) -> bool:
    """Whether two functions can stand for each other.

    They do if they give alike for some usual argument or, taking several, are declared alike.
    """
    if not all(f.tag is Tag.FUNCTION for f in (a, b)):
        return False
    if not (a.parts or b.parts) and a.arity > 1:
        ours, theirs = (DECLARED[f.label].signature for f in (a, b))
        kinds = [[declared for _, declared in each.parameters] for each in (ours, theirs)]
        return kinds[0] == kinds[1] and ours.result == theirs.result
    given = zip(results(call, a), results(call, b), strict=True)
    return any(x is not None and y is not None and overlap(x, y) for x, y in given)
