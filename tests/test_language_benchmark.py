"""The language benchmark: against our own reference, and a checkout of a published DSL."""

import json
from pathlib import Path

import pytest

from benchmarks import language

FAKE = {
    "arc_types.py": "Grid = tuple\n",
    "constants.py": "ZERO = 0\nONE = 1\nF = False\nT = True\n",
    "dsl.py": """
from arc_types import *

def rot180(grid: Grid) -> Grid:
    return tuple(tuple(row[::-1]) for row in grid[::-1])

def replace(grid, replacee, replacer):
    return tuple(tuple(replacer if v == replacee else v for v in row) for row in grid)
""",
    "solvers.py": """
from dsl import *
from constants import *


def solve_007bbfb7(I):
    x1 = rot180(I)
    O = replace(x1, ZERO, ONE)
    return O


def solve_a64e4611(I):
    O = rot180(I)
    return O
""",
}


def test_our_own_reference_is_the_baseline_without_a_checkout(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert language.main(["--json", "--programs", "3", "--rounds", "1", "--mutants", "20"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["programs"] == 3
    assert report["reference"] == "our own reference"
    assert report["total_ratio"] > 0
    assert report["median_ratio"] > 0
    assert report["primitives"]


def test_published_solvers_are_read_from_a_checkout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in FAKE.items():
        (tmp_path / name).write_text(text)
    options = ["--reference", str(tmp_path), "--json", "--rounds", "1", "--mutants", "20"]
    assert language.main(options) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["programs"], report["reference"]) == (1, "published")
    assert report["skipped"] == ["a64e4611"]
    assert report["differing"] == []
    assert {row["primitive"] for row in report["primitives"]} == {"rot180", "replace"}


def test_results_that_differ_are_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in FAKE.items():
        (tmp_path / name).write_text(text.replace("[::-1]", ""))
    options = ["--reference", str(tmp_path), "--rounds", "1", "--mutants", "0"]
    assert language.main(options) == 1
    assert "differing: 007bbfb7" in capsys.readouterr().out
