"""Attacks the reading of checkpoints that others made: names, kinds of files, sizes."""

import hashlib
import json
import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from codeit.errors import CheckpointError
from codeit.policy.checkpoints import saving
from codeit.policy.interface import LearnerConfig, PolicyConfig
from codeit.policy.network.model import Architecture, PolicyModel
from codeit.policy.scripted import ScriptedLearner


def checksum(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=32).hexdigest()


def sealed(folder: Path, names: list[str] | None = None) -> None:
    """Give a folder a manifest that is right about whatever lies in it."""
    names = names or [file.name for file in folder.iterdir() if file.name != "manifest.json"]
    sums = {
        n: checksum((folder / n).read_bytes() if (folder / n).is_file() else b"") for n in names
    }
    text = json.dumps(sums, indent=1, sort_keys=True).encode()
    manifest = {"format": 1, "files": sums, "checksum": checksum(text)}
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sizes = Architecture(width=16, heads=2, feed_forward=16, encoder_layers=1, decoder_layers=1)
    saving.write(tmp_path / "model", PolicyModel(sizes))
    assert saving.read(tmp_path / "model").architecture == sizes
    return tmp_path / "model"


def state(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    tree = json.loads((folder / "state.json").read_text())
    change(tree)
    (folder / "state.json").write_text(json.dumps(tree))
    sealed(folder)


def refused(folder: Path, reason: str) -> None:
    with pytest.raises(CheckpointError, match=reason) as caught:
        saving.read(folder).model()
    assert len(str(caught.value)) < 600
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["/dev/zero", "../../etc/shadow", "x.pickle", "\x1b[31m", ""])
def test_names_are_from_a_list(folder: Path, name: str) -> None:
    sealed(folder, ["state.json", name] if "/" not in name else ["state.json"])
    tree = json.loads((folder / "manifest.json").read_text())
    tree["files"][name] = checksum(b"")
    tree["checksum"] = checksum(json.dumps(tree["files"], indent=1, sort_keys=True).encode())
    (folder / "manifest.json").write_text(json.dumps(tree))
    refused(folder, "no checkpoint has such a file")


@pytest.mark.parametrize("kind", ["pipe", "device", "link", "huge", "folder"])
def test_only_regular_files_of_a_bounded_size_are_read(folder: Path, kind: str) -> None:
    file = folder / "prompt.safetensors"
    file.unlink()
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "device":
        file.symlink_to("/dev/zero")
    elif kind == "link":
        file.symlink_to(folder / "model.safetensors")
    elif kind == "folder":
        file.mkdir()
    else:
        with file.open("wb") as sparse:
            sparse.truncate(17 * 2**30)
    refused(folder, "regular file|cannot be read|larger than")


def test_a_manifest_that_is_no_file_or_no_manifest(folder: Path) -> None:
    for content in (b"[1]", b"{", b"[" * 100_000, b"\xff", b'{"files": 5, "checksum": 5}'):
        (folder / "manifest.json").write_bytes(content)
        refused(folder, "damaged")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("encoder_layers", 1_000_000), ("decoder_layers", 90), ("width", 10**9), ("width", -16),
        ("width", "16"), ("feed_forward", 65_000), ("heads", 0), ("width", 16.0), ("other", 3),
    ],
)  # fmt: skip
def test_absurd_sizes_are_refused_before_anything_is_made(
    folder: Path, name: str, value: object
) -> None:
    state(folder, lambda tree: tree["architecture"].update({name: value}))  # type: ignore[attr-defined]
    refused(folder, "not within|need .* weights|no checkpoint of ours")


@pytest.mark.parametrize("key", ["architecture", "numbers", "words", "primitives", "prompts"])
def test_missing_and_odd_keys_are_one_line(folder: Path, key: str) -> None:
    kept = (folder / "state.json").read_bytes()
    for value in (None, 5, [[1]]):
        (folder / "state.json").write_bytes(kept)

        def change(tree: dict[str, object], value: object = value) -> None:
            tree[key] = value
            if value is None:
                del tree[key]

        state(folder, change)
        with pytest.raises(CheckpointError):
            saving.read(folder).model()


def test_odd_numbers_and_slots_of_a_learner_are_one_line(folder: Path) -> None:
    from codeit.policy.learning.learner import EmbeddedLearner

    learner = EmbeddedLearner(saving.read(folder).model(), LearnerConfig(), 320)
    learner.save(folder)
    kept = (folder / "state.json").read_bytes()
    learner.load(folder)
    odd: list[dict[str, object]] = [
        {"trainer": 5}, {"trainer": {}}, {"trainer": {"steps": "x", "micro_batch": 1}},
        {"trainer": {"steps": 1e400, "micro_batch": 1}}, {"trained_on": 5},
    ]  # fmt: skip
    for numbers in odd:
        (folder / "state.json").write_bytes(kept)
        state(folder, lambda tree, numbers=numbers: tree["numbers"].update(numbers))  # type: ignore[misc]
        with pytest.raises(CheckpointError, match="does not fit this model"):
            learner.load(folder)
    (folder / "state.json").write_bytes(kept)
    name = next(iter(dict(learner.model.named_parameters())))
    (folder / "optimizer.safetensors").write_bytes(save({f"{name}/exp_avg": torch.zeros(3, 1)}))
    sealed(folder)
    with pytest.raises(CheckpointError):
        learner.load(folder)


@pytest.mark.parametrize("kind", ["pipe", "huge", "long number", "folder", "missing"])
def test_a_scripted_runs_number_is_read_as_carefully(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "examples.txt"
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "huge":
        with file.open("wb") as sparse:
            sparse.truncate(17 * 2**30)
    elif kind == "long number":
        file.write_text("9" * 900)
    elif kind == "folder":
        file.mkdir()
    with pytest.raises(CheckpointError):
        ScriptedLearner().load(tmp_path)


def test_torn_weights_with_a_right_checksum(folder: Path) -> None:
    file = folder / "model.safetensors"
    whole = file.read_bytes()
    for torn in (whole[:-5], b"", struct.pack("<Q", 2**60), struct.pack("<Q", 10) + b"[" * 10):
        file.write_bytes(torn)
        sealed(folder)
        refused(folder, "torn weights|no checkpoint of ours|need .* weights")
    file.write_bytes(save({}))
    sealed(folder)
    refused(folder, "need .* weights|lacks")


def test_a_text_folder_is_looked_at_before_it_is_loaded(tmp_path: Path) -> None:
    from codeit.policy import build_policy

    changes: tuple[dict[str, object], ...] = (
        {"num_layers": 1_000_000},
        {"d_model": 8_192, "d_ff": 65_536, "num_layers": 96},
        {"vocab_size": -4},
        {"model_type": "nonsense"},
        {"d_model": "many"},
        {"feed_forward_proj": 7},
    )
    for number, change in enumerate(changes):
        folder = tmp_path / str(number)
        folder.mkdir()
        config: dict[str, object] = {
            "model_type": "t5",
            "architectures": ["T5ForConditionalGeneration"],
            **change,
        }
        (folder / "config.json").write_text(json.dumps(config))
        (folder / "model.safetensors").write_bytes(save({}))
        with pytest.raises(CheckpointError) as caught:
            build_policy(PolicyConfig(checkpoint=str(folder)), LearnerConfig(), seed=1)
        assert len(str(caught.value)) < 1_000
