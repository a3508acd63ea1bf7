"""Loads tasks for everybody: demonstrations and test inputs, never test outputs."""

from data.checking import pairs_of
from data.errors import MalformedData
from data.sources import RawTask, Split, read_source
from data.tasks import Pair, Task, TaskSet

__all__ = ["load_tasks"]


def load_tasks(source: str, split: Split | None = None) -> TaskSet:
    """Load the tasks of a source (see `data.sources` for what a source may be).

    The set keeps the source's order: by id for "arc1" and "arc2", by file name for a folder, as
    written within one file. Raises SourceNotFound, or MalformedData naming file, task, pair and
    reason.
    """
    tasks: dict[str, Task] = {}
    for raw in read_source(source, split):
        if raw.id in tasks:
            raise MalformedData(raw.file, "another task before it has the same id", raw.id)
        tasks[raw.id] = _task(raw)
    return TaskSet(f"{source} {split}" if split else source, tasks.values())


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
