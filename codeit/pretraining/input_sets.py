"""A view: a few input grids on which many programs are run together to see what they do there."""

import random
from dataclasses import dataclass

from arc_dsl import Evaluator, Kind, Limits, PlainGrid, Program
from codeit.domains.grids import patches
from codeit.policy.learning.examples import Example, program_tokens
from data.augment import random_augmentation
from data.tasks import Pair, Task

__all__ = ["View", "draw_view", "example_from", "is_trivial"]

MEMORY = 16 << 20
"""Bytes of remembered values for each grid of a view."""
_BUDGETS = ((40, 0.35), (72, 0.35), (128, 0.2), (240, 0.1))
"""Longest prompts in positions, and how often each is drawn: short prompts teach more a second."""


@dataclass(frozen=True, slots=True)
class View:
    """Input grids, and an evaluator for each."""

    inputs: tuple[PlainGrid, ...]
    evaluators: tuple[Evaluator, ...]

    @classmethod
    def of(cls, inputs: tuple[PlainGrid, ...], limits: Limits) -> "View":
        """A view of some grids."""
        return cls(inputs, tuple(Evaluator(grid, limits, MEMORY) for grid in inputs))

    def behaviour(self, program: Program) -> tuple[bytes, ...] | None:
        """Digests of the program's outputs; None if it fails on any grid."""
        digests = []
        for evaluator in self.evaluators:
            kind, digest = evaluator.run_digest(program)
            if kind is not Kind.OK:
                return None
            digests.append(digest)
        return tuple(digests)

    def shows(self, program: Program, behaviour: tuple[bytes, ...]) -> bool:
        """Whether the program behaves so; tells sooner than `behaviour` that it does not."""
        return all(
            evaluator.run_digest(program)[1] == digest
            for evaluator, digest in zip(self.evaluators, behaviour, strict=True)
        )

    def outputs(self, program: Program) -> tuple[PlainGrid, ...]:
        """The program's outputs, which `behaviour` has found to be grids."""
        outcomes = [evaluator.run(program) for evaluator in self.evaluators]
        return tuple(outcome.grid for outcome in outcomes if outcome.grid is not None)


def draw_view(task: Task, rng: random.Random, limits: Limits, plain: float = 0.4) -> View:
    """Some demonstration inputs of a task, few enough for a prompt of a randomly drawn length.

    Except with chance `plain` they are turned, mirrored and recoloured. Sizes are judged as if
    outputs were as large as inputs.
    """
    inputs = list(task.inputs)
    if rng.random() >= plain:
        augmentation = random_augmentation(rng, keep_zero=rng.random() < 0.8)
        inputs = [augmentation.grid(grid) for grid in inputs]
    budget = rng.choices([b for b, _ in _BUDGETS], [share for _, share in _BUDGETS])[0]
    order = rng.sample(range(len(inputs)), len(inputs))
    chosen: list[int] = []
    for index in order:
        cost = patches.positions(Pair(inputs[index], inputs[index]))
        if not chosen or cost <= budget:
            chosen.append(index)
            budget -= cost
    return View.of(tuple(inputs[i] for i in sorted(chosen)), limits)


def is_trivial(view: View, program: Program) -> bool:
    """Whether the outputs say nothing: equal to the inputs, all of one colour, or all the same."""
    outputs = view.outputs(program)
    if outputs == view.inputs:
        return True
    if len(outputs) > 1 and len(set(outputs)) == 1:
        return True
    return all(len({cell for row in grid for cell in row}) == 1 for grid in outputs)


def example_from(view: View, program: Program, positions: int) -> Example:
    """The example that a program makes on a view: its realised outputs are the goal."""
    pairs = [Pair(*both) for both in zip(view.inputs, view.outputs(program), strict=True)]
    return Example(patches.encode(pairs, positions), program_tokens(str(program)))
