"""Rules that divide entities, complete them about an axis, level them, and read legends."""

from entity_toys import answers, grid, view

from codeit.search.changes.legends import read_off_legends
from codeit.search.entities.scenes import Scene
from codeit.search.entities.segmentation import segmentations
from codeit.search.parts.cropping import Part
from codeit.search.parts.deriving import starts
from codeit.search.rules.family import Cropping, Painting
from codeit.search.rules.lattices import lattice_pieces

CHESS = view(
    ("111... 111... 111... ......", "121... 212... 121... ......"),
    (".1111. .1111. .1111. ...... 111... 111... 111...",
     ".1212. .2121. .1212. ...... 121... 212... 121..."),
    test=".....  .1111  .1111  .1111  .1111",
)  # fmt: skip
CROSSES = view(
    ("33333.. 33333.. 33333.. ....... .......", "33433.. 44444.. 33433.. ....... ......."),
    (".555... .555... .555... .555... .555...", ".545... .545... .444... .545... .545..."),
    test="......9 666.... 666.... 666.... .......",
)
CORES = view(
    (".2.... ..1... ...... ...... ......", ".2.2.. ..1... .2.2.. ...... ......"),
    ("...... ...33. ...31. ...... ......", "...... ...333 ...313 ...333 ......"),
    test="...... ...... .55... ..1... ......",
)
LEVEL = view(
    ("...... 8..... ...2.. ...2.. .....3", "...... 8..2.3 ...2.. ...... ......"),
    ("..44.. ..4... ...... 8....5 ......", "...... ...... ...... 8.44.5 ..4..."),
    test="...66. ...66. 8..... ...... ......",
)
LEGEND = view(
    ("12.... 34.... ...... .11.33 .1..3.", "12.... 34.... ...... .22.44 .2..4."),
    ("53.... 67.... ...... 66.55. .6..5.", "53.... 67.... ...... 77.33. .7..3."),
    test="81.... 29.... ...... 88..2. 8..22.",
)
ON_GREY = view(
    ("123 ... 5.5 .5.", "123 ... 1.3 .2."),
    ("344 ... .55 5..", "344 ... .44 3.."),
    ("271 ... 555 5.5", "271 ... 271 2.1"),
    test="614 ... .5. 55.",
)
DIAGONALS = view(
    ("12.. .... .... ....", "1212 2121 1212 2121"),
    ("34... ..... ..... ..... .....", "34343 43434 34343 43434 34343"),
    test="67.... ...... ...... ...... ...... ......",
)


RINGS = view(
    ("..... ..... ..3.. ..... .....", "33333 3...3 3.3.3 3...3 33333"),
    ("....... .5..... ....... .......", "...5..5 .5.5..5 ...5..5 5555..5"),
    ("....4 ..... ..... ..... .....", "4.4.4 4.4.. 4.444 4.... 44444"),
    test=".....7 ...... ...... ...... ......",
)
OFTEN = view(
    ("22..8 .2... ....8", "2222 .2.2"),
    ("8.8.8 .33.. .3...", "333333 3.3.3."),
    ("....8 .45.. .44.8 8.8..", "45454545 44444444"),
    test="..... .66.8 .6... 8..8.",
)
LAID = view(
    ("1.... 11.22 ...2. .....", "12 11"),
    ("..... 22... .2..1 ...1.", "21 12"),
    ("11... .1.22 ....2 .....", "11 .1"),
    test="..... .2... 22.1. ...11",
)


def test_every_other_cell_of_a_rectangle() -> None:
    assert grid("..... .1212 .2121 .1212 .2121") in answers(Painting(), CHESS)


def test_the_middle_lines_of_a_rectangle() -> None:
    assert grid("......9 646.... 444.... 646.... .......") in answers(Painting(), CROSSES)


def test_an_object_is_completed_about_its_core() -> None:
    wanted = grid("...... ...... .555.. ..1... .555..")
    assert wanted in answers(Painting(), CORES)


def test_objects_move_to_the_level_of_one() -> None:
    assert grid("...... ...... 8..66. ...66. ......") in answers(Painting(), LEVEL)


def test_colours_are_read_off_a_legend() -> None:
    assert grid("81.... 29.... ...... 11..9. 1..99.") in answers(Painting(), LEGEND)


def test_an_effect_only_where_one_colour_was() -> None:
    assert grid("614 ... .1. 61.") in answers(Painting(), ON_GREY)


def test_diagonals_go_on_from_the_first_cells() -> None:
    found = answers(Painting(), DIAGONALS)
    assert grid("676767 767676 676767 767676 676767 767676") in found


def test_no_pattern_where_cells_of_one_diagonal_differ() -> None:
    pairs = tuple(zip(DIAGONALS.inputs, DIAGONALS.outputs, strict=True))
    scenes = [Scene(pairs, [grid(test)]) for test in ("67. ... ...", "67. ..6 ...", "6.. ... ...")]
    assert [bool([*lattice_pieces(each, each.changed)]) for each in scenes] == [True, False, False]


def test_legends_that_contradict_themselves_are_not_read() -> None:
    twice = grid("12. ... 13. ... .11")
    scene = Scene([(twice, twice)], [])
    cut = next(each for each in segmentations(scene) if each.name == "4")
    *_, (_, paired, _) = read_off_legends(scene, cut)
    ones = [n for n, each in enumerate(cut.entities) if each.colour == 1]
    assert {paired[n] for n in ones} == {-1}


def test_every_second_ring_around_a_cell() -> None:
    assert grid(".7.7.7 .7.7.. .7.777 .7.... .77777") in answers(Painting(), RINGS)


def test_a_box_as_often_as_there_are_dots() -> None:
    assert answers(Cropping(), OFTEN)[0] == grid("666666 6.6.6.")


def test_two_objects_laid_on_each_other() -> None:
    assert answers(Cropping(), LAID)[0] == grid("12 11")


def test_boxes_of_other_sizes_in_the_test_input_are_not_compared() -> None:
    scene = Scene([(grid("1.."), grid("1"))], [grid("1..")])
    one = Part((grid("1"), grid("1")), "I", 0.0)
    alike = Part((grid("2"), grid("3")), "I", 0.0)
    larger = Part((grid("3"), grid("33")), "I", 0.0)
    of = {id(each.part): each.companions for each in starts(scene, [one, alike, larger])}
    assert [of[id(each)] for each in (one, alike, larger)] == [(alike,), (one,), ()]
