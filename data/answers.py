"""Test outputs: the one door to them. Evaluation imports this module and nothing else may."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from arc_dsl.outcome import PlainGrid
from data.checking import Place, is_empty, pairs_of
from data.errors import AnswersMissing, DataError
from data.sources import RawTask, answers_beside, read_one, read_source
from data.tasks import Split

__all__ = ["Answers", "known_answers", "load_answers", "read_answers"]


@dataclass(frozen=True, slots=True)
class Answers:
    """The test outputs of a source, as far as it has them."""

    known: Mapping[str, tuple[PlainGrid, ...]]
    """By task id, in the order of the test inputs; only tasks that have them all."""
    unjudged: Mapping[str, DataError]
    """The other tasks, and why they cannot be judged."""


def read_answers(
    source: str, split: Split | None = None, tasks: Collection[str] | None = None
) -> Answers:
    """The test outputs of some tasks of a source, or of all; a task without them is no error.

    Raises SourceNotFound.
    """
    beside = cache(answers_beside)
    known: dict[str, tuple[PlainGrid, ...]] = {}
    unjudged: dict[str, DataError] = {}
    for raw in read_source(source, split):
        if isinstance(raw, DataError) or (tasks is not None and raw.id not in tasks):
            continue
        try:
            solutions = beside(raw.found)
            known[raw.id] = _inside(raw) if solutions is None else _complete(raw, *solutions)
        except DataError as error:
            unjudged[raw.id] = error
    return Answers(known, unjudged)


def load_answers(source: str, split: Split | None = None) -> Mapping[str, tuple[PlainGrid, ...]]:
    """The test outputs of every task of a source, in the order of its test inputs.

    Raises AnswersMissing if a task has none (as in a Kaggle challenges file without its
    solutions), SourceNotFound, or MalformedData naming file, task, pair and reason.
    """
    found = read_answers(source, split)
    for problem in found.unjudged.values():
        raise problem
    return found.known


def known_answers(source: str, split: Split | None, task_id: str) -> tuple[PlainGrid | None, ...]:
    """The test outputs of one task as far as the source has them, None for the others.

    Raises UnknownTask, SourceNotFound, or MalformedData as `load_answers` does.
    """
    raw = read_one(source, split, task_id)
    try:
        solutions = answers_beside(raw.found)
        return _given(raw) if solutions is None else _beside(raw, *solutions)
    except AnswersMissing:
        return (None,) * len(pairs_of(raw, "test"))


def _inside(raw: RawTask) -> tuple[PlainGrid, ...]:
    """The outputs that stand in the task itself, all of them."""
    return _all(raw.file, raw.id, _given(raw))


def _complete(raw: RawTask, file: Path, solutions: dict[str, Any]) -> tuple[PlainGrid, ...]:
    """The outputs from a Kaggle solutions file, all of them."""
    return _all(file, raw.id, _beside(raw, file, solutions))


def _all(file: Path, task_id: str, grids: tuple[PlainGrid | None, ...]) -> tuple[PlainGrid, ...]:
    if not grids:
        raise AnswersMissing(f"{file}: task {task_id} has no test pair")
    found: list[PlainGrid] = []
    for number, grid in enumerate(grids, 1):
        if grid is None:
            raise AnswersMissing(f"{file}: task {task_id}: test pair {number} has no output")
        found.append(grid)
    return tuple(found)


def _given(raw: RawTask) -> tuple[PlainGrid | None, ...]:
    """The outputs that stand in the task itself; None where there is none, or an empty one."""
    found = [(place, place.mapping(pair).get("output")) for place, pair in pairs_of(raw, "test")]
    return tuple(_grid(place.at("output"), output) for place, output in found)


def _beside(raw: RawTask, file: Path, solutions: dict[str, Any]) -> tuple[PlainGrid | None, ...]:
    """The outputs from a Kaggle solutions file; None for one that is empty."""
    wanted = len(pairs_of(raw, "test"))
    if raw.id not in solutions:
        raise AnswersMissing(f"{file}: task {raw.id} is not in it")
    place = Place(file, raw.id)
    outputs = solutions[raw.id]
    if not isinstance(outputs, list) or len(outputs) != wanted:
        raise place.wrong(f"expected a list of {wanted} test outputs")
    return tuple(_grid(place.at(f"test output {n}"), grid) for n, grid in enumerate(outputs, 1))


def _grid(place: Place, output: object) -> PlainGrid | None:
    return None if is_empty(output) else place.grid(output)
