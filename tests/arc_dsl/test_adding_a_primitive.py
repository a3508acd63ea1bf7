"""Follows `docs/how-to/add-a-primitive.md` in a copy of the package: what it says is enough."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from uninstalled import UNINSTALLED

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "add-a-primitive.md").read_text(encoding="utf-8")

LAST = "X(hfrontier, 1, 0, 0)"
"""The entry of the table behind which the page puts the new one."""

CHECK = """
import random, sys
import arc_dsl
from arc_dsl import SIGNATURES, infer, parse, random_program, run
from arc_dsl.describing import describe, families
from arc_dsl.types.static_types import INDICES

program = parse("x1 = cross(UNITY)\\nO = fill(I, THREE, x1)")
assert infer(program)[0] is INDICES
outcome = run(program, [[0, 0, 0], [0, 0, 0], [0, 0, 0]])
assert outcome.grid == ((0, 3, 0), (3, 3, 3), (0, 3, 0)), outcome
assert str(SIGNATURES["cross"]) == "(location: IntegerTuple) -> Indices"
names = list(SIGNATURES)
assert names.index("cross") == names.index("hfrontier") + 1
assert "cross" in families()["outlines"][1]
assert describe("cross").arguments[0].text == "The index (row, column)."
rng = random.Random(1)
drawn = [str(random_program(rng, 4, {"cross": 50.0})) for _ in range(40)]
assert any("cross(" in text for text in drawn)
print(arc_dsl.ENGINE)
"""


def block(language: str) -> str:
    """The page's block of code in a language."""
    found = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def replace_in(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's packages with step 1 of the page done."""
    ignored = shutil.ignore_patterns("__pycache__")
    for package in ("arc_dsl", "data"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    outlines = tmp_path / "arc_dsl" / "primitives" / "outlines.py"
    text = outlines.read_text(encoding="utf-8") + "\n\n" + block("python")
    outlines.write_text(text.replace('"connect",\n', '"connect",\n    "cross",\n', 1))
    return tmp_path


def run_in(copy: Path, *command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "PYTHONPATH": str(copy), **variables}
    return subprocess.run(
        command, cwd=copy, env=env, capture_output=True, text=True, check=False, timeout=600
    )


def test_one_declaration_is_enough(copy: Path) -> None:
    done = run_in(copy, sys.executable, "-c", UNINSTALLED + CHECK)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "reference"
    if "not built" not in done.stderr:
        assert "no function for cross" in done.stderr


def test_its_example_is_run_as_the_others_are(copy: Path) -> None:
    code = UNINSTALLED + "import doctest; from arc_dsl.primitives import outlines; "
    code += "done = doctest.testmod(outlines); print(done.failed, done.attempted > 9)"
    done = run_in(copy, sys.executable, "-c", code, ARC_DSL_ENGINE="reference")
    assert done.stdout.strip() == "0 True", done.stderr


def test_a_native_engine_that_is_forced_must_know_it(copy: Path) -> None:
    done = run_in(
        copy, sys.executable, "-c", UNINSTALLED + "import arc_dsl", ARC_DSL_ENGINE="native"
    )
    assert done.returncode == 1
    assert "no function for cross" in done.stderr or "_native" in done.stderr


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_one_native_function_makes_it_fast(copy: Path) -> None:
    pytest.importorskip("nanobind")
    source = copy / "arc_dsl" / "engine" / "src"
    table, count = source / "running" / "table.hpp", source / "running" / "table.cpp"
    patches = source / "bodies" / "patches.cpp"
    entry = block("cpp-table").strip()
    replace_in(table, LAST, f"{LAST} {entry}")
    replace_in(count, "kTable.size() == 160", "kTable.size() == 161")
    end = "}  // namespace arc::body"
    replace_in(patches, end, block("cpp") + "\n" + end)
    for old in (copy / "arc_dsl" / "engine").glob("_native*.so"):
        old.unlink()
    for name in ("CMakeLists.txt", "Makefile", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, copy / name)
    built = run_in(copy, "make", "native", f"PYTHON={sys.executable}")
    assert built.returncode == 0, built.stdout + built.stderr
    done = run_in(copy, sys.executable, "-c", UNINSTALLED + CHECK)
    assert (done.returncode, done.stdout.strip()) == (0, "native"), done.stderr
