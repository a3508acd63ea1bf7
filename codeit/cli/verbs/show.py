"""The verb `show`: draw a task, a task with a program's trace, or a run."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeit.cli.choosing import TASKS, TASKS_HELP, checked_program, chosen
from codeit.cli.console import console, fail, say

if TYPE_CHECKING:
    from arc_dsl import Program
    from data.tasks import Task

__all__ = ["register"]

_MOST_DRAWN = 20
"""Demonstrations drawn of a task: files of fresh instances have a thousand."""


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("show")(show)


def show(
    what: Annotated[
        str,
        typer.Argument(help="Id of a task, a JSON file with one task, or the folder of a run."),
    ],
    program: Annotated[
        Path | None, typer.Option(help="Draw this program's trace beside the task.")
    ] = None,
    pair: Annotated[int, typer.Option(help="Demonstration to trace, from 1.", min=1)] = 1,
    tasks: Annotated[str, typer.Option(help=TASKS_HELP)] = TASKS,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Write a picture (.png, .svg, .pdf) or, for a run, a page (.html) instead."
        ),
    ] = None,
    test_outputs: Annotated[
        bool,
        typer.Option("--test-outputs", help="Of a run: draw the wanted test outputs, too."),
    ] = False,
    task: Annotated[
        str, typer.Option("--task", help="Of a run: draw this search task in full.")
    ] = "",
) -> None:
    """Draw a task, a task with a program's trace, or the solved tasks of a run.

    In the terminal by default (a run's tasks page by page), with --out as a picture or a page.
    Test outputs are not drawn: with --program what the program gives stands in their place.

    Examples:
        codeit show 67a3c6ac
        codeit show my_task.json --program program.txt --out trace.png
        codeit show runs/tiny --task 67a3c6ac
        codeit show runs/tiny --out report.html
    """
    if (task or test_outputs) and not (Path(what) / "config.json").is_file():
        fail("--task and --test-outputs are about a run: give the folder of one")
    if task and out is not None:
        fail(
            "--task is drawn in the terminal; the page that --out report.html writes has every task"
        )
    if program is None and pair != 1:
        fail(f"--pair {pair} chooses what --program is traced on: give a program, too")
    if not what or not Path(what).is_dir():
        source, task_id = chosen(what, tasks)
        _show_task(task_id, program, pair, source, out)
    elif program is not None:
        fail("--program is drawn with a task: give the task's id or file instead of a folder")
    elif not (Path(what) / "config.json").is_file():
        fail(f"{what} is no run; for a task of a folder: codeit show ID --tasks {what}")
    else:
        from codeit.cli.reports.pages import show_run

        show_run(Path(what), out, task_id=task, test_outputs=test_outputs)


def _drawn(task: "Task", pair: int) -> list[int]:
    """Positions of the demonstrations that are drawn: the first ones, and the one asked for."""
    first = list(range(min(len(task.demonstrations), _MOST_DRAWN)))
    return first if pair < len(first) else [*first[:-1], min(pair, len(task.demonstrations) - 1)]


def _show_task(
    task_id: str, program_file: Path | None, pair: int, tasks: str, out: Path | None
) -> None:
    from codeit.run.sources import read_spec
    from data.loading import load_task

    whole = load_task(*read_spec(tasks), task_id)
    positions = _drawn(whole, pair - 1)
    if left := len(whole.demonstrations) - len(positions):
        say(f"{left} of {len(whole.demonstrations)} demonstrations are not drawn")
    if program_file is not None:
        program = checked_program(program_file, types=False)
        if pair > len(whole.demonstrations):
            fail(f"--pair {pair}: {task_id} has {len(whole.demonstrations)} demonstrations")
        _draw_traced(whole, positions, program, pair - 1, out, program_file.name)
    elif out is None:
        from viz.terminal.grids import show_task

        console().print(show_task(_part(whole, positions)))
    else:
        from viz.figures.files import save
        from viz.figures.grids import task_figure

        say(f"wrote {save(task_figure(_part(whole, positions)), out)}")


def _part(whole: "Task", positions: list[int]) -> "Task":
    """The task with the demonstrations at these positions alone."""
    return replace(whole, demonstrations=tuple(whole.demonstrations[n] for n in positions))


def _draw_traced(
    whole: "Task", positions: list[int], program: "Program", index: int, out: Path | None, name: str
) -> None:
    """Draw a task beside the program's trace on the demonstration at `index`.

    `name` is what the program is called where it is wrong.
    """
    from arc_dsl.execute.pool import Pool
    from arc_dsl.execute.tracing import traced
    from codeit.results.evaluation import run_pairs

    task = _part(whole, positions)
    steps = traced(program, whole.inputs[index])
    with Pool(1) as pool:
        outcomes = run_pairs(program, whole, pool)
    predictions = [outcome.grid for outcome in outcomes[len(whole.inputs) :]]
    given = {n: outcomes[n].grid for n in positions}
    if out is not None:
        from viz.figures.files import save
        from viz.figures.solved import solved_figure

        pairs = zip(outcomes, whole.outputs, strict=False)
        wrong = sum(outcome.grid != wanted for outcome, wanted in pairs)
        figure = solved_figure(
            task,
            program,
            steps,
            pair=positions.index(index),
            given=list(given.values()),
            predictions=predictions,
            remark=f"{name}: wrong on {wrong} of {len(whole.inputs)} pairs" if wrong else None,
        )
        say(f"wrote {save(figure, out)}")
        return
    from viz.terminal.comparison import show_difference
    from viz.terminal.grids import show_task
    from viz.terminal.traces import show_trace

    screen = console()
    screen.print(show_task(task, predictions))
    for n, grid in given.items():
        if n != index and grid is not None and grid != whole.outputs[n]:
            screen.print(f"pair {n + 1}: [yellow]wrong[/yellow]")
            screen.print(show_difference(grid, whole.outputs[n]))
    made, wanted = steps.outcome.grid, whole.outputs[index]
    screen.print(show_trace(program, whole.inputs[index], steps, expected=wanted))
    if made is not None and made != wanted:
        screen.print(show_difference(made, wanted))
