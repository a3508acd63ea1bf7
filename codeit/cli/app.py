"""The verbs in one place, and what a user sees when something is wrong: one line, exit code 2."""

import logging
import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from codeit.cli.console import be_quiet, console, fail
from codeit.cli.help_texts import let_flow
from codeit.cli.verbs import (
    buffer,
    compare,
    evaluate,
    execute,
    export,
    language,
    pretrain,
    run,
    scaling,
    score,
    seeds,
    show,
    solve,
    verify,
)

__all__ = ["app", "main"]

app = typer.Typer(
    name="codeit",
    help=(
        "Teach a small language model to write programs that solve ARC tasks, by learning from"
        " its own attempts.\n\n"
        "Start with [bold]codeit run --preset tiny[/bold]; look with [bold]codeit show[/bold]."
    ),
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version("codeit")
        except PackageNotFoundError:
            found = "of a checkout that is not installed"
        console().print(f"codeit {found}", highlight=False)
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[  # its callback does the work
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Show results, no progress.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Also log what is done, on stderr.")
    ] = False,
) -> None:
    """What stands before a verb."""
    be_quiet(quiet)
    if verbose:
        logging.getLogger().setLevel(logging.INFO)


for verb in (
    run,
    execute,
    show,
    seeds,
    language,
    evaluate,
    verify,
    export,
    compare,
    buffer,
    solve,
    pretrain,
    scaling,
    score,
):
    verb.register(app)
let_flow(app)


def main() -> None:
    """Run the command line; turn our own errors into one line on stderr and exit code 2."""
    level = os.environ.get("CODEIT_LOG", "WARNING").upper()
    known = level in logging.getLevelNamesMapping()
    logging.basicConfig(level=level if known else "WARNING", format="%(message)s")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may lack what pictures are drawn with
            stream.reconfigure(errors="replace")
    from pydantic import ValidationError

    from arc_dsl.errors import DslError
    from buffer.errors import BufferError as ReplayBufferError
    from codeit.errors import CodeItError
    from codeit.run.config import explained
    from data.errors import DataError
    from viz.errors import VizError

    try:
        app()
    except (CodeItError, DslError, DataError, ReplayBufferError, VizError) as error:
        fail(str(error))
    except ValidationError as error:
        fail(explained(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        fail(f"{where}{error.strerror or error}")
