"""Outputs that sum up the input: lists of colours, repeats left out, one picture of several."""

from entity_toys import answers, grid, view

from codeit.search.changes.cuts import cuts_of
from codeit.search.entities.expressions import colour
from codeit.search.entities.scenes import Scene
from codeit.search.interface import Allowance
from codeit.search.parts.cropping import Part
from codeit.search.parts.numbers import Number
from codeit.search.parts.resizing import recoloured
from codeit.search.parts.surroundings import surroundings
from codeit.search.rules.family import Cropping


def test_equal_lines_beside_each_other_become_one() -> None:
    task = view(
        ("1122 1122 3322", "12 32"), ("5558 5558 5558 4448 5558", "58 48 58"), test="7799 7711"
    )
    assert answers(Cropping(), task)[0] == grid("79 71")


def test_repeats_are_left_out_of_a_box() -> None:
    task = view(
        ("..... .1133 .1133 .1144 .....", "13 14"),
        ("77788. 77788. 22244. ......", "78 24"),
        test="...... .66655 .66655 ......",
    )
    assert grid("65") in answers(Cropping(), task)


def test_colours_in_rows_and_columns_as_the_things_lie() -> None:
    task = view(
        ("11..2. ...... 33..44 .3..44", "12 34"),
        ("55..6..8 55..6...", "568"),
        ("7.... ..... 8.... ..... 9....", "7 8 9"),
        test="22..4.. 22..44. ....... 66...5.",
    )
    assert grid("24 65") in answers(Cropping(), task)[:2]


def test_no_rows_and_columns_where_the_rows_are_of_unequal_length() -> None:
    task = view(
        ("...11.2 ....... 3..33..", ".12 33."), ("....5 4.... ..6..", "..5 4.. .6."),
        test="7..8. ..... ...9.",
    )  # fmt: skip
    assert answers(Cropping(), task) == []


def test_a_list_fills_a_grid_line_by_line() -> None:
    task = view(
        ("11..2. 1..... 3.....", "12 3."), ("4..5 4... 6..7", "45 67"), test="8...99 ...... ...3.."
    )
    assert grid("89 3.") in answers(Cropping(), task)


def test_a_list_is_as_wide_as_a_number() -> None:
    task = view(
        ("111.2. 111... ...... 333... 333...", "13 13 13 13 13 13"),
        ("44.... ...6.. ...6.. 5.....", "46 46"),
        ("7...8. 7...8. 7...8. ..9...", "78 78 78"),
        test="22..5. 22..55 ....5. .3....",
    )
    assert grid("25 25 25 25") in answers(Cropping(), task)


def test_the_part_that_is_its_own_mirror_image() -> None:
    task = view(
        ("121 134 122 565 777 888", "565 777 888"),
        ("313 424 313 334 455 667", "313 424 313"),
        test="123 456 789 414 525 636",
    )
    assert grid("414 525 636") in answers(Cropping(), task)


def test_the_part_of_most_colours_along_the_longer_side() -> None:
    task = view(
        ("111234 111111", "234 111"), ("444 444 456 444", "456 444"), ("789777 777777", "789 777"),
        test="111 112 234 333",
    )  # fmt: skip
    assert grid("234 333") in answers(Cropping(), task)


def test_each_cell_of_one_half_is_the_other_half() -> None:
    task = view(
        ("1.8. .288", "1... 11.. ..2. ..22"),
        ("34.8 3.88", ".3.4 3344 .3.. 33.."),
        test="5.88 .68.",
    )
    assert grid("55.. 5... ..66 ..6.") in answers(Cropping(), task)


def test_a_box_is_reduced_and_takes_another_things_colour() -> None:
    task = view(
        ("1111.. 1111.. 11...2 11....", "22 2."),
        ("...4444 ...4444 .....44 3....44", "33 .3"),
        test="55..... 55...6. 5555... 5555...",
    )
    assert grid("6. 66") in answers(Cropping(), task)


def test_two_colours_are_not_exchanged() -> None:
    shown = ((grid("12 21"), grid("34 43")), (grid("56 65"), grid("34 43")))
    scene = Scene(shown, (grid("12 12"),))
    hues = [Number(colour(value), (value,) * 3, 1.0) for value in range(10)]
    whole = Part(scene.inputs, "I", 0.0)
    assert list(recoloured(scene, [whole], hues)) == []


def test_a_thing_is_enlarged_to_fill_a_rim() -> None:
    task = view(
        ("4444..... 4..4.1... 4..4..1.. 4444.....", "4444 41.4 4.14 4444"),
        ("333333.2.. 3....3.22. 3....3.... 3....3.... 3....3.... 333333....",
         "333333 322..3 322..3 322223 322223 333333"),
        test="55..7777 .5..7..7 ....7..7 ....7777",
    )  # fmt: skip
    assert grid("7777 7557 7.57 7777") in answers(Cropping(), task)


def test_rows_go_on_by_their_period() -> None:
    task = view(
        ("12 .3 12 .3", "12 .3 12 .3 12 .3"), ("45 45 6. 45", "45 45 6. 45 45 6."),
        test="7. 88 9. 7.",
    )  # fmt: skip
    assert answers(Cropping(), task)[0] == grid("7. 88 9. 7. 88 9.")


def test_corners_that_overlap_lie_on_each_other() -> None:
    task = view(
        ("1..2 .... 4..3", "12 43"),
        ("5... .... ..6.", "5. 6."),
        test="7..8 .... ....",
    )
    assert grid("78 ..") in answers(Cropping(), task)


AROUND = (
    ("3333333 3112233 3149233 3122133 3333333", "122 492 221"),
    ("77777777 77787777 77879777 77788777 77777777", "877 797 887"),
)


def test_the_window_around_a_cell() -> None:
    task = view(*AROUND, test="66666666 66661166 66619566 66655166 66666666")
    assert grid("611 195 551") in answers(Cropping(), task)


def test_no_window_where_it_would_leave_the_grid() -> None:
    shown = tuple((grid(given), grid(wanted)) for given, wanted in AROUND)
    scene = Scene(shown, (grid("66666666 66666666 66666659"),))
    assert list(surroundings(scene, list(cuts_of(scene, Allowance(5_000))))) == []
