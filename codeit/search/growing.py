"""The values of a task with their costs, and the call that made each: what a search grows.

Costs are whole levels, `PER_NAT` to a nat. At each level every template is applied to all known
values that make up the level together with its own cost; what is new joins the level. A value
found again at a lower level moves there. Any node can be written down as a program.

The loop over templates is the native engine's where that stands, else `codeit.search.plain.growth`:
both make the same calls in the same order.
"""

from collections.abc import Iterable, Sequence

from arc_dsl.constants import CONSTANTS
from arc_dsl.outcome import PlainGrid
from arc_dsl.program import INPUT, Line, Program
from arc_dsl.signatures import SIGNATURES
from codeit.search.choosing import Graph, Shelves, new_graph
from codeit.search.plain.graph import FAILED
from codeit.search.templates import Template

__all__ = ["PER_NAT", "Growth"]

PER_NAT = 2
_FINE = 64
"""Parts of a level, as the shelves count them."""
_COLOUR_GIVERS = {"mostcolor", "leastcolor", "color", "index"}
_EITHER_GIVERS = {"other", "first", "last", "extract", "mostcommon", "leastcommon", "branch"}
_COLOURS = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")
_GIVES = {
    **dict.fromkeys((*_COLOUR_GIVERS, *_COLOURS), 1),
    **dict.fromkeys(_EITHER_GIVERS, 2),
}


class Growth:
    """A graph of the values on some grids, with costs.

    `largest`: heights and widths on the first grids; larger grids do not take part.
    """

    def __init__(self, grids: Sequence[PlainGrid], largest: Sequence[tuple[int, int]] = ()) -> None:
        self.graph: Graph
        self.shelves: Shelves
        self.graph, self.shelves = new_graph(grids, largest)
        self.count = len(grids)
        self.names: dict[int, str] = {}
        """Nodes that are names of the language, or the input."""
        self._nodes: dict[str, int] = {}
        self._give(self.graph.input, INPUT, 0)
        self.place(self.graph.input, 0)

    def _give(self, node: int, name: str, gives: int) -> None:
        self._nodes[name] = node
        if node not in self.names:
            self.names[node] = name
            self.shelves.name(node, gives)

    def name(self, name: str) -> int:
        """The node of a constant or primitive."""
        node = self._nodes.get(name)
        if node is None:
            graph = self.graph
            node = graph.constant(name) if name in CONSTANTS else graph.function(name)
            self._give(node, name, _GIVES.get(name, 0))
        return node

    def place(self, node: int, level: int) -> None:
        """Let a node take part from a level on, unless it does so from a lower one."""
        self.shelves.place(node, level)

    def shelf(self, letter: str) -> Sequence[Sequence[int]]:
        """The nodes that fill holes of a letter, by level."""
        return self.shelves.shelf(letter)

    def level(self, node: int) -> int:
        """The level from which a node takes part; -1 if it does not."""
        return self.shelves.level(node)

    def values(self, node: int) -> tuple[object, ...]:
        """The plain values of a node."""
        value = self.graph.value
        return tuple([value(node, k) for k in range(self.count)])

    # ------------------------------------------------------------------ calls

    def made(self, function: str, *args: int) -> int:
        """The node of a call made outside templates; `FAILED` if it or an argument fails."""
        return self.called(self.name(function), args)

    def called(self, function: int, args: Sequence[int]) -> int:
        """As `made`, for the node of a function."""
        if FAILED in args or function == FAILED:
            return FAILED
        node = self.graph.call(function, args)
        if node != FAILED and node not in self.names and self.shelves.how(node) is None:
            above = max(map(self.shelves.bound, (function, *args)))
            self.shelves.record(node, above + 1, function, args)
        return node

    def applied(self, template: Template, node: int) -> int:
        """The node of a template's value for one hole, `FAILED` if it fails."""
        slots = [node]
        for function, args in template.steps:
            parts = [slots[r] if isinstance(r, int) else self.name(r) for r in (function, *args)]
            slots.append(self.called(parts[0], parts[1:]))
        return slots[-1]

    def add_program(self, program: Program, base: int, each: int) -> None:
        """Run a program's lines; a value costs at most `base` plus `each` for a line it needs."""
        nodes = {INPUT: self.graph.input}
        needs: dict[str, int] = {INPUT: 0}
        shelves = self.shelves
        for line in program.lines:
            names = (line.function, *line.args)
            found = [
                nodes[n] if n in nodes else self.name(n)
                for n in names
                if n in nodes or n in CONSTANTS or n in SIGNATURES
            ]
            if len(found) < len(names):
                continue
            node = self.graph.call(found[0], found[1:])
            if node == FAILED:
                continue
            nodes[line.name] = node
            depth = needs[line.name] = 1 + sum(needs.get(n, 0) for n in names)
            if node not in self.names:
                above = max(map(shelves.bound, found))
                bound = max(above + 1, (base + each * depth) * _FINE)
                shelves.record(node, bound, found[0], found[1:])
                shelves.place(node, -(-bound // _FINE))

    # ------------------------------------------------------------------ templates

    def add_templates(self, templates: Iterable[Template]) -> None:
        """Templates to grow with, in their order; steps without holes are called at once."""
        for template in templates:
            count = len(template.holes)
            refs = list(range(count))
            steps: list[list[int]] = []
            for function, args in template.steps:
                parts = [
                    refs[r] if isinstance(r, int) else -1 - self.name(r) for r in (function, *args)
                ]
                if max(parts) >= 0:
                    refs.append(count + len(steps))
                    steps.append(parts)
                    continue
                node = self.called(-1 - parts[0], [-1 - p for p in parts[1:]])
                if node == FAILED:
                    break
                refs.append(-1 - node)
            else:
                if steps and refs[-1] >= 0:
                    level = max(1, round(template.cost * PER_NAT))
                    self.shelves.add_template("".join(template.holes), level, steps)

    def grow(self, calls: int, highest: int) -> int:
        """Apply the templates level by level until so many calls are made; the level reached."""
        return self.shelves.grow(calls, highest)

    # ------------------------------------------------------------------ writing down

    def lines_of(self, node: int, lines: dict[int, Line]) -> str:
        """Add the lines that make a node to `lines`, in order; the name that stands for it."""
        if node in self.names:
            return self.names[node]
        if node not in lines:
            how = self.shelves.how(node)
            assert how is not None
            called = self.lines_of(how[0], lines)
            given = tuple([self.lines_of(a, lines) for a in how[1]])
            lines[node] = Line(f"n{node}", called, given)
        return lines[node].name

    def program(self, node: int) -> Program | None:
        """The program whose output is a node; None for a name."""
        lines: dict[int, Line] = {}
        self.lines_of(node, lines)
        return Program.of(lines.values()).simplified() if lines else None
