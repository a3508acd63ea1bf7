"""Attacks what a killed run leaves of its buffer: flips and swapped pages, in the file and its log.

The same attacks on a buffer that was closed. A setting says how many; the slow test makes 10,000
flips and 1,000 swaps.
"""

import json
import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sealed_buffers import PAGE, kill_while_writing, log_of, look, write

from buffer.checking import check
from buffer.errors import BufferDamaged, BufferError  # noqa: A004
from buffer.replay import ReplayBuffer
from buffer.seals.live import DIGEST, digest
from buffer.seals.sealing import SEAL, compare
from buffer.seals.write_log import _added, frames, page_size, salts_of

FLIPS, SWAPS = 200, 40
MANY_FLIPS, MANY_SWAPS = 10_000, 1_000
WHOLE = 50
FRAME, HEADER = 24, 32


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


Edit = list[tuple[int, bytes]]
"""Places in a file, and what is put there."""


def told_by_seal(path: Path) -> bool:
    """Whether the comparison with the seal, with which every check ends, sees the damage."""
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    query = "SELECT value FROM states WHERE name = ?"
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            found = connection.execute(query, (SEAL,)).fetchone()
        return bool(compare(path, found and bytes(found[0])))
    except BufferError:
        return True
    except (sqlite3.Error, TypeError, ValueError):
        return False


def told(path: Path) -> bool:
    """Whether the whole check tells of something, be it that a power cut has left it so."""
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    try:
        with ReplayBuffer.open(path, read_only=True) as buffer:
            return check(buffer).interrupted > 0
    except BufferError:
        return True


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
                count += not told(path)
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


def logged_pages(path: Path) -> dict[int, bytes]:
    """The latest form of each page that is in the log."""
    with log_of(path).open("rb") as log:
        header = log.read(HEADER)
        return {f.number: f.page for f in frames(log, salts_of(header), page_size(header))}


def test_a_page_torn_on_its_way_out_of_the_log_is_told_and_no_damage(left: Path) -> None:
    whole, logged = left.read_bytes(), logged_pages(left)
    pages = [whole[at : at + PAGE] for at in range(0, len(whole), PAGE)]
    only_there = set(range(1, len(pages) + 1)) - set(logged)
    at = (max(only_there) - 1) * PAGE + 900
    left.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
    with pytest.raises(BufferDamaged):
        look(left)
    number = next(n for n, page in logged.items() if page != pages[n - 1] and n > 1)
    torn = whole[: (number - 1) * PAGE] + logged[number][:512] + whole[(number - 1) * PAGE + 512 :]
    left.write_bytes(torn)
    with ReplayBuffer.open(left, read_only=True) as buffer:
        found = check(buffer)
    assert (found.sealed, found.interrupted) == (True, 1)
    write(left, 1)
    assert look(left)
    with ReplayBuffer.open(left, read_only=True) as buffer:
        assert check(buffer).interrupted == 0


def test_what_lies_behind_the_last_commit_is_not_sealed(left: Path) -> None:
    # A power cut may leave frames of a commit of which one is lost, the last of it included.
    log = log_of(left)
    whole = log.read_bytes()
    ends = [
        at + FRAME + PAGE
        for at in range(HEADER, len(whole), FRAME + PAGE)
        if int.from_bytes(whole[at + 4 : at + 8], "big")
    ]
    lost = ends[-2] + FRAME + 100
    log.write_bytes(whole[:lost] + bytes(64) + whole[lost + 64 :])
    left.with_name(left.name + ".seal").unlink()
    kill_while_writing(left, "buffer.set_state('x', b'y')")
    assert log.read_bytes()[:HEADER] == whole[:HEADER]  # the log went on
    assert look(left)
    kill_while_writing(left, "buffer.set_state('x', b'z')")
    assert look(left)


LIES: list[dict[str, object]] = [
    {"page": 0}, {"page": 10**18}, {"page": "4096"}, {"page": None}, {"pages": -1},
    {"pages": 10**9}, {"salts": "x" * 16}, {"salts": 5}, {"log": 10**15}, {"log": True},
    {"complete": "yes"}, {"token": []}, {"before": {}}, {"format": 1},
]  # fmt: skip


def test_a_seal_that_somebody_else_wrote_is_not_believed(left: Path) -> None:
    seal = left.with_name(left.name + ".seal")
    line, _, rest = seal.read_bytes()[:-DIGEST].partition(b"\n")

    def written(head: bytes) -> None:
        body = head + b"\n" + rest
        seal.write_bytes(body + digest(body))

    for lie in LIES:
        written(json.dumps({**json.loads(line), **lie}).encode())
        with pytest.raises(BufferDamaged):
            look(left)
    for head in (b"", b"[]", b"7", b"{}", b"[" * 100_000, b"\xff", b'{"format": 2}'):
        written(head)
        with pytest.raises(BufferDamaged):
            look(left)
    written(json.dumps({**json.loads(line), "format": 3}).encode())
    assert not look(left)
    seal.unlink()
    with seal.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(BufferDamaged, match="larger than"):
        look(left)
    seal.unlink()
    os.mkfifo(seal)
    assert not look(left)


def test_a_log_of_zeros_without_end_is_refused_at_once(left: Path) -> None:
    with log_of(left).open("r+b") as log:
        log.truncate(1 << 40)
    assert look(left)  # behind the last commit there is nothing to read
    log_of(left).write_bytes(b"")
    with log_of(left).open("r+b") as log:
        log.truncate(1 << 40)
    with pytest.raises(BufferError):
        look(left)


def test_sums_are_those_of_the_format() -> None:
    rng = random.Random(3)
    for size in (8, 24, 4104):
        content, given = rng.randbytes(size), (rng.getrandbits(32), rng.getrandbits(32))
        a, b = given
        for at in range(0, size, 8):
            a = (a + int.from_bytes(content[at : at + 4], "little") + b) % 2**32
            b = (b + int.from_bytes(content[at + 4 : at + 8], "little") + a) % 2**32
        assert _added(given, content, "<") == (a, b)
