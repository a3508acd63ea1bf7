"""The reference of the language as Markdown pages: an index, and a page for each family.

Everything is read off the declarations: signature, text, arguments, errors, the example of the
docstring, and a before-and-after picture of it (SVG inside the page). Written by
`codeit language --out DIR`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from arc_dsl.declaration import DECLARED
from arc_dsl.describing import Description, Example, describe, examples, families
from arc_dsl.program import Line
from viz.figures.files import replace_file
from viz.svg import figure, value_html
from viz.views import view

__all__ = ["language_pages", "write_language_pages"]

SEEDS_NAMED = 8
"""Seeds that are named of those that use a primitive."""
SIDE = 96
"""CSS pixels of a picture's longer side."""
ROOM = 5
"""Rows and columns of the canvas of an example without a grid."""


def write_language_pages(folder: Path, seeds: Mapping[str, str]) -> list[Path]:
    """Write the pages into a folder, each whole or not at all, and return their paths.

    `seeds` are the texts of seed programs by task id. Pages that are there are replaced. Raises
    OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in language_pages(seeds).items():
        replace_file(folder / name, text.encode("utf-8"))
        written.append(folder / name)
    return written


def language_pages(seeds: Mapping[str, str]) -> dict[str, str]:
    """The pages by file name; `seeds` as `write_language_pages` takes them."""
    using = _using(seeds)
    pages = {"index.md": _index()}
    for family, (title, names) in families().items():
        parts = [f"# {family.replace('_', ' ').capitalize()}", f"{title}."]
        parts += [_primitive(describe(name), using.get(name, ())) for name in names]
        pages[f"{family}.md"] = "\n\n".join(parts) + "\n"
    return pages


def _index() -> str:
    parts = [
        "# The language",
        f"Programs are straight-line text: one call a line, of {len(DECLARED)} primitives."
        " `codeit language NAME` says the same in the terminal. These pages are written by"
        " `codeit language --out DIR`.",
    ]
    for family, (title, names) in families().items():
        rows = "\n".join(
            f"| [`{name}`]({family}.md#{name}) | {_cell(describe(name).summary)} |"
            for name in names
        )
        heading = f"## [{family.replace('_', ' ').capitalize()}]({family}.md)"
        parts.append(f"{heading}\n\n{title}.\n\n| primitive | gives |\n|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def _primitive(said: Description, seeds: Sequence[str]) -> str:
    parts = [
        f'## `{said.name}` <a id="{said.name}"></a>',
        f"    {said.name}{said.signature}",
        f"{said.summary} {said.details}".strip(),
    ]
    rows = [f"| `{a.name}` | {a.declared} | {_cell(a.text)} |" for a in said.arguments]
    parts.append("\n".join(["| argument | type | is |", "|---|---|---|", *rows]))
    if said.failures:
        parts.append("\n".join(f"- Fails with `{f.error}`: {f.when}" for f in said.failures))
    if said.example:
        parts.append(f"```python\n{said.example}\n```")
    parts += [_picture(said, example) for example in examples(said.name)[:1]]
    if seeds:
        named = ", ".join(f"`{task_id}`" for task_id in seeds[:SEEDS_NAMED])
        more = f" and {len(seeds) - SEEDS_NAMED} more" if len(seeds) > SEEDS_NAMED else ""
        parts.append(f"In the seed programs of {named}{more}.")
    else:
        parts.append("In no seed program.")
    return "\n\n".join(parts)


def _picture(said: Description, example: Example) -> str:
    """What goes in and what comes out, side by side."""
    height, width = _canvas([*example.arguments, example.result])
    line = Line("O", said.name, tuple("x" for _ in example.arguments))
    shown = [
        figure(
            argument.name,
            value_html(
                view(value, None if argument.declared == "Grid" else line), height, width, SIDE
            ),
        )
        for argument, value in zip(said.arguments, example.arguments, strict=True)
    ]
    shown.append(figure("gives", value_html(view(example.result), height, width, SIDE)))
    return f"<div>{''.join(shown)}</div>"


def _canvas(values: Sequence[Any]) -> tuple[int, int]:
    """Height and width of the first grid among the values, or room for patches without one."""
    for value in values:
        if isinstance(value, tuple) and value and isinstance(value[0], tuple) and value[0]:
            return len(value), len(value[0])
    return ROOM, ROOM


def _using(seeds: Mapping[str, str]) -> dict[str, list[str]]:
    """Ids of the seeds by the words of their programs."""
    found: dict[str, list[str]] = {}
    for task_id, program in sorted(seeds.items()):
        for word in set(program.replace("(", " ").replace(",", " ").replace(")", " ").split()):
            found.setdefault(word, []).append(task_id)
    return found


def _cell(text: str) -> str:
    """Text for a cell of a table."""
    return text.replace("|", "\\|")
