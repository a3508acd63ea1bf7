"""What was found, in forms that others read.

- `submission`: ARC Prize's file, two attempts for each test input of each search task.
- `jsonl`: one line per ranked program: task, program, origin, meta-iteration, scores.
- `functions`: one Python file of functions `solve_<id>(I)`, the published solver form.
- `text`: one program file per task solved on its demonstrations, in the form of the seeds, so that
  an export can be the seeds of another run.

Nothing here knows a test output: attempts are what the programs gave.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from arc_dsl import PlainGrid
from codeit.errors import ExportError
from codeit.results.exports.attempts import Attempts
from codeit.results.leaders import Leaders
from codeit.run.writing import as_json, write_whole
from data.tasks import Task

__all__ = [
    "ATTEMPTS",
    "EMPTY_ATTEMPT",
    "demand_new",
    "export_functions",
    "export_jsonl",
    "export_programs",
    "export_submission",
    "export_text",
]

ATTEMPTS = 2
"""Attempts per test input that ARC Prize allows."""

EMPTY_ATTEMPT: PlainGrid = ((0, 0), (0, 0))
"""Stands where there is nothing to submit."""


def export_submission(
    path: Path,
    tasks: Mapping[str, Task],
    attempts: Attempts,
) -> int:
    """Write an ARC Prize submission for all of `tasks`, whether there are attempts or not.

    Returns the number of tasks with at least one attempt.
    """
    submission = {
        task_id: [
            {f"attempt_{n + 1}": _attempt(attempts.get(task_id, ()), n, t) for n in range(ATTEMPTS)}
            for t in range(len(task.test_inputs))
        ]
        for task_id, task in tasks.items()
    }
    write_whole(path, as_json(submission) + "\n")
    return sum(any(attempts.get(task_id, ())) for task_id in tasks)


def _attempt(grids: Sequence[Sequence[PlainGrid]], attempt: int, test: int) -> PlainGrid:
    """The grid that is given as an attempt at a test input."""
    own = grids[test] if test < len(grids) else ()
    return own[attempt] if attempt < len(own) else EMPTY_ATTEMPT


def export_jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write one JSON object per line; returns how many."""
    lines = [as_json(row) + "\n" for row in rows]
    write_whole(path, "".join(lines))
    return len(lines)


def demand_new(folder: Path) -> None:
    """Raise ExportError if `folder` is a file or holds files already."""
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise ExportError(f"{folder} is not an empty folder: give a new one with --out")


def export_text(folder: Path, leaders: Leaders) -> int:
    """Write `TASK_ID.txt` with the best program of each task solved on all demonstrations.

    Returns how many. Raises ExportError as `export_programs` does.
    """
    best: dict[str, str] = {}
    for task_id, ranked in leaders:
        if ranked.score == 1.0:
            best.setdefault(task_id, ranked.program)
    return export_programs(folder, best)


def export_programs(folder: Path, programs: Mapping[str, str]) -> int:
    """Write a folder of seeds: each program as `TASK_ID.txt`; returns how many.

    Raises ExportError if `folder` is a file or holds other files already, and for an id that would
    lead out of the folder; then nothing is written.
    """
    demand_new(folder)
    for task_id in programs:
        if not task_id or Path(task_id).name != task_id or task_id.startswith("."):
            raise ExportError(f"task id {task_id!r} cannot be the name of a file")
    folder.mkdir(parents=True, exist_ok=True)
    for task_id, program in programs.items():
        write_whole(folder / f"{task_id}.txt", program + "\n")
    return len(programs)


def export_functions(path: Path, leaders: Leaders) -> tuple[int, list[str]]:
    """Write a Python file with a function for each task solved on its demonstrations.

    Returns how many, and the ids that cannot be part of a function's name, which are left out.
    Such a file can be the seeds of a run.
    """
    functions: dict[str, str] = {}
    unnamed: list[str] = []
    for task_id, ranked in leaders:
        if ranked.score < 1.0 or task_id in functions or task_id in unnamed:
            continue
        if f"solve_{task_id}".isidentifier():
            lines = [f"    {line}\n" for line in ranked.program.splitlines()]
            functions[task_id] = f"def solve_{task_id}(I):\n{''.join(lines)}    return O\n"
        else:
            unnamed.append(task_id)
    write_whole(path, "\n\n".join(functions.values()))
    return len(functions), unnamed
