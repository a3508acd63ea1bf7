"""Starts every preset as it is, on toy tasks and with small numbers: minutes on a CPU, so slow."""

from pathlib import Path

import pytest
from runs_on_toys import call, codeit, write_toys
from small_t5 import write_t5

from codeit.config import PRESETS

SMALL = {
    "data.training": "training",
    "data.search": "search",
    "data.seeds": "seeds",
    "data.allow_overlap": "true",
    "execution.workers": "1",
    "mutation.per_iteration": "4",
    "mutation.own_task": "4",
    "policy.samples": "1",
    "policy.threads": "1",
    "loop.draw": "4",
    "loop.meta_iterations": "1",
}


@pytest.mark.slow
@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_gets_through_a_meta_iteration(preset: str, tmp_path: Path) -> None:
    write_toys(tmp_path)
    settings = dict(SMALL)
    if preset == "paper":  # in place of one from the hub
        write_t5(tmp_path / "t5", ["O = rot90(I)"])
        settings["policy.checkpoint"] = "t5"
    sets = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
    run = codeit("run", "--preset", preset, "--name", "r", *sets)
    done = call(run, timeout=600, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert (tmp_path / "runs" / "r" / "checkpoints" / "iteration-00001").is_dir()
