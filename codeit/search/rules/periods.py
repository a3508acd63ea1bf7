"""Patterns that repeat, with a hole: the periods are read off the rows and columns without one.

Each input has its own periods. The known cells are moved by all multiples of the horizontal period
and painted, then the same downwards; a contradiction in any input ends it.
"""

from collections.abc import Iterator

from codeit.search.entities.expressions import Expression, colour
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.parts.cropping import Part

__all__ = ["hidden_repeats", "repeated"]

FURTHEST = 10
"""Multiples of a period in each direction."""


def _period(rows: list[tuple[int, ...]]) -> int:
    """The smallest step by which all rows agree with themselves; their width if there is none."""
    if not rows:
        return 0
    width = len(rows[0])
    for step in range(1, width):
        if all(row[step:] == row[: width - step] for row in rows):
            return step
    return width


def _spread(grid: Grid, hole: int) -> Grid | None:
    """The grid with each row continued by the horizontal period; None if rows contradict it."""
    step = _period([row for row in grid if hole not in row])
    if step == 0:
        return grid
    filled = []
    for row in grid:
        known: dict[int, int] = {}
        for j, value in enumerate(row):
            if value != hole and known.setdefault(j % step, value) != value:
                return None
        filled.append(tuple(known.get(j % step, hole) for j in range(len(row))))
    return tuple(filled)


def _transposed(grid: Grid) -> Grid:
    return tuple(zip(*grid, strict=True))


def _continued(grid: Expression, hole: int, measured: Expression, towards: str) -> Expression:
    """The expression of a grid continued by the period of another's rows without the hole."""
    name = colour(hole)
    whole_rows: Expression = (
        "sfilter",
        measured,
        ("compose", "flip", ("lbind", "contained", name)),
    )
    step: Expression = ("hperiod", ("asobject", whole_rows))
    times: Expression = ("interval", ("invert", "TEN"), "TEN", "ONE")
    offsets: Expression = ("apply", ("compose", towards, ("lbind", "multiply", step)), times)
    known: Expression = (
        "sfilter",
        ("asobject", grid),
        ("compose", "flip", ("matcher", "first", name)),
    )
    everywhere: Expression = ("compose", ("rbind", "mapply", offsets), ("lbind", "lbind", "shift"))
    return ("paint", grid, ("mapply", everywhere, ("initset", known)))


def repeated(scene: Scene, hole: int) -> Part | None:
    """The inputs continued both ways; None if that contradicts one, or fills nothing."""
    grids = []
    for grid in scene.inputs:
        across = _spread(grid, hole)
        if across is None:
            return None
        down = _spread(_transposed(across), hole)
        if down is None:
            return None
        grids.append(_transposed(down))
    if all(grid == given for grid, given in zip(grids, scene.inputs, strict=True)):
        return None
    over = _continued("I", hole, "I", "tojvec")
    whole = _continued(over, hole, ("dmirror", over), "toivec")
    unfilled = any(hole in row for grid in grids for row in grid)
    return Part(tuple(grids), whole, 6.0 if unfilled else 3.0)


def hidden_repeats(scene: Scene) -> Iterator[Part]:
    """The box of the hole, cut from the continued pattern."""
    for hole in sorted(scene.given):
        planes = [page.get(hole, 0) for page in scene.planes]
        part = repeated(scene, hole) if all(planes) else None
        if part is None:
            continue
        boxes = [frame.box(mask) for frame, mask in zip(scene.frames, planes, strict=True)]
        cut = tuple(
            tuple(row[left : right + 1] for row in grid[top : bottom + 1])
            for grid, (top, left, bottom, right) in zip(part.grids, boxes, strict=True)
        )
        if cut[: scene.pairs] == scene.outputs:
            place: Expression = ("ofcolor", "I", colour(hole))
            yield Part(cut, ("subgrid", place, part.expression), part.cost + 1.0)
