"""Values: held one way, equal and hashed as plain values are, boards as sets of pairs are."""

import random
import subprocess
import sys
from typing import Any

import language_cases
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arc_dsl import PRIMITIVES, ValueTooLarge, boards, digest, from_plain, to_plain
from arc_dsl.members import listed
from arc_dsl.primitives.ordering import members
from arc_dsl.representation import EMPTY, Grid, Indices, Object, Set
from arc_dsl.values import as_grid

NUMBERS = st.integers(-70, 70) | st.sampled_from([0, 1, 200, 500, -300, 10**9])
PAIRS = st.tuples(NUMBERS, NUMBERS)
SETS = st.frozensets(PAIRS, max_size=12)


@settings(deadline=None, max_examples=150)
@given(SETS, SETS)
def test_sets_of_pairs_go_round_and_agree_with_python(a: Any, b: Any) -> None:
    ours, theirs = from_plain(a), from_plain(b)
    assert to_plain(ours) == a
    assert (ours == theirs) == (a == b)
    assert hash(ours) == hash(from_plain(frozenset(sorted(a, reverse=True))))
    assert list(listed(ours)) == sorted(a)


@settings(deadline=None, max_examples=150)
@given(st.frozensets(st.tuples(st.integers(-2, 12), PAIRS), max_size=8))
def test_objects_go_round_in_ascending_order(cells: Any) -> None:
    held = from_plain(cells)
    assert to_plain(held) == cells
    assert list(listed(held)) == sorted(cells)


def test_every_set_has_one_form() -> None:
    assert from_plain(frozenset()) is EMPTY
    assert type(from_plain(frozenset({(0, 0)}))) is Indices
    assert type(from_plain(frozenset({(3, (0, 0))}))) is Object
    assert type(from_plain(frozenset({(0, 10**6)}))) is Set
    assert type(from_plain(frozenset({(2000, (0, 0))}))) is Set
    assert from_plain(frozenset({(True, 0)})) == from_plain(frozenset({(1, 0)}))
    assert from_plain(frozenset({True})) == from_plain(frozenset({1}))


def test_grid_equals_the_tuple_of_its_rows() -> None:
    rows = ((1, -2), (3, 100))
    grid = from_plain(rows, "grid")
    assert type(grid) is Grid
    assert grid == rows
    assert rows == grid
    assert hash(grid) == hash(rows)
    assert [grid] == [rows]
    assert frozenset({grid}) == frozenset({rows})
    assert grid != ((1, -2), (3, 99))
    assert grid != ((1, -2, 3, 100),)


@pytest.mark.parametrize("rows", [(), ((),), ((1,), (2, 3)), ((300,),), ((None,),), (1, 2)])
def test_what_no_grid_can_hold_stays_a_tuple(rows: Any) -> None:
    assert as_grid(rows) is None
    assert to_plain(from_plain(rows)) == rows


def test_sets_of_sets_iterate_by_sorted_members() -> None:
    rng = random.Random(1)
    for _ in range(60):
        for make in (language_cases.objects, language_cases.a_set):
            plain = make(rng)
            assert [to_plain(v) for v in listed(from_plain(plain))] == members(plain)


@settings(deadline=None, max_examples=200)
@given(SETS, st.integers(-90, 90), st.integers(-90, 90))
def test_a_board_is_its_pairs(pairs: Any, down: int, right: int) -> None:
    board = boards.to_board(pairs)
    if board is None or not pairs:
        return
    rows, columns = [i for i, _ in pairs], [j for _, j in pairs]
    box = (min(rows), min(columns), max(rows), max(columns))
    assert boards.bounds(*board) == box
    text = boards.dense(*board, box)
    assert boards.from_dense(text, box[3] - box[1] + 1, box[0], box[1]) == board
    moved = PRIMITIVES["shift"](from_plain(pairs), (down, right))
    assert moved == from_plain(frozenset((i + down, j + right) for i, j in pairs))


@settings(deadline=None, max_examples=200)
@given(SETS, SETS, st.integers(-400, 400))
def test_set_algebra_is_that_of_python_in_every_frame(a: Any, b: Any, down: int) -> None:
    b = frozenset((i + down, j) for i, j in b) | frozenset(list(a)[:3])
    for name, want in (("combine", a | b), ("intersection", a & b), ("difference", a - b)):
        assert PRIMITIVES[name](from_plain(a), from_plain(b)) == from_plain(want), name
        cells = [frozenset((k % 2, pair) for k, pair in enumerate(sorted(s))) for s in (a, b)]
        plain = {"combine": cells[0] | cells[1], "intersection": cells[0] & cells[1]}
        plain["difference"] = cells[0] - cells[1]
        ours = PRIMITIVES[name](from_plain(cells[0]), from_plain(cells[1]))
        assert ours == from_plain(plain[name]), name
        assert to_plain(ours) == plain[name], name


def test_nested_containers_too_large_to_compare_are_refused() -> None:
    value: Any = (1, 2)
    for _ in range(40):
        value = (value, value)
    with pytest.raises(ValueTooLarge):
        PRIMITIVES["initset"](value)
    with pytest.raises(ValueTooLarge):
        PRIMITIVES["equality"](value, (value[0], value[1]))


def test_digest_is_the_same_in_another_process_and_differs_by_shape() -> None:
    grid = ((1, 2), (3, 4))
    code = "from arc_dsl import digest; print(digest(((1, 2), (3, 4))).hex())"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert found.strip() == digest(grid).hex()
    assert len(digest(grid)) == 16
    assert digest(((1, 2, 3, 4),)) != digest(grid)
    assert digest(((1, 2), (3, 4))) == digest([[1, 2], [3, 4]])  # type: ignore[arg-type]
