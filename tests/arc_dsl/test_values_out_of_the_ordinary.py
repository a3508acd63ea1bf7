"""Attacks the language with values nobody needs: bombs in one call, towers, Booleans for numbers.

Each program was found by reading the code. In the pool the kernel would end the worst; here nothing
stands behind the interpreter.
"""

import pickle
import time

import pytest

from arc_dsl import Evaluator, Kind, Limits, Program, parse, run, trace
from arc_dsl.errors import ParseError, TypeMismatch
from arc_dsl.foresight.forecasting import ANYTHING, Sought, forecast
from arc_dsl.types.inference import infer

LIMITS = Limits(steps=20_000, size=20_000, seconds=0.5)
GRID = ((0, 1), (1, 0))
LARGE = tuple(tuple((i * j) % 10 for j in range(30)) for i in range(30))
HUNDREDS = "x1 = multiply(TEN, TEN)\nx2 = multiply(x1, x1)\n"


def of_lines(*lines: str) -> Program:
    return parse("\n".join(lines))


def tower(storeys: int, *storey: str) -> list[str]:
    """Lines of which each pair works on the last."""
    lines, last = [], "ONE"
    for number in range(1, storeys + 1):
        text = storey[(number - 1) % len(storey)]
        lines.append(f"x{number} = {text.format(last)}")
        last = f"x{number}"
    return lines


def repeats(storeys: int) -> list[str]:
    return tower(storeys, "repeat({0}, TWO)")


def pairs_in_sets(storeys: int) -> list[str]:
    return tower(2 * storeys, "initset({0})", "astuple({0}, {0})")


def numbers_before_pairs(storeys: int, first: int = 1) -> list[str]:
    """A tower of three lines a storey: sets of a number, listed first, and a pair of sets."""
    lines, last = [], "ONE"
    for number in range(first, first + 3 * storeys, 3):
        lines.append(f"x{number} = astuple({last}, {last})")
        lines.append(f"x{number + 1} = initset(ONE)")
        last = f"x{number + 2}"
        lines.append(f"{last} = insert(x{number}, x{number + 1})")
    return lines


QUICKLY_REFUSED = {
    "indices of a ragged grid": HUNDREDS
    + "x3 = astuple(ONE, x2)\nx4 = astuple(x2, ONE)\nx5 = canvas(ZERO, x3)\nx6 = canvas(ZERO, x4)\n"
    "x7 = vconcat(x5, x6)\nx8 = asindices(x7)\nO = identity(I)",
    "a tower of pairs in sets": "\n".join(
        [*pairs_in_sets(30), "x61 = mostcommon(x60)", "O = identity(I)"]
    ),
    "a tower of pairs in sets, well below the top": "\n".join(
        [*pairs_in_sets(20), "x41 = astuple(x40, x40)", "x42 = mostcommon(x41)", "O = identity(I)"]
    ),
    "a tower in which numbers come first": "\n".join(
        [*numbers_before_pairs(20), "x61 = last(x60)", "O = identity(I)"]
    ),
    "a tower in an index": "\n".join(
        [*repeats(60), "x61 = toivec(x60)", "x62 = initset(x61)", "O = identity(I)"]
    ),
    "a tower in a product": "\n".join(
        [*repeats(60), "x61 = palette(I)", "x62 = product(x60, x61)", "O = identity(I)"]
    ),
}


@pytest.mark.parametrize("name", QUICKLY_REFUSED)
def test_what_would_take_all_memory_or_time_is_refused(name: str) -> None:
    begun = time.process_time()
    outcome = run(QUICKLY_REFUSED[name], GRID, LIMITS)
    assert time.process_time() - begun < 3
    assert outcome.kind in (Kind.TOO_LARGE, Kind.TIMEOUT, Kind.ERROR), outcome


