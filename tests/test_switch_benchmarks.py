"""Experiments on the switches: arms that differ in what they say, tasks that nobody knows."""

import random
from pathlib import Path
from typing import Any

import pytest

from benchmarks import switches
from benchmarks.made_tasks import make_tasks
from codeit.run.config import parse_overrides, preset
from data.guard import overlap
from data.loading import load_tasks


def settings(arguments: list[str]) -> dict[str, Any]:
    """What `codeit run` makes of the arguments of an arm."""
    told = [text.removeprefix("--set=") for text in arguments if text.startswith("--set=")]
    on_sequences = "--domain" in arguments
    name = "sequence" if on_sequences else arguments[arguments.index("--preset") + 1]
    ablation = arguments[arguments.index("--ablate") + 1] if "--ablate" in arguments else ""
    return preset(name, parse_overrides(told), ablation).model_dump()


@pytest.mark.parametrize("name", switches.EXPERIMENTS)
def test_arms_are_settings_that_exist_and_differ(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switches, "_codeit", lambda *arguments: None)
    monkeypatch.setattr(switches, "make_tasks", lambda *arguments: None)
    experiment = switches.EXPERIMENTS[name]
    shared = list(experiment.shared(tmp_path))
    found = [settings([*shared, *own]) for own in experiment.arms.values()]
    assert all(one != other for n, one in enumerate(found) for other in found[:n])
    budgets = [({**one["policy"], "plan": 0}, one["sequence"]) for one in found]
    assert all(budget == budgets[0] for budget in budgets)


def test_made_tasks_are_nobodys_and_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one", "other"):
        make_tasks(tmp_path / name, 3, random.Random(5))
    one, other = (load_tasks(str(tmp_path / name)) for name in ("one", "other"))
    assert len(one) == 3
    assert list(one.values()) == list(other.values())
    assert not overlap(load_tasks("arc1", "training").values(), one.values())
    for task in one.values():
        assert all(pair.input != pair.output for pair in task.demonstrations)
