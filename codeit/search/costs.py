"""Costs of templates by what programs that were right use, in place of the costs written by hand.

A call costs a constant and a share of the nats of its primitive, given its caller and its place
among the caller's arguments (a bigram); where the programs show too little, the primitive's own
frequency decides (a unigram). Equal programs give equal costs. The numbers were chosen on 42 tasks
that a first search had left open of 100, and gained nothing on 200 others (`LOG.md`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import log

from arc_dsl.constants import CONSTANTS
from arc_dsl.program import INPUT, Program
from arc_dsl.signatures import SIGNATURES
from codeit.search.material import Material
from codeit.search.templates import Template

__all__ = ["Usage", "recosted"]

CALL = 0.5
"""Nats of any call."""
SHARE = 0.35
"""Nats of a template for each nat of a name: which names fit is half known by types."""
STRENGTH = 20.0
"""Uses by one caller in one place at which these count as much as the unigram."""

Place = tuple[str, int]
"""A primitive, and the number of one of its arguments, from 0."""


class Usage:
    """How often programs use each primitive, and as which argument of which other one."""

    def __init__(self, programs: Iterable[Program]) -> None:
        self._alone: Counter[str] = Counter()
        self._in: Counter[tuple[Place, str]] = Counter()
        self._places: Counter[Place] = Counter()
        for program in programs:
            makers = {INPUT: ""} | {line.name: line.function for line in program.lines}
            for line in program.lines:
                named = (line.function, *line.args)
                self._alone.update(name for name in named if name in SIGNATURES)
                for number, argument in enumerate(line.args):
                    name = makers.get(argument, argument)
                    if line.function in SIGNATURES and (name in SIGNATURES or name in CONSTANTS):
                        self._in[(line.function, number), name] += 1
                        self._places[line.function, number] += 1
        self._total = sum(self._alone.values()) + len(SIGNATURES)

    def nats(self, name: str, place: Place | None) -> float:
        """Nats of a primitive or constant in a place; None where nothing in sight calls it."""
        alone = (self._alone[name] + 1) / self._total if name in SIGNATURES else 1 / len(CONSTANTS)
        if place is None:
            return -log(alone)
        seen, of = self._in[place, name], self._places[place]
        return -log((seen + STRENGTH * alone) / (of + STRENGTH))

    def cost(self, template: Template) -> float:
        """Nats of a template; its holes cost nothing, since what fills them has its own cost."""
        named = sum(self.nats(name, place) for name, place in _names(template))
        return CALL * len(template.steps) + SHARE * named


def _names(template: Template) -> Iterator[tuple[str, Place | None]]:
    """Names of the language in a template, each with its place."""
    holes = len(template.holes)
    places: dict[int, Place] = {}
    for function, arguments in template.steps:
        if isinstance(function, str):
            for number, argument in enumerate(arguments):
                if isinstance(argument, int):
                    places[argument] = function, number
                else:
                    yield argument, (function, number)
    for number, (function, _) in enumerate(template.steps):
        if isinstance(function, str):
            yield function, places.get(holes + number)


def recosted(material: Material, programs: Iterable[Program]) -> Material:
    """The material with costs by what these programs use; they become no material themselves."""
    usage = Usage(programs)
    templates = [replace(t, cost=usage.cost(t)) for t in material.templates]
    return replace(material, templates=tuple(sorted(templates, key=lambda t: (t.cost, t.text))))
