"""Runs the tutorial as a newcomer does: every command as it stands, and looks for what it shows.

Once in full, and once small: without what takes minutes, and with a small run and search.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"(?:<!-- (\w+) -->\n)?```(sh|text)\n(.*?)```", re.DOTALL)
SMALL = {
    "codeit solve my_task.json": "codeit solve my_task.json --samples 0 --no-seeds --steps 20000",
    "codeit run --tasks my_task.json": (
        "codeit run --set proposer=scripted --set mutation.per_iteration=20"
        " --set mutation.own_task=20 --set loop.seed_relabel_tasks=0 --set loop.draw=16"
        " --tasks my_task.json"
    ),
}
"""Commands of the tutorial, and the same for the impatient."""


@dataclass(frozen=True, slots=True)
class Step:
    """Commands, what they need (`installing`, `minutes` or nothing), and what they show."""

    commands: str
    needs: str
    shown: str


def steps() -> list[Step]:
    found: list[Step] = []
    for needs, kind, text in BLOCK.findall(TUTORIAL.read_text(encoding="utf-8")):
        if kind == "sh":
            found.append(Step(text, needs, ""))
        else:
            assert found
            assert not found[-1].shown, "an excerpt belongs to the commands above it"
            found[-1] = Step(found[-1].commands, found[-1].needs, text)
    return found


def plain(text: str) -> str:
    """Words alone, numbers of digits aside."""
    return " ".join(re.sub(r"\d+", "0", text).split())


def follow(folder: Path, *, small: bool) -> None:
    """Type what the tutorial says; every line of an excerpt must be among what is printed."""
    (folder / "bin").mkdir()
    program = folder / "bin" / "codeit"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m codeit "$@"\n')
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "COLUMNS": "100",
    }
    shorter = SMALL if small else {}
    for step in steps():
        if step.needs == "installing" or (small and step.needs):
            continue
        commands = step.commands
        for whole, short in shorter.items():
            commands = commands.replace(whole, short)
        done = subprocess.run(
            ["/bin/sh", "-e", "-c", commands],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=1_500,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        said = plain(done.stdout)
        for line in step.shown.splitlines():
            assert line == "..." or plain(line) in said, f"{line!r} is not in\n{done.stdout}"


def test_every_excerpt_shows_something_and_every_command_is_among_the_steps() -> None:
    found = steps()
    assert len(found) >= 8
    assert all(line.strip() for step in found for line in step.shown.splitlines())
    commands = "\n".join(step.commands for step in found)
    assert all(whole in commands for whole in SMALL)
    for verb in ("show", "solve", "exec", "language", "run", "eval", "export"):
        assert f"codeit {verb} " in commands


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_tutorial_in_small(tmp_path: Path) -> None:
    follow(tmp_path, small=True)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_the_tutorial_word_by_word(tmp_path: Path) -> None:
    follow(tmp_path, small=False)
