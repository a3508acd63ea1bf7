"""Attacks the tie between a run and its database: lost ones, shared ones, ones that do not stay."""

import json
import shutil
import sqlite3
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path

import pytest
from postgres import binaries, running_server
from runs_on_toys import call, command, forked, standing_in, write_toys

from buffer.replay import ReplayBuffer
from codeit.cli.reports.pages import write_page
from codeit.errors import RunError, RunIncomplete, RunInUse
from codeit.run import folder as runs
from codeit.run.config import preset
from codeit.run.folder import RunFolder, begun
from codeit.run.ownership import claim, demand_own, restored
from codeit.run.sources import load_sources
from codeit.run.state import LOOP

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


@pytest.fixture
def moved(toys: Path, tmp_path: Path) -> Path:
    """A copy of the run with its database, `moved.sqlite`."""
    run = shutil.copytree(toys / "runs" / "away", tmp_path / "run")
    shutil.copy(toys / "away.sqlite", tmp_path / "moved.sqlite")
    record = json.loads((run / "config.json").read_text())
    record["config"]["buffer"]["url"] = str(tmp_path / "moved.sqlite")
    (run / "config.json").write_text(json.dumps(record))
    return run


def check_refused(run: Path, word: str) -> None:
    """The run does not go on, and neither it nor its database is changed; nor is it exported."""
    database = RunFolder.open(run).buffer_url
    kept = [run / "metrics.jsonl", *run.parent.glob("moved.sqlite")]
    before = [path.read_bytes() for path in kept]
    assert before[0]
    out = str(run.parent / "out")
    for arguments in (["run", "--resume", str(run)], ["export", str(run), "--out", out]):
        code, said = forked("", arguments)
        assert code == 2, said
        assert word in said
    assert [path.read_bytes() for path in kept] == before
    assert Path(database).exists() == (len(kept) == 2)
    assert not Path(out).exists()


def test_a_lost_database_is_told_and_what_is_left_stays(moved: Path, tmp_path: Path) -> None:
    (tmp_path / "moved.sqlite").unlink()
    check_refused(moved, "moved.sqlite: there is no such file")
    (tmp_path / "moved.sqlite").touch()
    check_refused(moved, "holds nothing of it")


def test_another_runs_database_is_told_and_what_is_left_stays(moved: Path, tmp_path: Path) -> None:
    with ReplayBuffer.open(tmp_path / "moved.sqlite") as buffer:
        buffer.set_state("run", b"another")
    check_refused(moved, "holds another run")


def test_a_copied_run_goes_on_in_its_copied_database(moved: Path) -> None:
    assert forked("", ["run", "--resume", str(moved)]) == (0, "")


@pytest.mark.parametrize("mark", [b"begun", None])
def test_a_run_from_before_ids_goes_on(moved: Path, tmp_path: Path, mark: bytes | None) -> None:
    record = json.loads((moved / "config.json").read_text())
    named = record.pop("id")
    (moved / "config.json").write_text(json.dumps(record))
    with closing(sqlite3.connect(tmp_path / "moved.sqlite")) as database, database:
        database.execute("UPDATE states SET value = ? WHERE name = 'run'", (mark or b"",))
        if mark is None:
            database.execute("DELETE FROM states WHERE name = 'run'")
    assert forked("", ["run", "--resume", str(moved)]) == (0, "")
    (moved / "config.json").write_text(json.dumps({**record, "id": named}))
    check_refused(moved, "holds another run")


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
        claim(one, run_in(tmp_path))
        with pytest.raises(RunError, match="holds another run already"):
            claim(two, run_in(tmp_path))


def run_in(folder: Path) -> RunFolder:
    return RunFolder(folder, preset("tiny"), {})


MEANWHILE = """
    from buffer.replay import ReplayBuffer
    from codeit.run import assembling as parts
    policy = parts._policy

    def meanwhile(config, *rest):
        with ReplayBuffer.open(config.buffer.url) as buffer:
            buffer.set_state("run", b"another")
        return policy(config, *rest)

    parts._policy = meanwhile
"""


def test_the_second_of_two_that_begin_at_once_writes_nothing(toys: Path, tmp_path: Path) -> None:
    where = tmp_path / "shared.sqlite"
    code, said = forked(MEANWHILE, short(toys, "late", f"buffer.url={where}"))
    assert code == 2, said
    assert "holds another run already" in said
    assert not (toys / "runs" / "late").exists()
    with closing(sqlite3.connect(where)) as database:
        assert database.execute("SELECT count(*) FROM tasks").fetchone() == (0,)


CUT = """
    import os, signal
    from codeit.run import folder as runs
    write = runs.write_whole

    def cut(target, content):
        {before}
        write(target, content)
        os.kill(os.getpid(), signal.SIGKILL)

    runs.write_whole = cut
"""


