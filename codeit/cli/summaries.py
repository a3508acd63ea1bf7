"""What a run says before it begins and after it ended: what it works on, what to type next."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from codeit.cli.console import console, number_of, say

if TYPE_CHECKING:
    from codeit.run.config import RunConfig
    from codeit.run.folder import RunFolder
    from codeit.run.sources import Sources
    from data.errors import DataError
    from data.tasks import Task

__all__ = ["list_settings", "say_beginning", "say_end", "say_in_use", "say_left_out"]

_LARGER = {"tiny": "cpu", "cpu": "gpu"}
"""The preset to try after one."""
_SAID = 3
"""Tasks of which it is said one by one that a part of them is used."""
_LISTED = 50
"""Things left out that are listed one by one."""


def list_settings(config: "RunConfig") -> None:
    """Every setting with its value and meaning, as a table."""
    from rich.markup import escape
    from rich.table import Table

    table = Table("setting", "value", "meaning")
    for name, info in type(config).model_fields.items():
        value = getattr(config, name)
        if hasattr(value, "model_dump"):
            for field, inner in type(value).model_fields.items():
                text = " ".join((inner.description or "").split())
                table.add_row(f"{name}.{field}", escape(repr(getattr(value, field))), text)
        else:
            table.add_row(name, escape(repr(value)), " ".join((info.description or "").split()))
    console().print(table)


def say_left_out(problems: "Sequence[DataError]", what: str = "left out") -> None:
    """One line on stderr for each thing that could not be read."""
    from data.errors import plain

    for problem in problems[:_LISTED]:
        sys.stderr.write(f"{what}: {plain(problem, 1_000)}\n")
    if len(problems) > _LISTED:
        sys.stderr.write(f"{what}: {len(problems) - _LISTED} more\n")


def say_beginning(folder: "RunFolder", sources: "Sources") -> None:
    """What the run works on; a limited search set is said as such."""
    from rich.markup import escape

    whole, searched = len(sources.asked), len(sources.search)
    of = f"{searched} of " if searched < whole else ""
    console().print(
        f"[bold]{escape(str(folder.path))}[/bold]: {of}{number_of(whole, 'search task')}"
        f" ({escape(sources.asked.name)}), {number_of(len(sources.training), 'training task')},"
        f" {number_of(len(sources.seeds), 'seed program')}, seed {folder.config.seed}"
    )
    in_part = {i: task for i, task in sources.whole.items() if i in sources.search}
    say_in_use(in_part, folder.config.data.max_pairs)


def say_in_use(tasks: Mapping[str, "Task"], most: int) -> None:
    """A line for each task, of the first ones, of whose demonstrations only so many are used."""
    from data.errors import plain

    many = [task for task in tasks.values() if most and len(task.demonstrations) > most]
    for task in many[:_SAID]:
        say(
            f"task {plain(task.id)}: {most} of {len(task.demonstrations)} demonstrations are used;"
            " all are checked"
        )
    if len(many) > _SAID:
        say(f"and {number_of(len(many) - _SAID, 'more task')} with more than {most} demonstrations")


def say_end(
    folder: "RunFolder", page: Path, *, judged: bool, options: Sequence[str] | None
) -> None:
    """Where everything is, and the commands that come next.

    `options` are those with which the run was started, for the command that starts a larger one;
    None if it is not known how it was.
    """
    path = folder.path
    say(f"\nEverything is in {path}")
    say(f"  {page}\n      the run as one page of pictures: open it in a browser")
    if not folder.config.buffer.url:
        say(f"  {path / 'buffer.sqlite'}\n      every experience and solution; plain SQL works")
    say(f"  {path / 'metrics.jsonl'}\n      a line of figures per meta-iteration")
    say("\nWhat to type next")
    quoted = shlex.quote(str(path))
    if judged:
        say(f"  codeit eval {quoted}")
    say(f"  codeit export {quoted} --format submission --out submission.json")
    say(f"  codeit export {quoted} --format text --out solved/")
    say(f"  codeit buffer stats {quoted}")
    say(f"  codeit show {quoted}")
    say(f"  codeit run --resume {quoted} --more 1")
    larger = _LARGER.get(folder.config.preset)
    if larger and options is not None:
        say(f"  codeit run --preset {larger}{''.join(f' {shlex.quote(o)}' for o in options)}")
