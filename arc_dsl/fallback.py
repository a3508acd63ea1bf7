"""From a primitive on plain values to one on the interpreter's own: the slow path.

What is refused here although the published language computes something by accident: a set where
a Grid is wanted (its members would come in arbitrary order). Elsewhere refused: arithmetic on
tuples whose members are not numbers.
"""

from collections.abc import Callable
from functools import wraps

from arc_dsl.limits import MEMBERS_PER_STEP, pulse, spend
from arc_dsl.members import size
from arc_dsl.representation import Grid, Indices, Object, Set, Value
from arc_dsl.signatures import SIGNATURES
from arc_dsl.values import from_plain, to_plain

__all__ = ["slow"]

_LARGE = 500
"""With more members than this the clock is read before the slow path is taken."""
_CONTAINERS = (Indices, Object, Set)


def slow(plain: Callable[..., Value]) -> Callable[..., Value]:
    """The same primitive for any values: arguments made plain, result turned back.

    Large arguments cost steps, as large values do.
    """
    kinds = [kind for _, kind in SIGNATURES[plain.__name__].parameters]

    @wraps(plain)
    def call(*args: Value) -> Value:
        for kind, arg in zip(kinds, args, strict=True):
            members = 0
            if type(arg) in _CONTAINERS:
                if kind == "Grid" and (type(arg) is not Indices or arg.bits):
                    raise TypeError(f"not a grid: {type(arg).__name__}")
                members = size(arg)
            elif type(arg) is Grid:
                members = len(arg.cells)
            elif type(arg) is tuple:
                members = len(arg)
            if members > MEMBERS_PER_STEP:
                spend(members // MEMBERS_PER_STEP)
                if members > _LARGE:
                    pulse()
        return from_plain(plain(*[to_plain(arg) for arg in args]))

    return call
