"""Attacks the pictures of a program's values: which picture a value gets, a panel for each line."""

from collections.abc import Callable, Sequence

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from arc_dsl.execute.interpreter import Step, Trace, trace
from arc_dsl.outcome import Kind, Outcome
from arc_dsl.program import Line, Program, parse
from data.tasks import Pair, Task
from viz.figures.solved import solved_figure
from viz.figures.traces import panels, trace_block, trace_figure
from viz.programs import Role, words
from viz.views import GridsView, PatchesView, Words, duration, short, view

GRID = ((0, 3, 0), (0, 3, 3))
OBJECT = frozenset({(3, (0, 1)), (3, (1, 1)), (3, (1, 2))})
INDICES = frozenset({(0, 1), (1, 1)})
PROGRAM = parse(
    "x1 = objects(I, T, F, T)\nx2 = first(x1)\nx3 = color(x2)\nx4 = toindices(x2)\n"
    "x5 = rbind(fill, x4)\nx6 = vmirror(I)\nO = fill(I, x3, x4)"
)
VALUES = (frozenset({OBJECT}), OBJECT, 3, INDICES, min, GRID, GRID)


def trace_of(program: Program, values: Sequence[object], outcome: Outcome | None = None) -> Trace:
    steps = tuple(
        Step(line, number, value, 1e-5)
        for number, (line, value) in enumerate(zip(program.lines, values, strict=False), 1)
    )
    return Trace(steps, outcome or Outcome(Kind.OK, GRID))


FAILED = trace_of(PROGRAM, VALUES[:2], Outcome(Kind.ERROR, None, 3, "no one colour: 1 and $2$"))


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def line(function: str) -> Line:
    return Line("x1", function, ("I",))


@pytest.mark.parametrize(
    ("value", "picture", "caption"),
    [
        (GRID, GridsView, "2\u00d73"),
        ((GRID, ((1,),)), GridsView, "2 grids"),
        (frozenset({GRID}), GridsView, "1 grid"),
        (((1,), (2, 3)), GridsView, "2\u00d72 ragged"),
        (OBJECT, PatchesView, "object of 3 cells"),
        (INDICES, PatchesView, "2 indices"),
        (frozenset({(2, 2)}), PatchesView, "1 index"),
        (frozenset({OBJECT, frozenset({(1, (9, 9))})}), PatchesView, "2 objects"),
        ((INDICES,), PatchesView, "1 set of indices"),
        (frozenset({INDICES, frozenset()}), PatchesView, "2 sets of indices, 1 empty"),
        (frozenset({frozenset()}), Words, "{empty set}"),
        (frozenset(), Words, "empty set"),
        ((), Words, "empty tuple"),
        (True, Words, "True"),
        (-3, Words, "-3"),
        ((2, 5), Words, "(2, 5)"),
        (frozenset({9, 0, 3}), Words, "{0, 3, 9}"),
        (frozenset({(1, True), (0, False)}), Words, "{(0, False), (1, True)}"),
        (min, Words, "a function"),
    ],
)
def test_a_value_gets_the_picture_it_deserves(
    value: object, picture: type[object], caption: str
) -> None:
    seen = view(value)
    assert type(seen) is picture
    assert seen.caption == caption


def test_pairs_are_places_unless_the_line_makes_grids() -> None:
    value = ((1, 2), (3, 4))
    assert isinstance(view(value, line("vmirror")), GridsView)
    assert isinstance(view(value, line("order")), Words)
    assert isinstance(view(((1, 2), (3, 14))), Words)


def test_lines_that_give_colours_name_them() -> None:
    seen = view(frozenset({3, 0}), line("palette"))
    assert isinstance(seen, Words)
    assert seen.colours == (0, 3)
    size = view(3, line("size"))
    assert isinstance(size, Words)
    assert size.colours == ()


def test_long_values_are_cut() -> None:
    said = short(tuple(range(1000)), 30)
    assert len(said) == 30
    assert said.endswith("…")


