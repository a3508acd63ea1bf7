"""The verb `seeds`: verify every seed program on its task."""

from pathlib import Path
from typing import Annotated

import typer

from codeit.cli.choosing import TASKS_HELP
from codeit.cli.console import console, fail, print_json
from codeit.cli.summaries import say_left_out

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("seeds")(seeds)


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
        from codeit.results.exports.seed_table import seed_table
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
