"""Attacks what a search knows beforehand, and the order of its answers."""

from dataclasses import replace

from arc_dsl import parse
from arc_dsl.outcome import PlainGrid
from codeit.search.goals import goals_of
from codeit.search.interface import Found, View
from codeit.search.lengths import Lengths
from codeit.search.material import material_of, siblings
from codeit.search.mining import mined_templates
from codeit.search.ranking import ranked, worth_keeping
from codeit.search.vocabulary import calls_of
from data.tasks import Pair, Task

GRID: PlainGrid = ((0, 1, 1), (2, 0, 0), (0, 0, 0))
OUTER = "x1 = objects(I, T, F, T)\nx2 = argmax(x1, size)\nx3 = outbox(x2)\nO = fill(I, THREE, x3)"
ONE: PlainGrid = ((1,),)
TWO: PlainGrid = ((2,),)


def found(prediction: PlainGrid, cost: float, lines: int, matched: tuple[bool, ...]) -> Found:
    text = "\n".join(f"x{k} = rot90(I)" for k in range(1, lines)) + "\nO = rot180(I)"
    return Found(text.strip(), "layers", cost, matched, (prediction,))


def test_templates_are_mined_with_holes_by_kind() -> None:
    texts = {t.text for t in mined_templates([(GRID, parse(OUTER)), (GRID, parse(OUTER))])}
    assert {"objects(g0, T, F, T)", "argmax(s0, size)", "outbox(o0)", "fill(g0, c1, p2)"} <= texts
    assert "fill(g0, c1, outbox(o2))" in texts


def test_functions_are_part_of_the_line_that_needs_them() -> None:
    program = parse(
        "x1 = objects(I, T, F, T)\nx2 = matcher(color, TWO)\nx3 = extract(x1, x2)\nO = cover(I, x3)"
    )
    texts = {t.text for t in mined_templates([(GRID, program)])}
    assert "extract(s0, matcher(color, c1))" in texts
    assert not any(text.startswith("matcher") for text in texts)


def test_what_more_programs_use_costs_less() -> None:
    twice = mined_templates([(GRID, parse(OUTER)), (GRID, parse("O = rot90(I)"))] * 2)
    once = {t.text: t.cost for t in mined_templates([(GRID, parse(OUTER))])}
    assert all(t.cost < once[t.text] for t in twice if t.text in once)


def test_material_leaves_out_what_it_is_told_to() -> None:
    task = Task("a", (Pair(GRID, GRID),), ())
    seeds = {"a": parse(OUTER), "b": parse("O = rot90(I)")}
    material = material_of(seeds, {"a": task}, without=("a",))
    assert material.programs == (seeds["b"],)
    assert material.templates == material_of({}, {}).templates


def test_siblings_fit_every_demonstration() -> None:
    other: PlainGrid = ((1, 0, 0), (0, 0, 0), (0, 0, 0))
    view = View(
        (((0, 1), (1, 0)), other), (((0, 1), (1, 0)), ((0, 0, 1), (0, 0, 0), (0, 0, 0))), ()
    )
    programs = [parse("O = rot180(I)"), parse("O = vmirror(I)"), parse("O = rot90(I)")]
    assert siblings(view, programs) == set()
    turned = View(view.inputs[1:], view.outputs[1:], ())
    assert siblings(turned, programs) == {"O = vmirror(I)", "O = rot90(I)"}


def test_outputs_made_of_smaller_grids_are_goals() -> None:
    small: PlainGrid = ((1, 2), (3, 4))
    doubled: PlainGrid = ((1, 2, 1, 2), (3, 4, 3, 4))
    goals = goals_of([doubled])
    assert goals[1].wanted == (small,)
    assert [t.text for t in goals[1].steps] == ["hconcat(g0, g0)"]
    mirrored = goals_of([((1, 2, 2, 1),)])
    assert [t.text for t in mirrored[1].steps] == ["hconcat(g0, vmirror(g0))"]
    assert [t.text for t in goals_of([((5, 5), (5, 5))])[1].steps] == ["upscale(g0, TWO)"]
    assert len(goals_of([((1, 2), (3, 4))])) == 1


def test_longer_programs_take_more_to_describe() -> None:
    lengths = Lengths([parse(OUTER)] * 3)
    assert lengths.of(parse("O = rot90(I)")) < lengths.of(parse(OUTER))
    assert (
        lengths.of(parse("O = objects(I, T, F, T)")) < lengths.of(parse("O = hupscale(I, TWO)")) + 2
    )


def test_lengths_by_more_programs_are_those_by_all() -> None:
    known, more = [parse(OUTER)], [parse("O = rot90(I)")] * 5
    both = Lengths(known).with_more(more)
    for program in (*known, *more):
        assert both.of(program) == Lengths([*known, *more]).of(program)
    assert both.of(more[0]) != Lengths(known).of(more[0])


def test_lines_that_programs_share_are_called_once() -> None:
    other = OUTER.replace("x3 = outbox(x2)", "x7 = box(x2)").replace("x3", "x7")
    made = calls_of([parse(OUTER), parse(other)])
    assert [depth for depth, _ in made.calls] == [1, 2, 3, 4, 3, 4]
    shared, own = made.calls[2][1][1], made.calls[4][1][1]
    assert shared == own == 1


def test_calls_name_the_language_and_earlier_calls() -> None:
    made = calls_of([parse("x1 = rot90(I)\nO = hmirror(x1)")])
    names = [made.names[-1 - ref] for ref in made.calls[0][1]]
    assert names == ["rot90", "I"]
    assert made.calls[1] == (2, [-1 - made.names.index("hmirror"), 0])


def test_families_that_agree_outvote_and_answers_differ() -> None:
    both = (True, True)
    alone = found(ONE, 5.0, 2, both)
    agreed = [found(TWO, 5.3, 2, both), replace(found(TWO, 5.4, 3, both), family="entities/x")]
    order = ranked([alone, *agreed], 3)
    assert [find.predictions for find in order] == [(TWO,), (ONE,)]
    assert order[0] is agreed[0]


def test_a_family_votes_once_however_often_it_finds_an_answer() -> None:
    both = (True, True)
    alone = found(ONE, 5.0, 2, both)
    repeated = [found(TWO, 5.3, 2, both), found(TWO, 5.4, 3, both)]
    assert ranked([*repeated, alone], 1) == [alone]


def test_what_misses_a_demonstration_comes_after() -> None:
    exact = found(ONE, 48.0, 30, (True, True))
    partial = found(TWO, 6.0, 2, (True, False))
    assert ranked([partial, exact], 2) == [exact, partial]


def test_what_agrees_from_elsewhere_and_what_fits_in_part_is_kept_too() -> None:
    exact = found(ONE, 5.0, 2, (True, True))
    again = found(ONE, 7.0, 4, (True, True))
    elsewhere = replace(found(ONE, 9.0, 5, (True, True)), family="entities/x")
    partial = [found(TWO, 6.0 + n, 6 + n, (True, False)) for n in range(4)]
    kept = worth_keeping([exact], [exact, again, elsewhere, *partial])
    assert kept == [exact, partial[0], partial[1], elsewhere]
