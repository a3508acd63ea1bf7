"""Starts every preset as it is, on toy tasks and with small numbers: minutes on a CPU, so slow."""

from pathlib import Path

import pytest
from runs_on_toys import call, codeit, smallest, write_toys
from small_t5 import write_t5

from codeit.run.config import PRESETS


@pytest.mark.slow
@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_gets_through_a_meta_iteration(preset: str, tmp_path: Path) -> None:
    write_toys(tmp_path)
    policy = {}
    if preset == "paper":  # in place of one from the hub
        write_t5(tmp_path / "t5", ["O = rot90(I)"])
        policy["checkpoint"] = "t5"
    run = codeit("run", "--preset", preset, "--name", "r", *smallest(**policy))
    done = call(run, timeout=600, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert (tmp_path / "runs" / "r" / "checkpoints" / "iteration-00001").is_dir()
