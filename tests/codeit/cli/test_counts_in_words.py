"""Attacks what is said of numbers: one of a thing, and figures of more than there was."""

import json
from pathlib import Path

import pytest
from invoking import invoke

from codeit.cli.console import number_of
from codeit.cli.progress import run_table

PAIR = {"input": [[1, 2]], "output": [[2, 1]]}
TASK = {"train": [PAIR, PAIR], "test": [PAIR]}


def test_one_is_not_many() -> None:
    assert number_of(1, "search task") == "1 search task"
    assert number_of(0, "line") == "0 lines"
    assert number_of(1_234, "search task") == "1,234 search tasks"
    assert run_table([], 1).title == "1 search task"


@pytest.mark.parametrize(("given", "said"), [(1, "1 of the 1 task in"), (3, "1 of 3 tasks")])
def test_a_submission_of_some_tasks_is_scored_on_these(
    tmp_path: Path, given: int, said: str
) -> None:
    (tmp_path / "x_test_challenges.json").write_text(json.dumps(dict.fromkeys("abc", TASK)))
    right = [{"attempt_1": [[2, 1]], "attempt_2": [[0]]}]
    wrong = [{"attempt_1": [[0]], "attempt_2": [[0]]}]
    tree = {"a": right, **dict.fromkeys("bc"[: given - 1], wrong)}
    (tmp_path / "s.json").write_text(json.dumps(tree))
    where = ["score", str(tmp_path / "s.json"), "--tasks", str(tmp_path / "x_test_challenges.json")]
    done = invoke(*where)
    assert f"pass@1 1, pass@2 {said}" in done.output
    assert f"1 of {given} test output" in done.output
    assert ("count as wrong" in done.output) == (given < 3)
    assert json.loads(invoke(*where, "--json").stdout)["answered"] == given
