"""Progress bars and the live table of a run in the terminal."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType, TracebackType
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.live import Live
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from codeit.cli.commands import as_run_here
from codeit.cli.console import number_of
from codeit.cli.time_left import TimeLeft, in_words
from codeit.reporting import Advance, Solve
from codeit.results.finders import finder
from viz.terminal.solved import first_in_a_line, show_first

__all__ = ["LiveReporter", "run_table", "said_of_solved"]

_AROUND = 16
"""Lines of a terminal that the table's head, the bars and what stands around them take."""
_LEAST = 10
"""Lines that are drawn at once of solved tasks, however low the terminal is."""
_LONG = 2.0
"""Seconds from which a stage is announced where the output is a file."""

_COLUMNS = (
    ("meta-\nitera-\ntion", "meta_iteration"),
    ("pro-\ngrams\nrun", "executed"),
    ("solved:\ncumu-\nlative", "cumulative_pass3"),
    ("\npolicy-\ncumul.", "policy_cumulative_pass3"),
    ("\npolicy-\nonly", "policy_only_pass3"),
    ("sam-\nples\nok", "samples_ok_share"),
    ("exact\non 1st\ndemo", "samples_exact_first"),
    ("loss:\nbits/\ntoken", "loss_bits"),
    ("\n\nbuffer", "buffer_size"),
    ("\nsec-\nonds", "seconds"),
)

_OF_SEQUENCES = (
    ("meta-\nitera-\ntion", "meta_iteration"),
    ("\naccu-\nracy", "accuracy"),
    ("\n\nrate", "rate"),
    ("policy:\naccu-\nracy", "policy_accuracy"),
    ("\n\nrate", "policy_rate"),
    ("its\nnew-\nest", "policy_only_accuracy"),
    ("search:\naccu-\nracy", "search_accuracy"),
    ("\n\ngzip", "gzip_whole_rate"),
    ("\n\nxz", "xz_whole_rate"),
    ("loss:\nbits/\ntoken", "loss_bits"),
    ("\nsec-\nonds", "seconds"),
)
_TABLES = {"grids": _COLUMNS, "sequence": _OF_SEQUENCES}
"""Headings and metrics of the table, by domain."""


