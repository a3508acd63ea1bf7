"""What a search knows beforehand, as a graph takes it: worked out once for many tasks.

Names of the language are numbered, so that a task has to look up each only once; lines that several
programs share are one call.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from arc_dsl.constants import CONSTANTS
from arc_dsl.program import INPUT, Program
from arc_dsl.signatures import SIGNATURES
from codeit.search.lengths import Lengths
from codeit.search.templates import Template

__all__ = ["PER_NAT", "Calls", "Forms", "Vocabulary", "calls_of", "forms_of"]

PER_NAT = 2
"""Levels of a nat."""

DEEPEST = 200
"""Lines that a call is said to need at most: a line that uses the last one twice doubles them, and
levels end at a thousand."""

Refs = list[int]
"""A function and its arguments: slots (holes and steps, or calls), or names as -1 - number."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Templates by names: the letters of holes, the level, and the steps of each."""

    names: tuple[str, ...]
    templates: list[tuple[str, int, list[Refs]]]


@dataclass(frozen=True, slots=True)
class Calls:
    """Lines of programs by names: how many lines each needs, itself included, and the call."""

    names: tuple[str, ...]
    calls: list[tuple[int, Refs]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Templates, material, and how long a program is to describe."""

    forms: Forms
    calls: Calls
    lengths: Lengths

    @classmethod
    def of(cls, templates: Iterable[Template], programs: Sequence[Program]) -> "Vocabulary":
        """The vocabulary of templates and programs."""
        return cls(forms_of(templates), calls_of(programs), Lengths(programs))


@dataclass(slots=True)
class _Names:
    """Names in the order in which they are met."""

    numbers: dict[str, int] = field(default_factory=dict)

    def ref(self, name: str) -> int:
        return -1 - self.numbers.setdefault(name, len(self.numbers))


def forms_of(templates: Iterable[Template]) -> Forms:
    """Templates, in their order."""
    names = _Names()
    made = []
    for template in templates:
        steps = [
            [ref if isinstance(ref, int) else names.ref(ref) for ref in (function, *args)]
            for function, args in template.steps
        ]
        level = max(1, round(template.cost * PER_NAT))
        made.append(("".join(template.holes), level, steps))
    return Forms(tuple(names.numbers), made)


def calls_of(programs: Iterable[Program]) -> Calls:
    """The different lines of programs; those that name what there is not are left out."""
    names = _Names()
    known: dict[tuple[int, ...], int] = {}
    calls: list[tuple[int, Refs]] = []
    for program in programs:
        variables: dict[str, int] = {}
        for line in program.lines:
            refs = []
            for name in (line.function, *line.args):
                if name in variables:
                    refs.append(variables[name])
                elif name == INPUT or name in CONSTANTS or name in SIGNATURES:
                    refs.append(names.ref(name))
                else:
                    break
            else:
                number = known.setdefault(tuple(refs), len(calls))
                if number == len(calls):
                    depth = 1 + sum(calls[ref][0] for ref in refs if ref >= 0)
                    calls.append((min(depth, DEEPEST), refs))
                variables[line.name] = number
    return Calls(tuple(names.numbers), calls)
