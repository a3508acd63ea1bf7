"""Attacks the verbs with whole files of tasks, several answers, missing outputs, moved tasks."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from invoking import invoke
from runs_on_toys import codeit
from uninstalled import UNINSTALLED

from arc_dsl import PlainGrid, parse
from buffer.experience import Origin
from codeit.cli import commands, console
from codeit.cli.app import app
from codeit.deadline import Deadline, OutOfTime, bell
from codeit.reporting import Silent
from codeit.results.exports.submissions import refusals, scores
from codeit.results.exports.submitting import attempts_of, solve_all, unlike
from codeit.results.solving import Answer
from data.tasks import Pair, Task

SAME = [[1, 1], [1, 1]]
TWO_TESTS = {
    "train": [{"input": SAME, "output": SAME}],
    "test": [{"input": [[1, 2], [1, 2]]}, {"input": [[3, 4], [5, 6]], "output": [[4, 3], [6, 5]]}],
}
ONE_TEST = {**TWO_TESTS, "test": [{"input": [[1, 2], [3, 4]], "output": [[2, 1], [4, 3]]}]}
SEEDS = {
    "a": "O = vmirror(I)",
    "b": "x1 = rot180(I)\nO = identity(x1)",
    "c": "x1 = dmirror(I)\nx2 = dmirror(x1)\nO = hmirror(x2)",
    "d": "x1 = hmirror(I)\nO = rot180(x1)",
    "e": "x1 = rot180(I)\nO = hmirror(x1)",
}
MICRO = {
    "proposer": "scripted", "loop.meta_iterations": 0, "mutation.per_iteration": 0,
    "mutation.own_task": 0, "loop.seed_relabel_tasks": 0, "execution.workers": 1,
    "data.allow_overlap": "true",
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "tasks").mkdir()
    (tmp_path / "seeds").mkdir()
    (tmp_path / "training").mkdir()
    for name, task in (("one", ONE_TEST), ("two", TWO_TESTS)):
        (tmp_path / "tasks" / f"{name}.json").write_text(json.dumps(task))
    other = {"train": [{"input": [[7]], "output": [[8]]}], "test": []}
    (tmp_path / "training" / "other.json").write_text(json.dumps(other))
    for name, text in SEEDS.items():
        (tmp_path / "seeds" / f"{name}.txt").write_text(text + "\n")
    return tmp_path


def micro(place: Path, *more: str, name: str = "r") -> "tuple[Path, str]":
    """A run of the seeds alone; its folder, and what was printed."""
    settings = {**MICRO, "data.training": place / "training"}
    given = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
    options = ["--tasks", str(place / "tasks"), "--seeds", str(place / "seeds"), "--name", name]
    done = invoke("run", *given, *options, "--runs", str(place / "runs"), *more)
    assert done.exit_code == 0, done.output + repr(done.exception)
    return place / "runs" / name, done.output


def submission(run: Path, *more: str) -> dict[str, list[dict[str, list[list[int]]]]]:
    out = run.parent / "new" / "sub" / "s.json"
    done = invoke("export", str(run), "--format", "submission", "--out", str(out), *more)
    assert done.exit_code == 0, done.output
    found = json.loads(out.read_text())
    assert isinstance(found, dict)
    return found


def test_attempts_differ_for_each_test_input_and_eval_judges_what_it_can(place: Path) -> None:
    run, said = micro(place)
    assert "2 search tasks" in said
    one, two = submission(run)["one"], submission(run)["two"]
    assert one == [{"attempt_1": [[2, 1], [4, 3]], "attempt_2": [[4, 3], [2, 1]]}]
    first, second = two
    assert first["attempt_1"] == [[2, 1], [2, 1]]
    assert first["attempt_2"] == [[1, 2], [1, 2]]
    assert second["attempt_1"] == [[4, 3], [6, 5]]
    judged = json.loads(invoke("eval", str(run), "--json").output)
    assert (judged["unjudged"], judged["search_tasks"]) == (1, 2)
    assert judged["cumulative"]["pass@1"] == 1
    assert "1 unjudged" in invoke("eval", str(run)).output


def test_moved_tasks_are_found_again_or_asked_for(place: Path) -> None:
    run, _ = micro(place)
    before = submission(run)
    shutil.move(place / "tasks", place / "elsewhere")
    assert submission(run) == before
    assert "--tasks" in invoke("eval", str(run)).stderr
    found = invoke("eval", str(run), "--tasks", str(place / "elsewhere"), "--json")
    assert json.loads(found.output)["cumulative"]["pass@1"] == 1
    (place / "elsewhere" / "one.json").write_text(json.dumps(TWO_TESTS))
    changed = invoke("verify", str(run), "--tasks", str(place / "elsewhere"))
    assert "another than" in str(changed.exception)


def test_a_limit_is_said_and_a_submission_is_whole(place: Path) -> None:
    for number in range(70):
        task = {"train": [{"input": [[number % 10, 1]], "output": [[1, number % 10]]}], "test": []}
        (place / "tasks" / f"m{number}.json").write_text(json.dumps(task))
    run, said = micro(place)
    assert "72 search tasks" in said
    run, said = micro(place, "--set", "data.search_limit=3", name="limited")
    assert "3 of 72 search tasks" in said
    assert len(submission(run)) == 72
    assert json.loads((run / "tasks.json").read_text()).keys() == submission(run).keys()
    assert "output" not in json.dumps(json.loads((run / "tasks.json").read_text())["one"]["test"])


def test_an_ended_run_goes_on_longer(place: Path) -> None:
    run, said = micro(place)
    assert "--more 1" in said
    done = invoke("run", "--resume", str(run))
    assert "this run has ended; to go on: " in done.output
    more = invoke("run", "--resume", str(run), "--more", "2")
    assert more.exit_code == 0, more.output
    assert len((run / "metrics.jsonl").read_text().splitlines()) == 3
    assert "--more goes with --resume" in invoke("run", "--more", "2").stderr


def test_a_bad_file_among_tasks_is_listed_and_can_be_left_out(place: Path) -> None:
    (place / "tasks" / "wide.json").write_text('{"train": [{"input": [[]], "output": []}]}')
    (place / "tasks" / "torn.json").write_text("{")
    refused = invoke("run", "--tasks", str(place / "tasks"), *["--set", "proposer=scripted"])
    assert refused.exit_code == 2
    lines = refused.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["cannot be read"] * 2 + ["error"]
    assert "--skip-bad" in lines[-1]
    run, _ = micro(place, "--skip-bad")
    assert list(submission(run)) == ["one", "two"]
    assert invoke("show", "one", "--tasks", str(place / "tasks")).exit_code == 0


def test_settings_come_from_a_file_too(place: Path) -> None:
    file = place / "mine.toml"
    file.write_text('preset = "cpu"\nseed = 5\n[loop]\nmeta_iterations = 7\n')
    shown = invoke("run", "--config", str(file), "--set", "seed=6", "--settings").output
    assert "'cpu'" in shown
    assert invoke("run", "--config", str(place / "none.toml")).exception is not None
    file.write_text("[loop]\nmeta_iteration = 7\n")
    asked = str(invoke("run", "--config", str(file), "--settings").exception)
    assert "did you mean loop.meta_iterations" in asked


def test_a_whole_file_is_solved_into_a_submission_that_scores(place: Path) -> None:
    challenges = {"one": ONE_TEST, "two": TWO_TESTS}
    bare = json.loads(json.dumps(challenges))
    for task in bare.values():
        for pair in task["test"]:
            pair.pop("output", None)
    (place / "x_test_challenges.json").write_text(json.dumps(bare))
    out = place / "nd" / "s.json"
    options = ["--samples", "0", "--out", str(out), "--minutes", "0"]
    done = invoke("solve", str(place / "x_test_challenges.json"), *options)
    assert done.exit_code == 0, done.output
    assert json.loads(out.read_text()).keys() == challenges.keys()
    (place / "x_test_solutions.json").write_text(
        json.dumps({"one": [ONE_TEST["test"][0]["output"]], "two": [[[0]], [[0]]]})
    )
    scored = invoke("score", str(out), "--tasks", str(place / "x_test_challenges.json"), "--json")
    assert json.loads(scored.output)["tasks"] == 2
    assert "--out" in invoke("solve", str(place / "tasks"), "--minutes", "3").stderr


def answer(task_id: str, text: str, outputs: tuple[PlainGrid | None, ...], score: float) -> Answer:
    return Answer(task_id, parse(text), Origin.SEED, score, 0.0, outputs)


TASK = Task("a", (Pair(((1,),), ((1,),)),), (((1,),), ((2,),)))


class Clock:
    """Stands still until somebody works."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_rounds_go_on_while_there_is_time_and_keep_unlike_answers() -> None:
    asked: list[int] = []
    saved: list[int] = []
    clock = Clock()

    def solver(
        tasks: Mapping[str, Task], number: int, effort: float, _: Deadline
    ) -> dict[str, list[Answer]]:
        asked.append(number)
        clock.now += 25
        same = ((3,),), ((4,),)
        texts = "O = vmirror(I)", "O = rot90(I)"
        return {"a": [answer("a", text, same, 0.5) for text in texts]}

    best = solve_all(
        {"a": TASK}, solver, Silent(), deadline=Deadline(60, clock), save=lambda _: saved.append(1)
    )
    assert asked == [0, 1]
    assert len(saved) == len(asked) + 1  # as they come, and in the end
    assert [str(a.program) for a in best["a"]] == ["O = rot90(I)"]
    assert attempts_of(best, {"a": TASK}) == {"a": [[((3,),)], [((4,),)]]}


