"""Attacks the paths among a run's settings: relative ones, resumed from another folder."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from runs_on_toys import assigned, call, codeit, contents, write_toys

from codeit.errors import CheckpointError
from codeit.policy import build_policy
from codeit.run.config import RunConfig, preset
from codeit.run.settings.paths import placed
from codeit.run.sources import load_sources
from data.errors import SeedError, SourceNotFound


def settled(**overrides: object) -> RunConfig:
    return placed(preset("tiny", {k.replace("__", "."): v for k, v in overrides.items()}))


def test_a_run_on_relative_paths_goes_on_from_another_folder(tmp_path: Path) -> None:
    write_toys(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "weights").mkdir()
    settings = {
        "proposer": "scripted",
        "data.training": "training",
        "data.search": "search",
        "data.seeds": "seeds",
        "data.allow_overlap": "true",
        "policy.checkpoint": "weights",
        "buffer.url": "replay.sqlite",
        "execution.workers": "1",
        "mutation.per_iteration": "0",
        "mutation.own_task": "0",
        "loop.meta_iterations": "0",
    }
    done = call(codeit("run", "--name", "r", *assigned(settings)), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    config = json.loads((tmp_path / "runs" / "r" / "config.json").read_text())["config"]
    assert config["policy"]["checkpoint"] == str(tmp_path / "weights")
    before = contents(tmp_path / "runs" / "r")
    done = call(codeit("run", "--resume", "../runs/r"), cwd=tmp_path / "elsewhere")
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "runs" / "r") == before
    assert not list((tmp_path / "elsewhere").iterdir())


def test_paths_are_absolute_and_the_rest_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "tasks" / "training").mkdir(parents=True)
    (tmp_path / "t5").mkdir()
    (tmp_path / "solvers.py").touch()
    config = settled(
        data__training="tasks:training",
        data__search="~/tasks",
        data__seeds="solvers.py",
        policy__checkpoint="./t5",
        buffer__url="sqlite:///replay.sqlite",
    )
    assert config.data.training == f"{tmp_path}/tasks:training"
    assert config.data.search == f"{tmp_path}/tasks"
    assert config.data.seeds == f"{tmp_path}/solvers.py"
    assert config.policy.checkpoint == f"{tmp_path}/t5"
    assert config.buffer.url == f"sqlite:///{tmp_path}/replay.sqlite"
    server = "postgresql+psycopg://me@host/replay"
    assert settled(buffer__url=server).buffer.url == server
    odd = "postgresql://host:5432/replay"  # whoever opens it says so
    assert settled(buffer__url=odd).buffer.url == odd
    assert settled(data__search="nowhere").data.search == "nowhere"
    hub = "Salesforce/codet5p-220m"
    assert settled(policy__checkpoint=hub).policy.checkpoint == hub


def test_names_of_what_is_packaged_never_mean_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("arc1", "packaged", "shipped", "none"):
        (tmp_path / name).mkdir()
    assert settled() == preset("tiny")


@pytest.mark.parametrize(
    ("setting", "reader"),
    [
        ("data.search", lambda config: load_sources(config.data)),
        ("data.seeds", lambda config: load_sources(config.data)),
        ("policy.checkpoint", lambda config: build_policy(config.policy)),
    ],
)
def test_the_home_of_nobody_is_a_path_that_leads_nowhere(
    setting: str, reader: Callable[[RunConfig], object]
) -> None:
    config = placed(preset("tiny", {setting: "~nobody-of-this-name/there"}))
    with pytest.raises((SourceNotFound, SeedError, CheckpointError), match="~nobody-of-this-name"):
        reader(config)
