"""Test outputs: the one door to them. Evaluation imports this module and nothing else may."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from arc_dsl.outcome import PlainGrid
from data.checking import Place, pairs_of
from data.errors import AnswersMissing
from data.sources import RawTask, Split, read_answers_beside, read_source

__all__ = ["load_answers"]


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


def _inside(raw: RawTask) -> tuple[PlainGrid, ...]:
    """The outputs that stand in the task itself."""
    grids = []
    for place, pair in pairs_of(raw, "test"):
        found = place.mapping(pair)
        if "output" not in found:
            raise AnswersMissing(f"{raw.file}: task {raw.id}: {place.name} has no output")
        grids.append(place.at("output").grid(found["output"]))
    return tuple(grids)


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
