"""Attacks type inference: accepts what can run, refuses what cannot, and types what comes out."""

import random

import pytest
from typing_cases import CASES, GIVEN, IDIOMS

from arc_dsl import Kind, Line, Program, TypeMismatch, parse, run, trace
from arc_dsl.constants import CONSTANTS
from arc_dsl.signatures import SIGNATURES
from arc_dsl.types.inference import check, infer, well_typed
from arc_dsl.types.static_types import (
    ANY,
    BOOLEAN,
    GRID,
    INDEX,
    INDICES,
    INTEGER,
    OBJECTS,
    Tag,
    join,
    overlap,
    pair_of,
    set_of,
    tuple_of,
    type_of,
)

GRID_VALUE = (
    (0, 0, 0, 2, 2, 0),
    (0, 1, 1, 0, 2, 0),
    (0, 1, 0, 0, 0, 0),
    (3, 0, 0, 0, 4, 4),
    (3, 3, 0, 0, 4, 4),
    (8, 8, 0, 5, 0, 0),
)
UNCHECKED = {"compose", "chain", "fork", "matcher"}
"""These check nothing until the function they make is called."""

ROWS = [row.split(" | ") for row in CASES.strip().split("\n")]
PROGRAMS = [
    (name, body.replace("; ", "\n"))
    for name, body in (row.split(" | ") for row in IDIOMS.replace("\\\n", "").strip().split("\n"))
]


def test_the_cases_cover_every_primitive_once() -> None:
    assert sorted(name for name, _, _ in ROWS) == sorted(SIGNATURES)


@pytest.mark.parametrize(("name", "call", "wrong"), ROWS, ids=lambda row: row.partition("(")[0])
def test_each_primitive_types_where_it_runs_and_only_there(
    name: str, call: str, wrong: str
) -> None:
    good = parse(f"{GIVEN}value = {call}\nO = identity(I)")
    bad = parse(f"{GIVEN}value = {wrong}\nO = identity(I)")

    types = infer(good)
    done = trace(good, GRID_VALUE)
    assert done.outcome.kind is Kind.OK
    value = done.steps[-2].value
    assert callable(value) or types[-2].tag is Tag.FUNCTION or overlap(type_of(value), types[-2])

    with pytest.raises(TypeMismatch) as error:
        infer(bad)
    assert error.value.line == len(bad) - 1
    assert "expected" in str(error.value)
    assert "found" in str(error.value)
    assert run(bad, GRID_VALUE).kind is not Kind.OK or name in UNCHECKED


@pytest.mark.parametrize(("name", "text"), PROGRAMS, ids=[name for name, _ in PROGRAMS])
def test_idioms_of_the_published_programs_type(name: str, text: str) -> None:
    program = parse(text)
    types = infer(program)
    assert overlap(types[-1], GRID), name
    _values_have_their_types(program)


def _values_have_their_types(program: Program) -> None:
    for step, of in zip(trace(program, GRID_VALUE).steps, infer(program), strict=False):
        if of.tag is not Tag.FUNCTION and not callable(step.value):
            assert overlap(type_of(step.value), of), (str(step.line), step.value, of)


def test_types_hold_for_whatever_still_types_after_random_changes() -> None:
    rng = random.Random(7)
    names = [*CONSTANTS, *SIGNATURES]
    accepted = 0
    for _ in range(1500):
        lines = list(parse(rng.choice(PROGRAMS)[1]).lines)
        number = rng.randrange(len(lines))
        line = lines[number]
        args = list(line.args)
        before = ["I", *(ln.name for ln in lines[:number])]
        args[rng.randrange(len(args))] = rng.choice(rng.choice((names, before)))
        lines[number] = Line(line.name, line.function, tuple(args))
        changed = Program.of(lines)
        if well_typed(changed):
            accepted += 1
            _values_have_their_types(changed)
    assert 200 < accepted < 1200


