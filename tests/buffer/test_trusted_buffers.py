"""Attacks buffers that others made or changed: flips, bombs, views, garbage."""

import json
import random
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from experiences import experiences
from filled_buffers import GRID, fill
from postgres import binaries, running_server

from buffer import packing
from buffer.checking import Owner, check
from buffer.errors import (
    BufferConflict,
    BufferDamaged,
    BufferError,  # noqa: A004
    SchemaMismatch,
)
from buffer.inspection import states, stats, top
from buffer.replay import ReplayBuffer
from buffer.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with ReplayBuffer.open(tmp_path / "b.sqlite") as buffer:
        fill(buffer)
    return tmp_path / "b.sqlite"


def look(path: Path, owner: Owner | None = None) -> bool:
    with ReplayBuffer.open(path, read_only=True) as buffer:
        return check(buffer, owner).sealed


def change(path: Path, *statements: str, keep_seal: bool = False) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(";".join(statements))
    if not keep_seal:
        path.with_name(path.name + ".seal").unlink()


def test_every_flipped_bit_and_swapped_page_is_seen(path: Path) -> None:
    assert look(path)
    whole, rng = path.read_bytes(), random.Random(5)
    pages = len(whole) // 4096
    for number in range(60):
        changed = bytearray(whole)
        if number % 6:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        else:
            for a, b in [rng.sample(range(pages), 2)]:
                one, other = whole[a * 4096 : a * 4096 + 4096], whole[b * 4096 : b * 4096 + 4096]
                changed[a * 4096 : a * 4096 + 4096] = other
                changed[b * 4096 : b * 4096 + 4096] = one
            if changed == whole:
                continue
        path.write_bytes(changed)
        for left in ("-wal", "-shm"):
            path.with_name(path.name + left).unlink(missing_ok=True)
        with pytest.raises(BufferError):
            look(path)
    path.write_bytes(whole)
    assert look(path)


def test_a_seal_is_renewed_by_who_writes_and_not_believed_after_a_kill(path: Path) -> None:
    with ReplayBuffer.open(path) as buffer:
        buffer.add(experiences(60, 70))
        assert not check(buffer).sealed  # written to, and not closed
    assert look(path)
    with ReplayBuffer.open(path) as buffer:
        with pytest.raises(BufferConflict):
            buffer.replace_state("loop", b"another", b"")
        buffer.add(experiences(70, 75))
    assert look(path)
    seal = path.with_name("b.sqlite.seal")
    torn = bytearray(seal.read_bytes())
    torn[-3] ^= 1
    seal.write_bytes(torn)
    with pytest.raises(BufferDamaged, match="seal is torn"):
        look(path)
    seal.unlink()
    assert not look(path)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE programs SET text = text || ' ' WHERE id = 3", "program 3 is not the text"),
        ("UPDATE programs SET digest = x'00' WHERE id = 3", "program 3 is not the text"),
        ("UPDATE programs SET lines = 77 WHERE id = 3", "program 3 is not as long"),
        ("UPDATE programs SET text = CAST(x'ff' AS TEXT) WHERE id = 3", "torn or no database"),
        ("UPDATE experiences SET log_probability = 3 WHERE id = 4", "log-probability 3"),
        ("DELETE FROM solutions", ""),
        ("DELETE FROM outputs WHERE experience_id = 9; DELETE FROM experiences WHERE id = 9",
         "some experiences are missing"),
        ("UPDATE experiences SET origin = 'x' WHERE id = 1", "cannot be read"),
        ("UPDATE states SET value = x'00' WHERE name = 'sampler'", "cannot be read"),
        ("UPDATE states SET value = x'00' WHERE name = 'loop'", "the state 'loop' cannot be read"),
        ("UPDATE meta_iterations SET figures = '{\"a\": NaN}'", "a figure is NaN"),
        ("UPDATE meta_iterations SET figures = '{'", "cannot be read"),
        ("UPDATE solutions SET found_at = 'yesterday'", "cannot be read"),
        ("UPDATE meta_iterations SET figures = '[]'", "are no table"),
        ("UPDATE meta_iterations SET state = 2000000000", "in the place of bytes"),
        ("UPDATE states SET value = 2000000000 WHERE name = 'loop'", "in the place of bytes"),
        ("UPDATE outputs SET packed = 2000000000", "in the place of bytes"),
        ("UPDATE programs SET digest = 2000000000 WHERE id = 3", "in the place of bytes"),
        ("UPDATE meta_iterations SET checkpoint = '../../x'", "a checkpoint cannot be called"),
        ("UPDATE meta_iterations SET checkpoint = '/etc'", "a checkpoint cannot be called"),
        ("UPDATE meta_iterations SET checkpoint = char(27)", "a checkpoint cannot be called"),
        ("UPDATE tasks SET id = '../up' WHERE id = 'plain'", ""),
        ("UPDATE tasks SET demonstrations = x'789c030000000001'", "no pairs of grids"),
    ],
)  # fmt: skip
def test_what_a_changed_database_says_of_itself_is_not_believed(
    path: Path, statement: str, reason: str
) -> None:
    if not reason:  # only the seal can tell
        change(path, "PRAGMA ignore_check_constraints = ON", statement, keep_seal=True)
        with pytest.raises(BufferDamaged, match=r"changed since it was closed|shorter or longer"):
            look(path)
        return
    change(path, "PRAGMA ignore_check_constraints = ON", statement)
    with pytest.raises(BufferDamaged, match=reason):
        look(path, Owner({"loop": json.loads}))


