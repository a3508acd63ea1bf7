"""Attacks many writers on one database, and PostgreSQL in the place of SQLite."""

import os
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from experiences import an_experience, experiences
from postgres import binaries, running_server
from published_queries import SQL
from sqlalchemy import create_engine, make_url, text

from buffer import records
from buffer.checking import check
from buffer.copying import copy_buffer
from buffer.errors import BufferConflict, BufferLocked, BufferUnavailable, SchemaMismatch
from buffer.experience import MetaIteration, Origin, Solution
from buffer.fingerprints import fingerprint
from buffer.inspection import compact, lineage, stats
from buffer.priority import PriorityWeights
from buffer.replay import ReplayBuffer, ReplaySettings
from buffer.store import Store
from buffer.upgrading import upgrade

HERE = Path(__file__).parents[1]
needs_postgres = pytest.mark.skipif(
    binaries() is None, reason="PostgreSQL is not installed (apt-get install postgresql)"
)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with running_server() as url:
        yield url


@pytest.fixture
def database(server: str) -> str:
    """A fresh database on the server."""
    name = f"t{uuid.uuid4().hex}"
    engine = create_engine(
        make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def fill(buffer: ReplayBuffer) -> None:
    with buffer.transaction():
        buffer.add(experiences(0, 150))
        e = an_experience(87)
        buffer.record_solution(Solution(e.task_id, e.program, e.origin, 1, 2**40))
        buffer.record_outcomes(1, Origin.POLICY, {"ok": 6, "error": 2})
        with buffer.store.write() as connection:
            records.increase(connection, "executed", 2**40)
        buffer.finish_meta_iteration(MetaIteration(0, {"solved": 1}, b"\0state"))
    buffer.draw(20)
    buffer.evict(120)


ALL_TERMS = ReplaySettings(PriorityWeights(1, 1, 1, 1, length_measure="bits"))


@needs_postgres
def test_postgres_gives_the_same_ids_draws_and_contents_as_sqlite(
    database: str, tmp_path: Path
) -> None:
    with (
        ReplayBuffer.open(tmp_path / "b.sqlite", settings=ALL_TERMS) as sqlite,
        ReplayBuffer.open(database, settings=ALL_TERMS) as postgres,
    ):
        for buffer in (sqlite, postgres):
            fill(buffer)
            check(buffer)
        assert fingerprint(sqlite) == fingerprint(postgres)
        assert sqlite.draw_ids(50, tasks=["task1", "task2"]) == postgres.draw_ids(
            50, tasks=["task1", "task2"]
        )
        assert sqlite.draw(30) == postgres.draw(30)
        before, after = stats(sqlite), stats(postgres)
        assert before == after
        program = an_experience(101).program
        assert lineage(sqlite, program) == lineage(postgres, program)
        for query in SQL:
            with sqlite.store.read() as one, postgres.store.read() as other:
                rows = [[tuple(r) for r in c.execute(text(query))] for c in (one, other)]
            assert len(rows[0]) == len(rows[1]) > 0


@needs_postgres
def test_a_copy_to_postgres_and_back_is_the_same_buffer(database: str, tmp_path: Path) -> None:
    with (
        ReplayBuffer.open(tmp_path / "b.sqlite") as first,
        ReplayBuffer.open(database) as middle,
        ReplayBuffer.open(tmp_path / "back.sqlite") as back,
    ):
        fill(first)
        assert copy_buffer(first, middle) == copy_buffer(middle, back)
        assert fingerprint(first) == fingerprint(middle) == fingerprint(back)
        assert first.draw(40) == middle.draw(40) == back.draw(40)
        compact(middle)
        assert middle.add(experiences(140, 160)) == back.add(experiences(140, 160)) == 10


@needs_postgres
def test_a_failed_step_leaves_no_trace_on_postgres(database: str) -> None:
    with ReplayBuffer.open(database) as buffer:
        buffer.add(experiences(0, 10))
        before = fingerprint(buffer)
        with pytest.raises(RuntimeError), buffer.transaction():  # noqa: PT012
            buffer.add(experiences(10, 20))
            with pytest.raises(BufferConflict), buffer.store.write() as connection:
                connection.execute(text("UPDATE experiences SET score = 2"))
            buffer.evict(3)
            raise RuntimeError
        assert fingerprint(buffer) == before
        buffer.add(experiences(10, 20))
        assert buffer.index.ids.tolist() == list(range(1, 21))


@needs_postgres
def test_an_older_postgres_buffer_is_upgraded_and_anothers_database_refused(
    database: str, server: str
) -> None:
    with Store.open(database) as store, store.write() as connection:
        upgrade(connection, "0001")
    with ReplayBuffer.open(database) as buffer:
        assert buffer.upgraded_from is None
        fill(buffer)
    with Store.open(server) as store, store.write() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS bookmarks (url TEXT)"))
    with pytest.raises(SchemaMismatch, match="bookmarks"):
        ReplayBuffer.open(server)


@needs_postgres
def test_a_server_lost_within_a_savepoint_is_told_as_such(database: str) -> None:
    with ReplayBuffer.open(database) as buffer, ReplayBuffer.open(database) as other:
        with pytest.raises(BufferUnavailable), buffer.transaction():  # noqa: PT012
            buffer.add(experiences(0, 10))
            with buffer.store.read() as connection:
                process = connection.execute(text("SELECT pg_backend_pid()")).scalar()
            with other.store.outside_transactions() as connection:
                connection.execute(text(f"SELECT pg_terminate_backend({process})"))
            with pytest.raises(BufferUnavailable):
                buffer.add(experiences(10, 20))
            buffer.add(experiences(20, 30))  # nor is anything of the rest stored
        assert buffer.add(experiences(5, 25)) == 20


@needs_postgres
def test_waiting_for_a_postgres_writer_ends_after_the_time_allowed(database: str) -> None:
    with (
        ReplayBuffer.open(database) as holder,
        ReplayBuffer.open(database, settings=ReplaySettings(busy_seconds=0.2)) as waiting,
    ):
        with holder.transaction():
            holder.add(experiences(0, 5))
            with pytest.raises(BufferLocked):
                waiting.add(experiences(0, 5))
        assert waiting.add(experiences(0, 7)) == 2


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed (the extra 'postgres')")
    with pytest.raises(BufferUnavailable, match=r"127\.0\.0\.1:1") as caught:
        ReplayBuffer.open("postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)


# Many writers
#
# Each writer adds experiences of its own and ones that the others add too. Afterwards every one
# must be there, once, and what the writers were told was new must add up to what there is.

WRITER = """
import sys, time
from buffer import records
from buffer.replay import ReplayBuffer
from experiences import experiences
where, number, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
step = new = 0
with ReplayBuffer.open(where) as buffer:
    end = time.monotonic() + seconds
    while step < 5 or time.monotonic() < end:  # one kept out for good ends in an error
        with buffer.transaction():
            new += buffer.add(experiences(50 * step, 50 * step + 40))  # everybody's
            start = 10_000_000 * (number + 1) + 30 * step
            new += buffer.add(experiences(start, start + 30))  # its own
            with buffer.store.write() as connection:
                records.increase(connection, "executed", 70)
        buffer.draw(10)
        step += 1
print(step, new)
"""


def run_writers(where: str, writers: int, seconds: float) -> list[tuple[int, int]]:
    """Steps and new experiences that each writer reports."""
    paths = os.pathsep.join([str(HERE.parent), str(HERE / "helpers")])
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, where, str(number), str(seconds)],
            env={**os.environ, "PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(writers)
    ]
    reports = []
    for process in started:
        with process:
            assert process.stdout is not None
            steps, new = process.stdout.read().split()
            reports.append((int(steps), int(new)))
        assert process.returncode == 0
    return reports


def check_nothing_lost(where: str, reports: list[tuple[int, int]]) -> None:
    with ReplayBuffer.open(where) as buffer:
        check(buffer)
        stored = buffer.contents(buffer.index.ids.tolist())
        with buffer.store.read() as connection:
            executed = records.counter(connection, "executed")
    expected = set()
    for number, (steps, _) in enumerate(reports):
        for step in range(steps):
            expected |= {*range(50 * step, 50 * step + 40)}
            start = 10_000_000 * (number + 1) + 30 * step
            expected |= {*range(start, start + 30)}
    found = Counter((e.task_id, e.program) for e in stored)
    wanted = {(e.task_id, e.program) for e in map(an_experience, expected)}
    assert max(found.values()) == 1
    assert set(found) == wanted
    assert sum(new for _, new in reports) == len(stored)
    assert executed == 70 * sum(steps for steps, _ in reports)


def test_two_writers_share_one_sqlite_file(tmp_path: Path) -> None:
    where = str(tmp_path / "b.sqlite")
    check_nothing_lost(where, run_writers(where, 2, 1.0))


@pytest.mark.slow
def test_two_writers_share_one_sqlite_file_for_a_minute(tmp_path: Path) -> None:
    where = str(tmp_path / "b.sqlite")
    check_nothing_lost(where, run_writers(where, 2, 60.0))


@needs_postgres
@pytest.mark.slow
def test_eight_writers_share_one_postgres_database_for_a_minute(database: str) -> None:
    check_nothing_lost(database, run_writers(database, 8, 60.0))
