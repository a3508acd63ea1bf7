"""Blocks made of cells: a grid, patches on a canvas.

Cells of one colour become one outline made of rectangles as long as the runs in the rows, so that
a 30x30 grid is a few kilobytes of SVG and not nine hundred elements.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from arc_dsl.outcome import PlainGrid
from viz.figures.layout import POINTS, Block, label, stacked, text, within
from viz.palette import (
    CANVAS,
    CANVAS_LINE,
    CELL_LINE,
    FAILED,
    INDEX,
    INK,
    MUTED,
    PAPER,
    STRANGE,
    colour_of,
)
from viz.views import Frame, Patch, size_of

__all__ = ["cell_size", "grid_block", "patches_block", "sized", "unknown_block"]

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Rows = Sequence[Sequence[int]]

_RECTANGLE = (Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY)


def cell_size(grids: Iterable[Rows], side: float, largest: float = 0.2) -> float:
    """Inches of a cell with which the longest side of all grids is at most `side` inches."""
    longest = max((max(len(g), len(g[0]) if g else 0) for g in grids), default=1)
    return min(largest, side / max(1, longest))


def grid_block(grid: Rows, cell: float, *, wrong: Iterable[tuple[int, int]] = ()) -> Block:
    """A grid with cells of `cell` inches; the places in `wrong` are crossed out.

    Values outside 0-9 are written as numbers; a grid without cells is a small empty frame, and
    the rows of a ragged one end where they end.
    """
    height, width = len(grid), max((len(row) for row in grid), default=0)
    if not height or not width:
        return _empty_block()
    fills = _runs(grid)
    strange = [
        (r, c, v) for r, row in enumerate(grid) for c, v in enumerate(row) if not 0 <= v <= 9
    ]
    crossed = tuple(wrong)

    def draw(axes: Axes, x: float, y: float) -> None:
        for colour, rectangles in fills.items():
            _fill(axes, rectangles, colour, x, y, cell)
        lines = [] if _ragged(grid) else _lattice(height, width)
        _strokes(axes, lines, CELL_LINE, _hairline(cell), x, y, cell)
        for r, c, value in strange:
            _number(axes, value, x + c * cell, y + r * cell, cell)
        crosses = [
            stroke
            for r, c in crossed
            for stroke in (
                (c + 0.25, r + 0.25, c + 0.75, r + 0.75),
                (c + 0.25, r + 0.75, c + 0.75, r + 0.25),
            )
        ]
        _strokes(axes, crosses, PAPER, 2.4 * _pen(cell), x, y, cell)
        _strokes(axes, crosses, FAILED, 1.1 * _pen(cell), x, y, cell)

    return Block(width * cell, height * cell, draw)


def patches_block(patches: Sequence[Patch], frame: Frame, cell: float) -> Block:
    """Patches at their places on a pale canvas; each is outlined if there are several.

    The canvas is `frame.inner`, the size of the input, wherever the patches lie; the block covers
    `frame.outer`, which also holds what lies outside the input.
    """
    top, left, bottom, right = frame.outer
    inner_top, inner_left, inner_bottom, inner_right = frame.inner
    canvas = (inner_left - left, inner_top - top, inner_right - left, inner_bottom - top)

    def draw(axes: Axes, x: float, y: float) -> None:
        if canvas[2] > canvas[0] and canvas[3] > canvas[1]:
            _fill(axes, [canvas], CANVAS, x, y, cell)
            lattice = _lattice(inner_bottom - inner_top, inner_right - inner_left)
            moved = [
                (a + canvas[0], b + canvas[1], c + canvas[0], d + canvas[1])
                for a, b, c, d in lattice
            ]
            _strokes(axes, moved, CANVAS_LINE, _hairline(cell), x, y, cell)
        for patch in patches:
            shown = {(r - top, c - left): v for (r, c), v in patch.items() if frame.holds(r, c)}
            _patch(axes, shown, x, y, cell, outlined=len(patches) > 1)

    return Block((right - left) * cell, (bottom - top) * cell, draw)


def unknown_block(side: float = 0.5) -> Block:
    """A dashed square with a question mark: a grid that is not known."""

    def draw(axes: Axes, x: float, y: float) -> None:
        outline = Path(
            [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)], _RECTANGLE
        )
        axes.add_patch(
            PathPatch(outline, fill=False, edgecolor=MUTED, linewidth=0.9, linestyle=(0, (3, 3)))
        )

    mark = within(text("?", 11, colour=MUTED), side, side)

    def both(axes: Axes, x: float, y: float) -> None:
        draw(axes, x, y)
        mark.draw(axes, x, y)

    return Block(side, side, both)


def sized(grid: PlainGrid, block: Block, remark: str = "") -> Block:
    """The block with the grid's height and width in cells written under it."""
    size = size_of(grid)
    return stacked(
        [block, label(f"{size}  {remark}" if remark else size)], gap=0.04, align="middle"
    )


