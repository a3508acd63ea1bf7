"""Growing the values of a task in order of cost, by templates, from the input and from programs.

Costs are whole levels, `PER_NAT` to a nat. At each level every template is applied to all known
values that make up the level together with its own cost; what is new joins the level. A value
found again at a lower level moves there. Every node remembers the call that made it, so that any
node can be written down as a program (`lines_of`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arc_dsl.constants import CONSTANTS
from arc_dsl.program import INPUT, Line, Program
from arc_dsl.signatures import SIGNATURES
from codeit.search.graph import FAILED, Graph
from codeit.search.interface import Allowance
from codeit.search.templates import HOLES, Ref, Template

__all__ = ["PER_NAT", "Growth"]

PER_NAT = 2
_FINE = 64
"""Parts of a level, to order the steps within a template."""
_COLOUR_GIVERS = {"mostcolor", "leastcolor", "color", "index"}
_EITHER_GIVERS = {"other", "first", "last", "extract", "mostcommon", "leastcommon", "branch"}
_COLOURS = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")
_LETTERS = {kind: letter for letter, kind in HOLES.items() if letter not in "nc"}


@dataclass(frozen=True, slots=True)
class _Compiled:
    holes: tuple[str, ...]
    level: int
    steps: tuple[tuple[int, tuple[int, ...]], ...]
    """References below zero are nodes, -1 - node; others slots."""


class Growth:
    """A graph with costs, and the call that made each node.

    `largest`: heights and widths on the first inputs; larger grids do not take part.
    """

    def __init__(self, graph: Graph, largest: Sequence[tuple[int, int]] = ()) -> None:
        self.graph = graph
        self._largest = tuple(largest)
        self.level: dict[int, int] = {}
        """Levels of the nodes that take part."""
        self._filling: dict[int, str] = {}
        """Letters of the holes that these nodes fill."""
        self._bound: dict[int, int] = {}
        self.how: dict[int, tuple[int, tuple[int, ...]]] = {}
        """The function's and the arguments' nodes, of every node that is no name."""
        self.names: dict[int, str] = {}
        """Nodes that are names of the language, or the input."""
        self.shelves: dict[str, list[list[int]]] = {letter: [] for letter in HOLES}
        """Nodes by letter of the hole they fill, then by level."""
        self.names[graph.input] = INPUT
        self.place(graph.input, 0)

    # ------------------------------------------------------------------ placing nodes

    def name(self, name: str) -> int:
        """The node of a constant or primitive."""
        graph = self.graph
        node = graph.constant(name) if name in CONSTANTS else graph.function(name)
        self.names.setdefault(node, name)
        self._bound.setdefault(node, -1)
        return node

    def place(self, node: int, level: int) -> None:
        """Let a node take part from a level on, unless it does so from a lower one."""
        former = self.level.get(node)
        if former is not None and former <= level:
            return
        letters = self._filling.get(node)
        if letters is None:
            letters = self._filling[node] = self._letters(node)
            if letters == "g" and self._too_large(node):
                letters = self._filling[node] = ""
        for letter in letters:
            shelf = self.shelves[letter]
            if former is not None:
                shelf[former].remove(node)
            while len(shelf) <= level:
                shelf.append([])
            shelf[level].append(node)
        self.level[node] = level

    def _too_large(self, node: int) -> bool:
        """Whether a grid is higher or wider than any use of it allows."""
        cells = self.graph.cells(node)
        if cells is None:
            return True
        return any(
            h > most_h or w > most_w
            for (h, w, _), (most_h, most_w) in zip(cells, self._largest, strict=False)
        )

    def _letters(self, node: int) -> str:
        kind = self.graph.kind(node)
        if kind != "Integer":
            return _LETTERS.get(kind, "")
        maker = self.maker(node)
        if maker in _COLOUR_GIVERS or maker in _COLOURS:
            return "c"
        return "cn" if maker in _EITHER_GIVERS else "n"

    def maker(self, node: int) -> str:
        """The name of the primitive that made a node; its own name if it is one; else ""."""
        if node in self.names:
            return self.names[node]
        return self.names.get(self.how[node][0], "")

    def record(self, node: int, bound: int, function: int, args: tuple[int, ...]) -> None:
        """Remember how a node was made, if that is cheaper than what is remembered.

        `bound` is greater than those of the arguments: so no node is made from itself.
        """
        if bound < self._bound.get(node, 1 << 60):
            self._bound[node] = bound
            self.how[node] = (function, args)

    def bound_over(self, nodes: Iterable[int]) -> int:
        """A bound for what is made of nodes."""
        return max((self._bound.get(n, 0) for n in nodes), default=0) + 1

    # ------------------------------------------------------------------ programs as material

    def add_program(self, program: Program, base: int, each: int) -> None:
        """Run a program's lines; a value costs at most `base` plus `each` for a line it needs."""
        graph = self.graph
        nodes = {INPUT: graph.input}
        needs: dict[str, int] = {INPUT: 0}
        for line in program.lines:
            names = (line.function, *line.args)
            found: list[int] = []
            depth = 1
            for name in names:
                if name in nodes:
                    found.append(nodes[name])
                    depth += needs[name]
                elif name in CONSTANTS or name in SIGNATURES:
                    found.append(self.name(name))
            if len(found) < len(names):
                continue
            node = graph.call(found[0], found[1:])
            if node == FAILED:
                continue
            nodes[line.name] = node
            needs[line.name] = depth
            if node in self.names:
                continue
            highest = max(self._bound.get(n, 0) for n in found)
            bound = max(highest + 1, (base + each * depth) * _FINE)
            self.record(node, bound, found[0], tuple(found[1:]))
            self.place(node, -(-bound // _FINE))

    # ------------------------------------------------------------------ templates

    def compile(self, templates: Iterable[Template]) -> list[_Compiled]:
        """Templates for this graph; steps without holes are called at once."""
        found = []
        for template in templates:
            count = len(template.holes)
            refs: list[int] = list(range(count))
            steps: list[tuple[int, tuple[int, ...]]] = []
            good = True

            def ref(r: Ref, refs: list[int] = refs) -> int:
                return refs[r] if isinstance(r, int) else -1 - self.name(r)

            for function, args in template.steps:
                all_refs = (ref(function), *map(ref, args))
                if max(all_refs) < 0:
                    parts = [-1 - r for r in all_refs]
                    node = self.graph.call(parts[0], parts[1:])
                    if node == FAILED:
                        good = False
                        break
                    self.record(node, 0, parts[0], tuple(parts[1:]))
                    refs.append(-1 - node)
                else:
                    refs.append(count + len(steps))
                    steps.append((all_refs[0], all_refs[1:]))
            if good and steps and max(steps[-1][1]) >= 0:
                level = max(1, round(template.cost * PER_NAT))
                found.append(_Compiled(template.holes, level, tuple(steps)))
        return found

    def grow(self, templates: Sequence[_Compiled], allowance: Allowance, highest: int) -> int:
        """Apply templates level by level until the allowance is spent; the level reached."""
        for level in range(1, highest + 1):
            for template in templates:
                if template.level <= level and not self._apply(template, level, allowance):
                    return level
        return highest

    def _apply(self, template: _Compiled, level: int, allowance: Allowance) -> bool:
        rest = level - template.level
        shelves = [self.shelves[letter] for letter in template.holes]
        for combination in _combinations(shelves, rest):
            before = self.graph.made
            self._make(template, combination, level)
            if not allowance.spend(self.graph.made - before):
                return False
        return True

    def _make(self, template: _Compiled, holes: tuple[int, ...], level: int) -> None:
        call = self.graph.call
        slots = list(holes)
        bound = (level - 1) * _FINE + 1
        for function, args in template.steps:
            called = slots[function] if function >= 0 else -1 - function
            given = [slots[a] if a >= 0 else -1 - a for a in args]
            node = call(called, given)
            if node < 0:
                return
            if node not in self.names:
                bound += 1
                self.record(node, bound, called, tuple(given))
            slots.append(node)
        if node not in self.names:
            self.place(node, level)

    # ------------------------------------------------------------------ writing down

    def lines_of(self, node: int, lines: dict[int, Line]) -> str:
        """Add the lines that make a node to `lines`, in order; the name that stands for it."""
        if node in self.names:
            return self.names[node]
        if node not in lines:
            function, args = self.how[node]
            called = self.lines_of(function, lines)
            given = tuple([self.lines_of(a, lines) for a in args])
            lines[node] = Line(f"n{node}", called, given)
        return lines[node].name

    def program(self, node: int) -> Program | None:
        """The program whose output is a node; None for a name."""
        lines: dict[int, Line] = {}
        self.lines_of(node, lines)
        return Program.of(lines.values()).simplified() if lines else None


def _combinations(shelves: list[list[list[int]]], rest: int) -> Iterable[tuple[int, ...]]:
    """Tuples of nodes whose levels sum to `rest`."""
    if len(shelves) == 1:
        shelf = shelves[0]
        return [(n,) for n in shelf[rest]] if rest < len(shelf) else []
    return _products(shelves, rest)


def _products(shelves: list[list[list[int]]], rest: int) -> Iterable[tuple[int, ...]]:
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
