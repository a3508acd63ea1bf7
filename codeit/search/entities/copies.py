"""Entities moved, mirrored and repeated: objects painted elsewhere, with or without the original.

A change of an entity is a function of the grid language from object to object, and the same cells
computed here. Offsets are read off the outputs; gravity, borders and mirrors need none.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from codeit.search.entities.cuts import Cut
from codeit.search.entities.expressions import Expression, colour, vector
from codeit.search.entities.pieces import Piece
from codeit.search.entities.scenes import Planes, Scene
from codeit.search.entities.segmentation import Entity

__all__ = ["copy_pieces"]

MOST_OFFSETS = 6
MOST_SEEN = 4
"""Entities of the first demonstration whose possible offsets are listed."""
FEWEST = 2
MOST_CHOSEN = 60
"""Selections tried with each change, the cheapest."""
LONGEST_TRAIL = 10
FURTHEST = 42
MOST_STAMPS = 6
DEAREST_STAMP = 3.0


@dataclass(frozen=True)
class _Change:
    """Object -> Object, and the cells of the result inside the grid."""

    expression: Expression
    cost: float
    of: Callable[[Entity], Planes]


def _placed(entity: Entity, cells: Iterator[tuple[int, int, int]]) -> Planes:
    """Cells given from the box's corner, as planes of the grid."""
    planes: Planes = {}
    for row, column, value in cells:
        bit = entity.frame.bit(entity.top + row, entity.left + column)
        if bit:
            planes[value] = planes.get(value, 0) | bit
    return planes


def _moved(entity: Entity, down: int, right: int) -> Planes:
    return {
        value: mask
        for value, plane in entity.planes.items()
        if (mask := entity.frame.shift(plane, down, right))
    }


_MIRRORS: tuple[tuple[Expression, Callable[[int, int, int, int], tuple[int, int]]], ...] = (
    ("vmirror", lambda i, j, h, w: (i, w - 1 - j)),
    ("hmirror", lambda i, j, h, w: (h - 1 - i, j)),
    (("compose", "hmirror", "vmirror"), lambda i, j, h, w: (h - 1 - i, w - 1 - j)),
    ("dmirror", lambda i, j, h, w: (j, i)),
    ("cmirror", lambda i, j, h, w: (w - 1 - j, h - 1 - i)),
)


def _mirrored(
    entity: Entity,
    place: Callable[[int, int, int, int], tuple[int, int]],
    down: int = 0,
    right: int = 0,
) -> Planes:
    height, width = entity.height, entity.width
    return _placed(
        entity,
        (
            (row + down * height, column + right * width, value)
            for i, j, value in entity.cells
            for row, column in (place(i, j, height, width),)
        ),
    )


def _turns() -> Iterator[_Change]:
    """Mirrored in place, and beside itself as in a mirror at its edge."""
    for name, place in _MIRRORS:
        yield _Change(name, 1.5, lambda e, place=place: _mirrored(e, place))  # type: ignore[misc]
    beside = (
        ("vmirror", 1, "tojvec", "width", 0, 1),
        ("vmirror", 1, "tojvec", ("compose", "invert", "width"), 0, -1),
        ("hmirror", 0, "toivec", "height", 1, 0),
        ("hmirror", 0, "toivec", ("compose", "invert", "height"), -1, 0),
    )
    for mirror, which, vec, length, down, right in beside:
        place = _MIRRORS[0][1] if which else _MIRRORS[1][1]
        step: Expression = ("compose", vec, length)
        yield _Change(
            ("fork", "shift", mirror, step),
            2.5,
            lambda e, place=place, down=down, right=right: _mirrored(e, place, down, right),  # type: ignore[misc]
        )
        yield _Change(
            ("fork", "shift", "identity", step),
            2.0,
            lambda e, down=down, right=right: _moved(e, down * e.height, right * e.width),  # type: ignore[misc]
        )


def _to_borders() -> Iterator[_Change]:
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
        yield _Change(
            ("fork", "shift", "identity", step),
            2.0,
            lambda e, offset=offset: _moved(e, *offset(e)),  # type: ignore[misc]
        )


def _towards(scene: Scene) -> Iterator[_Change]:
    """Moved until it touches the cells of a colour that every input has."""
    shared = set.intersection(*(set(planes) for planes in scene.planes))
    for value in sorted(shared - set(scene.background)):
        masks = [planes[value] for planes in scene.planes]
        step: Expression = ("rbind", "gravitate", ("ofcolor", "I", colour(value)))
        yield _Change(
            ("fork", "shift", "identity", step),
            2.5,
            lambda e, masks=masks: _fallen(e, masks[e.pair]),  # type: ignore[misc]
        )


def _fallen(entity: Entity, target: int) -> Planes:
    frame = entity.frame
    if entity.mask & target:
        return {}
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
            return _moved(entity, down * count, over * count)
    return {}


