"""Attacks the command line: bad input gets one line and exit code 2; every verb is documented."""

import json
import re
from pathlib import Path

import pytest
import typer
from invoking import invoke
from runs_on_toys import ROOT, call, codeit
from typer.models import CommandInfo

from codeit.cli.app import app
from codeit.cli.verbs.buffer import verbs

TASK = "67a3c6ac"


def names(group: typer.Typer) -> list[str]:
    found = [
        c.name or (c.callback.__name__ if c.callback else "") for c in group.registered_commands
    ]
    return found + [g.name for g in group.registered_groups if g.name]


@pytest.mark.parametrize("verb", names(app))
def test_every_verb_has_help_an_example_and_a_line_in_the_readme(verb: str) -> None:
    shown = invoke(verb, "--help")
    assert shown.exit_code == 0
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"| `codeit {verb}` |" in readme
    if verb != "buffer":
        assert f"codeit {verb} " in shown.output or f"codeit {verb}\n" in shown.output


@pytest.mark.parametrize("verb", names(verbs))
def test_every_verb_of_the_buffer_has_an_example(verb: str) -> None:
    assert f"codeit buffer {verb} " in invoke("buffer", verb, "--help").output


@pytest.fixture(scope="session")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "torn.json").write_text('{"train": [{"input": [[1')
    ragged = {"train": [{"input": [[1, 2], [3]], "output": [[1]]}], "test": [{"input": [[1]]}]}
    (folder / "ragged.json").write_text(json.dumps(ragged))
    high = {"train": [{"input": [[11]], "output": [[1]]}], "test": [{"input": [[1]]}]}
    (folder / "high.json").write_text(json.dumps(high))
    (folder / "unknown.txt").write_text("O = rot91(I)\n")
    (folder / "types.txt").write_text("x1 = height(I)\nO = rot90(x1)\n")
    return folder


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "nosuchid"], "no task 'nosuchid'"),
        (["show", "torn", "--tasks", "{bad}/torn.json"], r"torn\.json"),
        (["show", "ragged", "--tasks", "{bad}/ragged.json"], r"ragged\.json.*pair 1"),
        (["show", "high", "--tasks", "{bad}/high.json"], r"high\.json"),
        (["exec", "{bad}/unknown.txt", TASK], r"unknown\.txt:1: unknown function 'rot91'; did you"),
        (["exec", "{bad}/types.txt", TASK], r"types\.txt:2: "),
        (["exec", "{bad}/missing.txt", TASK], r"missing\.txt"),
        (["run", "--preset", "huge"], "unknown preset 'huge'"),
        (["run", "--set", "loop.rounds=3"], r"unknown setting 'loop\.rounds'"),
        (["run", "--set", "loop.draw=0"], r"loop\.draw = 0"),
        (["run", "--tasks", "{bad}/nowhere"], "nowhere"),
        (["run", "--resume", "{bad}"], r"no config\.json"),
        (["eval", "{bad}/nowhere"], "not a folder"),
        (["export", "{bad}", "--format", "xml", "--out", "x"], "--format xml"),
        (["buffer", "stats", "{bad}/nowhere.sqlite"], "no such run folder or database"),
        (["show", TASK, "--out", "{bad}/picture.gif"], r"\.png"),
        (["run", "--tasks", "arc1:training"], "search set"),
        (["pretrain", "{bad}/out", "--minutes", "inf"], "minutes = inf"),
        (["run", "--runs", "{bad}/runs", "--set", "policy.device=gpu"], r"device = 'gpu'"),
    ],
)
def test_bad_input_gets_one_clear_line(bad: Path, arguments: list[str], words: str) -> None:
    done = call(codeit(*(argument.format(bad=bad) for argument in arguments)))
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert re.search(words, done.stderr), done.stderr