@pytest.mark.parametrize(
    ("seconds", "said"), [(2e-5, "20 µs"), (0.0123, "12.3 ms"), (2.5, "2.50 s")]
)
def test_durations_are_in_readable_units(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_words_of_a_line_make_the_line_and_know_what_they_are() -> None:
    last = PROGRAM.lines[-1]
    cut = words(last)
    assert "".join(word for word, _ in cut) == str(last)
    assert ("O", Role.END) in cut
    assert ("fill", Role.FUNCTION) in cut
    assert ("x3", Role.VARIABLE) in cut
    assert ("T", Role.CONSTANT) in words(PROGRAM.lines[0])


def test_there_is_one_panel_for_the_input_and_one_for_each_line() -> None:
    assert len(panels(PROGRAM, GRID, trace_of(PROGRAM, VALUES))) == 1 + len(PROGRAM)
    assert len(panels(PROGRAM, GRID, FAILED)) == 1 + len(PROGRAM)


def test_the_strip_says_every_line_and_its_timing() -> None:
    drawn = texts(trace_figure(PROGRAM, GRID, trace_of(PROGRAM, VALUES), timing=True))
    said = "".join(drawn)
    for program_line in PROGRAM.lines:
        assert str(program_line) in said
    assert drawn.count("10 µs") == len(PROGRAM)


def test_a_failed_line_says_why_and_later_lines_were_not_reached() -> None:
    drawn = texts(trace_figure(PROGRAM, GRID, FAILED))
    assert any("no one colour: 1 and $2$" in text for text in drawn)
    assert drawn.count("not reached") == len(PROGRAM) - 3


def test_long_traces_are_broken_into_columns() -> None:
    program = Program.of(Line(f"v{i}", "vmirror", ("I",)) for i in range(30))
    long = trace_of(program, [GRID] * 30)
    one = trace_block(program, GRID, long, columns=1)
    several = trace_block(program, GRID, long)
    assert several.height < 0.6 * one.height
    assert several.width > 1.9 * one.width


def test_real_traces_are_drawn_whatever_their_values_and_ends() -> None:
    text = "x1 = rbind(add, ONE)\nx2 = asobject(I)\nx3 = apply(first, x2)\nx4 = toindices(x2)\n"
    program = parse(text + "x5 = index(I, THREE_BY_THREE)\nO = ofcolor(I, THREE)")
    made = trace(program, GRID)
    assert made.outcome.kind is Kind.NOT_A_GRID
    said = texts(trace_figure(program, GRID, made))
    for word in ("a function", "object of 6 cells", "{0, 3}", "6 indices", "None"):
        assert word in said
    assert any("not a grid" in text for text in said)
    assert "3 indices" in said


def solved() -> Figure:
    pair = Pair(GRID, GRID)
    task = Task("00aa11bb", (pair,) * 6, (GRID,))
    good = trace_of(PROGRAM, VALUES)
    return solved_figure(task, PROGRAM, good, pair=5, predictions=[GRID])


@pytest.mark.parametrize(
    "make",
    [
        solved,
        lambda: trace_figure(PROGRAM, GRID, FAILED, title="failed"),
        lambda: trace_figure(PROGRAM, GRID, trace_of(PROGRAM, VALUES), timing=True, columns=3),
    ],
)
def test_words_overlap_nothing_and_stay_on_the_page(make: Callable[[], Figure]) -> None:
    figure = make()
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in figure.findobj(Text) if text.get_text().strip()]
    assert len(boxes) > 10
    width, height = figure.bbox.width, figure.bbox.height
    for box in boxes:
        assert box.x0 >= 0 <= box.y0
        assert box.x1 <= width
        assert box.y1 <= height
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            across = min(a.x1, b.x1) - max(a.x0, b.x0)
            down = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert across < 4 or down < 4, "words overlap"


def test_a_solved_task_shows_the_traced_pair_even_if_it_is_late() -> None:
    drawn = texts(solved())
    assert "00aa11bb" in drawn
    assert "Pair 6, traced at the right" in drawn
    assert "1 more pair not drawn" in drawn
    assert "solved by a program of 7 lines" in drawn


def test_a_wrong_program_is_not_said_to_solve() -> None:
    task = Task("00aa11bb", (Pair(GRID, ((1,),)),), (GRID,))
    drawn = texts(solved_figure(task, PROGRAM, trace_of(PROGRAM, VALUES)))
    assert "a program of 7 lines, wrong on pair 1" in drawn


def test_a_solved_task_has_no_trace_of_a_pair_it_has_not() -> None:
    task = Task("00aa11bb", (Pair(GRID, GRID),), (GRID,))
    with pytest.raises(IndexError):
        solved_figure(task, PROGRAM, FAILED, pair=1)
