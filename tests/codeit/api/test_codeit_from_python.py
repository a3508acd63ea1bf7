"""Attacks `import codeit`: what it drags in, values that are no grids, runs that are not there."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from runs_on_toys import ROOT, assigned, command, write_toys

import codeit
from arc_dsl import Kind, ParseError
from buffer.replay import ReplayBuffer
from codeit.errors import RunError, RunIncomplete
from data.errors import UnknownTask

GRID = [[1, 2], [3, 4]]
RUN: Any = codeit.run
"""A package that can be called, which mypy does not see."""


def test_importing_codeit_imports_nothing_else() -> None:
    heavy = "{'torch', 'numpy', 'matplotlib', 'sqlalchemy', 'pandas', 'typer'}"
    code = f"import sys, codeit; codeit.__version__; sys.exit(len({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_version_and_unknown_names() -> None:
    assert codeit.__version__[0].isdigit()
    with pytest.raises(AttributeError, match="nothing_like_it"):
        codeit.nothing_like_it  # noqa: B018


def test_grids_tasks_and_programs_draw_themselves() -> None:
    grid = codeit.grid(GRID)
    assert grid.rows == ((1, 2), (3, 4))
    assert grid._repr_html_().startswith("<svg")
    assert grid._repr_png_().startswith(b"\x89PNG")
    task = codeit.tasks("arc1:training")["67a3c6ac"]
    assert task._repr_html_().count("<svg") == 2 * len(task.pairs) + len(task.tests)
    assert task._repr_png_().startswith(b"\x89PNG")
    assert "67a3c6ac" in repr(task)
    with pytest.raises(UnknownTask):
        codeit.tasks("arc1:training")["nobody"]


@pytest.mark.parametrize("rows", [[], [[]], [[1], [2, 3]], [[11]], "12", 5])
def test_what_is_no_grid_is_refused_with_the_reason(rows: object) -> None:
    with pytest.raises(ValueError, match="grid"):
        codeit.grid(rows)


def test_programs_run_and_are_traced_in_workers() -> None:
    program = codeit.program("x1 = objects(I, T, F, F)\nO = vmirror(I)")
    assert program(codeit.grid(GRID)).grid == ((2, 1), (4, 3))
    trace = program.trace(GRID)
    drawn = trace._repr_html_()
    assert "4 objects" in drawn
    assert "vmirror" in drawn
    assert trace._repr_png_().startswith(b"\x89PNG")
    failed = codeit.program("x1 = height(I)\nO = vmirror(x1)").trace(GRID)
    assert failed.outcome.kind is not Kind.OK
    assert failed._repr_png_() is None
    assert "<b>" in failed._repr_html_()
    with pytest.raises(ParseError):
        codeit.program("nothing")


def test_a_run_is_made_and_opened_from_python(tmp_path: Path) -> None:
    write_toys(tmp_path)
    words = command(tmp_path, "a")
    settings = dict(part.split("=", 1) for part in words if "=" in part and "." in part)
    settings |= {"proposer": "scripted", "loop.meta_iterations": "1"}
    made = RUN(name="a", runs=tmp_path / "runs", settings=settings)
    opened = codeit.open(tmp_path / "runs" / "a")
    assert repr(opened) == repr(made)
    assert [row["meta_iteration"] for row in opened.metrics] == [0, 1]
    assert set(opened.tasks) == {"turn_back", "upside", "stack"}
    assert {found.task.id for found in opened.solved} <= set(opened.tasks)
    for found in opened.tasks.values():
        assert "<svg" in found._repr_html_()
    assert "<table>" in opened._repr_html_()
    assert opened.report(tmp_path / "page.html").read_text().startswith("<!doctype html>")
    pandas = pytest.importorskip("pandas")
    frame = opened.buffer()
    assert isinstance(frame, pandas.DataFrame)
    with ReplayBuffer.open(opened.path / "buffer.sqlite", read_only=True) as buffer:
        assert len(frame) == len(buffer)
    assert set(frame["origin"]) >= {"seed", "mutation"}


def test_runs_that_cannot_be_made_or_opened_raise(tmp_path: Path) -> None:
    with pytest.raises(RunIncomplete):
        codeit.open(tmp_path)
    write_toys(tmp_path)
    with pytest.raises(RunError):
        RUN(
            runs=tmp_path,
            name="x",
            settings={"buffer.url": "sqlite://"}
            | dict(
                part.split("=", 1)
                for part in assigned(
                    {
                        "data.training": str(tmp_path / "training"),
                        "data.search": str(tmp_path / "search"),
                        "data.seeds": str(tmp_path / "seeds"),
                        "data.allow_overlap": "true",
                        "proposer": "scripted",
                    }
                )
                if "=" in part
            ),
        )


def test_without_pandas_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from codeit.api.runs import Run
    from codeit.run.config import preset
    from codeit.run.folder import RunFolder

    ReplayBuffer.open(tmp_path / "buffer.sqlite").close()
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(RunError, match="codeit\\[dataset\\]"):
        Run(RunFolder(tmp_path, preset("tiny"), {})).buffer()
