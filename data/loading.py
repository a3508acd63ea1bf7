"""Loads tasks for everybody: demonstrations and test inputs, never test outputs."""

from data.checking import pairs_of
from data.errors import DataError, MalformedSource, SourceNotFound, plain
from data.sources import RawTask, read_one, read_source
from data.tasks import Pair, Split, Task, TaskSet

__all__ = ["load_task", "load_tasks"]


def load_tasks(source: str, split: Split | None = None, *, skip_bad: bool = False) -> TaskSet:
    """Load the tasks of a source (see `data.sources` for what a source may be).

    The set keeps the source's order: by id for "arc1" and "arc2", by folder and file name for a
    folder, as written within one file. With `skip_bad` what cannot be read is left out, and why is
    in the set's `left_out`. Raises SourceNotFound; MalformedData naming file, task, pair and
    reason, or MalformedSource if that is to be said of several; and SourceNotFound if nothing is
    left.
    """
    tasks: list[Task] = []
    problems: list[DataError] = []
    for raw in read_source(source, split):
        try:
            if isinstance(raw, DataError):
                raise raw
            tasks.append(_task(raw))
        except DataError as error:
            problems.append(error)
    if len(problems) == 1 and not (skip_bad and tasks):
        raise problems[0]
    if problems and not (skip_bad and tasks):
        raise MalformedSource(source, problems)
    if not tasks:
        raise SourceNotFound(f"{plain(source)}: there is no task in it")
    return TaskSet(f"{source} {split}" if split else source, tasks, problems)


def load_task(source: str, split: Split | None, task_id: str) -> Task:
    """Load one task; no other of the source can stand in its way.

    Raises UnknownTask, SourceNotFound, or MalformedData as `load_tasks` does.
    """
    return _task(read_one(source, split, task_id))


def _task(raw: RawTask) -> Task:
    demonstrations = tuple(
        Pair(
            place.at("input").grid(place.field(pair, "input")),
            place.at("output").grid(place.field(pair, "output")),
        )
        for place, pair in pairs_of(raw, "train")
    )
    test_inputs = tuple(
        place.at("input").grid(place.field(pair, "input")) for place, pair in pairs_of(raw, "test")
    )
    return Task(raw.id, demonstrations, test_inputs)
