"""Attacks a pretraining as a folder: continued, damaged, refused, shared, out of time."""

import shutil
from pathlib import Path

import pytest
from pretraining_toys import small_config, solved_task, write_solved

from codeit.errors import CheckpointError, ConfigError, RunInUse
from codeit.policy import build_policy
from codeit.policy.checkpoints import saving
from codeit.pretraining.pretrain import PretrainConfig, pretrain
from codeit.pretraining.stream import Stream
from codeit.run.folder import locked


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return write_solved(tmp_path)


def test_a_pretraining_ends_with_a_policy_and_can_be_continued(place: Path) -> None:
    lines: list[dict[str, float]] = []
    report = pretrain(small_config(place / "out"), lines.append)
    assert {"bits", "control_bits", "runs", "exact", "examples"} <= report.figures.keys()
    assert lines[-1] == report.figures
    assert lines[-1]["bits"] > 0
    policy, _ = build_policy(
        PretrainConfig.model_validate({"out": place}).policy.model_copy(
            update={"checkpoint": str(report.checkpoint), "threads": 1, "constraint": "names"}
        )
    )
    assert policy.sample([solved_task(0)[0]], 2, seed=0)
    with pytest.raises(CheckpointError, match="resume it or move it"):
        pretrain(small_config(place / "out"))
    longer = pretrain(small_config(place / "out", minutes=0.08, resume=True))
    assert longer.figures["steps"] > report.figures["steps"]
    assert longer.figures["seconds"] > report.figures["seconds"]


def test_a_training_is_resumed_only_with_the_data_it_was_begun_with(place: Path) -> None:
    pretrain(small_config(place / "out"))
    with pytest.raises(CheckpointError, match="begun with other held_out and seed"):
        pretrain(small_config(place / "out", minutes=1, resume=True, held_out=0.0, seed=4))
    (place / "seeds" / "task0.txt").unlink()
    with pytest.raises(CheckpointError, match="begun with other seeds"):
        pretrain(small_config(place / "out", minutes=1, resume=True))


def test_a_damaged_checkpoint_is_named_and_the_one_before_it_goes_on(place: Path) -> None:
    out = place / "out"
    done = pretrain(small_config(out)).figures["steps"]
    for folder in (max(out.glob("step-*")), out / "best"):
        damaged = folder / "model.safetensors"
        damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    with pytest.raises(CheckpointError, match=r"damaged.* move .*step-"):
        pretrain(small_config(out, minutes=0.08, resume=True))
    shutil.rmtree(max(out.glob("step-*")))
    (out / ".step-00000009.00ff47110011aabb.new").mkdir()
    assert list(out.glob("step-*"))
    assert pretrain(small_config(out, minutes=0.12, resume=True)).figures["steps"] > done / 2
    assert saving.read(out / "best")
    assert not list(out.glob(".*"))


def test_a_training_whose_time_is_used_up_is_left_as_it_is(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = place / "out"
    pretrain(small_config(out, minutes=0.01))

    monkeypatch.setattr(Stream, "__iter__", None)  # asked for an example it would fail
    before = files_in(out)
    assert pretrain(small_config(out, minutes=0.01, resume=True)).checkpoint == out / "final"
    assert files_in(out) == before
    (out / "final").rename(place / "lost")  # as if killed before it was written
    pretrain(small_config(out, minutes=0.01, resume=True))
    weights = "model.safetensors"
    assert (out / "final" / weights).read_bytes() == (place / "lost" / weights).read_bytes()


def files_in(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_refused_training_leaves_nothing_and_takes_nothing_away(place: Path) -> None:
    with pytest.raises(ConfigError):
        pretrain(small_config(place / "out", tasks="arc2"))
    assert not (place / "out").exists()
    for name in ("step-00000001", ".step-00000002.00ff47110011aabb.new"):
        (place / "own" / name).mkdir(parents=True)
    with pytest.raises(CheckpointError, match="holds a training already"):
        pretrain(small_config(place / "own"))
    assert (place / "own" / ".step-00000002.00ff47110011aabb.new").exists()


def test_two_trainings_do_not_share_a_folder(place: Path) -> None:
    with locked(place / "out"), pytest.raises(RunInUse, match="in use by process"):
        pretrain(small_config(place / "out"))
