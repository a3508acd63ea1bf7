"""Calls the command line in this process, as a pipe without colours sees it."""

from typer.testing import CliRunner, Result

from codeit.cli.app import app

__all__ = ["invoke"]


def invoke(*arguments: str) -> Result:
    """The result of `codeit ARGUMENTS`; errors that `main` would print are raised in it."""
    return CliRunner().invoke(app, list(arguments), env={"NO_COLOR": "1", "COLUMNS": "120"})
