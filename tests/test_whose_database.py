"""Attacks the tie between a run and its database: lost ones, shared ones, ones that do not stay."""

import json
import shutil
from pathlib import Path

import pytest
from runs_on_toys import call, command, standing_in, write_toys

from buffer.replay import ReplayBuffer
from codeit.cli.pages import write_page
from codeit.errors import RunError
from codeit.owning import claim
from codeit.runs import RunFolder, begun
from codeit.sources import load_sources

QUICK = ("mutation.per_iteration=0", "mutation.own_task=0", "loop.meta_iterations=0")


def short(folder: Path, name: str, *more: str) -> list[str]:
    settings = [part for text in (*QUICK, *more) for part in ("--set", text)]
    return command(folder, name, *settings)[3:]


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Toy tasks, and the run `away` whose database lies elsewhere."""
    folder = tmp_path_factory.mktemp("owning")
    write_toys(folder)
    url = f"buffer.url=sqlite:///{folder}/away.sqlite"
    done = call(standing_in("", *short(folder, "away", url)))
    assert done.returncode == 0, done.stderr
    return folder


def test_a_lost_database_is_told_and_what_is_left_stays(toys: Path, tmp_path: Path) -> None:
    run = shutil.copytree(toys / "runs" / "away", tmp_path / "run")
    record = json.loads((run / "config.json").read_text())
    record["config"]["buffer"]["url"] = str(tmp_path / "gone.sqlite")
    (run / "config.json").write_text(json.dumps(record))
    before = (run / "metrics.jsonl").read_bytes()
    assert before
    done = call(standing_in("", "run", "--resume", str(run)))
    assert done.returncode == 2
    assert "gone.sqlite holds nothing of" in done.stderr
    assert (run / "metrics.jsonl").read_bytes() == before


def test_a_database_serves_one_run(toys: Path) -> None:
    url = f"buffer.url=sqlite:///{toys}/away.sqlite"
    done = call(standing_in("", *short(toys, "second", url)))
    assert done.returncode == 2
    assert "holds another run already" in done.stderr
    assert not (toys / "runs" / "second").exists()


def test_what_cannot_begin_takes_nothing_away_that_was_there(tmp_path: Path) -> None:
    with pytest.raises(KeyError), begun(tmp_path / "new" / "run"):
        raise KeyError
    assert not (tmp_path / "new" / "run").exists()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "notes.txt").touch()
    with pytest.raises(KeyError), begun(tmp_path / "own"):
        raise KeyError
    assert (tmp_path / "own" / "notes.txt").is_file()


def test_of_two_that_begin_at_once_the_second_is_told(tmp_path: Path) -> None:
    where = tmp_path / "shared.sqlite"
    with ReplayBuffer.open(where) as one, ReplayBuffer.open(where) as two:
        claim(one)
        with pytest.raises(RunError, match="holds another run already"):
            claim(two)


def test_a_database_that_does_not_stay_is_refused(toys: Path) -> None:
    for number, url in enumerate((":memory:", "sqlite://")):
        done = call(standing_in("", *short(toys, f"memory{number}", f"buffer.url={url}")))
        assert done.returncode == 2, done.stdout
        assert "a database that stays" in done.stderr


def test_a_page_shows_no_password(toys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = RunFolder.open(toys / "runs" / "away")
    secret = folder.config.buffer.model_copy(update={"url": "postgresql://me:secret@host/db"})
    shown = RunFolder(folder.path, folder.config.model_copy(update={"buffer": secret}), {})
    there = str(toys / "away.sqlite")
    monkeypatch.setattr(RunFolder, "buffer_url", property(lambda _: there))
    page = write_page(shown, load_sources(folder.config.data), toys / "page.html")
    assert "secret" not in page.read_text(encoding="utf-8")
