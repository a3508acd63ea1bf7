"""Which task a user means: an id among --tasks, or a file that holds one task."""

from pathlib import Path
from typing import TYPE_CHECKING

from codeit.cli.console import fail

if TYPE_CHECKING:
    from arc_dsl import Program

__all__ = ["TASKS", "TASKS_HELP", "TASK_HELP", "checked_program", "chosen"]

TASKS = "arc1"
"""Where an id is looked up unless --tasks says otherwise."""

TASK_HELP = "Id of a task, or an ARC JSON file with one task in it."
TASKS_HELP = (
    "Where an id is looked up: arc1, arc2, a folder or file of ARC JSON; with an optional :split."
)


def chosen(what: str, tasks: str) -> tuple[str, str]:
    """The source (as `read_spec` takes it) and the id of the task that `what` names."""
    if not Path(what).is_file():
        if what.endswith(".json") or (tasks == TASKS and "/" in what):
            fail(f"{what}: no such file or folder")
        return tasks, what
    if tasks != TASKS:
        fail(f"--tasks {tasks} is where an id is looked up, but {what} is a file: leave it out")
    from codeit.run.sources import read_tasks

    ids = list(read_tasks(what, skip_bad=True))
    if len(ids) > 1:
        fail(f"{what} holds {len(ids)} tasks: give the id of one, such as {ids[0]} --tasks {what}")
    return what, ids[0]


def checked_program(file: Path, *, types: bool = True) -> "Program":
    """The program in a file (`-` is standard input), which type-checks unless told otherwise.

    Raises ProgramFileError naming file, line and reason.
    """
    from arc_dsl.errors import TypeMismatch
    from arc_dsl.types.inference import check
    from data.programs import read_program

    read = read_program(file)
    try:
        if types:
            check(read.program)
    except TypeMismatch as error:
        raise read.wrong(error.line, error.message) from None
    return read.program
