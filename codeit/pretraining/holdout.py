"""What pretraining must never see: the programs and behaviours that validation is made of.

A share of the solved tasks is held out with their grids. Out of their solutions grow the programs
of validation (beginnings, mutants, crossings), and the stream drops a program if its canonical
text is one of those, or if it solves a held-out task whatever its text: leaving out task ids alone
leaks, because short programs solve several tasks and come up again as mutants of others.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from arc_dsl import Evaluator, Limits, Program, digest
from arc_dsl.errors import DslError
from arc_dsl.foresight.forecasting import Sought, forecast
from arc_dsl.generate.mutation import crossover, mutate
from codeit.errors import ConfigError
from codeit.policy.examples import Example
from codeit.pretraining.breeding import prefixes
from codeit.pretraining.input_sets import View, example_from, is_trivial
from data.splits import split_tasks
from data.tasks import Pair, Task, TaskSet

__all__ = ["Guard", "HeldOut", "hold_out", "validation", "wrong_grids"]

MEMORY = 4 << 20
"""Bytes of remembered values for each held-out task."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The two sides of the split. Only `kept` and `seeds` go into the stream."""

    kept: tuple[Task, ...]
    seeds: Mapping[str, Program]
    """What programs grow from: solutions of kept tasks, by id, and those for no task here."""
    tasks: tuple[Task, ...]
    """The held-out tasks, all of them solved by a held-out seed."""
    solutions: Mapping[str, Program]
    """Solutions of held-out tasks, by id."""
    programs: frozenset[str] = frozenset()
    """Canonical texts that the stream must drop."""


def hold_out(tasks: TaskSet, seeds: Mapping[str, Program], share: float, seed: int = 0) -> HeldOut:
    """Hold out a share (0 to below 1) of the tasks that have a seed, chosen by id and `seed`.

    Seeds for other tasks are kept too. Raises ConfigError if no task is left to train on.
    """
    solved = tasks.subset([task_id for task_id in tasks if task_id in seeds])
    held: TaskSet | dict[str, Task] = {}
    if share > 0 and len(solved) > 1:
        held = split_tasks(solved, {"held out": share, "kept": 1 - share}, seed)["held out"]
    if len(held) == len(tasks):
        raise ConfigError(f"held_out = {share:g} leaves none of {len(tasks)} tasks to train on")
    return HeldOut(
        kept=tuple(task for task_id, task in tasks.items() if task_id not in held),
        seeds={i: program.simplified() for i, program in seeds.items() if i not in held},
        tasks=tuple(held.values()),
        solutions={task_id: seeds[task_id].simplified() for task_id in held},
    )


def validation(
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
            marks = view.behaviour(program)
            if marks is None or marks in behaviours or is_trivial(view, program):
                continue
            behaviours.add(marks)
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


def wrong_grids(examples: Sequence[Example]) -> list[Example]:
    """The control: every program with the prompt of an example half the list away."""
    half = len(examples) // 2
    return [
        Example(examples[(i + half) % len(examples)].prompt, example.tokens)
        for i, example in enumerate(examples)
    ]
