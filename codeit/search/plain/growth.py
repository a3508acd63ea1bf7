"""Growing in Python: the meaning of the native engine's `Growth`, and what runs without it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from codeit.search.plain.graph import Graph
from codeit.search.templates import HOLES

__all__ = ["PlainGrowth"]

_FINE = 64
"""Parts of a level, to order the steps within a template."""
_LETTERS = {kind: letter for letter, kind in HOLES.items() if letter not in "nc"}
_INTEGERS = {0: "n", 1: "c", 2: "cn"}
"""Letters of an Integer by what its maker gives: no colour, a colour, either."""


@dataclass(slots=True)
class _Kept:
    level: int = 1 << 30
    bound: int = 1 << 60
    how: tuple[int, tuple[int, ...]] | None = None
    gives: int = -1
    """Below zero for a node that is no name."""
    letters: str | None = None


@dataclass(slots=True)
class _Template:
    holes: str
    level: int
    steps: list[list[int]] = field(default_factory=list)


class PlainGrowth:
    """Shelves of nodes by the hole they fill and by level, and the call that made each node."""

    def __init__(self, graph: Graph, largest: Sequence[tuple[int, int]]) -> None:
        self._graph = graph
        self._largest = tuple(largest)
        self._nodes: dict[int, _Kept] = {}
        self._shelves: dict[str, list[list[int]]] = {letter: [] for letter in HOLES}
        self._templates: list[_Template] = []

    def _kept(self, node: int) -> _Kept:
        return self._nodes.setdefault(node, _Kept())

    def name(self, node: int, gives: int) -> None:
        """Let a node be a name of the language; 1 if its calls give a colour, 2 if they may."""
        kept = self._kept(node)
        if kept.gives < 0:
            kept.gives = gives
            kept.bound = min(kept.bound, -1) if kept.bound == 1 << 60 else kept.bound

    def place(self, node: int, level: int) -> None:
        """Let a node take part from a level on, unless it does so from a lower one."""
        kept = self._kept(node)
        if kept.level <= level:
            return
        if kept.letters is None:
            kept.letters = self._letters(node, kept)
        for letter in kept.letters:
            shelf = self._shelves[letter]
            if kept.level < 1 << 30:
                shelf[kept.level].remove(node)
            while len(shelf) <= level:
                shelf.append([])
            shelf[level].append(node)
        kept.level = level

    def _letters(self, node: int, kept: _Kept) -> str:
        kind = self._graph.kind(node)
        if kind == "Grid":
            return "" if self._too_large(node) else "g"
        if kind != "Integer":
            return _LETTERS.get(kind, "")
        if kept.gives >= 0:
            return _INTEGERS[kept.gives]
        maker = self._nodes.get(kept.how[0]) if kept.how else None
        return _INTEGERS[max(0, maker.gives) if maker else 0]

    def _too_large(self, node: int) -> bool:
        cells = self._graph.cells(node)
        return cells is None or any(
            h > most_h or w > most_w
            for (h, w, _), (most_h, most_w) in zip(cells, self._largest, strict=False)
        )

    def record(self, node: int, bound: int, function: int, arguments: Sequence[int]) -> None:
        """Remember how a node was made, if that is cheaper than what is remembered.

        `bound` is greater than those of the arguments: so no node is made from itself.
        """
        kept = self._kept(node)
        if bound < kept.bound:
            kept.bound = bound
            kept.how = (function, tuple(arguments))

    def bound(self, node: int) -> int:
        """The bound of a node; 0 if it has none."""
        kept = self._nodes.get(node)
        return 0 if kept is None or kept.bound == 1 << 60 else kept.bound

    def level(self, node: int) -> int:
        """The level from which a node takes part; -1 if it does not."""
        kept = self._nodes.get(node)
        return -1 if kept is None or kept.level == 1 << 30 else kept.level

    def how(self, node: int) -> tuple[int, tuple[int, ...]] | None:
        """The function's and the arguments' nodes."""
        kept = self._nodes.get(node)
        return None if kept is None else kept.how

    def shelf(self, letter: str) -> Sequence[Sequence[int]]:
        """The nodes that fill holes of a letter, by level."""
        return self._shelves[letter]

    def add_template(self, holes: str, level: int, steps: list[list[int]]) -> None:
        """A template; a step is a function and arguments: slots, or nodes n as -1 - n."""
        self._templates.append(_Template(holes, level, steps))

    def grow(self, calls: int, highest: int) -> int:
        """Apply the templates level by level until so many calls are made; the level reached."""
        stop = self._graph.made + calls
        for level in range(1, highest + 1):
            for template in self._templates:
                if template.level > level:
                    continue
                shelves = [self._shelves[letter] for letter in template.holes]
                for chosen in _products(shelves, level - template.level):
                    self._make(template, chosen, level)
                    if self._graph.made >= stop:
                        return level
        return highest

    def _make(self, template: _Template, chosen: tuple[int, ...], level: int) -> None:
        slots = list(chosen)
        bound = (level - 1) * _FINE + 1
        for step in template.steps:
            function, *args = [slots[r] if r >= 0 else -1 - r for r in step]
            node = self._graph.call(function, args)
            if node < 0:
                return
            if self._kept(node).gives < 0:
                bound = max(bound, self.bound(function), *map(self.bound, args)) + 1
                self.record(node, bound, function, args)
            slots.append(node)
        if self._nodes[node].gives < 0:
            self.place(node, level)


def _products(shelves: list[list[list[int]]], rest: int) -> Iterator[tuple[int, ...]]:
    """Tuples of nodes whose levels sum to `rest`."""
    first = shelves[0]
    if len(shelves) == 1:
        if rest < len(first):
            for node in first[rest]:
                yield (node,)
        return
    for level in range(min(rest, len(first) - 1) + 1):
        for node in first[level]:
            for others in _products(shelves[1:], rest - level):
                yield (node, *others)
