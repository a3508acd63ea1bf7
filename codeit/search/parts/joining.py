"""Outputs that are boxes of the input put together: side by side in some order, one for each panel.

The order is a property's; what a panel's cell shows is read off the outputs and looked up among the
selections.
"""

from collections.abc import Iterator, Sequence

from codeit.search.changes.cuts import Cut
from codeit.search.entities.expressions import Expression, colour, vector
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.entities.segmentation import Entity
from codeit.search.parts.companions import IMAGES
from codeit.search.parts.cropping import Part
from codeit.search.parts.numbers import chosen_entities

__all__ = ["bars", "joined_boxes", "panel_cells"]

MOST_CHOSEN = 40
MOST_COLOURS = 3
LARGEST = 30
_LENGTHS = ("size", "height", "width", "gap", "holes", "kin of colour", "kin of form")


def joined_boxes(scene: Scene, cut: Cut) -> Iterator[Part]:
    """The boxes of chosen entities, beside or below each other, sorted by a property."""
    numbers = [asked for asked in cut.asked if asked.kind == "number"]
    for selection in cut.chosen[:MOST_CHOSEN]:
        groups = chosen_entities(scene, cut, selection)
        if min(map(len, groups)) < 1 or max(map(len, groups)) < 2:
            continue
        for upright in (True, False):
            if not _long_enough(scene, groups, upright):
                continue
            for asked in numbers:
                of = {id(e): v for e, v in zip(cut.cut.entities, asked.values, strict=True)}
                for sign in (1, -1):
                    grids = _listed(scene, groups, of, sign, upright)
                    if grids is None or tuple(grids[: scene.pairs]) != scene.outputs:
                        continue
                    key: Expression = asked.expression
                    if sign < 0:
                        key = ("compose", "invert", key)
                    ordered: Expression = ("order", selection.expression, key)
                    box: Expression = ("rbind", "subgrid", "I")
                    made: Expression = ("merge", ("apply", box, ordered))
                    if not upright:
                        turned: Expression = ("compose", "dmirror", box)
                        made = ("dmirror", ("merge", ("apply", turned, ordered)))
                    cost = cut.cut.cost + selection.cost + asked.cost + 2.0
                    yield Part(tuple(grids), made, cost)


def _long_enough(scene: Scene, groups: Sequence[Sequence[Entity]], upright: bool) -> bool:
    for group, wanted in zip(groups, scene.outputs, strict=False):
        lengths = sum(each.height if upright else each.width for each in group)
        across = {each.width if upright else each.height for each in group}
        size = (len(wanted), len(wanted[0])) if upright else (len(wanted[0]), len(wanted))
        if size != (lengths, min(across)) or len(across) > 1:
            return False
    return True


def _listed(
    scene: Scene, groups: Sequence[Sequence[Entity]], of: dict[int, int], sign: int, upright: bool
) -> list[Grid] | None:
    grids: list[Grid] = []
    for group in groups:
        if len({of[id(each)] for each in group}) < len(group):
            return None
        rows: Grid = ()
        for each in sorted(group, key=lambda e: sign * of[id(e)]):
            box = tuple(
                row[each.left : each.right + 1]
                for row in scene.inputs[each.pair][each.top : each.bottom + 1]
            )
            rows += box if upright else tuple(zip(*box, strict=True))
        if len({len(row) for row in rows}) > 1:
            return None
        grids.append(rows if upright else tuple(zip(*rows, strict=True)))
    return grids


