"""Attacks the verbs with tasks as users have them: one file, outputs missing, many in one file."""

import json
import sys
from pathlib import Path

import pytest
from invoking import invoke
from runs_on_toys import call, codeit

from arc_dsl import Program, parse
from arc_dsl.execute.pool import Pool
from buffer.experience import Origin
from codeit.policy.scripted import ScriptedPolicy
from codeit.results.solving import Solver
from data.tasks import Pair, Task

LEFT, RIGHT = [[1, 2], [3, 4]], [[2, 1], [4, 3]]
MIRROR = {
    "train": [{"input": LEFT, "output": RIGHT}, {"input": [[5, 0, 0]], "output": [[0, 0, 5]]}],
    "test": [{"input": [[7, 8]]}, {"input": [[6, 9]], "output": [[9, 6]]}, {"input": [[1]]}],
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "mine.json").write_text(json.dumps(MIRROR))
    many = {"one": MIRROR, "two": MIRROR}
    (tmp_path / "many.json").write_text(json.dumps(many))
    (tmp_path / "right.txt").write_text("O = vmirror(I)\n")
    (tmp_path / "wrong.txt").write_text("O = hmirror(I)\n")
    (tmp_path / "fails.txt").write_text("x1 = objects(I, T, F, F)\nx2 = argmax(x1, size)\n")
    with (tmp_path / "fails.txt").open("a") as file:
        file.write("x3 = shift(x2, TWO_BY_TWO)\nx4 = height(x3)\nx5 = subtract(x4, ONE)\n")
        file.write("x6 = astuple(x5, x5)\nO = crop(I, ORIGIN, x6)\n")
    return tmp_path


def test_exec_says_which_outputs_are_unknown_and_shows_what_it_gives(place: Path) -> None:
    done = invoke("exec", str(place / "right.txt"), str(place / "mine.json"))
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[:2] == ["pair 1: right", "pair 2: right"]
    assert lines[2].startswith("test 1: unknown (the task has no output)")
    assert lines[3].strip() == "8 7"
    assert lines[4] == "test 2: right"
    assert lines[5].startswith("test 3: unknown")


def test_exec_judges_what_is_known_and_traces_what_is_not(place: Path) -> None:
    found = json.loads(
        invoke("exec", str(place / "right.txt"), str(place / "mine.json"), "--json").output
    )
    assert found["right"] is None
    assert [pair["right"] for pair in found["pairs"]] == [True, True, None, True, None]
    assert found["pairs"][2]["output"] == [[8, 7]]
    wrong = invoke("exec", str(place / "wrong.txt"), str(place / "mine.json"), "--json")
    assert wrong.exit_code == 1
    assert json.loads(wrong.output)["right"] is False
    traced = invoke(
        "exec", str(place / "right.txt"), str(place / "mine.json"), "--trace", "--pair", "3"
    )
    assert "a grid of 1" in traced.output


def test_a_program_that_fails_on_an_unjudged_pair_is_not_right(place: Path) -> None:
    done = invoke("exec", str(place / "fails.txt"), str(place / "mine.json"), "--json")
    assert done.exit_code == 1
    assert json.loads(done.output)["pairs"][2]["right"] is False


def test_another_task_of_the_file_may_lack_its_outputs(place: Path) -> None:
    whole = {**MIRROR, "test": [{"input": LEFT, "output": RIGHT}]}
    (place / "two.json").write_text(json.dumps({"whole": whole, "bare": MIRROR}))
    done = invoke("exec", str(place / "right.txt"), "whole", "--tasks", str(place / "two.json"))
    assert done.exit_code == 0, done.output
    assert "unknown" not in done.output


def test_kaggle_tasks_run_with_and_without_their_solutions(place: Path) -> None:
    challenges = place / "arc_test_challenges.json"
    challenges.write_text(json.dumps({"t": MIRROR}))
    bare = invoke("exec", str(place / "right.txt"), "t", "--tasks", str(challenges))
    assert bare.exit_code == 0, bare.output
    solutions = {"t": [[[8, 7]], [[9, 6]], [[2]]]}
    (place / "arc_test_solutions.json").write_text(json.dumps(solutions))
    done = invoke("exec", str(place / "right.txt"), "t", "--tasks", str(challenges))
    assert done.exit_code == 1
    assert "test 1: right" in done.output
    assert "test 3: wrong (100% of the cells differ)" in done.output


def test_show_takes_a_file_and_says_what_to_do_with_many(place: Path) -> None:
    shown = invoke("show", str(place / "mine.json"), "--program", str(place / "right.txt"))
    assert shown.exit_code == 0, shown.output
    assert "Test 1, predicted" in shown.output
    many = invoke("show", str(place / "many.json"))
    assert many.exit_code == 2
    assert f"such as one --tasks {place}/many.json" in many.stderr
    assert "no such file" in invoke("show", str(place / "none.json")).stderr
    assert "codeit show ID --tasks" in invoke("show", str(place)).stderr


