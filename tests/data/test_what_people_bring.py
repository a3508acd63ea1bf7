"""Attacks the readers with files as people save, pack and hand them on, and with hostile ones."""

import gzip
import io
import json
import os
import threading
import zipfile
from pathlib import Path

import pytest

from arc_dsl import parse
from data import DataError, MalformedData, SeedError, SourceNotFound, load_seeds, load_tasks
from data import files as files_module
from data import trees as trees_module
from data.answers import known_answers, load_answers, read_answers
from data.errors import MalformedSource, ProgramFileError, UnknownTask, UnreadableFile
from data.loading import load_task
from data.programs import read_program
from data.seeds import read_seeds

PAIR = {"input": [[1, 2]], "output": [[2, 1]]}
ONE = {"train": [PAIR], "test": [{"input": [[3]], "output": [[4]]}]}
WIDE = {"train": [{"input": [[0] * 31], "output": [[1]]}], "test": [{"input": [[3]]}]}


def write(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@pytest.mark.parametrize(
    ("content", "ids", "demonstrations", "tests"),
    [
        ([PAIR, PAIR], ["mine"], 2, 0),
        ({**ONE, "test": []}, ["mine"], 1, 0),
        ({**ONE, "name": "a task", "description": ["x"], "id": "other"}, ["mine"], 1, 1),
        ({"training_examples": [PAIR], "test_examples": [PAIR, PAIR]}, ["mine"], 1, 2),
        ([ONE, ONE], ["mine-1", "mine-2"], 1, 1),
        ([{**ONE, "id": "x"}, {**ONE, "task_id": 7}], ["x", "7"], 1, 1),
        ({"b": [PAIR], "a": [PAIR]}, ["b", "a"], 1, 0),
        (
            json.dumps({**ONE, "id": "x"}) + "\n\n" + json.dumps({**ONE, "id": "y"}) + "\n",
            ["x", "y"],
            1,
            1,
        ),
        ('{\r\n "train": [{"input": [[1]], "output": [[2]]}],\r\n "test": []}\r\n', ["mine"], 1, 0),
        ('\ufeff[{"input": [[1]], "output": [[2]]}]', ["mine"], 1, 0),
    ],
)
def test_every_form_of_a_task_is_read(
    tmp_path: Path, content: object, ids: list[str], demonstrations: int, tests: int
) -> None:
    tasks = load_tasks(str(write(tmp_path / "mine.json", content)))
    assert list(tasks) == ids
    assert {len(task.demonstrations) for task in tasks.values()} == {demonstrations}
    assert {len(task.test_inputs) for task in tasks.values()} == {tests}


def test_lines_are_counted_in_files_of_lines(tmp_path: Path) -> None:
    good = json.dumps({**ONE, "id": "x"})
    file = write(tmp_path / "many.jsonl", f"{good}\n{good[:-5]}\n")
    with pytest.raises(MalformedData, match=r"many\.jsonl: torn or not JSON: .* at line 2 column"):
        load_tasks(str(file))


def test_nested_folders_and_what_systems_leave_in_them(tmp_path: Path) -> None:
    for name in ("Above/a1.json", "Below/a1.json", "Below/deep/b.JSON", "c.json"):
        write(tmp_path / name, ONE)
    for name in (
        ".hidden.json",
        "Above/._a1.json",
        "__MACOSX/d.json",
        "README.json",
        ".git/e.json",
    ):
        write(tmp_path / name, b"\x00\x05\x16")
    write(tmp_path / "notes.txt", "no task")
    (tmp_path / "Below" / "round").symlink_to(tmp_path)
    tasks = load_tasks(str(tmp_path))
    assert list(tasks) == ["Above/a1", "Below/a1", "b", "c"]
    assert load_task(str(tmp_path), None, "Below/a1").id == "Below/a1"
    assert list(load_answers(str(tmp_path))) == list(tasks)


def packed(files: dict[str, object]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, bytes) else json.dumps(content))
    return out.getvalue()


