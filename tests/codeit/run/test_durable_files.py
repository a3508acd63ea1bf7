"""Attacks how files are written: full disks, lost folders, links and files of the draft's name."""

import json
import math
import os
from pathlib import Path

import pytest

from codeit.errors import RunError
from codeit.run import writing
from codeit.run.folder import begun, locked
from codeit.run.writing import as_json, make_folder, write_whole


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "f.txt"
    write_whole(target, "old")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
        with pytest.raises(RunError, match=r"cannot write .*f\.txt: No space left"):
            write_whole(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_files_of_a_drafts_likely_names_are_let_be(tmp_path: Path) -> None:
    target = tmp_path / "f.txt"
    others = [tmp_path / "f.txt.part", tmp_path / ".f.txt.part"]
    for other in others:
        other.write_text("the user's own")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("not to be written to")
    target.symlink_to(elsewhere)
    write_whole(target, "new")
    assert (target.read_text(), target.is_symlink()) == ("new", False)
    assert elsewhere.read_text() == "not to be written to"
    assert [other.read_text() for other in others] == ["the user's own"] * 2


def test_folders_are_made_and_synced_and_a_runs_is_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(writing, "sync_folder", synced.append)
    write_whole(tmp_path / "nd" / "sub" / "x.json", "{}")
    assert synced == [tmp_path, tmp_path / "nd", tmp_path / "nd" / "sub"]
    with locked(tmp_path / "runs" / "one"):
        pass
    with begun(tmp_path / "runs" / "two"):
        (tmp_path / "runs" / "two" / "config.json").write_text("{}")
    assert [(tmp_path / "runs" / n).stat().st_mode & 0o777 for n in ("one", "two")] == [0o700] * 2
    assert make_folder(tmp_path / "runs") is False


def test_a_folder_whose_name_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not UTF-8"), locked(tmp_path / "caf\udce9"):
        pass


def test_every_json_is_strict() -> None:
    row = {"a": math.nan, "b": [1.5, math.inf], "c": ({"d": -math.inf},), "e": "NaN", "f": True}
    text = as_json(row)
    assert json.loads(text, parse_constant=pytest.fail) == {
        "a": None, "b": [1.5, None], "c": [{"d": None}], "e": "NaN", "f": True,
    }  # fmt: skip
