"""Attacks the shape of the project: imports that go the wrong way, torch where it may not be."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "arc_dsl": {"arc_dsl"},
    "data": {"arc_dsl", "data"},
    "buffer": {"arc_dsl", "data", "buffer"},
    "codeit": {"arc_dsl", "data", "buffer", "codeit"},
    "viz": {"arc_dsl", "data", "buffer", "viz"},
}
TORCH = ("codeit/policy/", "codeit/objectives/", "codeit/pretraining/")
JUDGES = {
    "codeit/results/evaluation.py",
    "codeit/results/exports/seed_table.py",
}
"""What may reach test outputs, beside the command line: it judges or reports, and proposes
nothing. Every other module of any package, new ones included, may not."""
SEARCH_NEEDS = ("codeit.search", "codeit.rankers", "codeit.deadline", "codeit.scoring")
"""What the search may import of the method: it is called by a proposer, and by nothing besides."""
FRONT_ENDS = ("codeit/cli/", "codeit/api/")
"""What people use: the command line, and Python."""
HEAVY = {"torch", "transformers", "accelerate", "safetensors", "tokenizers"}


def modules() -> Iterator[tuple[str, Path]]:
    for package in ALLOWED:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield package, path


@cache
def imports(path: Path) -> tuple[str, ...]:
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module
            assert all(alias.name != "*" for alias in node.names), f"{path}: star import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_go_one_way() -> None:
    wrong = [
        f"{place(path)} imports {name}"
        for package, path in modules()
        for name in imports(path)
        if name.partition(".")[0] in ALLOWED
        and name.partition(".")[0] not in ALLOWED[package]
        and not (name.startswith("viz") and place(path).startswith(FRONT_ENDS))
    ]
    assert wrong == []


def test_search_knows_nothing_of_the_loop() -> None:
    wrong = [
        f"{place(path)} imports {name}"
        for path in sorted((ROOT / "codeit" / "search").rglob("*.py"))
        for name in imports(path)
        if name.startswith("codeit.") and not name.startswith(SEARCH_NEEDS)
    ]
    assert wrong == []


def test_torch_lives_where_models_are_made_and_trained() -> None:
    wrong = [
        f"{place(path)} imports {name}"
        for _, path in modules()
        for name in imports(path)
        if name.partition(".")[0] in HEAVY and not place(path).startswith(TORCH)
    ]
    assert wrong == []


def test_only_evaluation_reads_test_outputs() -> None:
    readers = {
        place(path) for _, path in modules() for name in imports(path) if name == "data.answers"
    }
    assert readers == {"codeit/results/evaluation.py"}


@cache
def ours(name: str) -> tuple[Path, ...]:
    base = ROOT / name.replace(".", "/")
    return tuple(p for p in (base.with_suffix(".py"), base / "__init__.py") if p.exists())


def reached(start: Path) -> set[str]:
    """Places of all modules of ours that a module imports, directly or not."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if place(path) in found:
            continue
        found.add(place(path))
        for name in imports(path):
            waiting += ours(name)
    return found


def test_nothing_that_proposes_ranks_or_learns_can_reach_test_outputs() -> None:
    doors = {"data/answers.py", "codeit/results/evaluation.py"}
    # the way that this test looks works
    assert len(reached(ROOT / "codeit" / "cli" / "running.py") & doors) == 2
    wrong = {
        place(path)
        for package, path in modules()
        if package != "viz" and not place(path).startswith((*FRONT_ENDS, "codeit/__main__"))
        if place(path) != "data/answers.py" and reached(path) & doors
    }
    assert wrong == JUDGES


@pytest.mark.parametrize(
    "package", ["arc_dsl", "data", "buffer", "viz", "codeit", "codeit.api", "codeit.cli.app"]
)
def test_importing_a_package_does_not_import_torch(package: str) -> None:
    code = f"import sys, {package}; sys.exit('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 0


def test_modules_stay_small() -> None:
    long = {
        place(path): lines
        for _, path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_every_package_names_what_it_exports() -> None:
    silent = [
        place(path)
        for _, path in modules()
        if path.name not in {"__init__.py", "__main__.py"}
        and "versions" not in path.parts
        and path.name != "env.py"
        and "__all__" not in path.read_text(encoding="utf-8")
    ]
    assert silent == []
