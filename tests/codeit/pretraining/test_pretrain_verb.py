"""Attacks the verb `pretrain`: sources of tasks as the other verbs write them."""

from pathlib import Path

import pytest
from invoking import invoke

from codeit.errors import ConfigError
from codeit.pretraining import pretrain
from codeit.pretraining.pretrain import PretrainConfig, PretrainReport


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[PretrainConfig]:
    """The configurations that the verb starts a training with; none is done."""
    found: list[PretrainConfig] = []

    def train(config: PretrainConfig, progress: object) -> PretrainReport:
        found.append(config)
        return PretrainReport(config.out / "final", {})

    monkeypatch.setattr(pretrain, "pretrain", train)
    return found


@pytest.mark.parametrize("given", [[], ["--tasks", "mine:training"]])
def test_the_training_is_told_which_split_was_asked_for(
    given: list[str], asked: list[PretrainConfig], tmp_path: Path
) -> None:
    done = invoke("pretrain", str(tmp_path), *given)
    assert done.exit_code == 0, done.output
    assert [config.tasks for config in asked] == [given[1] if given else "arc1:training"]


@pytest.mark.parametrize("source", ["arc1:evaluation", "arc2:evaluation", "mine:evaluation"])
def test_evaluation_tasks_are_refused(source: str, tmp_path: Path) -> None:
    done = invoke("pretrain", str(tmp_path / "out"), "--tasks", source)
    assert isinstance(done.exception, ConfigError)
    assert "never trained on evaluation tasks" in str(done.exception)


def test_arc2_is_refused_because_it_holds_evaluation_tasks_of_arc1(tmp_path: Path) -> None:
    done = invoke("pretrain", str(tmp_path), "--tasks", "arc2:training")
    assert isinstance(done.exception, ConfigError)
    assert "holds evaluation tasks of arc1" in str(done.exception)


def test_weights_to_start_from_and_the_share_held_out_reach_the_training(
    asked: list[PretrainConfig], tmp_path: Path
) -> None:
    given = ["--start", str(tmp_path / "old"), "--held-out", "0", "--learning-rate", "1e-4"]
    assert invoke("pretrain", str(tmp_path), *given).exit_code == 0
    (config,) = asked
    assert config.policy.checkpoint == str(tmp_path / "old")
    assert config.held_out == 0
    assert config.learner.learning_rate == 1e-4
    assert config.learner.schedule == "cosine"
