"""Tasks whose outputs have another size: boxes, halves, enlargements, and rules painted on them."""

from entity_toys import answers, grid, view

from codeit.search.rules.family import Cropping, Painting

SMALLEST = view(
    ("11... 11.2. ...2.", "2 2"),
    ("3.... ...11 ...11", "3"),
    ("1111. 1..1. 11114", "4"),
    test="44.... 44..88 44..88 ....88 ...... .33...",
)
BOTH_HALVES = view(
    ("1.1511. ..1511.", "2.. ..."),
    ("11.511. 1..5..1 1.15.1.", "22. ... ..."),
    ("1.15..1 .1.511. .1151.1", "..2 .2. ..2"),
    test=".11511. 11.51..",
)
OWN_PATTERN = view(
    ("7. 77", "7... 77.. 7.7. 7777"),
    (".7 7.", "...7 ..7. .7.. 7..."),
    test="77 .7",
)
TURNED_BOX = view(
    (".... .12. .... ....", "1 2"),
    ("..... .345. ..... .....", "3 4 5"),
    test="..... ..67. .....",
)


def test_the_box_of_a_chosen_entity() -> None:
    assert grid("33") in answers(Cropping(), SMALLEST)[:2]


def test_what_two_halves_share() -> None:
    assert grid(".2. 2..") in answers(Cropping(), BOTH_HALVES)[:2]


def test_a_pattern_repeated_where_it_is_itself_painted() -> None:
    assert grid("7777 .7.7 ..77 ...7") in answers(Cropping(), OWN_PATTERN)[:3]


def test_a_box_may_be_turned() -> None:
    assert grid("6 7") in answers(Cropping(), TURNED_BOX)


def test_each_family_leaves_the_others_tasks_alone() -> None:
    assert answers(Painting(), SMALLEST) == []


def test_what_a_patch_hides_in_a_symmetric_picture() -> None:
    task = view(
        ("123321 4..554 8..768 399993", "55 67"),
        ("312213 9.1119 7.8857 644446", "1 5"),
        test="646646 2899.2 1377.1 585585",
    )
    assert grid("8 3") in answers(Cropping(), task)


def test_a_diagonal_as_long_as_the_number_of_entities() -> None:
    task = view(
        ("8..8 .... .8..", "8.. .8. ..8"),
        ("8..8", "8. .8"),
        ("8.8. .... .8.8", "8... .8.. ..8. ...8"),
        test="8.8 ... 8..",
    )
    assert grid("8.. .8. ..8") in answers(Cropping(), task)


def test_blocks_are_images_of_the_input() -> None:
    task = view(("12 34", "1221 3443"), ("56 78", "5665 7887"), test="91 .4")
    assert answers(Cropping(), task)[0] == grid("9119 .44.")


def test_the_number_of_colours_is_the_factor() -> None:
    task = view(
        ("12 12", "1122 1122 1122 1122"), ("123", "111222333 111222333 111222333"), test="7"
    )
    assert grid("7") in answers(Cropping(), task)


def test_colours_are_listed_by_size() -> None:
    task = view(
        ("11111. ....22 3.....", "1 2 3"), ("4..... .55... .55..6 .....6", "5 6 4"), test="78888"
    )
    assert grid("8 7") in answers(Cropping(), task)


def test_one_colour_and_a_count_make_an_output() -> None:
    task = view(("2...3 ..2.. 2....", "222"), ("2..33 ..... 2....", "22"), test="2.2.2 ..... 2.2.3")
    assert grid("22222") in answers(Cropping(), task)


def test_rows_and_columns_that_occurred_before_are_dropped() -> None:
    task = view(("1122 1122 3344", "12 34"), ("556 556 778", "56 78"), test="1223 1223 4556")
    assert grid("123 456") in answers(Cropping(), task)


def test_a_panel_tells_where_the_other_is_repeated() -> None:
    task = view(
        (".123 1.32", "..23 ..32 23.. 32.."),
        ("1123 .132", "2323 3232 ..23 ..32"),
        ("1.44 .144", "44.. 44.. ..44 ..44"),
        test="1.32 1123",
    )
    assert grid("32.. 23.. 3232 2323") in answers(Cropping(), task)


def test_blocks_may_have_another_colour() -> None:
    task = view(
        ("4. 44", "4.6. 4466"),
        (".4 4.", ".4.6 4.6."),
        test="44 .4",
    )
    assert grid("4466 .4.6") in answers(Cropping(), task)
