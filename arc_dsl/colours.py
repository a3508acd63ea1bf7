"""Primitives that ask for colours."""

from arc_dsl import plain_grids
from arc_dsl.containers import color
from arc_dsl.fallback import slow
from arc_dsl.gridboards import cell_byte, colours_of, most_common_colour, to_grid
from arc_dsl.members import make_set
from arc_dsl.representation import Grid, Object, Value

__all__ = ["color", "colorcount", "leastcolor", "mostcolor", "numcolors", "palette"]

_mostcolor = slow(plain_grids.mostcolor)
_leastcolor = slow(plain_grids.leastcolor)
_colorcount = slow(plain_grids.colorcount)
_palette = slow(plain_grids.palette)


def mostcolor(element: Value) -> Value:
    """The colour with most cells; ties go to the smallest."""
    if type(element) is Grid:
        return most_common_colour(element)
    if type(element) is Object:
        planes = element.planes
        if len(planes) == 1:
            return planes[0][0]
        return min([(-board.bit_count(), colour) for colour, board in planes])[1]
    grid = to_grid(element)
    return _mostcolor(element) if grid is None else most_common_colour(grid)


def leastcolor(element: Value) -> Value:
    """The colour with fewest cells among those present; ties go to the smallest."""
    if type(element) is Object:
        return min([(board.bit_count(), colour) for colour, board in element.planes])[1]
    grid = to_grid(element)
    if grid is None:
        return _leastcolor(element)
    cells = grid.cells
    return min([(cells.count(colour & 255), colour) for colour in colours_of(grid)])[1]


def colorcount(element: Value, value: Value) -> Value:
    """Number of cells of the colour."""
    if type(element) is Object:
        for colour, board in element.planes:
            if colour == value:
                return board.bit_count()
        return 0
    grid = to_grid(element)
    if grid is None:
        return _colorcount(element, value)
    byte = cell_byte(value)
    return grid.cells.count(byte) if byte >= 0 else 0


def palette(element: Value) -> Value:
    """The set of colours."""
    if type(element) is Object:
        return make_set([colour for colour, _ in element.planes])
    grid = to_grid(element)
    return _palette(element) if grid is None else make_set(colours_of(grid))


def numcolors(element: Value) -> Value:
    """Number of distinct colours."""
    if type(element) is Object:
        return len(element.planes)
    grid = to_grid(element)
    if grid is None:
        return len(plain_palette(element))
    return len(colours_of(grid))


def plain_palette(element: Value) -> frozenset[Value]:
    """The colours of any element, as a plain set."""
    from arc_dsl.members import members_of

    return frozenset(members_of(_palette(element)))
