"""Attacks runs begun by an older version: none goes on as if it were the same, all are read."""

import json
import tarfile
from pathlib import Path

import freezing
import pytest
from invoking import invoke

from arc_dsl.revision import REVISION
from codeit.run.folder import RunFolder

PACKED = Path(__file__).parent / "fixtures" / "run_of_revision_1.tar.xz"
MADE_IN = "/tmp/fix3"
"""Where the run was made: its settings name the folders of its tasks."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A scripted run on toys, killed after two of six meta-iterations."""
    with tarfile.open(PACKED) as packed:
        for member in packed:  # Python 3.11.2 has no filters; the file is our own
            packed.extract(member, tmp_path)
    record = tmp_path / "runs" / "old" / "config.json"
    record.write_text(record.read_text().replace(MADE_IN, str(tmp_path)))
    return tmp_path / "runs" / "old"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_it_is_refused_in_one_line_and_loses_nothing(old: Path) -> None:
    before = contents(old)
    refused = invoke("run", "--resume", str(old))
    assert refused.exit_code == 2
    assert refused.stderr.startswith("error: ")
    assert refused.stderr.count("\n") == 1
    assert "revision 1 of the language" in refused.stderr
    assert contents(old) == before


def test_it_can_still_be_read(old: Path) -> None:
    folder = RunFolder.open(old)
    assert folder.config.loop.meta_iterations == 6
    shown = invoke("buffer", "stats", str(old))
    assert shown.exit_code == 0


def test_streams_are_frozen_within_a_revision() -> None:
    frozen = json.loads((freezing.GOLDENS / "mutants.json").read_text(encoding="utf-8"))
    stream = freezing.short_hash(map(str, frozen.values()))
    assert (REVISION, stream) == (3, "611ab0f8cb7123d1"), (
        "another stream of mutants is another revision"
    )
