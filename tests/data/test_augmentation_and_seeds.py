"""Attacks the augmentations (they must undo themselves) and the readers of seed programs."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arc_dsl.outcome import PlainGrid
from arc_dsl.program import parse
from data import Pair, SeedError, Symmetry, Task, load_seeds, random_augmentation
from data.augment import Augmentation

GRID = ((1, 2, 3), (4, 5, 6))

TURNED = {
    Symmetry.IDENTITY: GRID,
    Symmetry.TURN_90: ((4, 1), (5, 2), (6, 3)),
    Symmetry.TURN_180: ((6, 5, 4), (3, 2, 1)),
    Symmetry.TURN_270: ((3, 6), (2, 5), (1, 4)),
    Symmetry.TRANSPOSE: ((1, 4), (2, 5), (3, 6)),
    Symmetry.FLIP_COLUMNS: ((3, 2, 1), (6, 5, 4)),
    Symmetry.ANTITRANSPOSE: ((6, 3), (5, 2), (4, 1)),
    Symmetry.FLIP_ROWS: ((4, 5, 6), (1, 2, 3)),
}

grids = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda shape: st.tuples(*[st.tuples(*[st.integers(0, 9)] * shape[1])] * shape[0])
)


@pytest.mark.parametrize("symmetry", Symmetry)
def test_each_symmetry_does_what_its_name_says(symmetry: Symmetry) -> None:
    assert symmetry.apply(GRID) == TURNED[symmetry]


@settings(deadline=None, max_examples=50)
@given(grids, st.integers(0, 10**6), st.booleans())
def test_an_augmentation_undoes_itself(grid: PlainGrid, seed: int, keep_zero: bool) -> None:
    augmentation = random_augmentation(random.Random(seed), keep_zero=keep_zero)
    assert augmentation.inverse.grid(augmentation.grid(grid)) == grid
    assert not keep_zero or augmentation.colours[0] == 0
    task = Task("a", (Pair(grid, GRID),), (grid,))
    there = augmentation.task(task)
    assert there.demonstrations[0] == Pair(augmentation.grid(grid), augmentation.grid(GRID))
    assert augmentation.inverse.task(there) == task


def test_all_symmetries_and_recolourings_are_drawn() -> None:
    rng = random.Random(0)
    drawn = [random_augmentation(rng, keep_zero=False) for _ in range(200)]
    assert {a.symmetry for a in drawn} == set(Symmetry)
    assert {a.colours[0] for a in drawn} == set(range(10))


def test_a_recolouring_must_be_a_permutation() -> None:
    with pytest.raises(ValueError, match="not a permutation"):
        Augmentation(colours=(0,) * 10)


PROGRAM = "x1 = hmirror(I)\nO = vmirror(x1)"


def test_a_folder_of_seeds_is_read_by_task_id(tmp_path: Path) -> None:
    (tmp_path / "bbb.txt").write_text(f"# unfitted: a remark\n{PROGRAM}\n")
    (tmp_path / "aaa.txt").write_text("O = rot90(I)\n")
    (tmp_path / "README").write_text("not a seed")
    seeds = load_seeds(tmp_path)
    assert list(seeds) == ["aaa", "bbb"]
    assert seeds["bbb"] == parse(PROGRAM)
    assert load_seeds(tmp_path / "bbb.txt") == {"bbb": parse(PROGRAM)}


def test_a_python_file_in_the_published_form_is_read_and_not_run(tmp_path: Path) -> None:
    file = tmp_path / "solvers.py"
    file.write_text(
        "raise SystemExit('imported')\n\n"
        "def solve_bbb(I):\n    x1 = hmirror(I)\n    O = vmirror(x1)\n    return O\n\n"
        "def helper(I):\n    O = rot90(I)\n    return O\n\n"
        "def solve_aaa(I):\n    O = rot90(I)\n    return O\n"
    )
    seeds = load_seeds(file)
    assert list(seeds) == ["aaa", "bbb"]
    assert seeds["bbb"] == parse(PROGRAM)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.txt", "O = nonsense(I)", r"a\.txt:1: unknown function 'nonsense'"),
        ("a.txt", "", r"a\.txt: a program needs at least one line"),
        ("a.txt", "\udcff", r"a\.txt: not UTF-8 text"),
        ("a.py", "def solve_a(I):\n    O = nope(I)\n    return O", r"a\.py:2: solve_a: unknown"),
        ("a.py", "x = 1", r"no function solve_<task id>\(I\)"),
        ("a.py", "\udcff", r"a\.py: not UTF-8 text"),
        ("a.json", "{}", "seeds are a folder"),
    ],
)
def test_a_broken_seed_is_named_with_the_reason(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    file = tmp_path / name
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SeedError, match=reason) as caught:
        load_seeds(file)
    assert str(caught.value).count(str(file)) == 1


def test_missing_seeds_are_said(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="no such file or folder"):
        load_seeds(tmp_path / "none")
    with pytest.raises(SeedError, match=r"no \*\.txt files there"):
        load_seeds(tmp_path)