def test_solve_prints_programs_with_an_output_for_every_test(place: Path) -> None:
    done = invoke("solve", str(place / "mine.json"), "--samples", "0", "--show", "1")
    assert done.exit_code == 0, done.output
    assert ", 2 of 2 demonstrations, 0% of the cells wrong" in done.output
    assert "O = vmirror(I)" in done.output
    assert "search tasks" not in done.output
    drawn = done.output.partition("O = vmirror(I)")[2].split()
    assert [drawn.count(word) for word in ("test", "8", "7", "9", "6")] == [3, 1, 1, 1, 1]


def test_solve_without_samples_does_not_load_torch(place: Path) -> None:
    code = (
        "import sys; from codeit.cli.app import app\n"
        f"app(['solve', {str(place / 'mine.json')!r}, '--samples', '0'], standalone_mode=False)\n"
        "sys.exit('torch' in sys.modules)"
    )
    done = call([sys.executable, "-c", f"if __name__ == '__main__':\n exec({code!r})"])
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--samples", "0", "--no-seeds", "--steps", "0"], "leave no program to try"),
        (["--task", "other"], "no task 'other'"),
    ],
)
def test_solve_says_what_is_wrong(place: Path, arguments: list[str], words: str) -> None:
    done = call(codeit("solve", str(place / "mine.json"), *arguments))
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_solve_takes_the_newest_checkpoint_of_a_run(place: Path) -> None:
    (place / "run" / "checkpoints").mkdir(parents=True)
    arguments = ["solve", str(place / "mine.json"), "--checkpoint", str(place / "run")]
    assert "has no checkpoint yet" in invoke(*arguments).stderr
    for number in (9, 10):
        (place / "run" / "checkpoints" / f"iteration-{number:05d}").mkdir()
    assert "iteration-00010" in str(invoke(*arguments).exception)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["exec", "{place}/right.txt", "{place}/mine.json", "--tasks", "nope"], "leave it out"),
        (["show", "{place}/mine.json", "--tasks", "nope"], "leave it out"),
        (["show", "{place}/mine.json", "--pair", "5"], "--pair 5 chooses what --program"),
        (["exec", "{place}/right.txt", "{place}/mine.json", "--pair", "2"], "add --trace"),
        (["show", ""], "no task '' in arc1"),
        (["solve", "", "--samples", "0"], "no tasks are named"),
        (["show", "one", "--tasks", ""], "no tasks are named"),
        (["seeds", "--seeds", ""], "--seeds is empty"),
        (["solve", "{place}/mine.json", "--checkpoint", ""], "--checkpoint is empty"),
    ],
)
def test_what_would_be_ignored_or_is_empty_is_told(
    place: Path, arguments: list[str], words: str
) -> None:
    done = invoke(*(argument.format(place=place) for argument in arguments))
    assert done.exit_code != 0
    assert words in done.stderr + str(done.exception)


def test_solve_ranks_and_keeps_the_best() -> None:
    pairs = (Pair(((1, 2), (3, 4)), ((2, 1), (4, 3))), Pair(((5, 0),), ((0, 5),)))
    tasks = {name: Task(name, pairs, (((7, 8),), ((1,),))) for name in ("a", "b")}
    texts = ["O = hmirror(I)", "O = rot180(I)", "O = vmirror(I)", "O = vmirror(I)", "O = trim(I)"]
    programs: list[Program] = [parse(text) for text in texts]
    with Pool(1) as pool, Solver(None, programs, 5, 17, pool, keep=2) as solver:
        found = solver(tasks)
    assert list(found) == ["a", "b"]
    for answers in found.values():
        assert [str(answer.program) for answer in answers] == ["O = vmirror(I)", "O = rot180(I)"]
        assert [answer.score for answer in answers] == [1.0, 0.5]
        assert answers[0].outputs == (((8, 7),), ((1,),))


def test_solve_tries_what_the_policy_samples() -> None:
    task = Task("a", (Pair(((1, 2),), ((2, 1),)),), (((7, 8),),))
    policy = ScriptedPolicy([parse("O = vmirror(I)")])
    with Pool(1) as pool:
        with Solver(policy, [], 1, 17, pool) as solver:
            (answer,) = solver({"a": task})["a"]
        with Solver(policy, [], 0, 17, pool) as solver:
            assert solver({"a": task}) == {"a": []}
    assert answer.origin is Origin.POLICY
    assert answer.outputs == (((8, 7),),)