class LiveReporter:
    """Shows where a run is: a table with a row per meta-iteration, and below it what goes on.

    While drawing, the table shows as many of the newest rows as fit. Every task that is solved is
    drawn above, at once and at most a page at a time. Where the output is a file there is a line
    for each long stage, each solved task and each meta-iteration. Without a number of search tasks
    there is a bar alone, and nothing stays on the screen.
    """

    def __init__(
        self,
        console: Console,
        search_tasks: int | None = None,
        domain: str = "grids",
        *,
        run: str = "RUN",
        expected: Sequence[Mapping[str, float]] = (),
        solved: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """`run` is the folder, `expected` are seconds by stage for every meta-iteration.

        `solved` are counts of tasks solved before, by who solved them.
        """
        self._console = console
        self._domain = domain
        self._rows: list[Mapping[str, Any]] = []
        self._search_tasks = search_tasks
        self._run = run
        self._expected = expected
        self._left = TimeLeft(expected)
        self._solved = Counter(solved)
        self._number, self._planned = 0, 0
        self._ended = False
        self._stages: list[tuple[str, TaskID]] = []
        self._bars = Progress(
            TextColumn("{task.description:<28}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
        )
        self._live = Live(
            console=console,
            get_renderable=self._view,
            refresh_per_second=4,
            transient=search_tasks is None,
        )

    def __enter__(self) -> "LiveReporter":
        """Start drawing."""
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop drawing; the table stays on the screen."""
        self._ended = True
        self._live.stop()

    def begin(self, number: int, planned: int) -> None:
        """Say which meta-iteration it is."""
        self._number, self._planned = number, planned
        self._left.begin(number)
        self._say(self._where())

    @contextmanager
    def stage(self, name: str) -> Iterator[Advance]:
        """One bar, gone when the stage ends; a stage within another has one of its own."""
        self._announce(name)
        bar = self._bars.add_task(name, total=None)
        self._stages.append((name, bar))

        def advance(done: float, total: float) -> None:
            self._bars.update(bar, completed=int(done), total=int(total))

        try:
            yield advance
        finally:
            self._stages.remove((name, bar))
            self._bars.remove_task(bar)
            self._left.end(name)

    def solved(self, solves: Sequence[Solve]) -> None:
        """Draw the tasks that were just solved: as many as fit a page, the others by their ids."""
        for solve in solves:
            self._solved[finder(solve.origin, solve.meta_iteration)] += 1
        if self._domain != "grids" or self._search_tasks is None:
            return
        if not self._console.is_terminal:
            for solve in solves:
                self._say(first_in_a_line(solve.task, solve.program, _said(solve)))
            return
        room = max(self._console.height - _AROUND, _LEAST)
        for number, solve in enumerate(solves):
            drawn = Group(show_first(solve.task, solve.program, _said(solve)), "")
            height = len(self._console.render_lines(drawn, pad=False))
            if number and height > room:
                rest = solves[number:]
                ids = " ".join(other.task.id for other in rest)
                self._print(as_run_here(f"and {len(rest)} more: codeit show {self._run}"))
                self._print(f"  {ids}\n")
                return
            self._console.print(drawn)
            room -= height

    def row(self, figures: Mapping[str, Any]) -> None:
        """Add a row to the table."""
        self._rows.append(figures)
        if self._search_tasks is not None:
            told = ((name, _text(name, figures.get(name))) for _, name in _TABLES[self._domain])
            self._say(", ".join(f"{name.replace('_', ' ')} {text}" for name, text in told))

    def _announce(self, name: str) -> None:
        """Where the output is a file: a line for a stage that takes long."""
        known = self._expected[self._number] if self._number < len(self._expected) else {}
        if known.get(name, 0.0) > _LONG:
            seconds = in_words(known[name]).removesuffix(" left")
            self._say(f"  {name}: {seconds}")

    def _say(self, text: str) -> None:
        """A line of text, only where the output is a file."""
        if self._search_tasks is not None and not self._console.is_terminal:
            self._print(text)

    def _print(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _where(self) -> str:
        """Which meta-iteration it is, in words."""
        return f"meta-iteration {self._number} of {self._planned}" if self._number else "the seeds"

    def _status(self) -> Text:
        """Which meta-iteration it is, how many tasks are solved by whom, and the time left."""
        name, share = "", 0.0
        if self._stages:
            name, bar = self._stages[0]
            task = next((task for task in self._bars.tasks if task.id == bar), None)
            share = task.percentage / 100 if task and task.total else 0.0  # it may just have ended
        told = [self._where(), in_words(self._left.seconds(name, share))]
        if self._domain == "grids":
            told.insert(1, said_of_solved(self._solved))
        return Text("; ".join(part for part in told if part), style="bold")

    def _view(self) -> Group:
        """What stands below everything printed, as of now."""
        if self._search_tasks is None:
            return Group(self._bars)
        if self._ended:
            return Group(run_table(self._rows, self._search_tasks, self._domain))
        newest = self._rows[-max(3, self._console.height - _AROUND) :]
        table = [run_table(newest, self._search_tasks, self._domain)] if newest else []
        return Group(*table, self._status(), self._bars)


def said_of_solved(counts: Mapping[str, int]) -> str:
    """How many tasks have a program right on all demonstrations, and who found it first."""
    by = ", ".join(f"{name} {count}" for name, count in counts.items())
    return f"right on all demonstrations: {sum(counts.values())}" + (f" ({by})" if by else "")


def _said(solve: Solve) -> str:
    lines = len(solve.program.lines)
    return (
        f"all {len(solve.task.demonstrations)} demonstrations right,"
        f" found by {finder(solve.origin, solve.meta_iteration)}, meta-iteration"
        f" {solve.meta_iteration}, {lines} line{'s' * (lines != 1)}"
    )


def run_table(rows: Sequence[Mapping[str, Any]], search_tasks: int, domain: str = "grids") -> Table:
    """A run's figures as a table, a row per meta-iteration."""
    table = Table(
        title=number_of(search_tasks, "search task"),
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    for heading, _ in _TABLES[domain]:
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*(_text(name, row.get(name)) for _, name in _TABLES[domain]))
    return table


def _text(name: str, value: Any) -> str:
    if value is None:
        return "-"
    if name.endswith("rate"):
        return f"{value:.3f}"
    if name in ("samples_ok_share", "samples_exact_first") or name.endswith("accuracy"):
        return f"{value:.1%}"
    return f"{value:.2f}" if name == "loss_bits" else f"{value:,.0f}"
