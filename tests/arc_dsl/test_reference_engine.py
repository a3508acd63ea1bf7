"""Attacks the reference engine: it means what the bodies mean, and its limits hold."""

import random
import time
from pathlib import Path
from typing import Any

import language_cases
import pytest
import vectors

from arc_dsl import Kind, Limits, Outcome, parse, random_program, run
from arc_dsl.declaration import DECLARED
from arc_dsl.engine import reference
from arc_dsl.engine.weights import Weights, is_grid, members_of
from data.loading import load_tasks
from data.seeds import load_seeds

GRID = ((0, 0, 5), (0, 5, 5), (7, 0, 0))
LARGE = tuple(tuple((i * j) % 10 for j in range(30)) for i in range(30))
SHARED = Path(__file__).parents[3] / "shared" / "dsl" / "vectors_public.jsonl"
AMPLE = Limits(steps=10_000_000, size=1_000_000, seconds=60.0)


def go(text: str, grid: Any = GRID, **limits: Any) -> Outcome:
    return reference.run(parse(text), grid, Limits(**limits))


def test_programs_run_line_by_line() -> None:
    text = "x1 = objects(I, T, F, T)\nx2 = argmax(x1, size)\nO = fill(I, THREE, x2)"
    values, outcome = reference.values_of(parse(text), GRID, Limits())
    assert outcome == Outcome(Kind.OK, ((0, 0, 3), (0, 3, 3), (7, 0, 0)))
    assert values[1] == frozenset({(5, (0, 2)), (5, (1, 1)), (5, (1, 2))})


def test_functions_are_values_with_an_identity() -> None:
    same = "x1 = equality(size, size)\nx2 = astuple(x1, x1)\nO = canvas(FIVE, x2)"
    assert go(same).grid == ((5,),)
    other = "f = rbind(add, ONE)\ng = rbind(add, ONE)\nx = equality(f, g)\nO = branch(x, I, ONE)"
    assert go(other).kind is Kind.NOT_A_GRID
    assert go("f = rbind(fork, size)\ng = f(add, size)\nO = g(I)").kind is Kind.NOT_A_GRID


@pytest.mark.parametrize(
    ("text", "kind", "line", "message"),
    [
        ("x1 = size(I)\nO = first(x1)", Kind.TYPE, 2, "expected a container, found int"),
        ("x1 = partition(I)\nO = compress(x1)", Kind.TYPE, 2, "expected a grid, found a set"),
        ("x1 = size(I)\nO = x1(I)", Kind.TYPE, 2, "expected a function, found an integer"),
        ("x1 = divide(ONE, ZERO)\nO = canvas(x1, UNITY)", Kind.ERROR, 1, "by zero"),
        ("x1 = canvas(TEN, UNITY)\nO = canvas(TEN, UNITY)", Kind.NOT_A_GRID, 2, "not a grid"),
    ],
)
def test_failures_are_outcomes_that_tell_where(
    text: str, kind: Kind, line: int, message: str
) -> None:
    outcome = go(text)
    assert (outcome.kind, outcome.line) == (kind, line)
    assert message in outcome.message


GREEDY = {
    "steps": "x1 = asindices(I)\nx2 = prapply(add, x1, x1)\nx3 = prapply(add, x2, x2)\n"
    "x4 = mapply(neighbors, x3)\nO = fill(I, ONE, x4)",
    "size": "x1 = upscale(I, TEN)\nx2 = upscale(x1, TEN)\nO = upscale(x2, TEN)",
    "nesting": "x0 = astuple(I, I)\n"
    + "\n".join(f"x{n} = astuple(x{n - 1}, x{n - 1})" for n in range(1, 80))
    + "\nO = identity(I)",
    "members": "x1 = multiply(TEN, TEN)\nx2 = repeat(I, x1)\nx3 = repeat(x2, x1)\n"
    "x4 = repeat(x3, x1)\nx5 = merge(x4)\nx6 = merge(x5)\nO = first(x6)",
    "power": "f = power(identity, TEN)\n"
    + "\n".join(f"f{n} = power({'f' if n == 0 else f'f{n - 1}'}, TEN)" for n in range(8))
    + "\nO = f7(I)",
    "depth": "f0 = compose(rot90, rot90)\n"
    + "\n".join(f"f{n} = compose(f{n - 1}, rot90)" for n in range(1, 200))
    + "\nO = f199(I)",
    "integers": "x0 = multiply(TEN, TEN)\n"
    + "\n".join(f"x{n} = multiply(x{n - 1}, x{n - 1})" for n in range(1, 12))
    + "\nO = canvas(x11, UNITY)",
}


