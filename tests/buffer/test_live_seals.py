"""Attacks what a killed run leaves of its buffer: flips and swapped pages, in the file and its log.

The same attacks on a buffer that was closed. A setting says how many; the slow test makes 10,000
flips and 1,000 swaps.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from experiences import experiences

from buffer.checking import check
from buffer.errors import BufferDamaged, BufferError  # noqa: A004
from buffer.live_seals import digest
from buffer.replay import ReplayBuffer
from buffer.sealing import SEAL, compare

FLIPS, SWAPS = 200, 40
MANY_FLIPS, MANY_SWAPS = 10_000, 1_000
WHOLE = 50
PAGE, FRAME, HEADER = 4096, 24, 32


def write(path: Path, step: int) -> None:
    with ReplayBuffer.open(path, alone=True) as buffer:
        fill(buffer, step)


def fill(buffer: ReplayBuffer, steps: int) -> None:
    for number in range(steps):
        buffer.add(experiences(number * 20, number * 20 + 20))
        buffer.set_state("loop", b"state %d" % number)


def kill_while_writing(path: Path, code: str = "fill(buffer, 6)") -> None:
    """Write in another process, which is killed with its log not moved into the file."""
    script = (
        "import os, signal, sys; sys.path[:0] = sys.argv[2:]\n"
        "from test_live_seals import *\n"
        f"buffer = ReplayBuffer.open(sys.argv[1], alone=True)\n{code}\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    here = Path(__file__)
    places = [str(here.parent), str(here.parents[1]), str(here.parents[2])]
    done = subprocess.run([sys.executable, "-c", script, str(path), *places], check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    write(tmp_path / "b.sqlite", 6)
    return tmp_path / "b.sqlite"


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """What a killed process leaves: the file has three steps, the log as many more."""
    path = tmp_path / "b.sqlite"
    write(path, 3)
    kill_while_writing(path)
    return path


def look(path: Path) -> bool:
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    with ReplayBuffer.open(path, read_only=True) as buffer:
        return check(buffer).sealed


def log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


Edit = list[tuple[int, bytes]]
"""Places in a file, and what is put there."""


def told_by_seal(path: Path) -> bool:
    """Whether the comparison with the seal, with which every check ends, sees the damage."""
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    query = "SELECT value FROM states WHERE name = ?"
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            found = connection.execute(query, (SEAL,)).fetchone()
        compare(path, found and bytes(found[0]))
    except BufferError:
        return True
    except (sqlite3.Error, TypeError, ValueError):
        return False
    return False


def unseen(path: Path, edits: Iterator[Edit], target: Path) -> int:
    """How many changes of a file the check of the buffer does not see.

    The whole check is made of what the seal does not tell, and of every fiftieth.
    """
    whole, count = target.read_bytes(), 0
    with target.open("r+b", buffering=0) as file:
        for number, edit in enumerate(edits):
            for at, content in edit:
                os.pwrite(file.fileno(), content, at)
            if number % WHOLE == 0 or not told_by_seal(path):
                with suppress(BufferError):
                    look(path)
                    count += 1
            for at, content in edit:
                os.pwrite(file.fileno(), whole[at : at + len(content)], at)
    assert target.read_bytes() == whole
    assert look(path)
    return count


def flips(whole: bytes, count: int) -> Iterator[Edit]:
    rng = random.Random(count)
    for _ in range(count):
        at = rng.randrange(len(whole))
        yield [(at, bytes([whole[at] ^ 1 << rng.randrange(8)]))]


def swaps(whole: bytes, count: int, first: int, size: int, page: int) -> Iterator[Edit]:
    """Two pages in each other's place: the first begins at `first`, the next is `size` further."""
    rng, places = random.Random(count), range(first, len(whole), size)
    while count:
        a, b = rng.sample(places, 2)
        one, other = whole[a : a + page], whole[b : b + page]
        if one != other:
            count -= 1
            yield [(a, other), (b, one)]


def check_damage(path: Path, count_flips: int, count_swaps: int) -> tuple[int, int]:
    """Flips and swaps that go unseen, shared among the file and its log."""
    files = [file for file in (path, log_of(path)) if file.exists()]
    sizes = [file.stat().st_size for file in files]
    missed = [0, 0]
    for file, size in zip(files, sizes, strict=True):
        whole, share = file.read_bytes(), size / sum(sizes)
        missed[0] += unseen(path, flips(whole, round(count_flips * share)), file)
        place = (0, PAGE) if file == path else (HEADER + FRAME, PAGE + FRAME)
        changed = swaps(whole, round(count_swaps * share), *place, PAGE)
        missed[1] += unseen(path, changed, file)
    return missed[0], missed[1]


def test_damage_of_a_closed_buffer_is_seen(closed: Path) -> None:
    assert check_damage(closed, FLIPS, SWAPS) == (0, 0)


def test_damage_of_what_a_killed_run_left_is_seen(left: Path) -> None:
    assert log_of(left).stat().st_size > left.stat().st_size
    assert check_damage(left, FLIPS, SWAPS) == (0, 0)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("which", ["closed", "left"])
def test_10000_flips_and_1000_swaps(which: str, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(which)
    missed = check_damage(path, MANY_FLIPS // 2, MANY_SWAPS // 2)
    print(which, missed)  # noqa: T201
    assert missed[0] <= MANY_FLIPS / 2 / 1000
    assert missed[1] <= MANY_SWAPS / 2 / 1000


def test_every_flip_in_what_ties_a_file_to_its_seal_is_seen(closed: Path) -> None:
    whole = closed.read_bytes()
    with ReplayBuffer.open(closed, read_only=True) as buffer:
        token = buffer.state(SEAL)
    assert token is not None
    at = whole.index(token)
    edits = [
        [(place, bytes([whole[place] ^ 1 << bit]))]
        for place in range(at - len(SEAL), at + len(token))
        for bit in range(8)
    ]
    assert unseen(closed, iter(edits), closed) == 0


def test_a_lost_or_older_log_is_seen(left: Path) -> None:
    log = log_of(left)
    whole = log.read_bytes()
    log.unlink()
    with pytest.raises(BufferDamaged, match="what it held is missing"):
        look(left)
    for size in (len(whole) - PAGE - FRAME, HEADER, 7):
        log.write_bytes(whole[:size])
        with pytest.raises(BufferDamaged):
            look(left)
    log.write_bytes(whole)
    assert look(left)


def test_who_opens_and_closes_it_leaves_a_seal_that_is_true(left: Path) -> None:
    ReplayBuffer.open(left).close()
    assert not log_of(left).exists()
    assert look(left)
    changed = bytearray(left.read_bytes())
    changed[-100] ^= 1
    with ReplayBuffer.open(left, read_only=True) as buffer:
        token = buffer.state(SEAL)
    left.write_bytes(changed)
    with pytest.raises(BufferDamaged, match="changed since it was closed"):
        compare(left, token)


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
