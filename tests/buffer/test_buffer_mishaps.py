"""Attacks the store from outside: full disk, locks, permissions, torn files, kill -9."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from experiences import experiences

from buffer.checking import check
from buffer.errors import (
    BufferDamaged,
    BufferFull,
    BufferLocked,
    BufferReadOnly,
    BufferUnavailable,
)
from buffer.experience import Origin
from buffer.fingerprints import fingerprint
from buffer.replay import ReplayBuffer, ReplaySettings

HERE = Path(__file__).parents[1]
IMPATIENT = ReplaySettings(busy_seconds=0.2)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Permissions bind everybody but the superuser, so be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may look into, as pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def filled(path: Path, count: int = 50) -> Path:
    with ReplayBuffer.open(path) as buffer:
        buffer.add(experiences(0, count))
    return path


# Full disk


def limit_pages(buffer: ReplayBuffer, pages: int) -> None:
    with buffer.store.outside_transactions() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def store_a_step(buffer: ReplayBuffer) -> int:
    with buffer.transaction():
        buffer.record_outcomes(1, Origin.POLICY, {"ok": 5})
        return buffer.add(experiences(50, 5000))


def test_a_full_disk_loses_the_step_and_nothing_else(tmp_path: Path) -> None:
    with ReplayBuffer.open(tmp_path / "b.sqlite") as buffer:
        buffer.add(experiences(0, 50))
        before = fingerprint(buffer)
        limit_pages(buffer, 60)
        with pytest.raises(BufferFull, match=r"b\.sqlite: no space is left"):
            store_a_step(buffer)
        assert fingerprint(buffer) == before
        assert len(buffer) == len(buffer.draw(99)) == 50
        limit_pages(buffer, 100_000)
        assert store_a_step(buffer) == 4950
        check(buffer)


def test_a_step_cannot_go_on_after_the_disk_was_full(tmp_path: Path) -> None:
    with ReplayBuffer.open(tmp_path / "b.sqlite") as buffer:
        buffer.add(experiences(0, 50))
        before = fingerprint(buffer)
        limit_pages(buffer, 60)
        for more in (0, 3):
            with pytest.raises(BufferFull):
                swallow_the_error_and_go_on(buffer, more)
            assert fingerprint(buffer) == before


def swallow_the_error_and_go_on(buffer: ReplayBuffer, more: int) -> None:
    with buffer.transaction():
        buffer.record_outcomes(1, Origin.POLICY, {"ok": 5})
        with suppress(BufferFull):
            buffer.add(experiences(50, 5000))
        buffer.record_outcomes(1, Origin.POLICY, {"ok": more})


def test_a_file_size_limit_is_a_full_disk_too(tmp_path: Path) -> None:
    path = filled(tmp_path / "b.sqlite")
    script = (
        "import resource, sys; from buffer.replay import ReplayBuffer\n"
        "from buffer.errors import BufferFull; from experiences import experiences\n"
        "buffer = ReplayBuffer.open(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))\n"
        "try: buffer.add(experiences(50, 5_000))\n"
        "except BufferFull: sys.exit(7)\n"
    )
    with run_python(script, str(path)) as limited:
        assert limited.wait() == 7
    with ReplayBuffer.open(path) as buffer:
        check(buffer)
        assert len(buffer) == 50


# Permissions and places


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BufferUnavailable, match=r"no folder .*nowhere"):
        ReplayBuffer.open(tmp_path / "nowhere" / "b.sqlite")
    with pytest.raises(BufferUnavailable, match="is a folder"):
        ReplayBuffer.open(tmp_path)
    with pytest.raises(BufferUnavailable, match="no such file"):
        ReplayBuffer.open(tmp_path / "b.sqlite", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_address_or_has_no_server_is_named() -> None:
    with pytest.raises(BufferUnavailable, match="not a database URL"):
        ReplayBuffer.open("post gres://x y")
    with pytest.raises(BufferUnavailable, match="not a database URL"):
        ReplayBuffer.open("postgresql://h:abc/db")
    with pytest.raises(BufferUnavailable, match="no driver"):
        ReplayBuffer.open("nosuchdatabase://here/there")


def test_a_read_only_folder_is_named_and_can_still_be_read(open_folder: Path) -> None:
    path = filled(open_folder / "b.sqlite")
    path.chmod(0o644)
    open_folder.chmod(0o555)
    with as_nobody():
        with pytest.raises(BufferReadOnly, match="permissions"):
            ReplayBuffer.open(path)
        with pytest.raises(BufferUnavailable, match="cannot be"):
            ReplayBuffer.open(open_folder / "new.sqlite")
        with ReplayBuffer.open(path, read_only=True) as buffer:
            assert len(buffer.draw(99)) == 50
    assert sorted(open_folder.iterdir()) == [path, open_folder / "b.sqlite.seal"]


def test_a_buffer_opened_for_reading_refuses_to_write(tmp_path: Path) -> None:
    path = filled(tmp_path / "b.sqlite")
    with ReplayBuffer.open(path, read_only=True) as buffer:
        with pytest.raises(BufferReadOnly, match="for reading only"):
            buffer.add(experiences(50, 51))
        assert len(buffer.draw(99)) == 50


# Locks


def test_a_locked_database_is_named_after_the_time_allowed(tmp_path: Path) -> None:
    path = filled(tmp_path / "b.sqlite")
    with (
        ReplayBuffer.open(path, settings=IMPATIENT) as buffer,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        assert len(buffer.draw(5)) == 5
        start = time.monotonic()
        with pytest.raises(BufferLocked, match="another process"):
            buffer.add(experiences(50, 60))
        assert time.monotonic() - start < 5
        other.execute("COMMIT")
        assert buffer.add(experiences(50, 60)) == 10


# Torn files


def test_a_file_that_is_no_database_is_named_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    path.write_bytes(b"this is a letter, not a database\n" * 100)
    with pytest.raises(BufferDamaged, match=r"b\.sqlite: it is torn or no database"):
        ReplayBuffer.open(path)
    assert path.read_bytes() == b"this is a letter, not a database\n" * 100


def test_a_truncated_file_is_named(tmp_path: Path) -> None:
    path = filled(tmp_path / "b.sqlite", 2000)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BufferDamaged):
        ReplayBuffer.open(path)
    path.write_bytes(whole)
    with ReplayBuffer.open(path) as buffer:
        check(buffer)


def test_a_damaged_page_is_found_by_the_check(tmp_path: Path) -> None:
    path = filled(tmp_path / "b.sqlite", 2000)
    pages = bytearray(path.read_bytes())
    for page in range(len(pages) // 4096 // 2, len(pages) // 4096):
        pages[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(pages)
    with pytest.raises(BufferDamaged):
        open_and_check(path)


@pytest.mark.parametrize(
    "torn",
    [
        "UPDATE outputs SET packed = X'0102' WHERE experience_id = 7",
        "UPDATE tasks SET demonstrations = X'0102' WHERE id = (SELECT max(id) FROM tasks)",
    ],
)
def test_grids_that_cannot_be_read_are_found_by_the_check(tmp_path: Path, torn: str) -> None:
    path = filled(tmp_path / "b.sqlite")
    open_and_check(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(torn).rowcount == 1
    with pytest.raises(BufferDamaged, match="packed grids"):
        open_and_check(path)


def test_outputs_that_are_gone_are_found_by_the_check(tmp_path: Path) -> None:
    path = filled(tmp_path / "b.sqlite")
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute("DELETE FROM outputs WHERE experience_id = 7").rowcount == 1
    with pytest.raises(BufferDamaged, match="outputs of experience 7 are missing"):
        open_and_check(path)


def test_what_another_evicts_meanwhile_is_no_damage(tmp_path: Path) -> None:
    path = filled(tmp_path / "b.sqlite")
    with ReplayBuffer.open(path, read_only=True) as looking, ReplayBuffer.open(path) as other:
        assert other.evict(20) == 30
        check(looking)


def open_and_check(path: Path) -> None:
    with ReplayBuffer.open(path) as buffer:
        check(buffer)


# Kills

WRITER = """
import sys
from buffer.experience import MetaIteration, Origin
from buffer.replay import ReplayBuffer
from experiences import experiences
with ReplayBuffer.open(sys.argv[1]) as buffer:
    for number in range(len(buffer.meta_iterations()), int(sys.argv[2])):
        drawn = buffer.draw_ids(10) if number else []
        with buffer.transaction():
            buffer.add(experiences(20 * number, 20 * number + 30))
            buffer.record_outcomes(number, Origin.POLICY, {"ok": 30})
            buffer.set_state("drawn", repr(drawn).encode())
            buffer.finish_meta_iteration(MetaIteration(number, {"drawn": drawn}))
        print(number, flush=True)
