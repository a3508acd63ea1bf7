"""Attacks the description length: finite, exact on small cases, longer for more."""

import random
from math import log2

import pytest

from arc_dsl import Line, Program, TypeMismatch, parse
from arc_dsl.generate.bits import bits
from arc_dsl.generate.sampling import random_program
from arc_dsl.types.grammar import Scope
from data.seeds import load_seeds

NATURAL = -log2(1 - 1 / 1024)


def test_a_line_costs_its_choices_and_the_stop() -> None:
    start = Scope.start(natural=True)
    after = start.extend("rot90", ("I",))
    wanted = (
        log2(len(start.functions()))
        + log2(len(start.arguments("rot90", ())))
        + log2(len(after.functions()) + 1)
        + 3 * NATURAL
    )
    assert bits(parse("O = rot90(I)")) == pytest.approx(wanted)


def test_an_argument_without_alternative_is_free() -> None:
    start = Scope.start(natural=True)
    assert start.arguments("rot90", ()) == ("I",)
    rot, frame = bits(parse("O = rot90(I)")), bits(parse("O = trim(I)"))
    assert rot == frame


def test_more_lines_are_longer() -> None:
    rng = random.Random(1)
    for _ in range(10):
        program = random_program(rng, 3)
        longer = Program.of([*program.lines[:-1], _renamed(program), *parse("O = rot90(I)").lines])
        assert bits(longer) > bits(program) > 10


def _renamed(program: Program) -> Line:
    last = program.lines[-1]
    return Line("before", last.function, last.args)


def test_odd_uses_cost_ten_bits_and_more() -> None:
    odd = bits(parse("x1 = height(UP)\nO = canvas(x1, UNITY)"))
    plain = bits(parse("x1 = height(I)\nO = canvas(x1, UNITY)"))
    assert plain + 10 < odd < plain + 25


def test_the_prior_sums_to_at_most_one_over_short_programs() -> None:
    scope = Scope.start(natural=True)
    total = 0.0
    for function in scope.functions():
        if scope.arity(function) != 1:
            continue
        for arg in scope.arguments(function, ()):
            if scope.extend(function, (arg,)).can_end():
                total += 2 ** -bits(parse(f"O = {function}({arg})"))
    assert 0 < total < 1


def test_every_seed_has_a_length() -> None:
    seeds = load_seeds()
    lengths = {name: bits(seeds[name]) for name in sorted(seeds)[::40]}
    for name, length in lengths.items():
        assert 4 * len(seeds[name]) < length < 60 * len(seeds[name]), name


def test_an_ill_typed_program_has_none() -> None:
    with pytest.raises(TypeMismatch):
        bits(parse("O = rot90(ONE)"))
