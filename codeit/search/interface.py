"""What a search sees of a task, what it gives, and what every family of searches must offer.

A family looks for programs in its own way (layers of values, entities, ...). All are given the
same view and an allowance counted in steps of work, so that a search repeats exactly; their finds
are ranked together. Nothing here, and nothing that a family may import, knows a test output.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from arc_dsl.outcome import PlainGrid
from data.tasks import MOST_PAIRS, Task, bounded

__all__ = ["Allowance", "Family", "Found", "View"]

MOST_TESTS = 30
"""Test inputs that it looks at."""


@dataclass(frozen=True, slots=True)
class View:
    """A task as a search may see it: at least one demonstration, any number of test inputs."""

    inputs: tuple[PlainGrid, ...]
    """The demonstrations' inputs."""
    outputs: tuple[PlainGrid, ...]
    """The demonstrations' outputs, as many."""
    tests: tuple[PlainGrid, ...]
    """The test inputs."""

    @classmethod
    def of(cls, task: Task) -> "View":
        """What a search may see of a task, which has no test outputs; of a huge one a part."""
        seen = bounded(task, MOST_PAIRS)
        return cls(seen.inputs, seen.outputs, seen.test_inputs[:MOST_TESTS])

    @property
    def grids(self) -> tuple[PlainGrid, ...]:
        """All inputs, the demonstrations' first: the order of a graph's values."""
        return self.inputs + self.tests

    def without(self, number: int) -> "View":
        """The view with one demonstration turned into a further test input, the last.

        `number` counts from 0. Raises IndexError if there is no such demonstration.
        """
        kept = [k for k in range(len(self.inputs)) if k != number]
        return View(
            tuple(self.inputs[k] for k in kept),
            tuple(self.outputs[k] for k in kept),
            (*self.tests, self.inputs[number]),
        )


class Allowance:
    """Steps of work that a family may still spend.

    A step is a call of a primitive on all inputs, or work that takes about as long: no clock
    decides anything.
    """

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> bool:
        """Take steps away; whether any were left before."""
        had = self.left > 0
        self.left -= steps
        return had


@dataclass(frozen=True, slots=True)
class Found:
    """A program that fits some demonstrations, or comes near, as `arc_dsl.run` confirms."""

    program: str
    """Canonical text."""
    family: str
    """Where it comes from, e.g. "layers" or "entities/effect": votes of different families for
    one output count, calibration is by family."""
    cost: float
    """Description length in nats, as the family estimates it: less is likelier."""
    matched: tuple[bool, ...]
    """Whether the output is right, for each demonstration of the view."""
    predictions: tuple[PlainGrid | None, ...]
    """The outputs on the test inputs; None where there is no grid of 1-30 x 1-30 colours 0-9.

    Empty if it fits no demonstration: then it is no answer, but what it does may be learnt from.
    """
    distance: float = 0.0
    """Mean share of wrong cells in the demonstrations, 0 to 1."""

    @property
    def exact(self) -> bool:
        """Whether it fits all demonstrations."""
        return all(self.matched)

    @property
    def lines(self) -> int:
        """Number of lines of the program."""
        return self.program.count("\n") + 1


class Family(Protocol):
    """A way to search. Deterministic: equal view, equal allowance, equal finds in equal order."""

    name: str
    """The first part of `Found.family`."""

    def search(self, view: View, allowance: Allowance) -> Iterator[Found]:
        """Finds, likelier ones first as far as the family can tell.

        A find need not fit all demonstrations, but at least one; if none fits all, programs that
        come nearest may be given whether they fit or not. Stops when the allowance is spent, or
        before; each find has been checked with `codeit.search.checking`.
        """
        ...