def test_exec_tells_right_from_wrong(tmp_path: Path) -> None:
    (tmp_path / "right.txt").write_text("O = vmirror(I)\n")
    (tmp_path / "wrong.txt").write_text("O = hmirror(I)\n")
    right = invoke("exec", str(tmp_path / "right.txt"), TASK, "--json")
    assert right.exit_code == 0
    assert json.loads(right.output)["right"] is True
    wrong = invoke("exec", str(tmp_path / "wrong.txt"), TASK, "--trace")
    assert wrong.exit_code == 1
    assert "wrong" in wrong.output
    assert "hmirror(I)" in wrong.output


def test_show_draws_in_the_terminal_and_to_files(tmp_path: Path) -> None:
    assert TASK in invoke("show", TASK).output
    for name in ("task.png", "task.svg"):
        assert invoke("show", TASK, "--out", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).stat().st_size > 1000


def test_a_picture_of_a_wrong_program_says_so(tmp_path: Path) -> None:
    (tmp_path / "wrong.txt").write_text("O = identity(I)\n")
    picture = tmp_path / "p.svg"
    done = invoke("show", TASK, "--program", str(tmp_path / "wrong.txt"), "--out", str(picture))
    assert done.exit_code == 0, done.output
    assert "wrong.txt: wrong on 3 of 3 pairs" in picture.read_text(encoding="utf-8")


def test_seeds_take_a_python_file_without_importing_it(tmp_path: Path) -> None:
    source = (
        f"raise SystemExit('imported')\n\ndef solve_{TASK}(I):\n    O = vmirror(I)\n    return O\n"
    )
    (tmp_path / "solvers.py").write_text(source)
    done = invoke("seeds", "--seeds", str(tmp_path / "solvers.py"), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["solved"] == 1


def test_pictures_are_drawn_where_the_terminal_lacks_letters() -> None:
    done = call(["env", "PYTHONIOENCODING=ascii", *codeit("show", TASK)])
    assert done.returncode == 0, done.stderr


def test_an_odd_level_of_logging_is_no_obstacle() -> None:
    for level in ("debug", "loud"):
        assert call(["env", f"CODEIT_LOG={level}", *codeit("--version")]).returncode == 0


def test_a_table_of_seeds_none_of_which_is_right(tmp_path: Path) -> None:
    (tmp_path / f"{TASK}.txt").write_text("O = identity(I)\n")
    table = tmp_path / "table.md"
    invoke("seeds", "--seeds", str(tmp_path), "--table", str(table))
    assert "**0 tasks solved.**" in table.read_text(encoding="utf-8")


def test_the_version_is_told() -> None:
    shown = invoke("--version")
    assert shown.exit_code == 0
    assert shown.output.startswith("codeit ")


def test_settings_are_listed_with_their_meaning() -> None:
    shown = invoke("run", "--settings").output
    assert "policy.samples" in shown
    assert "found_share" in shown


def commands(group: typer.Typer) -> list[CommandInfo]:
    inner = [g.typer_instance for g in group.registered_groups if g.typer_instance]
    return [*group.registered_commands, *(c for g in inner for c in commands(g))]


@pytest.mark.parametrize("command", commands(app), ids=lambda c: c.name or "")
def test_help_flows_to_the_width_of_the_terminal(command: CommandInfo) -> None:
    """A line break within a paragraph would tear it on a terminal narrower than the source."""
    for paragraph in (command.help or "").split("\n\n"):
        first, *others = paragraph.split("\n")
        assert not others or (
            first in {"Example:", "Examples:"}
            and all(line.startswith("[cyan]    codeit ") for line in others)
        )


def test_examples_keep_their_lines_and_indentation() -> None:
    shown = [line.rstrip() for line in invoke("buffer", "prune", "--help").output.splitlines()]
    at = shown.index(" Example:")
    assert shown[at + 1].startswith("     codeit buffer prune runs/tiny ")


def test_solve_takes_the_id_of_a_task() -> None:
    shown = invoke("solve", TASK, "--samples", "0", "--steps", "0", "--json")
    assert list(json.loads(shown.output)) == [TASK]
