"""Growing in Python: the meaning of the native engine's `Growth`, and what runs without it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from codeit.search.plain.graph import FAILED, Graph
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

    def add_templates(
        self, names: Sequence[int], templates: Sequence[tuple[str, int, list[list[int]]]]
    ) -> None:
        """Templates by holes, level and steps; steps without holes are called at once.

        A step is a function and arguments: slots, or names as -1 - number, with nodes `names`.
        """
        for holes, level, steps in templates:
            count = len(holes)
            refs = list(range(count))
            left: list[list[int]] = []
            for step in steps:
                parts = [refs[r] if r >= 0 else -1 - names[-1 - r] for r in step]
                if max(parts) >= 0:
                    refs.append(count + len(left))
                    left.append(parts)
                    continue
                node = self._called([-1 - part for part in parts])
                if node < 0:
                    break
                refs.append(-1 - node)
            else:
                if left and refs[-1] >= 0:
                    self._templates.append(_Template(holes, level, left))

    def _called(self, parts: Sequence[int]) -> int:
        function, *arguments = parts
        node = self._graph.call(function, arguments)
        if node >= 0:
            kept = self._kept(node)
            if kept.gives < 0 and kept.how is None:
                self.record(node, max(map(self.bound, parts)) + 1, function, arguments)
        return node

    def add_calls(
        self, names: Sequence[int], calls: Sequence[tuple[int, list[int]]], base: int, each: int
    ) -> None:
        """Make calls; a value's level is at most `base` plus `each` for a call that it needs.

        A call is how many it needs, itself included, and a function and arguments: numbers of
        earlier calls, or names as -1 - number, with nodes `names`.
        """
        made: list[int] = []
        for depth, refs in calls:
            parts = [made[r] if r >= 0 else names[-1 - r] for r in refs]
            node = self._graph.call(parts[0], parts[1:]) if min(parts) >= 0 else FAILED
            made.append(node)
            if node >= 0 and self._kept(node).gives < 0:
                above = max(map(self.bound, parts))
                bound = max(above + 1, (base + each * depth) * _FINE)
                self.record(node, bound, parts[0], parts[1:])
                self.place(node, -(-bound // _FINE))

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
