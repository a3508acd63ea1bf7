"""A board, native where the graph is."""

from collections.abc import Sequence
from typing import Any

from arc_dsl.outcome import PlainGrid
from codeit.search.boards import COLOUR_NAMES, Board, Place
from codeit.search.growing import Growth
from codeit.search.plain.board import PlainBoard
from codeit.search.plain.growth import PlainGrowth

__all__ = ["new_board"]


def new_board(
    growth: Growth, place: Place, wanted: Sequence[PlainGrid], values: int, layers: int
) -> Board:
    """The board of a place, with pieces of at most `values` values of each kind.

    At most `layers` pieces may be put on others.
    """
    if isinstance(growth.shelves, PlainGrowth):
        return PlainBoard(growth, place, wanted, values, layers)
    from arc_dsl.engine import _native

    flat = [bytes([c for row in grid for c in row]) for grid in wanted]
    colours = [growth.name(name) for name in COLOUR_NAMES]
    shelves: Any = growth.shelves
    board: Board = _native.Board(shelves, place.shape, place.size, flat, colours, values, layers)
    return board
