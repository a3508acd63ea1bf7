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
from codeit.search.choosing import Graph, Shelves, new_graph
from codeit.search.plain.graph import FAILED
from codeit.search.templates import Template
from codeit.search.vocabulary import Calls, Forms

__all__ = ["Growth"]

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

    def add_calls(self, calls: Calls, base: int, each: int) -> None:
        """Run programs' lines; a value costs at most `base` plus `each` for a line it needs."""
        self.shelves.add_calls(self._named(calls.names), calls.calls, base, each)

    # ------------------------------------------------------------------ templates

    def add_templates(self, forms: Forms) -> None:
        """Templates to grow with, in their order; steps without holes are called at once."""
        self.shelves.add_templates(self._named(forms.names), forms.templates)

    def _named(self, names: Iterable[str]) -> list[int]:
        return [self.name(name) for name in names]

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
