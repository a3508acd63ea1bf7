"""Rules of entities are painted on the output of a program that is not right yet."""

from dataclasses import replace

from entity_toys import answers, grid, view

from arc_dsl import parse, run
from codeit.scoring import distance
from codeit.search.interface import Allowance, Found, View
from codeit.search.rules.onward import DEAREST, MOST_BASES, Onward

MIRRORED_AND_MARKED = view(
    ("11... .1..2 ..... .....", "...33 2..3. ..... ....."),
    ("..... 111.. ..... ..44.", "..... ..333 ..... .44.."),
    ("5.... ..... .1... .11..", "....5 ..... ...3. ..33."),
    test="1.... 11..6 ..... .77..",
)
"""Mirrored, and what was blue is green: of the two things a program knows one."""
RIGHT = grid("....3 6..33 ..... ..77.")
CHANCE = view(
    ("11... .1..2 ..... .....", "...31 2..4. ..... ....7"),
    ("..... 111.. ..... ..44.", "..8.. ..135 .2... .44.."),
    test="1.... 11..6 ..... .77..",
)


def _near(task: View, text: str, cost: float = 3.0) -> Found:
    made = [run(parse(text), given).grid for given in task.inputs]
    matched = tuple(a == b for a, b in zip(made, task.outputs, strict=True))
    return Found(text, "layers/near", cost, matched, (), distance(made, task.outputs))


MIRROR = "O = vmirror(I)"


def test_a_rule_on_the_output_of_a_program_that_comes_near() -> None:
    near = _near(MIRRORED_AND_MARKED, MIRROR)
    assert answers(Onward([near]), MIRRORED_AND_MARKED)[0] == RIGHT


def test_a_program_of_the_runs_memory_is_as_good() -> None:
    family = Onward([], more=[parse(MIRROR)])
    assert answers(family, MIRRORED_AND_MARKED)[0] == RIGHT


def test_the_find_is_one_program_and_costs_what_both_parts_cost() -> None:
    near = _near(MIRRORED_AND_MARKED, MIRROR)
    found = next(Onward([near]).search(MIRRORED_AND_MARKED, Allowance(20_000)))
    assert "vmirror(I)" in found.program
    assert found.family.startswith("onward/")
    assert found.cost > near.cost


def test_what_no_rule_explains_stays_open() -> None:
    assert answers(Onward([_near(CHANCE, MIRROR)]), CHANCE) == []


def test_nothing_is_built_on_what_does_not_come_nearer_or_costs_too_much() -> None:
    away = _near(MIRRORED_AND_MARKED, "O = hmirror(I)")
    dear = _near(MIRRORED_AND_MARKED, MIRROR, cost=DEAREST)
    failing = replace(dear, program="O = crop(I, TEN, TEN)", cost=1.0)
    assert answers(Onward([away, dear, failing]), MIRRORED_AND_MARKED) == []


def test_an_allowance_of_nothing_gives_nothing() -> None:
    assert answers(Onward([_near(MIRRORED_AND_MARKED, MIRROR)]), MIRRORED_AND_MARKED, 0) == []


def test_another_variant_goes_on_from_others_and_equal_ones_from_equal() -> None:
    colours = ("ONE", "TWO", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")
    texts = [MIRROR] + [f"x1 = vmirror(I)\nO = replace(x1, ONE, {one})" for one in colours]
    near = [_near(MIRRORED_AND_MARKED, text, cost=1.0 + n) for n, text in enumerate(texts)]

    def bases(variant: int) -> list[str]:
        found = Onward(near, variant=variant)._bases(MIRRORED_AND_MARKED)
        return [str(program) for _, _, program, _ in found]

    assert bases(0)[0] == MIRROR
    assert bases(7) == bases(7)
    assert {len(bases(variant)) for variant in range(5)} == {MOST_BASES}
    assert len({tuple(bases(variant)) for variant in range(5)}) > 1


def test_nothing_is_built_on_grids_that_are_no_answers() -> None:
    """Of the test input, with seven cells of one colour, the program makes 32 rows."""
    task = replace(MIRRORED_AND_MARKED, tests=(grid("88888 88... ..... ....."),))
    larger = "x1 = colorcount(I, EIGHT)\nx2 = increment(x1)\nx3 = vmirror(I)\nO = upscale(x3, x2)"
    assert Onward([_near(task, larger)])._bases(task) == []
    assert Onward([_near(task, MIRROR)])._bases(task) != []
