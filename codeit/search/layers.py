"""The family of layers: values grown from the input, stacked as pieces into the wanted outputs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from arc_dsl.outcome import Limits
from arc_dsl.program import Program
from codeit.search.boards import COLOUR_NAMES, Board, Piece, node_of, places
from codeit.search.checking import confirm, nearer
from codeit.search.goals import goals_of
from codeit.search.growing import Growth
from codeit.search.interface import Allowance, Found, View
from codeit.search.lengths import Lengths
from codeit.search.new_boards import new_board
from codeit.search.plain.graph import FAILED
from codeit.search.templates import Template
from codeit.search.vocabulary import PER_NAT, Vocabulary, calls_of

__all__ = ["Layers", "LayersSettings"]


@dataclass(frozen=True, slots=True)
class LayersSettings:
    """How far values are grown and stacked."""

    growing: int = 6_000
    """Calls that grow values in the first round, those of other programs' lines not counted."""
    rounds: int = 4
    """Rounds of growing and stacking; each but the first starts from what came nearest."""
    promoted: int = 24
    """Values that come nearest, taken into the next round."""
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


_HIGHEST = 40
"""No value of more levels is grown."""
_FEW = 2
"""Demonstrations of which none may be left out."""
_FAMILY_PARTIAL = "layers/partial"
_FAMILY_NEAR = "layers/near"
_NEAR_GRIDS = 8
"""Values told as what came nearest, for others to go on from."""
_CREDIBLE = 15.0
"""Nats of an answer that is taken without looking further."""
_LONGEST = 50.0
"""Nats beyond which an answer is refused: on held-out folds none of these was right, of eight."""
_DOUBTFUL = 25.0
"""Nats from which on answers that fit all demonstrations but one are looked for too."""
_DOUBLINGS = 3
"""Rounds of growing, each twice as long as the one before."""
_PAIRS = (
    "UP", "DOWN", "LEFT", "RIGHT", "UNITY", "UP_RIGHT", "DOWN_LEFT", "NEG_UNITY", "ORIGIN",
    "THREE_BY_THREE", "TWO_BY_TWO",
)  # fmt: skip
_PAIR_LEVEL = 4 * PER_NAT


@dataclass(frozen=True, slots=True)
class _Board:
    """A board, and the steps from what is assembled on it to the outputs."""

    board: Board
    steps: tuple[Template, ...]

    def outputs(self, growth: Growth, node: int) -> int:
        """The node of the outputs that are made of what stands on the board."""
        for template in self.steps:
            node = growth.applied(template, node) if node != FAILED else node
        return node


def nearest(growth: Growth, board: Board) -> list[int]:
    """The grids with the fewest wrong cells, and the best bottom with the layer that mends most."""
    nodes = list(board.nearest_grids(_NEAR_GRIDS))
    found = board.nearest(1)
    if found is not None:
        bottom, layers = found
        nodes.append(node_of(growth, [bottom, *layers]))
    return nodes


