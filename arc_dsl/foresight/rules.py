"""What each primitive does to what is known of its arguments (see `arc_dsl.foresight.forecasting`).

A primitive that has no rule gives what nothing is known of. Rules may assume that the call does
not fail and its result is used as what it is: a program that fails gives no grid.
"""

from arc_dsl.foresight.members import OTHER_RULES, Rule
from arc_dsl.foresight.values import (
    ALL,
    CELLS,
    COLOUR,
    COLOURS,
    GRID,
    GRIDS,
    OBJECT,
    OBJECTS,
    Known,
    Shape,
    Value,
    halved,
    is_known,
    mask_of,
    sides,
    sized,
    times,
    total,
)

__all__ = ["RULES"]

_BLACK = 1
"""The mask of colour 0, which some primitives give for an empty container."""


# ------------------------------------------------------------------ painting


def _over(grid: Value, colours: int) -> Value:
    """A Grid with these colours painted over it."""
    if type(grid) is Known and grid.kind == GRID:
        return grid._replace(colours=grid.colours | colours, laid=grid.laid | colours)
    return None


def _fill(grid: Value, value: Value, patch: Value) -> Value:
    return _over(grid, mask_of(value))


def _cells_mask(patch: Value) -> int:
    return mask_of(patch) if is_known(patch, OBJECT, CELLS) else ALL


def _paint(grid: Value, obj: Value) -> Value:
    return _over(grid, _cells_mask(obj))


def _cover(grid: Value, patch: Value) -> Value:
    return _over(grid, mask_of(grid))


def _move(grid: Value, obj: Value, offset: Value) -> Value:
    return _over(grid, mask_of(grid) | _cells_mask(obj))


def _replace(grid: Value, old: Value, new: Value) -> Value:
    return _over(grid, mask_of(new))


def _switch(grid: Value, a: Value, b: Value) -> Value:
    return _over(grid, mask_of(a) | mask_of(b))


def _cellwise(a: Value, b: Value, fallback: Value) -> Value:
    return _over(a, mask_of(fallback))


# ------------------------------------------------------------------ whole grids


def _grid_of(grid: Value, shape: Shape = None) -> Value:
    """A Grid of a Grid's colours."""
    return Known(GRID, mask_of(grid), shape) if is_known(grid, GRID) else None


def _shape_of(grid: Value) -> Shape:
    return grid.shape if type(grid) is Known else None


def _same(piece: Value) -> Value:
    if is_known(piece, OBJECT):
        return piece
    return _grid_of(piece, _shape_of(piece))


def _turned(piece: Value) -> Value:
    if is_known(piece, OBJECT):
        return piece
    shape = _shape_of(piece)
    return _grid_of(piece, shape and (shape[1], shape[0]))


def _turned_grid(grid: Value) -> Value:
    return _turned(grid) if is_known(grid, GRID) else None


def _same_grid(grid: Value) -> Value:
    return _same(grid) if is_known(grid, GRID) else None


def _scaled(across: bool, down: bool) -> Rule:
    def rule(grid: Value, factor: Value) -> Value:
        shape = _shape_of(grid)
        if shape is None:
            return _grid_of(grid)
        by = sides(factor) or (None, None)
        high = times(shape[0], by[0]) if down else shape[0]
        wide = times(shape[1], by[1]) if across else shape[1]
        return _grid_of(grid, sized(high, wide))

    return rule


def _upscale(element: Value, factor: Value) -> Value:
    return element if is_known(element, OBJECT) else _scaled(True, True)(element, factor)


def _part(grid: Value, *rest: Value) -> Value:
    return _grid_of(grid)


def _subgrid(patch: Value, grid: Value) -> Value:
    return _grid_of(grid)


def _halved(down: bool) -> Rule:
    def rule(grid: Value) -> Value:
        shape = _shape_of(grid)
        if shape is None:
            return _grid_of(grid)
        high = halved(shape[0]) if down else shape[0]
        wide = shape[1] if down else halved(shape[1])
        return _grid_of(grid, sized(high, wide))

    return rule


