"""Attacks what a cell looks like: its colour, its place, and every size a grid can have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from arc_dsl.outcome import PlainGrid
from data.tasks import Pair, Task
from viz.figures.cells import cell_size, grid_block, patches_block
from viz.figures.grids import grid_figure, pair_figure, task_figure
from viz.figures.layout import beside, page, space, stacked, wrapped
from viz.palette import CANVAS, COLOURS, INDEX, NAMES, PAPER, STRANGE, colour_of, darker
from viz.views import Frame

GRIDS = st.integers(1, 30).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 9), min_size=width, max_size=width).map(tuple),
        min_size=1,
        max_size=30,
    ).map(tuple)
)
CELL = 0.2
MARGIN = 0.2


def pixels(figure: Figure, dpi: int = 100) -> np.ndarray:
    """Drawn pixels as (row, column, RGB)."""
    figure.set_dpi(dpi)
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3]  # type: ignore[attr-defined]


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(round(255 * c) for c in to_rgb(colour))


def at(image: np.ndarray, row: float, column: float, cell: float = CELL) -> tuple[int, ...]:
    """Colour in the middle of a cell of a block at the page's margin."""
    y, x = (MARGIN + (row + 0.5) * cell) * 100, (MARGIN + (column + 0.5) * cell) * 100
    return tuple(int(v) for v in image[int(y), int(x)])


def test_there_are_ten_distinct_colours_with_names() -> None:
    assert len(set(COLOURS)) == 10
    assert len(set(NAMES)) == 10
    assert colour_of(3) == COLOURS[3]
    assert colour_of(-1) == colour_of(10) == STRANGE
    assert {INDEX, CANVAS, STRANGE}.isdisjoint(COLOURS)


def test_a_darker_colour_is_darker() -> None:
    assert darker("#ff8000", 0.5) == "#804000"


def test_every_drawn_cell_has_the_colour_of_its_value() -> None:
    grid = ((0, 1, 2, 3, 4), (5, 6, 7, 8, 9))
    image = pixels(page(grid_block(grid, CELL)))
    for r, row in enumerate(grid):
        for c, value in enumerate(row):
            assert at(image, r, c) == rgb(COLOURS[value])


def test_rows_go_down_and_columns_to_the_right() -> None:
    image = pixels(page(grid_block(((1, 0, 0), (0, 0, 2)), CELL)))
    assert at(image, 0, 0) == rgb(COLOURS[1])
    assert at(image, 1, 2) == rgb(COLOURS[2])


@settings(deadline=None, max_examples=12)
@given(GRIDS)
def test_any_grid_can_be_drawn_and_keeps_its_shape(grid: PlainGrid) -> None:
    cell = cell_size([grid], 3.0, largest=0.4)
    block = grid_block(grid, cell)
    assert block.width == pytest.approx(len(grid[0]) * cell)
    assert block.height == pytest.approx(len(grid) * cell)
    assert max(block.width, block.height) <= 3.0 + 1e-9
    pixels(grid_figure(grid), dpi=30)


@pytest.mark.parametrize("grid", [(), ((),), ((1,), (2, 3)), ((-5, 12), (3, 4))])
def test_values_that_are_no_arc_grid_are_drawn_too(grid: PlainGrid) -> None:
    block = grid_block(grid, CELL)
    assert block.width > 0
    assert block.height > 0
    pixels(page(block), dpi=40)


def test_wrong_cells_are_crossed_out() -> None:
    grid = ((1, 1), (1, 1))
    plain = pixels(page(grid_block(grid, CELL)))
    crossed = pixels(page(grid_block(grid, CELL, wrong=[(0, 1)])))
    changed = np.argwhere((plain != crossed).any(axis=-1))
    assert len(changed)
    top, left = changed.min(axis=0)
    bottom, right = changed.max(axis=0)
    assert left >= 100 * (MARGIN + CELL)
    assert bottom <= 100 * (MARGIN + CELL)
    assert (top, right) >= (100 * MARGIN, 100 * (MARGIN + CELL))


def test_patches_lie_at_their_places_on_the_canvas() -> None:
    patches = ({(0, 1): 2}, {(2, 2): None})
    frame = Frame.around(3, 4, patches)
    image = pixels(page(patches_block(patches, frame, CELL)))
    assert at(image, 0, 1) == rgb(COLOURS[2])
    assert at(image, 2, 2) == rgb(INDEX)
    assert at(image, 1, 0) == rgb(CANVAS)


def test_what_lies_outside_the_input_is_drawn_beside_the_canvas() -> None:
    patch = {(-1, 0): 4, (0, 0): 1, (-30, 0): 5}
    frame = Frame.around(2, 2, [patch])
    image = pixels(page(patches_block([patch], frame, CELL)))
    assert frame.missing([patch]) == ", 1 not drawn"
    assert at(image, 0, 0) == rgb(COLOURS[4])
    assert at(image, 0, 1) == rgb(PAPER)
    assert at(image, 1, 0) == rgb(COLOURS[1])
    assert at(image, 1, 1) == rgb(CANVAS)


def test_blocks_take_the_room_they_say() -> None:
    parts = [space(1, 2), space(3, 1)]
    row, column = beside(parts, gap=0.5), stacked(parts, gap=0.5)
    assert (row.width, row.height) == (4.5, 2)
    assert (column.width, column.height) == (3, 3.5)
    assert tuple(page(row, margin=0.25).get_size_inches()) == (5.0, 2.5)


def test_blocks_that_do_not_fit_go_on_in_a_new_row() -> None:
    rows = wrapped([space(2), space(2), space(2), space(9), space(1)], width=5, gap=0.5)
    assert [[block.width for block in row] for row in rows] == [[2, 2], [2], [9], [1]]


def test_a_task_of_ten_pairs_fits_the_width() -> None:
    pair = Pair(((1, 2), (3, 4)), ((5,) * 30,) * 30)
    task = Task("0a", (pair,) * 10, (pair.input, pair.output))
    width, height = task_figure(task, predictions=[((7,),)], width=8.0).get_size_inches()
    assert width <= 8.0 + 2 * MARGIN + 1e-9
    assert height > width / 4


def test_unknown_outputs_need_no_prediction() -> None:
    pair = Pair(((1,),), ((2,),))
    task = Task("0b", (pair,), (pair.input,))
    pixels(task_figure(task), dpi=30)
    pixels(task_figure(task, predictions=[None]), dpi=30)
    pixels(pair_figure(pair, title="$not math$"), dpi=30)
