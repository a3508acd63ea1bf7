"""Attacks pictures as files: formats, wholeness, sameness, and what importing `viz` drags in."""

import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from viz.errors import UnknownFormat, VizError
from viz.figures.files import encoded, replace_file, save
from viz.figures.grids import grid_figure

GRID = ((0, 1, 2), (3, 4, 5))
STARTS = {"png": b"\x89PNG\r\n", "svg": b"<?xml", "pdf": b"%PDF"}


@pytest.mark.parametrize("kind", STARTS)
def test_the_ending_decides_the_format(kind: str, tmp_path: Path) -> None:
    path = save(grid_figure(GRID), tmp_path / f"grid.{kind.upper()}", dpi=50)
    assert path.read_bytes().startswith(STARTS[kind])


@pytest.mark.parametrize("name", ["grid.bmp", "grid", "grid.svg.gz"])
def test_other_endings_are_refused_and_write_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"\.png, \.svg, \.pdf") as caught:
        save(grid_figure(GRID), tmp_path / name)
    assert isinstance(caught.value, VizError)
    assert name in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", STARTS)
def test_the_same_picture_is_the_same_bytes(kind: str) -> None:
    first, second = (encoded(grid_figure(GRID, title="x"), kind, dpi=50) for _ in range(2))
    assert first == second


def test_svg_is_well_formed_and_escapes_titles(tmp_path: Path) -> None:
    path = save(grid_figure(GRID, title="a < b & c"), tmp_path / "grid.svg")
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.tag.endswith("svg")


def test_a_large_grid_is_a_small_svg() -> None:
    grid = tuple(tuple((r * c) % 10 for c in range(30)) for r in range(30))
    assert len(encoded(grid_figure(grid), "svg")) < 120_000


def test_a_missing_folder_is_made_and_an_old_file_survives(tmp_path: Path) -> None:
    assert save(grid_figure(GRID), tmp_path / "new" / "folder" / "grid.svg").is_file()
    shutil.rmtree(tmp_path / "new")
    old = tmp_path / "old.html"
    old.write_bytes(b"old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        replace_file(tmp_path / "folder", b"new")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "old.html"]
    replace_file(old, b"new")
    assert old.read_bytes() == b"new"


def loaded_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_viz_alone_loads_no_third_party() -> None:
    assert loaded_after("import viz").isdisjoint({"matplotlib", "rich", "jinja2", "numpy"})


def test_terminal_pictures_need_no_matplotlib() -> None:
    assert "matplotlib" not in loaded_after("import viz.terminal.grids, viz.terminal.traces")


def test_no_picture_loads_torch_or_global_plotting_state() -> None:
    files = [path.with_suffix("") for path in Path("viz").rglob("[a-z]*.py")]
    modules = [".".join(file.parts) for file in files]
    assert len(modules) > 10
    loaded = loaded_after("import " + ", ".join(modules))
    assert loaded.isdisjoint({"torch", "transformers", "codeit", "matplotlib.pyplot"})
