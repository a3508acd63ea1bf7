"""Attacks data sets of programs: columns lost, tests that leak, other people's files."""

import json
from pathlib import Path
from typing import Any

import pytest
from invoking import invoke
from runs_on_toys import TRAINING, call, command, write_toys

from arc_dsl import parse
from codeit.errors import ExportError
from codeit.rankers.interface import Found
from codeit.results.exports.dataset import COLUMNS, TEST_COLUMNS
from codeit.results.exports.programs import export_functions, export_programs
from codeit.results.leaders import Leaders
from data.datasets import is_dataset, read_dataset
from data.errors import SeedError
from data.seeds import load_seeds

parquet = pytest.importorskip("pyarrow.parquet")
pyarrow = pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short scripted run on the toys."""
    place = tmp_path_factory.mktemp("toys")
    write_toys(place)
    done = call(command(place, "a"))
    assert done.returncode == 0, done.stderr
    return place / "runs" / "a"


def table_of(folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = parquet.read_table(next(folder.glob("data/*.parquet"))).to_pylist()
    return rows


def test_every_experience_leaves_with_all_columns_and_no_word_of_tests(
    run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "set"
    told = invoke("export", str(run), "--format", "dataset", "--out", str(out)).output
    rows = table_of(out)
    stats = json.loads(invoke("buffer", "stats", str(run), "--json").output)
    assert len(rows) == stats["experiences"]
    assert f"wrote {len(rows)} experiences" in told
    assert set(rows[0]) == set(COLUMNS)
    for row in rows:
        assert str(parse(row["code"])) == row["code"]
        assert len(row["correct_train_input"]) == len(row["predicted_train_output"])
        assert row["program_bits"] > 0
        assert row["seed"] == 17
    assert {row["origin"] for row in rows} >= {"seed", "mutation"}
    assert any(row["parent"] for row in rows)
    card = (out / "README.md").read_text()
    assert "nothing about test pairs" in card
    assert all(f"`{name}`" in card for name in COLUMNS)
    assert not any(name in card for name in TEST_COLUMNS)
    assert str(tmp_path) not in card


def test_test_columns_are_there_on_demand_and_the_card_says_so(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "set"
    invoke("export", str(run), "--format", "dataset", "--test-outputs", "--out", str(out))
    rows = table_of(out)
    assert set(rows[0]) == {*COLUMNS, *TEST_COLUMNS}
    assert any(row["correct_test_input"] == [True] for row in rows)
    assert any(row["correct_test_input"] == [False] for row in rows)
    assert "holds verdicts on test outputs" in (out / "README.md").read_text()


def test_a_data_set_comes_back_as_seeds(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "set"
    invoke("export", str(run), "--format", "dataset", "--out", str(out))
    seeds = load_seeds(out)
    assert {task_id: str(seeds[task_id]) for task_id in TRAINING} == TRAINING
    invoke("import", str(out), "--out", str(tmp_path / "seeds"))
    assert load_seeds(tmp_path / "seeds") == seeds


def write(folder: Path, **columns: list[Any]) -> Path:
    folder.mkdir()
    parquet.write_table(pyarrow.table(columns), folder / "part.parquet")
    return folder


def test_of_others_files_only_programs_that_are_right_count(tmp_path: Path) -> None:
    shorter = "def solve_a(I):\n    O = rot90(I)\n    return O\n"
    folder = write(
        tmp_path / "set",
        task_id=["a", "a", "a", "b", "c", "d"],
        code=["O = rot180(I)", "x1 = rot90(I)\nO = rot90(x1)", shorter, "import os", "O = I", None],
        correct_train_input=[[True, False], [True], [True], [True], [], [True]],
    )
    programs, left_out = read_dataset(folder)
    assert {name: str(program) for name, program in programs.items()} == {"a": "O = rot90(I)"}
    assert len(left_out) == 1
    assert "row 4" in str(left_out[0])


def test_files_that_are_no_data_set_are_told(tmp_path: Path) -> None:
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "a.parquet").write_bytes(b"PAR1 no")
    for folder in (tmp_path / "torn", write(tmp_path / "other", name=["x"])):
        with pytest.raises(SeedError, match="parquet"):
            read_dataset(folder)
    assert not is_dataset(tmp_path)
    done = invoke("import", str(tmp_path), "--out", str(tmp_path / "x"))
    assert done.exit_code == 2
    assert "no *.parquet files" in done.stderr


def test_without_pyarrow_the_message_says_what_to_install(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    done = invoke("export", str(run), "--format", "dataset", "--out", str(tmp_path / "set"))
    assert isinstance(done.exception, ExportError)
    assert "codeit[dataset]" in str(done.exception)
    assert not (tmp_path / "set").exists()


def test_functions_are_the_published_form_and_can_be_seeds(tmp_path: Path) -> None:
    leaders = Leaders(
        {
            "00aa": [
                Found("x1 = rot90(I)\nO = rot90(x1)", 1.0),
                Found("O = canvas(ONE, TWO_BY_TWO)", 0.9),
            ],
            "bb": [Found("O = rot90(I)", 0.5)],
            "c-c": [Found("O = rot90(I)", 1.0)],
        }
    )
    assert export_functions(tmp_path / "s.py", leaders) == (1, ["c-c"])
    text = (tmp_path / "s.py").read_text()
    assert text == "def solve_00aa(I):\n    x1 = rot90(I)\n    O = rot90(x1)\n    return O\n"
    assert list(load_seeds(tmp_path / "s.py")) == ["00aa"]


@pytest.mark.parametrize("name", ["../a", "a/b", "/a", "..", ".a", ""])
def test_no_id_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError):
        export_programs(tmp_path / "new", {"good": "O = rot90(I)", name: "O = rot90(I)"})
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_the_datasets_library_loads_it(run: Path, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    out = tmp_path / "set"
    invoke("export", str(run), "--format", "dataset", "--out", str(out))
    loaded = datasets.load_dataset(str(out), split="train", cache_dir=str(tmp_path / "cache"))
    assert len(loaded) == len(table_of(out))
    assert set(loaded.column_names) == set(COLUMNS)
