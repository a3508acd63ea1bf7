"""The verb `eval`: judge what a run found, on test pairs."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from codeit.cli.console import console, fail, number_of, print_json, say
from codeit.cli.opening import Json, RunDir, Tasks, open_run, run_executor

if TYPE_CHECKING:
    from viz.report import TaskEntry

__all__ = ["register", "task_row"]

SHORT = 10
"""Lines up to which a program counts as short."""


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("eval")(evaluate)


def evaluate(run_dir: RunDir, tasks: Tasks = "", json: Json = False) -> None:
    """Judge what a run has found on the test pairs of its search tasks.

    Three figures, never mixed: cumulative (everything), policy-cumulative, policy-only (the last
    meta-iteration's samples); each with one, two and three programs a task allowed. Before them
    every task of which anything is right: the rank of its first right answer, the best share of
    demonstrations, who found it and when.

    Example:
        codeit eval runs/tiny --json
    """
    from codeit.results.evaluation import Judge, passes
    from codeit.run.sources import read_spec
    from codeit.run.stored_tasks import TASKS_FILE, search_of
    from data.errors import AnswersMissing

    folder, buffer, state = open_run(run_dir)
    with buffer:
        sources, spec = search_of(folder, tasks)
        try:
            with run_executor(folder) as executor:
                judge = Judge(sources.search, *read_spec(spec), executor)
                found = passes(state, judge)
        except AnswersMissing as error:
            if Path(spec).name == TASKS_FILE:
                fail(f"{folder.config.data.search} is gone: say with --tasks where its tasks are")
            fail(f"{error}, so nothing can be judged; codeit export writes what was found")
        from codeit.cli.reports.judged_tasks import judged_tasks

        entries = judged_tasks(folder, sources, buffer, state, spec=spec).tasks
    rows = [task_row(entry) for entry in entries]
    short = sum(row["short"] for row in rows)
    unjudged = len(judge.unjudged)
    if json:
        counts = {
            "search_tasks": len(sources.search),
            "unjudged": unjudged,
            "executed": state.executed,
            "short": short,
        }
        print_json({**found, **counts, "tasks": rows})
        return
    from rich.table import Table

    _print_tasks(rows)

    table = Table("figure", "pass@1", "pass@2", "pass@3")
    for name, passed in found.items():
        table.add_row(name.replace("_", "-"), *(str(passed[f"pass@{k}"]) for k in (1, 2, 3)))
    console().print(table)
    if unjudged:
        reason = next(iter(judge.unjudged.values()))
        say(f"{unjudged} unjudged, which count as not solved, such as {reason}")
    console().print(
        f"of {number_of(len(sources.search), 'search task')},"
        f" after {state.executed:,} executed programs;"
        f" {short} solved by a program of at most {SHORT} lines"
    )


def task_row(entry: "TaskEntry") -> dict[str, Any]:
    """What `eval` says of one task: state, rank of the first right answer, who found it, when."""
    solver = entry.solver
    answer = solver or (entry.answers[0] if entry.answers else None)
    lines = len(answer.program.lines) if answer else None
    return {
        "task": entry.task.id,
        "state": entry.state.value,
        "solved_at": entry.answers.index(solver) + 1 if solver else None,
        "score": max((answer.score for answer in entry.answers), default=0.0),
        "origin": answer.origin if answer else None,
        "meta_iteration": answer.meta_iteration if answer else None,
        "executed": answer.executed if answer else None,
        "found_at": (answer.found_at or None) if answer else None,
        "lines": lines,
        "short": solver is not None and lines is not None and lines <= SHORT,
        "program": str(answer.program) if answer else None,
    }


def _print_tasks(rows: list[dict[str, Any]]) -> None:
    """The tasks of which anything is right; the others are counted."""
    from rich.markup import escape
    from rich.table import Table

    table = Table("task", "solved at", "best score", "found by", "meta-it.", "programs", "lines")
    for row in rows:
        if row["score"] > 0:
            solved = f"[green]{row['solved_at']}[/green]" if row["solved_at"] else "-"
            table.add_row(
                escape(row["task"]),
                solved,
                f"{row['score']:.0%}",
                *(_shown(row[name]) for name in ("origin", "meta_iteration", "executed", "lines")),
            )
    console().print(table)
    nothing = sum(row["score"] == 0 for row in rows)
    say(f"{number_of(nothing, 'more task')}: nothing right on any demonstration")


def _shown(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else str(value)