def test_what_easy_tasks_leave_goes_to_the_others_and_nobody_waits_for_the_end() -> None:
    tasks = {f"t{n}": replace(TASK, id=f"t{n}") for n in range(40)}
    asked: list[str] = []
    clock = Clock()

    def solver(
        part: Mapping[str, Task], number: int, effort: float, _: Deadline
    ) -> dict[str, list[Answer]]:
        asked.extend(part)
        clock.now += 4 * effort * len(part)
        score = {i: 0.5 if i == "t7" else 1.0 for i in part}
        return {i: [answer(i, "O = rot90(I)", (((3,),), None), score[i])] for i in part}

    solve_all(tasks, solver, Silent(), deadline=Deadline(180, clock))
    assert set(asked) == set(tasks)
    assert clock.now < 180
    assert asked.count("t7") == 7  # one round that brought something, six in vain
    assert {asked.count(i) for i in tasks if i != "t7"} == {1}


def test_however_slow_all_tasks_are_tried_within_the_time() -> None:
    tasks = {f"t{n}": replace(TASK, id=f"t{n}") for n in range(100)}
    tried: set[str] = set()
    clock = Clock()

    def solver(
        part: Mapping[str, Task], number: int, effort: float, _: Deadline
    ) -> dict[str, list[Answer]]:
        tried.update(part)
        clock.now += 12 * effort * len(part)
        return {i: [] for i in part}

    solve_all(tasks, solver, Silent(), deadline=Deadline(300, clock))
    assert tried == set(tasks)
    assert clock.now <= 300


