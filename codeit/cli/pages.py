"""A run for the eyes: its page of pictures, and its summary in the terminal."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeit.cli.console import console, say

if TYPE_CHECKING:
    from buffer.experience import Solution
    from buffer.replay import ReplayBuffer
    from codeit.run.folder import RunFolder
    from codeit.run.sources import Sources
    from viz.report import ReportData, SolvedTask

__all__ = ["show_run", "write_page"]


def write_page(folder: "RunFolder", sources: "Sources", out: Path | None = None) -> Path:
    """Write the run's page, by default `report.html` in its folder; returns its path.

    Raises RunError if it cannot be written.
    """
    from codeit.errors import RunError
    from viz.report import write_report

    target = out or folder.path / "report.html"
    shown = _gathered(folder, sources)
    try:
        return write_report(shown, target)
    except OSError as error:
        first = f"make {target.parent}" if isinstance(error, FileNotFoundError) else "mend that"
        again = shlex.join(["codeit", "show", str(folder.path), "--out", str(target)])
        raise RunError(
            f"cannot write {target}: {error.strerror or error}; the run itself is whole: {first},"
            f" then {again} (or another --out)"
        ) from None


def show_run(path: Path, out: Path | None) -> None:
    """Draw a run: curves as a picture, everything as a page, or the table in the terminal."""
    from buffer.replay import ReplayBuffer
    from codeit.run.folder import RunFolder

    folder = RunFolder.open(path)
    if out is not None and out.suffix == ".html":
        from codeit.run.sources import load_sources

        say(f"wrote {write_page(folder, load_sources(folder.config.data), out)}")
        return
    with ReplayBuffer.open(folder.buffer_url, read_only=True) as buffer:
        rows = _rows(buffer)
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


def _rows(buffer: "ReplayBuffer") -> list[dict[str, Any]]:
    """The rows of metrics, counts of outcomes gathered under one name as pictures want them."""
    rows = []
    for done in buffer.meta_iterations():
        prefix = "outcomes_"
        counts = {n.removeprefix(prefix): v for n, v in done.figures.items() if prefix in n}
        rows.append({**done.figures, "outcomes": {n: v for n, v in counts.items() if v}})
    return rows


def _gathered(folder: "RunFolder", sources: "Sources") -> "ReportData":
    from buffer.replay import ReplayBuffer
    from viz.report import Composition, Headline, ReportData

    with ReplayBuffer.open(folder.buffer_url, read_only=True) as buffer:
        rows, database = _rows(buffer), buffer.store.label
        solved = _solved(buffer, sources)
        origins: dict[str, int] = {}
        for (_, origin), counts in buffer.outcomes().items():
            origins[origin.value] = origins.get(origin.value, 0) + sum(counts.values())
    last = rows[-1] if rows else {}
    headlines = [
        Headline(label, _count(last.get(f"{name}_pass3")), f"of {len(sources.search)}, pass@3")
        for label, name in (
            ("solved, cumulative", "cumulative"),
            ("solved, policy-cumulative", "policy_cumulative"),
            ("solved, policy-only", "policy_only"),
        )
    ]
    headlines.append(Headline("programs executed", f"{int(last.get('executed') or 0):,}"))
    shown = folder.config.model_dump(mode="json")
    if folder.config.buffer.url:
        shown["buffer"]["url"] = database
    settings = {
        f"{section}.{field}" if isinstance(value, dict) else section: str(inner)
        for section, value in shown.items()
        for field, inner in (value.items() if isinstance(value, dict) else [("", value)])
    }
    return ReportData(
        name=folder.path.resolve().name,
        remark=f"preset {folder.config.preset}, seed {folder.config.seed}, {sources.search.name}",
        headlines=tuple(headlines),
        metrics=rows,
        solved=solved,
        buffer=(Composition("Executions of candidates by origin", origins),),
        settings=settings,
    )


def _count(value: object) -> str:
    return "?" if value is None else str(value)


def _solved(buffer: "ReplayBuffer", sources: "Sources") -> "tuple[SolvedTask, ...]":
    from arc_dsl import parse, run, trace
    from viz.report import SolvedTask

    best: dict[str, Solution] = {}
    for solution in buffer.solutions():
        if solution.task_id not in sources.search or not solution.holds:
            continue
        known = best.setdefault(solution.task_id, solution)
        if solution.solves_tests and not known.solves_tests:
            best[solution.task_id] = solution
    entries = []
    for solution in best.values():
        task, program = sources.search[solution.task_id], parse(solution.program)
        entries.append(
            SolvedTask(
                task=task,
                program=program,
                origin=solution.origin.value,
                meta_iteration=solution.meta_iteration,
                executed=solution.executed,
                predictions=tuple(run(program, grid).grid for grid in task.test_inputs),
                trace=trace(program, task.inputs[0]),
            )
        )
    return tuple(entries)
