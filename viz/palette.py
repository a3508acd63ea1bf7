"""Every colour that pictures use: the ten of ARC, and the few of the page around them.

The ten are those of the public ARC editor, so that a picture here looks like the task elsewhere.
"""

from typing import Final

__all__ = [
    "ACCENT",
    "CANVAS",
    "CANVAS_LINE",
    "CANVAS_TERMINAL",
    "CELL_LINE",
    "COLOURS",
    "FAILED",
    "FAILED_PAPER",
    "FAINT",
    "INDEX",
    "INK",
    "KINDS",
    "MUTED",
    "NAMES",
    "PAPER",
    "RULE",
    "SERIES",
    "STRANGE",
    "TERMINAL",
    "colour_of",
    "darker",
]

COLOURS: Final = (
    "#000000",
    "#0074d9",
    "#ff4136",
    "#2ecc40",
    "#ffdc00",
    "#aaaaaa",
    "#f012be",
    "#ff851b",
    "#7fdbff",
    "#870c25",
)
"""Colour of each cell value 0-9, as hexadecimal RGB."""

NAMES: Final = (
    "black",
    "blue",
    "red",
    "green",
    "yellow",
    "grey",
    "magenta",
    "orange",
    "sky",
    "maroon",
)
"""What people call the ten colours."""

TERMINAL: Final = ("#242424", *COLOURS[1:])
"""The ten in a terminal, where pure black would vanish into a black background."""

STRANGE: Final = "#e8e4f3"
"""A cell whose value is no colour: programs may compute with any integer on the way."""

PAPER: Final = "#ffffff"
INK: Final = "#1f2328"
MUTED: Final = "#6e7781"
FAINT: Final = "#a8b0b9"
RULE: Final = "#d8dee4"
ACCENT: Final = "#1f5fbf"
CELL_LINE: Final = "#7b7b7b"
CANVAS: Final = "#f4f2ec"
"""Places of a canvas on which nothing lies."""
CANVAS_LINE: Final = "#dedad0"
CANVAS_TERMINAL: Final = "#4a4d55"
"""The canvas in a terminal: unlike black, unlike the grey of cells."""
INDEX: Final = "#6f7fb5"
"""A place in a set of indices, which has no colour of its own; not one of the ten."""
FAILED: Final = "#b42318"
FAILED_PAPER: Final = "#fdeceb"

SERIES: Final = ("#1f5fbf", "#c2571a", "#2f7d4f", "#8250a8", "#8a6d1b", "#5b6570")
"""Lines and areas of charts, in order of use; readable on white and with deficient colour vision
because neighbours differ in lightness too."""

KINDS: Final = {
    "ok": "#3f9463",
    "not_a_grid": "#b9c46a",
    "error": "#e0913f",
    "type": "#b58bd0",
    "syntax": "#8250a8",
    "too_large": "#6fa3d8",
    "memory": "#2f62a3",
    "timeout": "#b9483f",
}
"""Kinds of outcomes, from the best to the most expensive."""


def colour_of(cell: int) -> str:
    """Colour of a cell value; `STRANGE` outside 0-9."""
    return COLOURS[cell] if 0 <= cell < len(COLOURS) else STRANGE


def darker(colour: str, share: float = 0.7) -> str:
    """The colour with each channel at the given share: for words in a colour made for areas."""
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(channel * share):02x}" for channel in channels)
