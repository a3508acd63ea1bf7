"""Which token may come next: a tree of partial programs, each with the mask of its next tokens.

The tree knows nothing of tasks or models, so one tree serves every sample of every task: what one
row worked out, the others look up. It forgets everything when it has grown too large.

The end comes only after what is or may be a grid, and the last allowed line must be one
(`arc_dsl.grammar.Scope`). A line may repeat another: telling takes longer than merging them later.
"""

from typing import Literal, Protocol, Self

import numpy as np
import numpy.typing as npt

from arc_dsl.constants import CONSTANTS
from arc_dsl.grammar import Scope as TypedScope
from arc_dsl.program import INPUT
from arc_dsl.signatures import SIGNATURES
from arc_dsl.static_types import GRID, Type
from codeit.policy import tokens

__all__ = ["Constraint", "Mask", "NameScope", "Node", "Tree"]

Mask = npt.NDArray[np.bool_]
"""(vocabulary,) which tokens may come next."""

Constraint = Literal["natural", "types", "names"]
"""What may be sampled: what runs and makes sense by types, what type-checks, or what parses."""


class Scope(Protocol):
    """What the tree needs of a partial program of whole lines; see `arc_dsl.grammar.Scope`."""

    def functions(self, wanted: Type | None = None) -> tuple[str, ...]:
        """Names with which the next line may begin."""

    def arguments(
        self, function: str, given: tuple[str, ...], wanted: Type | None = None
    ) -> tuple[str, ...]:
        """Names that may come next in a call; empty if it is complete."""

    def arity(self, function: str) -> int:
        """How many arguments a call has."""

    def extend(self, function: str, args: tuple[str, ...]) -> Self:
        """The scope after one more line."""

    def can_end(self) -> bool:
        """Whether the last line is, or may be, a grid."""

    def unused(self) -> tuple[str, ...]:
        """Variables that no later line uses, the last one left out."""


class NameScope:
    """A scope without types: every primitive with any names, never a variable as function."""

    def __init__(self, calls: tuple[tuple[str, ...], ...] = ()) -> None:
        self._calls = calls

    def functions(self, wanted: Type | None = None) -> tuple[str, ...]:
        """All primitives; with `wanted`, those declared to return a grid."""
        return tokens.PRIMITIVES if wanted is None else _GRID_RESULTS

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


_NAMES = (*tokens.PRIMITIVES, *CONSTANTS, INPUT)
_GRID_RESULTS = tuple(name for name, s in SIGNATURES.items() if s.result == "Grid")
_MAYBE_GRID = frozenset({"Grid", "Any", "Container", "Element", "Piece", "Tuple", "Numerical"})


class Node:
    """A partial program: whole lines, and the names of the line being written."""

    __slots__ = ("_children", "_given", "_lines", "_scope", "_tree", "dead", "mask")

    def __init__(self, tree: "Tree", scope: Scope, lines: int, given: tuple[str, ...] = ()) -> None:
        self._tree = tree
        self._scope = scope
        self._lines = lines
        self._given = given
        self._children: dict[int, Node] = {}
        self.dead = 0 if given else len(scope.unused())
        """Lines that nothing has used yet, the last one left out; 0 within a line."""
        self.mask = tree.mask(self._next())
        """Which tokens may come next; none if the program can neither go on nor end."""

    def after(self, token: int) -> "Node":
        """The node after one more token, which the mask allows and which is not END."""
        child = self._children.get(token)
        if child is None:
            child = self._children[token] = self._grow(token)
            self._tree.nodes += 1
        return child

    def _next(self) -> list[int]:
        last_line = self._lines == self._tree.max_lines - 1
        wanted = GRID if last_line and self._tree.looks_ahead else None
        if self._given:
            function, *args = self._given
            if len(args) == self._scope.arity(function):
                return [tokens.END_CALL]
            names = self._scope.arguments(function, tuple(args), wanted)
            return [tokens.NUMBERS[name] for name in names]
        end = [tokens.END] if self._lines and self._scope.can_end() else []
        if self._lines == self._tree.max_lines:
            return end
        functions = self._scope.functions(wanted)
        if last_line and not self._tree.looks_ahead:
            functions = tuple(name for name in functions if name in _GRID_RESULTS)
        return end + [tokens.NUMBERS[name] for name in functions]

    def _grow(self, token: int) -> "Node":
        if token == tokens.END_CALL:
            return self._finish(self._given)
        given = (*self._given, tokens.VOCABULARY[token])
        if given[0] in SIGNATURES and len(given) == 1 + SIGNATURES[given[0]].arity:
            return self._finish(given)
        return Node(self._tree, self._scope, self._lines, given)

    def _finish(self, call: tuple[str, ...]) -> "Node":
        return Node(self._tree, self._scope.extend(call[0], call[1:]), self._lines + 1)


class Tree:
    """The root of all partial programs, and the masks that its nodes share."""

    def __init__(self, constraint: Constraint, max_lines: int, most_nodes: int = 300_000) -> None:
        self.max_lines = min(max_lines, tokens.VARIABLES)
        self.nodes = 0
        self.looks_ahead = constraint != "types"
        """Whether the scope is asked which calls can give a grid. Without `natural` the answer
        costs minutes, so that declared results must do."""
        self._start: Scope
        if constraint == "names":
            self._start = NameScope()
        else:
            self._start = TypedScope.start(natural=constraint == "natural")
        self._most_nodes = most_nodes
        self._masks: dict[tuple[int, ...], Mask] = {}
        self._root: Node | None = None

    def root(self) -> Node:
        """The empty program. Nodes got before stay valid; a full tree starts anew."""
        if self._root is None or self.nodes > self._most_nodes:
            self._masks.clear()
            self.nodes = 0
            self._root = Node(self, self._start, 0)
        return self._root

    def mask(self, numbers: list[int]) -> Mask:
        """The mask that allows these tokens; equal ones are shared, none may be changed."""
        key = tuple(numbers)
        mask = self._masks.get(key)
        if mask is None:
            mask = np.zeros(len(tokens.VOCABULARY), np.bool_)
            mask[numbers] = True
            self._masks[key] = mask
        return mask
