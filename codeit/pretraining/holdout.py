"""What pretraining must never see: the programs and behaviours that validation is made of.

A share of the solved tasks is held out with their grids. Out of their solutions grow the programs
of validation (beginnings, mutants, crossings), and the stream drops a program if its canonical
text is one of those, or if it solves a held-out task whatever its text: leaving out task ids alone
leaks, because short programs solve several tasks and come up again as mutants of others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arc_dsl import Program
from codeit.errors import ConfigError
from codeit.policy.learning.examples import Example
from data.splits import split_tasks
from data.tasks import Task, TaskSet

__all__ = ["HeldOut", "hold_out", "wrong_grids"]


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


def wrong_grids(examples: Sequence[Example]) -> list[Example]:
    """The control: every program with the prompt of an example half the list away."""
    half = len(examples) // 2
    return [
        Example(examples[(i + half) % len(examples)].prompt, example.tokens)
        for i, example in enumerate(examples)
    ]
