"""Panels laid on each other, the ground of each transparent: the order is read off the outputs."""

from collections.abc import Iterator, Sequence

from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.parts.cropping import Part
from codeit.search.parts.deriving import Start

__all__ = ["overlaid"]

FEWEST_PANELS, MOST_PANELS = 3, 6
"""Two panels are found as a stack of pieces."""


def overlaid(scene: Scene, start: Start) -> Iterator[Part]:
    """A start's grid and its companions on each other; nothing where no order gives the outputs."""
    panels = [start.part, *start.companions]
    if not FEWEST_PANELS <= len(panels) <= MOST_PANELS:
        return
    order = _order(scene, panels)
    if order is None:
        return
    *upper, bottom = order
    grids = [_under(pair, upper, bottom.grids[pair]) for pair in range(len(scene.inputs))]
    if tuple(grids[: scene.pairs]) != scene.outputs:
        return
    made = bottom.expression
    solid: Expression = ("compose", "flip", ("matcher", "first", colour(0)))
    for panel in upper[::-1]:
        made = ("paint", made, ("sfilter", ("asobject", panel.expression), solid))
    yield Part(tuple(grids), made, 2.0 + 1.0 * len(panels))


def _order(scene: Scene, panels: Sequence[Part]) -> list[Part] | None:
    """From the top: each next panel is right wherever it is not black and nothing lies above it.

    A panel that may lie on top stays right below others, so that the first that may is taken.
    """
    left = list(panels)
    hidden: set[tuple[int, int, int]] = set()
    order = []
    while left:
        for panel in left:
            cells = {
                (pair, i, j): value
                for pair in range(scene.pairs)
                for i, row in enumerate(panel.grids[pair])
                for j, value in enumerate(row)
                if value and (pair, i, j) not in hidden
            }
            if all(scene.outputs[pair][i][j] == value for (pair, i, j), value in cells.items()):
                break
        else:
            return None
        order.append(panel)
        left.remove(panel)
        hidden |= cells.keys()
    return order


def _under(pair: int, upper: Sequence[Part], bottom: Grid) -> Grid:
    """Painted as the language paints: what lies beyond the bottom, in a test input, is left out."""
    rows = [list(row) for row in bottom]
    for panel in upper[::-1]:
        for i, row in enumerate(panel.grids[pair]):
            for j, value in enumerate(row):
                if value and i < len(rows) and j < len(rows[i]):
                    rows[i][j] = value
    return tuple(tuple(row) for row in rows)
