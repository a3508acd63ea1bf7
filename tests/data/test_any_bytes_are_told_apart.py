"""Attacks the readers with any bytes, and with good files a little changed: errors of ours only."""

import json
import random
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buffer.errors import BufferDamaged
from buffer.packing import pack, unpack
from codeit.errors import RunIncomplete
from codeit.run.state import LoopState
from data import DataError, load_tasks
from data.programs import read_program
from data.seeds import read_seeds

TASK = {
    "train": [{"input": [[1, 2], [3, 4]], "output": [[2, 1], [4, 3]]}],
    "test": [{"input": [[5]], "output": [[6]]}],
}
PROGRAM = "x1 = objects(I, T, F, T)\nx2 = argmax(x1, size)\nO = subgrid(x2, I)\n"
SOLVERS = f"def solve_a(I):\n{''.join(f'    {x}' for x in PROGRAM.splitlines(True))}    return O\n"
PACKED = pack([((1, 2), (3, 4)), None, ((5,),)])
STATE = LoopState().dump()

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["train", "test", "input", "output", "id", "a/b", "../x"]), inner
        )
    ),
    max_leaves=20,
)


def changed(content: bytes, seed: int) -> bytes:
    """The bytes with a few of them replaced, doubled or left out."""
    rng = random.Random(seed)
    found = bytearray(content)
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(found) + 1)
        piece = found[at : at + rng.randrange(6)]
        match rng.randrange(4):
            case 0:
                found[at:at] = bytes([rng.randrange(256)])
            case 1:
                del found[at : at + len(piece)]
            case 2:
                found[at:at] = piece * rng.randrange(1, 4)
            case _:
                found[at : at + 1] = rng.choice([b"\0", b"\x1b", b"\xff", b"9" * 40, b"[", b"\r"])
    return bytes(found)


def tried(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        readers: tuple[Callable[[Path], object], ...] = (
            lambda path: load_tasks(str(path)),
            read_seeds,
            read_program,
        )
        for read in readers:
            with suppress(DataError):
                read(file)


@settings(deadline=None, max_examples=60)
@given(json_values)
def test_any_json_is_tasks_or_an_error_of_ours(value: object) -> None:
    tried("a.json", json.dumps(value).encode())


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9))
def test_files_a_little_changed_are_read_or_an_error_of_ours(seed: int) -> None:
    for name, content in (
        ("a.json", json.dumps(TASK).encode()), ("a.txt", PROGRAM.encode()),
        ("a.py", SOLVERS.encode()), ("a.zip", b"PK\x03\x04" + json.dumps(TASK).encode()),
    ):  # fmt: skip
        tried(name, changed(content, seed))


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10**9) | st.binary(max_size=60))
def test_what_a_database_holds_is_read_or_damaged(given_: int | bytes) -> None:
    packed = given_ if isinstance(given_, bytes) else changed(PACKED, given_)
    with suppress(BufferDamaged):
        unpack(packed)
    state = given_ if isinstance(given_, bytes) else changed(STATE, given_)
    with suppress(RunIncomplete):
        LoopState.parse(state)


def test_the_attack_does_change_things() -> None:
    assert len({changed(PACKED, seed) for seed in range(50)}) > 40
    with pytest.raises(BufferDamaged):
        unpack(b"\0")
