"""A run for the eyes: its page, its curves, and its tasks in the terminal."""

import os
import shlex
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from codeit.cli.console import console, fail, say

if TYPE_CHECKING:
    from codeit.run.folder import RunFolder
    from codeit.run.sources import Sources

__all__ = ["show_run", "write_page"]


def write_page(
    folder: "RunFolder", sources: "Sources", out: Path | None = None, *, test_outputs: bool = False
) -> Path:
    """Write the run's page, by default `report.html` in its folder; returns its path.

    With `test_outputs` the wanted outputs of test pairs are drawn; their verdicts always are.

    Raises RunError if it cannot be written.
    """
    from codeit.cli.reports.report_data import gathered
    from codeit.errors import RunError
    from viz.report import write_report

    target = out or folder.path / "report.html"
    shown = gathered(folder, sources, test_outputs=test_outputs)
    try:
        return write_report(shown, target)
    except OSError as error:
        again = shlex.join(["codeit", "show", str(folder.path), "--out", str(target)])
        raise RunError(
            f"cannot write {target}: {error.strerror or error}; the run itself is whole: mend"
            f" that, then {again} (or another --out)"
        ) from None


def show_run(
    path: Path, out: Path | None, *, task_id: str = "", test_outputs: bool = False
) -> None:
    """Draw a run: curves as a picture, everything as a page, or its tasks in the terminal."""
    from buffer.replay import ReplayBuffer
    from codeit.cli.reports.report_data import metric_rows
    from codeit.run.folder import RunFolder

    folder = RunFolder.open(path)
    if out is not None and folder.config.domain != "grids":
        fail("--out draws grids; this run has none: leave it out to see its figures")
    if out is not None and out.suffix == ".html":
        from codeit.run.sources import load_sources

        sources = load_sources(folder.config.data)
        say(f"wrote {write_page(folder, sources, out, test_outputs=test_outputs)}")
        return
    if task_id and out is None:
        _show_one(folder, task_id, test_outputs=test_outputs)
        return
    with ReplayBuffer.open(folder.buffer_url, read_only=True) as buffer:
        rows = metric_rows(buffer)
    if out is not None:
        from viz.figures.curves import curves_figure
        from viz.figures.files import save

        say(f"wrote {save(curves_figure({path.resolve().name: rows}), out)}")
        return
    if not rows:
        say("no meta-iteration has ended yet")
        return
    from codeit.cli.progress import run_table

    domain = folder.config.domain
    console().print(run_table(rows, int(rows[-1]["search_tasks"]), domain))
    if domain == "grids":
        _show_solved(folder)


def _show_one(folder: "RunFolder", task_id: str, *, test_outputs: bool) -> None:
    """Draw one search task of a run with all that was found for it."""
    from codeit.cli.reports.judged_tasks import open_judged, traced
    from viz.terminal.entries import show_entry_in_full

    judged = open_judged(folder, chosen=(task_id,), test_outputs=test_outputs)
    if not judged.tasks:
        fail(f"--task {task_id}: not among the search tasks of {folder.path}")
    (entry,) = traced(folder, judged.tasks)
    console().print(show_entry_in_full(entry))


def _show_solved(folder: "RunFolder") -> None:
    """Draw the tasks solved, page by page where somebody looks at a terminal."""
    from codeit.cli.reports.judged_tasks import open_judged
    from viz.report import State
    from viz.terminal.entries import show_entry

    judged = open_judged(folder)
    wanted = State.SOLVED if judged.known else State.DEMONSTRATIONS
    chosen = [entry for entry in judged.tasks if entry.state is wanted]
    screen = console()
    words = "solved" if judged.known else "right on all demonstrations (test outputs are unknown)"
    screen.print(f"{len(chosen)} of {len(judged.tasks)} tasks {words}", highlight=False)
    if not chosen:
        return
    os.environ.setdefault("LESS", "-FRX")  # colours pass, and a short list needs no key
    with screen.pager(styles=True) if screen.is_terminal else nullcontext():
        for entry in chosen:
            screen.print(show_entry(entry))
