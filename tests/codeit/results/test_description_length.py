"""Attacks the bits of tasks: worked by hand, never more than a bit above raw, partial answers."""

from math import log2

import pytest

from arc_dsl import PlainGrid, parse
from arc_dsl.generate.bits import bits
from codeit.rankers.choosing import ranker_named
from codeit.rankers.interface import Found
from codeit.results.description import grid_bits, raw_bits, task_bits, task_rate

ONE, TWO = ((1, 2), (3, 4)), ((5, 6, 7),)
Described = tuple[list[PlainGrid], list[tuple[float | None, list[PlainGrid | None]]]]
RAW = 1 + 4 * log2(30) + 7 * log2(10)


def test_a_grid_by_hand() -> None:
    assert grid_bits(TWO) == pytest.approx(2 * 4.9069 + 3 * 3.3219, abs=1e-3)
    assert raw_bits([ONE, TWO]) == pytest.approx(RAW)


def test_a_right_program_costs_itself_and_a_bit_for_each_choice() -> None:
    assert task_bits(20.0, [ONE, TWO], [ONE, TWO]) == 1 + 20 + 2


def test_what_a_program_does_not_give_is_sent() -> None:
    wanted = 1 + 5 + 2 + grid_bits(TWO)
    assert task_bits(5.0, [ONE, None], [ONE, TWO]) == pytest.approx(wanted)
    assert task_bits(5.0, [ONE, ONE], [ONE, TWO]) == pytest.approx(wanted)


def test_a_useless_program_is_not_sent() -> None:
    assert task_bits(5.0, [TWO, ONE], [ONE, TWO]) == pytest.approx(RAW)
    assert task_bits(1000.0, [ONE, TWO], [ONE, TWO]) == pytest.approx(RAW)
    assert task_bits(None, [ONE, TWO], [ONE, TWO]) == pytest.approx(RAW)


def test_a_run_is_the_best_of_each_task_over_all_as_they_are() -> None:
    solved: Described = ([ONE, TWO], [(20.0, [ONE, TWO]), (30.0, [ONE, TWO])])
    unsolved: Described = ([ONE, TWO], [])
    assert task_rate([solved, unsolved]) == pytest.approx((23 + RAW) / (2 * RAW))
    assert task_rate([unsolved]) == 1.0


def test_of_right_programs_the_one_of_fewer_bits_comes_first() -> None:
    few, many = "O = vmirror(I)", "x1 = vmirror(I)\nO = hmirror(x1)"
    ranker = ranker_named("bits")
    ranked = sorted([Found(many, 1.0), Found(few, 0.5), Found(few, 1.0)], key=ranker.key)
    assert [(f.program, f.score) for f in ranked] == [(few, 1.0), (many, 1.0), (few, 0.5)]
    assert bits(parse(few)) < bits(parse(many))
    no_program = Found("O = nothing(I)", 1.0)
    assert ranker.key(no_program) > ranker.key(Found(many, 1.0))