def promote(growth: Growth, board: Board, most: int) -> None:
    """Let the values that come nearest to the wanted outputs take part as if they cost little.

    The best bottom with the best layer on it becomes a value too: growing starts from there again.
    """
    found = board.nearest(most)
    if found is None:
        return
    bottom, layers = found
    for piece in layers:
        growth.place(Piece(*piece).node, _PROMOTED)
    for node in board.nearest_grids(most // 3):
        growth.place(node, _PROMOTED)
    for piece in layers[:_STACKED]:
        node = node_of(growth, [bottom, piece])
        if node != FAILED:
            growth.place(node, _PROMOTED)


_PROMOTED = 2
"""Level of a value taken into the next round."""
_STACKED = 3
"""Layers that are put on the best bottom for the next round."""


class Layers:
    """Searches by growing values and stacking pieces.

    `more` are programs whose lines are run on the task beside the vocabulary's: neither may know
    the task's own solution when a search is measured.
    """

    name = "layers"

    def __init__(
        self,
        vocabulary: Vocabulary,
        more: Sequence[Program] = (),
        settings: LayersSettings | None = None,
    ) -> None:
        self._vocabulary = vocabulary
        self._more = more
        self._lengths = vocabulary.lengths.with_more(more)
        self._settings = settings or LayersSettings()

    def search(self, view: View, allowance: Allowance) -> Iterator[Found]:
        """Finds, cheapest first; see `codeit.search.interface.Family`."""
        settings = self._settings
        growth = self._started(view)
        allowance.spend(growth.graph.made)
        growth.add_templates(self._vocabulary.forms)
        answers = _Answers(growth, self._lengths)
        boards: list[_Board] = []
        for number in range(settings.rounds):
            before = growth.graph.made
            wanted = settings.growing << min(number, _DOUBLINGS)
            growth.grow(min(wanted, allowance.left), _HIGHEST)
            allowance.spend(growth.graph.made - before)
            boards = self._boards(growth, view)
            for board in boards:
                self._assemble(answers, board, -1, settings.answers, "layers")
            if answers.best() <= _CREDIBLE or allowance.left <= 0:
                break
            for board in boards:
                promote(growth, board.board, settings.promoted)
        if answers.best() > _DOUBTFUL and len(view.inputs) > _FEW:
            for board in boards:
                for number in range(len(view.inputs)):
                    self._assemble(answers, board, number, settings.answers // 4, _FAMILY_PARTIAL)
        yield from answers.confirmed(view, settings.answers)
        if answers.best() > _CREDIBLE:
            near = _Answers(growth, self._lengths)
            for board in boards:
                for node in nearest(growth, board.board):
                    near.add(board.outputs(growth, node), _FAMILY_NEAR)
            yield from near.nearer(view)

    def _started(self, view: View) -> Growth:
        """The values that need no growing: names, and what other programs compute."""
        settings = self._settings
        growth = Growth(view.grids, _largest(view))
        for name, level in _colour_levels(view).items():
            growth.place(growth.name(name), level)
        for name in _PAIRS:
            growth.place(growth.name(name), _PAIR_LEVEL)
        for calls in (self._vocabulary.calls, calls_of(self._more)):
            growth.add_calls(calls, settings.program_base, settings.program_line)
        return growth

    def _boards(self, growth: Growth, view: View) -> list[_Board]:
        s = self._settings
        return [
            _Board(new_board(growth, place, goal.wanted, s.values, s.layers), goal.steps)
            for goal in goals_of(view.outputs)
            for place in places(growth, goal.wanted, 1 if goal.steps else s.canvases)
        ]

    def _assemble(
        self, answers: "_Answers", board: _Board, left_out: int, most: int, family: str
    ) -> None:
        s = self._settings
        growth = answers.growth
        for _, pieces in board.board.assemble(left_out, s.width, s.depth, s.slack, most):
            node = board.outputs(growth, node_of(growth, pieces))
            answers.add(node, family if len(pieces) > 1 else family + "/value")


class _Answers:
    """Nodes that are answers, with their programs and what these take to describe."""

    def __init__(self, growth: Growth, lengths: Lengths) -> None:
        self.growth = growth
        self._lengths = lengths
        self._found: dict[int, tuple[float, str, Program]] = {}

    def add(self, node: int, family: str) -> None:
        """Take a node in, unless it failed."""
        growth = self.growth
        if node == FAILED:
            return
        program = growth.program(node) or growth.program(growth.made("identity", node))
        if program is None:
            return
        nats = self._lengths.of(program)
        if nats > _LONGEST:
            return
        known = self._found.get(node)
        if known is None or nats < known[0]:
            self._found[node] = (nats, family, program)

    def best(self) -> float:
        """Nats of the cheapest that fits all demonstrations."""
        return min(
            (nats for nats, family, _ in self._found.values() if "partial" not in family),
            default=float("inf"),
        )

    def confirmed(self, view: View, most: int) -> Iterator[Found]:
        """The cheapest, as they are when run."""
        limits = Limits()
        for nats, family, program in self._cheapest()[:most]:
            find = confirm(program, view, family, nats, limits)
            if find is not None:
                yield find

    def nearer(self, view: View) -> Iterator[Found]:
        """Those that come nearer to the outputs than the inputs do, as they are when run."""
        for nats, family, program in self._cheapest():
            find = nearer(program, view, family, nats)
            if find is not None:
                yield find

    def _cheapest(self) -> list[tuple[float, str, Program]]:
        return sorted(self._found.values(), key=lambda item: (item[0], str(item[2])))


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
        name: PER_NAT * (1 if colour in shown else 5) for colour, name in enumerate(COLOUR_NAMES)
    }
