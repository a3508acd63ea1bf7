"""The published names of types, for annotations: every value is a plain immutable Python value.

A grid is a tuple of rows, each a tuple of colours 0-9; an index is (row, column), rows downward,
columns rightward, from 0; a cell is (colour, index); a patch is an object (a set of cells) or a set
of indices. Where the published language takes more than the name says, the alias is Any.
"""

import collections.abc
from typing import Any, TypeAlias

__all__ = [
    "Boolean",
    "Callable",
    "Container",
    "ContainerContainer",
    "Element",
    "FrozenSet",
    "Grid",
    "Indices",
    "Integer",
    "IntegerSet",
    "IntegerTuple",
    "Numerical",
    "Object",
    "Objects",
    "Patch",
    "Piece",
    "Tuple",
    "TupleTuple",
]

Boolean: TypeAlias = bool
Integer: TypeAlias = int
IntegerTuple: TypeAlias = tuple[int, int]
Numerical: TypeAlias = Any
"""An Integer or an IntegerTuple."""
IntegerSet: TypeAlias = frozenset[int]
Grid: TypeAlias = tuple[tuple[Any, ...], ...]
Object: TypeAlias = frozenset[Any]
"""A set of cells (colour, (row, column))."""
Objects: TypeAlias = frozenset[Any]
Indices: TypeAlias = frozenset[tuple[int, int]]
Patch: TypeAlias = Any
"""An Object or Indices."""
Element: TypeAlias = Any
"""A Grid or an Object."""
Piece: TypeAlias = Any
"""A Grid or a patch."""
Container: TypeAlias = Any
"""A tuple or a frozenset."""
ContainerContainer: TypeAlias = Any
"""A tuple or frozenset of tuples and frozensets."""
Tuple: TypeAlias = tuple[Any, ...]
TupleTuple: TypeAlias = tuple[tuple[Any, ...], ...]
FrozenSet: TypeAlias = frozenset[Any]
Callable: TypeAlias = collections.abc.Callable[..., Any]
