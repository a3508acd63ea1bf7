"""Attacks the live table of a run: long runs in small terminals, and output that is a file."""

from io import StringIO

from rich.console import Console

from codeit.cli.progress import LiveReporter

ROWS = [{"meta_iteration": n, "executed": 1000 * n, "cumulative_pass3": n} for n in range(40)]


def drawn(console: Console, file: StringIO) -> tuple[str, str]:
    """What stands there while the run goes on, and all that was written in the end."""
    with LiveReporter(console, 60) as reporter:
        for row in ROWS:
            reporter.row(row)
        with console.capture() as now:
            console.print(reporter._view())
    return now.get(), file.getvalue()


def test_the_newest_rows_and_the_bar_fit_a_small_terminal() -> None:
    file = StringIO()
    console = Console(file=file, force_terminal=True, width=100, height=24)
    now, whole = drawn(console, file)
    assert len(now.splitlines()) <= 24
    assert "39,000" in now
    assert "20,000" not in now
    assert "  1,000 " in whole.rpartition("search tasks")[2], "the whole table stays in the end"


def test_a_file_gets_a_line_a_meta_iteration_at_once() -> None:
    file = StringIO()
    console = Console(file=file, width=100)
    with LiveReporter(console, 60) as reporter:
        reporter.row(ROWS[7])
        assert "meta iteration 7, executed 7,000, cumulative pass3 7" in file.getvalue()