def bars(scene: Scene, cut: Cut) -> Iterator[Part]:
    """A bar for each chosen entity, as long as a number of it, in its colour, sorted by it."""
    numbers = [asked for asked in cut.asked if asked.name in _LENGTHS]
    for selection in cut.chosen[:MOST_CHOSEN]:
        groups = chosen_entities(scene, cut, selection)
        if min(map(len, groups)) < 1 or max(map(len, groups)) < 2:
            continue
        for asked in numbers:
            of = {id(e): v for e, v in zip(cut.cut.entities, asked.values, strict=True)}
            grids = [_barred(group, of) for group in groups]
            if any(grid is None for grid in grids):
                continue
            whole = tuple(grid for grid in grids if grid is not None)
            longest: Expression = ("valmax", selection.expression, asked.expression)
            rest: Expression = ("compose", ("lbind", "subtract", longest), asked.expression)
            bar: Expression = (
                "fork",
                "combine",
                ("fork", "repeat", "color", asked.expression),
                ("compose", ("lbind", "repeat", "ZERO"), rest),
            )
            made: Expression = ("apply", bar, ("order", selection.expression, asked.expression))
            cost = cut.cut.cost + selection.cost + asked.cost + 3.0
            if whole[: scene.pairs] == scene.outputs:
                yield Part(whole, made, cost)
            for name, image in IMAGES:
                turned = tuple(image(grid) for grid in whole)
                if turned[: scene.pairs] == scene.outputs:
                    yield Part(turned, (name, made), cost + 0.5)


def _barred(group: Sequence[Entity], of: dict[int, int]) -> Grid | None:
    """The bars, the shortest first; None if two have one length but not one colour."""
    keyed = sorted((of[id(each)], each.colour) for each in group)
    longest = keyed[-1][0]
    if keyed[0][0] < 0 or not 0 < longest <= LARGEST or len(keyed) > LARGEST:
        return None
    if len(dict(keyed)) < len(set(keyed)):
        return None
    return tuple((value,) * length + (0,) * (longest - length) for length, value in keyed)


def panel_cells(scene: Scene, cut: Cut) -> Iterator[Part]:
    """A cell for each panel of a regular division, its colour by a selection of panels."""
    shapes = {(len(grid), len(grid[0])) for grid in scene.outputs}
    sizes = {(each.height, each.width) for each in cut.cut.entities}
    if len(shapes) != 1 or len(sizes) != 1:
        return
    shape, (high, wide) = shapes.pop(), sizes.pop()
    places: list[tuple[int, int]] = []
    for each in cut.cut.entities:
        row, column = each.top // (high + 1), each.left // (wide + 1)
        places.append((row, column))
        if row >= shape[0] or column >= shape[1]:
            return
    for pair in range(len(scene.inputs)):
        if cut.cut.of_pair.get(pair, 0).bit_count() != shape[0] * shape[1]:
            return
    colours = sorted({value for grid in scene.outputs for row in grid for value in row})
    if not 1 < len(colours) <= MOST_COLOURS:
        return
    shown = [place for place, each in enumerate(cut.cut.entities) if each.pair < scene.pairs]
    seen_bits = sum(1 << place for place in shown)
    wanted = dict.fromkeys(colours, 0)
    for place in shown:
        row, column = places[place]
        wanted[scene.outputs[cut.cut.entities[place].pair][row][column]] |= 1 << place
    ground = max(colours, key=lambda value: wanted[value].bit_count())
    pitch: Expression = ("increment", ("shape", ("first", cut.cut.expression)))
    index: Expression = ("compose", ("rbind", "divide", pitch), "ulcorner")
    made: Expression = ("canvas", colour(ground), vector(*shape))
    rows = [[[ground] * shape[1] for _ in range(shape[0])] for _ in scene.inputs]
    cost = cut.cut.cost + 2.0
    for value in colours:
        if value == ground:
            continue
        chosen = next((s for s in cut.chosen if s.mask & seen_bits == wanted[value]), None)
        if chosen is None:
            return
        made = ("fill", made, colour(value), ("apply", index, chosen.expression))
        cost += chosen.cost + 1.5
        for place, each in enumerate(cut.cut.entities):
            if chosen.mask >> place & 1:
                row, column = places[place]
                rows[each.pair][row][column] = value
    yield Part(tuple(tuple(tuple(row) for row in grid) for grid in rows), made, cost)
