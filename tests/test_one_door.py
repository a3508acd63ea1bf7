"""Attacks the rule that programs nobody vouches for run in limited workers and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNNERS = {
    "run",
    "trace",
    "Evaluator",
    "begin",
    "end",
    "run_batch",
    "run_plain",
    "trace_values",
    "ReferenceEngine",
}
"""What runs a program in the process that calls it."""

INSIDE_WORKERS = {
    "viz/report/tracing.py",
    "codeit/pretraining/guard.py",
    "codeit/pretraining/input_sets.py",
}
"""Modules whose runners are engines of a pool's workers, or work in those of pretraining."""
OWN_WORKERS = "codeit/search/"
"""Search runs inside processes of its own, started with the same limits."""
OF_PRETRAINING = {
    f"codeit/pretraining/{name}.py" for name in ("guard", "input_sets", "producer", "workers")
}
"""What lies inside the workers of pretraining, and what starts these."""


def modules() -> Iterator[Path]:
    for package in ("data", "buffer", "codeit", "viz"):
        yield from sorted((ROOT / package).rglob("*.py"))


def runners(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    imported = {
        alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("arc_dsl")
        for alias in node.names
    }
    asked = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "arc_dsl"
    }
    return (imported | asked) & RUNNERS


def test_programs_run_in_workers_alone() -> None:
    found = {
        place: names
        for path in modules()
        if (names := runners(path))
        and not (place := path.relative_to(ROOT).as_posix()).startswith(OWN_WORKERS)
    }
    assert {place: names for place, names in found.items() if place not in INSIDE_WORKERS} == {}


def test_search_runs_seeds_for_others_in_its_own_processes_alone() -> None:
    running = {"material_of", "mined_templates", "siblings", "Searcher"}
    found = {
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if not path.relative_to(ROOT).as_posix().startswith(OWN_WORKERS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and {a.name for a in node.names} & running
    }
    assert found == set()


def test_pretraining_runs_programs_in_its_own_processes_alone() -> None:
    running = {"Guard", "never_seen", "View", "draw_view", "Producer"}
    found = {
        path.relative_to(ROOT).as_posix()
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("codeit.pretraining")
        and {alias.name for alias in node.names} & running
    }
    assert found <= OF_PRETRAINING
    assert found


def test_the_rule_sees_what_it_forbids(tmp_path: Path) -> None:
    for text in (
        "from arc_dsl import run",
        "from arc_dsl.execute.interpreter import Trace, trace",
        "import arc_dsl\noutcome = arc_dsl.run(program, grid)",
        "from arc_dsl.engine import run_batch",
    ):
        (tmp_path / "x.py").write_text(text)
        assert runners(tmp_path / "x.py")
    (tmp_path / "x.py").write_text("from arc_dsl.execute.interpreter import Trace")
    assert not runners(tmp_path / "x.py")