def _split(down: bool) -> Rule:
    def rule(grid: Value, n: Value) -> Value:
        if not is_known(grid, GRID):
            return None
        halves = type(n) is Known and n.value == 2  # of more parts the last may be cut short
        shape = _shape_of(_halved(down)(grid)) if halves else None
        return Known(GRIDS, mask_of(grid), shape)

    return rule


def _concat(down: bool) -> Rule:
    """Where the other sides may differ, rows are cut or ragged: nothing is said of the shape."""
    along, across = (0, 1) if down else (1, 0)

    def rule(a: Value, b: Value) -> Value:
        if not (is_known(a, GRID) and is_known(b, GRID)):
            return None
        one, two, shape = _shape_of(a), _shape_of(b), None
        if one and two and one[across] == two[across]:
            side = total(one[along], two[along])
            shape = sized(side, one[1]) if down else sized(one[0], side)
        return Known(GRID, mask_of(a) | mask_of(b), shape)

    return rule


def _canvas(value: Value, dims: Value) -> Value:
    return Known(GRID, mask_of(value), sides(dims))


# ------------------------------------------------------------------ colours and objects


def _colour(element: Value, *rest: Value) -> Value:
    return Known(COLOUR, mask_of(element)) if is_known(element, GRID, OBJECT) else None


def _index(grid: Value, loc: Value) -> Value:
    return _colour(grid) if is_known(grid, GRID) else None


def _palette(element: Value) -> Value:
    return Known(COLOURS, mask_of(element)) if is_known(element, GRID, OBJECT) else None


def _extreme(container: Value) -> Value:
    """0 comes of an empty container."""
    return Known(COLOUR, mask_of(container) | _BLACK) if is_known(container, COLOURS) else None


def _objects(grid: Value, *rest: Value) -> Value:
    return Known(OBJECTS, mask_of(grid)) if is_known(grid, GRID) else None


def _asobject(grid: Value) -> Value:
    return Known(OBJECT, mask_of(grid)) if is_known(grid, GRID) else None


def _toobject(patch: Value, grid: Value) -> Value:
    return _asobject(grid)


def _recolor(value: Value, patch: Value) -> Value:
    return Known(OBJECT, mask_of(value))


def _moved(patch: Value, *rest: Value) -> Value:
    return patch if is_known(patch, OBJECT) else None


RULES: dict[str, Rule] = {
    **OTHER_RULES,
    **dict.fromkeys(("fill", "underfill"), _fill),
    **dict.fromkeys(("paint", "underpaint"), _paint),
    "cover": _cover,
    "move": _move,
    "replace": _replace,
    "switch": _switch,
    "cellwise": _cellwise,
    **dict.fromkeys(("hmirror", "vmirror"), _same),
    "rot180": _same_grid,
    **dict.fromkeys(("dmirror", "cmirror"), _turned),
    **dict.fromkeys(("rot90", "rot270"), _turned_grid),
    "hupscale": _scaled(True, False),
    "vupscale": _scaled(False, True),
    "upscale": _upscale,
    **dict.fromkeys(("trim", "compress", "crop", "downscale"), _part),
    "subgrid": _subgrid,
    **dict.fromkeys(("tophalf", "bottomhalf"), _halved(True)),
    **dict.fromkeys(("lefthalf", "righthalf"), _halved(False)),
    "vsplit": _split(True),
    "hsplit": _split(False),
    "vconcat": _concat(True),
    "hconcat": _concat(False),
    "canvas": _canvas,
    **dict.fromkeys(("mostcolor", "leastcolor"), _colour),
    "color": lambda obj: _colour(obj) if is_known(obj, OBJECT) else None,
    "index": _index,
    "palette": _palette,
    **dict.fromkeys(("maximum", "minimum"), _extreme),
    **dict.fromkeys(("objects", "partition", "fgpartition", "frontiers"), _objects),
    "asobject": _asobject,
    "toobject": _toobject,
    "recolor": _recolor,
    **dict.fromkeys(("shift", "normalize"), _moved),
}
"""The rules by primitive."""
