"""Moving patches: one patch to one place, or to many places at once."""

from collections.abc import Sequence
from functools import lru_cache

from arc_dsl import boards
from arc_dsl.bounds import box_of
from arc_dsl.frames import (
    BASE,
    FAR_LEFT,
    NEAR,
    NEAR_ORIGIN,
    aligned,
    fits_far,
    fits_near,
    fitting,
    narrow,
    widen,
)
from arc_dsl.limits import check_integer, check_size
from arc_dsl.members import members_of, size
from arc_dsl.representation import Box, Indices, Object, Set, Value

__all__ = ["moved", "moved_to_all"]

_Planes = tuple[tuple[int, int], ...]


def moved(patch: Indices | Object, down: int, right: int) -> Value:
    """A patch that is not empty, moved."""
    found = _moved_in_frame(patch, down, right)
    return _moved_beyond(patch, down, right) if found is None else found


def moved_to_all(patch: Indices | Object, offsets: Sequence[Value]) -> list[Value]:
    """A patch that is not empty, moved by each of the offsets: `moved`, without its fixed costs.

    The patch is taken to the corner of both frames once; every place is one shift from there.
    """
    top, left, bottom, side = box_of(patch)
    home = _moved_in_frame(patch, -top, -left)
    if home is None or home.far:
        return [moved(patch, down, right) for down, right in offsets]
    near_bits, near_planes = _lowered(home.bits, _planes_of(home), NEAR_ORIGIN)
    far_bits, far_planes = _lowered(*_in_far_frame(patch), left - FAR_LEFT)
    results: list[Value] = []
    for down, right in offsets:
        high, west, low, east = top + down, left + right, bottom + down, side + right
        if fits_near(high, west, low, east):
            far, by, bits, planes = 0, NEAR * high + west + NEAR_ORIGIN, near_bits, near_planes
        elif fits_far(high, west, low, east):
            far, by, bits, planes = BASE + high, west - FAR_LEFT, far_bits, far_planes
        else:
            results.append(_moved_beyond(patch, down, right))
            continue
        bits <<= by
        if not planes:
            results.append(Indices(bits, far))
        elif len(planes) == 1:
            results.append(Object(((planes[0][0], bits),), bits, far))
        else:
            results.append(Object(tuple([(c, board << by) for c, board in planes]), bits, far))
    return results


def _lowered(bits: int, planes: _Planes, by: int) -> tuple[int, _Planes]:
    return bits >> by, tuple([(colour, board >> by) for colour, board in planes])


def _moved_in_frame(patch: Indices | Object, down: int, right: int) -> Indices | Object | None:
    """The same, or None if it leaves the far frame."""
    if not patch.far and -64 <= down <= 64 and -32 <= right <= 32:
        bits = patch.bits
        if not bits & boards.lost(down, right):
            by = 32 * down + right
            found: Indices | Object
            if by >= 0:
                bits <<= by
            else:
                bits >>= -by
            if isinstance(patch, Object):
                found = Object(_shifted(patch.planes, bits, by), bits, 0)
            else:
                found = Indices(bits, 0)
            box = patch.box
            if box is not None:
                found.box = _moved_box(box, down, right)
            return found
    return _moved_far(patch, down, right)


def _moved_beyond(patch: Indices | Object, down: int, right: int) -> Value:
    """A patch moved to where no frame reaches."""
    check_integer(down)
    check_integer(right)
    check_size(size(patch))
    if isinstance(patch, Indices):
        far = [(i + down, j + right) for i, j in members_of(patch)]
        return Set(tuple(far), True)
    cells = [(colour, (i + down, j + right)) for colour, (i, j) in members_of(patch)]
    return Set(tuple(cells), True)


def _moved_box(box: Box, down: int, right: int) -> Box:
    return (box[0] + down, box[1] + right, box[2] + down, box[3] + right)


def _shifted(
    planes: tuple[tuple[int, int], ...], bits: int, by: int
) -> tuple[tuple[int, int], ...]:
    if len(planes) == 1:
        return ((planes[0][0], bits),)
    if by >= 0:
        return tuple([(colour, board << by) for colour, board in planes])
    return tuple([(colour, board >> -by) for colour, board in planes])


def _moved_far(patch: Indices | Object, down: int, right: int) -> Indices | Object | None:
    """The same where the patch is far or leaves the near frame."""
    top, left, bottom, side = box_of(patch)
    box = (top + down, left + right, bottom + down, side + right)
    far = fitting(*box)
    if far is None:
        return None
    found: Indices | Object
    if far:
        bits, planes = _in_far_frame(patch)
        bits = _slid(bits, right)
        if isinstance(patch, Indices):
            found = Indices(bits, far)
        else:
            found = Object(tuple([(c, _slid(board, right)) for c, board in planes]), bits, far)
    elif isinstance(patch, Indices):
        found = Indices(_moved_near(patch.bits, patch.far, down, right), 0)
    else:
        near = [(c, _moved_near(board, patch.far, down, right)) for c, board in patch.planes]
        union = 0
        for _, board in near:
            union |= board
        found = Object(tuple(near), union, 0)
    found.box = box
    return found


def _planes_of(patch: Indices | Object) -> _Planes:
    return patch.planes if isinstance(patch, Object) else ()


def _in_far_frame(patch: Indices | Object) -> tuple[int, _Planes]:
    """The board, and the planes, in the far frame that starts at the patch's first row."""
    planes = _planes_of(patch)
    return (patch.bits, planes) if patch.far else _widened(patch.bits, planes)


@lru_cache(maxsize=512)
def _widened(bits: int, planes: _Planes) -> tuple[int, _Planes]:
    """Near boards in a far frame; kept, since one patch is often moved to many places."""
    board, first = widen(bits)
    wide = [(colour, aligned(*widen(plane), first)) for colour, plane in planes]
    return board, tuple(wide)


def _slid(bits: int, right: int) -> int:
    return bits << right if right >= 0 else bits >> -right


def _moved_near(bits: int, far: int, down: int, right: int) -> int:
    """A board moved into the near frame, which is known to hold it."""
    if not far:
        bits, far = widen(bits)
    return narrow(_slid(bits, right), far + down)