@pytest.mark.parametrize("kind", list(GREEDY))
def test_greedy_programs_end_within_their_limits(kind: str) -> None:
    start = time.thread_time()
    outcome = go(GREEDY[kind], LARGE, seconds=0.3)
    assert time.thread_time() - start < 1.5
    assert outcome.kind in (Kind.TIMEOUT, Kind.TOO_LARGE, Kind.ERROR, Kind.MEMORY)


def test_a_start_far_away_is_no_trouble() -> None:
    text = "x1 = multiply(TEN, TEN)\nx2 = multiply(x1, THREE)\nx3 = tojvec(x2)\n"
    assert go(text + "x4 = shoot(x3, ORIGIN)\nO = identity(I)").grid == GRID


def test_steps_limit_work_and_allowances_are_put_back() -> None:
    text = "x1 = asindices(I)\nx2 = apply(toivec, x1)\nO = fill(I, ONE, x1)"
    assert go(text, steps=500).ok
    assert go(text, steps=5).kind is Kind.TIMEOUT
    assert go(text, steps=500).ok
    assert go(text, steps=0).line == 1


def test_weights_are_those_of_the_specification() -> None:
    weigh = Weights().weigh
    for value, weight in (
        (7, 1),
        ((), 1),
        (frozenset(), 1),
        ((3, 4), 1),
        ((5, (3, 4)), 1),
        (frozenset({(3, 4), (5, 6)}), 2),
        (frozenset({(1, (3, 4)), (1, (5, 6))}), 2),
        (GRID, 9),
        (((1, 2), (3, 4), (5, 6)), 6),
        (((1, 2), (3, 400)), 2),
        ((1, 2, 3), 3),
        ((GRID, GRID), 18),
    ):
        assert weigh(value)[0] == weight, value
    assert members_of(GRID) == 9
    assert members_of(((1, 2), (3, 400))) == 2
    assert not is_grid(((),))


def test_functions_in_sets_have_an_order_that_is_no_accident() -> None:
    text = "f = rbind(add, ONE)\ng = rbind(add, TWO)\na = initset({})\nb = insert({}, a)\n"
    text += "c = first(b)\nd = c(ONE)\ne = astuple(d, d)\nO = canvas(THREE, e)"
    assert go(text.format("f", "g")).grid == go(text.format("g", "f")).grid == ((3, 3), (3, 3))


@pytest.mark.skipif(not SHARED.exists(), reason="the shared vectors are not beside the project")
def test_shared_vectors_pass() -> None:
    known = reference.primitives()
    cases = [case for case in vectors.load(SHARED) if case["kind"] in ("typical", "edge")]
    failing = [
        case["id"]
        for case in cases
        if vectors.outcome(case, known) != vectors.expected(case, known)
    ]
    assert len(cases) > 1000
    assert failing == []


def _compare_seeds(names: list[str]) -> None:
    seeds, tasks = load_seeds(), load_tasks("arc1", "training")
    for name in names:
        for grid in tasks[name].inputs:
            ours = reference.run(seeds[name], grid, AMPLE)
            assert ours == run(seeds[name], grid, AMPLE), name


def test_seeds_give_what_the_engine_in_use_gives() -> None:
    _compare_seeds(sorted(load_seeds())[::12])


@pytest.mark.slow
def test_all_seeds_give_what_the_engine_in_use_gives() -> None:
    _compare_seeds(sorted(load_seeds()))


def test_random_programs_end_as_in_the_engine_in_use() -> None:
    rng = random.Random(12)
    compared = 0
    for _ in range(150):
        program = random_program(rng, rng.randint(1, 8))
        ours, theirs = reference.run(program, GRID, AMPLE), run(program, GRID, AMPLE)
        assert ours.ok == theirs.ok, f"{program}\n{ours}\n{theirs}"
        assert ours.grid == theirs.grid, str(program)
        compared += ours.ok
    assert compared > 75


def test_primitives_can_be_called_directly() -> None:
    known = reference.primitives()
    assert known["add"](1, (2, 3)) == (3, 4)
    assert known["compose"](known["size"], known["rot90"])(GRID) == 3
    rng = random.Random(2)
    for name in ("apply", "objects", "fill", "argmax"):
        for _ in range(10):
            args = language_cases.arguments(name, rng)
            plain = [language_cases.evaluated(arg, known) for arg in args]
            assert _result(known[name], plain) == _result(DECLARED[name].body, plain)


def _result(function: Any, args: list[Any]) -> Any:
    try:
        return function(*args)
    except Exception:  # noqa: BLE001 - both fail, or neither
        return "failed"