@pytest.mark.parametrize(
    ("before", "again"),
    [
        ("raise runs.RunError('No space left')", []),
        ("os.kill(os.getpid(), signal.SIGKILL)", []),
        ("", ["run", "--resume", "{folder}/runs/cut"]),
    ],
)
def test_whatever_cuts_a_beginning_the_run_can_be_begun_again_or_goes_on(
    toys: Path, tmp_path: Path, before: str, again: list[str]
) -> None:
    folder = shutil.copytree(toys, tmp_path / "toys", ignore=lambda *_: ["runs"])
    begin = short(folder, "cut", f"buffer.url={folder}/cut.sqlite")
    assert forked(CUT.format(before=before), begin)[0] in (2, -9)
    code, said = forked("", [part.format(folder=folder) for part in again] or begin)
    assert code == 0, said
    run = RunFolder.open(folder / "runs" / "cut")
    with ReplayBuffer.open(run.buffer_url) as buffer:
        assert buffer.state("run") == run.id.encode()
        assert buffer.state(LOOP)


def test_a_run_that_stored_nothing_yet_has_lost_nothing(tmp_path: Path) -> None:
    run = run_in(tmp_path)
    demand_own(run)
    with ReplayBuffer.open(tmp_path / "buffer.sqlite") as buffer:
        demand_own(run)
        claim(buffer, run)
        claim(buffer, run)
        demand_own(run)
    with pytest.raises(RunIncomplete, match="holds another run"):
        demand_own(run_in(tmp_path))


def test_who_comes_too_late_takes_nothing_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, path = runs.locked, tmp_path / "run"
    with ExitStack() as winner:

        def late(path: Path) -> AbstractContextManager[None]:
            winner.enter_context(real(path))
            (path / "buffer.sqlite").touch()
            return real(path)

        monkeypatch.setattr(runs, "locked", late)
        with pytest.raises(RunInUse), begun(path):
            pass
        assert (path / "buffer.sqlite").exists()


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


def lost_config_comes_back(toys: Path, name: str, url: str) -> None:
    """A run whose `config.json`, then whose folder is lost is begun again with its own command."""
    begin = short(toys, name, f"buffer.url={url}")
    assert forked("", begin) == (0, "")
    path = toys / "runs" / name
    before = (path / "config.json").read_bytes()
    (path / "config.json").unlink()
    for other in (short(toys, f"not-{name}", f"buffer.url={url}"), [*begin, "--seed", "18"]):
        code, said = forked("", other)
        assert code == 2
        assert said.count("\n") == 1
        assert "the command that began it, given again, brings it back" in said
    assert not (path / "config.json").exists()
    assert forked("", begin) == (0, "")
    assert (path / "config.json").read_bytes() == before
    shutil.rmtree(path)
    assert forked("", begin) == (0, "")
    assert (path / "config.json").read_bytes() == before
    with ReplayBuffer.open(url, read_only=True) as buffer:
        assert len(buffer.meta_iterations()) == 1
    code, said = forked("", begin)
    assert code == 2
    assert "is a run already" in said


def test_a_lost_config_comes_back(toys: Path, tmp_path: Path) -> None:
    lost_config_comes_back(toys, "lost", f"sqlite:///{tmp_path}/lost.sqlite")


def test_of_another_database_nothing_but_an_id_comes_back(tmp_path: Path) -> None:
    draft = run_in(tmp_path)
    own = json.loads(draft.record())
    changes: list[dict[str, object]] = [
        {"id": "\ud800"}, {"id": 7}, {"id": "../../x"}, {"versions": 7},
        {"versions": {"codeit": "x" * 10_000}}, {"versions": {"codeit": 1}},
        {"fingerprints": {"a": "b"}}, {"config": {}}, {"config": "x"},
    ]  # fmt: skip
    texts: list[object] = [
        "[" * 100_000, "[]", "7", "{", "null", 7, [], {"format": 1},
        *(json.dumps({**own, **change}) for change in changes),
    ]  # fmt: skip
    with ReplayBuffer.open(tmp_path / "buffer.sqlite") as buffer:
        claim(buffer, draft)

        def told(text: object, folder: object = str(tmp_path)) -> None:
            record = {"folder": folder, "config.json": text}
            buffer.set_state("folder", json.dumps(record).encode())

        for text in texts:
            told(text)
            with pytest.raises(RunError, match="holds another run"):
                restored(buffer, draft)
        for folder in ("/elsewhere", 5, ["x"], None, "\x1b[31m"):
            told(draft.record(), folder)
            with pytest.raises(RunError, match="holds another run") as caught:
                restored(buffer, draft)
            assert str(caught.value).isprintable()
        assert not (tmp_path / "config.json").exists()
        more = {**own, "id": "theirs", "format": 77, "evil": "x" * 99}
        told(json.dumps(more))
        assert restored(buffer, draft)
    assert json.loads((tmp_path / "config.json").read_text()) == {**own, "id": "theirs"}


@pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed")
def test_a_lost_config_comes_back_on_postgresql(toys: Path) -> None:
    with running_server() as url:
        lost_config_comes_back(toys, "served", url)