@pytest.mark.parametrize(("overhead", "full"), [(0.5, 6.0), (2.0, 2.0), (0.0, 500.0), (30.0, 0.0)])
def test_whatever_tasks_cost_the_end_is_in_time_and_answers_are_written_as_they_come(
    overhead: float, full: float
) -> None:
    tasks = {f"t{n}": replace(TASK, id=f"t{n}") for n in range(60)}
    clock, written = Clock(), [0.0]

    def solver(
        part: Mapping[str, Task], number: int, effort: float, until: Deadline
    ) -> dict[str, list[Answer]]:
        clock.now += min((overhead + full * effort) * len(part), until.left())
        return {i: [] for i in part}

    def save(_: object) -> None:
        written.append(clock.now)

    solve_all(tasks, solver, Silent(), deadline=Deadline(60, clock), save=save)
    assert clock.now <= 60
    assert clock.now > 45  # hard tasks get what is left
    assert max(b - a for a, b in pairwise(written)) <= 15


def test_the_bell_rings_where_nobody_looks_at_the_clock() -> None:
    began = time.monotonic()

    def never_looks() -> None:
        with bell(Deadline(0.05)):
            while time.monotonic() < began + 20:
                pass

    with pytest.raises(OutOfTime):
        never_looks()
    with bell(Deadline(30)):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert time.monotonic() < began + 20


def test_an_answer_without_a_demonstration_is_no_attempt() -> None:
    found = unlike([answer("a", "O = vmirror(I)", (((3,),), None), 0.0)], 2)
    assert attempts_of({"a": found}, {"a": TASK}) == {"a": [[], []]}
    found = unlike([answer("a", "O = vmirror(I)", (((3,),), None), 0.5)], 2)
    assert attempts_of({"a": found}, {"a": TASK}) == {"a": [[((3,),)], []]}


def attempt(first: object, second: object) -> dict[str, object]:
    return {"attempt_1": first, "attempt_2": second}


def test_every_reason_of_refusal_is_told_and_scores_are_per_attempt() -> None:
    tasks = {"a": TASK, "b": TASK, "c": TASK}
    given = {
        "a": [attempt([[1]], [[2]]), attempt([[2]], [[2]])],
        "b": [attempt([[1], [1, 2]], [[10]]), {"attempt_1": [[1]], "more": 1}],
        "d": [],
    }
    said = [str(each) for each in refusals(given, tasks, Path("s.json"))]
    assert [line.partition("s.json: ")[2][:25] for line in said] == [
        "task c: the task is missi", "task b: test 1 attempt_1:", "task b: test 1 attempt_2:",
        "task b: test 2: the key '", "task b: test 2: the key '",
        "task d: no such task in t",
    ]  # fmt: skip
    assert "expected an object" in str(refusals([1], tasks, Path("s.json"))[0])
    wanted = {"a": (((2,),), ((2,),)), "c": (((1,),), ((1,),))}
    first, second = scores(given, tasks, wanted)
    assert first.right == ((False, True), (True, True))
    assert (first.pass_at_1, first.pass_at_2) == (False, True)
    assert (second.pass_at_1, second.pass_at_2) == (False, False)


# What is printed


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