"""


def run_python(script: str, *arguments: str) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(HERE.parent), str(HERE / "helpers")])
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
    )


def killed_after(path: Path, steps: int, lines: int, delay: float) -> None:
    """Let the writer finish some steps, wait a little into the next, and kill it."""
    with run_python(WRITER, str(path), str(steps)) as writer:
        assert writer.stdout is not None
        for _ in range(lines):
            writer.stdout.readline()
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        writer.wait()


def finished(path: Path, steps: int) -> str:
    with run_python(WRITER, str(path), str(steps)) as writer:
        writer.communicate()
        assert writer.returncode == 0
    with ReplayBuffer.open(path) as buffer:
        check(buffer)
        assert len(buffer) == 20 * steps + 10
        return fingerprint(buffer)


def test_a_killed_writer_goes_on_to_the_same_end(tmp_path: Path) -> None:
    whole = finished(tmp_path / "whole.sqlite", 12)
    killed_after(tmp_path / "killed.sqlite", 12, 4, 0.003)
    assert finished(tmp_path / "killed.sqlite", 12) == whole


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_writer_killed_forty_times_goes_on_to_the_same_end(tmp_path: Path) -> None:
    whole = finished(tmp_path / "whole.sqlite", 200)
    path = tmp_path / "killed.sqlite"
    for kill in range(40):
        killed_after(path, 200, 1 + kill % 3, (kill * 37 % 100) / 3000)
        with ReplayBuffer.open(path, read_only=True) as buffer:
            check(buffer)
    assert finished(path, 200) == whole
