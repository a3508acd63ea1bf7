"""Which task a user means: an id among --tasks, or a file that holds one task."""

from pathlib import Path

from codeit.cli.console import fail

__all__ = ["TASKS", "TASKS_HELP", "TASK_HELP", "chosen"]

TASKS = "arc1"
"""Where an id is looked up unless --tasks says otherwise."""

TASK_HELP = "Id of a task, or an ARC JSON file with one task in it."
TASKS_HELP = (
    "Where an id is looked up: arc1, arc2, a folder or file of ARC JSON; with an optional :split."
)


def chosen(what: str, tasks: str) -> tuple[str, str]:
    """The source (as `read_spec` takes it) and the id of the task that `what` names."""
    if not Path(what).is_file():
        if "/" in what or what.endswith(".json"):
            fail(f"{what}: no such file or folder")
        return tasks, what
    if tasks != TASKS:
        fail(f"--tasks {tasks} is where an id is looked up, but {what} is a file: leave it out")
    from codeit.run.sources import read_tasks

    ids = list(read_tasks(what))
    if len(ids) > 1:
        fail(f"{what} holds {len(ids)} tasks: give the id of one, such as {ids[0]} --tasks {what}")
    return what, ids[0]
