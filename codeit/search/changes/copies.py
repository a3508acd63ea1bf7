"""Entities moved, mirrored and repeated: objects painted elsewhere, with or without the original.

A change of an entity is a function of the grid language from object to object, and the same cells
computed here. Gravity, borders and mirrors need no parameters.
"""

from collections.abc import Callable, Iterator, Sequence

from codeit.search.changes.axes import about_axes, in_line
from codeit.search.changes.cuts import Cut
from codeit.search.changes.reaching import goals
from codeit.search.changes.stamps import Change, moved, shifted, stamps
from codeit.search.changes.trails import by_offsets, continued
from codeit.search.entities.expressions import Expression
from codeit.search.entities.pieces import Piece
from codeit.search.entities.predicates import Selection, choosing
from codeit.search.entities.scenes import Planes, Scene
from codeit.search.entities.segmentation import Entity

__all__ = ["changes", "copy_pieces"]

FEWEST = 2
MOST_CHOSEN = 60
"""Selections tried with each change, the cheapest."""
FURTHEST = 42


def _placed(entity: Entity, cells: Iterator[tuple[int, int, int]]) -> Planes:
    """Cells given from the box's corner, as planes of the grid."""
    planes: Planes = {}
    for row, column, value in cells:
        bit = entity.frame.bit(entity.top + row, entity.left + column)
        if bit:
            planes[value] = planes.get(value, 0) | bit
    return planes


_MIRRORS: tuple[tuple[Expression, bool, bool], ...] = (
    ("vmirror", False, True),
    ("hmirror", True, False),
    (("compose", "hmirror", "vmirror"), True, True),
)
"""Whether top and bottom, and whether left and right are exchanged."""
_TURNS: tuple[tuple[Expression, Callable[[int, int, int, int], tuple[int, int]]], ...] = (
    ("dmirror", lambda i, j, h, w: (j, i)),
    ("cmirror", lambda i, j, h, w: (w - 1 - j, h - 1 - i)),
    (("compose", "vmirror", "dmirror"), lambda i, j, h, w: (j, h - 1 - i)),
    (("compose", "hmirror", "dmirror"), lambda i, j, h, w: (w - 1 - j, i)),
)


def _turned(entity: Entity, place: Callable[[int, int, int, int], tuple[int, int]]) -> Planes:
    height, width = entity.height, entity.width
    return _placed(
        entity,
        ((*place(i, j, height, width), value) for i, j, value in entity.cells),
    )


def _beside(entity: Entity, upright: bool, down: int, right: int) -> Planes:
    """The mirror image, as many heights and widths away."""
    image = entity.image(upright, not upright)
    return shifted(entity.frame, image, down * entity.height, right * entity.width)


def _turns() -> Iterator[Change]:
    """Mirrored in place, and beside itself as in a mirror at its edge."""
    for name, upright, sideways in _MIRRORS:
        yield Change(
            name,
            1.5,
            lambda e, upright=upright, sideways=sideways: e.image(upright, sideways),  # type: ignore[misc]
        )
    for name, place in _TURNS:
        yield Change(name, 1.5, lambda e, place=place: _turned(e, place))  # type: ignore[misc]
    beside = (
        ("vmirror", False, "tojvec", "width", 0, 1),
        ("vmirror", False, "tojvec", ("compose", "invert", "width"), 0, -1),
        ("hmirror", True, "toivec", "height", 1, 0),
        ("hmirror", True, "toivec", ("compose", "invert", "height"), -1, 0),
    )
    for mirror, upright, vec, length, down, right in beside:
        step: Expression = ("compose", vec, length)
        yield Change(
            ("fork", "shift", mirror, step),
            2.5,
            lambda e, upright=upright, down=down, right=right: _beside(  # type: ignore[misc]
                e, upright, down, right
            ),
        )
        yield Change(
            ("fork", "shift", "identity", step),
            2.0,
            lambda e, down=down, right=right: moved(e, down * e.height, right * e.width),  # type: ignore[misc]
        )


def _to_borders() -> Iterator[Change]:
    """Moved straight on to each side of the grid."""
    last_row, last_column = ("decrement", ("height", "I")), ("decrement", ("width", "I"))
    sides: tuple[tuple[Expression, Callable[[Entity], tuple[int, int]]], ...] = (
        (("chain", "toivec", "invert", "uppermost"), lambda e: (-e.top, 0)),
        (
            ("chain", "toivec", ("lbind", "subtract", last_row), "lowermost"),
            lambda e: (e.frame.height - 1 - e.bottom, 0),
        ),
        (("chain", "tojvec", "invert", "leftmost"), lambda e: (0, -e.left)),
        (
            ("chain", "tojvec", ("lbind", "subtract", last_column), "rightmost"),
            lambda e: (0, e.frame.width - 1 - e.right),
        ),
    )
    for step, offset in sides:
        yield Change(
            ("fork", "shift", "identity", step),
            2.0,
            lambda e, offset=offset: moved(e, *offset(e)),  # type: ignore[misc]
        )


