"""What kind of picture a value deserves: a grid, several grids, patches on a canvas, or words.

Traces in figures and in the terminal both start here. Values are plain Python values, as
`arc_dsl.trace` gives them; the line that made a value decides where its form alone is ambiguous
(two pairs of integers are a 2x2 grid, or two places).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from arc_dsl.outcome import PlainGrid
from arc_dsl.program import Line
from arc_dsl.signatures import SIGNATURES

__all__ = [
    "Frame",
    "GridsView",
    "Patch",
    "PatchesView",
    "View",
    "Words",
    "differences",
    "duration",
    "short",
    "size_of",
    "view",
]

Patch = Mapping[tuple[int, int], int | None]
"""Places (row, column) and their colours; None for indices, which have no colour."""

MOST_GRIDS = 12
"""Of more grids in one value only the first are drawn."""
BEYOND = 2
"""Rows and columns outside the input that are drawn; what lies further out is only counted."""
COLOURFUL = frozenset({"mostcolor", "leastcolor", "color", "palette"})
"""Primitives whose results are colours and nothing else."""
WORDS = 44
"""Longest description in words, in characters."""


@dataclass(frozen=True, slots=True)
class GridsView:
    """One grid or several."""

    grids: tuple[tuple[tuple[int, ...], ...], ...]
    caption: str


@dataclass(frozen=True, slots=True)
class PatchesView:
    """Objects or sets of indices, each a patch."""

    patches: tuple[Patch, ...]
    caption: str


@dataclass(frozen=True, slots=True)
class Words:
    """A value that is best read: a number, a pair, a truth value, a function."""

    caption: str
    colours: tuple[int, ...] = ()
    """Colours that the value names, if the line's function gives colours."""
    quiet: bool = False
    """Whether the words only stand for a value that cannot be shown, such as a function."""


View = GridsView | PatchesView | Words


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the plane that is drawn. Boxes are (top, left, bottom, right), ends excluded."""

    inner: tuple[int, int, int, int]
    """The canvas: the input's places."""
    outer: tuple[int, int, int, int]
    """The canvas and what lies just outside it."""

    @classmethod
    def around(cls, height: int, width: int, patches: Iterable[Patch]) -> "Frame":
        """The canvas of an input with this size, grown by up to `BEYOND` cells to hold patches."""
        near = [
            (r, c)
            for patch in patches
            for r, c in patch
            if -BEYOND <= r < height + BEYOND and -BEYOND <= c < width + BEYOND
        ]
        rows, columns = [r for r, _ in near], [c for _, c in near]
        return cls(
            (0, 0, height, width),
            (
                min([0, *rows]),
                min([0, *columns]),
                max([height, *(r + 1 for r in rows)]),
                max([width, *(c + 1 for c in columns)]),
            ),
        )

    def holds(self, row: int, column: int) -> bool:
        """Whether the place is drawn."""
        top, left, bottom, right = self.outer
        return top <= row < bottom and left <= column < right

    def missing(self, patches: Iterable[Patch]) -> str:
        """A remark on how many places lie too far out to be drawn; empty if none does."""
        count = sum(not self.holds(r, c) for patch in patches for r, c in patch)
        return f", {count} not drawn" if count else ""


def view(value: object, line: Line | None = None) -> View:
    """The picture that a value deserves; `line` is the one that made it."""
    if _is_grid(value) and not _are_places(value, line):
        return GridsView((value,), size_of(value))
    patch = _patch(value)
    if patch:
        return PatchesView((patch,), _patch_caption(patch))
    if isinstance(value, tuple | frozenset) and value:
        members = list(value) if isinstance(value, tuple) else sorted(value, key=_order)
        grids = tuple(m for m in members if _is_grid(m))
        if len(grids) == len(members) and not all(_are_places(g, line) for g in grids):
            return GridsView(grids[:MOST_GRIDS], f"{len(grids)} grid{'s' * (len(grids) != 1)}")
        patches = tuple(p for m in members if (p := _patch(m)) is not None)
        if len(patches) == len(members) and any(patches):
            return PatchesView(patches, _patches_caption(patches))
    return Words(short(value), _colours(value, line), callable(value))


def size_of(grid: Sequence[Sequence[int]]) -> str:
    """Rows and columns in words."""
    widths = {len(row) for row in grid}
    return f"{len(grid)}\u00d7{max(widths, default=0)}" + (" ragged" if len(widths) > 1 else "")


