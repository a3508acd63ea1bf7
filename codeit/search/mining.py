"""Vocabulary from programs: which small expressions people (or a policy) use, and how often.

Each line of a program, with up to two further lines that it uses, becomes a template whose other
variables are holes; the functions that it makes are always part of it. What more programs use
costs less.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import log

from arc_dsl.constants import CONSTANTS
from arc_dsl.outcome import PlainGrid
from arc_dsl.program import INPUT, Line, Program
from arc_dsl.signatures import SIGNATURES
from codeit.search.choosing import Graph, new_values
from codeit.search.plain.graph import FAILED, kind_of
from codeit.search.templates import HOLES, Ref, Step, Template, shown

__all__ = ["mined_templates"]

_LETTERS = {kind: letter for letter, kind in HOLES.items() if letter != "c"}
_LARGEST = 3
"""Lines of a template, those that make functions not counted."""
_MOST_HOLES = 3
_MOST_PER_LINE = 24
_COMMONEST = 150.0
"""Uses at which a template costs one nat; about what `objects(g, T, F, T)` has in the seeds."""
_COLOUR_PLACES = {
    ("replace", 1),
    ("replace", 2),
    ("switch", 1),
    ("switch", 2),
    ("fill", 1),
    ("underfill", 1),
    ("canvas", 0),
    ("ofcolor", 1),
    ("colorfilter", 1),
    ("recolor", 0),
    ("colorcount", 1),
    ("cellwise", 2),
}
"""Parameters that are colours."""
_MAKERS = {"compose", "chain", "fork", "matcher", "rbind", "lbind", "power"}
"""Primitives that make functions."""
_LAST_IS_COLOUR = {"ofcolor", "colorfilter", "colorcount", "replace", "switch"}
_COLOUR_TESTS = {"color", "mostcolor", "leastcolor"}


def mined_templates(programs: Iterable[tuple[PlainGrid, Program]]) -> list[Template]:
    """Templates of programs, each given with a grid that it runs on, cheapest first."""
    counts: Counter[tuple[tuple[str, ...], tuple[Step, ...]]] = Counter()
    for grid, program in programs:
        counts.update(_templates_in(grid, program))
    found = [
        Template(holes, steps, 1.0 + max(0.0, log(_COMMONEST / count)), shown(holes, steps))
        for (holes, steps), count in counts.items()
        if count > 1 or sum(_makes_no_function(step) for step in steps) == 1
    ]
    return sorted(found, key=lambda t: (t.cost, t.text))


@cache
def _templates_in(
    grid: PlainGrid, program: Program
) -> frozenset[tuple[tuple[str, ...], tuple[Step, ...]]]:
    """Kept, since a benchmark mines the same programs again and again, a few left out each time."""
    return frozenset(_templates_of(grid, program))


def _makes_no_function(step: Step) -> bool:
    return step[0] not in _MAKERS


def _templates_of(
    grid: PlainGrid, program: Program
) -> Iterator[tuple[tuple[str, ...], tuple[Step, ...]]]:
    kinds = _kinds(grid, program)
    lines = {line.name: line for line in program.lines}
    for line in program.lines:
        if kinds.get(line.name, "") in ("", "Callable"):
            continue
        seen = {frozenset([line.name])}
        queue = [frozenset([line.name])]
        while queue and len(seen) <= _MOST_PER_LINE:
            inside = queue.pop(0)
            builder = _Builder(lines, kinds, inside)
            builder.build(line.name)
            if builder.good and 0 < len(builder.holes) <= _MOST_HOLES:
                yield builder.result()
            if len(inside) < _LARGEST:
                for name in builder.holes:
                    more = inside | {name}
                    if name in lines and more not in seen:
                        seen.add(more)
                        queue.append(more)


def _kinds(grid: PlainGrid, program: Program) -> dict[str, str]:
    """The kinds of a program's variables when it runs on a grid, as far as it runs."""
    graph = new_values([grid], steps=10_000, size=100_000)
    nodes = {INPUT: graph.input}
    for line in program.lines:
        try:
            args = [node_of(graph, nodes, name) for name in line.args]
            node = graph.call(node_of(graph, nodes, line.function), args)
        except KeyError:
            continue
        if node != FAILED:
            nodes[line.name] = node
    return {name: _kind(graph, node) for name, node in nodes.items()}


def _kind(graph: Graph, node: int) -> str:
    """The kind of a node's value on the first input; functions have none that is told."""
    if graph.kind(node) in ("Callable", "function"):  # as the plain and the native graph name it
        return "Callable"
    return kind_of(graph.value(node, 0))


def node_of(graph: Graph, nodes: Mapping[str, int], name: str) -> int:
    """The node of a variable, constant or primitive. Raises KeyError for an unknown variable."""
    if name in nodes:
        return nodes[name]
    if name in CONSTANTS:
        return graph.constant(name)
    if name in SIGNATURES:
        return graph.function(name)
    raise KeyError(name)


@dataclass(frozen=True, slots=True)
class _Hole:
    variable: str


@dataclass(frozen=True, slots=True)
class _Earlier:
    step: int


_Part = str | _Hole | _Earlier


class _Builder:
    """Turns lines of a program into a template: those `inside`, and the functions they need."""

    def __init__(
        self, lines: Mapping[str, Line], kinds: Mapping[str, str], inside: frozenset[str]
    ) -> None:
        self._lines = lines
        self._kinds = kinds
        self._inside = inside
        self.good = True
        """False if some hole has a kind that no letter stands for."""
        self.holes: dict[str, str] = {}
        """Variables that are holes, and their letters."""
        self._steps: list[tuple[_Part, tuple[_Part, ...]]] = []
        self._done: dict[str, _Earlier] = {}

    def build(self, name: str) -> _Earlier:
        """Add the line that assigns a variable, after those it needs."""
        if name not in self._done:
            line = self._lines[name]
            function = self._part(line.function, False)
            args = tuple(
                [self._part(arg, _is_colour(line, place)) for place, arg in enumerate(line.args)]
            )
            self._steps.append((function, args))
            self._done[name] = _Earlier(len(self._steps) - 1)
        return self._done[name]

    def _part(self, name: str, colour: bool) -> _Part:
        if name in self._lines:
            if name in self._inside or self._kinds.get(name) == "Callable":
                return self.build(name)
            letter = _LETTERS.get(self._kinds.get(name, ""))
            if letter is None:
                self.good = False
                return name
            self.holes.setdefault(name, "c" if colour and letter == "n" else letter)
            return _Hole(name)
        if name == INPUT:
            self.holes.setdefault(name, "g")
            return _Hole(name)
        if colour and name in CONSTANTS:
            self.holes.setdefault(name, "c")
            return _Hole(name)
        return name

    def result(self) -> tuple[tuple[str, ...], tuple[Step, ...]]:
        """Letters of the holes, and the steps."""
        order = list(self.holes)

        def slot(part: _Part) -> Ref:
            if isinstance(part, _Hole):
                return order.index(part.variable)
            return len(order) + part.step if isinstance(part, _Earlier) else part

        steps = tuple([(slot(f), tuple([slot(a) for a in args])) for f, args in self._steps])
        return tuple(self.holes.values()), steps


def _is_colour(line: Line, place: int) -> bool:
    """Whether an argument of a line is a colour, by its place."""
    if (line.function, place) in _COLOUR_PLACES:
        return True
    if place != 1:
        return False
    bound = line.args[0]
    if line.function == "matcher":
        return bound in _COLOUR_TESTS
    if line.function == "lbind":
        return (bound, 0) in _COLOUR_PLACES
    return line.function == "rbind" and bound in _LAST_IS_COLOUR
