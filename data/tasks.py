"""What a task is, as training code may see it: demonstrations and test inputs.

Test outputs are nowhere in these types. They are reachable only through `data.answers`, which
evaluation alone imports.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from arc_dsl.outcome import PlainGrid
from data.errors import DataError, UnknownTask, plain, suggestion

__all__ = ["MOST_PAIRS", "SPLITS", "Pair", "Split", "Task", "TaskSet", "bounded"]

Split = Literal["training", "evaluation", "test"]
"""A part of a source that is divided."""
SPLITS: tuple[Split, ...] = get_args(Split)

MOST_PAIRS = 10
"""Demonstrations of a task that are looked at before the others: no task of ARC has more."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One input grid and its output grid, each 1-30 rows by 1-30 columns of colours 0-9."""

    input: PlainGrid
    output: PlainGrid


@dataclass(frozen=True, slots=True)
class Task:
    """An id, at least one demonstration pair, and the test inputs, which may be none."""

    id: str
    demonstrations: tuple[Pair, ...]
    test_inputs: tuple[PlainGrid, ...]

    @property
    def inputs(self) -> tuple[PlainGrid, ...]:
        """The demonstrations' input grids, in order."""
        return tuple(pair.input for pair in self.demonstrations)

    @property
    def outputs(self) -> tuple[PlainGrid, ...]:
        """The demonstrations' output grids, in order."""
        return tuple(pair.output for pair in self.demonstrations)


class TaskSet(Mapping[str, Task]):
    """Tasks by id, in a fixed order, under a name such as "arc1 training". Immutable.

    `left_out` says what of the source could not be read, and why.
    """

    def __init__(
        self, name: str, tasks: Iterable[Task], left_out: Iterable[DataError] = ()
    ) -> None:
        self.name = name
        self.left_out = tuple(left_out)
        self._tasks = {task.id: task for task in tasks}

    def __getitem__(self, task_id: str) -> Task:
        """The task of that id. Raises UnknownTask, which is also a KeyError."""
        try:
            return self._tasks[task_id]
        except KeyError:
            near = suggestion(task_id, list(self._tasks))
            raise UnknownTask(f"no task {plain(task_id)!r} in {plain(self.name)}{near}") from None

    def __contains__(self, task_id: object) -> bool:
        """Whether there is such a task. Without it `Mapping` would look for near ids each time."""
        return task_id in self._tasks

    def __iter__(self) -> Iterator[str]:
        """Ids in order."""
        return iter(self._tasks)

    def __len__(self) -> int:
        """Number of tasks."""
        return len(self._tasks)

    def __repr__(self) -> str:
        """Name and size; the grids would fill pages."""
        return f"TaskSet({self.name!r}, {len(self)} tasks)"

    def subset(self, ids: Iterable[str], name: str | None = None) -> "TaskSet":
        """The named tasks in the order given. Raises UnknownTask."""
        return TaskSet(name or self.name, [self[task_id] for task_id in ids], self.left_out)


def bounded(task: Task, most: int) -> Task:
    """The task with at most `most` of its demonstrations, at least 1, in their order.

    Which ones is drawn by the task's id: the same at every call, and not the first, since makers
    of many instances often begin with the easy ones.
    """
    count = len(task.demonstrations)
    if count <= most:
        return task
    chosen = sorted(random.Random(task.id).sample(range(count), most))
    return replace(task, demonstrations=tuple([task.demonstrations[n] for n in chosen]))
