"""Curves of a run, or of several runs together, from their rows of metrics.

Rows are plain mappings as `metrics.jsonl` holds them. A panel whose figures no row has is left
out. Of one run every figure is a line; of several runs the line is their median and the band
reaches from the smallest to the largest.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from viz.errors import NothingToDraw
from viz.figures.charts import Label, compact, finish, label_ends, small_multiples
from viz.figures.layout import POINTS
from viz.palette import INK, KINDS, MUTED, SERIES, darker

__all__ = ["Row", "curves_figure"]

Row = Mapping[str, Any]
"""The figures of one meta-iteration by name."""
Runs = Mapping[str, Sequence[Row]]

ROUND = "meta_iteration"
BUDGET = "executed"
FEW = 15
"""Up to so many points a line shows each of them."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart of some figures: their keys, and the words at the ends of their lines."""

    title: str
    lines: tuple[tuple[str, str], ...]
    share: bool = False
    by_budget: bool = False
    """Against the programs executed so far instead of the meta-iterations."""
    counts: bool = False
    """Of things: whole numbers, from zero."""


PANELS = (
    Panel(
        "Tasks solved",
        (
            ("cumulative_pass3", "cumulative"),
            ("policy_cumulative_pass3", "policy-cumulative"),
            ("policy_only_pass3", "policy-only"),
        ),
        counts=True,
    ),
    Panel(
        "Tasks solved, by budget",
        (("cumulative_pass3", "cumulative"), ("policy_cumulative_pass3", "policy-cumulative")),
        by_budget=True,
        counts=True,
    ),
    Panel("Loss, bits a token", (("loss_bits", ""),)),
    Panel(
        "The policy's samples",
        (
            ("samples_ok_share", "give a grid"),
            ("samples_similarity", "similarity"),
            ("samples_exact_first", "first pair right"),
        ),
        share=True,
    ),
    Panel(
        "Replay buffer",
        (("buffer_size", "experiences"), ("buffer_programs", "programs")),
        counts=True,
    ),
)


def curves_figure(runs: Runs | Sequence[Row], *, title: str = "", columns: int = 3) -> Figure:
    """Small multiples of the figures of one run (its rows) or several (rows by name of run).

    Raises NothingToDraw if there is no row.
    """
    given: Runs = runs if isinstance(runs, Mapping) else {"": runs}
    several = {name: sorted(rows, key=_round) for name, rows in given.items() if rows}
    if not several:
        raise NothingToDraw("there are no metrics yet: no meta-iteration has ended")
    drawn = [panel for panel in PANELS if _has(several, panel)]
    with_kinds = any(_executions(row) for rows in several.values() for row in rows)
    if not drawn and not with_kinds:
        raise NothingToDraw("the rows hold none of the figures that curves are made of")
    head = 0.35 if title else 0.0
    figure, axes = small_multiples(len(drawn) + with_kinds, columns, head)
    if title:
        _write_title(figure, title, several)
    for panel, place in zip(drawn, axes, strict=False):
        _draw(place, panel, several)
    if with_kinds:
        _draw_kinds(axes[-1], several)
    return figure


def _round(row: Row) -> int:
    return int(row.get(ROUND, 0))


def _write_title(figure: Figure, title: str, runs: Runs) -> None:
    width, height = figure.get_size_inches()
    y = 1 - 0.26 / height
    style: dict[str, Any] = {"va": "baseline", "parse_math": False}
    figure.text(0.15 / width, y, title, fontsize=12, fontweight="bold", color=INK, **style)
    if len(runs) > 1:
        remark = f"median and range of {len(runs)} runs"
        figure.text(1 - 0.15 / width, y, remark, fontsize=8, color=MUTED, ha="right", **style)


def _has(runs: Runs, panel: Panel) -> bool:
    keys = [key for key, _ in panel.lines]
    return any(
        _number(row, key) is not None for rows in runs.values() for row in rows for key in keys
    )


def _executions(row: Row) -> float:
    return float(sum((row.get("outcomes") or {}).values()))


