"""Attacks pictures in a terminal: colour, digits without colour, and narrow windows."""

import io
from typing import Any

import pytest
from rich.console import Console, RenderableType

from arc_dsl.execute.interpreter import Step, Trace
from arc_dsl.outcome import Kind, Outcome, PlainGrid
from arc_dsl.program import parse
from data.tasks import Pair, Task
from viz.palette import TERMINAL
from viz.terminal.grids import Cells, show_grid, show_pair, show_task
from viz.terminal.traces import show_trace
from viz.views import differences

SMALL = ((0, 1, 2), (3, 4, 5))
LARGE = tuple(tuple((r + c) % 10 for c in range(30)) for r in range(30))
PROGRAM = parse("x1 = palette(I)\nx2 = ofcolor(I, ONE)\nx3 = first(x2)\nO = vmirror(I)")
MIRRORED = ((2, 1, 0), (5, 4, 3))


def printed(renderable: RenderableType, width: int = 80, **options: Any) -> str:
    console = Console(file=io.StringIO(), width=width, **options)
    console.print(renderable)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def coloured(renderable: RenderableType, width: int = 80) -> str:
    return printed(renderable, width, force_terminal=True, color_system="truecolor", no_color=False)


def trace(*, failed: bool = False) -> Trace:
    values = (frozenset(range(6)), frozenset({(0, 1)}), (0, 1), MIRRORED)
    steps = tuple(
        Step(line, i, value, 2e-5)
        for i, (line, value) in enumerate(zip(PROGRAM.lines, values, strict=True), 1)
    )
    if failed:
        return Trace(steps[:2], Outcome(Kind.TIMEOUT, None, 3, "too many [steps]"))
    return Trace(steps, Outcome(Kind.OK, MIRRORED))


def test_without_a_terminal_a_grid_is_digits() -> None:
    assert printed(show_grid(SMALL)) == "0 1 2\n3 4 5\n"


def test_no_color_gives_digits_in_a_terminal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    said = printed(show_grid(SMALL), force_terminal=True, color_system="truecolor")
    assert said == "0 1 2\n3 4 5\n"


def test_in_colour_every_cell_is_drawn_in_its_colour() -> None:
    said = coloured(show_grid(SMALL))
    assert not set("▀▄") & set(said)
    for value in range(6):
        red, green, blue = (int(TERMINAL[value][i : i + 2], 16) for i in (1, 3, 5))
        assert f"48;2;{red};{green};{blue}m  " in said


def test_large_grids_are_half_as_high_in_colour() -> None:
    said = coloured(show_grid(LARGE))
    assert said.count("\n") == 15
    assert said.count("▀") == 450


def test_an_odd_number_of_rows_ends_in_half_a_line() -> None:
    said = coloured(Cells(SMALL[:1] * 3, large=False))
    assert said.count("\n") == 2


@pytest.mark.parametrize("width", [32, 40, 64, 70, 200])
@pytest.mark.parametrize("show", [printed, coloured])
def test_pairs_fit_any_width_and_lose_no_cell(show: Any, width: int) -> None:
    said = show(show_pair(LARGE, LARGE), width)
    if show is printed:
        assert max(map(len, said.splitlines())) <= width
        assert sum(character.isdigit() for character in said) == 1800
    beside = ("→" in said) and ("↓" not in said)
    assert beside == (width >= 65)


def test_digits_are_spaced_where_there_is_room() -> None:
    assert "0 1 2" in printed(show_pair(SMALL, SMALL))
    assert "012" in printed(show_pair(LARGE, LARGE), 70)


@pytest.mark.parametrize("grid", [(), ((),), ((1,), (2, 3)), ((-4, 11),)])
def test_values_that_are_no_arc_grid_do_not_break_the_terminal(grid: PlainGrid) -> None:
    printed(show_grid(grid))
    coloured(Cells(grid, large=False))
    coloured(show_pair(grid, grid))


def test_a_task_shows_pairs_tests_and_predictions() -> None:
    task = Task("00aa11bb", (Pair(SMALL, MIRRORED),), (SMALL, SMALL))
    said = printed(show_task(task, [MIRRORED]))
    for word in ("00aa11bb", "Pair 1", "Test 1, predicted", "Test 2", "2\u00d73 → 2\u00d73", "?"):
        assert word in said


def test_a_trace_shows_every_line_value_and_time() -> None:
    said = printed(show_trace(PROGRAM, SMALL, trace(), expected=MIRRORED))
    for line in PROGRAM.lines:
        assert str(line) in said
    assert said.count("20 µs") == len(PROGRAM)
    assert ". # ." in said
    assert "2 1 0" in said
    assert "right" in said.splitlines()[-1]


def test_a_trace_marks_the_first_line_that_fails() -> None:
    said = printed(show_trace(PROGRAM, SMALL, trace(failed=True)))
    assert said.count("not reached") == 1
    assert "timeout at line 3: too many [steps]" in said


@pytest.mark.parametrize(
    ("expected", "complaint"),
    [
        (((2, 1, 0), (5, 4, 9)), "1 cell differs, the first in row 2, column 3"),
        (((0, 1, 0), (5, 4, 9)), "2 cells differ, the first in row 1, column 1"),
        (((2,),), "2\u00d73, expected 1\u00d71"),
    ],
)
def test_a_wrong_output_says_what_differs(expected: PlainGrid, complaint: str) -> None:
    assert complaint in printed(show_trace(PROGRAM, SMALL, trace(), expected=expected))


def test_differences_need_one_shape() -> None:
    assert differences(SMALL, SMALL) == ()
    with pytest.raises(ValueError, match="shapes differ"):
        differences(SMALL, ((1,),))
