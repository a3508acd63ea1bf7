"""The family of layers: values grown from the input, stacked as pieces into the wanted outputs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from arc_dsl.outcome import Limits
from arc_dsl.program import Program
from codeit.search.assembly import Stack, assemble, node_of_stack, pruned_pieces
from codeit.search.checking import confirm
from codeit.search.graph import FAILED, Graph
from codeit.search.growing import PER_NAT, Growth
from codeit.search.interface import Allowance, Found, View
from codeit.search.pieces import Canvas, Piece, canvases, made, pieces_of
from codeit.search.templates import Template

__all__ = ["Layers", "LayersSettings"]

_COLOUR_NAMES = (
    "ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LayersSettings:
    """How far values are grown and stacked."""

    growing: int = 9_000
    """Calls that grow values, those of other programs' lines not counted."""
    program_base: int = 9
    """Levels of a value that another program's line gives."""
    program_line: int = 1
    """Levels more for every line that it needs."""
    canvases: int = 3
    """Sizes tried."""
    values: int = 2_500
    """Values of each kind made into pieces."""
    layers: int = 4_000
    """Pieces that may be stacked on others."""
    width: int = 12
    """Stacks kept at each number of layers."""
    depth: int = 5
    """Most layers above the bottom."""
    slack: int = 6
    """Levels by which a stack may cost more than the cheapest."""
    answers: int = 24
    """Stacks written down as programs."""


class Layers:
    """Searches by growing values and stacking pieces.

    `templates` are the vocabulary, `programs` material whose lines are run on the task: neither
    may know the task's own solution when a search is measured.
    """

    name = "layers"

    def __init__(
        self,
        templates: Sequence[Template],
        programs: Sequence[Program],
        settings: LayersSettings | None = None,
    ) -> None:
        self._templates = templates
        self._programs = programs
        self._settings = settings or LayersSettings()

    def search(self, view: View, allowance: Allowance) -> Iterator[Found]:
        """Finds, cheapest first; see `codeit.search.interface.Family`."""
        settings = self._settings
        growth = self.grown(view, allowance)
        found: list[tuple[int, int, str]] = []
        for canvas in canvases(growth, view.outputs, settings.canvases):
            bottoms, layers = pruned_pieces(pieces_of(canvas, settings.values), settings.layers)
            found += self._stacked(canvas, bottoms, layers, view)
        found.sort()
        yield from _confirmed(growth, found, view)

    def grown(self, view: View, allowance: Allowance) -> Growth:
        """The values of a task."""
        settings = self._settings
        graph = Graph(view.grids)
        growth = Growth(graph, _largest(view))
        for name, level in _colour_levels(view).items():
            growth.place(growth.name(name), level)
        for name in ("UP", "DOWN", "LEFT", "RIGHT", "UNITY", "UP_RIGHT", "DOWN_LEFT", "NEG_UNITY"):
            growth.place(growth.name(name), 4 * PER_NAT)
        for name in ("ORIGIN", "THREE_BY_THREE", "TWO_BY_TWO"):
            growth.place(growth.name(name), 4 * PER_NAT)
        compiled = growth.compile(self._templates)
        for program in self._programs:
            growth.add_program(program, settings.program_base, settings.program_line)
        allowance.spend(graph.made)
        mine = Allowance(min(settings.growing, allowance.left))
        before = mine.left
        growth.grow(compiled, mine, 40)
        allowance.spend(before - mine.left)
        return growth

    def _stacked(
        self, canvas: Canvas, bottoms: list[Piece], layers: list[Piece], view: View
    ) -> list[tuple[int, int, str]]:
        settings = self._settings
        stacks = self._assemble(canvas, bottoms, layers, canvas.ones)
        found = self._nodes(canvas, stacks, "layers", 0)
        if found or len(view.inputs) < 3:
            return found
        for span in canvas.spans:
            stacks = self._assemble(canvas, bottoms, layers, canvas.ones ^ span)
            found += self._nodes(canvas, stacks[: settings.answers // 4], "layers/partial", 8)
        return found

    def _assemble(
        self, canvas: Canvas, bottoms: list[Piece], layers: list[Piece], mask: int
    ) -> list[Stack]:
        settings = self._settings
        return assemble(bottoms, layers, settings.width, settings.depth, mask, settings.slack)

    def _nodes(
        self, canvas: Canvas, stacks: Sequence[Stack], family: str, more: int
    ) -> list[tuple[int, int, str]]:
        found = []
        for stack in stacks[: self._settings.answers]:
            node = node_of_stack(canvas, stack)
            if node != FAILED:
                kind = family if len(stack.pieces) > 1 else family + "/value"
                found.append((stack.cost + more, node, kind))
        return found


def _largest(view: View) -> list[tuple[int, int]]:
    """For each demonstration the larger height and width of its input and its output."""
    return [
        (max(len(a), len(b)), max(len(a[0]), len(b[0])))
        for a, b in zip(view.inputs, view.outputs, strict=True)
    ]


def _colour_levels(view: View) -> dict[str, int]:
    """Levels of the fixed colours: those that the demonstrations show cost less."""
    shown = {
        cell for grids in (view.outputs, view.inputs) for grid in grids for r in grid for cell in r
    }
    return {
        name: PER_NAT * (1 if colour in shown else 5) for colour, name in enumerate(_COLOUR_NAMES)
    }


def _confirmed(
    growth: Growth, found: Sequence[tuple[int, int, str]], view: View
) -> Iterator[Found]:
    limits = Limits()
    seen: set[int] = set()
    for cost, node, family in found:
        if node in seen:
            continue
        seen.add(node)
        program = growth.program(node)
        if program is None:
            program = growth.program(made(growth, "identity", node))
        if program is not None:
            find = confirm(program, view, family, cost / PER_NAT, limits)
            if find is not None:
                yield find
