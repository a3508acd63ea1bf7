"""How long a program is to describe, in nats: by how often programs use each primitive."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from arc_dsl import Program
from arc_dsl.signatures import SIGNATURES

__all__ = ["Lengths"]

_LINE = 0.7
"""Nats of any line."""
_OF_FREQUENCY = 0.35
"""Share of the nats that name a primitive by its frequency: which fits is half known by types."""
_NAME = 0.4
"""Nats of an argument that is a name of the language."""


class Lengths:
    """Description lengths by the frequencies of primitives in some programs."""

    def __init__(self, programs: Iterable[Program]) -> None:
        self._counts: Counter[str] = Counter()
        self._count(programs)

    def _count(self, programs: Iterable[Program]) -> None:
        counts = self._counts
        for program in programs:
            for line in program.lines:
                counts.update(n for n in (line.function, *line.args) if n in SIGNATURES)
        total = sum(counts.values()) + len(SIGNATURES)
        self._nats = {
            name: _LINE + _OF_FREQUENCY * log(total / (counts[name] + 1)) for name in SIGNATURES
        }

    def with_more(self, programs: Sequence[Program]) -> "Lengths":
        """The lengths by these programs and further ones."""
        if not programs:
            return self
        both = Lengths(())
        both._counts.update(self._counts)
        both._count(programs)
        return both

    def of(self, program: Program) -> float:
        """Nats of a program."""
        nats = 0.0
        variables = {line.name for line in program.lines} | {"I"}
        for line in program.lines:
            nats += self._nats.get(line.function, _LINE)
            nats += _NAME * sum(name not in variables for name in line.args)
        return nats
