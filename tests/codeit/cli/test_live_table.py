"""Attacks the live table of a run: long runs in small terminals, and output that is a file."""

from dataclasses import replace
from io import StringIO

from rich.console import Console
from rich.progress import TaskID

from arc_dsl import parse
from buffer.experience import Origin
from codeit.cli.progress import LiveReporter
from codeit.reporting import Solve
from data.tasks import Pair, Task

ROWS = [{"meta_iteration": n, "executed": 1000 * n, "cumulative_pass3": n} for n in range(40)]


def drawn(console: Console, file: StringIO) -> tuple[str, str]:
    """What stands there while the run goes on, and all that was written in the end."""
    with LiveReporter(console, 60) as reporter:
        for row in ROWS:
            reporter.row(row)
        # Not on the same console: once the live view is up, it prints it again below everything.
        sight = Console(file=StringIO(), width=console.width, height=console.height)
        with sight.capture() as now:
            sight.print(reporter._view())
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


def solves(count: int) -> list[Solve]:
    grid = ((1, 2, 0), (0, 3, 4))
    pairs = (Pair(grid, grid[::-1]), Pair(grid[::-1], grid))
    program = parse("O = hmirror(I)")
    return [
        Solve(Task(f"task{n:04}", pairs, (grid,)), program, Origin.SEARCH, 1) for n in range(count)
    ]


def test_what_is_solved_is_drawn_at_once_and_at_most_a_page() -> None:
    file = StringIO()
    console = Console(file=file, force_terminal=True, width=100, height=40)
    with LiveReporter(console, 400, run="runs/it") as reporter:
        reporter.begin(1, 2)
        before = len(file.getvalue())
        reporter.solved(solves(30))
        said = file.getvalue()[before:]
        assert "task0000" in said
        assert "hmirror" in said
        assert "found by search, meta-iteration 1, 1 line" in said
        assert "codeit show runs/it" in said
        drawn = said.count("demonstrations right,")
        assert 1 < drawn < 15
        assert f"and {30 - drawn} more" in said
        assert "task0029" in said, "those not drawn are listed"
        now = reporter._status().plain
    assert "meta-iteration 1 of 2" in now
    assert "right on all demonstrations: 30 (search 30)" in now


def test_in_a_file_every_solved_task_is_a_plain_line() -> None:
    file = StringIO()
    with LiveReporter(Console(file=file, width=60), 400, run="runs/it") as reporter:
        reporter.solved(solves(30))
    lines = [line for line in file.getvalue().splitlines() if line.startswith("task")]
    assert len(lines) == 30
    assert all(line.endswith("O = hmirror(I)") for line in lines)
    assert "\x1b" not in file.getvalue()


def test_a_quiet_run_draws_nothing() -> None:
    file = StringIO()
    with LiveReporter(Console(file=file, width=60, quiet=True), 400) as reporter:
        reporter.begin(0, 2)
        reporter.solved(solves(3))
        reporter.row(ROWS[0])
    assert not file.getvalue()


def test_policy_and_learning_are_told_apart() -> None:
    file = StringIO()
    console = Console(file=file, force_terminal=True, width=100, height=40)
    with LiveReporter(console, 400, solved={"seeds": 4}) as reporter:
        for number in (1, 2):
            reporter.solved([replace(solves(1)[0], origin=Origin.POLICY, meta_iteration=number)])
        now = reporter._status().plain
    assert "6 (seeds 4, the policy 1, the policy after learning 1)" in now


def test_a_stage_that_ends_while_the_screen_is_drawn_breaks_nothing() -> None:
    reporter = LiveReporter(Console(file=StringIO()), 3)
    reporter._stages.append(("learning", TaskID(7)))  # another thread has just removed its bar
    assert reporter._status().plain