@pytest.mark.parametrize(
    ("text", "line", "expected", "found"),
    [
        ("O = height(I)", 1, "Grid", "Integer"),
        ("x = height(I)\nO = x(I)", 2, "a function", "Integer"),
        ("x = apply(rot90, I)\nO = rot90(x)", 1, "suits rot90", "Grid in I"),
        ("x = objects(I, T, F, T)\nO = fill(I, ONE, x)", 2, "Patch", "Objects"),
        ("f = compose(height, height)\nx = f(I)\nO = canvas(x, UP)", 2, "takes", "Grid"),
        ("x = frontiers(I)\ny = order(x, add)\nO = rot90(I)", 2, "of Object", "function add"),
        ("f = rbind(shift, ONE)\nx = asobject(I)\ny = f(x)\nO = paint(I, y)", 3, "takes", "Object"),
        ("x = first(I)\nO = crop(I, x, rot90)", 2, "dims", "function rot90"),
    ],
)
def test_a_refusal_names_line_expected_and_found(
    text: str, line: int, expected: str, found: str
) -> None:
    with pytest.raises(TypeMismatch) as error:
        check(parse(text))
    assert error.value.line == line
    before, _, after = error.value.message.partition(", found ")
    assert expected in before
    assert found in after


def test_types_are_as_precise_as_the_language_allows() -> None:
    program = parse(
        "objs = objects(I, T, F, T)\nobj = first(objs)\ncell = first(obj)\ncolour = first(cell)\n"
        "place = last(cell)\nrow = first(I)\nparts = hsplit(I, TWO)\nflag = square(I)\n"
        "mixed = branch(flag, ONE, UP)\npaths = product(place, place)\nO = first(parts)"
    )
    wanted = (
        OBJECTS,
        set_of(pair_of(INTEGER, INDEX)),
        pair_of(INTEGER, INDEX),
        INTEGER,
        INDEX,
        tuple_of(INTEGER),
        tuple_of(GRID),
        BOOLEAN,
        join((INTEGER, INDEX)),
        INDICES,
        GRID,
    )
    assert infer(program) == wanted


def test_equal_types_are_one_object_and_print_by_their_published_names() -> None:
    assert set_of(pair_of(INTEGER, INTEGER)) is INDICES
    assert join((BOOLEAN, INTEGER)) is INTEGER
    assert join((INTEGER, ANY)) is ANY
    assert str(OBJECTS) == "Objects"
    assert str(join((GRID, INTEGER))) == "Grid or Integer"
    assert str(infer(parse("f = rbind(add, UP)\nO = rot90(I)"))[0]) == (
        "function rbind(function add, IntegerTuple)"
    )


def test_types_stay_finite_however_deep_a_program_binds() -> None:
    lines = [Line("x0", "rbind", ("combine", "I"))]
    lines += [Line(f"x{n}", "compose", (f"x{n - 1}", f"x{n - 1}")) for n in range(1, 40)]
    program = Program.of([*lines, Line("O", "x39", ("I",))])
    assert infer(program)[-1] is not None
    assert max(of.depth for of in infer(program)) < 30
    assert max(len(str(of)) for of in infer(program)) < 1000


def test_every_seed_types_and_its_values_have_their_types() -> None:
    from data.seeds import load_seeds

    seeds = load_seeds()
    assert seeds
    for name, program in seeds.items():
        try:
            infer(program)
        except TypeMismatch as error:
            pytest.fail(f"{name}: {error}")
    for name in sorted(seeds)[::25]:
        _values_have_their_types(seeds[name])


WIDTHS = (1, 2, 3, 6)


@pytest.mark.parametrize(("name", "call", "wrong"), ROWS, ids=lambda row: row.partition("(")[0])
def test_a_grid_that_can_never_run_in_an_argument_is_refused_before(
    name: str, call: str, wrong: str
) -> None:
    """A grid in the place of each argument of a good call: what the check lets pass runs."""
    grids = [tuple(row[:width] for row in GRID_VALUE) for width in WIDTHS]
    head, _, inside = call.removesuffix(")").partition("(")
    given = inside.split(", ")
    for position in range(len(given)):
        args = ", ".join("I" if n == position else a for n, a in enumerate(given))
        program = parse(f"{GIVEN}value = {head}({args})\nO = canvas(ZERO, UNITY)")
        if well_typed(program):
            assert any(run(program, grid).kind is Kind.OK for grid in grids), args
