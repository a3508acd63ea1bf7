"""Every primitive of both engines: cases worked out by hand, shared vectors, its plain meaning."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import language_cases
import pytest
import vectors

from arc_dsl import PRIMITIVES, SIGNATURES, conformance
from arc_dsl.declaration import DECLARED
from arc_dsl.engine import reference

OWN = vectors.load(Path(__file__).with_name("primitive_cases.jsonl"))
SHARED = Path(__file__).parents[3] / "shared" / "dsl" / "vectors_public.jsonl"
NAMES = list(SIGNATURES)
SAMPLES = 40
ENGINES: dict[str, Mapping[str, Callable[..., Any]]] = {
    "the engine in use": PRIMITIVES,
    "the reference": reference.primitives(),
}
FAILED = "failed"


def test_every_primitive_is_there_by_name_and_has_a_case() -> None:
    assert set(PRIMITIVES) == set(SIGNATURES) == set(DECLARED)
    assert {case["prim"] for case in OWN} == set(PRIMITIVES)
    for name in PRIMITIVES:
        assert getattr(conformance, name) is PRIMITIVES[name]


@pytest.mark.parametrize("engine", list(ENGINES))
@pytest.mark.parametrize("name", NAMES)
def test_primitive_gives_what_was_worked_out_by_hand(name: str, engine: str) -> None:
    primitives = ENGINES[engine]
    for case in [case for case in OWN if case["prim"] == name]:
        want = vectors.expected(case, primitives)
        assert vectors.outcome(case, primitives) == want, case["id"]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared vectors are not beside the project")
@pytest.mark.parametrize("engine", list(ENGINES))
def test_shared_conformance_vectors_pass(engine: str) -> None:
    primitives = ENGINES[engine]
    cases = [case for case in vectors.load(SHARED) if case["kind"] in ("typical", "edge")]
    failing = [
        case["id"]
        for case in cases
        if vectors.outcome(case, primitives) != vectors.expected(case, primitives)
    ]
    assert len(cases) > 1000
    assert failing == []


@pytest.mark.parametrize("name", NAMES)
def test_primitive_agrees_with_its_meaning(name: str) -> None:
    rng = random.Random(name)
    for _ in range(SAMPLES):
        args = language_cases.arguments(name, rng)
        then = (language_cases.anything(rng),)
        want = _result(reference.primitives(), name, args, then)
        assert _result(PRIMITIVES, name, args, then) == want, args


def _result(primitives: Any, name: str, args: tuple[Any, ...], then: Any) -> Any:
    """The plain result with True for functions, or that it failed."""
    try:
        values = [language_cases.evaluated(arg, primitives) for arg in args]
        if name == "rapply" and args[0] == "functions":
            values[0] = tuple(primitives[n] for n in ("size", "identity", "first"))
        result = primitives[name](*values)
        if callable(result):
            result = result(*[language_cases.evaluated(arg, primitives) for arg in then])
        return _without_functions(result)
    except Exception:  # noqa: BLE001 - both fail, or neither
        return FAILED


def _without_functions(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_without_functions(v) for v in value)
    if isinstance(value, frozenset):
        return frozenset(_without_functions(v) for v in value)
    return True if callable(value) else value
