"""Attacks every reader of others' files with a stream of changed ones: tasks, seeds, checkpoints,
buffers, their seals and logs, run folders.

Each stream lasts CODEIT_FUZZ_SECONDS (30 if that is not set). What a reader may do is give
something, or raise an error of ours; and the process stays below 1 GB.
"""

import json
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from fuzzed import a_buffer, a_buffer_left_open, sealed

from buffer.checking import check
from buffer.errors import BufferError  # noqa: A004
from buffer.inspection import stats, top
from buffer.replay import ReplayBuffer
from buffer.seals.live import DIGEST, digest
from buffer.seals.sealing import SEAL, compare
from codeit.errors import CheckpointError, CodeItError
from codeit.run.config import preset
from codeit.run.folder import RunFolder
from codeit.run.ownership import changed_files, demand_own
from codeit.run.state import LoopState
from data import load_seeds, load_tasks
from data.errors import DataError
from data.programs import read_program

SECONDS = float(os.environ.get("CODEIT_FUZZ_SECONDS", "30"))
LARGEST = 1 << 30
pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]

PAIR = {"input": [[1, 2], [3, 4]], "output": [[2, 1], [0, 9]]}
TASK = json.dumps({"train": [PAIR, PAIR], "test": [PAIR], "id": "x", "name": "y"}).encode()
TASKS = json.dumps({"a1": {"train": [PAIR], "test": [{"input": [[1]]}]}, "b": [PAIR]}).encode()
LINES = TASK + b"\n" + TASK.replace(b'"x"', b'"z"') + b"\n"
SEED = b"# a seed\nx1 = objects(I, T, F, T)\nx2 = argmax(x1, size)\nO = subgrid(x2, I)\n"
SOLVER = b"def solve_67a3c6ac(I):\n    x1 = vmirror(I)\n    O = hconcat(I, x1)\n    return O\n"
TOKENS = [
    b"null", b"NaN", b"-1", b"1e999", b"9" * 5000, b"[" * 3000, b'{"a":' * 2000, b"true", b'""',
    b"\\ud800", b"\\u0000", b"\xff\xfe", b"\x1b]8;;", b"../../x", b"10", b"0.5", b"[[]]", b"{}",
    b"\xef\xbb\xbf", b"\r\n", b"O = ", b"lambda", b"x1(x1)", b"(", b")" * 999, b", " * 999, b"I",
    b"x99999999", b"def f(I): return I", b"__import__('os')", b"compose(" * 800, b"\0",
]  # fmt: skip