def differences(output: PlainGrid, expected: PlainGrid) -> tuple[tuple[int, int], ...]:
    """Places (row, column) at which two grids of one shape differ.

    Raises ValueError if the shapes differ.
    """
    if [*map(len, output)] != [*map(len, expected)]:
        raise ValueError(f"shapes differ: {size_of(output)} and {size_of(expected)}")
    return tuple(
        (r, c)
        for r, (row, wanted) in enumerate(zip(output, expected, strict=True))
        for c, (cell, right) in enumerate(zip(row, wanted, strict=True))
        if cell != right
    )


def short(value: object, limit: int = WORDS) -> str:
    """The value in at most `limit` characters; members of sets in order."""
    words = _written(value, limit)
    return words if len(words) <= limit else words[: limit - 1] + "…"


def duration(seconds: float) -> str:
    """A duration in the unit in which it is easiest to read."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _written(value: object, room: int) -> str:
    if isinstance(value, bool | int | str):
        return str(value)
    if isinstance(value, tuple | frozenset | list):
        if not value:
            return "empty set" if isinstance(value, frozenset) else "empty tuple"
        opening, closing = "{}" if isinstance(value, frozenset) else "()"
        members = sorted(value, key=_order) if isinstance(value, frozenset) else value
        parts: list[str] = []
        for member in members:
            if sum(map(len, parts)) > room:
                break
            parts.append(_written(member, room))
        return opening + ", ".join(parts) + closing
    if callable(value):
        return "a function"
    return str(value)


def _order(value: object) -> tuple[int, object]:
    """A key by which any members of a set can be sorted, the same in every process."""
    if isinstance(value, bool | int):
        return 0, int(value)
    if isinstance(value, tuple):
        return 1, tuple(_order(v) for v in value)
    if isinstance(value, frozenset):
        return 2, tuple(sorted(_order(v) for v in value))
    return 3, getattr(value, "__name__", type(value).__name__)


def _colours(value: object, line: Line | None) -> tuple[int, ...]:
    if line is None or line.function not in COLOURFUL:
        return ()
    members = value if isinstance(value, frozenset | tuple) else (value,)
    return tuple(sorted(v for v in members if _is_int(v) and 0 <= v <= 9))


def _is_int(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_row(value: object) -> TypeGuard[tuple[int, ...]]:
    return isinstance(value, tuple) and all(map(_is_int, value))


def _is_grid(value: object) -> TypeGuard[tuple[tuple[int, ...], ...]]:
    return isinstance(value, tuple) and bool(value) and all(map(_is_row, value))


def _are_places(value: tuple[tuple[int, ...], ...], line: Line | None) -> bool:
    """Whether rows of two integers are places, by the declared result of the line's function."""
    if any(len(row) != 2 for row in value):
        return False
    if any(not 0 <= v <= 9 for row in value for v in row):
        return True
    if line is None or line.function not in SIGNATURES:
        return False
    return SIGNATURES[line.function].result not in {"Grid", "Piece", "Element", "Any"}


def _is_place(value: object) -> TypeGuard[tuple[int, int]]:
    return _is_row(value) and len(value) == 2


def _patch(value: object) -> Patch | None:
    """Places and colours if the value is an object or a set of indices; the empty set is both."""
    if not isinstance(value, frozenset):
        return None
    if all(map(_is_place, value)):
        return dict.fromkeys(sorted(value))
    cells: dict[tuple[int, int], int | None] = {}
    for member in value:
        if not (isinstance(member, tuple) and len(member) == 2):
            return None
        colour, place = member
        if not (_is_int(colour) and _is_place(place)):
            return None
        cells[place] = colour
    return cells


def _patch_caption(patch: Patch) -> str:
    count = len(patch)
    if None in patch.values():
        return "1 index" if count == 1 else f"{count} indices"
    return f"object of {count} cell{'s' * (count != 1)}"


def _patches_caption(patches: Sequence[Patch]) -> str:
    full = [p for p in patches if p]
    one, many = "object", "objects"
    if all(None in p.values() for p in full):
        one, many = "set of indices", "sets of indices"
    empty = f", {len(patches) - len(full)} empty" if len(full) < len(patches) else ""
    return f"{len(patches)} {one if len(patches) == 1 else many}{empty}"
