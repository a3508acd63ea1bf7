"""The verb that explains the language: it lists all, draws one, names what is near."""

import json

import pytest
from invoking import invoke

from arc_dsl.declaration import DECLARED


def test_all_primitives_are_listed_by_family() -> None:
    shown = invoke("language")
    assert shown.exit_code == 0
    for name in DECLARED:
        assert f"  {name} " in shown.output
    assert shown.output.index("painting") > shown.output.index("arithmetic")
    listed = json.loads(invoke("language", "--json").output)
    assert listed["painting"]["cover"] == "(grid: Grid, patch: Patch) -> Grid"
    assert sum(map(len, listed.values())) == len(DECLARED)


def test_one_is_explained_with_its_example_drawn_and_seeds_that_use_it() -> None:
    shown = invoke("language", "fill").output
    for words in ("(grid: Grid, value: Integer", "Indices or cells", "no rows", "seed programs:"):
        assert words in shown
    assert "0 5" in shown
    told = json.loads(invoke("language", "fill", "--json").output)
    assert [argument["name"] for argument in told["arguments"]] == ["grid", "value", "patch"]
    assert len(told["seeds"]) > 100


@pytest.mark.parametrize(
    "name", ["objects", "index", "hmirror", "compose", "colorfilter", "corners"]
)
def test_pictures_are_drawn_of_all_kinds_of_values(name: str) -> None:
    shown = invoke("language", name)
    assert shown.exit_code == 0, shown.output
    assert ">>> " in shown.output


def test_an_unknown_name_gets_one_line_with_what_is_near() -> None:
    shown = invoke("language", "fil")
    assert shown.exit_code == 2
    assert shown.stderr.count("\n") == 1
    assert "did you mean fill" in shown.stderr
    assert "lists all" in invoke("language", "zzzzzz").stderr