def _offsets(scene: Scene, cut: Cut) -> list[tuple[int, int]]:
    """Offsets by which several entities occur again in the outputs, the commonest first."""
    entities = cut.cut.entities
    votes: Counter[tuple[int, int]] = Counter()
    first = [each for each in entities if each.pair == 0]
    first.sort(key=lambda each: -each.size)
    for entity in first[:MOST_SEEN]:
        frame = entity.frame
        for down in range(-entity.bottom, frame.height - entity.top):
            for right in range(-entity.right, frame.width - entity.left):
                if (down, right) != (0, 0) and _seen(scene, entity, down, right):
                    votes[down, right] += entity.size
    likely = [offset for offset, _ in votes.most_common(4 * MOST_OFFSETS)]
    ranked = []
    for offset in likely:
        count = sum(
            _seen(scene, each, *offset) for each in entities[:200] if each.pair < scene.pairs
        )
        if count >= FEWEST:
            ranked.append((-count, abs(offset[0]) + abs(offset[1]), offset))
    return [offset for _, _, offset in sorted(ranked)[:MOST_OFFSETS]]


def _seen(scene: Scene, entity: Entity, down: int, right: int) -> bool:
    """Whether the moved entity lies in the output, and was not in the input."""
    place = scene.offsets[entity.pair]
    new = False
    for value, mask in _moved(entity, down, right).items():
        whole = mask << place
        if whole & ~scene.wanted.get(value, 0):
            return False
        new = new or bool(whole & ~scene.given.get(value, 0))
    return new


def _by_offsets(scene: Scene, cut: Cut) -> Iterator[_Change]:
    for down, right in _offsets(scene, cut):
        step = vector(down, right)
        small = 2.0 if max(abs(down), abs(right)) <= 2 else 3.0
        yield _Change(
            ("rbind", "shift", step),
            small,
            lambda e, down=down, right=right: _moved(e, down, right),  # type: ignore[misc]
        )
        times: Expression = ("interval", "ONE", "TEN", "ONE")
        steps: Expression = ("apply", ("lbind", "multiply", step), times)
        yield _Change(
            ("compose", ("rbind", "mapply", steps), ("lbind", "lbind", "shift")),
            small + 1.5,
            lambda e, down=down, right=right: _trail(e, down, right),  # type: ignore[misc]
        )


def _trail(entity: Entity, down: int, right: int) -> Planes:
    planes: Planes = {}
    for count in range(1, LONGEST_TRAIL):
        for value, mask in _moved(entity, down * count, right * count).items():
            planes[value] = planes.get(value, 0) | mask
    return planes


def _stamps(scene: Scene, cut: Cut) -> Iterator[_Change]:
    """A copy of one chosen entity, laid on the middle or the corner of each other one."""
    groups = cut.cut.of_pair
    pairs = range(len(scene.inputs))
    count = 0
    for selection in cut.chosen:
        if count >= MOST_STAMPS or selection.cost > DEAREST_STAMP:
            return
        single = [selection.mask & groups.get(pair, 0) for pair in pairs]
        if any(part.bit_count() != 1 for part in single):
            continue
        sources = [cut.cut.entities[part.bit_length() - 1] for part in single]
        if max(each.size for each in sources) < 2:
            continue
        count += 1
        one: Expression = ("first", selection.expression)
        for anchor, place in _ANCHORS:
            by: Expression = ("compose", ("rbind", "subtract", (anchor, one)), anchor)
            yield _Change(
                ("compose", ("lbind", "shift", one), by),
                2.0 + selection.cost,
                lambda e, sources=sources, place=place: _stamped(sources[e.pair], e, place),  # type: ignore[misc]
            )


_ANCHORS: tuple[tuple[str, Callable[[Entity], tuple[int, int]]], ...] = (
    ("center", lambda e: e.centre),
    ("ulcorner", lambda e: (e.top, e.left)),
)


def _stamped(source: Entity, entity: Entity, place: Callable[[Entity], tuple[int, int]]) -> Planes:
    (row, column), (top, left) = place(entity), place(source)
    return _moved(source, row - top, column - left)


def copy_pieces(scene: Scene, cut: Cut, wrong: int) -> Iterator[Piece]:
    """Pieces that paint changed entities, and pieces that take the originals away as well."""
    entities = cut.cut.entities
    if len(entities) > 150:
        return
    ground: Expression = "ZERO" if set(scene.background) == {0} else ("mostcolor", "I")
    for change in (
        *_turns(),
        *_to_borders(),
        *_towards(scene),
        *_stamps(scene, cut),
        *_by_offsets(scene, cut),
    ):
        planes = [
            {value: mask << scene.offsets[each.pair] for value, mask in change.of(each).items()}
            for each in entities
        ]
        good = bad = 0
        for place, (each, paint) in enumerate(zip(entities, planes, strict=True)):
            if each.pair < scene.pairs:
                lost = any(mask & ~scene.wanted.get(value, 0) for value, mask in paint.items())
                bad |= lost << place
                good |= (not lost and any(mask & wrong for mask in paint.values())) << place
        if good.bit_count() < FEWEST:
            continue
        for selection in cut.chosen[:MOST_CHOSEN]:
            if selection.mask & bad or (selection.mask & good).bit_count() < FEWEST:
                continue
            members = [place for place in range(len(entities)) if selection.mask >> place & 1]
            new: Planes = {}
            for place in members:
                for value, mask in planes[place].items():
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


def _on_ground(scene: Scene, mask: int) -> Planes:
    """The cells in their inputs' ground colours."""
    planes: Planes = {}
    for pair, frame in enumerate(scene.frames):
        part = mask & (frame.full << scene.offsets[pair])
        if part:
            value = scene.background[pair]
            planes[value] = planes.get(value, 0) | part
    return planes
