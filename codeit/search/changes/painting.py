"""Pieces from one effect: cells around chosen entities, in a colour read off the outputs.

For each effect the entities are sorted into those whose cells have that colour in the output and
those that contradict it; a selection without a contradiction is a piece.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from codeit.search.changes.colouring import Shade, shades
from codeit.search.changes.patches import Patches
from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.pieces import Layer, Piece
from codeit.search.entities.predicates import Group, Selection
from codeit.search.entities.properties import Property
from codeit.search.entities.scenes import Planes, Scene
from codeit.search.entities.segmentation import Segmentation

__all__ = ["map_pieces", "paint_pieces"]

FEWEST_COLOURS = 2
"""Of a map from values to colours."""
FEWEST = 2
"""Entities that must show a rule: parameters read off a single one memorise (measured before)."""
MOST_ALIKE = 2
"""Selections of the same entities that show the rule: others differ where nothing is shown."""
MOST_SOILED = 12
MOST_TRIED = 60
"""Pieces of one effect that are wrong somewhere: taken, and tried."""
DEAREST_OF_TWO = 3.5
MOST_OF_TWO = 40
MOST_PAIRS = 4
"""Pairs of selections that choose entities together: how dear each, how many tried, and taken."""
DEAREST_EFFECT = 1.5
"""Effects beyond which colours that are looked up are not tried."""


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
        touching = patches.touching(wrong)
        if touching.bit_count() < FEWEST:
            continue
        known: dict[int, int] = {}
        soiled = tried = 0
        for shade in sources:
            if shade.dear and patches.effect.cost > DEAREST_EFFECT:
                continue
            if patches.how == "free" and not shade.whole:
                continue
            good, bad = _sorted(patches, shade.by_colour, touching)
            if good.bit_count() < FEWEST:
                continue
            alike: Counter[tuple[int, int]] = Counter()
            both = _by_two(scene, patches, shade, chosen, good, bad, wrong)
            for selection in (*chosen, *both):
                mask = selection.mask
                gained = mask & good
                if gained.bit_count() < FEWEST or mask & shade.undefined:
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
                piece = _piece(scene, cut, patches, shade, selection, known)
                if piece.wrong and piece.wrong.bit_count() >= (piece.claimed & wrong).bit_count():
                    continue
                soiled += spoilt
                yield piece


def _by_two(
    scene: Scene,
    patches: Patches,
    shade: Shade,
    chosen: Sequence[Selection],
    good: int,
    bad: int,
    wrong: int,
) -> list[Selection]:
    """Entities that two selections choose, where one alone is not enough.

    That is asked only of an effect that sets right all that is to get its colours.
    """
    if not bad:
        return []
    need = 0
    for value in shade.by_colour:
        need |= scene.wanted.get(value, 0)
    need &= wrong
    if need & ~patches.union or need & ~patches.cells_of(good):
        return []
    likely: dict[int, Selection] = {}
    for selection in chosen:
        mask = selection.mask
        if selection.cost > DEAREST_OF_TWO or len(likely) == MOST_OF_TWO:
            break
        if not good & ~mask and not mask & shade.undefined:
            if not mask & bad:
                return []
            if bad & ~mask:
                likely.setdefault(mask, selection)
    pairs = [
        (one, other)
        for one, other in combinations(likely.values(), 2)
        if not one.mask & other.mask & bad
    ]
    pairs.sort(key=lambda pair: pair[0].cost + pair[1].cost)
    return [
        Selection(
            one.mask & other.mask,
            ("intersection", one.expression, other.expression),
            one.cost + other.cost + 1.0,
            one.constant or other.constant,
        )
        for one, other in pairs[:MOST_PAIRS]
    ]


def _sorted(patches: Patches, by_colour: Mapping[int, int], touching: int) -> tuple[int, int]:
    """The entities that set something right, and those that set something wrong.

    `by_colour`: the entities that are painted in each colour; `touching`: those that change cells.
    """
    seen, plain = patches.plain
    good = bad = 0
    for value, mask in by_colour.items():
        right = plain.get(value, 0)
        good |= mask & right & touching
        bad |= mask & seen & ~right
    return good, bad


def _piece(
    scene: Scene,
    cut: Segmentation,
    patches: Patches,
    shade: Shade,
    selection: Selection,
    known: dict[int, int],
) -> Piece:
    """`known`: the cells of some entities together, which several colours share."""
    paint: Planes = {}
    for value, members in shade.by_colour.items():
        chosen = selection.mask & members
        if chosen:
            if chosen not in known:
                known[chosen] = patches.cells_of(chosen)
            paint[value] = known[chosen]
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
        everyone, touching = (1 << len(cut.entities)) - 1, patches.touching(wrong)
        tables = []
        for value in range(10):
            good, bad = _sorted(patches, {value: everyone}, touching)
            if good:
                tables.append((value, good, bad))
        if len(tables) < FEWEST_COLOURS:
            continue
        for group in groups:
            piece = _mapped(scene, cut, patches, tables, group)
            if piece is not None:
                yield piece


def _mapped(
    scene: Scene,
    cut: Segmentation,
    patches: Patches,
    tables: Sequence[tuple[int, int, int]],
    group: Group,
) -> Piece | None:
    coloured: list[tuple[int, int, Expression]] = []
    support = 0
    for mask, expression in group.parts:
        for value, good, bad in tables:
            if good & mask and not bad & mask:
                coloured.append((value, mask, expression))
                support += (good & mask).bit_count()
                break
        else:
            if any(good & mask for _, good, _ in tables):
                return None
    if len({value for value, _, _ in coloured}) < FEWEST_COLOURS or support <= len(coloured):
        return None
    name = "underfill" if patches.how == "under" else "fill"
    layers: list[Layer] = []
    paint: Planes = {}
    for value, mask, expression in coloured:
        layers.append((name, colour(value), patches.chosen(expression)))
        paint[value] = paint.get(value, 0) | patches.cells_of(mask)
    for value, mask in paint.items():
        if mask & scene.shown & ~scene.wanted.get(value, 0):
            return None
    cost = cut.cost + patches.cost + group.cost + 1.5 * len(layers) + (0.0 if group.whole else 2.0)
    return Piece(tuple(layers), paint, cost, "map")
