"""Attacks buffers that several processes want: locks, lost connections, and equal content."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from experiences import an_experience
from filled_buffers import fill
from postgres import binaries, running_server

from buffer import persisting
from buffer.errors import BufferConflict, BufferInUse, BufferUnavailable
from buffer.experience import Origin
from buffer.fingerprints import content_fingerprint
from buffer.inspection import stats
from buffer.persisting import persist
from buffer.replay import ReplayBuffer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with ReplayBuffer.open(tmp_path / "b.sqlite") as buffer:
        fill(buffer)
    return tmp_path / "b.sqlite"


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


@pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed")
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
