"""Test outputs: the one door to them. Evaluation imports this module and nothing else may."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from arc_dsl.outcome import PlainGrid
from data.checking import Place, pairs_of
from data.errors import AnswersMissing, UnknownTask
from data.sources import RawTask, Split, read_answers_beside, read_source

__all__ = ["known_answers", "load_answers"]


def load_answers(source: str, split: Split | None = None) -> Mapping[str, tuple[PlainGrid, ...]]:
    """The test outputs of every task of a source, in the order of its test inputs.

    Raises AnswersMissing if a task has none (as in a Kaggle challenges file without its
    solutions), SourceNotFound, or MalformedData naming file, task, pair and reason.
    """
    beside = cache(read_answers_beside)
    answers: dict[str, tuple[PlainGrid, ...]] = {}
    for raw in read_source(source, split):
        solutions = beside(raw.file)
        answers[raw.id] = _inside(raw) if solutions is None else _beside(raw, *solutions)
    return answers


def known_answers(source: str, split: Split | None, task_id: str) -> tuple[PlainGrid | None, ...]:
    """The test outputs of one task as far as the source has them, None for the others.

    Raises UnknownTask, SourceNotFound, or MalformedData as `load_answers` does.
    """
    for raw in read_source(source, split):
        if raw.id == task_id:
            try:
                return _known(raw)
            except AnswersMissing:
                return (None,) * len(pairs_of(raw, "test"))
    raise UnknownTask(f"no task {task_id!r} in {source}")


def _known(raw: RawTask) -> tuple[PlainGrid | None, ...]:
    solutions = read_answers_beside(raw.file)
    return _given(raw) if solutions is None else _beside(raw, *solutions)


def _inside(raw: RawTask) -> tuple[PlainGrid, ...]:
    """The outputs that stand in the task itself, all of them."""
    grids: list[PlainGrid] = []
    for number, grid in enumerate(_given(raw), 1):
        if grid is None:
            raise AnswersMissing(f"{raw.file}: task {raw.id}: test pair {number} has no output")
        grids.append(grid)
    return tuple(grids)


def _given(raw: RawTask) -> tuple[PlainGrid | None, ...]:
    """The outputs that stand in the task itself; None where the key is missing, or null."""
    found = [(place, place.mapping(pair).get("output")) for place, pair in pairs_of(raw, "test")]
    return tuple(
        None if output is None else place.at("output").grid(output) for place, output in found
    )


def _beside(raw: RawTask, file: Path, solutions: dict[str, Any]) -> tuple[PlainGrid, ...]:
    """The outputs from a Kaggle solutions file."""
    wanted = len(pairs_of(raw, "test"))
    if raw.id not in solutions:
        raise AnswersMissing(f"{file}: task {raw.id} is not in it")
    place = Place(file, raw.id)
    outputs = solutions[raw.id]
    if not isinstance(outputs, list) or len(outputs) != wanted:
        raise place.wrong(f"expected a list of {wanted} test outputs")
    return tuple(place.at(f"test output {n}").grid(grid) for n, grid in enumerate(outputs, 1))
