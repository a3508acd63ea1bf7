"""Rules about entities are found from few demonstrations, and are right on a new input."""

from random import Random

from entity_toys import answers, grid, view

from codeit.scoring import distance
from codeit.search.entities.pieces import Painters, Piece
from codeit.search.interface import Allowance, View
from codeit.search.rules.family import Painting, families

LARGEST = view(
    ("5.55 5..5 .5..", "5.33 5..3 .5.."),
    ("55.. ...5 555.", "55.. ...5 333."),
    test="555. .... 5..5",
)
HOLES = view(
    (".666. .6.6. .666. ..... 6....", ".666. .646. .666. ..... 6...."),
    ("6666 6..6 6666 ....", "6666 6446 6666 ...."),
    test=".666 .6.6 .6.6 .666",
)
BY_SIZE = view(
    ("7.77 .... 777.", "1.22 .... 333."),
    ("77.7 ...7 7...", "22.2 ...2 1..."),
    ("777. .... 7.77", "333. .... 1.22"),
    test="77.777 ...... 7.77..",
)
RINGS = view(
    ("..... .8... ..... ...3.", "222.. 282.. 222.. ...3."),
    ("3.... ..... ...8. .....", "3.... ..222 ..282 ..222"),
    test="..... ..... .8... .....",
)
TWO_RULES = view(
    ("1..... ...... ...2.. ......", "133333 3..... 3..2.. 3..4.."),
    ("..1.2. ...... ...... ......", "331323 ..3.4. ..3.4. ..3.4."),
    test=".1.... ...... ...2.. ......",
)


def test_the_largest_entity_is_recoloured() -> None:
    assert grid("333. .... 5..5") in answers(Painting(), LARGEST)[:2]


def test_holes_are_filled() -> None:
    assert answers(Painting(), HOLES)[0] == grid(".666 .646 .646 .666")


def test_each_size_has_its_colour() -> None:
    assert grid("22.333 ...... 1.22..") in answers(Painting(), BY_SIZE)[:2]


def test_entities_of_one_colour_get_a_ring() -> None:
    assert answers(Painting(), RINGS)[0] == grid("..... 222.. 282.. 222..")


def test_two_effects_are_stacked() -> None:
    assert grid("313333 .3.... .3.2.. .3.4..") in answers(Painting(), TWO_RULES)


def test_a_rule_shown_once_is_refused() -> None:
    once = view((".5. ... ...", ".3. ... ..."), test="... .5. ...")
    assert answers(Painting(), once) == []


def test_no_steps_no_answers_and_equal_steps_equal_answers() -> None:
    assert answers(Painting(), LARGEST, steps=0) == []
    first, second = (list(Painting().search(BY_SIZE, Allowance(5_000))) for _ in range(2))
    assert first == second


def test_entities_take_the_colour_of_the_nearest_other() -> None:
    task = view(
        ("3.....4 ....... 55...55 5....5.", "3.....4 ....... 33...44 3....4."),
        ("55.5... ....... 6...... ..7..55", "66.7... ....... 6...... ..7..77"),
        ("2...... .55.... .....55 ......1", "2...... .22.... .....11 ......1"),
        test="8.55... ....... ...55.. .....9.",
    )
    found = answers(Painting(), task)
    assert grid("8.88... ....... ...99.. .....9.") in found


def test_a_task_without_a_test_input_or_with_one_cell_is_no_failure() -> None:
    tiny = View(((((1,),)),), ((((2,),)),), ())
    for family in families():
        assert all(each.exact for each in family.search(tiny, Allowance(2_000)))
    plain = View((((0, 0), (0, 0)),), (((0,),),), (((3,),),))
    for family in families():
        assert all(each.exact for each in family.search(plain, Allowance(2_000)))


def test_the_two_colours_of_each_entity_are_exchanged() -> None:
    task = view(
        ("222.... 232..55 222..45 .....55", "333.... 323..44 333..54 .....44"),
        (".666... .616... ....... .88.7..", ".111... .161... ....... .88.7.."),
        ("111.. 181.. 111.4 ...44 ...24", "888.. 818.. 888.2 ...22 ...42"),
        test="....77 .33.71 .34.77 ......",
    )
    found = answers(Painting(), task.without(1))
    assert grid("....11 .44.17 .43.11 ......") in found


def test_the_entities_that_are_neither_first_nor_last() -> None:
    task = view(
        ("555.. ..... 5.55.", "555.. ..... 5.22."),
        ("5.... ..555 .5... .5...", "5.... ..555 .2... .2..."),
        ("5555 .... 5.55 ...5", "5555 .... 5.22 ...2"),
        test="5..55 ..... 5555.",
    )
    assert grid("5..22 ..... 5555.") in answers(Painting(), task)


def test_painters_of_cells_are_those_that_paint_them_all() -> None:
    rng = Random(5)
    pieces = [Piece((), {0: rng.getrandbits(12)}, 1.0, "effect") for _ in range(40)]
    painters = Painters(pieces)
    for _ in range(300):
        cells, start = rng.getrandbits(12) & rng.getrandbits(12), rng.randrange(40)
        wanted = [p for p in pieces[start:] if not cells & ~p.claimed]
        found = list(painters.of(cells, range(start, 40)))
        assert [id(p) for p in found] == [id(p) for p in wanted]


def test_an_unfinished_stack_is_told_where_nothing_fits() -> None:
    """The largest in one colour, and a cell that no rule of two demonstrations explains."""
    odd = view(
        ("5.55.. 5..5.. .5....", "5.33.. 5..3.. .5...8"),
        ("55...... ...5.5.. 555.....", "55...... ...5.5.. 333.9..."),
        ("55.... 55.5.. ......", "33.... 33.5.1 ......"),
        test="555. .... 5..5",
    )
    (first, *_) = list(Painting().search(odd, Allowance(20_000)))
    assert first.family == "entities/unfinished"
    assert first.matched == (False, False, False)
    assert first.predictions == ()
    given = distance(odd.inputs, odd.outputs)
    assert 0 < first.distance < given
