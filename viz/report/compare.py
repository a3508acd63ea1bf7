"""The page of a comparison: two or more arms, each of several runs, in the dress of a run's page.

Whoever compares works out the figures (medians, intervals, verdicts); this module draws them and
says plainly where a difference is within noise. Usage:

    data = CompareData(
        title="search on and off",
        arms=(Arm("off", 3), Arm("on", 3)),
        curves=(Curve("Tasks solved", "programs executed", {"off": ((0, 4, 3, 5), ...), ...}),),
        rows=(CompareRow("solved, pass@3", "57", "81", "+24", "+19 to +30"),),
        gained=("00aa11bb",), lost=(),
    )
    write_compare_page(data, "compare.html")
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from viz.figures.files import replace_file
from viz.report.page import document

__all__ = ["Arm", "CompareData", "CompareRow", "Curve", "compare_page", "write_compare_page"]

Point = tuple[float, float, float, float]
"""Position on the horizontal axis; the middle over runs; the lowest and the highest of them."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One side of a comparison."""

    name: str
    runs: int
    """Runs (seeds) it consists of, at least 1."""
    remark: str = ""
    """What sets it apart, such as a changed setting."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One chart: for each arm, by its name, points in ascending order."""

    title: str
    below: str
    """Name of the horizontal axis, such as `programs executed`."""
    points: Mapping[str, Sequence[Point]]
    share: bool = False
    """Values are shares, 0 to 1."""
    whole: bool = False
    """Values are counts, from zero."""


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One figure of both sides; all values are written as they shall be read."""

    figure: str
    before: str
    after: str
    difference: str
    interval: str = ""
    """Where the difference lies with the confidence that the page's remark names."""
    within_noise: bool = False
    """Whether the interval holds no difference at all, so that nothing is shown."""
    better: bool | None = None
    """Whether the difference is for the better; None if that is no question."""


@dataclass(frozen=True, slots=True)
class CompareData:
    """Everything that the page of a comparison shows."""

    title: str
    arms: tuple[Arm, ...]
    remark: str = ""
    """How it was measured: budgets, seeds, which interval."""
    verdict: str = ""
    """The outcome in one sentence."""
    rows: tuple[CompareRow, ...] = ()
    curves: tuple[Curve, ...] = ()
    gained: tuple[str, ...] = ()
    """Ids of tasks that the last arm solves and the first does not."""
    lost: tuple[str, ...] = ()
    """Ids of tasks that the first arm solves and the last does not."""
    settings: Mapping[str, Sequence[str]] | None = None
    """Settings in which the arms differ: a value for each arm."""


def write_compare_page(data: CompareData, path: str | Path) -> Path:
    """Write the page, whole or not at all, and return its path. Raises OSError."""
    target = Path(path)
    replace_file(target, compare_page(data).encode("utf-8"))
    return target


def compare_page(data: CompareData) -> str:
    """The page as text."""
    tree = {
        "curves": [
            {
                "title": curve.title,
                "xName": curve.below,
                "share": curve.share,
                "whole": curve.whole,
                "series": [
                    {"name": name, "points": [list(point) for point in points]}
                    for name, points in curve.points.items()
                ],
            }
            for curve in data.curves
        ]
    }
    return document("compare.html", ("dom", "charts", "compare"), tree, data=data)
