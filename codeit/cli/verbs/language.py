"""The verb that explains the language: `codeit language`, `codeit language fill`."""

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from codeit.cli.console import console, fail, print_json, say

if TYPE_CHECKING:
    from rich.console import RenderableType

    from arc_dsl.describing import Description

__all__ = ["register"]

SEEDS_NAMED = 12
"""Seeds that are named of those that use a primitive."""
ROOM = 5
"""Rows and columns of the canvas on which an example without a grid is drawn, at least."""


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("language")(language)


def language(
    name: Annotated[str, typer.Argument(help="A primitive; without one all are listed.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write the whole reference as pages into this folder.")
    ] = None,
) -> None:
    """List the primitives of the language, explain one, or write the reference as pages.

    Examples:
        codeit language
        codeit language fill
        codeit language --out docs/language
    """
    from arc_dsl.declaration import DECLARED

    if out is not None:
        if name or json:
            fail("--out writes the whole reference: leave out the name and --json")
        from data.seeds import load_seeds
        from viz.language_pages import write_language_pages

        seeds = {task_id: str(program) for task_id, program in load_seeds().items()}
        say(f"wrote {len(write_language_pages(out, seeds))} pages to {out}")
        return

    if not name:
        _list(json)
        return
    if name not in DECLARED:
        near = difflib.get_close_matches(name, DECLARED, 3)
        hint = f"did you mean {' or '.join(near)}?" if near else "codeit language lists all"
        fail(f"the language has no primitive {name!r}: {hint}")
    _explain(name, json)


def _list(json: bool) -> None:
    from rich.table import Table

    from arc_dsl.describing import describe, families

    if json:
        print_json(
            {
                family: {name: describe(name).signature for name in names}
                for family, (_, names) in families().items()
            }
        )
        return
    screen = console()
    for family, (title, names) in families().items():
        screen.print(f"\n[bold]{family}[/bold]  [dim]{title}[/dim]", highlight=False)
        table = Table.grid(padding=(0, 2, 0, 0))
        for name in names:
            table.add_row(f"  [green]{name}[/green]", describe(name).summary)
        screen.print(table)
    screen.print("\ncodeit language NAME explains one.", highlight=False)


def _explain(name: str, json: bool) -> None:
    from arc_dsl.describing import describe
    from data.seeds import load_seeds

    said = describe(name)
    using = [task for task, program in load_seeds().items() if _uses(str(program), name)]
    if json:
        print_json({**_plain(said), "seeds": using})
        return
    from rich.markup import escape
    from rich.table import Table

    screen = console()
    screen.print(f"[bold green]{name}[/bold green]{escape(said.signature)}", highlight=False)
    screen.print(f"{said.summary} {said.details}".strip(), markup=False, highlight=False)
    table = Table.grid(padding=(0, 2, 0, 2))
    for argument in said.arguments:
        table.add_row(argument.name, f"[dim]{argument.declared}[/dim]", escape(argument.text))
    for failure in said.failures:
        table.add_row("[red]fails[/red]", "", escape(failure.when))
    screen.print(table)
    screen.print(f"\n{said.example}", markup=False, highlight=False)
    for picture in _pictures(name):
        screen.print(picture)
    told = ", ".join(using[:SEEDS_NAMED]) + (", ..." if len(using) > SEEDS_NAMED else "")
    screen.print(f"\nIn {len(using)} seed programs{': ' if using else ''}{told}", highlight=False)


def _uses(program: str, name: str) -> bool:
    words = program.replace("(", " ").replace(",", " ").replace(")", " ").split()
    return name in words


def _plain(said: "Description") -> dict[str, Any]:
    """The description as JSON takes it."""
    return {
        "name": said.name,
        "family": said.family,
        "signature": said.signature,
        "summary": said.summary,
        "details": said.details,
        "arguments": [{"name": a.name, "type": a.declared, "text": a.text} for a in said.arguments],
        "errors": [{"error": f.error, "when": f.when} for f in said.failures],
        "example": said.example,
    }


def _pictures(name: str) -> "list[RenderableType]":
    """The first example's arguments and result, drawn one below the other."""
    from rich.table import Table

    from arc_dsl.describing import describe, examples
    from arc_dsl.program import Line
    from viz.terminal.traces import drawn_value
    from viz.views import view

    found = examples(name)[:1]
    pictures: list[RenderableType] = []
    for example in found:
        line = Line("O", name, tuple("x" for _ in example.arguments))
        parameters = describe(name).arguments
        canvas = _canvas([*example.arguments, example.result])
        table = Table.grid(padding=(0, 2, 0, 2))
        for parameter, value in zip(parameters, example.arguments, strict=True):
            seen = view(value, None if parameter.declared == "Grid" else line)
            table.add_row(parameter.name, drawn_value(seen, canvas))
        table.add_row("[bold]gives[/bold]", drawn_value(view(example.result), canvas))
        pictures.append(table)
    return pictures


def _canvas(values: list[Any]) -> tuple[tuple[int, ...], ...]:
    """A canvas for the patches of an example: as large as its first grid, or as they need."""
    for value in values:
        if isinstance(value, tuple) and value and isinstance(value[0], tuple) and value[0]:
            return value
    return ((0,) * ROOM,) * ROOM
