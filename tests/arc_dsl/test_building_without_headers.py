"""Attacks building where Python's headers are missing: one line names the package."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from arc_dsl.engine import build

PACKAGE = f"python{sys.version_info[0]}.{sys.version_info[1]}-dev"


def not_called(*_: Any, **__: Any) -> None:
    raise AssertionError("nothing may be installed or built without headers")


@pytest.fixture
def build_with_headers_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Path], int]:
    """Builds, with every command forbidden, where the headers would lie in that folder."""

    def run(folder: Path) -> int:
        monkeypatch.setattr("sysconfig.get_path", lambda _: str(folder))
        monkeypatch.setattr("subprocess.run", not_called)
        monkeypatch.setattr(sys, "argv", ["build.py", "--build", str(tmp_path / "build")])
        return build.main()

    return run


def test_missing_headers_name_their_package_once_and_are_no_failure(
    build_with_headers_in: Callable[[Path], int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert build_with_headers_in(tmp_path) == 0
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.count(PACKAGE) == 1
    assert "reference" in told
    assert told.rstrip().endswith("make native")
    assert not (tmp_path / "build").exists()


def test_with_headers_it_builds(
    build_with_headers_in: Callable[[Path], int], tmp_path: Path
) -> None:
    (tmp_path / "Python.h").touch()
    with pytest.raises(AssertionError, match="without headers"):
        build_with_headers_in(tmp_path)
