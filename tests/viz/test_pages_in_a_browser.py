"""Attacks the pages in a real browser: overflow, unreadable names, errors, requests to anywhere.

Needs a Chromium (`apt install chromium`, or its path in CHROMIUM) and the extra `browser`.
"""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from arc_dsl.outcome import Limits
from arc_dsl.program import parse
from data.loading import load_tasks
from data.seeds import load_seeds
from viz.report import (
    Ancestor,
    Answer,
    Arm,
    CompareData,
    CompareRow,
    Composition,
    Curve,
    Given,
    ReportData,
    TaskEntry,
    write_compare_page,
    write_report,
)
from viz.report.tracing import traces

pytestmark = pytest.mark.slow
sync_api = pytest.importorskip("playwright.sync_api")
axe_core = pytest.importorskip("axe_core_python")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
WIDTHS = {1280: 900, 390: 844}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page over the 400 training tasks: seeds on their own tasks, right, wrong and failing."""
    tasks, seeds = load_tasks("arc1", "training"), load_seeds()
    chosen = [(task, seeds[task.id]) for task in tasks.values() if task.id in seeds]
    told = iter(traces([(p, t.demonstrations[0].input) for t, p in chosen], Limits()))
    failing = parse("x1 = height(I)\nO = canvas(x1, I)")
    entries = []
    for number, task in enumerate(tasks.values()):
        answers: tuple[Answer, ...] = ()
        if task.id in seeds:
            right = number % 3 > 0
            given = tuple(
                Given(pair.output if right else pair.input, right=right or None)
                for pair in task.demonstrations
            ) + tuple(Given(grid, right=right) for grid in task.test_inputs)
            program = seeds[task.id]
            lineage = (
                Ancestor(program, "mutation", task.id, 1, 1.0),
                Ancestor(failing, "seed", "ffff0000"),
            )
            first = Answer(program, 1.0 if right else 0.5, given, "policy", 1, trace=next(told))
            bad = tuple(Given(None, "canvas: no size", False) for _ in given)
            answers = (first, Answer(failing, 0.5, bad, "seed", 0, lineage=lineage))
        entries.append(TaskEntry(task, answers))
    rows = [
        {
            "meta_iteration": n,
            "executed": 1000 * n,
            "seconds": 30,
            "cumulative_pass3": 3 * n,
            "loss_bits": 3 / (n + 1),
            "outcomes": {"ok": 9, "error": n},
        }
        for n in range(12)
    ]
    page = ReportData(
        "four hundred",
        tasks=tuple(entries),
        metrics=rows,
        compositions=(Composition("By origin", {"seed": 3, "policy": 9}),),
        settings={"policy.width": "256"},
        versions={"python": "3.11"},
    )
    return write_report(page, tmp_path_factory.mktemp("page") / "report.html")


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    points = tuple((float(x), x * 2.0, x * 1.5, x * 3.0) for x in range(5))
    page = CompareData(
        "with and without",
        (Arm("without", 3), Arm("with", 3, "policy.samples=96")),
        rows=(
            CompareRow("solved", "9", "17", "+8", "+4 to +12", better=True),
            CompareRow("loss", "2.0", "2.1", "+0.1", "-0.3 to +0.5", within_noise=True),
        ),
        curves=(Curve("Tasks solved", "meta-iteration", {"without": points, "with": points}),),
        gained=("00aa11bb",),
        settings={"policy.samples": ("24", "96")},
    )
    return write_compare_page(page, tmp_path_factory.mktemp("page") / "compare.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("no Chromium is installed")
    with sync_api.sync_playwright() as playwright:
        arguments = ["--headless", "--no-sandbox", "--disable-gpu"]
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()


@pytest.fixture(params=[(w, s) for w in WIDTHS for s in ("light", "dark")], ids=str)
def screen(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A tab of one width and scheme in which an error or a request to elsewhere is a failure."""
    width, scheme = request.param
    size = {"width": width, "height": WIDTHS[width]}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("console", lambda said: wrong.append(said.text) if said.type != "log" else None)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda r: wrong.append(r.url) if not r.url.startswith("file:") else None)
    yield tab
    context.close()
    assert wrong == []


