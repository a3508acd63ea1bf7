"""Colours read off a legend: cells of several colours that say which colour goes with which.

An entity of one colour takes the colour beside a cell of its own colour in the legend, or the other
colour of the legend's part that has its own.
"""

from collections.abc import Iterator

from codeit.search.changes.effects import DIRECTIONS
from codeit.search.entities.expressions import Expression
from codeit.search.entities.frames import Frame
from codeit.search.entities.scenes import Planes, Scene
from codeit.search.entities.segmentation import Segmentation

__all__ = ["read_off_legends"]

MOST_ENTITIES = 100
_WAYS = ("RIGHT", "LEFT", "DOWN", "UP")
_COST = 3.0

_MANY: Expression = ("chain", "positive", "decrement", "numcolors")
_PARTS: Expression = ("sfilter", ("objects", "I", "F", "F", "T"), _MANY)
"""The connected parts of an input that have more than one colour."""


def read_off_legends(
    scene: Scene, cut: Segmentation
) -> Iterator[tuple[Expression, list[int], float]]:
    """Entity -> colour, the colours by position (-1 where there is none), and the cost."""
    if not cut.univalued or len(cut.entities) > MOST_ENTITIES:
        return
    parts = [_many_coloured(scene, pair) for pair in range(len(scene.inputs))]
    if not all(parts):
        return
    own = "color"
    for name in _WAYS:
        tables = [
            _beside(frame, planes, sum(found), DIRECTIONS[name])
            for frame, planes, found in zip(scene.frames, scene.planes, parts, strict=True)
        ]
        same: Expression = ("compose", ("lbind", "matcher", "first"), own)
        cells: Expression = ("compose", ("lbind", "sfilter", ("merge", _PARTS)), same)
        place: Expression = ("chain", ("lbind", "add", name), "ulcorner", cells)
        yield ("compose", ("lbind", "index", "I"), place), _taken(cut, tables), _COST
    paired = [_other(planes, found) for planes, found in zip(scene.planes, parts, strict=True)]
    having: Expression = (
        "chain",
        ("rbind", "compose", "palette"),
        ("lbind", "lbind", "contained"),
        own,
    )
    part: Expression = ("compose", "palette", ("compose", ("lbind", "extract", _PARTS), having))
    yield ("fork", "other", part, own), _taken(cut, paired), _COST


def _taken(cut: Segmentation, tables: list[dict[int, int]]) -> list[int]:
    return [tables[each.pair].get(each.colour, -1) for each in cut.entities]


def _many_coloured(scene: Scene, pair: int) -> list[int]:
    frame, planes, ground = scene.frames[pair], scene.planes[pair], scene.background[pair]
    return [
        part
        for part in frame.components(frame.full & ~planes[ground], False)
        if sum(bool(mask & part) for mask in planes.values()) > 1
    ]


def _beside(frame: Frame, planes: Planes, legend: int, way: tuple[int, int]) -> dict[int, int]:
    """The colour next to the box corner of a colour's cells in the legend."""
    table = {}
    for value, mask in planes.items():
        if mask & legend:
            top, left, _, _ = frame.box(mask & legend)
            cell = frame.bit(top + way[0], left + way[1])
            for other, plane in planes.items():
                if plane & cell:
                    table[value] = other
    return table


def _other(planes: Planes, parts: list[int]) -> dict[int, int]:
    """For each colour that one part has, the other colour of that part, if it has two."""
    table: dict[int, int] = {}
    seen: set[int] = set()
    for part in parts:
        colours = [value for value, mask in planes.items() if mask & part]
        for value in colours:
            if value in seen or len(colours) != 2:
                table.pop(value, None)
            else:
                table[value] = sum(colours) - value
            seen.add(value)
    return table
