"""Objects that fall as they are until something is in their way, those below them first.

The language says it as one step, in which every object moves that may, taken many times. The same
steps are made here, on demonstrations that keep the number of cells of each colour.
"""

from collections.abc import Iterator

from codeit.search.changes.effects import DIRECTIONS
from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.frames import Frame
from codeit.search.entities.scenes import Planes, Scene, planes_of
from codeit.search.parts.companions import Companion

__all__ = ["fallen"]

STEPS = 30
"""Taken at most, as in the program: `power` of ten and of three."""
_COST = 4.0


def fallen(scene: Scene) -> Iterator[Companion]:
    """The inputs after all objects fell in one direction, where these are the outputs."""
    grounds = set(scene.background)
    if len(grounds) > 1 or not _keeps_cells(scene):
        return
    ground = grounds.pop()
    for name in ("DOWN", "UP", "LEFT", "RIGHT"):
        for single in (True, False):
            for diagonal in (False, True):
                pages = list(_pages(scene, ground, DIRECTIONS[name], single, diagonal))
                if len(pages) == len(scene.inputs):
                    expression = _falling(name, ground, single, diagonal)
                    yield Companion(expression, scene.layout(pages), _COST)


def _keeps_cells(scene: Scene) -> bool:
    return scene.changed != 0 and all(
        (mask & scene.shown).bit_count() == scene.wanted.get(value, 0).bit_count()
        for value, mask in scene.given.items()
    )


def _pages(
    scene: Scene, ground: int, way: tuple[int, int], single: bool, diagonal: bool
) -> Iterator[Planes]:
    """The planes of each input after the fall, as far as they are the outputs."""
    for pair, (frame, planes) in enumerate(zip(scene.frames, scene.planes, strict=True)):
        made = _settled(frame, planes, ground, way, single, diagonal)
        if pair < scene.pairs and made != planes_of(scene.outputs[pair]):
            return
        yield made


def _settled(
    frame: Frame, planes: Planes, ground: int, way: tuple[int, int], single: bool, diagonal: bool
) -> Planes:
    for _ in range(STEPS):
        free = planes.get(ground, 0)
        solid = [mask for value, mask in planes.items() if value != ground]
        moving = 0
        for mask in solid if single else [sum(solid)]:
            for part in frame.components(mask, diagonal):
                ahead = frame.shift(part, *way)
                if ahead.bit_count() == part.bit_count() and not ahead & ~part & ~free:
                    moving |= part
        if not moving:
            break
        after = {value: mask & ~moving for value, mask in planes.items()}
        after[ground] = free | moving
        for value, mask in planes.items():
            arrived = frame.shift(mask & moving, *way)
            if arrived:
                after = {other: kept & ~arrived for other, kept in after.items()}
                after[value] |= arrived
        planes = {value: mask for value, mask in after.items() if mask}
    return planes


def _falling(way: str, ground: int, single: bool, diagonal: bool) -> Expression:
    """Thirty times: what has only itself and ground before it moves by one cell."""
    objects: Expression = ("rbind", "objects", "T")
    for flag in (diagonal, single):
        objects = ("rbind", objects, "T" if flag else "F")
    ahead: Expression = ("fork", "difference", ("rbind", "shift", way), "identity")
    in_the_way: Expression = (
        "compose",
        ("lbind", "rbind", "difference"),
        ("rbind", "ofcolor", colour(ground)),
    )
    free: Expression = (
        "chain",
        ("lbind", "compose", ("chain", "flip", "positive", "size")),
        ("rbind", "compose", ("compose", ahead, "toindices")),
        in_the_way,
    )
    step: Expression = (
        "fork", ("rbind", "move", way), "identity", ("fork", "mfilter", objects, free)
    )  # fmt: skip
    return (("power", ("power", step, "TEN"), "THREE"), "I")