def changed(content: bytes, rng: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        a = rng.randrange(len(data) + 1)
        b = min(len(data), a + rng.choice((1, 2, 8, 64)))
        match rng.randrange(6):
            case 0 if data:
                data[min(a, len(data) - 1)] ^= 1 << rng.randrange(8)
            case 1:
                del data[a:b]
            case 2:
                data[a:a] = data[a:b] * rng.choice((1, 2, 50))
            case 3:
                data[a:b] = rng.choice(TOKENS)
            case 4:
                data[a:a] = rng.choice(TOKENS)
            case _:
                del data[rng.randrange(len(data) + 1) :]
    return bytes(data)


def peak() -> int:
    """The most bytes that this process has held since they were last asked to be forgotten."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return 0


def stream(seconds: float = SECONDS) -> Iterator[random.Random]:
    """A generator for each change, until time is up; the seed of one that fails is printed."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        yield random.Random(f"fuzz {number}")
        number += 1
    print(f"{number} changes")  # noqa: T201
    assert number > 10
    assert peak() < LARGEST


def read(what: Callable[[], object], allowed: type[Exception]) -> None:
    began = time.monotonic()
    with suppress(allowed):
        what()
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("content", [TASK, TASKS, LINES], ids=["task", "tasks", "lines"])
def test_tasks(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "mine.json"
    for rng in stream(SECONDS / 3):
        file.write_bytes(changed(content, rng))
        read(lambda: load_tasks(str(file)), DataError)


def test_seeds_and_programs(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    text, solver = tmp_path / "seeds" / "67a3c6ac.txt", tmp_path / "solvers.py"
    for rng in stream():
        text.write_bytes(changed(SEED, rng))
        solver.write_bytes(changed(SOLVER, rng))
        read(lambda: read_program(text), DataError)
        read(lambda: load_seeds(tmp_path / "seeds"), DataError)
        read(lambda: load_seeds(solver), DataError)


def test_checkpoints(tmp_path: Path) -> None:
    from codeit.policy.checkpoints import saving
    from codeit.policy.network.model import Architecture, PolicyModel

    sizes = Architecture(width=16, heads=2, feed_forward=16, encoder_layers=1, decoder_layers=1)
    folder = tmp_path / "model"
    saving.write(folder, PolicyModel(sizes))
    files = {file: file.read_bytes() for file in folder.iterdir()}
    for rng in stream():
        file = rng.choice(sorted(files))
        whole = files[file]
        # the heads of tensors and JSON are what matters, and weights are long
        head = whole[:4096]
        file.write_bytes(changed(head, rng) + whole[4096:])
        if file.name != "manifest.json":
            sealed(folder)
        read(lambda: saving.read(folder).model(), CheckpointError)
        for each, content in files.items():
            each.write_bytes(content)


JUNK = [
    "NULL", "-1", "1e308", "9223372036854775807", "x'00'", "zeroblob(70000)", "'../x'", "''",
    "CAST(x'ff' AS TEXT)", "char(27)||']8;;'", "0.5", "randomblob(30)", "'{'", "'[[[[['", "'NaN'",
]  # fmt: skip
"""What a value of the database is replaced with."""


def test_buffers(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    a_buffer(path)
    path.with_name("b.sqlite.seal").unlink()
    whole = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'")]  # fmt: skip
        columns = [
            (table, row[1])
            for table in tables
            for row in connection.execute(f"PRAGMA table_info({table})")
        ]
    for rng in stream():
        for left in ("-wal", "-shm"):
            path.with_name(path.name + left).unlink(missing_ok=True)
        if rng.random() < 0.5:
            data = bytearray(whole)
            for _ in range(rng.choice((1, 3, 30))):
                data[rng.randrange(len(data))] = rng.randrange(256)
            path.write_bytes(data)
        else:
            path.write_bytes(whole)
            table, column = rng.choice(columns)
            with closing(sqlite3.connect(path)) as connection, suppress(sqlite3.Error), connection:
                connection.execute("PRAGMA ignore_check_constraints = ON")
                connection.execute(
                    f"UPDATE {table} SET {column} = {rng.choice(JUNK)}"
                    f" WHERE rowid % {rng.choice((1, 2, 7))} = 0"
                )
        for ask in (check, stats, top, states):
            read(lambda ask=ask: asked(path, ask), BufferError)  # type: ignore[misc]


def test_seals_and_logs(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    kept = a_buffer_left_open(path)
    seal, log = (path.with_name(path.name + end) for end in (".seal", "-wal"))
    line, _, digests = kept[seal][:-DIGEST].partition(b"\n")
    for rng in stream():
        for file, content in kept.items():
            file.write_bytes(content)
        path.with_name("b.sqlite-shm").unlink(missing_ok=True)
        if rng.random() < 0.5:
            head = changed(line, rng) if rng.random() < 0.5 else lying(line, rng)
            body = head + b"\n" + (digests if rng.random() < 0.7 else changed(digests, rng))
            seal.write_bytes(body + digest(body))
        else:
            log.write_bytes(changed(kept[log], rng))
        read(lambda: asked(path, lambda b: compare(path, b.state(SEAL))), BufferError)
        if rng.random() < 0.1:
            read(lambda: asked(path, check), BufferError)


def lying(line: bytes, rng: random.Random) -> bytes:
    """The head of a seal with one value of another kind or size."""
    head = json.loads(line)
    head[rng.choice(list(head))] = rng.choice(
        [None, -1, 0, 1, 511, 65_536, 10**18, 1e308, True, "", "00" * 8, [], {}, "\ud800"]
    )
    return json.dumps(head).encode()


def test_run_folders(tmp_path: Path) -> None:
    place = tmp_path / "r"
    place.mkdir()
    a_buffer(place / "buffer.sqlite")
    RunFolder(place, preset("tiny"), {"search": "abc"}).create()
    config = place / "config.json"
    whole = config.read_bytes()
    for rng in stream():
        config.write_bytes(changed(whole, rng))
        read(lambda: opened(place), CodeItError)


def opened(place: Path) -> None:
    with ReplayBuffer.open(place / "buffer.sqlite", read_only=True) as buffer:
        folder = RunFolder.open(place)
        folder.record()
        changed_files(buffer, folder)
        demand_own(folder)


def asked(path: Path, ask: Callable[[ReplayBuffer], object]) -> object:
    with ReplayBuffer.open(path, read_only=True) as buffer:
        return ask(buffer)


def states(buffer: ReplayBuffer) -> None:
    from codeit.errors import RunIncomplete

    with suppress(RunIncomplete):
        LoopState.parse(buffer.state("loop"))
    buffer.draw_ids(min(3, len(buffer)), seed=1)
    buffer.meta_iterations()
    buffer.solutions()
