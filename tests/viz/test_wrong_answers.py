"""Attacks how wrong answers are drawn: cells missed, sizes that differ, pairs left out."""

import io
from dataclasses import replace

import pytest
from matplotlib.text import Text
from rich.console import Console, RenderableType

from arc_dsl.execute.interpreter import trace
from arc_dsl.program import parse
from data.tasks import Pair, Task
from viz.figures.solved import solved_figure
from viz.report import Ancestor, Answer, Given, TaskEntry
from viz.report.tracing import Failed, decoded_trace, encoded_trace
from viz.terminal.comparison import remaining_difference, show_difference
from viz.terminal.entries import show_entry, show_entry_in_full
from viz.terminal.grids import EMPTY
from viz.views import view

GRID = ((1, 2), (3, 4))
TURNED = ((2, 1), (4, 3))
TASK = Task("00aa11bb", (Pair(GRID, GRID), Pair(TURNED, TURNED)), (GRID,))
PROGRAM = parse("x1 = objects(I, T, F, F)\nx2 = height(I)\nO = vmirror(I)")


def printed(what: RenderableType, width: int = 100) -> str:
    said = io.StringIO()
    Console(file=said, width=width, no_color=True).print(what)
    return said.getvalue()


def test_only_wrong_cells_remain() -> None:
    assert remaining_difference(((1, 5), (3, 4)), GRID) == ((EMPTY, 5), (EMPTY, EMPTY))
    assert remaining_difference(GRID, GRID) == ((EMPTY, EMPTY), (EMPTY, EMPTY))
    assert remaining_difference(((1, 2),), GRID) is None


def test_wanted_given_and_wrong_cells_stand_side_by_side() -> None:
    lines = [
        " ".join(line.split())
        for line in printed(show_difference(((1, 5), (3, 4)), GRID)).splitlines()
    ]
    assert lines[1:3] == ["1 2 1 5 . 5", "3 4 3 4 . ."]
    assert "wrong cells" not in printed(show_difference(((1, 2),), GRID))


def entry(**changes: object) -> TaskEntry:
    told = encoded_trace(PROGRAM, trace(PROGRAM, GRID))
    wrong = Given(TURNED, right=False)
    answer = Answer(
        PROGRAM,
        0.5,
        (wrong, Given(TURNED, right=True), Given(None, "no such thing", False)),
        "mutation",
        3,
        lineage=(Ancestor(PROGRAM, "mutation", "00aa11bb", 3), Ancestor(PROGRAM, "seed", "ffff")),
        trace=told,
    )
    return replace(TaskEntry(TASK, (answer,)), **changes)  # type: ignore[arg-type]


def test_a_task_in_full_tells_verdicts_failures_values_and_lineage() -> None:
    said = printed(show_entry_in_full(entry()))
    for words in (
        "00aa11bb  partly right  found by mutation, in meta-iteration 3",
        "Pair 1, wrong",
        "wanted 2\u00d72",
        "Pair 2, right",
        "no grid: no such thing",
        "4 objects",
        "seed for ffff > mutation on 00aa11bb",
    ):
        assert words in said


def test_test_outputs_are_drawn_only_if_they_are_there() -> None:
    wrong = entry()
    (answer,) = wrong.answers
    given = (*answer.given[:2], Given(TURNED, right=False))
    closed = replace(wrong, answers=(replace(answer, given=given),))
    assert "Test 1, given, wrong" in printed(show_entry_in_full(closed))
    shown = printed(show_entry_in_full(replace(closed, wanted_tests=(((7, 7), (7, 7)),))))
    assert "7 7" in shown
    assert "7 7" not in printed(show_entry_in_full(closed))


def test_a_task_without_an_answer_is_drawn_too() -> None:
    for show in (show_entry, show_entry_in_full):
        assert "nothing right" in printed(show(TaskEntry(TASK)))


@pytest.mark.parametrize(
    "text", ["x1 = objects(I, T, F, F)\nO = fill(I, TWO, x1)", "O = height(I)"]
)
def test_traces_come_back_as_the_views_they_were(text: str) -> None:
    program = parse(text)
    found = trace(program, GRID)
    told = decoded_trace(encoded_trace(program, found))
    for step, back in zip(found.steps, told, strict=False):
        if not isinstance(back, Failed):
            assert back == view(step.value, step.line)
    assert isinstance(told[-1], Failed) is not found.outcome.ok


def test_pictures_cross_out_wrong_cells() -> None:
    steps = trace(PROGRAM, GRID)
    plain = solved_figure(TASK, PROGRAM, steps)
    marked = solved_figure(TASK, PROGRAM, steps, given=[TURNED, GRID])
    said = {text.get_text() for text in marked.findobj(Text)}
    assert "given, 4 wrong" in said
    assert len(marked.axes[0].patches) > len(plain.axes[0].patches)
    other_size = solved_figure(TASK, PROGRAM, steps, given=[((1,),), TURNED])
    assert "given, wrong: 1\u00d71" in {text.get_text() for text in other_size.findobj(Text)}