def test_scores_are_computed_again(path: Path) -> None:
    def judged(outputs: object, wanted: object) -> tuple[float, float]:
        return (1.0, 0.0) if outputs == (GRID,) and wanted == [GRID] else (0.0, 1.0)

    packed = packing.pack([GRID]).hex()
    program = "INSERT INTO programs SELECT max(id) + 1, 'x', x'{}', 1, 1, NULL FROM programs"
    from buffer.writing import digest

    change(
        path,
        program.format(digest("x").hex()),
        "INSERT INTO experiences SELECT 61, 'plain', (SELECT max(id) FROM programs), 1, 0,"
        " 'seed', NULL, 0, NULL, NULL, NULL",
        f"INSERT INTO outputs VALUES (61, x'{packed}')",
    )
    assert not look(path, Owner(judged=judged))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE experiences SET score = 0.5 WHERE id = 61")
    with pytest.raises(BufferDamaged, match="experience 61 is not scored as its outputs are"):
        look(path, Owner(judged=judged))


@pytest.mark.parametrize(
    "bomb", [b"\0" * 400_000_000, b"\x01\x01\x05" * 10_000_000, b"\xff\xff" + b"\0" * 65025]
)
def test_a_bomb_of_grids_is_refused_at_once(path: Path, bomb: bytes) -> None:
    packed = zlib.compress(bomb, 9)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE outputs SET packed = ?", (packed,))
    for ask in (top, lambda buffer: check(buffer)):
        with (
            ReplayBuffer.open(path, read_only=True) as buffer,
            pytest.raises(BufferDamaged, match="packed grids"),
        ):
            ask(buffer)


@pytest.mark.parametrize(
    "trap",
    [
        "DROP TABLE outcomes; CREATE VIEW outcomes AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL"
        " SELECT n FROM r) SELECT n AS meta_iteration, 'seed' AS origin, 'ok' AS kind, n AS count"
        " FROM r",
        "CREATE TRIGGER t AFTER INSERT ON states BEGIN DELETE FROM programs; END",
        "ALTER TABLE states ADD COLUMN more AS (zeroblob(1000000000))",
        "ALTER TABLE buffer_version ADD COLUMN more AS (zeroblob(1000000000))",
    ],
)
def test_a_table_that_would_do_something_is_refused(path: Path, trap: str) -> None:
    change(path, trap)
    with pytest.raises(SchemaMismatch, match="not ours"):
        ReplayBuffer.open(path, read_only=True)
    with pytest.raises(SchemaMismatch, match="not ours"):
        states(str(path))


def test_views_of_the_user_are_let_be(path: Path) -> None:
    change(path, "CREATE VIEW mine AS SELECT count(*) FROM experiences")
    with ReplayBuffer.open(path, read_only=True) as buffer:
        assert stats(buffer).experiences == 60


@pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed")
def test_a_servers_table_that_would_do_something_is_refused() -> None:
    endless = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r)"
    traps = [
        (
            "ALTER TABLE outcomes RENAME TO gone;"
            f" CREATE VIEW outcomes AS {endless} SELECT n AS meta_iteration, n AS count FROM r",
            "DROP VIEW outcomes; ALTER TABLE gone RENAME TO outcomes",
        ),
        (
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN DELETE FROM programs; RETURN NULL; END';"
            " CREATE TRIGGER t AFTER INSERT ON states EXECUTE FUNCTION f()",
            "DROP TRIGGER t ON states",
        ),
        (
            "CREATE RULE r AS ON INSERT TO states DO ALSO DELETE FROM programs",
            "DROP RULE r ON states",
        ),
        (
            "ALTER TABLE states ADD COLUMN more int GENERATED ALWAYS AS (1) STORED",
            "ALTER TABLE states DROP COLUMN more",
        ),
        (
            "ALTER TABLE programs ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE programs DISABLE ROW LEVEL SECURITY",
        ),
    ]
    with running_server() as url:
        with ReplayBuffer.open(url) as buffer:
            fill(buffer)

        def say(statements: str) -> None:
            with Store.open(url) as store, store.outside_transactions() as connection:
                connection.exec_driver_sql(statements)

        for trap, mended in traps:
            say(trap)
            with pytest.raises(SchemaMismatch, match="not ours"):
                ReplayBuffer.open(url, read_only=True)
            with pytest.raises(SchemaMismatch, match="not ours"):
                states(url)
            say(mended)
        with ReplayBuffer.open(url, read_only=True) as buffer:
            assert stats(buffer).experiences == 60
