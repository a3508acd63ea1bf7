"""A run for the eyes: its page of pictures, and its summary in the terminal."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from codeit.cli.console import console, say

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
    from codeit.cli.report_data import gathered
    from codeit.errors import RunError
    from viz.report import write_report

    target = out or folder.path / "report.html"
    shown = gathered(folder, sources, test_outputs=test_outputs)
    try:
        return write_report(shown, target)
    except OSError as error:
        first = f"make {target.parent}" if isinstance(error, FileNotFoundError) else "mend that"
        again = shlex.join(["codeit", "show", str(folder.path), "--out", str(target)])
        raise RunError(
            f"cannot write {target}: {error.strerror or error}; the run itself is whole: {first},"
            f" then {again} (or another --out)"
        ) from None


def show_run(path: Path, out: Path | None, *, test_outputs: bool = False) -> None:
    """Draw a run: curves as a picture, everything as a page, or the table in the terminal."""
    from buffer.replay import ReplayBuffer
    from codeit.cli.report_data import metric_rows
    from codeit.run.folder import RunFolder

    folder = RunFolder.open(path)
    if out is not None and out.suffix == ".html":
        from codeit.run.sources import load_sources

        sources = load_sources(folder.config.data)
        say(f"wrote {write_page(folder, sources, out, test_outputs=test_outputs)}")
        return
    with ReplayBuffer.open(folder.buffer_url, read_only=True) as buffer:
        rows = metric_rows(buffer)
    if out is not None:
        from viz.curves import curves_figure
        from viz.figures import save

        say(f"wrote {save(curves_figure({path.resolve().name: rows}), out)}")
        return
    if not rows:
        say("no meta-iteration has ended yet")
        return
    from codeit.cli.progress import run_table

    console().print(run_table(rows, int(rows[-1]["search_tasks"])))
