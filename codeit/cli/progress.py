"""Progress bars and the live table of a run in the terminal."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from codeit.reporting import Advance

__all__ = ["LiveReporter", "run_table"]

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
    """Shows a bar for the current stage below a table with a row per meta-iteration.

    While drawing, the table shows as many of the newest rows as fit; where the output is a file, a
    line a meta-iteration is written at once. Without a number of search tasks there is no table,
    and nothing stays on the screen.
    """

    def __init__(
        self, console: Console, search_tasks: int | None = None, domain: str = "grids"
    ) -> None:
        self._console = console
        self._domain = domain
        self._rows: list[Mapping[str, Any]] = []
        self._search_tasks = search_tasks
        self._bars = Progress(
            TextColumn("{task.description:<28}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        self._live = Live(
            self._view(),
            console=console,
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
        if self._search_tasks is not None:
            self._live.update(run_table(self._rows, self._search_tasks, self._domain))
        self._live.stop()

    @contextmanager
    def stage(self, name: str) -> Iterator[Advance]:
        """One bar, gone when the stage ends."""
        bar = self._bars.add_task(name, total=None)

        def advance(done: float, total: float) -> None:
            self._bars.update(bar, completed=int(done), total=int(total))

        try:
            yield advance
        finally:
            self._bars.remove_task(bar)

    def row(self, figures: Mapping[str, Any]) -> None:
        """Add a row to the table."""
        self._rows.append(figures)
        self._live.update(self._view())
        if self._search_tasks is not None and not self._console.is_terminal:
            told = ((name, _text(name, figures.get(name))) for _, name in _TABLES[self._domain])
            line = ", ".join(f"{name.replace('_', ' ')} {text}" for name, text in told)
            self._console.print(line, highlight=False, soft_wrap=True)

    def _view(self) -> Group:
        if self._search_tasks is None:
            return Group(self._bars)
        around = 16  # title, headings, bar
        newest = self._rows[-max(3, self._console.height - around) :]
        return Group(run_table(newest, self._search_tasks, self._domain), self._bars)


def run_table(rows: Sequence[Mapping[str, Any]], search_tasks: int, domain: str = "grids") -> Table:
    """A run's figures as a table, a row per meta-iteration."""
    table = Table(
        title=f"{search_tasks} search tasks",
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
