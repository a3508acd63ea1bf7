"""Keeps what is held out of the stream. It runs programs, in pretraining's workers alone."""

import random
from dataclasses import replace

from arc_dsl import Evaluator, Limits, Program, digest
from arc_dsl.errors import DslError
from arc_dsl.foresight.forecasting import Sought, forecast
from arc_dsl.generate.mutation import crossover, mutate
from codeit.policy.learning.examples import Example
from codeit.pretraining.breeding import prefixes
from codeit.pretraining.holdout import HeldOut
from codeit.pretraining.input_sets import View, example_from, is_trivial
from data.tasks import Pair

__all__ = ["Guard", "never_seen"]

MEMORY = 4 << 20
"""Bytes of remembered values for each held-out task."""


def never_seen(
    held: HeldOut, size: int, limits: Limits, positions: int, max_lines: int, seed: int = 0
) -> tuple[HeldOut, list[Example]]:
    """Up to `size` examples of never-seen programs, and the hold-out with those programs added.

    They have two to `max_lines` lines. Programs that are also a beginning of a kept seed, or one
    themselves, do not count as unseen.
    """
    rng = random.Random(seed)
    known = {str(p) for kept in held.seeds.values() for p in (kept, *prefixes(kept))}
    offspring = {i: _offspring(i, held, rng) for i in held.solutions}
    unseen = {
        i: [p for p in programs if str(p) not in known and 2 <= len(p) <= max_lines]
        for i, programs in offspring.items()
    }
    examples = []
    for task in held.tasks:
        view = View.of(task.inputs, limits)
        behaviours: set[tuple[bytes, ...]] = set()
        for program in unseen[task.id]:
            behaviour = view.behaviour(program)
            if behaviour is None or behaviour in behaviours or is_trivial(view, program):
                continue
            behaviours.add(behaviour)
            examples.append(example_from(view, program, positions))
    rng.shuffle(examples)
    texts = {str(p) for programs in unseen.values() for p in programs}
    texts |= {str(p) for p in held.solutions.values()}
    return replace(held, programs=frozenset(texts)), examples[:size]


def _offspring(task_id: str, held: HeldOut, rng: random.Random) -> list[Program]:
    own = held.solutions[task_id]
    others = list(held.solutions.values())
    stem = [own, *prefixes(own)]
    found = list(stem)
    for parent in stem * 4:
        try:
            found.append(mutate(parent, rng).simplified())
            found.append(crossover(parent, rng.choice(others), rng).simplified())
        except DslError:
            continue
    return list(dict.fromkeys(found))


class Guard:
    """Tells which programs are held out. What a program cannot give by its text is not run."""

    def __init__(self, held: HeldOut, limits: Limits) -> None:
        self._programs = held.programs
        self._answers = [
            [
                (
                    Sought(pair.input, pair.output),
                    Evaluator(pair.input, limits, MEMORY),
                    digest(pair.output),
                )
                for pair in sorted(task.demonstrations, key=_cells)
            ]
            for task in held.tasks
        ]

    def forbids(self, program: Program) -> bool:
        """Whether the program is held out, by its text or because it solves a held-out task."""
        if str(program) in self._programs:
            return True
        told = forecast(program)
        return any(
            all(sought.possible(told) for sought, _, _ in pairs)
            and all(evaluator.run_digest(program)[1] == wanted for _, evaluator, wanted in pairs)
            for pairs in self._answers
        )


def _cells(pair: Pair) -> int:
    """Size of a pair's input: small grids tell soonest that a program is something else."""
    return len(pair.input) * len(pair.input[0])
