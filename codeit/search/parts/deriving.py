"""Grids of the outputs' size made from the inputs: halves, panels, boxes, enlargements, tilings.

A task that changes its shape becomes one that keeps it, once such a grid stands in the place of
the input; what else was cut or made in the same size is a companion.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from codeit.search.entities.expressions import Expression, integer, vector
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.parts.cropping import Part
from codeit.search.parts.extending import continued, corners

__all__ = ["Start", "halves_of", "starts"]


@dataclass(frozen=True)
class Start:
    """A grid for each input in the outputs' size, and others of that size."""

    part: Part
    companions: tuple[Part, ...]


def _fits(scene: Scene, grids: Sequence[Grid]) -> bool:
    """Whether every demonstration's grid has its output's size, and none is empty."""
    return all(
        grid and grid[0] and len(grid) <= 30 and len(grid[0]) <= 30 for grid in grids
    ) and all(
        len(grid) == len(wanted) and len(grid[0]) == len(wanted[0])
        for grid, wanted in zip(grids, scene.outputs, strict=False)
    )


def _columns(grid: Grid, number: int, count: int) -> Grid:
    wide = len(grid[0]) // count
    skip = wide + (len(grid[0]) % count != 0)
    return tuple(row[number * skip : number * skip + wide] for row in grid)


def _rows(grid: Grid, number: int, count: int) -> Grid:
    high = len(grid) // count
    skip = high + (len(grid) % count != 0)
    return grid[number * skip : number * skip + high]


def _split(scene: Scene) -> Iterator[Start]:
    """Equal parts beside or above each other, with or without a line between them."""
    for name, take in _TAKES:
        for count in range(2, 6):
            cuts = [
                tuple(take(grid, number, count) for grid in scene.inputs) for number in range(count)
            ]
            if not all(_fits(scene, grids) for grids in cuts):
                continue
            made = [
                Part(grids, _piece(name, number, count, scene.inputs), 0.5 * number)
                for number, grids in enumerate(cuts)
            ]
            for part in made[:2]:
                yield Start(part, tuple(each for each in made if each is not part))


def _squares(scene: Scene) -> Iterator[Start]:
    """Panels in rows and columns, with or without lines between them."""
    for down in range(2, 5):
        for over in range(2, 5):
            made = []
            for i in range(down):
                lines = [_rows(grid, i, down) for grid in scene.inputs]
                upper = _piece("vsplit", i, down, scene.inputs)
                if not all(line and line[0] for line in lines):
                    continue
                for j in range(over):
                    grids = tuple(_columns(line, j, over) for line in lines)
                    if _fits(scene, grids):
                        expression = _piece("hsplit", j, over, lines, upper)
                        made.append(Part(grids, expression, 0.3 * (i * over + j)))
            if len(made) == down * over:
                for part in made[:2]:
                    yield Start(part, tuple(each for each in made if each is not part))


def _piece(
    name: str, number: int, count: int, grids: Sequence[Grid], of: Expression = "I"
) -> Expression:
    """The part of that number, beside each other (`hsplit`) or below (`vsplit`)."""
    if count == 2:
        return (_HALVES[name][number], of)
    all_parts: Expression = (name, of, integer(count))
    first: Expression = ("first", all_parts)
    if number == 0:
        return first
    over = name == "hsplit"
    step: Expression = ("width" if over else "height", first)
    if (len(grids[0][0]) if over else len(grids[0])) % count:
        step = ("increment", step)
    far: Expression = step if number == 1 else ("multiply", step, integer(number))
    return ("crop", of, ("tojvec" if over else "toivec", far), ("shape", first))


_TAKES: tuple[tuple[str, Callable[[Grid, int, int], Grid]], ...] = (
    ("hsplit", _columns),
    ("vsplit", _rows),
)
_HALVES = {"hsplit": ("lefthalf", "righthalf"), "vsplit": ("tophalf", "bottomhalf")}


def _enlarged(scene: Scene, boxes: Sequence[Part]) -> Iterator[Start]:
    """Grids enlarged and grids repeated: the input, and panels and boxes that mask each other."""
    sources = [Part(scene.inputs, "I", 0.0)]
    sources += halves_of(scene)
    sources += sorted(boxes, key=lambda each: each.cost)
    made: list[Part] = []
    seen: set[tuple[Grid, ...]] = set()
    for source in sources:
        if len(made) < MOST_MULTIPLIED and source.grids not in seen:
            seen.add(source.grids)
            made.extend(_multiplied(scene, source))
    for part in made:
        yield Start(part, tuple(each for each in made if each is not part))


def halves_of(scene: Scene) -> Iterator[Part]:
    """Two or three equal parts beside or above each other, whatever the outputs' size."""
    for name, take in _TAKES:
        for count in (2, 3):
            cuts = [tuple(take(grid, n, count) for grid in scene.inputs) for n in range(count)]
            if all(grid and grid[0] for grids in cuts for grid in grids):
                for n, grids in enumerate(cuts):
                    yield Part(grids, _piece(name, n, count, scene.inputs), 0.5 * n)