def test_archives_are_read_like_what_was_packed(tmp_path: Path) -> None:
    file = write(tmp_path / "all.zip", packed({
        "x/Above/a.json": ONE, "x/Below/a.json": ONE, "x/._b.json": b"\0", "x/README.md": b"hello",
        "x/c.json.gz": gzip.compress(json.dumps(ONE).encode()),
    }))  # fmt: skip
    assert list(load_tasks(str(file))) == ["Above/a", "Below/a", "c"]
    assert load_answers(str(file))["c"] == (((4,),),)
    single = write(tmp_path / "one.json.gz", gzip.compress(json.dumps(ONE).encode()))
    assert list(load_tasks(str(single))) == ["one"]
    assert list(load_tasks(str(tmp_path))) == ["one"]
    lines = write(tmp_path / "l.jsonl.gz", gzip.compress(json.dumps({**ONE, "id": "z"}).encode()))
    assert list(load_tasks(str(lines))) == ["z"]


def test_broken_and_exploding_archives_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = packed({"a.json": ONE, "b.json": ONE})
    for name, content, reason in [
        ("torn.zip", whole[:-30], "torn, or not packed by zip"),
        ("none.zip", packed({"a.txt": b"x"}), r"no \*\.json, .* files in it"),
        ("torn.json.gz", gzip.compress(b"{}")[:-9], "torn, or not packed by gzip"),
        ("not.json.gz", b"{}", "torn, or not packed by gzip"),
    ]:
        with pytest.raises(SourceNotFound, match=reason):
            load_tasks(str(write(tmp_path / name, content)))
    monkeypatch.setattr(trees_module, "MAX_BYTES", 1000)
    monkeypatch.setattr(trees_module, "ARCHIVE_BYTES", 5000)
    bombs = [
        ("bomb.json.gz", gzip.compress(b" " * 2000)),
        ("bomb.zip", packed({"a.json": b" " * 6000})),
        ("inner.zip", packed({"a.json.gz": gzip.compress(b" " * 2000)})),
    ]
    for name, content in bombs:
        with pytest.raises(UnreadableFile, match="unpacks to more than"):
            load_tasks(str(write(tmp_path / name, content)))


def test_a_member_that_would_leave_the_archive_is_refused(tmp_path: Path) -> None:
    file = write(
        tmp_path / "evil.zip",
        packed({"../../seen.json": ONE, "up.json": {"../up": ONE}, "ok.json": ONE}),
    )
    tasks = load_tasks(str(file), skip_bad=True)
    assert list(tasks) == ["ok"]
    assert "must do as the name of a file" in str(tasks.left_out[0])


def test_only_regular_files_are_opened_and_only_so_many_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.json", ONE)
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "zero.json").symlink_to("/dev/zero")
    found: list[DataError] = []

    def load() -> None:
        with pytest.raises(MalformedSource) as caught:
            load_tasks(str(tmp_path))
        found.extend(caught.value.problems)

    reader = threading.Thread(target=load, daemon=True)
    reader.start()
    reader.join(10)
    assert [str(each).rpartition("/")[2] for each in found] == [
        "pipe.json: it is no regular file: give a file with the text in it",
        "zero.json: it is no regular file: give a file with the text in it",
    ]
    monkeypatch.setattr(files_module, "MAX_BYTES", 100)
    with pytest.raises(UnreadableFile, match="larger than"):
        files_module.read_bytes(write(tmp_path / "b", b"x" * 101), 100)


def test_bad_files_are_all_listed_or_left_out_and_never_in_the_way_of_another(
    tmp_path: Path,
) -> None:
    write(tmp_path / "a.json", ONE)
    write(tmp_path / "many.json", {"x": ONE, "y": WIDE})
    write(tmp_path / "torn.json", '{"train"')
    write(tmp_path / "wide.json", WIDE)
    with pytest.raises(MalformedSource, match="3 files or tasks cannot be read") as caught:
        load_tasks(str(tmp_path))
    where = [(error.file.name, error.task) for error in caught.value.problems]  # type: ignore[attr-defined]
    assert where == [("many.json", "y"), ("torn.json", ""), ("wide.json", "wide")]
    tasks = load_tasks(str(tmp_path), skip_bad=True)
    assert list(tasks) == ["a", "x"]
    assert len(tasks.left_out) == len(tasks.subset(["a"]).left_out) == 3
    assert load_task(str(tmp_path), None, "a").id == "a"
    assert load_task(str(tmp_path), None, "x").id == "x"
    with pytest.raises(MalformedData, match="found 1 x 31"):
        load_task(str(tmp_path), None, "wide")
    with pytest.raises(UnknownTask, match=r"no task 'xx' .*cannot be read\); did you mean x"):
        load_task(str(tmp_path), None, "xx")
    with pytest.raises(MalformedData):
        load_tasks(str(tmp_path / "wide.json"), skip_bad=True)


