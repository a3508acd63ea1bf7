"""Attacks the declarations: each says all there is to say, its example holds, its body is right."""

import doctest
import random
from pathlib import Path
from types import ModuleType

import language_cases
import pytest
import vectors

from arc_dsl import CONSTANTS, PRIMITIVES, SIGNATURES, conformance
from arc_dsl.declaration import DECLARED, Declaration, primitive
from arc_dsl.describing import describe, examples, families
from arc_dsl.primitives import FAMILIES

NAMES = list(DECLARED)
BODIES = {name: declaration.body for name, declaration in DECLARED.items()}
OWN = vectors.load(Path(__file__).with_name("primitive_cases.jsonl"))


def test_tables_are_those_of_the_declarations() -> None:
    assert len(DECLARED) == 160
    assert list(SIGNATURES) == list(PRIMITIVES) == NAMES
    assert all(getattr(conformance, name).__name__ == name for name in NAMES)
    assert {case["prim"] for case in OWN} == set(NAMES)
    assert not set(NAMES) & set(CONSTANTS)


def test_every_primitive_is_declared_in_one_of_the_families_and_listed_there() -> None:
    declared = [name for family in FAMILIES for name in NAMES if hasattr(family, name)]
    assert set(declared) == set(NAMES)
    for family in FAMILIES:
        own = [n for n, d in DECLARED.items() if d.body.__module__ == family.__name__]
        assert set(own) <= set(family.__all__)
    listed = [name for _, names in families().values() for name in names]
    assert listed == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_everything_is_explained(name: str) -> None:
    said = describe(name)
    assert said.summary.endswith(".")
    assert len(said.summary) <= 100
    assert [a.name for a in said.arguments] == [n for n, _ in SIGNATURES[name].parameters]
    assert all(argument.text for argument in said.arguments)
    assert all(failure.when for failure in said.failures)
    assert said.example.startswith(">>> ")
    assert name in said.example
    assert said.signature == str(SIGNATURES[name])


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_examples_hold(family: ModuleType) -> None:
    done = doctest.testmod(family, extraglobs=BODIES)
    own = [d for d in DECLARED.values() if d.body.__module__ == family.__name__]
    assert done.failed == 0
    assert done.attempted >= len(own)


def test_what_is_said_is_read_off_the_docstring() -> None:
    said = describe("index")
    assert said.family == "grids"
    assert said.arguments[1].declared == "IntegerTuple"
    assert said.arguments[1].text.startswith("The index (row, column); outside")
    assert [failure.error for failure in said.failures] == ["ValueError", "IndexError"]
    assert describe("objects").arguments[3].text.endswith("there is no background.")
    with pytest.raises(KeyError):
        describe("nothing")


def test_examples_are_understood_as_values() -> None:
    (one,) = examples("fill")
    assert one.arguments == (((0, 0), (0, 0)), 5, frozenset({(0, 1), (7, 7)}))
    assert one.result == ((0, 5), (0, 0))
    assert [each.result for each in examples("even")] == [False, True]
    assert [name for name in NAMES if not examples(name)] == ["colorfilter"]


def test_declarations_that_say_too_little_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arc_dsl.declaration.DECLARED", dict(DECLARED))

    def size(container: object) -> int:
        """Known already."""
        return 0

    def bare(a: object) -> object:
        return a

    def unsaid(a, b: object) -> object:  # type: ignore[no-untyped-def]
        """Has no annotation."""
        return a or b

    def spelled(a: object) -> object:
        """Annotations are objects here, not words."""
        return a

    for body, reason in (
        (size, "twice"),
        (bare, "no docstring"),
        (unsaid, "annotation"),
        (spelled, "__future__"),
    ):
        with pytest.raises(ValueError, match=reason):
            primitive("a -> a")(body)


def test_charges_name_arguments_or_the_result() -> None:
    assert (DECLARED["fill"].reads, DECLARED["fill"].makes) == ((2,), True)
    assert (DECLARED["size"].reads, DECLARED["size"].makes) == ((), False)

    def turned(grid: "Grid") -> "Grid":  # type: ignore[name-defined]  # noqa: F821
        """A name that is free."""
        return grid

    with pytest.raises(ValueError, match="not for 'grids'"):
        primitive("Grid -> Grid", charge="grids")(turned)


def test_a_declaration_keeps_the_published_words() -> None:
    declaration: Declaration = DECLARED["fill"]
    assert str(declaration.signature) == "(grid: Grid, value: Integer, patch: Patch) -> Grid"
    assert declaration.family == "painting"
    assert declaration.signature.arity == 3


@pytest.mark.parametrize("name", NAMES)
def test_the_body_gives_what_was_worked_out_by_hand(name: str) -> None:
    for case in OWN:
        if case["prim"] == name:
            assert vectors.outcome(case, BODIES) == vectors.expected(case, BODIES), case["id"]


def test_bodies_do_not_depend_on_hashes() -> None:
    rng = random.Random(4)
    for _ in range(40):
        plain = language_cases.obj(rng)
        again = frozenset(sorted(plain, reverse=True))
        for name in ("totuple", "first", "last", "color", "mostcolor", "leastcolor"):
            if plain:
                assert BODIES[name](plain) == BODIES[name](again)
