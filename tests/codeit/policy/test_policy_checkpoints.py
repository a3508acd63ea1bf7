"""Attacks checkpoints: flipped bytes, missing files, half-written folders, foreign versions."""

import json
import random
from pathlib import Path

import pytest
import torch
from policy_toys import quick_policy, tiny_model
from transformers import T5ForConditionalGeneration

from codeit.domains.grids import patches
from codeit.errors import CheckpointError
from codeit.policy import build_policy
from codeit.policy.checkpoints import folder as checkpoint_folder
from codeit.policy.checkpoints.folder import is_checkpoint
from codeit.policy.checkpoints.saving import read, write
from codeit.policy.checkpoints.shelf import Shelf


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    write(tmp_path / "kept", tiny_model(), {"a/b": torch.arange(3.0)}, {"steps": 7})
    return tmp_path / "kept"


def test_everything_comes_back(saved: Path) -> None:
    found = read(saved)
    model, again = tiny_model(), found.model()
    for (name, a), (_, b) in zip(model.named_parameters(), again.named_parameters(), strict=True):
        assert torch.equal(a, b), name
    assert found.numbers == {"steps": 7}
    assert torch.equal(found.optimizer["a/b"], torch.arange(3.0))
    assert found.architecture == model.architecture


def test_transformers_loads_the_same_weights(saved: Path) -> None:
    theirs = T5ForConditionalGeneration.from_pretrained(saved)
    ours = tiny_model().t5
    for (name, a), (_, b) in zip(ours.named_parameters(), theirs.named_parameters(), strict=True):
        assert torch.equal(a, b), name


def test_any_flipped_bit_is_refused(saved: Path) -> None:
    rng = random.Random(0)
    for file in sorted(saved.iterdir()):
        whole = file.read_bytes()
        for place in [0, len(whole) - 1, *(rng.randrange(len(whole)) for _ in range(4))]:
            damaged = bytearray(whole)
            damaged[place] ^= 1 << rng.randrange(8)
            file.write_bytes(damaged)
            with pytest.raises(CheckpointError, match=file.name):
                read(saved)
        file.write_bytes(whole)
    read(saved)


def test_a_missing_file_is_named(saved: Path) -> None:
    (saved / "prompt.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"prompt\.safetensors"):
        read(saved)


def test_a_policy_says_which_file_is_damaged(saved: Path) -> None:
    weights = saved / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"model\.safetensors is damaged"):
        build_policy(quick_policy(checkpoint=str(saved)))


def test_another_vocabulary_is_refused(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patches.PATCHES, "features", 99)
    with pytest.raises(CheckpointError, match="another vocabulary"):
        read(saved)


def test_a_newer_format_is_refused(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint_folder, "FORMAT", 0)
    with pytest.raises(CheckpointError, match="format 1"):
        read(saved)


def test_writing_again_replaces_whole(saved: Path) -> None:
    write(saved, tiny_model(seed=2), numbers={"steps": 8})
    found = read(saved)
    assert found.numbers == {"steps": 8}
    assert found.optimizer == {}
    assert [p.name for p in saved.parent.iterdir()] == ["kept"]


def test_a_failed_write_leaves_the_old_one(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint_folder, "_write_synced", full)
    with pytest.raises(OSError, match="No space"):
        write(saved, tiny_model(seed=2))
    assert read(saved).numbers == {"steps": 7}
    assert [p.name for p in saved.parent.iterdir()] == ["kept"]


def test_a_replacement_cut_between_its_renames_is_finished(saved: Path) -> None:
    saved.rename(saved.with_name(".kept.old"))
    assert is_checkpoint(saved)
    assert read(saved).numbers == {"steps": 7}


def test_weights_may_be_kept_in_half_precision(saved: Path) -> None:
    whole = (saved / "model.safetensors").stat().st_size
    write(saved, tiny_model(), dtype=torch.bfloat16)
    assert (saved / "model.safetensors").stat().st_size < 0.6 * whole
    model = read(saved).model()
    assert all(p.dtype == torch.float32 for p in model.parameters())


def test_a_shelf_keeps_the_last_and_the_best(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, keep=2)
    model = tiny_model()
    for step, score in [(1, 3.0), (2, 1.0), (3, 2.0), (4, 2.5)]:
        shelf.put(step, score, model, numbers={"step": step})
    assert [p.name for p in shelf.steps()] == ["step-00000003", "step-00000004"]
    assert read(tmp_path / "best").numbers == {"step": 2, "score": 1.0}
    last = shelf.last()
    assert last is not None
    assert last.name == "step-00000004"


def test_a_shelf_sweeps_away_what_its_writers_left_and_nothing_else(tmp_path: Path) -> None:
    left = [f".{name}.00ff47110011aabb.new" for name in ("step-00000003", "best", "final")]
    kept = [".notes.new", ".notes.1.new", ".best.mine.new", ".step-00000003.old", "step-00000003"]
    for name in (*left, *kept):
        (tmp_path / name).mkdir()
    Shelf(tmp_path).sweep()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_the_current_folder_may_be_one(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(saved)
    assert is_checkpoint(Path())
    assert read(Path()).architecture == read(saved).architecture
    monkeypatch.chdir("/")
    assert not is_checkpoint(Path())


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    assert not is_checkpoint(tmp_path)
    with pytest.raises(CheckpointError, match="not a checkpoint"):
        read(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 1}), encoding="utf-8")
    with pytest.raises(CheckpointError, match="damaged"):
        read(tmp_path)