def test_what_can_be_judged_is_told_from_what_cannot(tmp_path: Path) -> None:
    for name, output in (("b", []), ("c", [[]]), ("d", None), ("e", [[[1]]])):
        write(tmp_path / f"{name}.json", {**ONE, "test": [{"input": [[3]], "output": output}]})
    write(tmp_path / "a.json", ONE)
    write(tmp_path / "f.json", {**ONE, "test": []})
    found = read_answers(str(tmp_path))
    assert found.known == {"a": (((4,),),)}
    assert list(found.unjudged) == ["b", "c", "d", "e", "f"]
    assert list(read_answers(str(tmp_path), None, {"b"}).unjudged) == ["b"]
    assert known_answers(str(tmp_path), None, "c") == (None,)


@pytest.fixture
def kaggle(tmp_path: Path) -> Path:
    """Kaggle's folder: the test file repeats a training task, without its output."""
    bare = {**ONE, "test": [{"input": [[3]]}]}
    other = {**bare, "train": [{"input": [[5]], "output": [[6]]}]}
    for name, tasks in (
        ("training", {"t": bare, "s": other}), ("evaluation", {"e": other}),
        ("test", {"t": bare, "n": other}),
    ):  # fmt: skip
        write(tmp_path / f"arc-agi_{name}_challenges.json", tasks)
    write(tmp_path / "arc-agi_training_solutions.json", {"t": [[[4]]], "s": [[[]]]})
    write(tmp_path / "arc-agi_evaluation_solutions.json", {"e": [[[7]]]})
    write(tmp_path / "sample_submission.json", {"t": [{"attempt_1": [[0]], "attempt_2": [[0]]}]})
    return tmp_path


@pytest.mark.parametrize("zipped", [False, True])
def test_kaggles_folder_as_distributed(kaggle: Path, zipped: bool) -> None:
    source = str(kaggle)
    if zipped:
        names = {f"arc/{file.name}": file.read_bytes() for file in kaggle.glob("*.json")}
        source = str(write(kaggle / "arc.zip", packed(dict(names))))
    assert list(load_tasks(source)) == ["e", "t", "s", "n"]
    assert list(load_tasks(source, "test")) == ["t", "n"]
    assert list(load_tasks(source, "training")) == ["t", "s"]
    assert read_answers(source).known == {"e": (((7,),),), "t": (((4,),),)}
    assert list(read_answers(source).unjudged) == ["s", "n"]
    assert list(read_answers(source, "test").unjudged) == ["t", "n"]


def test_an_id_that_means_two_tasks_is_not_one_of_them(kaggle: Path) -> None:
    write(kaggle / "arc-agi_test_challenges.json", {"t": {**ONE, "train": [PAIR, PAIR]}})
    assert list(load_tasks(str(kaggle))) == ["e", "t", "s", "arc-agi_test_challenges/t"]


PROGRAM = "x1 = hmirror(I)\nO = vmirror(x1)\n"


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + PROGRAM,
        PROGRAM.replace("\n", "\r\n"),
        "# a remark\n\n" + PROGRAM,
        "def solve_x(I):\n    '''What it does.'''\n    x1 = hmirror(I)\n    return vmirror(x1)\n",
        "def anything(grid: Grid) -> Grid:\n    O = hmirror(grid)\n    x2 = vmirror(O)\n"
        "    x3 = rot90(x2)\n    return x2\n",
    ],
)
def test_one_program_however_it_is_saved(tmp_path: Path, text: str) -> None:
    file = write(tmp_path / "p.txt", text.encode())
    assert read_program(file).program == parse(PROGRAM)
    assert load_seeds(file) == {"p": parse(PROGRAM)}


