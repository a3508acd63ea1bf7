"""Entities on what comes near: rules painted on the output of a program that is not right yet.

Values and pieces often get most of an output right and lack a rule about the objects of what they
made. Their grids become the inputs of a scene of their own; what paints the rest of the outputs on
them is put behind the program that made them.
"""

import random
from collections.abc import Iterator, Sequence
from math import log

from arc_dsl import Limits, Program, parse
from arc_dsl.outcome import PlainGrid
from codeit.scoring import distance
from codeit.search.checking import answer, confirm
from codeit.search.entities.expressions import Expression, on_grid, text_of
from codeit.search.entities.scenes import Scene
from codeit.search.interface import Allowance, Found, View
from codeit.search.parts.companions import companion
from codeit.search.rules.assembling import stacks_of

__all__ = ["Onward"]

MOST_BASES = 4
"""Programs from whose outputs the search goes on."""
WIDER = 16
"""Nearest programs of which a search of another variant draws its bases."""
MOST_STACKS = 3
"""Rules told for each base: cheaper ones mostly give the same."""
DEAREST = 32.0
"""Nats beyond which an answer is refused: none of five was right on held-out training tasks, and
two of nine between 16 and 32."""
_INPUT_BESIDE = 1.0
"""Bits of a rule that looks at the input beside the base."""
_INPUT = "J"
"""The name of the task's own input, while `I` is the base."""

CELL = 0.5
"""Nats for a cell that is wrong: a base that comes a little nearer may not take much longer."""

_Base = tuple[float, float, Program, tuple[PlainGrid, ...]]
"""What it promises, nats, the program and its grids, the demonstrations' first."""


class Onward:
    """The family that goes on from programs that fit in part, or not at all but come near."""

    name = "onward"

    def __init__(
        self, near: Sequence[Found], more: Sequence[Program] = (), variant: int = 0
    ) -> None:
        self._near = near
        self._more = more
        self._variant = variant

    def search(self, view: View, allowance: Allowance) -> Iterator[Found]:
        """Exact finds, one base after the other; see `codeit.search.interface.Family`."""
        for base in self._bases(view):
            if allowance.left <= 0:
                return
            own = Allowance(allowance.left // 2)
            before = own.left
            yield from _beyond(view, base, own)
            allowance.spend(before - own.left)

    def _bases(self, view: View) -> list[_Base]:
        """The nearest of unlike outputs; with a variant, some of a wider circle."""
        programs = [(parse(find.program), find.cost) for find in self._near if not find.exact]
        dear = max((cost for _, cost in programs), default=DEAREST / 2)
        programs += [(program, dear) for program in self._more]
        unlike: dict[tuple[PlainGrid, ...], _Base] = {}
        for program, nats in programs:
            base = _base(view, program, nats)
            if base is not None:
                known = unlike.get(base[3])
                unlike[base[3]] = base if known is None or nats < known[1] else known
        nearest = sorted(unlike.values(), key=lambda base: (base[0], base[1], str(base[2])))
        if not self._variant:
            return nearest[:MOST_BASES]
        wider = nearest[:WIDER]
        return random.Random(self._variant).sample(wider, min(MOST_BASES, len(wider)))


def _base(view: View, program: Program, nats: float) -> _Base | None:
    """What a program gives, if it has the outputs' sizes and comes nearer than the inputs."""
    grids = [answer(program, grid, Limits()) for grid in view.grids]
    made = tuple(grid for grid in grids if grid is not None)
    if len(made) < len(grids) or not all(map(_alike, made, view.outputs)):
        return None
    away = distance(made[: len(view.inputs)], view.outputs)
    if not 0 < away < distance(view.inputs, view.outputs):
        return None
    cells = sum(len(grid) * len(grid[0]) for grid in view.outputs) / len(view.outputs)
    return nats + CELL * away * cells, nats, program, made


def _alike(grid: PlainGrid, wanted: PlainGrid) -> bool:
    return len(grid) == len(wanted) and len(grid[0]) == len(wanted[0])


def _beyond(view: View, base: _Base, allowance: Allowance) -> Iterator[Found]:
    """Rules of entities that make a base's grids the outputs."""
    _, nats, program, grids = base
    scene = Scene(tuple(zip(grids, view.outputs, strict=False)), grids[len(view.inputs) :])
    given = companion(scene, _INPUT, view.grids, _INPUT_BESIDE)
    stacks = stacks_of(scene, allowance, [given] if given else [], blank=False)
    for stack in stacks[:MOST_STACKS]:
        cost = nats + stack.cost * log(2)
        if cost > DEAREST:
            return
        whole = on_grid(on_grid(stack.expression, _tree(program)), "I", _INPUT)
        find = confirm(parse(text_of(whole)), view, f"onward/{stack.family}", cost)
        if find is not None and find.exact:
            yield find


def _tree(program: Program) -> Expression:
    """The program's output as an expression of its input."""
    known: dict[str, Expression] = {}
    for line in program.lines:
        function, *arguments = [known.get(name, name) for name in (line.function, *line.args)]
        known[line.name] = (function, *arguments)
    return known[program.lines[-1].name]
