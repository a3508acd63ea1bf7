"""Attacks the seal while others are at work: who looks, who writes, who is killed and when."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from experiences import experiences
from sealed_buffers import PAGE, kill_while_writing, log_of, look, write

from buffer.checking import check
from buffer.replay import ReplayBuffer
from buffer.seals.file_bytes import _kept, _stores
from buffer.seals.live import digest

OTHER = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
    "print(*c.execute('SELECT count(*) FROM experiences').fetchone()); c.close()"
)


def test_who_only_looks_takes_nothing_from_who_writes(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"

    def others_count() -> int:
        done = subprocess.run(
            [sys.executable, "-c", OTHER, str(path)], check=True, capture_output=True, text=True
        )
        return int(done.stdout)

    with ReplayBuffer.open(path, alone=True) as buffer:
        buffer.add(experiences(0, 40))
        assert others_count() == 40
        assert log_of(path).exists()  # removed, what follows would be written to nowhere
        check(buffer)
        with ReplayBuffer.open(path, read_only=True) as second:
            check(second)
        buffer.add(experiences(40, 70))
        assert others_count() == 70
        assert log_of(path).exists()
    assert not _kept
    assert not _stores


MOMENTS = {
    "before the seal": "type(buffer._seals.live).renew = lambda *_: None;"
    " buffer.add(experiences(500, 540))",
    "when closed": "buffer.add(experiences(500, 540)); buffer._seals.before_closing();"
    " buffer.store.close()",
}
MORE_MOMENTS = {
    "before the next seal": "buffer.add(experiences(500, 540));"
    " type(buffer._seals.live).renew = lambda *_: None; buffer.add(experiences(540, 560))",
    "log moved": "buffer.add(experiences(500, 540)); buffer.store.move_log()",
    "before closing": "buffer.add(experiences(500, 540)); buffer._seals.before_closing()",
    "after many commits": "fill(buffer, 40);"
    " [buffer.add(experiences(n * 90, n * 90 + 90)) for n in range(20, 60)]",
    "within a transaction": "buffer.add(experiences(500, 540)); t = buffer.transaction();"
    " t.__enter__(); buffer.add(experiences(540, 3000))",
    "log moved, within a transaction": "buffer.add(experiences(500, 540));"
    " buffer.store.move_log(); t = buffer.transaction(); t.__enter__();"
    " buffer.add(experiences(540, 900))",
}


@pytest.mark.parametrize(
    "code",
    [
        *(pytest.param(code, id=name) for name, code in MOMENTS.items()),
        *(pytest.param(c, id=name, marks=pytest.mark.slow) for name, c in MORE_MOMENTS.items()),
    ],
)
def test_no_moment_of_a_kill_is_taken_for_damage(tmp_path: Path, code: str) -> None:
    path = tmp_path / "b.sqlite"
    write(path, 3)
    kill_while_writing(path, code)
    look(path)
    kill_while_writing(path, "pass")
    look(path)
    ReplayBuffer.open(path).close()
    look(path)
    write(path, 2)
    assert look(path)


def test_the_pages_looked_at_again_are_all_that_changed(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    write(path, 3)
    with ReplayBuffer.open(path, alone=True) as buffer:
        live = buffer._seals.live
        assert live is not None
        wrapped, sizes = 0, set()
        for number in range(3, 40):
            salts = live._salts
            buffer.add(experiences(number * 90, number * 90 + 90))
            buffer.set_state("large", b"%d" % number * 300_000)
            wrapped += salts != live._salts
            file = path.read_bytes()
            assert live._pages == [
                digest(file[at : at + PAGE]) for at in range(0, len(file), PAGE)
            ], number
            sizes.add(len(file))
    assert wrapped > 3
    assert len(sizes) > 3


def test_a_buffer_that_is_written_to_is_not_taken_for_damaged(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    stop = threading.Event()

    def written() -> None:
        with ReplayBuffer.open(path, alone=True) as buffer:
            for number in range(60):
                buffer.add(experiences(number * 30, number * 30 + 30))
        stop.set()

    write(path, 3)
    thread = threading.Thread(target=written)
    thread.start()
    looks = 0
    while not stop.is_set():
        with ReplayBuffer.open(path, read_only=True) as buffer:
            check(buffer)
        looks += 1
    thread.join()
    assert looks
    assert look(path)
