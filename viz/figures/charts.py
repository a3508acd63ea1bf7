"""Axes of small charts: one look for all, and labels at the ends of lines instead of legends."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from viz.figures.layout import text_width
from viz.palette import INK, MUTED, PAPER, RULE

__all__ = ["Label", "compact", "finish", "label_ends", "small_multiples", "spread"]

WIDTH, HEIGHT = 2.35, 1.55
"""Inches of one panel's data area."""
LEFT, TOP, BOTTOM = 0.5, 0.5, 0.5
"""Inches beside a panel's data area for ticks, title and axis name."""
LABELS = 1.4
"""Inches to the right of a panel for the labels of its lines."""
SIZE = 7.0
"""Points of tick and line labels."""


@dataclass(frozen=True, slots=True)
class Label:
    """A word at the height of a value, at the right end of a panel."""

    text: str
    value: float
    colour: str


def small_multiples(count: int, columns: int, head: float = 0.0) -> tuple[Figure, list[Axes]]:
    """A figure with that many panels, row by row; `head` inches stay free above them."""
    columns = min(columns, count)
    rows = -(-count // columns)
    cell_width, cell_height = LEFT + WIDTH + LABELS, TOP + HEIGHT + BOTTOM
    width, height = columns * cell_width + 0.1, rows * cell_height + head
    figure = Figure(figsize=(width, height), facecolor=PAPER, dpi=100)
    FigureCanvasAgg(figure)
    panels = []
    for i in range(count):
        row, column = divmod(i, columns)
        left = column * cell_width + LEFT
        bottom = height - head - row * cell_height - TOP - HEIGHT
        box = (left / width, bottom / height, WIDTH / width, HEIGHT / height)
        panels.append(figure.add_axes(box))
    return figure, panels


def finish(axes: Axes, title: str, below: str, *, share: bool = False, whole: bool = False) -> None:
    """Title, name of the horizontal axis, quiet ticks.

    `share` shows 0-1 as per cent, `whole` has no ticks between whole numbers.
    """
    axes.set_title(title, loc="left", fontsize=9, fontweight="bold", color=INK, pad=8)
    axes.set_xlabel(below, fontsize=SIZE, color=MUTED, labelpad=3)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.tick_params(colors=MUTED, labelsize=SIZE, length=0, pad=3)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, min_n_ticks=1))
    integer = whole or (not share and _wide(axes))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=integer, min_n_ticks=1))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: compact(v)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.0%}" if share else compact(v)))


def label_ends(axes: Axes, labels: Sequence[Label]) -> None:
    """Write each label right of the panel at its value's height, moved apart where too close."""
    if not labels:
        return
    low, high = axes.get_ylim()
    scale = HEIGHT / (high - low)
    gap = 1.45 * SIZE / 72
    ordered = sorted(labels, key=lambda label: label.value)
    wanted = [(label.value - low) * scale for label in ordered]
    for label, height in zip(ordered, spread(wanted, gap, 0.0, HEIGHT), strict=True):
        axes.text(
            1 + 0.07 / WIDTH,
            height / HEIGHT,
            _cut(label.text),
            transform=axes.transAxes,
            fontsize=SIZE,
            color=label.colour,
            va="center",
            parse_math=False,
        )


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Heights near the wanted ones, which ascend, at least `gap` apart.

    All are above `low` and, where there is room, below `high`.
    """
    placed: list[float] = []
    for height in wanted:
        floor = placed[-1] + gap if placed else low
        placed.append(max(height, floor))
    ceiling = max(high, low + gap * (len(placed) - 1))
    for i in range(len(placed) - 1, -1, -1):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - gap
    return placed


def compact(value: float) -> str:
    """A number in few characters: 1500000 is 1.5M, 20000 is 20k."""
    for size, suffix in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            unit = 1e3 if suffix == "k" else size
            return f"{value / unit:.3g}{suffix}"
    return f"{value:.4g}"


def _wide(axes: Axes) -> bool:
    low, high = axes.get_ylim()
    return bool(high - low > 4)


def _cut(word: str) -> str:
    room = LABELS - 0.12
    while len(word) > 3 and text_width(word, SIZE) > room:
        word = word[:-2].rstrip() + "…"
    return word