def _multiplied(scene: Scene, part: Part) -> Iterator[Part]:
    """The part enlarged and the part repeated to the outputs' size.

    By a factor of all demonstrations, or by its own height and width.
    """
    shapes = [(len(grid), len(grid[0])) for grid in part.grids]
    times = [
        (len(o) / high, len(o[0]) / wide)
        for o, (high, wide) in zip(scene.outputs, shapes, strict=False)
    ]
    if len(set(times)) == 1 and times[0] == (times[0][0] // 1, times[0][1] // 1) != (1, 1):
        down, right = int(times[0][0]), int(times[0][1])
        factors, rows, columns = [(down, right)] * len(shapes), integer(down), integer(right)
    else:
        factors = shapes
        rows, columns = ("height", part.expression), ("width", part.expression)
    if any(max(h * a, w * b) > 30 for (h, w), (a, b) in zip(shapes, factors, strict=True)):
        return
    up = tuple(
        tuple(tuple(v for v in row for _ in range(b)) for row in grid for _ in range(a))
        for grid, (a, b) in zip(part.grids, factors, strict=True)
    )
    if not _fits(scene, up):
        return
    tiled = tuple(
        tuple(tuple(row) * b for row in grid) * a
        for grid, (a, b) in zip(part.grids, factors, strict=True)
    )
    larger: Expression = ("upscale", part.expression, rows)
    if any(a != b for a, b in factors):
        larger = ("hupscale", ("vupscale", part.expression, rows), columns)
    over: Expression = ("merge", ("repeat", part.expression, rows))
    beside = ("dmirror", ("merge", ("repeat", ("dmirror", over), columns)))
    yield Part(up, larger, part.cost + 1.0)
    yield Part(tiled, beside, part.cost + 1.0)


def _laid_out(scene: Scene) -> Iterator[Start]:
    """The input on a larger ground: in a corner of a multiple or a fixed size, or amid a rim."""
    pairs = list(zip(scene.inputs, scene.outputs, strict=False))
    times = {(len(o) / len(i), len(o[0]) / len(i[0])) for i, o in pairs}
    more = {(len(o) - len(i), len(o[0]) - len(i[0])) for i, o in pairs}
    dims: Expression
    options: list[tuple[Expression, list[tuple[int, int]], tuple[int, int]]] = []
    sizes = [(len(grid), len(grid[0])) for grid in scene.inputs]
    fixed = {(len(grid), len(grid[0])) for grid in scene.outputs}
    if len(fixed) == 1 and len(set(sizes)) > 1:
        high, wide = fixed.pop()
        if all(h <= high and w <= wide for h, w in sizes):
            options.append((vector(high, wide), [(high, wide)] * len(sizes), (0, 0)))
    elif len(times) == 1:
        down, over = times.pop()
        if down % 1 == over % 1 == 0 and down * over > 1:
            a, b = int(down), int(over)
            dims = ("multiply", ("shape", "I"), integer(a) if a == b else vector(a, b))
            options.append((dims, [(h * a, w * b) for h, w in sizes], (0, 0)))
    elif len(more) == 1:
        a, b = more.pop()
        if min(a, b) >= 0:
            dims = ("add", ("shape", "I"), integer(a) if a == b else vector(a, b))
            options.append((dims, [(h + a, w + b) for h, w in sizes], (a // 2, b // 2)))
    for dims, wanted, (top, left) in options:
        grids = []
        for grid, ground, (high, wide) in zip(scene.inputs, scene.background, wanted, strict=True):
            if max(high, wide) > 30:
                return
            rows = [[ground] * wide for _ in range(high)]
            for i, row in enumerate(grid):
                rows[top + i][left : left + len(row)] = row
            grids.append(tuple(tuple(row) for row in rows))
        if _fits(scene, grids):
            blank: Expression = ("canvas", ("mostcolor", "I"), dims)
            cells: Expression = ("asobject", "I")
            if (top, left) != (0, 0):
                cells = ("shift", cells, vector(top, left))
            yield Start(Part(tuple(grids), ("paint", blank, cells), 1.5), ())


def _reduced(scene: Scene) -> Iterator[Start]:
    """The input without its one-coloured rows and columns, without its rim, one of k cells."""
    compressed = tuple(_compressed(grid) for grid in scene.inputs)
    if _fits(scene, compressed):
        yield Start(Part(compressed, ("compress", "I"), 1.0), ())
    trimmed = tuple(tuple(row[1:-1] for row in grid[1:-1]) for grid in scene.inputs)
    if _fits(scene, trimmed):
        yield Start(Part(trimmed, ("trim", "I"), 1.0), ())
    for factor in range(2, 6):
        small = tuple(tuple(row[::factor] for row in grid[::factor]) for grid in scene.inputs)
        if _fits(scene, small):
            yield Start(Part(small, ("downscale", "I", integer(factor)), 1.5), ())


def _compressed(grid: Grid) -> Grid:
    columns = [j for j, column in enumerate(zip(*grid, strict=True)) if len(set(column)) > 1]
    return tuple(tuple(row[j] for j in columns) for row in grid if len(set(row)) > 1)


MOST_BOXES = 4
MOST_MULTIPLIED = 6
"""Grids enlarged or repeated."""


def starts(scene: Scene, boxes: Sequence[Part]) -> Iterator[Start]:
    """The grids that may stand for the input, the most telling first.

    Each costs steps, and a small budget ends before the last: kinds of one grid precede those of
    many.
    """
    yield from _split(scene)
    yield from _squares(scene)
    yield from (Start(part, ()) for part in continued(scene))
    yield from _laid_out(scene)
    multiplied = _enlarged(scene, boxes)
    first = list(islice(multiplied, 2))
    yield from first[1:]
    if quarters := corners(scene):
        yield Start(quarters[0], tuple(quarters[1:]))
    yield from _reduced(scene)
    yield from (*first[:1], *multiplied)
    found: dict[tuple[Grid, ...], Part] = {}
    for part in sorted(boxes, key=lambda each: each.cost):
        if len(found) >= MOST_BOXES:
            break
        if part.grids not in found and _fits(scene, part.grids):
            found[part.grids] = part
    for part in found.values():
        others = [each for each in found.values() if each is not part]
        yield Start(part, tuple(each for each in others if _sizes(each) == _sizes(part)))


def _sizes(part: Part) -> list[tuple[int, int]]:
    """Heights and widths, those of the test inputs' grids among them."""
    return [(len(grid), len(grid[0])) for grid in part.grids]
