"""Parts of a pattern are completed, and entities are mirrored over the middle of something."""

from entity_toys import answers, grid, view

from codeit.search.changes.cuts import cuts_of
from codeit.search.entities.scenes import Scene
from codeit.search.interface import Allowance
from codeit.search.rules.completing import completions
from codeit.search.rules.family import Painting

CENTRES = view(
    ("12...... 31...... .....3.. ........", "12...... 31..12.. ....31.. ........"),
    ("........ ..12...3 ..31.... 3.......", "......12 ..12..31 1231.... 31......"),
    test="...12... ...31... ........ .3...... ........",
)
"""The cell in the lower left of the pattern stands alone: the pattern is painted around it."""

TURNED = view(
    ("1.4... 111... ...... ...111 .....1 ......", "1.4... 111... ...... ...111 ...4.1 ......"),
    ("1....... 1....... 11...... ........ ....4.1. ....111.",
     "14...... 1....... 11...... ........ ....4.1. ....111."),
    test="4.1... 111... ...... ..11.. ..1... ..1...",
)  # fmt: skip

MOVED = view(
    ("8338.... ........ ....8..8 ........", "........ ........ ....8338 ........"),
    ("........ 8..8.... ........ .8338...", "........ 8338.... ........ ........"),
    test="........ .8338... ........ ........ 8..8....",
)

OVER_A_GOAL = view(
    ("22...... 2....... ..33.... ..33.... ........ ........ ........ ........",
     "22..22.. 2....2.. ..33.... ..33.... 2....2.. 22..22.. ........ ........"),
    ("........ .......2 ......22 ....3... ........ ........ ........ ........",
     "........ .2.....2 .22...22 ....3... .22...22 .2.....2 ........ ........"),
    test="........ ........ ...2.... ....3... ........ ........ ........ ........",
)  # fmt: skip


def test_a_pattern_is_painted_where_its_rarest_colour_stands() -> None:
    assert answers(Painting(), CENTRES)[0] == grid("...12... ...31... .12..... .31..... ........")


def test_a_pattern_is_completed_at_two_places_or_not_at_all() -> None:
    given, once = grid("12.... 31.... ....3. 3....."), grid("12.... 31..12 ....31 3.....")
    twice = grid("12.... 31..12 12..31 31....")
    for wanted, found in ((once, False), (twice, True)):
        scene = Scene([(given, wanted)], [])
        cuts = list(cuts_of(scene, Allowance(1_000)))
        assert bool(list(completions(scene, cuts, scene.changed))) is found


def test_a_turned_part_is_completed() -> None:
    wanted = grid("4.1... 111... ...... ..11.. ..1... ..14..")
    assert wanted in answers(Painting(), TURNED)


def test_a_pattern_is_moved_onto_its_part() -> None:
    assert answers(Painting(), MOVED)[0] == grid("........ ........ ........ ........ 8338....")


def test_an_entity_is_mirrored_over_a_goal() -> None:
    wanted = grid("........ ........ ...2.2.. ....3... ...2.2.. ........ ........ ........")
    assert wanted in answers(Painting(), OVER_A_GOAL)
