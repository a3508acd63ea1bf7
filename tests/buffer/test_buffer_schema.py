"""Attacks the schema: rules kept by the database itself, upgrades, and databases not our own."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from experiences import an_experience, experiences
from sqlalchemy import text

from buffer import migrations
from buffer.checking import check
from buffer.errors import BufferConflict, SchemaMismatch, SchemaTooNew
from buffer.experience import Origin, Solution
from buffer.packing import pack
from buffer.replay import ReplayBuffer
from buffer.schema import Base
from buffer.store import Store
from buffer.upgrading import HEAD, VERSION_TABLE, upgrade, version
from buffer.writing import digest


@pytest.fixture
def buffer() -> Iterator[ReplayBuffer]:
    with ReplayBuffer.open(":memory:") as opened:
        opened.add(experiences(0, 5))
        opened.record_solution(Solution("task1", an_experience(1).program, Origin.SEED, 0, 1))
        opened.record_outcomes(0, Origin.SEED, {"ok": 1})
        yield opened


def make_old(path: Path) -> None:
    """A buffer as schema 0001 kept it, with an experience and a solution."""
    with Store.open(path) as store, store.write() as connection:
        upgrade(connection, "0001")
        for statement in (
            "INSERT INTO tasks VALUES ('t', NULL)",
            "INSERT INTO programs VALUES (1, 'O = rot90(I)',"
            f" x'{digest('O = rot90(I)').hex()}', 1, 12, NULL)",
            "INSERT INTO experiences"
            " VALUES (1, 't', 1, 1.0, 0.0, 'seed', NULL, 0, NULL, NULL, NULL)",
            f"INSERT INTO outputs VALUES (1, x'{pack([((1, 2),)]).hex()}')",
            "INSERT INTO solutions VALUES (1, 't', 1, 'seed', 0, 7, '2026-01-02 03:04:05.000000')",
        ):
            connection.execute(text(statement))


def columns_of(path: Path, table: str) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


# Rules


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE experiences SET score = 1.01 WHERE id = 1",
        "UPDATE experiences SET score = -0.01 WHERE id = 1",
        "UPDATE experiences SET score = NULL WHERE id = 1",
        "UPDATE experiences SET distance = 2 WHERE id = 1",
        "UPDATE experiences SET meta_iteration = -1 WHERE id = 1",
        "UPDATE experiences SET origin = 'chance' WHERE id = 1",
        "UPDATE experiences SET task_id = 'nowhere' WHERE id = 1",
        "UPDATE experiences SET program_id = 99 WHERE id = 1",
        "UPDATE experiences SET parent_id = 99 WHERE id = 1",
        "INSERT INTO experiences SELECT 99, task_id, program_id, 0, 0, origin, NULL, 0, NULL, NULL,"
        " NULL FROM experiences WHERE id = 1",
        "INSERT INTO programs SELECT 99, text, digest, 1, 1, NULL FROM programs WHERE id = 1",
        "UPDATE programs SET lines = 0 WHERE id = 1",
        "UPDATE programs SET bits = -1 WHERE id = 1",
        "INSERT INTO outputs VALUES (99, x'00')",
        "DELETE FROM experiences WHERE id = 1",
        "DELETE FROM tasks",
        "INSERT INTO solutions SELECT 99, task_id, program_id, origin, 0, 0, found_at, 1, NULL"
        " FROM solutions",
        "UPDATE solutions SET executed = -1",
        "UPDATE solutions SET holds = NULL",
        "UPDATE outcomes SET count = -1",
        "INSERT INTO counters VALUES ('executed', -1)",
        "INSERT INTO tasks VALUES ('task1', NULL)",
    ],
)
def test_the_database_itself_refuses(buffer: ReplayBuffer, statement: str) -> None:
    with pytest.raises(BufferConflict), buffer.store.write() as connection:
        connection.execute(text(statement))


def test_the_migrations_make_exactly_the_models(buffer: ReplayBuffer) -> None:
    with buffer.store.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_the_head_is_the_last_migration() -> None:
    folder = Path(str(migrations.__file__)).parent
    assert ScriptDirectory(str(folder)).get_heads() == [HEAD]


# Versions


def test_an_older_buffer_is_upgraded_in_place_with_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    make_old(path)
    with ReplayBuffer.open(path) as buffer:
        assert buffer.upgraded_from == tmp_path / "old.sqlite.schema-0001.backup"
        assert [e.program for e in buffer.draw(1)] == ["O = rot90(I)"]
        solution = buffer.solutions()[0]
        assert (solution.executed, solution.holds, solution.solves_tests) == (7, True, None)
        buffer.add(experiences(0, 3))
        check(buffer)
    assert "holds" in columns_of(path, "solutions")
    assert "holds" not in columns_of(tmp_path / "old.sqlite.schema-0001.backup", "solutions")
    with ReplayBuffer.open(path) as again:
        assert again.upgraded_from is None
        assert len(again) == 4


def test_a_backup_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    make_old(path)
    (tmp_path / "old.sqlite.schema-0001.backup").write_text("the user's")
    with ReplayBuffer.open(path) as buffer:
        assert buffer.upgraded_from == tmp_path / "old.sqlite.schema-0001.backup-2"
    assert (tmp_path / "old.sqlite.schema-0001.backup").read_text() == "the user's"


def test_an_upgrade_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.sqlite"
    make_old(path)

    def torn(connection: object, to: str = HEAD) -> None:
        upgrade(connection, to)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("buffer.upgrading.upgrade", torn)
        with pytest.raises(KeyboardInterrupt):
            ReplayBuffer.open(path)
    assert "holds" not in columns_of(path, "solutions")
    ReplayBuffer.open(path).close()
    assert "holds" in columns_of(path, "solutions")


def test_an_older_buffer_opened_for_reading_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    make_old(path)
    with pytest.raises(SchemaMismatch, match="open it once for writing"):
        ReplayBuffer.open(path, read_only=True)


def test_a_newer_buffer_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    ReplayBuffer.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(SchemaTooNew, match=r"newer version \(its schema is 9999"):
        ReplayBuffer.open(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        connection.commit()
    with pytest.raises(SchemaMismatch, match="bookmarks"):
        ReplayBuffer.open(path)
    with Store.open(path) as store, store.read() as opened:
        tables = opened.execute(text("SELECT name FROM sqlite_master")).scalars().all()
    assert tables == ["bookmarks"]


def test_a_new_database_is_made_at_the_head(buffer: ReplayBuffer) -> None:
    with buffer.store.read() as connection:
        assert version(connection) == HEAD
