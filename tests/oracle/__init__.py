"""A second, plain path through the grid language, for differential tests.

Every primitive and constant of the language written straight from its description, on plain
Python values and with no thought of speed: a grid is a tuple of row tuples, a set is a frozenset, a
cell is ``(colour, (row, column))``. The real interpreter is compared with this one. Where the
description leaves the choice to set order, the ascending order that we define is used: see
`ordered`. ``PRIMITIVES`` and ``CONSTANTS`` hold everything by name.
"""

import inspect

from oracle import containers, grids, patches, scalars
from oracle.constants import CONSTANTS
from oracle.support import Fn, ordered

__all__ = ["CONSTANTS", "PRIMITIVES", "ordered"]

PRIMITIVES: dict[str, Fn] = {
    name: value
    for module in (scalars, containers, patches, grids)
    for name, value in vars(module).items()
    if inspect.isfunction(value)
    and value.__module__ == module.__name__
    and not name.startswith("_")
}
