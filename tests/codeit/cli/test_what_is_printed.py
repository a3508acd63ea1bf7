"""Attacks what is printed: commands that do not run here, texts that control the terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from invoking import invoke
from runs_on_toys import codeit
from small_tasks import write_small
from uninstalled import UNINSTALLED

from codeit.cli import commands, console
from codeit.cli.app import app


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return write_small(tmp_path)


def test_commands_are_printed_as_they_run_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    venv = tmp_path / ".venv" / "bin"
    venv.mkdir(parents=True)
    (venv / "codeit").write_text("#!/bin/sh\n")
    (venv / "codeit").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.setattr(sys, "argv", [str(venv / "codeit"), "run"])
    assert commands.as_run_here("next: codeit eval runs/x") == "next: .venv/bin/codeit eval runs/x"
    monkeypatch.setenv("PATH", f"/usr/bin:{venv}")
    assert commands.as_run_here("codeit eval x; about codeit") == "codeit eval x; about codeit"
    monkeypatch.setattr(sys, "argv", ["/somewhere/codeit/__main__.py"])
    assert commands.as_run_here("codeit run").endswith(" -m codeit run")


def test_every_verb_is_known_where_commands_are_printed() -> None:
    from typer.main import get_command

    verbs = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert verbs >= set(commands.VERBS) - {"bench", "scaling", "compare"}


def test_texts_of_others_cannot_control_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "\x1b]8;;http://x\x07link\x1b[2J\x9b31m\u202e"
    console.say(evil)
    console.console().print(f"[bold]{evil}[/bold]", highlight=False)
    with pytest.raises(SystemExit):
        console.fail(evil + "y" * 10**7)
    out, err = capsys.readouterr()
    for text in (out, err):
        assert "\x1b" not in text
        assert "\x07" not in text
        assert "\x9b" not in text
        assert "\u202e" not in text
    assert len(err) < 2_100


def test_programs_come_through_a_pipe_and_help_is_short(place: Path) -> None:
    task = str(place / "tasks" / "one.json")
    done = subprocess.run(
        codeit("exec", "-", task), input="\ufeffO = vmirror(I)\r\n", text=True, check=False,
        capture_output=True, cwd=place, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "test 1: right" in done.stdout
    assert invoke("-h").exit_code == invoke("score", "-h").exit_code == 0


def test_a_folder_that_hides_ours_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "viz").mkdir()
    (tmp_path / "viz" / "__init__.py").touch()
    root = str(Path(__file__).parents[3])
    code = UNINSTALLED + "import runpy; sys.argv = ['codeit', 'show', 'x']; "
    code += "runpy.run_module('codeit', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True,
        check=False, cwd=tmp_path, env={**os.environ, "PYTHONPATH": root},
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert f"the package viz of codeit is hidden by {tmp_path}" in done.stderr


def test_seeds_say_what_is_no_program(place: Path) -> None:
    (place / "seeds" / "README.txt").write_text("about")
    (place / "seeds" / "no.txt").write_text("x1 = vmiror(I)")
    done = invoke("seeds", "--seeds", str(place / "seeds"), "--tasks", str(place / "tasks"))
    assert "no.txt:1: unknown function 'vmiror'; did you mean vmirror" in done.stderr
    assert "README" not in done.stderr


def test_of_a_huge_task_a_few_demonstrations_are_drawn_and_that_is_said(place: Path) -> None:
    pair = {"input": [[1, 2]], "output": [[2, 1]]}
    (place / "huge.json").write_text(json.dumps({"train": [pair] * 999, "test": []}))
    out = place / "nd" / "sub" / "x.png"
    done = invoke("show", str(place / "huge.json"), "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "979 of 999 demonstrations are not drawn" in done.output
    assert out.stat().st_size < 300_000
    program = str(place / "seeds" / "a.txt")
    traced = invoke("show", str(place / "huge.json"), "--program", program, "--pair", "999")
    assert traced.exit_code == 0, traced.output
