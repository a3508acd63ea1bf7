"""What the verbs share: the console, JSON output, and the one way to fail."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from codeit.cli.commands import as_run_here
from data.errors import plain

__all__ = [
    "be_quiet",
    "console",
    "fail",
    "number_of",
    "print_json",
    "progress_console",
    "say",
    "working",
]

_LONGEST = 2_000
"""Characters of an error's line."""
_LAYOUT = "\n\t"
"""Unprintable characters that are meant."""


class _PlainConsole(Console):
    """A console on which text cannot do what only the program may: control the terminal.

    Names of files, ids and messages come from others. Whatever is drawn passes here as segments;
    those that rich makes to move the cursor are marked as such and go through.
    """

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """The segments, with everything unprintable in texts escaped."""
        for segment in super().render(renderable, options):
            text = segment.text
            if segment.control is None and not text.isprintable():
                text = "".join(c if c in _LAYOUT else plain(c) for c in text)
                segment = Segment(text, segment.style)
            yield segment


_QUIET: dict[str, bool] = {"quiet": False}


def be_quiet(quiet: bool) -> None:
    """Whether progress is left out in this process; results are shown all the same."""
    _QUIET["quiet"] = quiet


def progress_console() -> Console:
    """A console for what only shows that something goes on."""
    return _PlainConsole(quiet=_QUIET["quiet"])


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say what goes on: with something that moves in a terminal, as a line in a file."""
    screen = progress_console()
    if not screen.is_terminal:
        screen.print(what, markup=False, highlight=False)
        yield
        return
    with screen.status(what):
        yield


def console() -> Console:
    """A console on stdout, made when needed so that redirection in tests is seen."""
    return _PlainConsole()


def say(text: str) -> None:
    """Print text as it is, whatever stands in it: brackets in a path or a name are no markup.

    Commands in it are printed as they can be typed here.
    """
    console().print(as_run_here(text), markup=False, highlight=False, soft_wrap=True)


def number_of(count: int, thing: str) -> str:
    """A number of things: `1 task`, `2 tasks`."""
    return f"{count:,} {thing}{'s' * (count != 1)}"


def print_json(value: Any) -> None:
    """Write one JSON object on stdout, in one line, nothing else; numbers that are none as null."""
    from codeit.run.writing import as_json

    sys.stdout.write(as_json(value) + "\n")


def fail(message: str) -> NoReturn:
    """One line on stderr and exit code 2: what is wrong and, where known, what to do."""
    line = plain(" ".join(as_run_here(message).split()), _LONGEST)
    sys.stderr.write(f"error: {line}\n")
    sys.exit(2)
