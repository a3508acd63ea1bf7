"""Every primitive: cases worked out by hand, shared vectors, agreement with its plain meaning."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import language_cases
import pytest
import vectors

from arc_dsl import PRIMITIVES, SIGNATURES, conformance, from_plain, to_plain
from arc_dsl.declaration import DECLARED

OWN = vectors.load(Path(__file__).parents[1] / "primitive_cases.jsonl")
SHARED = Path(__file__).parents[3] / "shared" / "dsl" / "vectors_public.jsonl"
NAMES = list(SIGNATURES)
BODIES = {name: declaration.body for name, declaration in DECLARED.items()}
SAMPLES = 15

REFUSED = (
    *("not a number", "supported between", "unsupported operand", "not a grid", "has no len()"),
    *("expected an Integer", "expected a container", "expected a tuple"),
)
"""Where one refuses what the other computes by accident, on values of wrong types."""


def test_every_primitive_has_an_implementation_a_signature_a_docstring_and_a_case() -> None:
    assert set(PRIMITIVES) == set(SIGNATURES) == set(DECLARED)
    assert len(PRIMITIVES) == 160
    assert {case["prim"] for case in OWN} == set(PRIMITIVES)
    for name, function in PRIMITIVES.items():
        assert function.__name__ == name
        assert function.__doc__
        assert function.__code__.co_argcount == SIGNATURES[name].arity
        assert callable(getattr(conformance, name))


@pytest.mark.parametrize("name", NAMES)
def test_primitive_gives_what_was_worked_out_by_hand(name: str) -> None:
    cases = [case for case in OWN if case["prim"] == name]
    for case in cases:
        want = vectors.expected(case, PRIMITIVES)
        assert vectors.outcome(case, PRIMITIVES) == want, case["id"]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared vectors are not beside the project")
def test_shared_conformance_vectors_pass() -> None:
    cases = [case for case in vectors.load(SHARED) if case["kind"] in ("typical", "edge")]
    failing = [
        case["id"]
        for case in cases
        if vectors.outcome(case, PRIMITIVES) != vectors.expected(case, PRIMITIVES)
    ]
    assert len(cases) > 1000
    assert failing == []


@pytest.mark.parametrize("name", NAMES)
def test_primitive_agrees_with_its_meaning(name: str) -> None:
    rng = random.Random(name)
    for _ in range(SAMPLES):
        args = language_cases.arguments(name, rng)
        then = (language_cases.anything(rng),)
        want = _result(BODIES, lambda v: v, lambda v: v, name, args, then)
        got = _result(PRIMITIVES, from_plain, to_plain, name, args, then)
        if isinstance(want, Failed) or isinstance(got, Failed):
            for one, other in ((want, got), (got, want)):
                refused = isinstance(one, Failed) and one.refused
                assert isinstance(other, Failed) or refused, (args, want, got)
        else:
            assert got == want, args


@dataclass(frozen=True)
class Failed:
    message: str

    @property
    def refused(self) -> bool:
        """Whether we refuse what a plain implementation computes by accident."""
        return any(text in self.message for text in REFUSED)


def _result(
    primitives: Any, convert: Any, back: Any, name: str, args: tuple[Any, ...], then: Any
) -> Any:
    """The plain result with True for functions, or that it failed."""
    try:
        values = [language_cases.evaluated(arg, primitives, convert) for arg in args]
        if name == "rapply" and args[0] == "functions":
            values[0] = tuple(primitives[n] for n in ("size", "identity", "first"))
        result = primitives[name](*values)
        if callable(result):
            result = result(*[language_cases.evaluated(arg, primitives, convert) for arg in then])
        return _without_functions(back(result))
    except Exception as error:  # noqa: BLE001 - errors are compared too
        return Failed(f"{type(error).__name__}: {error}")


def _without_functions(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_without_functions(v) for v in value)
    if isinstance(value, frozenset):
        return frozenset(_without_functions(v) for v in value)
    return True if callable(value) else value
