"""The comparison of rankers: what it counts of finds made up for it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import rankers
from codeit.search.interface import Found

RIGHT, WRONG = (((1,),),), (((2,),),)


def find(program: str, predictions: object, cost: float, family: str = "layers") -> Found:
    return Found(program, family, cost, (True,), predictions)  # type: ignore[arg-type]


FINDS = (
    find("O = a(I)", WRONG, 9.0),
    find("x1 = b(I)\nO = c(x1)", RIGHT, 3.0),
    find("x1 = b(I)\nO = d(x1)", RIGHT, 3.5, "entities/effect"),
)
ONE = rankers.Searched("t", FINDS)


def judge(source: str, split: str) -> Callable[[str, object], bool]:
    return lambda task_id, predictions: predictions == RIGHT


def test_each_rule_is_counted_by_where_it_puts_the_right_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rankers, "judged_predictions", judge)
    likely = {("t", FINDS[0].program): 1.0, ("t", FINDS[2].program): 2.0}
    found = rankers._counted([ONE], likely)
    assert (found["exact"], found["right"], found["right_beside_others"]) == (1, 1, 1)
    assert found["length"] == {"pass@1": 0, "pass@2": 1, "pass@3": 1}
    assert found["votes"]["pass@1"] == found["likelihood"]["pass@1"] == 1
    unlikely = {key: -value for key, value in likely.items()}
    assert rankers._counted([ONE], unlikely)["likelihood"]["pass@1"] == 0


def test_a_policy_that_says_nothing_of_its_training_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("007bbfb7\n")
    told = ["--hold-out", str(ids), "--checkpoint", str(tmp_path)]
    assert rankers.main(told) == 2
    assert "who knows which" in capsys.readouterr().out
