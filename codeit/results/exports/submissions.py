"""Submissions as ARC Prize takes them: every way in which a file would be refused, and its score.

A file is an object with, for each task of the set, a list with an object for each test input, and
in it the grids `attempt_1` and `attempt_2`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from arc_dsl import PlainGrid
from data.checking import Place
from data.errors import DataError, MalformedData
from data.files import as_text, read_bytes
from data.forms import parse_json
from data.tasks import Task

__all__ = ["TaskScore", "read_submission", "refusals", "scores"]

_NAMES = ("attempt_1", "attempt_2")


@dataclass(frozen=True, slots=True)
class TaskScore:
    """Which attempts at a task are right."""

    task_id: str
    right: tuple[tuple[bool, bool], ...]
    """For each test input, the first and the second attempt."""

    @property
    def pass_at_1(self) -> bool:
        """Whether the first attempt is right for every test input."""
        return all(first for first, _ in self.right)

    @property
    def pass_at_2(self) -> bool:
        """Whether one of two is right for every test input, as ARC Prize counts."""
        return all(map(any, self.right))


def read_submission(path: Path) -> object:
    """The JSON of a submission. Raises MalformedData if it is none at all."""
    return parse_json(as_text(read_bytes(path), path), path)


def refusals(submission: object, tasks: Mapping[str, Task], path: Path) -> list[DataError]:
    """Every reason for which the file would be refused, task by task."""
    if not isinstance(submission, dict):
        kind = type(submission).__name__
        return [MalformedData(path, f"expected an object with tasks by id, found {kind}")]
    found: list[DataError] = [
        MalformedData(path, "the task is missing", i) for i in tasks if i not in submission
    ]
    for task_id, tests in submission.items():
        if task_id in tasks:
            found += _problems(tests, tasks[task_id], Place(path, task_id))
        else:
            found.append(MalformedData(path, "no such task in the set", task_id))
    return found


def _problems(tests: object, task: Task, place: Place) -> Iterator[DataError]:
    wanted = len(task.test_inputs)
    if not isinstance(tests, list) or len(tests) != wanted:
        yield place.wrong(f"expected a list with {wanted} test outputs")
        return
    for number, test in enumerate(tests, 1):
        here = place.at(f"test {number}")
        if not isinstance(test, dict):
            yield here.wrong(f"expected an object, found {type(test).__name__}")
            continue
        for name in _NAMES:
            try:
                here.at(name).grid(here.field(test, name))
            except MalformedData as error:
                yield error
        for name in test.keys() - set(_NAMES):
            yield here.wrong(f"the key {name!r:.40} is none of {', '.join(_NAMES)}")


def scores(
    submission: object, tasks: Mapping[str, Task], wanted: Mapping[str, Sequence[PlainGrid]]
) -> list[TaskScore]:
    """The score of each task whose test outputs are known; what is missing or no grid is wrong."""
    given = submission if isinstance(submission, dict) else {}
    return [
        TaskScore(
            task_id,
            tuple(_right(given.get(task_id), n, grid) for n, grid in enumerate(wanted[task_id])),
        )
        for task_id in tasks
        if task_id in wanted
    ]


def _right(tests: object, number: int, wanted: PlainGrid) -> tuple[bool, bool]:
    test = tests[number] if isinstance(tests, list) and number < len(tests) else None
    first, second = (test.get(n) if isinstance(test, dict) else None for n in _NAMES)
    grid = [list(row) for row in wanted]
    return first == grid, second == grid
