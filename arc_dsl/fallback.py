"""From a primitive on plain values to one on the interpreter's own: the slow path."""

from collections.abc import Callable
from functools import wraps

from arc_dsl.limits import pulse
from arc_dsl.members import size
from arc_dsl.representation import Indices, Object, Set, Value
from arc_dsl.values import from_plain, to_plain

__all__ = ["slow"]


def slow(plain: Callable[..., Value]) -> Callable[..., Value]:
    """The same primitive for any values: arguments made plain, result turned back."""

    @wraps(plain)
    def call(*args: Value) -> Value:
        for arg in args:
            if type(arg) in (Indices, Object, Set, tuple) and size(arg) > 500:
                pulse()
        return from_plain(plain(*[to_plain(arg) for arg in args]))

    return call
