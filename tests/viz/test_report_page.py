"""Attacks the page of a run: figures that disagree, markup in names, data that does not fit."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from report_pages import data_of, parsed, words_of

from arc_dsl.outcome import Limits, PlainGrid
from arc_dsl.program import Line, Program, parse
from data.tasks import Pair, Task
from viz.report import (
    Ancestor,
    Answer,
    Composition,
    Given,
    Headline,
    ReportData,
    State,
    TaskEntry,
    render_report,
    write_report,
)
from viz.report.changes import changed_lines
from viz.report.encoding import LONGEST_LINEAGE, MOST_PAIRS, encoded_grid
from viz.report.tracing import encoded_view, traces

GRID = ((1, 2), (3, 4))
OTHER = ((1, 2), (3, 5))
TASK = Task("00aa11bb", (Pair(GRID, GRID),), (GRID,))
PROGRAM = parse("x1 = vmirror(I)\nO = vmirror(x1)")


def answer(score: float = 1.0, test: bool | None = True, **changes: Any) -> Answer:
    given = (Given(GRID if score == 1.0 else OTHER, right=score == 1.0), Given(GRID, right=test))
    lineage = (
        Ancestor(PROGRAM, "mutation", TASK.id, 2, 1.0),
        Ancestor(PROGRAM, "seed", "ffff0000"),
    )
    fields: dict[str, Any] = {
        "origin": "mutation",
        "meta_iteration": 2,
        "executed": 12_345,
        "found_at": "today",
        "lineage": lineage,
        "trace": '[{"g":["2:2143"],"c":"2x2"},{"g":["2:1234"],"c":"2x2"}]',
    }
    return Answer(PROGRAM, score, given, **(fields | changes))


def entry(name: str, *answers: Answer) -> TaskEntry:
    return TaskEntry(replace(TASK, id=name), answers)


def report(**changes: Any) -> ReportData:
    fields: dict[str, Any] = {
        "name": "tiny-0",
        "tasks": (
            entry("00aa11bb", answer()),
            entry("11111111", answer(test=False)),
            entry("22222222", answer(0.5, test=False)),
            entry("33333333"),
        ),
        "headlines": (Headline("Programs executed", "1,234,567"),),
        "metrics": [{"meta_iteration": 0, "cumulative_pass3": 1, "outcomes": {"ok": 3}}],
        "compositions": (
            Composition("By origin", {"seed": 1, "mutation": 3}),
            Composition("None", {}),
        ),
        "settings": {"policy.width": "256"},
        "versions": {"python": "3.11"},
    }
    return ReportData(**(fields | changes))


def test_the_page_needs_nothing_else() -> None:
    page = render_report(report())
    for tag, attributes in parsed(page).attributes:
        for name in ("src", "href"):
            assert "http" not in str(attributes.get(name, "")), tag
        assert not any(name.startswith("on") for name in attributes), tag
    assert "@import" not in page
    assert "url(" not in page


def test_headline_figures_are_counts_of_the_tasks_below_them() -> None:
    data = report()
    page = render_report(data)
    states = [task["s"] for task in data_of(page)["tasks"]]
    assert {state: states.count(state) for state in State} == data.counts()
    words = words_of(page)
    assert "Solved 1 of 4 tasks (25.0%), pass@3 Demonstrations only 1" in words
    assert "Partly right 1" in words
    assert "1,234,567" in words


def test_without_known_test_outputs_nothing_is_called_solved() -> None:
    data = report(tasks=(entry("a", answer(test=None)), entry("b")), judged=False)
    page = render_report(data)
    assert "All demonstrations right 1 of 2 tasks; test outputs are unknown" in words_of(page)
    assert "Solved 0" not in words_of(page)
    assert data_of(page)["judged"] is False


def test_every_control_has_a_name_and_every_id_is_there_once() -> None:
    page = parsed(render_report(report()))
    ids = [a["id"] for _, a in page.attributes if "id" in a]
    assert len(ids) == len(set(ids))
    assert [tag for tag, _ in page.attributes].count("h1") == 1
    assert ("html", {"lang": "en"}) in page.attributes
    for _, attributes in page.attributes:
        for name in str(attributes.get("aria-labelledby") or "").split():
            assert name in ids


def test_only_one_of_the_first_three_answers_solves() -> None:
    wrong = answer(test=False)
    assert entry("a", wrong, wrong, answer()).state is State.SOLVED
    assert entry("a", wrong, wrong, wrong, answer()).state is State.DEMONSTRATIONS
    assert entry("a", answer(test=None)).state is State.DEMONSTRATIONS
    assert entry("a", answer(0.5, test=True)).state is State.SOLVED
    assert TaskEntry(TASK, (Answer(PROGRAM, 1.0, ()),)).state is State.DEMONSTRATIONS


def test_test_outputs_are_in_a_page_only_if_they_were_handed_over() -> None:
    secret: PlainGrid = ((7, 7, 7, 7, 7, 7, 7),)
    closed = data_of(render_report(report()))["tasks"][0]
    assert "e" not in closed
    shown = replace(entry("00aa11bb", answer()), wanted_tests=(secret,))
    assert data_of(render_report(report(tasks=(shown,))))["tasks"][0]["e"] == ["7:7777777"]


def test_an_answer_brings_its_outputs_verdicts_trace_and_lineage() -> None:
    told = data_of(render_report(report()))["tasks"][1]["a"][0]
    assert told["p"] == str(PROGRAM)
    assert (told["g"], told["h"], told["v"]) == ([1], ["2:1234"], [True, False])
    assert [step["c"] for step in told["t"]] == ["2x2", "2x2"]
    assert [(step["o"], step["i"]) for step in told["l"]] == [
        ("seed", "ffff0000"),
        ("mutation", TASK.id),
    ]


def test_what_does_not_fit_is_left_out_and_counted() -> None:
    many = Task("many", TASK.demonstrations * 20, (GRID,))
    given = (Given(GRID, right=True),) * 21
    steps = tuple(Ancestor(PROGRAM, "mutation", None) for _ in range(40))
    long = Answer(PROGRAM, 1.0, given, lineage=steps, trace="[" + " " * 10**6 + "]")
    told = data_of(render_report(report(tasks=(TaskEntry(many, (long,)),))))["tasks"][0]
    assert len(told["d"]) == MOST_PAIRS
    assert told["n"] == [20, 1]
    (only,) = told["a"]
    assert len(only["v"]) == 21
    assert "t" not in only
    assert len(only["l"]) == LONGEST_LINEAGE + 1
    assert only["l"][1] == {"z": 28}


def test_whatever_is_written_into_the_page_is_escaped() -> None:
    nasty = "</script><script>alert('x')</script><!--&\u2028"
    program = Program((Line("O", nasty, ("I", nasty)),))
    task = Task(nasty, TASK.demonstrations, TASK.test_inputs)
    found = Answer(program, 1.0, (Given(None, nasty), Given(None, nasty)), origin=nasty)
    page = render_report(
        report(
            name=nasty,
            remark=nasty,
            budget=nasty,
            headlines=(Headline(nasty, nasty, nasty),),
            tasks=(TaskEntry(task, (found,)),),
            compositions=(Composition(nasty, {nasty: 1}, nasty, {nasty: nasty}),),
            settings={nasty: nasty},
            versions={nasty: nasty},
            metrics=[{"meta_iteration": 0, nasty: nasty, "loss_bits": float("nan")}],
        )
    )
    assert page.count("<script") == 2
    assert page.count("</script") == 2
    assert "<!--" not in page
    assert data_of(page)["tasks"][0]["i"] == nasty
    parsed(page)


def test_an_empty_run_has_a_page_too(tmp_path: Path) -> None:
    path = write_report(ReportData("new"), tmp_path / "report.html")
    words = words_of(path.read_text(encoding="utf-8"))
    assert "No meta-iteration has ended yet" in words
    assert "No task has been tried yet" in words
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_four_hundred_tasks_stay_below_eight_megabytes() -> None:
    grid = ((1, 2, 3, 4, 5) * 4,) * 20
    pairs = (Pair(grid, grid),) * 4
    task = Task("0", pairs, (grid,))
    wrong = tuple(tuple(reversed(row)) for row in grid)
    given = (Given(wrong, right=False),) * 5
    trace = "[" + ",".join(['{"g":["20:' + "1" * 400 + '"],"c":"20x20"}'] * 30) + "]"
    answers = (Answer(PROGRAM, 0.5, given, trace=trace),) * 3
    tasks = tuple(TaskEntry(replace(task, id=str(i)), answers) for i in range(400))
    assert len(render_report(report(tasks=tasks)).encode()) < 8_000_000


@pytest.mark.parametrize(
    ("parent", "child", "changed"),
    [
        ("O = hmirror(I)", "O = hmirror(I)", ()),
        ("O = hmirror(I)", "O = vmirror(I)", (0,)),
        (
            "x1 = hmirror(I)\nO = vmirror(x1)",
            "x1 = rot90(I)\nx2 = hmirror(I)\nO = vmirror(x2)",
            (0,),
        ),
        (
            "x1 = hmirror(I)\nO = vmirror(x1)",
            "x1 = rot90(I)\nx2 = hmirror(x1)\nO = vmirror(x2)",
            (0, 1),
        ),
        ("O = canvas(ONE, UNITY)", "O = canvas(TWO, UNITY)", (0,)),
    ],
)
def test_only_lines_that_compute_something_else_are_changed(
    parent: str, child: str, changed: tuple[int, ...]
) -> None:
    assert changed_lines(parse(parent), parse(child)) == changed


@pytest.mark.parametrize(
    ("grid", "told"),
    [
        (GRID, "2:1234"),
        (((0,),), "1:0"),
        (((1, 10),), [[1, 10]]),
        (((1, -1),), [[1, -1]]),
        (((1, 2), (3,)), [[1, 2], [3]]),
        ((), []),
    ],
)
def test_grids_of_colours_are_one_string_and_others_are_rows(grid: PlainGrid, told: object) -> None:
    assert encoded_grid(grid) == told


def test_values_are_told_by_their_form() -> None:
    assert encoded_view(5) == {"w": "5"}
    assert encoded_view(len)["q"] == 1
    patch = frozenset({(3, (0, 0)), (3, (0, 1)), (3, (1, 0)), (4, (0, 2))})
    assert encoded_view(patch)["p"] == [[3, 0, 0, 2, 4, 0, 2, 1, 3, 1, 0, 1]]
    assert encoded_view(frozenset({(0, 0), (0, 2)}))["p"] == [[-1, 0, 0, 1, -1, 0, 2, 1]]


def test_traces_are_made_in_workers_and_bad_programs_end_as_failures() -> None:
    failing = parse("x1 = hmirror(I)\nx2 = height(x1)\nO = canvas(x2, I)")
    not_a_grid = parse("O = height(I)")
    told = traces([(PROGRAM, GRID), (failing, GRID), (not_a_grid, GRID)], Limits(), workers=1)
    good, bad, number = (json.loads(text) for text in told)
    assert good == [{"g": ["2:2143"], "c": "2\u00d72"}, {"g": ["2:1234"], "c": "2\u00d72"}]
    assert "f" in bad[2]
    assert len(bad) == 3
    assert "f" in number[-1]


def test_a_program_beyond_its_limits_ends_its_trace_and_nothing_else() -> None:
    wrong = parse("x1 = height(I)\nO = canvas(x1, I)")
    (text,) = traces([(PROGRAM, GRID)], Limits(steps=1), workers=1)
    assert "f" in json.loads(text)[-1]
    first, second = traces([(wrong, GRID), (PROGRAM, GRID)], Limits(), workers=1)
    assert "f" in json.loads(first)[-1]
    assert "f" not in json.loads(second)[-1]


def test_the_script_never_writes_markup() -> None:
    page = render_report(report())
    script = page.rpartition("<script>")[2]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script)
