"""Attacks buffers that others made or changed: flips, bombs, views, garbage; locks; secrets."""

import json
import random
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from experiences import an_experience, experiences
from postgres import binaries, running_server

from buffer import packing, persisting
from buffer.addresses import complete, shown, without_secret
from buffer.checking import Owner, check
from buffer.errors import (
    BufferConflict,
    BufferDamaged,
    BufferError,  # noqa: A004
    BufferInUse,
    BufferUnavailable,
    SchemaMismatch,
)
from buffer.experience import MetaIteration, Origin, Solution
from buffer.fingerprints import content_fingerprint
from buffer.inspection import states, stats, top
from buffer.persisting import persist
from buffer.replay import ReplayBuffer
from buffer.store import Store
from data.tasks import Pair, Task

GRID = ((1, 2), (3, 4))


def fill(buffer: ReplayBuffer) -> None:
    buffer.add_tasks([Task("plain", (Pair(GRID, GRID),), ())])
    with buffer.transaction():
        buffer.add(experiences(0, 60))
        e = an_experience(3)
        buffer.record_solution(Solution(e.task_id, e.program, e.origin, 1, 10))
        buffer.record_outcomes(1, Origin.POLICY, {"ok": 6, "error": 2})
        buffer.finish_meta_iteration(MetaIteration(0, {"solved": 1}, b"state"))
        buffer.set_state("loop", b"{}")


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


# Who works in it


def test_a_database_is_held_by_one_process_at_a_time(path: Path) -> None:
    with ReplayBuffer.open(path, alone=True) as buffer:
        link = path.with_name("link.sqlite")
        link.symlink_to(path)
        for name in (path, link):
            with pytest.raises(BufferInUse, match="in use by process"):
                ReplayBuffer.open(name, alone=True)
        with ReplayBuffer.open(path, read_only=True) as other:
            assert len(other) == len(buffer)
    ReplayBuffer.open(path, alone=True).close()


def test_a_dead_process_holds_nothing(path: Path) -> None:
    script = (
        "import os, sys; from buffer.replay import ReplayBuffer\n"
        "b = ReplayBuffer.open(sys.argv[1], alone=True); print('held', flush=True); os._exit(9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "held\n"
    ReplayBuffer.open(path, alone=True).close()


def test_a_state_that_another_replaced_is_not_replaced(path: Path) -> None:
    with ReplayBuffer.open(path) as one, ReplayBuffer.open(path) as other:
        other.replace_state("loop", b"{}", b"theirs")
        with pytest.raises(BufferConflict, match="another process went on"):
            one.replace_state("loop", b"{}", b"mine")
        one.replace_state("loop", b"theirs", b"mine")
        assert other.state("loop") == b"mine"
        with pytest.raises(BufferConflict):
            one.replace_state("new", b"", b"mine")
        one.replace_state("new", None, b"mine")


# Content


def test_content_fingerprints_see_what_was_found_and_no_times(tmp_path: Path) -> None:
    def made(name: str, more: Callable[[ReplayBuffer], object] = lambda _: None) -> str:
        with ReplayBuffer.open(tmp_path / name) as buffer:
            fill(buffer)
            more(buffer)
            return content_fingerprint(buffer)

    first = made("a.sqlite")
    assert first == made("b.sqlite")
    assert first == made("c.sqlite", lambda b: b.set_state("other", b"x"))
    assert first != made("d.sqlite", lambda b: b.add([an_experience(99)]))
    assert first != made("e.sqlite", lambda b: b.record_outcomes(1, Origin.SEED, {"ok": 1}))
    assert first != made("f.sqlite", lambda b: b.evict(59))
    with ReplayBuffer.open(tmp_path / "a.sqlite", read_only=True) as buffer:
        assert stats(buffer).fingerprint == first


# PostgreSQL

needs_postgres = pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed")


@needs_postgres
def test_postgres_is_held_fingerprinted_and_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_server() as url:
        with ReplayBuffer.open(url, alone=True) as buffer:
            fill(buffer)
            with pytest.raises(BufferInUse):
                ReplayBuffer.open(url, alone=True)
            with ReplayBuffer.open(tmp_path / "a.sqlite") as local:
                fill(local)
                assert content_fingerprint(local) == content_fingerprint(buffer)
            pauses: list[float] = []
            tried: list[int] = []

            def step() -> None:
                tried.append(1)
                buffer.replace_state("loop", b"{}", b"after")
                if len(tried) < 3:
                    with ReplayBuffer.open(url) as other, other.store.read() as connection:
                        connection.exec_driver_sql(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                        )

            persist(buffer, step, lambda: buffer.state("loop") == b"after", pauses.append)
            assert (len(tried), pauses) == (3, [1.0, 2.0])
            assert buffer.state("loop") == b"after"
            with pytest.raises(BufferInUse):  # held again
                ReplayBuffer.open(url, alone=True)
        ReplayBuffer.open(url, alone=True).close()


@needs_postgres
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


def test_a_step_that_was_stored_after_all_is_not_stored_twice(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Server:
        """A buffer whose server answers no more after it has committed."""

        def __init__(self, buffer: ReplayBuffer) -> None:
            self.store = self
            self.dialect = "postgresql"
            self.buffer = buffer
            self.calls = 0

        def transaction(self) -> "Server":
            return self

        def __enter__(self) -> None:
            self.calls += 1

        def __exit__(self, *exception: object) -> None:
            raise BufferUnavailable("the connection was lost at the commit")

        def hold_again(self) -> None:
            pass

        def reload(self) -> None:
            pass

    stored: list[int] = []
    with ReplayBuffer.open(path) as buffer:
        server = Server(buffer)
        persist(server, lambda: stored.append(1), lambda: bool(stored), lambda _: None)  # type: ignore[arg-type]
        assert stored == [1]
        with pytest.raises(BufferUnavailable):
            persist(server, lambda: None, lambda: False, lambda _: None)  # type: ignore[arg-type]
        assert server.calls == 1 + persisting.TRIES


# Secrets


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:SECRET@host/db",
        "postgresql://me:SEC@RET@host/db",
        "postgresql://me:SEC/RET@host/db",
        "postgresql://me:SEC?RET@host/db",
        "postgresql://me:SEC#RET@host:x/db",
        "postgresql://host/db?password=SECRET",
        "postgresql://host/db?password=SEC@RET&user=me",
        "postgresql://host/db?user=a@b&password=SECRET",
        "postgresql://me:SECRET@host:port/db",
        "postgresql+nodriver://me:SECRET@host/db",
        "nonsense://me:SECRET@/name",
    ],
)
def test_no_part_of_a_password_is_ever_shown(address: str) -> None:
    texts = [shown(address)]
    try:
        texts.append(without_secret(address))
    except BufferUnavailable as error:
        texts.append(str(error))
    for read_only in (True, False):
        with pytest.raises(BufferUnavailable) as caught:
            ReplayBuffer.open(address, read_only=read_only)
        texts.append(str(caught.value))
    for text in texts:
        assert "SEC" not in text
        assert "RET" not in text


def test_a_password_is_known_to_the_process_and_written_nowhere() -> None:
    bare = without_secret("postgresql://me:s%40cret@host/db")
    assert bare == "postgresql://me@host/db"
    assert complete(bare).password == "s@cret"
    assert without_secret("postgresql://host/db?password=other") == "postgresql://host/db"
    assert complete("postgresql://host/db").password == "other"