def test_messages_about_programs_name_file_and_line(tmp_path: Path) -> None:
    file = write(tmp_path / "p.txt", "# one\n\nx1 = hmirror(I)\n# two\nO = nope(x1)\n")
    with pytest.raises(ProgramFileError, match=r"p\.txt:5: unknown function 'nope'$"):
        read_program(file)
    good = read_program(write(tmp_path / "q.txt", "# one\nx1 = hmirror(I)\n\nO = vmirror(x1)"))
    assert str(good.wrong(2, "why")) == f"{tmp_path}/q.txt:4: why"
    with pytest.raises(ProgramFileError, match="No such file"):
        read_program(tmp_path / "none.txt")


SOLVERS = '''"""What this file is."""
from dsl import *
import nothing_that_exists

def helper(a, b):
    return a + b

def solve_aaa(I):
    """Mirrors."""
    x1 = hmirror(I)  # a remark
    O = vmirror(x1)

    return O

def verify_bbb(I: Grid) -> Grid:
    x0 = hmirror(I)
    x11 = vmirror(x0)
    return x11

def solve_ccc(I):
    x1 = hmirror(I)
    O = nope(x1)
    return O

def solve_ddd(I):
    return [row for row in I]

def solve_aaa(I):
    O = rot90(I)
    return O

def solve_eee(I):
    O = crop(I, (0, 0), (2, 2))
    return O

def solve_fff(I):
    if I:
    return I
'''


def test_of_a_solvers_file_all_programs_are_taken_and_the_rest_is_listed(tmp_path: Path) -> None:
    for start in ("", "\ufeff"):
        file = write(tmp_path / "solvers.py", (start + SOLVERS).encode())
        seeds = read_seeds(file)
        assert seeds.programs == {"aaa": parse(PROGRAM), "bbb": parse(PROGRAM)}
        said = [str(each).rpartition("solvers.py:")[2] for each in seeds.left_out]
        assert said == [
            "5: helper: not called solve_<task id> or verify_<task id>",
            "22: solve_ccc: unknown function 'nope'",
            "26: solve_ddd: what is returned must be a name or a call",
            "28: a second program for aaa",
            "33: solve_eee: a call takes names, one call a line: found 'crop(I, (0, 0), (2, 2))'",
            "38: solve_fff: no Python: expected an indented block after 'if' statement on line 2",
        ]


def test_a_folder_of_seeds_with_other_things_in_it(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", PROGRAM)
    write(tmp_path / "more" / "b.TXT", ("\ufeff" + PROGRAM).encode())
    write(tmp_path / "solvers.py", SOLVERS)
    for name in ("._a.txt", ".hidden.txt", "README.txt"):
        write(tmp_path / name, b"\x00no program")
    write(tmp_path / "todo.txt", "buy milk")
    seeds = read_seeds(tmp_path)
    assert list(seeds.programs) == ["a", "aaa", "b", "bbb"]
    assert [str(e) for e in seeds.left_out if "todo" in str(e)] == [
        f"{tmp_path}/todo.txt:1: expected 'name = function(argument, ...)', found 'buy milk'"
    ]


def test_seeds_of_which_none_is_a_program_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "nothing")
    write(tmp_path / "b.txt", "here")
    with pytest.raises(SeedError, match=r"no program .* in it, such as .*a\.txt:1: expected"):
        load_seeds(tmp_path)


def test_names_and_reasons_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    file = write(tmp_path / "a\x1b]8;;http\x07.json", {"\x1b[31mred": ONE, "x" * 10_000: ONE})
    with pytest.raises(MalformedSource) as caught:
        load_tasks(str(file))
    for text in (str(caught.value), *map(str, caught.value.problems)):
        assert text.isprintable()
        assert len(text) < 1500


def test_a_thousand_pairs_are_a_task(tmp_path: Path) -> None:
    big = {"train": [PAIR] * 999, "test": [PAIR]}
    assert len(load_tasks(str(write(tmp_path / "big.json", big)))["big"].demonstrations) == 999
    huge = {"train": [PAIR] * 10_001, "test": [PAIR]}
    with pytest.raises(MalformedData, match="10,001 pairs: a task has at most 10,000"):
        load_tasks(str(write(tmp_path / "huge.json", huge)))
