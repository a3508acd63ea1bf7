"""Training tasks held out of a run or a pretraining, with whatever knows them.

A held-out task goes with its own seed and its *kin*: seeds of other tasks that are right on all
its demonstrations, and mutants of its own seed. Leaving out ids alone leaks: short programs solve
several tasks, and long ones come up again one change away.

The same specification and seed hold out the same tasks of a source, so that a policy pretrained
with a hold-out and the runs that begin with it agree. No test output is read.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from arc_dsl import Limits
from arc_dsl.execute.pool import Pool
from arc_dsl.program import Program
from codeit.errors import ConfigError
from data.errors import UnreadableFile
from data.files import read_text
from data.paths import expanded
from data.tasks import TaskSet

__all__ = ["HELD_OUT", "Division", "divide", "is_file"]

HELD_OUT = "held_out"
"""As `data.search`: the held-out tasks are the search tasks."""

MUTANT_LINES = 3
"""Programs of fewer lines are one change away from every second seed; of those only behaviour
makes kin."""
_LIMITS = Limits(steps=20_000, seconds=0.5)


@dataclass(frozen=True, slots=True)
class Division:
    """Training tasks and seeds without what is held out."""

    training: TaskSet
    seeds: Mapping[str, Program]
    held: TaskSet
    kin: tuple[str, ...] = ()
    """Ids of the seeds that were left out beside those of the held-out tasks."""


def is_file(spec: str) -> bool:
    """Whether a hold-out is a file of ids, not a share or a number."""
    return not _number(spec)


def divide(training: TaskSet, seeds: Mapping[str, Program], spec: str, seed: int) -> Division:
    """Hold out what `spec` says: a file of task ids, a share below 1, or a number of tasks.

    Shares and numbers are of the tasks with a seed, spread evenly over the lengths of their
    solutions, and drawn by `seed`. Raises ConfigError for a specification that means nothing, or
    leaves nothing.
    """
    if not spec:
        return Division(training, seeds, TaskSet(HELD_OUT, []))
    ids = _drawn(training, seeds, spec, seed) if _number(spec) else _listed(training, spec)
    held = training.subset(ids, f"{training.name}, held out")
    kept = training.subset([i for i in training if i not in held])
    if not len(kept):
        raise ConfigError(f"data.hold_out = {spec}: no task is left to train on")
    others = {i: program for i, program in seeds.items() if i not in held}
    own = [seeds[i] for i in held if i in seeds]
    right = _right_on_some(list(dict.fromkeys(others.values())), held)
    kin = tuple(
        i
        for i, program in others.items()
        if program in right or any(_is_mutant(program, other) for other in own)
    )
    left = {i: program for i, program in others.items() if i not in kin}
    return Division(kept, left, held, kin)


def _number(spec: str) -> float:
    try:
        return max(float(spec), 0.0)
    except ValueError:
        return 0.0


def _drawn(training: TaskSet, seeds: Mapping[str, Program], spec: str, seed: int) -> list[str]:
    """One task of each block of tasks with solutions of like length."""
    number = _number(spec)
    solved = sorted((i for i in training if i in seeds), key=lambda i: (len(seeds[i]), i))
    count = round(number * len(solved)) if number < 1 else int(number)
    if not 0 < count < len(training) or count > len(solved):
        raise ConfigError(
            f"data.hold_out = {spec}: give a share below 1 or a number of the {len(solved)} tasks"
            " that have a seed"
        )
    rng = random.Random(seed)
    bounds = [len(solved) * block // count for block in range(count + 1)]
    chosen = {rng.choice(solved[a:b]) for a, b in pairwise(bounds)}
    return [task_id for task_id in training if task_id in chosen]


def _listed(training: TaskSet, spec: str) -> list[str]:
    path = expanded(spec)
    try:
        lines = read_text(path).split()
    except UnreadableFile:
        raise ConfigError(
            f"data.hold_out = {spec}: it is a share below 1, a number of tasks, or a file of task"
            " ids, and no such file can be read"
        ) from None
    if unknown := [i for i in lines if i not in training]:
        raise ConfigError(f"data.hold_out = {spec}: {unknown[0]} is no task of {training.name}")
    return list(dict.fromkeys(lines))


def _is_mutant(program: Program, other: Program) -> bool:
    """Whether two programs differ in one line at most."""
    if len(program) != len(other) or len(program) < MUTANT_LINES:
        return program == other
    pairs = zip(program.lines, other.lines, strict=True)
    return sum(a != b for a, b in pairs) <= 1


def _right_on_some(programs: Sequence[Program], held: TaskSet) -> set[Program]:
    """The programs that are right on all demonstrations of a held-out task, run in workers."""
    right: set[Program] = set()
    if not programs or not len(held):
        return right
    with Pool(0, _LIMITS) as pool:
        for task in held.values():
            alive = [program for program in programs if program not in right]
            # The smallest input tells soonest that a program is something else.
            for pair in sorted(task.demonstrations, key=lambda p: len(p.input) * len(p.input[0])):
                ends = pool.outcomes(alive, [pair.input])
                alive = [
                    p for p, (end,) in zip(alive, ends, strict=True) if end.grid == pair.output
                ]
            right.update(alive)
    return right
