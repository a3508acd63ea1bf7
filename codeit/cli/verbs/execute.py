"""The verb `exec`: run a program on every pair of a task."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeit.cli.choosing import TASK_HELP, TASKS, TASKS_HELP, checked_program, chosen
from codeit.cli.console import console, fail, print_json

if TYPE_CHECKING:
    from arc_dsl import Outcome, PlainGrid, Program
    from data.tasks import Task

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("exec")(execute)


def execute(
    program_file: Annotated[
        Path, typer.Argument(metavar="PROGRAM", help="A text file with one program.")
    ],
    task_id: Annotated[str, typer.Argument(metavar="TASK", help=TASK_HELP)],
    tasks: Annotated[str, typer.Option(help=TASKS_HELP)] = TASKS,
    trace: Annotated[bool, typer.Option(help="Draw the value after every line.")] = False,
    pair: Annotated[
        int,
        typer.Option(
            help="The pair to trace, from 1; 0 means the first wrong one, or else the first."
        ),
    ] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
) -> None:
    """Run a program on every pair of a task and say what came out.

    A test pair without an output in the file cannot be judged: what the program gives is drawn.
    Exit code 0 if nothing is wrong, 1 if a pair is, or the program fails on one.

    Examples:
        codeit exec program.txt 67a3c6ac --trace
        codeit exec program.txt my_task.json
    """
    from arc_dsl.execute.pool import Pool
    from codeit.results.evaluation import known_pairs, run_pairs
    from codeit.run.sources import read_spec

    if pair and not trace:
        fail(f"--pair {pair} chooses what --trace draws: add --trace")
    program = checked_program(program_file)
    source, task_id = chosen(task_id, tasks)
    task, wanted = known_pairs(*read_spec(source), task_id)
    if not 0 <= pair <= len(wanted):
        fail(f"--pair {pair}: the task has pairs 1 to {len(wanted)}")
    with Pool(1) as pool:
        outcomes = run_pairs(program, task, pool)
    right = [_judged(outcome, output) for outcome, output in zip(outcomes, wanted, strict=True)]
    if json:
        print_json(_verdicts(task, program, outcomes, right))
    else:
        _print_verdicts(task, outcomes, wanted, right)
        if trace:
            _print_trace(program, task, wanted, right, pair)
    raise typer.Exit(1 if False in right else 0)


def _judged(outcome: "Outcome", wanted: "PlainGrid | None") -> bool | None:
    """Whether it is right; None if it is a grid and nobody knows."""
    if not outcome.ok:
        return False
    return None if wanted is None else outcome.grid == wanted


def _names(task: "Task") -> list[str]:
    return [f"pair {i}" for i in range(1, len(task.demonstrations) + 1)] + [
        f"test {i}" for i in range(1, len(task.test_inputs) + 1)
    ]


def _verdicts(
    task: "Task", program: "Program", outcomes: "list[Outcome]", right: list[bool | None]
) -> dict[str, object]:
    return {
        "task": task.id,
        "program": str(program),
        "right": False if False in right else None if None in right else True,
        "pairs": [
            {
                "pair": name,
                "right": ok,
                "outcome": outcome.kind.value,
                "line": outcome.line,
                "message": outcome.message,
                "output": outcome.grid,
            }
            for name, outcome, ok in zip(_names(task), outcomes, right, strict=True)
        ],
    }


def _print_verdicts(
    task: "Task",
    outcomes: "list[Outcome]",
    wanted: "list[PlainGrid | None]",
    right: list[bool | None],
) -> None:
    from viz.terminal.comparison import show_difference
    from viz.terminal.grids import show_grid

    screen = console()
    for name, outcome, output, ok in zip(_names(task), outcomes, wanted, right, strict=True):
        if ok:
            screen.print(f"{name}: [green]right[/green]")
        elif outcome.grid is None:
            where = f" at line {outcome.line}" if outcome.line else ""
            screen.print(f"{name}: [red]{outcome.kind.value}[/red]{where}", end=" ")
            screen.print(outcome.message, markup=False)
        elif output is None:
            screen.print(f"{name}: [cyan]unknown[/cyan] (the task has no output); it gives")
            screen.print(show_grid(outcome.grid))
        else:
            screen.print(f"{name}: [yellow]wrong[/yellow] ({_difference(outcome.grid, output)})")
            screen.print(show_difference(outcome.grid, output))


def _difference(made: "PlainGrid", output: "PlainGrid") -> str:
    from codeit.scoring import grid_distance

    if [*map(len, made)] == [*map(len, output)]:
        return f"{grid_distance(made, output):.0%} of the cells differ"
    sizes = (f"{len(grid)} x {len(grid[0])}" for grid in (made, output))
    return "{}, not {}".format(*sizes)


def _print_trace(
    program: "Program",
    task: "Task",
    wanted: "list[PlainGrid | None]",
    right: list[bool | None],
    pair: int,
) -> None:
    from arc_dsl.execute.tracing import traced
    from viz.terminal.comparison import show_difference
    from viz.terminal.traces import show_trace

    index = pair - 1 if pair else (right.index(False) if False in right else 0)
    grid = [*task.inputs, *task.test_inputs][index]
    screen = console()
    screen.print(f"\n[bold]{_names(task)[index]}[/bold]")
    steps = traced(program, grid)
    screen.print(show_trace(program, grid, steps, expected=wanted[index]))
    made, output = steps.outcome.grid, wanted[index]
    if made is not None and output is not None and made != output:
        screen.print(show_difference(made, output))
