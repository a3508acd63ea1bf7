"""Functions on many members at once: the same results and steps as one call after another."""

import random
from typing import Any

import pytest

from arc_dsl import PRIMITIVES
from arc_dsl.columns import column, column_after, column_of_pairs
from arc_dsl.errors import StepLimit
from arc_dsl.execution import begin, end
from arc_dsl.functional import chain, compose, fork, lbind, matcher, power, rbind
from arc_dsl.limits import BUDGET
from arc_dsl.moving import moved, moved_to_all
from arc_dsl.outcome import Limits
from arc_dsl.representation import Function
from arc_dsl.values import from_plain

P = PRIMITIVES
PAIRS = [(i, j) for i in range(-3, 4) for j in range(5)]
PATCH = from_plain(frozenset({(0, 1), (2, 3)}))
OBJECT = from_plain(frozenset({(3, (0, 1)), (3, (1, 1)), (5, (2, 3))}))

FUNCTIONS = {
    "primitive": P["invert"],
    "whole primitive": P["first"],
    "last": P["last"],
    "size": compose(P["size"], P["initset"]),
    "compose": compose(P["first"], P["double"]),
    "chain": chain(P["increment"], P["last"], P["invert"]),
    "fork": fork(P["add"], P["first"], compose(P["double"], P["last"])),
    "fork of a made function": fork(rbind(P["branch"], 3), matcher(P["first"], 1), P["last"]),
    "matcher of pairs": matcher(P["invert"], (1, -2)),
    "matcher of numbers": matcher(P["first"], 2),
    "power": power(P["double"], 3),
    "bound left": lbind(P["subtract"], 7),
    "bound right": rbind(P["subtract"], (1, 2)),
    "indices shifted": lbind(P["shift"], PATCH),
    "an object shifted": lbind(P["shift"], OBJECT),
    "bound twice": rbind(lbind(P["branch"], True), (9, 9)),
    "nothing but itself": P["identity"],
}


def steps_of(work: Any) -> tuple[Any, int]:
    """What the work gives, and the steps that it took."""
    former = begin(Limits(), 0)
    try:
        before = BUDGET.left
        return work(), before - BUDGET.left
    finally:
        end(former)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_column_holds_what_single_calls_give_and_costs_as_many_steps(name: str) -> None:
    function = FUNCTIONS[name]
    weight = function.weight if type(function) is Function else 1
    found, steps = steps_of(lambda: column(function, PAIRS))
    assert found == [function(pair) for pair in PAIRS]
    assert steps == weight * len(PAIRS)


def test_a_column_of_sizes_and_of_members_that_are_no_tuples() -> None:
    values = [PATCH, OBJECT, (1, 2, 3), from_plain(((1, 2), (3, 4)))]
    for name in ("size", "first", "last"):
        assert column(P[name], values) == [P[name](value) for value in values]


@pytest.mark.parametrize("name", ["add", "shift"])
def test_one_value_with_each_member(name: str) -> None:
    fixed = OBJECT if name == "shift" else (4, 4)
    found, steps = steps_of(lambda: column_after(P[name], fixed, PAIRS))
    assert found == [P[name](fixed, pair) for pair in PAIRS]
    assert steps == len(PAIRS)
    made = rbind(P["branch"], 3)
    assert column_after(made, True, [1, 2]) == [1, 2]
    assert column_of_pairs(made, [True, False], [1, 2]) == [1, 3]


def test_steps_that_are_used_up_end_a_column() -> None:
    former = begin(Limits(steps=len(PAIRS)), 0)
    try:
        with pytest.raises(StepLimit):
            column(FUNCTIONS["chain"], PAIRS)
    finally:
        end(former)


def test_moving_to_many_places_is_moving_to_each() -> None:
    rng = random.Random(3)
    for _ in range(60):
        cells = [(rng.randrange(-4, 30), rng.randrange(-4, 34)) for _ in range(rng.randint(1, 6))]
        many = rng.random() < 0.5
        object_ = frozenset((rng.choice([2, 7]) if many else 4, cell) for cell in cells)
        patch = from_plain(object_ if rng.random() < 0.6 else frozenset(cells))
        reach = rng.choice([3, 40, 300, 70_000])
        offsets = [(rng.randint(-reach, reach), rng.randint(-reach, reach)) for _ in range(30)]
        found = moved_to_all(patch, offsets)
        single = [moved(patch, *offset) for offset in offsets]
        assert found == single
        assert [type(value) for value in found] == [type(value) for value in single]


def test_what_is_no_offset_fails() -> None:
    for wrong in [3, (1, 2, 3), ((0, 0), 1), None]:
        with pytest.raises((TypeError, ValueError)):
            moved_to_all(PATCH, [(0, 0), wrong])
