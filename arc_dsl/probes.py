"""The usual arguments of functions, by which inference judges whether a function is of any use."""

from arc_dsl.static_types import (
    BOOLEAN,
    CELL,
    GRID,
    INDEX,
    INDICES,
    INTEGER,
    OBJECT,
    OBJECTS,
    ROW,
    pair_of,
    set_of,
    tuple_of,
)

__all__ = ["PROBES"]

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
