"""Attacks the verbs with whole files of tasks, several answers, missing outputs, moved tasks."""

import json
import shutil
from pathlib import Path

import pytest
from invoking import invoke
from small_tasks import ONE_TEST, TWO_TESTS, write_small

MICRO = {
    "proposer": "scripted", "loop.meta_iterations": 0, "mutation.per_iteration": 0,
    "mutation.own_task": 0, "loop.seed_relabel_tasks": 0, "execution.workers": 1,
    "data.allow_overlap": "true",
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return write_small(tmp_path)


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
