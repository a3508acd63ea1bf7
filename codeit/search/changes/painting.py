"""Pieces from one effect: cells around chosen entities, in a colour read off the outputs.

For each effect the entities are sorted into those whose cells have that colour in the output and
those that contradict it; a selection without a contradiction is a piece.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from codeit.search.changes.colouring import Shade, shades
from codeit.search.changes.patches import Patches
from codeit.search.entities.expressions import colour
from codeit.search.entities.pieces import Layer, Piece
from codeit.search.entities.predicates import Group, Selection
from codeit.search.entities.properties import Property
from codeit.search.entities.scenes import Planes, Scene
from codeit.search.entities.segmentation import Segmentation

__all__ = ["map_pieces", "paint_pieces"]

FEWEST = 2
"""Entities that must show a rule: parameters read off a single one memorise (measured before)."""
MOST_ALIKE = 2
"""Selections of the same entities that show the rule: others differ where nothing is shown."""
MOST_SOILED = 12
MOST_TRIED = 60
"""Pieces of one effect that are wrong somewhere: taken, and tried."""
DEAREST_EFFECT = 1.5
"""Effects beyond which colours that are looked up are not tried."""


def _members(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def paint_pieces(
    scene: Scene,
    cut: Segmentation,
    effects_of: Sequence[Patches],
    asked: Sequence[Property],
    chosen: Sequence[Selection],
    wrong: int,
) -> Iterator[Piece]:
    """All pieces of one effect, one selection and one source of colour.

    `wrong` are the cells in which the base differs from the output.
    """
    sources = list(shades(scene, cut, asked, chosen))
    for patches in effects_of:
        if not patches.union & wrong:
            continue
        soiled = tried = 0
        for shade in sources:
            if shade.dear and patches.effect.cost > DEAREST_EFFECT:
                continue
            if patches.how == "free" and not shade.whole:
                continue
            good, bad = _sorted(scene, patches.masks, shade, wrong)
            if good.bit_count() < FEWEST:
                continue
            alike: Counter[tuple[int, int]] = Counter()
            for selection in chosen:
                mask = selection.mask
                gained = mask & good
                if gained.bit_count() < FEWEST or not mask & ~shade.undefined:
                    continue
                if mask & shade.undefined:
                    continue
                spoilt = bool(mask & bad)
                if spoilt and (
                    soiled >= MOST_SOILED or tried >= MOST_TRIED or selection.cost > 2.0
                ):
                    continue
                tried += spoilt
                key = gained, mask & bad
                alike[key] += 1
                if alike[key] > MOST_ALIKE:
                    continue
                piece = _piece(scene, cut, patches, shade, selection, wrong)
                if piece.wrong and piece.wrong.bit_count() >= (piece.claimed & wrong).bit_count():
                    continue
                soiled += spoilt
                yield piece


def _sorted(scene: Scene, masks: list[int], shade: Shade, wrong: int) -> tuple[int, int]:
    """The entities that set something right in that shade, and those that set something wrong."""
    good = bad = 0
    for place, (mask, value) in enumerate(zip(masks, shade.values, strict=True)):
        seen = mask & scene.shown
        if not seen or value < 0:
            continue
        right = scene.wanted.get(value, 0)
        if seen & ~right:
            bad |= 1 << place
        elif seen & wrong:
            good |= 1 << place
    return good, bad


def _piece(
    scene: Scene,
    cut: Segmentation,
    patches: Patches,
    shade: Shade,
    selection: Selection,
    wrong: int,
) -> Piece:
    paint: Planes = {}
    for place in _members(selection.mask):
        value = shade.values[place]
        paint[value] = paint.get(value, 0) | patches.masks[place]
    spoilt = 0
    for value, mask in paint.items():
        spoilt |= mask & scene.shown & ~scene.wanted.get(value, 0)
    layer: Layer
    if shade.whole:
        name = "underfill" if patches.how == "under" else "fill"
        layer = (name, shade.expression, patches.chosen(selection.expression))
    else:
        name = "underpaint" if patches.how == "under" else "paint"
        each = ("fork", "recolor", shade.expression, patches.of_each)
        layer = (name, ("mapply", each, selection.expression))
    cost = cut.cost + patches.cost + shade.cost + selection.cost
    return Piece((layer,), paint, cost, "effect", spoilt)


def map_pieces(
    scene: Scene,
    cut: Segmentation,
    effects_of: Sequence[Patches],
    groups: Sequence[Group],
    wrong: int,
) -> Iterator[Piece]:
    """Pieces that give each value of a property its own colour."""
    for patches in effects_of:
        if patches.effect.cost > 2.0 or not patches.union & wrong:
            continue
        tables = []
        for value in range(10):
            shade = Shade(colour(value), [value] * len(cut.entities), 0.0, True)
            tables.append(_sorted(scene, patches.masks, shade, wrong))
        for group in groups:
            piece = _mapped(scene, cut, patches, tables, group)
            if piece is not None:
                yield piece


def _mapped(
    scene: Scene,
    cut: Segmentation,
    patches: Patches,
    tables: list[tuple[int, int]],
    group: Group,
) -> Piece | None:
    layers: list[Layer] = []
    paint: Planes = {}
    used, support = set(), 0
    for mask, expression in group.parts:
        options = [
            (value, (good & mask).bit_count())
            for value, (good, bad) in enumerate(tables)
            if good & mask and not bad & mask
        ]
        if not options:
            if any(good & mask for good, _ in tables):
                return None
            continue
        value, count = options[0]
        used.add(value)
        support += count
        name = "underfill" if patches.how == "under" else "fill"
        layers.append((name, colour(value), patches.chosen(expression)))
        for place in _members(mask):
            paint[value] = paint.get(value, 0) | patches.masks[place]
    if len(used) < 2 or support < len(layers) + 1:
        return None
    for value, mask in paint.items():
        if mask & scene.shown & ~scene.wanted.get(value, 0):
            return None
    cost = cut.cost + patches.cost + group.cost + 1.5 * len(layers) + (0.0 if group.whole else 2.0)
    return Piece(tuple(layers), paint, cost, "map")
