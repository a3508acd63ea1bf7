"""Values: plain ones come back from the engine in use as they were; digests are stable."""

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arc_dsl import PRIMITIVES, digest

NUMBERS = st.integers(-70, 70) | st.sampled_from([0, 1, 200, 500, -300, 10**9])
PAIRS = st.tuples(NUMBERS, NUMBERS)
SETS = st.frozensets(PAIRS, max_size=12)
CELLS = st.frozensets(st.tuples(st.integers(-2, 12), PAIRS), max_size=8)
ROWS = st.lists(st.lists(st.integers(-200, 200), max_size=3).map(tuple), max_size=3).map(tuple)


@settings(deadline=None, max_examples=150)
@given(SETS | CELLS | ROWS | st.frozensets(SETS, max_size=3) | PAIRS | NUMBERS)
def test_plain_values_go_round(value: Any) -> None:
    assert PRIMITIVES["identity"](value) == value
    assert PRIMITIVES["equality"](value, value) is True


@settings(deadline=None, max_examples=150)
@given(SETS | CELLS)
def test_sets_are_gone_through_in_ascending_order(value: Any) -> None:
    assert PRIMITIVES["totuple"](value) == tuple(sorted(value))


@settings(deadline=None, max_examples=200)
@given(SETS, SETS, st.integers(-400, 400))
def test_set_algebra_is_that_of_python(a: Any, b: Any, down: int) -> None:
    b = frozenset((i + down, j) for i, j in b) | frozenset(list(a)[:3])
    for name, want in (("combine", a | b), ("intersection", a & b), ("difference", a - b)):
        assert PRIMITIVES[name](a, b) == want, name
        cells = [frozenset((k % 2, pair) for k, pair in enumerate(sorted(s))) for s in (a, b)]
        plain = {"combine": cells[0] | cells[1], "intersection": cells[0] & cells[1]}
        plain["difference"] = cells[0] - cells[1]
        assert PRIMITIVES[name](cells[0], cells[1]) == plain[name], name


@pytest.mark.parametrize("rows", [(), ((),), ((1,), (2, 3)), ((300,),), ((None,),), (1, 2)])
def test_what_no_grid_can_hold_stays_a_tuple(rows: Any) -> None:
    assert PRIMITIVES["identity"](rows) == rows


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


@pytest.mark.parametrize("grid", [(), ((),), ((1, 2), (3,)), ((200,),)])
def test_digests_are_of_grids_only(grid: Any) -> None:
    with pytest.raises(ValueError, match="rectangle"):
        digest(grid)
