"""Verbs that look.

`exec` runs a program on a task, `show` draws a task, a program or a run, `seeds` verifies the seed
programs.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeit.cli.choosing import TASK_HELP, TASKS, TASKS_HELP, checked_program, chosen
from codeit.cli.console import console, fail, print_json, say
from codeit.cli.summaries import say_left_out

if TYPE_CHECKING:
    from arc_dsl import Outcome, PlainGrid, Program
    from data.tasks import Task

__all__ = ["register"]

_MOST_DRAWN = 20
"""Demonstrations drawn of a task: files of fresh instances have a thousand."""


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    app.command("exec")(execute)
    app.command("show")(show)
    app.command("seeds")(seeds)


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
    from codeit.stages.scoring import grid_distance

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
    from viz.terminal.traces import show_trace

    index = pair - 1 if pair else (right.index(False) if False in right else 0)
    grid = [*task.inputs, *task.test_inputs][index]
    screen = console()
    screen.print(f"\n[bold]{_names(task)[index]}[/bold]")
    steps = traced(program, grid)
    screen.print(show_trace(program, grid, steps, expected=wanted[index]))
    _print_difference(steps.outcome, wanted[index])


def _print_difference(outcome: "Outcome", wanted: "PlainGrid | None") -> None:
    """What was wanted beside what was given, if both are known and they differ."""
    from viz.terminal.comparison import show_difference

    if outcome.grid is not None and wanted is not None and outcome.grid != wanted:
        console().print(show_difference(outcome.grid, wanted))


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
        from codeit.cli.pages import show_run

        show_run(Path(what), out, task_id=task, test_outputs=test_outputs)


def _drawn(task: "Task", pair: int) -> list[int]:
    """Positions of the demonstrations that are drawn: the first ones, and the one asked for."""
    first = list(range(min(len(task.demonstrations), _MOST_DRAWN)))
    return first if pair < len(first) else [*first[:-1], min(pair, len(task.demonstrations) - 1)]


def _show_task(
    task_id: str, program_file: Path | None, pair: int, tasks: str, out: Path | None
) -> None:
    from arc_dsl.execute.pool import Pool
    from arc_dsl.execute.tracing import traced
    from codeit.results.evaluation import run_pairs
    from codeit.run.sources import read_spec
    from data.loading import load_task

    whole = load_task(*read_spec(tasks), task_id)
    positions = _drawn(whole, pair - 1)
    task = replace(whole, demonstrations=tuple(whole.demonstrations[n] for n in positions))
    if left := len(whole.demonstrations) - len(positions):
        say(f"{left} of {len(whole.demonstrations)} demonstrations are not drawn")
    screen = console()
    if program_file is None:
        if out is None:
            from viz.terminal.grids import show_task

            screen.print(show_task(task))
        else:
            from viz.figures.files import save
            from viz.figures.grids import task_figure

            say(f"wrote {save(task_figure(task), out)}")
        return
    program = checked_program(program_file, types=False)
    if pair > len(whole.demonstrations):
        fail(f"--pair {pair}: {task_id} has {len(whole.demonstrations)} demonstrations")
    steps = traced(program, whole.inputs[pair - 1])
    with Pool(1) as pool:
        ends = run_pairs(program, whole, pool)
    predictions = [end.grid for end in ends[len(whole.inputs) :]]
    right = sum(o.grid == wanted for o, wanted in zip(ends, whole.outputs, strict=False))
    given = [ends[n] for n in positions]
    at = positions.index(pair - 1)
    if out is None:
        from viz.terminal.grids import show_task
        from viz.terminal.traces import show_trace

        screen.print(show_task(task, predictions))
        for number, (outcome, wanted) in enumerate(zip(given, task.outputs, strict=True)):
            if number != at and outcome.grid is not None and outcome.grid != wanted:
                screen.print(f"pair {positions[number] + 1}: [yellow]wrong[/yellow]")
                _print_difference(outcome, wanted)
        wanted = whole.outputs[pair - 1]
        screen.print(show_trace(program, whole.inputs[pair - 1], steps, expected=wanted))
        _print_difference(steps.outcome, wanted)
    else:
        from viz.figures.files import save
        from viz.figures.solved import solved_figure

        wrong = f"wrong on {len(whole.inputs) - right} of {len(whole.inputs)} pairs"
        remark = None if right == len(whole.inputs) else f"{program_file.name}: {wrong}"
        figure = solved_figure(
            task,
            program,
            steps,
            pair=at,
            given=[outcome.grid for outcome in given],
            predictions=predictions,
            remark=remark,
        )
        say(f"wrote {save(figure, out)}")


def seeds(
    path: Annotated[
        str,
        typer.Option(
            "--seeds",
            help="`packaged`, a folder of program files, or"
            " a Python file of solve_<id>(I) functions.",
        ),
    ] = "packaged",
    tasks: Annotated[str, typer.Option(help=TASKS_HELP)] = "arc1:training",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
    table: Annotated[Path | None, typer.Option(help="Also write the table of the docs.")] = None,
) -> None:
    """Verify every seed program on all train and test pairs of its task.

    Exit code 0 if all are right, 1 if not.

    Example:
        codeit seeds --json
    """
    from codeit.results.evaluation import verify_seeds
    from codeit.run.sources import read_spec
    from data.seeds import read_seeds

    if not path:
        fail("--seeds is empty: give packaged, a folder or a file")
    read = read_seeds(None if path == "packaged" else Path(path))
    programs = read.programs
    say_left_out(read.left_out)
    verdicts = verify_seeds(programs, *read_spec(tasks))
    solved = sum(v.right for v in verdicts)
    if table is not None:
        from codeit.results.seed_table import seed_table
        from codeit.run.writing import write_whole
        from data.seeds import fitted_seeds, unsolved_tasks

        write_whole(table, seed_table(verdicts, programs, unsolved_tasks(), fitted_seeds()))
    if json:
        print_json(
            {
                "solved": solved,
                "seeds": len(verdicts),
                "left_out": [str(problem) for problem in read.left_out],
                "failed": {v.task_id: v.reason for v in verdicts if not v.right},
                "lines": {v.task_id: v.lines for v in verdicts},
            }
        )
    else:
        from rich.markup import escape
        from rich.table import Table

        rows = Table("task", "lines", "pairs right", "result")
        for v in verdicts:
            result = "[green]right[/green]" if v.right else f"[red]{escape(v.reason)}[/red]"
            rows.add_row(escape(v.task_id), str(v.lines), f"{v.pairs_right}/{v.pairs}", result)
        console().print(rows)
        console().print(f"{solved} of {len(verdicts)} seed programs solve their task")
    raise typer.Exit(0 if solved == len(verdicts) else 1)