@pytest.mark.parametrize(
    "end",
    [
        "x121 = equality(x60, x120)\nx122 = identity(x121)",
        "x121 = matcher(identity, x60)\nx122 = x121(x120)",
        "x121 = initset(x60)\nx122 = contained(x120, x121)",
        "x121 = initset(x60)\nx122 = remove(x120, x121)",
        "x121 = repeat(x60, TEN)\nx122 = remove(x120, x121)",
        "x121 = repeat(x60, TEN)\nx122 = other(x121, x120)",
        "x121 = repeat(x60, TEN)\nx122 = contained(x120, x121)",
        "x121 = repeat(x60, TEN)\nx122 = dedupe(x121)",
    ],
)
def test_no_set_grows_so_heavy_that_comparing_it_with_its_like_takes_long(end: str) -> None:
    towers = [*numbers_before_pairs(20), *numbers_before_pairs(20, 61)]
    outcome = run("\n".join([*towers, end, "O = identity(I)"]), GRID, LIMITS)
    assert outcome.kind in (Kind.TOO_LARGE, Kind.TIMEOUT)
    assert outcome.line < 60


@pytest.mark.parametrize(
    "storey", ["initset({0})", "repeat({0}, ONE)", "astuple({0}, ONE)", "astuple(ONE, {0})"]
)
@pytest.mark.parametrize("storeys", [40, 600])
def test_what_is_nested_deep_ends_alike_however_it_is_run(storey: str, storeys: int) -> None:
    program = of_lines(*tower(storeys, storey), "O = identity(I)")
    outcome = run(program, GRID)
    assert outcome.kind is (Kind.OK if storeys == 40 else Kind.TOO_LARGE)
    assert trace(program, GRID).outcome == outcome
    assert Evaluator(GRID).run(program) == outcome


def test_values_nested_by_the_thousand_in_one_line_are_refused() -> None:
    lines = ["x3 = rbind(repeat, ONE)", "x4 = power(x3, x1)", "x5 = power(x4, x1)", "x6 = x5(I)"]
    program = parse(HUNDREDS + "\n".join([*lines, "O = identity(I)"]))
    assert run(program, GRID).kind is Kind.TOO_LARGE
    assert trace(program, GRID).outcome == run(program, GRID) == Evaluator(GRID).run(program)


def test_sets_that_are_no_towers_may_hold_sets() -> None:
    program = of_lines(
        "x1 = objects(I, F, F, F)",
        "x2 = apply(palette, x1)",
        "x3 = initset(x2)",
        "x4 = insert(x1, x3)",
        "x5 = product(x4, x4)",
        "x6 = repeat(x5, TEN)",
        "x7 = mostcommon(x6)",
        "x8 = equality(x5, x7)",
        "x9 = branch(x8, ONE, ZERO)",
        "O = canvas(x9, UNITY)",
    )
    assert run(program, LARGE).grid == ((1,),)


def test_a_canvas_without_rows_needs_no_row() -> None:
    lines = "x3 = multiply(x2, x2)\nx4 = multiply(x3, TEN)\nx5 = tojvec(x4)\nO = canvas(ZERO, x5)"
    assert run(HUNDREDS + lines, GRID, LIMITS).kind is Kind.NOT_A_GRID


@pytest.mark.parametrize("name", ["partition", "fgpartition", "compress"])
def test_many_colours_take_no_longer_than_many_cells(name: str) -> None:
    row = "x3 = interval(ZERO, x2, ONE)\nx4 = repeat(x3, ONE)\n"
    begun = time.process_time()
    outcome = run(HUNDREDS + row + f"x5 = {name}(x4)\nO = identity(I)", GRID, LIMITS)
    assert outcome.kind in (Kind.OK, Kind.ERROR)
    assert time.process_time() - begun < 3


def test_distances_between_very_many_cells_end_in_time() -> None:
    program = of_lines(
        "x1 = upscale(I, NINE)",
        "x2 = asindices(x1)",
        "x3 = asindices(I)",
        "x4 = manhattan(x2, x3)",
        "O = canvas(x4, UNITY)",
    )
    begun = time.process_time()
    run(program, LARGE, Limits(steps=10**9, size=10**6, seconds=0.2))
    assert time.process_time() - begun < 3


