"""A small box model for pictures: blocks with a known size, put beside or above each other.

A figure here is one page measured in inches, x to the right and y downwards. Every block knows its
size before anything is drawn, so nothing can overlap and the page fits what is on it. What the
blocks contain (cells, program text) is not this module's business.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.textpath import text_to_path

from viz.palette import INK, MUTED, PAPER, RULE

__all__ = [
    "POINTS",
    "Align",
    "Block",
    "arrow",
    "beside",
    "boxed",
    "heading",
    "label",
    "page",
    "rule",
    "space",
    "stacked",
    "text",
    "text_width",
    "within",
    "wrapped",
]

Align = Literal["start", "middle", "end"]
POINTS = 72
LINE_HEIGHT = 1.3
"""Height of a line of text in units of its size."""
_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}


@dataclass(frozen=True, slots=True)
class Block:
    """Something to draw: its size in inches, and how to draw it with its top left corner given."""

    width: float
    height: float
    draw: Callable[[Axes, float, float], None]


def space(width: float = 0.0, height: float = 0.0) -> Block:
    """Nothing, of the given size in inches."""
    return Block(width, height, lambda _axes, _x, _y: None)


@lru_cache(maxsize=64)
def _font(size: float, mono: bool, bold: bool) -> FontProperties:
    family = "DejaVu Sans Mono" if mono else "DejaVu Sans"
    return FontProperties(family=family, size=size, weight="bold" if bold else "normal")


@lru_cache(maxsize=4096)
def text_width(content: str, size: float, *, mono: bool = False, bold: bool = False) -> float:
    """Width in inches of one line of text of `size` points."""
    font = _font(size, mono, bold)
    if mono:  # every advance is equal, trailing spaces included
        wide, _, _ = text_to_path.get_text_width_height_descent("0" * 100, font, ismath=False)
        return float(wide) / 100 * len(content) / POINTS
    wide, _, _ = text_to_path.get_text_width_height_descent(content, font, ismath=False)
    return float(wide) / POINTS


def text(
    content: str, size: float = 8.0, *, colour: str = INK, mono: bool = False, bold: bool = False
) -> Block:
    """One line of text, drawn literally: a dollar sign starts no formula."""
    font = _font(size, mono, bold)
    em = size / POINTS

    def draw(axes: Axes, x: float, y: float) -> None:
        axes.text(
            x,
            y + 1.0 * em,
            content,
            fontproperties=font,
            color=colour,
            va="baseline",
            ha="left",
            parse_math=False,
        )

    return Block(text_width(content, size, mono=mono, bold=bold), LINE_HEIGHT * em, draw)


def label(content: str) -> Block:
    """A small grey remark, such as the size of a grid."""
    return text(content, 6.5, colour=MUTED)


def heading(content: str, remark: str = "") -> Block:
    """A title with a grey remark after it."""
    title = text(content, 12, bold=True)
    return beside([title, text(remark, 9, colour=MUTED)], 0.14, "end") if remark else title


def beside(blocks: Iterable[Block], gap: float = 0.0, align: Align = "start") -> Block:
    """Blocks from left to right; `align` says where the lower ones stand in the height."""
    parts = tuple(blocks)
    height = max((b.height for b in parts), default=0.0)

    def draw(axes: Axes, x: float, y: float) -> None:
        for block in parts:
            block.draw(axes, x, y + (height - block.height) * _SHIFT[align])
            x += block.width + gap

    return Block(sum(b.width for b in parts) + gap * max(0, len(parts) - 1), height, draw)


def stacked(blocks: Iterable[Block], gap: float = 0.0, align: Align = "start") -> Block:
    """Blocks from top to bottom; `align` says where the narrower ones stand in the width."""
    parts = tuple(blocks)
    width = max((b.width for b in parts), default=0.0)

    def draw(axes: Axes, x: float, y: float) -> None:
        for block in parts:
            block.draw(axes, x + (width - block.width) * _SHIFT[align], y)
            y += block.height + gap

    return Block(width, sum(b.height for b in parts) + gap * max(0, len(parts) - 1), draw)


def within(
    block: Block,
    width: float = 0.0,
    height: float = 0.0,
    align: Align = "middle",
    upright: Align = "middle",
) -> Block:
    """The block in a space of at least the given size."""
    wide, high = max(width, block.width), max(height, block.height)

    def draw(axes: Axes, x: float, y: float) -> None:
        block.draw(
            axes,
            x + (wide - block.width) * _SHIFT[align],
            y + (high - block.height) * _SHIFT[upright],
        )

    return Block(wide, high, draw)


def boxed(block: Block, pad: float, *, fill: str, edge: str = "none") -> Block:
    """The block on a rounded ground, `pad` inches larger on every side."""
    wide, high = block.width + 2 * pad, block.height + 2 * pad

    def draw(axes: Axes, x: float, y: float) -> None:
        corner = 0.04
        axes.add_patch(
            FancyBboxPatch(
                (x + corner, y + corner),
                wide - 2 * corner,
                high - 2 * corner,
                boxstyle=f"round,pad={corner},rounding_size={corner}",
                facecolor=fill,
                edgecolor=edge,
                linewidth=0.8,
                mutation_aspect=1,
            )
        )
        block.draw(axes, x + pad, y + pad)

    return Block(wide, high, draw)


def arrow(length: float = 0.22, *, down: bool = False) -> Block:
    """A thin grey arrow to the right, or downwards."""
    breadth = 0.12

    def draw(axes: Axes, x: float, y: float) -> None:
        start = (x + breadth / 2, y) if down else (x, y + breadth / 2)
        end = (x + breadth / 2, y + length) if down else (x + length, y + breadth / 2)
        axes.add_patch(
            FancyArrowPatch(
                start,
                end,
                arrowstyle="-|>,head_length=3,head_width=1.8",
                mutation_scale=1,
                shrinkA=0,
                shrinkB=0,
                color=MUTED,
                linewidth=0.9,
            )
        )

    return Block(breadth, length, draw) if down else Block(length, breadth, draw)


def rule(length: float, *, upright: bool = False) -> Block:
    """A hairline of the given length in inches."""

    def draw(axes: Axes, x: float, y: float) -> None:
        xs, ys = ([x, x], [y, y + length]) if upright else ([x, x + length], [y, y])
        axes.plot(xs, ys, color=RULE, linewidth=0.8, solid_capstyle="butt")

    return Block(0.0, length, draw) if upright else Block(length, 0.0, draw)


def wrapped(blocks: Sequence[Block], width: float, gap: float) -> list[list[Block]]:
    """The blocks broken into rows of at most `width` inches; a wider block has its own row."""
    rows: list[list[Block]] = []
    used = 0.0
    for block in blocks:
        if rows and used + gap + block.width <= width:
            rows[-1].append(block)
            used += gap + block.width
        else:
            rows.append([block])
            used = block.width
    return rows


def page(content: Block, margin: float = 0.2) -> Figure:
    """A figure that holds the block, `margin` inches of paper around it."""
    width, height = content.width + 2 * margin, content.height + 2 * margin
    figure = Figure(figsize=(width, height), facecolor=PAPER, dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_autoscale_on(False)
    content.draw(axes, margin, margin)
    return figure