def _number(row: Row, key: str) -> float | None:
    value = row.get(key)
    return float(value) if isinstance(value, int | float) else None


def _draw(axes: Axes, panel: Panel, runs: Runs) -> None:
    labels = []
    for (key, word), colour in zip(panel.lines, SERIES, strict=False):
        end = (_by_budget if panel.by_budget else _by_round)(axes, runs, key, colour)
        if end is not None:
            value = f"{end:.0%}" if panel.share else compact(round(end, 2))
            labels.append(Label(f"{value} {word}".strip(), end, colour))
    if panel.share:
        axes.set_ylim(0, 1)
    elif panel.counts:
        axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))
    below = "programs executed" if panel.by_budget else "meta-iteration"
    finish(axes, panel.title, below, share=panel.share, whole=panel.counts)
    label_ends(axes, labels)


def _by_round(axes: Axes, runs: Runs, key: str, colour: str) -> float | None:
    """Draw the median and the range over runs; return the median's last value."""
    values: dict[int, list[float]] = defaultdict(list)
    for rows in runs.values():
        for row in rows:
            number = _number(row, key)
            if number is not None:
                values[_round(row)].append(number)
    if not values:
        return None
    rounds = sorted(values)
    middle = [median(values[r]) for r in rounds]
    if len(runs) > 1:
        low, high = [min(values[r]) for r in rounds], [max(values[r]) for r in rounds]
        axes.fill_between(rounds, low, high, color=colour, alpha=0.15, linewidth=0)
    _line(axes, rounds, middle, colour)
    return middle[-1]


def _by_budget(axes: Axes, runs: Runs, key: str, colour: str) -> float | None:
    """Draw one line for each run, for runs spend at different paces; return the median end."""
    ends = []
    for rows in runs.values():
        points = [
            (spent, value)
            for row in rows
            if (spent := _number(row, BUDGET)) is not None
            and (value := _number(row, key)) is not None
        ]
        if points:
            xs, ys = zip(*points, strict=True)
            _line(axes, xs, ys, colour, alpha=1.0 if len(runs) == 1 else 0.6)
            ends.append(ys[-1])
    return median(ends) if ends else None


def _line(
    axes: Axes, xs: Sequence[float], ys: Sequence[float], colour: str, alpha: float = 1.0
) -> None:
    axes.plot(
        xs,
        ys,
        color=colour,
        alpha=alpha,
        linewidth=1.6,
        marker="o" if len(xs) <= FEW else None,
        markersize=0.045 * POINTS,
        clip_on=False,
    )


def _draw_kinds(axes: Axes, runs: Runs) -> None:
    """Shares of the kinds of outcomes in each meta-iteration, over all runs together."""
    counts: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for rows in runs.values():
        for row in rows:
            for kind, count in (row.get("outcomes") or {}).items():
                counts[_round(row)][kind] += count
    rounds = sorted(r for r in counts if sum(counts[r].values()) > 0)
    order = [k for k in KINDS if any(counts[r].get(k) for r in rounds)]
    order += sorted({k for r in rounds for k in counts[r]} - {*KINDS})
    base = [0.0] * len(rounds)
    labels = []
    for kind in order:
        shares = [counts[r].get(kind, 0.0) / sum(counts[r].values()) for r in rounds]
        colour = KINDS.get(kind, MUTED)
        axes.bar(
            rounds,
            shares,
            bottom=base,
            width=0.86 if len(rounds) <= 2 * FEW else 1.0,
            color=colour,
            linewidth=0,
        )
        if shares and shares[-1] >= 0.005:
            word = f"{shares[-1]:.0%} {kind.replace('_', ' ')}"
            labels.append(Label(word, base[-1] + shares[-1] / 2, darker(colour)))
        base = [a + b for a, b in zip(base, shares, strict=True)]
    axes.set_ylim(0, 1)
    axes.set_xlim(rounds[0] - 0.6, rounds[-1] + 0.6)
    finish(axes, "How executions ended", "meta-iteration", share=True)
    label_ends(axes, labels)