def violations(tab: Any) -> list[str]:
    if not tab.evaluate("typeof axe === 'object'"):
        tab.evaluate((Path(axe_core.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes'][:3]]}" for one in found]


def overflow(tab: Any, what: str) -> int:
    return int(tab.evaluate(f"(e => e.scrollWidth - e.clientWidth)({what})"))


def test_the_wall_and_every_kind_of_pane_are_accessible(report: Path, screen: Any) -> None:
    began = time.monotonic()
    screen.goto(report.as_uri())
    assert screen.locator("#tiles button").count() == 400
    assert time.monotonic() - began < 10  # 2 s on a machine that does nothing else
    assert violations(screen) == []
    assert overflow(screen, "document.documentElement") <= 0
    for state in ("solved", "demonstrations", "partly", "nothing"):
        tile = screen.locator(f"#tiles button.state-{state}").first
        if tile.count():
            tile.click()
            assert violations(screen) == []
            assert overflow(screen, "document.getElementById('pane')") <= 0
            if state == "partly":
                screen.locator(".answers button").nth(1).click()
                assert "canvas: no size" in screen.locator("#pane").inner_text()
                assert violations(screen) == []
            screen.keyboard.press("Escape")
            assert tile.evaluate("e => e === document.activeElement")


def test_filters_agree_with_their_counts_and_keys_move_about(report: Path, screen: Any) -> None:
    screen.goto(report.as_uri())
    for button in screen.locator("#legend button").all():
        count = int(button.locator("b").inner_text())
        button.click()
        assert screen.locator("#tiles button").count() == count
        button.click()
    screen.locator("#find").fill("vmirror(")
    assert 0 < screen.locator("#tiles button").count() < 400
    screen.locator("#tiles button").first.focus()
    screen.keyboard.press("ArrowRight")
    screen.keyboard.press("Enter")
    first = screen.locator("#pane h2").inner_text()
    screen.keyboard.press("ArrowRight")
    assert screen.locator("#pane h2").inner_text() != first
    screen.keyboard.press("Escape")
    screen.locator("button[type=reset]").click()
    screen.wait_for_function("document.querySelectorAll('#tiles button').length === 400")


def test_curves_answer_to_pointer_keys_and_axis(report: Path, screen: Any) -> None:
    screen.goto(report.as_uri())
    slider = screen.get_by_role("slider").first
    slider.focus()
    screen.keyboard.press("Home")
    screen.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "meta-iteration 1: cumulative 3"
    screen.locator("#axis").select_option("seconds")
    slider = screen.get_by_role("slider").first
    slider.hover()
    assert "after" in str(slider.get_attribute("aria-valuetext"))


def test_the_switches_change_how_cells_are_drawn(report: Path, screen: Any) -> None:
    screen.goto(report.as_uri())
    tile = screen.locator("#tiles canvas").nth(3)
    picture = "e => e.toDataURL()"
    before = tile.evaluate(picture)
    screen.locator("#palette").check()
    assert tile.evaluate(picture) != before
    screen.locator("#tiles button").first.click()
    grid = screen.locator(".pair canvas").first
    plain = grid.evaluate(picture)
    screen.locator("#pane").get_by_label("Digits in cells").check()
    assert grid.evaluate(picture) != plain
    screen.keyboard.press("Escape")
    assert screen.locator("#digits").is_checked()
    assert violations(screen) == []


def test_a_comparison_is_accessible_and_says_what_is_noise(comparison: Path, screen: Any) -> None:
    screen.goto(comparison.as_uri())
    assert violations(screen) == []
    assert overflow(screen, "document.documentElement") <= 0
    assert "within noise" in screen.locator("main").inner_text()
    assert screen.get_by_role("slider").count() == 1


def test_pages_are_valid_html(report: Path, comparison: Path) -> None:
    html5lib = pytest.importorskip("html5lib")
    for page in (report, comparison):
        html5lib.HTMLParser(strict=True).parse(page.read_text(encoding="utf-8"))
