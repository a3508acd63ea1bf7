"""From a primitive on plain values to one on the interpreter's own: the slow path.

What is refused here although the published language computes something by accident: a set where
a Grid is wanted (its members would come in arbitrary order). Elsewhere refused: arithmetic on
tuples whose members are not numbers.
"""

from collections.abc import Callable
from functools import wraps

from arc_dsl.limits import pulse
from arc_dsl.members import size
from arc_dsl.representation import Indices, Object, Set, Value
from arc_dsl.signatures import SIGNATURES
from arc_dsl.values import from_plain, to_plain

__all__ = ["slow"]

_LARGE = 500
"""With more members than this the clock is read before the slow path is taken."""


def slow(plain: Callable[..., Value]) -> Callable[..., Value]:
    """The same primitive for any values: arguments made plain, result turned back."""
    kinds = [kind for _, kind in SIGNATURES[plain.__name__].parameters]

    @wraps(plain)
    def call(*args: Value) -> Value:
        for kind, arg in zip(kinds, args, strict=True):
            if type(arg) in (Indices, Object, Set):
                if kind == "Grid" and (type(arg) is not Indices or arg.bits):
                    raise TypeError(f"not a grid: {type(arg).__name__}")
                if size(arg) > _LARGE:
                    pulse()
            elif type(arg) is tuple and len(arg) > _LARGE:
                pulse()
        return from_plain(plain(*[to_plain(arg) for arg in args]))

    return call
