"""Attacks `codeit buffer check` on a run's folder: every flip in files that a run goes on from.

The database has tests of its own (`tests/buffer`). What is drawn anew from it is not compared: the
page, TensorBoard's events.
"""

import random
import shutil
from pathlib import Path

import pytest
from invoking import invoke
from runs_on_toys import assigned, command, forked, write_toys

from buffer.errors import BufferError  # noqa: A004
from buffer.replay import ReplayBuffer
from codeit.errors import CodeItError
from codeit.policy.checkpoints import saving
from codeit.policy.network.model import Architecture, PolicyModel
from codeit.results.integrity import _check_checkpoint, check_run
from codeit.run.folder import RunFolder
from data.errors import DataError

FLIPS = 60
QUICK = {"mutation.per_iteration": "4", "mutation.own_task": "4", "search.steps": "0"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scripted run that learnt."""
    place = tmp_path_factory.mktemp("toys")
    write_toys(place)
    assert forked("", [*command(place, "a")[3:], *assigned(QUICK)]) == (0, "")
    assert list((place / "runs" / "a" / "checkpoints").glob("iteration-*"))
    return place / "runs" / "a"


def is_whole(path: Path) -> bool:
    try:
        folder = RunFolder.open(path)
        with ReplayBuffer.open(folder.buffer_url, read_only=True) as buffer:
            check_run(folder, buffer, sample=0)
    except (CodeItError, BufferError, DataError):
        return False
    return True


def unseen(file: Path, path: Path, flips: int) -> int:
    whole, rng, count = file.read_bytes(), random.Random(file.name), 0
    for _ in range(flips):
        changed = bytearray(whole)
        changed[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        file.write_bytes(changed)
        count += is_whole(path)
    file.write_bytes(whole)
    return count


def test_a_scripted_run_that_learnt_is_whole(run: Path) -> None:
    done = invoke("buffer", "check", str(run))
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize(
    "name",
    ["config.json", "tasks.json", "metrics.jsonl", "buffer.sqlite.seal",
     "checkpoints/iteration-00001/examples.txt"],
)  # fmt: skip
def test_every_flip_in_a_file_of_a_run_is_seen(run: Path, name: str) -> None:
    assert is_whole(run)
    assert unseen(run / name, run, FLIPS // 4) == 0
    assert is_whole(run)


def test_a_run_that_was_moved_or_changed_by_hand_is_whole_when_it_went_on(
    run: Path, tmp_path: Path
) -> None:
    moved = shutil.copytree(run, tmp_path / "moved")
    assert is_whole(moved)
    config = moved / "config.json"
    config.write_text(config.read_text().replace('"workers": 1', '"workers": 2'))
    assert not is_whole(moved)
    assert forked("", ["run", "--resume", str(moved)]) == (0, "")
    assert is_whole(moved)


def test_every_flip_in_a_checkpoint_is_seen(tmp_path: Path) -> None:
    sizes = Architecture(width=16, heads=2, feed_forward=16, encoder_layers=1, decoder_layers=1)
    folder = tmp_path / "iteration-00001"
    saving.write(folder, PolicyModel(sizes))
    _check_checkpoint(folder)
    rng = random.Random(3)
    for file in folder.iterdir():
        whole = file.read_bytes()
        for _ in range(FLIPS):
            changed = bytearray(whole)
            changed[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
            file.write_bytes(changed)
            with pytest.raises((CodeItError, ValueError, KeyError, TypeError, DataError)):
                _check_checkpoint(folder)
        file.write_bytes(whole)
    _check_checkpoint(folder)
