"""Grids, patches and values as small SVG and HTML texts, for notebooks and pages of documents.

Nothing is installed for it. Words take the colour of the text around them, so that pictures read
on light and on dark paper. Every picture has a name for screen readers.
"""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

from arc_dsl.outcome import PlainGrid
from arc_dsl.program import Line
from viz.palette import CELL_LINE, FAILED, INDEX, colour_of
from viz.programs import Role, words
from viz.views import Frame, GridsView, Patch, PatchesView, View, Words, size_of

__all__ = ["SIDE", "coloured_line", "figure", "grid_svg", "patches_svg", "value_html"]

SIDE = 150
"""CSS pixels of a grid's longer side, at most."""
LARGEST = 22
"""CSS pixels of a cell, at most."""
CANVAS = "#8883"
"""Empty places, on any paper."""
INKS = {Role.FUNCTION: "#3b82d0", Role.CONSTANT: "#c8691c", Role.END: "#2f9e5b"}
"""Colours of words that read on light and on dark paper."""


def grid_svg(grid: PlainGrid, side: int = SIDE, *, wrong: Sequence[tuple[int, int]] = ()) -> str:
    """A grid as an SVG element; the cells in `wrong`, as (row, column), are crossed out."""
    height, width = len(grid), max((len(row) for row in grid), default=0)
    cell = _cell(height, width, side)
    paths: dict[str, list[str]] = {}
    for r, row in enumerate(grid):
        c = 0
        for colour, run in groupby(map(colour_of, row)):
            length = sum(1 for _ in run)
            paths.setdefault(colour, []).append(f"M{c} {r}h{length}v1h-{length}z")
            c += length
    drawn = [f'<path fill="{colour}" d="{"".join(d)}"/>' for colour, d in paths.items()]
    drawn.append(_lattice(0, 0, height, width, CELL_LINE))
    crosses = "".join(f"M{c + 0.25} {r + 0.25}l.5 .5m0 -.5l-.5 .5" for r, c in wrong)
    if crosses:
        for ink, pen in (("#fff", 0.24), (FAILED, 0.12)):
            drawn.append(f'<path d="{crosses}" stroke="{ink}" stroke-width="{pen}" fill="none"/>')
    return _svg((0, 0, height, width), cell, f"grid of {size_of(grid)}", drawn)


def patches_svg(patches: Sequence[Patch], height: int, width: int, side: int = SIDE) -> str:
    """Patches on a canvas of the given size, and a little beyond it, as an SVG element."""
    frame = Frame.around(height, width, patches)
    top, left, bottom, right = frame.outer
    drawn = [f'<path fill="{CANVAS}" d="M0 0h{width}v{height}h-{width}z"/>']
    outlines = []
    for patch in patches:
        shown = {place: value for place, value in patch.items() if frame.holds(*place)}
        by_colour: dict[str, list[str]] = {}
        for (r, c), value in sorted(shown.items()):
            colour = INDEX if value is None else colour_of(value)
            by_colour.setdefault(colour, []).append(f"M{c} {r}h1v1h-1z")
        drawn += [f'<path fill="{colour}" d="{"".join(d)}"/>' for colour, d in by_colour.items()]
        outlines.append(_outline(shown))
    drawn.append(
        f'<path d="{"".join(outlines)}" stroke="currentColor" stroke-width=".12" fill="none"/>'
    )
    cell = _cell(bottom - top, right - left, side)
    name = f"{len(patches)} patches on {height}\u00d7{width}"
    return _svg(frame.outer, cell, name, drawn)


def value_html(seen: View, height: int, width: int, side: int = SIDE) -> str:
    """A value that a line made when its program ran on a grid of that size."""
    match seen:
        case Words(caption, colours, quiet):
            swatches = "".join(grid_svg(((colour,),), 14) for colour in colours)
            tag = "i" if quiet else "code"
            return f"<{tag}>{escape(caption)}</{tag}> {swatches}"
        case GridsView(grids, caption):
            room = side if len(grids) == 1 else side * 2 // 3
            return "\u2002".join(grid_svg(grid, room) for grid in grids) + _small(caption)
        case PatchesView(patches, caption):
            return patches_svg(patches, height, width, side) + _small(caption)


def figure(caption: str, content: str) -> str:
    """Content under a caption, to stand beside others."""
    return (
        '<span style="display:inline-block;margin:0 14px 8px 0;vertical-align:top">'
        f'<span style="display:block;font-size:85%;opacity:.75">{escape(caption)}</span>'
        f"{content}</span>"
    )


def coloured_line(line: Line) -> str:
    """A line of a program as HTML, its words in the colours of their roles."""
    parts = []
    for word, role in words(line):
        ink = INKS.get(role)
        text = escape(word)
        parts.append(f'<span style="color:{ink}">{text}</span>' if ink else text)
    return f"<code>{''.join(parts)}</code>"


def _small(caption: str) -> str:
    return f' <small style="opacity:.75">{escape(caption)}</small>'


def _cell(height: int, width: int, side: int) -> int:
    return max(2, min(LARGEST, side // max(1, height, width)))


def _svg(box: tuple[int, int, int, int], cell: int, name: str, drawn: Sequence[str]) -> str:
    top, left, bottom, right = box
    height, width = max(1, bottom - top), max(1, right - left)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(name)}"'
        f' viewBox="{left - 0.06} {top - 0.06} {width + 0.12} {height + 0.12}"'
        f' width="{width * cell}" height="{height * cell}" style="vertical-align:middle">'
        f"{''.join(drawn)}</svg>"
    )


def _lattice(top: int, left: int, height: int, width: int, ink: str) -> str:
    lines = [f"M{left} {top + r}h{width}" for r in range(height + 1)]
    lines += [f"M{left + c} {top}v{height}" for c in range(width + 1)]
    return f'<path d="{"".join(lines)}" stroke="{ink}" stroke-width=".05" fill="none"/>'


def _outline(places: Mapping[tuple[int, int], object]) -> str:
    edges = []
    for r, c in sorted(places):
        if (r - 1, c) not in places:
            edges.append(f"M{c} {r}h1")
        if (r + 1, c) not in places:
            edges.append(f"M{c} {r + 1}h1")
        if (r, c - 1) not in places:
            edges.append(f"M{c} {r}v1")
        if (r, c + 1) not in places:
            edges.append(f"M{c + 1} {r}v1")
    return "".join(edges)
