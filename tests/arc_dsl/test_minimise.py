"""Attacks the minimiser: shorter, still right, within its checks, the same every time."""

import random

import pytest

from arc_dsl import Program, TypeMismatch, parse, run
from arc_dsl.generate.bits import bits
from arc_dsl.generate.minimise import minimise
from arc_dsl.generate.sampling import random_program

GRIDS = (
    ((0, 0, 3, 3), (0, 1, 0, 0), (2, 2, 0, 0)),
    ((5, 0, 0, 0, 4), (0, 0, 1, 0, 4), (0, 0, 1, 0, 0), (7, 7, 7, 0, 0)),
    ((1, 2), (3, 4), (5, 6)),
)


class Keeps:
    """Equal outputs on the grids, and how often that was asked."""

    def __init__(self, program: Program) -> None:
        self.wanted = [run(program, grid).grid for grid in GRIDS]
        self.asked = 0

    def __call__(self, program: Program) -> bool:
        self.asked += 1
        return [run(program, grid).grid for grid in GRIDS] == self.wanted


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x1 = rot90(I)\nx2 = rot90(x1)\nO = identity(x2)", 1),
        ("x1 = rot90(I)\nx2 = trim(I)\nO = hmirror(x1)", 1),
        ("x1 = asindices(I)\nx2 = asindices(I)\nx3 = combine(x1, x2)\nO = fill(I, ONE, x3)", 2),
        ("x1 = objects(I, T, F, T)\nx2 = apply(box, x1)\nx3 = merge(x2)\nO = fill(I, TWO, x3)", 3),
        ("x1 = objects(I, T, F, T)\nx2 = sfilter(x1, vline)\nx3 = merge(x2)\nO = cover(I, x3)", 3),
        ("x1 = hmirror(I)\nx2 = hmirror(x1)\nO = vmirror(x2)", 1),
        ("x1 = multiply(TWO, ONE)\nO = upscale(I, x1)", 1),
        ("x1 = compose(trim, rot90)\nx2 = x1(I)\nO = rot270(x2)", 1),
        ("O = rot90(I)", 1),
    ],
)
def test_shorter_ways_are_found(text: str, lines: int) -> None:
    program = parse(text)
    keeps = Keeps(program)
    found = minimise(program, keeps)
    assert keeps(found)
    assert len(found) == lines


def test_what_comes_out_is_never_longer_and_never_wrong() -> None:
    rng = random.Random(11)
    for _ in range(6):
        program = random_program(rng, 5)
        keeps = Keeps(program)
        found = minimise(program, keeps, checks=60)
        assert keeps.asked <= 60
        assert keeps(found)
        assert (len(found), bits(found)) <= (len(program), bits(program))
        assert minimise(program, Keeps(program), checks=60) == found


def test_no_checks_leave_the_program_alone() -> None:
    program = parse("x1 = rot90(I)\nO = rot90(x1)")
    keeps = Keeps(program)
    assert minimise(program, keeps, checks=0) == program
    assert keeps.asked == 0


def test_computed_values_can_be_kept_from_becoming_constants() -> None:
    program = parse(
        "x1 = width(I)\nx2 = divide(x1, x1)\nO = fill(I, x2, x3)".replace(
            "O =", "x3 = asindices(I)\nO ="
        )
    )
    assert "ONE" in minimise(program, Keeps(program)).text
    kept = minimise(program, Keeps(program), constants=False)
    assert "ONE" not in kept.text
    assert Keeps(program)(kept)


def test_an_ill_typed_program_is_refused() -> None:
    with pytest.raises(TypeMismatch):
        minimise(parse("O = rot90(ONE)"), lambda _: True)
