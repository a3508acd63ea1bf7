"""Docstrings as the help of a command: paragraphs flow to any width, examples stand by the line."""

import inspect

import typer

__all__ = ["flowing", "let_flow"]

_EXAMPLE = "cyan"
"""The style of indented lines; it also keeps their indentation, which typer would take away."""


def let_flow(app: typer.Typer) -> None:
    """Give each command of an app, and of the apps within it, the help `flowing` makes.

    Typer keeps the line breaks of a docstring after its first paragraph, so that text written for
    100 columns is torn on a terminal of 80.
    """
    for command in app.registered_commands:
        if command.callback is not None and command.callback.__doc__:
            command.help = flowing(command.callback.__doc__)
    for group in app.registered_groups:
        if group.typer_instance is not None:
            let_flow(group.typer_instance)


def flowing(docstring: str) -> str:
    """A docstring with each paragraph on one line; indented lines stay lines of their own."""
    paragraphs = inspect.cleandoc(docstring).split("\n\n")
    return "\n\n".join(_flowing(paragraph.split("\n")) for paragraph in paragraphs)


def _flowing(lines: list[str]) -> str:
    flowed: list[str] = []
    for line in lines:
        if line.startswith(" "):
            flowed.append(f"[{_EXAMPLE}]{line}[/{_EXAMPLE}]")
        elif flowed and not flowed[-1].startswith("["):
            flowed[-1] += " " + line
        else:
            flowed.append(line)
    return "\n".join(flowed)
