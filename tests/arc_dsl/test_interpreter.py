"""Running programs: outcomes, traces, limits, and equal results when work is shared."""

import random
from itertools import product
from time import process_time, thread_time
from typing import Any

import numpy as np
import pytest

from arc_dsl import (
    CONSTANTS,
    PRIMITIVES,
    SIGNATURES,
    Evaluator,
    Kind,
    Limits,
    Outcome,
    Program,
    digest,
    parse,
    run,
    trace,
)
from arc_dsl.declaration import DECLARED
from arc_dsl.program import Line

GRID = ((0, 0, 5), (0, 5, 5), (7, 0, 0))
BODIES = {name: declaration.body for name, declaration in DECLARED.items()}


def go(text: str, grid: Any = GRID, **limits: Any) -> Outcome:
    return run(parse(text), grid, Limits(**limits))


def test_program_runs_line_by_line() -> None:
    text = "x1 = objects(I, T, F, T)\nx2 = argmax(x1, size)\nO = fill(I, THREE, x2)"
    assert go(text) == Outcome(Kind.OK, ((0, 0, 3), (0, 3, 3), (7, 0, 0)))


def test_functions_are_values_and_variables_can_be_called() -> None:
    text = "x1 = compose(hmirror, rot90)\nx2 = lbind(apply, x1)\nx3 = repeat(I, TWO)\n"
    text += "x4 = x2(x3)\nO = first(x4)"
    assert go(text).grid == BODIES["hmirror"](BODIES["rot90"](GRID))


@pytest.mark.parametrize("grid", [[list(row) for row in GRID], GRID, np.array(GRID, np.int8)])
def test_lists_tuples_and_arrays_are_taken(grid: Any) -> None:
    assert go("O = rot180(I)", grid).grid == ((0, 0, 7), (5, 5, 0), (5, 0, 0))


