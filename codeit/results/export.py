"""What was found, in forms that others read.

- `submission`: ARC Prize's file, two attempts for each test input of each search task.
- `jsonl`: one line per ranked program: task, program, origin, meta-iteration, scores.
- `text`: one program file per task solved on its demonstrations, in the form of the seeds, so that
  an export can be the seeds of another run.

Nothing here knows a test output: attempts are what the programs gave.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from arc_dsl import PlainGrid
from codeit.errors import ExportError
from codeit.results.leaders import Leaders
from codeit.run.writing import as_json, write_whole
from data.tasks import Task

__all__ = [
    "ATTEMPTS",
    "EMPTY_ATTEMPT",
    "demand_new",
    "export_jsonl",
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
    attempts: Mapping[str, Sequence[Sequence[PlainGrid | None]]],
) -> int:
    """Write an ARC Prize submission; `attempts[task][program][test input]` best program first.

    Returns the number of tasks with at least one attempt.
    """
    submission = {
        task_id: [
            {f"attempt_{a + 1}": _attempt(attempts.get(task_id, ()), a, t) for a in range(ATTEMPTS)}
            for t in range(len(task.test_inputs))
        ]
        for task_id, task in tasks.items()
    }
    write_whole(path, as_json(submission) + "\n")
    return sum(bool(attempts.get(task_id)) for task_id in tasks)


def _attempt(grids: Sequence[Sequence[PlainGrid | None]], attempt: int, test: int) -> PlainGrid:
    grid = grids[attempt][test] if attempt < len(grids) else None
    return grid if grid is not None else EMPTY_ATTEMPT


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

    Returns how many. Raises ExportError if `folder` is a file or holds other files already.
    """
    demand_new(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written: set[str] = set()
    for task_id, ranked in leaders:
        if ranked.score == 1.0 and task_id not in written:
            write_whole(folder / f"{task_id}.txt", ranked.program + "\n")
            written.add(task_id)
    return len(written)
