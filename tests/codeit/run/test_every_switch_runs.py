"""Starts a meta-iteration with every value of every switch, on toy tasks."""

from pathlib import Path
from typing import get_args

import pytest
from runs_on_toys import call, codeit, smallest, write_toys

from codeit.policy.interface import LearnerConfig, PolicyConfig
from codeit.run.config import DataConfig, LoopConfig, RepairConfig

SWITCHES = {
    "learner.objective": LearnerConfig.model_fields["objective"],
    "data.symmetry": DataConfig.model_fields["symmetry"],
    "loop.acquisition": LoopConfig.model_fields["acquisition"],
    "loop.ranker": LoopConfig.model_fields["ranker"],
    "policy.encoder": PolicyConfig.model_fields["encoder"],
    "repair.feedback": RepairConfig.model_fields["feedback"],
    "repair.reward": RepairConfig.model_fields["reward"],
}
VALUES = [
    (name, value)
    for name, field in SWITCHES.items()
    for value in get_args(field.annotation)
    if value != field.default
]


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_a_switch_gets_through_a_meta_iteration(name: str, value: str, tmp_path: Path) -> None:
    write_toys(tmp_path)
    more = ["--set", f"{name}={value}"]
    if name.startswith("repair."):
        more += ["--set", "repair.turns=1"]
    if name == "repair.reward":
        more += ["--set", "learner.objective=agro"]
    if name.startswith(("learner.objective", "repair.")):
        more += ["--set", "policy.samples=2"]
    done = call(codeit("run", "--name", "r", *smallest(), *more), timeout=300, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert (tmp_path / "runs" / "r" / "checkpoints" / "iteration-00001").is_dir()


def test_an_unknown_value_is_told_the_known_ones(tmp_path: Path) -> None:
    write_toys(tmp_path)
    for name, field in SWITCHES.items():
        done = call(codeit("run", *smallest(), "--set", f"{name}=other"), timeout=60, cwd=tmp_path)
        assert done.returncode == 2
        assert all(f"'{value}'" in done.stderr for value in get_args(field.annotation))