@pytest.mark.parametrize(
    ("grid", "reason"),
    [
        ([], "non-empty"),
        ([[1], 2], "every row"),
        ([[1, 2], [3]], "equally long"),
        ([[]], "1x1 to 30x30"),
        ([[0] * 31], "1x1 to 30x30"),
        ([[10]], "colours 0 to 9"),
        ([[-1]], "colours 0 to 9"),
        ([[256, 0]], "colours 0 to 9"),
        ([[2**40]], "colours 0 to 9"),
        ([[True]], "integers"),
        ([[0.5]], "integers"),
        ([["1"]], "integers"),
        ("1", "list or tuple"),
        (np.array([[0.0]]), "must hold integers"),
    ],
)
def test_other_grids_are_refused_with_the_reason(grid: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        run(parse("O = identity(I)"), grid)


def test_grids_of_all_shapes_come_out_as_they_went_in() -> None:
    rng = random.Random(3)
    program = parse("O = identity(I)")
    for high, wide in product((1, 2, 9, 29, 30), repeat=2):
        grid = tuple(tuple(rng.randrange(10) for _ in range(wide)) for _ in range(high))
        assert run(program, grid).grid == grid
        assert run(program, [np.array(row).tolist() for row in grid]).grid == grid
        mixed = [list(row) if k % 2 else row for k, row in enumerate(grid)]
        assert run(program, mixed).grid == grid


def test_failure_names_line_function_and_cause() -> None:
    outcome = go("x1 = ofcolor(I, EIGHT)\nx2 = first(x1)\nO = fill(I, ONE, x1)")
    assert (outcome.kind, outcome.line) == (Kind.ERROR, 2)
    assert outcome.message.startswith("first: no first member")


@pytest.mark.parametrize(
    "text",
    [
        "O = height(I)",
        "O = ofcolor(I, ZERO)",
        "O = trim(x1)",
        "O = canvas(TEN, UNITY)",
        "O = canvas(NEG_ONE, UNITY)",
        "O = hconcat(x1, I)",
        "O = vsplit(I, THREE)",
    ],
)
def test_what_is_not_a_grid_of_colours_may_not_leave(text: str) -> None:
    lines = "x1 = upscale(I, TEN)\n" if "x1" in text else ""
    if text == "O = trim(x1)":
        lines = "x1 = canvas(ONE, TWO_BY_TWO)\n"
    assert go(lines + text).kind is Kind.NOT_A_GRID


def test_text_that_is_no_program_is_an_outcome() -> None:
    outcome = run("x1 = rot90(I)", GRID)
    assert outcome.kind is Kind.SYNTAX
    assert "last line" in outcome.message


def test_trace_has_every_value_as_plain_python_up_to_the_failure() -> None:
    text = "x1 = ofcolor(I, SEVEN)\nx2 = palette(I)\nx3 = rbind(fill, x1)\nx4 = first(ZERO)\n"
    steps, outcome = trace(parse(text + "O = rot90(I)"), GRID).steps, None
    assert [step.number for step in steps] == [1, 2, 3]
    assert steps[0].value == frozenset({(2, 0)})
    assert steps[1].value == frozenset({0, 5, 7})
    assert callable(steps[2].value)
    assert all(step.seconds >= 0 for step in steps)
    assert str(steps[0].line) == "x1 = ofcolor(I, SEVEN)"
    outcome = trace(parse(text + "O = rot90(I)"), GRID).outcome
    assert outcome == run(parse(text + "O = rot90(I)"), GRID)


# ------------------------------------------------------------------ limits

BOMBS = {
    "canvas": "x1 = multiply(TEN, TEN)\nx2 = multiply(x1, x1)\nx3 = astuple(x2, x2)\n"
    "O = canvas(ONE, x3)",
    "upscale": "\n".join(
        f"{'O' if k == 9 else f'x{k}'} = upscale({'I' if k == 1 else f'x{k - 1}'}, TEN)"
        for k in range(1, 10)
    ),
    "power of upscale": "x1 = rbind(upscale, TEN)\nx2 = power(x1, TEN)\nO = x2(I)",
    "hconcat": "x1 = fork(hconcat, identity, identity)\nx2 = multiply(TEN, NINE)\n"
    "x3 = power(x1, x2)\nO = x3(I)",
    "combine": "x1 = fork(combine, identity, identity)\nx2 = multiply(TEN, NINE)\n"
    "x3 = power(x1, x2)\nO = x3(I)",
    "product": "x1 = asindices(I)\nx2 = fork(product, identity, identity)\n"
    "x3 = power(x2, TEN)\nO = x3(x1)",
    "interval": "x1 = multiply(TEN, TEN)\nx2 = power(double, x1)\nx3 = lbind(multiply, TEN)\n"
    "x4 = power(x3, TEN)\nx5 = x4(TEN)\nO = interval(ZERO, x5, ONE)",
    "repeat": "x1 = lbind(multiply, TEN)\nx2 = power(x1, TEN)\nx3 = x2(TEN)\nO = repeat(I, x3)",
    "nested repeat": "x1 = multiply(TEN, TEN)\nx2 = rbind(repeat, x1)\nx3 = power(x2, TEN)\n"
    "x4 = x3(ONE)\nO = initset(x4)",
    "nested pairs": "x1 = fork(astuple, identity, identity)\nx2 = multiply(TEN, SIX)\n"
    "x3 = power(x1, x2)\nx4 = x3(ONE)\nx5 = x3(ONE)\nO = equality(x4, x5)",
    "huge integers": "x1 = fork(multiply, identity, identity)\nx2 = multiply(TEN, SIX)\n"
    "x3 = power(x1, x2)\nO = x3(TEN)",
    "doubling functions": "x1 = compose(rot90, rot90)\n"
    + "\n".join(f"x{k} = compose(x{k - 1}, x{k - 1})" for k in range(2, 60))
    + "\nO = x59(I)",
    "deep functions": "x1 = compose(rot90, rot90)\n"
    + "\n".join(f"x{k} = compose(x{k - 1}, rot90)" for k in range(2, 400))
    + "\nO = x399(I)",
    "powers of powers": "x1 = multiply(TEN, TEN)\nx2 = power(rot90, x1)\nx3 = power(x2, x1)\n"
    "x4 = power(x3, x1)\nO = x4(I)",
    "all pairs": "x1 = upscale(I, TEN)\nx2 = asindices(x1)\nO = prapply(manhattan, x2, x2)",
    "far lines": "x1 = upscale(I, TEN)\nx2 = asindices(x1)\nx3 = lbind(shoot, ORIGIN)\n"
    "x4 = prapply(shoot, x2, x2)\nO = merge(x4)",
    "sets of sets": "x1 = power(initset, TEN)\nx2 = multiply(TEN, NINE)\nx3 = power(x1, x2)\n"
    "O = x3(I)",
}


@pytest.mark.parametrize("name", BOMBS)
def test_hostile_program_ends_soon_and_small(name: str) -> None:
    begun = process_time()
    outcome = run(parse(BOMBS[name]), GRID, Limits(seconds=0.3))
    assert process_time() - begun < 0.3 + 0.2
    assert outcome.kind in (Kind.ERROR, Kind.TIMEOUT, Kind.TOO_LARGE, Kind.NOT_A_GRID)
    assert len(outcome.message) < 500


def test_steps_of_higher_order_primitives_count() -> None:
    text = "x1 = asindices(I)\nx2 = totuple(x1)\nO = apply(first, x2)"
    assert go(text, steps=12).kind is Kind.TIMEOUT  # 12 calls, and 9 members read or made thrice
    assert go(text, steps=13).kind is Kind.NOT_A_GRID
    assert go(text, steps=2).line == 2


def test_time_is_cpu_time_and_is_kept() -> None:
    text = "x1 = asindices(I)\nx2 = power(rot90, NINE)\n"
    text += "\n".join(f"x{k} = power(x{k - 1}, NINE)" for k in range(3, 9)) + "\nO = x8(I)"
    begun = thread_time()  # unlimited, five seconds: far from the limit on any machine
    outcome = go(text, steps=10**9, seconds=0.05)
    assert outcome.kind is Kind.TIMEOUT
    assert thread_time() - begun < 0.2


def test_size_limit_holds_before_the_value_is_made() -> None:
    assert go("x1 = upscale(I, THREE)\nO = upscale(x1, THREE)", size=80).kind is Kind.TOO_LARGE
    assert go("O = upscale(I, THREE)", size=81).kind is Kind.OK


ROWS_SHARED = "x1 = multiply(TEN, TEN)\nx2 = multiply(x1, x1)\nx3 = repeat(ONE, x2)\n"


@pytest.mark.parametrize(
    ("last", "kind"),
    [
        ("O = repeat(x3, x2)", Kind.TOO_LARGE),
        ("x4 = repeat(x3, x2)\nO = hmirror(x4)", Kind.TOO_LARGE),
        ("x4 = repeat(x3, x2)\nO = rapply(x4, x3)", Kind.TOO_LARGE),
    ],
)
def test_rows_that_are_shared_are_not_looked_at_one_by_one(last: str, kind: Kind) -> None:
    begun = thread_time()
    assert go(ROWS_SHARED + last).kind is kind
    assert thread_time() - begun < 1  # 10,000 rows of 10,000 cells: a look at each takes ten


def test_a_nested_tuple_in_place_of_a_function_is_not_hashed() -> None:
    nested = "\n".join(f"x{k} = repeat(x{k - 1}, TWO)" for k in range(2, 62))
    text = f"x1 = astuple(ONE, ONE)\n{nested}\nx62 = interval(ZERO, TEN, ONE)\n"
    for last in ("apply(x61, x62)", "sfilter(x62, x61)", "prapply(x61, x62, x62)"):
        assert go(f"{text}O = {last}").kind is Kind.TIMEOUT


def test_limits_of_one_run_do_not_outlast_it() -> None:
    assert go("O = upscale(I, THREE)", size=10).kind is Kind.TOO_LARGE
    assert len(PRIMITIVES["interval"](0, 1000, 1)) == 1000


# ------------------------------------------------------------------ shared work


ACCEPTED = {
    "Element": ("Grid", "Object"),
    "Piece": ("Grid", "Object", "Indices"),
    "Patch": ("Object", "Indices"),
    "Container": ("Objects", "Indices", "Tuple", "IntegerSet"),
    "ContainerContainer": ("Objects", "TupleTuple"),
    "FrozenSet": ("Objects", "Indices", "IntegerSet"),
    "Numerical": ("Integer", "IntegerTuple"),
    "Any": ("Integer", "Grid", "IntegerTuple"),
}


def random_program(rng: random.Random, lines: int) -> Program:
    """Calls of about the declared types, ending in a grid: many run, many fail."""
    pool: dict[str, list[str]] = {"Grid": ["I", "I"], "Boolean": ["T", "F"]}
    pool["Integer"] = ["ZERO", "ONE", "TWO", "FIVE", "NEG_ONE"]
    pool["IntegerTuple"] = ["UNITY", "UP", "TWO_BY_TWO", "ORIGIN"]
    pool["Callable"] = ["size", "height", "color", "first", "last", "identity", "normalize", "box"]
    program: list[Line] = []
    while len(program) < lines:
        last = len(program) + 1 == lines
        function = rng.choice(list(SIGNATURES))
        signature = SIGNATURES[function]
        if last and signature.result not in ("Grid", "Piece", "Element"):
            continue
        options = [
            [name for t in ACCEPTED.get(kind, (kind,)) for name in pool.get(t, ())]
            for _, kind in signature.parameters
        ]
        if all(options):
            name = "O" if last else f"x{len(program) + 1}"
            args = [rng.choice([o[-1], rng.choice(o)]) for o in options]
            program.append(Line(name, function, tuple(args)))
            pool.setdefault(signature.result, []).append(name)
    return Program.of(program)


def test_evaluator_gives_the_outcomes_of_run() -> None:
    rng = random.Random(11)
    programs = [random_program(rng, rng.randint(1, 6)) for _ in range(1500)]
    evaluator = Evaluator(GRID)
    small = Evaluator(GRID, memory=20_000)
    for program in programs:
        alone = run(program, GRID)
        assert evaluator.run(program) == alone, str(program)
        assert evaluator.run(program) == alone
        assert small.run(program) == alone
        kind, found = evaluator.run_digest(program)
        assert kind is alone.kind
        assert found == (digest(alone.grid) if alone.grid is not None else b"")
    assert len({run(program, GRID).kind for program in programs}) >= 3


def test_evaluator_counts_the_steps_that_it_saves() -> None:
    text = "x1 = asindices(I)\nx2 = totuple(x1)\nx3 = apply(first, x2)\n"
    cheap, dear = (
        parse(text + "O = rot90(I)"),
        parse(text + "x4 = apply(identity, x3)\nO = rot90(I)"),
    )
    limits = Limits(steps=15)
    evaluator = Evaluator(GRID, limits)
    for program in (cheap, dear, cheap, dear):
        assert evaluator.run(program) == run(program, GRID, limits)
    assert evaluator.run(cheap).kind is Kind.OK
    assert evaluator.run(dear).kind is Kind.TIMEOUT


def test_functions_made_twice_are_not_equal_shared_or_not() -> None:
    same = "x1 = compose(first, last)\nx2 = identity(x1)\nx3 = equality(x1, x2)\n"
    other = "x1 = compose(first, last)\nx2 = compose(first, last)\nx3 = equality(x1, x2)\n"
    end = "O = branch(x3, I, ZERO)"
    evaluator = Evaluator(GRID)
    for text in (same + end, other + end) * 2:
        assert evaluator.run(parse(text)) == run(parse(text), GRID)
    assert evaluator.run(parse(same + end)).kind is Kind.OK
    assert evaluator.run(parse(other + end)).kind is Kind.NOT_A_GRID


def test_evaluator_refuses_bad_grids_as_run_does() -> None:
    with pytest.raises(ValueError, match="equally long"):
        Evaluator([[1], [2, 3]])


# ------------------------------------------------------------------ against the plain meaning


def plain_result(program: Program, grid: Any) -> Any:
    state: dict[str, Any] = {**CONSTANTS, **BODIES, "I": grid}
    for line in program.lines:
        state[line.name] = state[line.function](*[state[arg] for arg in line.args])
    return state["O"]


def test_random_programs_give_what_the_primitives_mean() -> None:
    rng = random.Random(5)
    compared = 0
    for _ in range(1500):
        program = random_program(rng, rng.randint(1, 7))
        outcome = run(program, GRID)
        if outcome.kind is Kind.OK:
            assert plain_result(program, GRID) == outcome.grid, str(program)
            compared += 1
    assert compared > 300


def test_a_grid_that_can_change_is_looked_at_again() -> None:
    program = parse("O = identity(I)")
    changing: list[Any] = [[[1, 2], [3, 4]], ([1, 2], [3, 4])]
    for grid in changing:
        assert run(program, grid).grid == ((1, 2), (3, 4))
        grid[0][0] = 9
        assert run(program, grid).grid == ((9, 2), (3, 4))
    kept = [((n, 0), (0, n)) for n in range(10) for _ in range(20)]
    for _ in range(2):
        for rows in kept:
            assert run(program, rows).grid == rows
