"""Rows of grids cross the boundary as Python's own: shared where they cannot change, else new."""

import gc
import sys
from collections.abc import Callable
from typing import Any

import pytest

from arc_dsl import Kind, PlainGrid, parse, run
from arc_dsl.engine import ENGINE

if ENGINE != "native":
    pytest.skip("the native engine is not in use", allow_module_level=True)

SAME, TURNED, FLIPPED = "O = identity(I)", "O = rot180(I)", "O = hmirror(I)"
TALLER, WRONG = "O = vconcat(I, I)", "x1 = asobject(I)\nO = first(x1)"
RUNS = 300
ROWS = ((0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (9,) * 10, (4,) * 10)
NOT_SMALL = 1000
"""Added to counts that are kept: they must hold none of the integers that are counted."""


def _fresh(rows: PlainGrid) -> PlainGrid:
    """Equal rows that nobody else holds."""
    return tuple([(*list(row),) for row in rows])


@pytest.mark.parametrize("text", [SAME, TURNED, TALLER, WRONG])
def test_runs_leave_every_count_of_references_as_it_was(text: str) -> None:
    program, grid, integers = parse(text), _fresh(ROWS), range(10)

    def held() -> list[int]:
        return [NOT_SMALL + sys.getrefcount(each) for each in (grid, *grid, *integers)]

    run(program, grid)
    gc.collect()
    gc.disable()
    try:
        before = held()
        for _ in range(RUNS):
            run(program, grid)
        assert held() == before
    finally:
        gc.enable()


def test_an_outcome_holds_each_of_its_integers_once_a_cell() -> None:
    if sys.version_info >= (3, 12):
        pytest.skip("small integers are not counted")
    program, grid = parse(TURNED), ((9, 9, 1), (2, 3, 9))
    gc.collect()
    gc.disable()  # a collection in between gives back integers of others
    try:
        before = sys.getrefcount(9)
        kept = [run(program, grid) for _ in range(RUNS)]
        during = sys.getrefcount(9)
        del kept
        after = sys.getrefcount(9)
    finally:
        gc.enable()
    assert (during - before, after - before) == (3 * RUNS, 0)


def test_a_row_that_stays_is_the_row_that_was_given() -> None:
    grid = _fresh(ROWS)
    again, turned = run(SAME, grid).grid, run(TURNED, grid).grid
    assert again is not None
    assert all(a is b for a, b in zip(again, grid, strict=True))
    assert turned == tuple(row[::-1] for row in grid[::-1])
    assert grid == ROWS


@pytest.mark.parametrize("wide", range(1, 31))
def test_rows_of_any_width_that_differ_in_one_cell_are_told_apart(wide: int) -> None:
    row = tuple(j % 10 for j in range(wide))
    for j in range(wide):
        other = (*row[:j], (row[j] + 1) % 10, *row[j + 1 :])
        assert run(SAME, (row, other, row)).grid == (row, other, row)
        assert run(FLIPPED, (row, other)).grid == (other, row)


@pytest.mark.parametrize("outer", [list, tuple])
def test_rows_that_can_change_are_copied(outer: Callable[[Any], Any]) -> None:
    rows = [[1, 2], [3, 4]]
    outcome = run(SAME, outer(rows))
    rows[0][0] = 7
    assert outcome.grid == ((1, 2), (3, 4))


class _Colour(int):
    """An integer that is not Python's own."""


def test_what_comes_out_is_plain_whatever_went_in() -> None:
    one = _Colour(1)
    grid = run(SAME, ((0, one), (one, 0))).grid
    assert grid == ((0, 1), (1, 0))
    assert {type(cell) for row in grid for cell in row} == {int}


@pytest.mark.parametrize("bad", [True, False, None, "1", 1.0, -1, 10, 15, 16, 2**70])
def test_a_cell_that_is_no_colour_is_refused_wherever_it_stands(bad: Any) -> None:
    for place in range(6):
        cells = [1] * 6
        cells[place] = bad
        with pytest.raises(ValueError, match="grid"):
            run(SAME, (tuple(cells[:3]), tuple(cells[3:])))
    assert run(SAME, ((1,),)).kind is Kind.OK