def test_neighbours_do_not_turn_numbers_into_booleans() -> None:
    sets = of_lines("x1 = initset(F)", "x2 = insert(T, x1)", "O = identity(I)")
    corners = of_lines("x1 = astuple(T, F)", "x2 = initset(x1)", "O = identity(I)")
    deeper = of_lines("x1 = initset(T)", "x2 = initset(x1)", "O = identity(I)")
    for before in (sets, corners, deeper):
        for text in (
            "x1 = palette(I)\nx2 = last(x1)\nx3 = repeat(x2, TWO)\nO = repeat(x3, TWO)",
            "x1 = initset(DOWN)\nx2 = ulcorner(x1)\nx3 = first(x2)\nx4 = repeat(x3, TWO)\n"
            "O = repeat(x4, TWO)",
            "x1 = initset(ONE)\nx2 = initset(x1)\nx3 = first(x2)\nx4 = first(x3)\n"
            "x5 = repeat(x4, TWO)\nO = repeat(x5, TWO)",
        ):
            evaluator = Evaluator(GRID)
            evaluator.run(before)
            assert evaluator.run(parse(text)) == run(text, GRID)
            assert run(text, GRID).kind is Kind.OK


def test_foresight_ends_and_raises_nothing() -> None:
    doubled = ["x1 = power(identity, TWO)"]
    doubled += [f"x{n} = compose(x{n - 1}, x{n - 1})" for n in range(2, 41)]
    begun = time.process_time()
    assert forecast(of_lines(*doubled, "O = x40(I)")) == ANYTHING
    assert time.process_time() - begun < 3
    assert forecast(of_lines("x1 = compose(rot90, rot90)", "O = x1(I, I)")) == ANYTHING


def test_rows_merged_from_a_set_of_grids_are_no_grid() -> None:
    given = ((1, 0), (1, 2))
    program = of_lines(
        "x1 = initset(I)",
        "x2 = merge(x1)",
        "x3 = cmirror(x2)",
        "x4 = palette(x3)",
        "x5 = maximum(x4)",
        "O = canvas(x5, UNITY)",
    )
    outcome = run(program, given)
    assert outcome.grid == ((3,),)
    assert Sought(given, outcome.grid).possible(forecast(program))


def test_what_a_function_repeated_very_often_gives_is_not_refused() -> None:
    lines = ["x1 = power(initset, NINE)", "x2 = x1(ONE)"]
    lines += [f"x{n} = merge(x{n - 1})" for n in range(3, 11)]
    program = of_lines(*lines, "x11 = first(x10)", "O = canvas(x11, UNITY)")
    assert run(program, GRID).grid == ((1,),)
    infer(program)


def test_equal_sets_of_far_indices_are_equal_however_made() -> None:
    program = of_lines(
        "x1 = multiply(TEN, TEN)",
        "x2 = multiply(x1, SEVEN)",
        "x3 = toivec(x2)",
        "x4 = toivec(NEG_TWO)",
        "x5 = initset(x4)",
        "x6 = insert(x3, x5)",
        "x7 = initset(x3)",
        "x8 = combine(x5, x7)",
        "x9 = equality(x6, x8)",
        "x10 = branch(x9, ONE, ZERO)",
        "O = canvas(x10, UNITY)",
    )
    assert run(program, GRID).grid == ((1,),)


def test_a_trace_ends_as_the_run_does() -> None:
    lines = HUNDREDS + "x3 = double(x1)\nx4 = multiply(x3, TEN)\nx5 = repeat(I, x4)\nO = first(x5)"
    assert run(lines, LARGE) == trace(parse(lines), LARGE).outcome
    assert run(lines, LARGE).kind is Kind.OK


def test_errors_travel_between_processes() -> None:
    for error in (ParseError(3, "x"), TypeMismatch(0, "y")):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), again.line) == (type(error), str(error), error.line)
