"""A wrong choice of engine, or one older than its sources, ends a command in one line."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_a_command_says_in_one_line_what_is_wrong_with_the_engine() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codeit", "--version"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"ARC_DSL_ENGINE": "fast"},
    )
    assert done.returncode == 2
    assert done.stderr == "error: ARC_DSL_ENGINE must be native or reference, not 'fast'\n"
