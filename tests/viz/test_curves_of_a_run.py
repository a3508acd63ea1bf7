"""Attacks the curves of a run: from any rows, of one run or several."""

from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from viz.errors import NothingToDraw
from viz.figures.charts import compact, spread
from viz.figures.curves import curves_figure


def row(number: int, **figures: Any) -> dict[str, Any]:
    return {
        "meta_iteration": number,
        "executed": 100 * (number + 1),
        "cumulative_pass3": 3 + number,
        "policy_cumulative_pass3": number,
        "policy_only_pass3": 0,
        "loss_bits": None if number == 0 else 5.5 / number,
        "samples_ok_share": 0.5,
        "samples_similarity": 0.4,
        "samples_exact_first": 0.01,
        "buffer_size": 40_000,
        "buffer_programs": 1_500_000,
        "outcomes": {"ok": 90, "error": 10, "unheard_of": 1},
    } | figures


def said(figure: Figure) -> set[str]:
    return {text.get_text() for text in figure.findobj(Text)}


def test_curves_have_a_panel_for_each_kind_of_figure_with_labels_at_the_ends() -> None:
    figure = curves_figure([row(0), row(1), row(2)], title="tiny")
    assert len(figure.axes) == 6
    words = said(figure)
    assert {"tiny", "Tasks solved", "5 cumulative", "2 policy-cumulative", "0 policy-only"} <= words
    assert {"2.75", "50% give a grid", "40k experiences", "1.5M programs", "89% ok"} <= words
    assert "1% unheard of" in words


def test_counts_have_no_ticks_between_whole_numbers() -> None:
    rows = [{"meta_iteration": n, "cumulative_pass3": 0, "loss_bits": n / 10} for n in (0, 1)]
    figure = curves_figure(rows)
    figure.canvas.draw()
    solved, *_, loss = figure.axes
    assert {tick.get_text() for tick in solved.get_yticklabels()} == {"0", "1"}
    assert len(loss.get_yticklabels()) > 2


def test_panels_without_figures_are_left_out() -> None:
    figure = curves_figure([{"meta_iteration": 0, "executed": 5, "cumulative_pass3": 1}])
    assert len(figure.axes) == 2
    assert len(curves_figure([row(0)]).axes) == 5  # no loss yet


@pytest.mark.parametrize("rows", [[], {}, {"a": []}, [{"meta_iteration": 0}]])
def test_nothing_to_draw_is_an_error(rows: Any) -> None:
    with pytest.raises(NothingToDraw):
        curves_figure(rows)


def test_several_runs_show_their_median_and_range() -> None:
    runs = {
        name: [row(0, cumulative_pass3=start), row(1, cumulative_pass3=end)]
        for name, start, end in [("a", 1, 4), ("b", 2, 7), ("c", 3, 30)]
    }
    figure = curves_figure(runs, title="three")
    assert "7 cumulative" in said(figure)
    assert "median and range of 3 runs" in said(figure)
    band = figure.axes[0].collections[0].get_paths()[0]
    assert band.get_extents().ymax == 30
    assert band.get_extents().ymin == 1


def test_rows_may_come_in_any_order() -> None:
    assert "5 cumulative" in said(curves_figure([row(2), row(0), row(1)]))


@pytest.mark.parametrize(
    ("wanted", "placed"),
    [
        ([0.0, 0.0, 0.0], [0.0, 1.0, 2.0]),
        ([9.9, 10.0], [9.0, 10.0]),
        ([1.0, 5.0, 5.5], [1.0, 5.0, 6.0]),
        ([], []),
    ],
)
def test_labels_keep_apart_and_inside(wanted: list[float], placed: list[float]) -> None:
    assert spread(wanted, 1.0, 0.0, 10.0) == pytest.approx(placed)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (9999, "9999"), (20_000, "20k"), (1.5e6, "1.5M"), (3e9, "3G")]
)
def test_large_numbers_are_short(value: float, text: str) -> None:
    assert compact(value) == text
