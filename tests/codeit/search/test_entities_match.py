"""Templates are laid on parts of them; objects become symmetric, or stand in line with others."""

from entity_toys import answers, grid, view

from codeit.search.changes.cuts import cuts_of
from codeit.search.entities.pieces import Piece
from codeit.search.entities.scenes import Scene
from codeit.search.interface import Allowance
from codeit.search.rules.completing import completions
from codeit.search.rules.family import Painting

CLOCKWISE = (
    "2.4.3.2. .11..... 3.....4. ........",
    "2.4.3.2. .11..1.. 3....14. ........",
)
MIRRORED = (
    "4.2..2.4 ......11 ..3..3.. ........",
    "4.2..2.4 11....11 ..3..3.. ........",
)


def matched(*pairs: tuple[str, str]) -> list[Piece]:
    scene = Scene([(grid(given), grid(wanted)) for given, wanted in pairs], [])
    cuts = list(cuts_of(scene, Allowance(10**6)))
    return list(completions(scene, cuts, scene.changed))


def test_marks_get_the_rest_of_the_template_turned_as_they_are() -> None:
    task = view(CLOCKWISE, MIRRORED, test="2.4.3... .11..... 3...2.4. ........")
    assert grid("2.4.3... .11..11. 3...2.4. ........") in answers(Painting(), task)


def test_one_copy_is_no_rule() -> None:
    assert matched(CLOCKWISE, MIRRORED)
    assert not matched(CLOCKWISE)


def test_a_part_that_is_not_completed_ends_it() -> None:
    given, wanted = MIRRORED
    more = "3.2..... ........ ..4..... ........ "
    assert not matched(CLOCKWISE, (more + given, more + wanted))


def test_templates_that_were_moved_are_taken_away() -> None:
    task = view(
        (CLOCKWISE[0], "....3.2. .....1.. .....14. ........"),
        (MIRRORED[0], "4.2..... 11...... ..3..... ........"),
        test="2.4.3... .11..... 3...2.4. ........",
    )
    assert grid("....3... .....11. ....2.4. ........") in answers(Painting(), task)


def test_objects_become_symmetric_in_their_boxes() -> None:
    task = view(
        ("31.... .3.... ..3... ...3.. ......", "3113.. .33... .33... 3113.. ......"),
        ("...... .54... .46... ...5.. ......", "...... .545.. .464.. .545.. ......"),
        test="...... .72... ..7... ...7.. ......",
    )
    assert grid("...... .727.. ..7... .727.. ......") in answers(Painting(), task)


def test_objects_move_in_line_with_a_goal() -> None:
    task = view(
        (".2.... ...1.. .....3", "...... .2.1.3 ......"),
        ("4...... .....6. ..1....", "....... ....... 4.1..6."),
        test="5..... ...... .1.... ....7.",
    )
    assert grid("...... ...... 51..7. ......") in answers(Painting(), task)


def test_objects_are_reflected_in_a_line() -> None:
    task = view(
        ("...... 555555 .3.... 33....", ".3.... 555555 .3.... 33...."),
        (".66... ..6... 555555 ......", ".66... ..6... 555555 ..6..."),
        test="...... ...... 555555 ...... .77... ..7...",
    )
    assert grid(".77... ...... 555555 ...... .77... ..7...") in answers(Painting(), task)


def test_a_colour_that_glues_objects_together_may_count_as_ground() -> None:
    task = view(
        (
            "3495.... 4995.1.. 3445.... ...5.... ...5....",
            "3495349. 4995499. 3445344. ...5.... ...5....",
        ),
        (
            "6775.... 7765.... 6675.... ...5.1.. ...5....",
            "6775.... 7765.... 6675677. ...5776. ...5667.",
        ),
        test="2885.... 8825.... 2825..1. ...5.... ...5....",
    )
    assert grid("2885.... 8825.288 2825.882 ...5.282 ...5....") in answers(Painting(), task)
