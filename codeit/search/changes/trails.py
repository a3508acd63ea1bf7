"""Entities moved by steps that are read off the outputs, and repeated, by these or their period."""

from collections import Counter
from collections.abc import Callable, Iterator

from codeit.search.changes.cuts import Cut
from codeit.search.changes.stamps import Change, moved
from codeit.search.entities.expressions import Expression, vector
from codeit.search.entities.scenes import Planes, Scene
from codeit.search.entities.segmentation import Entity

__all__ = ["by_offsets", "continued"]

MOST_OFFSETS = 6
MOST_SEEN = 4
"""Entities of the first demonstration whose possible offsets are listed."""
FEWEST = 2
LONGEST_TRAIL = 10
MOST_CONTINUED = 60
"""Entities of a cut beyond which they are not repeated: it took as long as all other changes."""


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
    for value, mask in moved(entity, down, right).items():
        whole = mask << place
        if whole & ~scene.wanted.get(value, 0):
            return False
        new = new or bool(whole & ~scene.given.get(value, 0))
    return new


def by_offsets(scene: Scene, cut: Cut) -> Iterator[Change]:
    """Moved by a step, and repeated by its multiples."""
    for down, right in _offsets(scene, cut):
        step = vector(down, right)
        small = 2.0 if max(abs(down), abs(right)) <= 2 else 3.0
        yield Change(
            ("rbind", "shift", step),
            small,
            lambda e, down=down, right=right: moved(e, down, right),  # type: ignore[misc]
        )
        times: Expression = ("interval", "ONE", "TEN", "ONE")
        steps: Expression = ("apply", ("lbind", "multiply", step), times)
        yield Change(
            ("compose", ("rbind", "mapply", steps), ("lbind", "lbind", "shift")),
            small + 1.5,
            lambda e, down=down, right=right: _trail(e, down, right),  # type: ignore[misc]
        )


def _trail(entity: Entity, down: int, right: int) -> Planes:
    planes: Planes = {}
    for count in range(1, LONGEST_TRAIL):
        for value, mask in moved(entity, down * count, right * count).items():
            planes[value] = planes.get(value, 0) | mask
    return planes


def continued(cut: Cut) -> Iterator[Change]:
    """Repeated to the grid's ends by its own period, or with a gap of one between the copies."""
    if len(cut.cut.entities) > MOST_CONTINUED:
        return
    beside: Expression = ("compose", "increment", "width")
    below: Expression = ("compose", "increment", "height")
    ways: tuple[tuple[str, Expression, float, Callable[[Entity], tuple[int, int]]], ...] = (
        ("tojvec", "hperiod", 2.5, lambda e: (0, _period(e, over=True))),
        ("toivec", "vperiod", 2.5, lambda e: (_period(e, over=False), 0)),
        ("tojvec", beside, 3.0, lambda e: (0, e.width + 1)),
        ("toivec", below, 3.0, lambda e: (e.height + 1, 0)),
    )
    last: Expression = ("multiply", "TEN", "THREE")
    spans: tuple[tuple[Expression, tuple[int, ...]], ...] = (
        (("interval", "ONE", last, "ONE"), (1,)),
        (("interval", ("invert", last), "ZERO", "ONE"), (-1,)),
        (("interval", ("invert", last), last, "ONE"), (-1, 0, 1)),
    )
    for towards, length, cost, step in ways:
        for times, ends in spans:
            multiples = ("chain", ("lbind", "lbind", "multiply"), towards, length)
            steps: Expression = ("compose", ("rbind", "apply", times), multiples)
            yield Change(
                ("fork", "mapply", ("lbind", "lbind", "shift"), steps),
                cost,
                lambda e, step=step, ends=ends: _repeated(e, step(e), ends),  # type: ignore[misc]
            )


def _period(entity: Entity, over: bool) -> int:
    """The smallest step along the rows, or down the columns, that maps the entity onto itself."""
    length = entity.width if over else entity.height
    for step in range(1, length):
        down, right = (0, -step) if over else (-step, 0)
        if all(
            not entity.frame.shift(mask, down, right) & entity.backdrop & ~mask
            for mask in entity.planes.values()
        ):
            return step
    return length


def _repeated(entity: Entity, step: tuple[int, int], ways: tuple[int, ...]) -> Planes:
    """The entity moved by all multiples of a step, as far as they lie in the grid."""
    planes: Planes = {}
    for way in ways:
        count = way
        while copy := moved(entity, step[0] * count, step[1] * count):
            for value, mask in copy.items():
                planes[value] = planes.get(value, 0) | mask
            if not way:
                break
            count += way
    return planes
