"""Entities are moved, copied and mirrored; holes in patterns are filled."""

from entity_toys import answers, grid, view

from codeit.search.rules.family import Painting

DOWN = view(
    ("22... 22... ..... ....3", "..... 22... 22... ....3"),
    ("..... .2... .2... ..3..", "..... ..... .2... .23.."),
    test="..... .222. ..... ..3..",
)
TO_THE_SIDE = view(
    ("2.... .3... .....", "....2 ....3 ....."),
    ("..4.. ..... .77..", "....4 ..... ...77"),
    test=".66.. ..... 8....",
)
BESIDE = view(
    ("12..... 1...... .......", "1221... 1..1... ......."),
    (".34.... ..4.... .......", ".3443.. ..44... ......."),
    test="5...... 56..... .......",
)
SYMMETRIC = view(
    ("12321 4.654 12321 78987", "12321 45654 12321 78987"),
    ("33133 24542 91719 5.855", "33133 24542 91719 55855"),
    test="64746 .3838 12921 77377",
)


def test_a_step_for_all_of_a_colour() -> None:
    assert grid("..... ..... .222. ..3..") in answers(Painting(), DOWN)


def test_all_go_to_the_side() -> None:
    assert grid("...66 ..... ....8") in answers(Painting(), TO_THE_SIDE)


def test_a_mirror_at_the_edge() -> None:
    assert grid("5..5... 5665... .......") in answers(Painting(), BESIDE)


def test_a_hole_is_filled_from_the_other_side() -> None:
    assert grid("64746 83838 12921 77377") in answers(Painting(), SYMMETRIC)


def test_cells_fall_in_their_columns() -> None:
    task = view(
        ("3.4. .5.. ...6 7...", ".... .... 3... 7546"),
        ("..2 1.. 1.3", "... 1.2 1.3"),
        test="58. .6. 7.. ...",
    )
    assert grid("... ... 58. 76.") in answers(Painting(), task)


def test_a_hole_in_a_repeated_pattern_has_each_inputs_own_periods() -> None:
    task = view(
        ("121212 3.3434 121212 3434.4", "121212 343434 121212 343434"),
        ("123123123 45.456456 123123123 456.56456", "123123123 456456456 123123123 456456456"),
        test="11221122 33443344 1122..22 3344..44",
    )
    assert answers(Painting(), task)[0] == grid("11221122 33443344 11221122 33443344")


def test_an_entity_is_stamped_on_the_others() -> None:
    task = view(
        ("33..... 3...... ....5.. .......", "33..... 3...... ....33. ....3.."),
        (".5..66. ....6.. 5...... .......", ".66.66. .6..6.. 66..... 6......"),
        ("888.... 8...5.. ....... .5.....", "888.... 8...888 ....8.. .888..."),
        test="....44. .5..4.. ....... ..5....",
    )
    assert grid("....44. .44.4.. .4..... ..44...") in answers(Painting(), task)


def test_entities_move_onto_the_edge_of_what_they_fly_to() -> None:
    task = view(
        ("3..88.. ...88.. ...88.4", "3..38.. ...88.. ...84.4"),
        ("....... ..888.6 7.888..", "....... ..886.6 7.788.."),
        ("..5.... ....... 1.88...", "..5.... ....... 1.58..."),
        test="....88. 2...88. ....88.",
    )
    found = answers(Painting(), task.without(2))
    assert grid("....88. 2...28. ....88.") in found


def test_a_pattern_goes_on_by_its_own_period() -> None:
    task = view(
        ("......... ......... .2....... 3232.....", "......... ......... .2.2.2.2. 323232323"),
        ("......... ......... 4..4..... 566566...", "......... ......... 4..4..4.. 566566566"),
        test="......... ......... ......... 1788178..",
    )
    assert grid("......... ......... ......... 178817881") in answers(Painting(), task)


def test_rows_and_columns_without_anything_in_them() -> None:
    task = view(
        ("222222 2....2 2.2..2 2....2 222222", "222222 233332 2.2332 233332 222222"),
        ("22222 2...2 2..22 2...2 22222", "22222 23332 23.22 23332 22222"),
        test="222222 2....2 2..2.2 222222",
    )
    assert grid("222222 233332 233232 222222") in answers(Painting(), task)


def test_entities_fall_as_they_are_the_lower_ones_first() -> None:
    task = view(
        ("22.. .2.. .... 333. .... ....", ".... .... .... 22.. .2.. 333."),
        ("1.6. 1.6. 1... .77. .... ....", ".... .... .... 1.6. 1.6. 177."),
        test=".8.. 88.. .... .9.. .9.. ....",
    )
    found = answers(Painting(), task)
    assert grid(".... .... .8.. 88.. .9.. .9..") in found


def test_rows_of_one_colour_whichever_it_is() -> None:
    task = view(
        ("444 234 333", "555 ... 555"),
        ("123 222 412", "... 555 ..."),
        ("121 212 111", "... ... 555"),
        test="777 121 727",
    )
    assert answers(Painting(), task)[0] == grid("555 ... ...")
