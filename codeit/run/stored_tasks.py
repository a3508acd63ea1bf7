"""The tasks of a run, wherever they are now: in the run's folder lies what it was asked to search.

`tasks.json` has the demonstrations and test inputs of every task of the set (an ARC JSON file of
many tasks), so a run that was moved to another machine can still export; it has no test output, so
to be judged it has to be told where the tasks are.
"""

from pathlib import Path

from arc_dsl import Program
from codeit.errors import ConfigError, RunIncomplete
from codeit.run.config import DataConfig
from codeit.run.folder import RunFolder
from codeit.run.hold_out import HELD_OUT
from codeit.run.settings.paths import placed_tasks
from codeit.run.sources import Sources, load_sources, read_tasks, spread
from codeit.run.writing import as_json, write_whole
from data.errors import DataError, SourceNotFound, UnknownTask, plain
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import Task, TaskSet

__all__ = ["TASKS_FILE", "search_of", "store_tasks"]

TASKS_FILE = "tasks.json"


def store_tasks(folder: Path, asked: TaskSet) -> None:
    """Write a run's tasks into its folder. Raises RunError if it cannot be written."""
    tree = {task_id: _plain(task) for task_id, task in asked.items()}
    write_whole(folder / TASKS_FILE, as_json(tree) + "\n")


def _plain(task: Task) -> dict[str, object]:
    return {
        "train": [{"input": pair.input, "output": pair.output} for pair in task.demonstrations],
        "test": [{"input": grid} for grid in task.test_inputs],
    }


def search_of(folder: RunFolder, tasks: str = "") -> tuple[Sources, str]:
    """What a run searched, and the source in which test outputs are looked up.

    `tasks` says where they are now, if the run was started on others or elsewhere. Raises
    RunIncomplete if those are other tasks, ConfigError if it is no run on grids, and
    SourceNotFound if they are nowhere.
    """
    if folder.config.domain != "grids":
        raise ConfigError(
            f"{folder.path} is a run on the domain {folder.config.domain}, which has no test"
            f" outputs: its figures are in {folder.metrics}, and codeit show {folder.path} prints"
            " them"
        )
    data = folder.config.data
    stored = _stored(folder)
    held_out = data.search == HELD_OUT and not tasks
    spec = placed_tasks(tasks) if tasks else data.training if held_out else data.search
    try:
        asked = read_tasks(spec, skip_bad=data.skip_bad or bool(tasks))
        if held_out:
            asked = load_sources(data).asked
    except SourceNotFound:
        if tasks or stored is None:
            raise
        asked, spec = stored, str(folder.path / TASKS_FILE)
    if stored is not None:
        asked = _as_stored(folder, stored, asked)
    search = spread(asked, data.search_limit)
    none = TaskSet("training tasks", [])
    return Sources(none, search, _seeds(data), asked_for=asked).using(data.max_pairs), spec


def _stored(folder: RunFolder) -> TaskSet | None:
    file = folder.path / TASKS_FILE
    return load_tasks(str(file)) if file.is_file() else None


def _as_stored(folder: RunFolder, stored: TaskSet, now: TaskSet) -> TaskSet:
    """The tasks that the run had, in its order, as they are now."""
    try:
        given = now.subset(stored)
    except UnknownTask as error:
        raise RunIncomplete(
            f"{plain(now.name)}: {error}: give the tasks that {folder.path} was started on"
        ) from None
    if changed := next((i for i in stored if stored[i] != given[i]), None):
        raise RunIncomplete(
            f"{plain(now.name)}: task {plain(changed)} is another than {folder.path} searched:"
            " give the tasks that it was started on"
        )
    return given


def _seeds(data: DataConfig) -> dict[str, Program]:
    """The run's seeds as far as they are still there: only names are taken from them."""
    try:
        return load_seeds(None if data.seeds == "packaged" else Path(data.seeds))
    except DataError:
        return {}
