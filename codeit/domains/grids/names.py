"""The grammar without types: what parses, for comparison with what also type-checks."""

from arc_dsl.constants import CONSTANTS
from arc_dsl.program import INPUT
from arc_dsl.signatures import SIGNATURES
from arc_dsl.types.static_types import Type

__all__ = ["GRID_RESULTS", "NameScope"]


class NameScope:
    """A scope without types: every primitive with any names, never a variable as function."""

    def __init__(self, calls: tuple[tuple[str, ...], ...] = ()) -> None:
        self._calls = calls

    def functions(self, wanted: Type | None = None) -> tuple[str, ...]:
        """All primitives; with `wanted`, those declared to return a grid."""
        return _PRIMITIVES if wanted is None else GRID_RESULTS

    def arguments(
        self, function: str, given: tuple[str, ...], wanted: Type | None = None
    ) -> tuple[str, ...]:
        """All names, until there are as many as parameters."""
        if len(given) == self.arity(function):
            return ()
        return (*_NAMES, *(f"x{i + 1}" for i in range(len(self._calls))))

    def arity(self, function: str) -> int:
        """Number of parameters."""
        return SIGNATURES[function].arity

    def extend(self, function: str, args: tuple[str, ...]) -> "NameScope":
        """One more line."""
        return NameScope((*self._calls, (function, *args)))

    def can_end(self) -> bool:
        """Whether the declared result of the last line may be a grid."""
        return bool(self._calls) and SIGNATURES[self._calls[-1][0]].result in _MAYBE_GRID

    def unused(self) -> tuple[str, ...]:
        """Variables that no later line uses."""
        used = {name for call in self._calls for name in call}
        return tuple(x for i in range(1, len(self._calls)) if (x := f"x{i}") not in used)


_PRIMITIVES = tuple(SIGNATURES)
_NAMES = (*_PRIMITIVES, *CONSTANTS, INPUT)
GRID_RESULTS = tuple(name for name, s in SIGNATURES.items() if s.result == "Grid")
_MAYBE_GRID = frozenset({"Grid", "Any", "Container", "Element", "Piece", "Tuple", "Numerical"})
