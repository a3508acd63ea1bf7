"""Attacks the native mutation: draw for draw it is the plain one, whatever it has forgotten."""

import random

import pytest

from arc_dsl import ENGINE, Program, TypeMismatch, mutate, parse
from arc_dsl.constants import CONSTANTS
from arc_dsl.declaration import DECLARED
from arc_dsl.generate import native_mutation, plain_mutation
from data.seeds import load_seeds

pytestmark = pytest.mark.skipif(ENGINE != "native", reason="the native engine is not built")
WEIGHTS = {name: float(1 + n % 7) for n, name in enumerate(DECLARED) if n % 3}


def differing(count: int, seed: int, weights: dict[str, float] | None = None) -> list[Program]:
    """Parents of which the two give other mutants, or leave the generator in another state."""
    plain, native = random.Random(seed), random.Random(seed)
    parents = list(load_seeds().values())
    wrong = []
    for _ in range(count):
        parent = plain.choice(parents)
        native.choice(parents)
        expected = plain_mutation.changed(parent, plain, weights)
        found = native_mutation.changed(parent, native, weights)
        if found != expected or native.getstate() != plain.getstate():
            wrong.append(parent)
            native.setstate(plain.getstate())
        if expected is not None:
            parents.append(expected)  # mutants of mutants, too
    return wrong


def test_the_two_are_one_stream() -> None:
    assert native_mutation.available()
    assert differing(2_500, 5) == []


def test_the_two_are_one_stream_under_weights() -> None:
    assert differing(300, 6, WEIGHTS) == []


@pytest.mark.slow
def test_the_two_are_one_stream_for_long() -> None:
    assert differing(10_000, 7) == []


def test_the_stream_is_the_same_whatever_is_forgotten() -> None:
    from arc_dsl.engine._native import Mutator

    language = native_mutation._language()
    seeds = [p.simplified().lines for p in load_seeds().values()][:40]
    streams = []
    for remembered in (1_000_000, 2_000):
        mutator, rng = Mutator(language, remembered), random.Random(8)
        parents = [mutator.parent(lines) for lines in seeds]
        assert None not in parents
        streams.append([mutator.mutate(rng.choice(parents), rng, []) for _ in range(400)])  # type: ignore[arg-type]
    assert streams[0] == streams[1]


def test_what_is_no_program_of_the_language_is_refused() -> None:
    from arc_dsl.engine._native import Mutator

    mutator = Mutator(native_mutation._language())
    lines = parse("x1 = rot90(I)\nO = rot90(x1)").lines
    assert mutator.parent(parse("x1 = height(I)\nO = rot90(x1)").lines) is None
    for odd in ([], lines[1:], [*lines[:1]] * 2 + [lines[0].__class__("O", "no_name", ("I",))]):
        with pytest.raises(ValueError, match=r"unknown name|at least one line"):
            mutator.parent(odd)
    parent = mutator.parent(lines)
    assert parent is not None
    with pytest.raises(ValueError, match="one weight"):
        mutator.mutate(parent, random.Random(0), [1.0])


def test_an_ill_typed_parent_is_refused_again_and_again() -> None:
    bad = parse("x1 = height(I)\nO = rot90(x1)")
    for _ in range(2):
        with pytest.raises(TypeMismatch):
            mutate(bad, random.Random(0))


def test_an_unknown_rule_leaves_mutation_to_the_plain_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from arc_dsl.engine._native import Mutator

    language = native_mutation._language()
    language["primitives"][0] = {**language["primitives"][0], "rule": "rule_of_tomorrow"}
    with pytest.raises(ValueError, match=language["primitives"][0]["name"]):
        Mutator(language)
    monkeypatch.setattr(native_mutation, "_mutator", lambda: None)
    parent = next(iter(load_seeds().values()))
    assert mutate(parent, random.Random(1)) == plain_mutation.changed(parent, random.Random(1))


def test_the_language_that_is_handed_over_is_whole() -> None:
    language = native_mutation._language()
    assert [each["name"] for each in language["primitives"]] == list(DECLARED)
    assert language["constants"] == list(CONSTANTS)
    assert len(language["odds"]) == len(DECLARED) + 1