def _empty_block() -> Block:
    return within(label("no cells"), 0.3, 0.16)


def _ragged(grid: Rows) -> bool:
    return len({len(row) for row in grid}) > 1


def _runs(grid: Rows) -> dict[str, list[Rectangle]]:
    """Rectangles, one cell high and as long as the run, by colour."""
    fills: dict[str, list[Rectangle]] = {}
    for r, row in enumerate(grid):
        start = 0
        for colour, run in groupby(map(colour_of, row)):
            end = start + sum(1 for _ in run)
            fills.setdefault(colour, []).append((start, r, end, r + 1))
            start = end
    return fills


def _lattice(height: int, width: int) -> list[Rectangle]:
    """Lines between and around cells, as strokes from (left, top) to (right, bottom)."""
    across: list[Rectangle] = [(0, r, width, r) for r in range(height + 1)]
    return across + [(c, 0, c, height) for c in range(width + 1)]


def _hairline(cell: float) -> float:
    return min(0.5, cell * POINTS * 0.07)


def _pen(cell: float) -> float:
    return min(1.1, cell * POINTS * 0.16)


def _fill(
    axes: Axes, rectangles: Sequence[Rectangle], colour: str, x: float, y: float, cell: float
) -> None:
    corners = np.array([[(a, b), (c, b), (c, d), (a, d), (a, b)] for a, b, c, d in rectangles])
    vertices = corners.reshape(-1, 2) * cell + (x, y)
    path = Path(vertices, _RECTANGLE * len(rectangles))
    axes.add_patch(PathPatch(path, facecolor=colour, edgecolor="none", linewidth=0))


def _strokes(
    axes: Axes,
    strokes: Sequence[Rectangle],
    colour: str,
    points: float,
    x: float,
    y: float,
    cell: float,
) -> None:
    if not strokes:
        return
    vertices = np.array(strokes, dtype=float).reshape(-1, 2) * cell + (x, y)
    path = Path(vertices, (Path.MOVETO, Path.LINETO) * len(strokes))
    axes.add_patch(
        PathPatch(path, fill=False, edgecolor=colour, linewidth=points, capstyle="projecting")
    )


def _patch(
    axes: Axes,
    patch: Mapping[tuple[int, int], int | None],
    x: float,
    y: float,
    cell: float,
    *,
    outlined: bool,
) -> None:
    fills: dict[str, list[Rectangle]] = {}
    for (r, c), value in sorted(patch.items()):
        colour = INDEX if value is None else colour_of(value)
        fills.setdefault(colour, []).append((c, r, c + 1, r + 1))
    for colour, rectangles in fills.items():
        _fill(axes, rectangles, colour, x, y, cell)
    edges = _outline(patch)
    inside = _inner_edges(patch)
    _strokes(axes, inside, CELL_LINE, _hairline(cell), x, y, cell)
    if outlined:
        _strokes(axes, edges, PAPER, 2.2 * _pen(cell), x, y, cell)
    _strokes(axes, edges, INK, (1.0 if outlined else 0.5) * _pen(cell), x, y, cell)
    for (r, c), value in patch.items():
        if value is not None and colour_of(value) == STRANGE:
            _number(axes, value, x + c * cell, y + r * cell, cell)


def _outline(places: Mapping[tuple[int, int], object]) -> list[Rectangle]:
    """The sides of cells that no other cell of the patch shares."""
    edges: list[Rectangle] = []
    for r, c in sorted(places):
        if (r - 1, c) not in places:
            edges.append((c, r, c + 1, r))
        if (r + 1, c) not in places:
            edges.append((c, r + 1, c + 1, r + 1))
        if (r, c - 1) not in places:
            edges.append((c, r, c, r + 1))
        if (r, c + 1) not in places:
            edges.append((c + 1, r, c + 1, r + 1))
    return edges


def _inner_edges(places: Mapping[tuple[int, int], object]) -> list[Rectangle]:
    below: list[Rectangle] = [(c, r + 1, c + 1, r + 1) for r, c in places if (r + 1, c) in places]
    return below + [(c + 1, r, c + 1, r + 1) for r, c in places if (r, c + 1) in places]


def _number(axes: Axes, value: int, x: float, y: float, cell: float) -> None:
    size = min(7.0, cell * POINTS * 0.62, cell * POINTS * 1.5 / len(str(value)))
    word = within(text(str(value), size, colour=INK), cell, cell)
    word.draw(axes, x, y)
