"""Tasks whose outputs have another size: boxes, halves, enlargements, and rules painted on them."""

from entity_toys import answers, grid, view

from codeit.search.entities.family import Cropping, Painting

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