def _towards(scene: Scene, cut: Cut) -> Iterator[Change]:
    """Moved until it touches the cells of a colour, or a chosen entity; or one cell further."""
    for goal in goals(scene, cut.cut, cut.chosen):
        step: Expression = ("rbind", "gravitate", goal.expression)
        ways: tuple[tuple[Expression, int], ...] = ((step, 0), (("compose", "crement", step), 1))
        for offset, further in ways:
            yield Change(
                ("fork", "shift", "identity", offset),
                1.0 + goal.cost + further,
                lambda e, masks=goal.masks, further=further: _fallen(  # type: ignore[misc]
                    e, masks[e.pair], further
                ),
            )


def _fallen(entity: Entity, target: int, further: int) -> Planes:
    frame = entity.frame
    if entity.mask & target:
        return {entity.colour: frame.full}  # it would be moved out of itself: never wanted
    top, left, bottom, right = frame.box(target)
    centre = top + (bottom - top + 1) // 2, left + (right - left + 1) // 2
    columns = frame.rectangle(0, entity.left, frame.height, entity.right)
    vertical = any(
        column & entity.mask and column & target
        for column in (frame.column << j for j in range(frame.width))
        if column & columns
    )
    if vertical:
        down, over = (1 if entity.centre[0] < centre[0] else -1), 0
    else:
        down, over = 0, (1 if entity.centre[1] < centre[1] else -1)
    for count in range(FURTHEST):
        mask = frame.shift(entity.mask, down * count, over * count)
        if not mask:
            return {}
        if frame.beside(mask) & target and not mask & target:
            count += further if count else 0
            return moved(entity, down * count, over * count)
    return {}


def changes(scene: Scene, cut: Cut) -> Iterator[Change]:
    """All changes that may be tried with the entities of a cut."""
    yield from _turns()
    yield from _to_borders()
    yield from _towards(scene, cut)
    yield from stamps(scene, cut)
    yield from about_axes(scene, cut)
    yield from in_line(scene, cut)
    yield from by_offsets(scene, cut)
    yield from continued(cut)


def copy_pieces(scene: Scene, cut: Cut, wrong: int) -> Iterator[Piece]:
    """Pieces that paint changed entities, and pieces that take the originals away as well."""
    entities = cut.cut.entities
    if len(entities) > 150:
        return
    ground: Expression = "ZERO" if set(scene.background) == {0} else ("mostcolor", "I")
    shown = sum(1 << place for place, each in enumerate(entities) if each.pair < scene.pairs)
    chosen = [s for s in cut.chosen[:MOST_CHOSEN] if (s.mask & shown).bit_count() >= FEWEST]
    by_entity = choosing(chosen, len(entities))
    for change in changes(scene, cut):
        placed = _Placed(scene, entities, change)
        for selection in _shown_by(scene, placed, chosen, by_entity, wrong):
            members = [place for place in range(len(entities)) if selection.mask >> place & 1]
            new: Planes = {}
            for place in members:
                for value, mask in placed.of(place).items():
                    new[value] = new.get(value, 0) | mask
            layer = ("paint", ("mapply", change.expression, selection.expression))
            cost = cut.cut.cost + change.cost + selection.cost
            yield Piece((layer,), new, cost, "copy")
            old = 0
            for place in members:
                old |= entities[place].mask << scene.offsets[entities[place].pair]
            for mask in new.values():
                old &= ~mask
            left = _on_ground(scene, old)
            if any(mask & scene.shown & ~scene.wanted.get(v, 0) for v, mask in left.items()):
                continue
            moved = dict(left)
            for value, mask in new.items():
                moved[value] = moved.get(value, 0) | mask
            bare = ("fill", ground, ("merge", selection.expression))
            yield Piece((bare, layer), moved, cost + 0.5, "move")


class _Placed:
    """What a change makes of the entities, over all pairs; worked out where it is asked for."""

    def __init__(self, scene: Scene, entities: Sequence[Entity], change: Change) -> None:
        self.entities = entities
        self._scene, self._change = scene, change
        self._known: dict[int, Planes] = {}

    def of(self, place: int) -> Planes:
        """The planes of the changed entity at that position."""
        known = self._known.get(place)
        if known is None:
            entity = self.entities[place]
            offset = self._scene.offsets[entity.pair]
            made = self._change.of(entity)
            known = self._known[place] = {value: mask << offset for value, mask in made.items()}
        return known


def _shown_by(
    scene: Scene,
    placed: _Placed,
    chosen: Sequence[Selection],
    by_entity: Sequence[int],
    wrong: int,
) -> list[Selection]:
    """The selections whose entities paint nothing wrong, and enough of them something right.

    Entities of which no selection is left are not looked at.
    """
    left, good = (1 << len(chosen)) - 1, 0
    wanted = scene.wanted
    for place, each in enumerate(placed.entities):
        if each.pair >= scene.pairs or not by_entity[place] & left:
            continue
        paint = placed.of(place)
        for value, mask in paint.items():
            if mask & ~wanted.get(value, 0):
                left &= ~by_entity[place]
                break
        else:
            good |= any(mask & wrong for mask in paint.values()) << place
        if not left:
            return []
    return [
        s for n, s in enumerate(chosen) if left >> n & 1 and (s.mask & good).bit_count() >= FEWEST
    ]


def _on_ground(scene: Scene, mask: int) -> Planes:
    """The cells in their inputs' ground colours."""
    planes: Planes = {}
    for pair, frame in enumerate(scene.frames):
        part = mask & (frame.full << scene.offsets[pair])
        if part:
            value = scene.background[pair]
            planes[value] = planes.get(value, 0) | part
    return planes
