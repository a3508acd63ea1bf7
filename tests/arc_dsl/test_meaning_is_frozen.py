"""Attacks changes of meaning: words, types, mutants and outcomes are those that were frozen."""

import json
from functools import partial
from pathlib import Path

import freezing
import pytest


@pytest.mark.parametrize("name", list(freezing.FROZEN))
def test_nothing_frozen_has_changed(name: str) -> None:
    assert freezing.difference(name) == []


def test_a_change_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = json.loads((freezing.GOLDENS / "vocabulary.json").read_text(encoding="utf-8"))
    turned = {name: frozen[name] for name in reversed(frozen)}
    for now, found in (({**frozen, "ZERO": "1"}, ["ZERO"]), (turned, ["(the order)"])):
        monkeypatch.setitem(freezing.FROZEN, "vocabulary", partial(dict, now))
        assert freezing.difference("vocabulary") == found


def test_a_golden_is_never_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "GOLDENS", tmp_path)
    freezing.main(["vocabulary"])
    before = (tmp_path / "vocabulary.json").read_bytes()
    with pytest.raises(SystemExit, match="frozen"):
        freezing.main(["vocabulary"])
    assert (tmp_path / "vocabulary.json").read_bytes() == before
