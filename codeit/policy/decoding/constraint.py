"""Which token may come next: a tree of partial programs, each with the mask of its next tokens.

The tree knows nothing of tasks or models, so one tree serves every sample of every task: what one
row worked out, the others look up. It forgets everything when it has grown too large.

The end comes only after what is or may be a grid, and the last allowed line must be one
(`arc_dsl.types.grammar.Scope`). A line may repeat another: telling takes longer than merging them
later.
"""

import numpy as np
import numpy.typing as npt

from codeit.domains.grids.domain import GRIDS
from codeit.domains.interface import Constraint, Domain, Scope
from codeit.domains.words import END, END_CALL

__all__ = ["Mask", "Node", "Tree"]

Mask = npt.NDArray[np.bool_]
"""(vocabulary,) which tokens may come next."""


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
        numbers = self._tree.words.numbers
        last_line = self._lines == self._tree.max_lines - 1
        wanted = self._tree.domain.answer if last_line and self._tree.looks_ahead else None
        if self._given:
            function, *args = self._given
            if len(args) == self._scope.arity(function):
                return [END_CALL]
            names = self._scope.arguments(function, tuple(args), wanted)
            return [numbers[name] for name in names]
        end = [END] if self._lines and self._scope.can_end() else []
        if self._lines == self._tree.max_lines:
            return end
        functions = self._scope.functions(wanted)
        if last_line and not self._tree.looks_ahead:
            functions = tuple(name for name in functions if name in self._tree.endings)
        return end + [numbers[name] for name in functions]

    def _grow(self, token: int) -> "Node":
        if token == END_CALL:
            return self._finish(self._given)
        given = (*self._given, self._tree.words.vocabulary[token])
        arity = self._tree.words.arities.get(given[0])
        if arity is not None and len(given) == 1 + arity:
            return self._finish(given)
        return Node(self._tree, self._scope, self._lines, given)

    def _finish(self, call: tuple[str, ...]) -> "Node":
        return Node(self._tree, self._scope.extend(call[0], call[1:]), self._lines + 1)


class Tree:
    """The root of all partial programs, and the masks that its nodes share."""

    def __init__(
        self,
        constraint: Constraint,
        max_lines: int,
        domain: Domain = GRIDS,
        most_nodes: int = 300_000,
    ) -> None:
        self.domain = domain
        self.words = domain.words
        self.endings = domain.endings()
        self.max_lines = min(max_lines, self.words.variables)
        self.nodes = 0
        self.looks_ahead = constraint != "types"
        """Whether the scope is asked which calls can give a grid. Without `natural` the answer
        costs minutes, so that declared results must do."""
        self._start: Scope = domain.start(constraint)
        self._most_nodes = most_nodes
        self._masks: dict[tuple[int, ...], Mask] = {}
        self._root: Node | None = None
        self._generation = domain.generation()

    def root(self) -> Node:
        """The empty program. Nodes got before stay valid; a full tree starts anew."""
        generation = self.domain.generation()
        stale = generation != self._generation
        if self._root is None or stale or self.nodes > self._most_nodes:
            self._generation = generation
            self._masks.clear()
            self.nodes = 0
            self._root = Node(self, self._start, 0)
        return self._root

    def mask(self, numbers: list[int]) -> Mask:
        """The mask that allows these tokens; equal ones are shared, none may be changed."""
        key = tuple(numbers)
        mask = self._masks.get(key)
        if mask is None:
            mask = np.zeros(len(self.words.vocabulary), np.bool_)
            mask[numbers] = True
            self._masks[key] = mask
        return mask
