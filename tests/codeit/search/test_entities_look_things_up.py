"""Keys and tables, ways and rays, boxes side by side: rules that relate entities to each other."""

from entity_toys import answers, grid, view

from codeit.search.interface import Allowance, View
from codeit.search.rules.family import Cropping, Painting
from data.loading import load_tasks


def test_entities_take_the_colour_of_their_row() -> None:
    task = view(
        ("1..5. ..... 2.5.5 .....", "1..1. ..... 2.2.2 ....."),
        ("3.5.. 4..55 ..... .....", "3.3.. 4..44 ..... ....."),
        test="..... 6.5.. ..... 75..5",
    )
    assert grid("..... 6.6.. ..... 77..7") in answers(Painting(), task)[:2]


def test_entities_take_the_colour_of_their_form_in_the_key() -> None:
    task = view(
        ("11...5 1...55 ...... .3..55 33..5.", "11...3 1...33 ...... .3..11 33..1."),
        ("44..5. ....5. ...... 6..... 6.55..", "44..6. ....6. ...... 6..... 6.44.."),
        test="777..5 .....5 ...... 8.555. 8.....",
    )
    assert grid("777..8 .....8 ...... 8.777. 8.....") in answers(Painting(), task)[:2]


def test_the_ground_may_be_the_same_colour_where_it_is_not_the_commonest() -> None:
    task = view(
        ("2222 2.11 2.13 2222", ".11 .13"),
        ("...... .4442. ......", "4442"),
        test="..... .56.. .....",
    )
    assert grid("56") in answers(Cropping(), task)[:2]


def test_a_way_leads_to_the_cell_of_a_colour() -> None:
    task = view(
        ("1..... ...... ....2. ......", "13333. ....3. ....2. ......"),
        ("...2.. ...... 1..... .....1", "...2.. ...3.. 1333.. ...331"),
        test="1..... ...... ..2... .....1",
    )
    assert grid("133... ..3... ..2... ..3331") in answers(Painting(), task)[:2]


def test_a_ray_leaves_a_tip_away_from_its_body() -> None:
    task = view(
        ("...... .112.. ......", "...... .11222 ......"),
        ("..2... ..1... ..1... ......", "..2... ..1... ..1... ......"),
        ("...... ..2... ..1... ..1...", "..2... ..2... ..1... ..1..."),
        test="...1.. ...1.. ...2.. ......",
    )
    assert grid("...1.. ...1.. ...2.. ...2..") in answers(Painting(), task)[:2]


def test_every_second_cell_of_a_ray() -> None:
    task = view(
        ("...... 1..... ......", "...... 151515 ......"),
        (".2.... ...... 3.....", ".25252 ...... 353535"),
        test="...... ..4... ......",
    )
    assert grid("...... ..4545 ......") in answers(Painting(), task)[:2]


def test_one_of_two_grids_by_the_number_of_entities() -> None:
    task = view(
        ("11. ... ..1", "2.. .2."),
        ("... ... .1.", "..2 2.."),
        ("1.1 ... ..1", "2.. .2."),
        ("1.. ... ...", "..2 2.."),
        ("1.1 .1. ...", "2.. .2."),
        test="... .1. ...",
    )
    assert grid("..2 2..") in answers(Cropping(), task)[:2]


def test_a_table_needs_demonstrations_to_spare() -> None:
    task = view(("11. ... ..1", "2.. .2."), ("... ... .1.", "..2 2.."), test="... .1. ...")
    assert grid("..2 2..") not in answers(Cropping(), task)


def test_as_many_cells_as_entities() -> None:
    task = view(
        ("1.1 ... ..1", "222 ..."),
        ("... ... .1.", "2.. ..."),
        ("1.1 ... 1.1", "222 2.."),
        test="1.1 .1. 1.1",
    )
    assert grid("222 22.") in answers(Cropping(), task)


def test_boxes_side_by_side() -> None:
    task = view(
        ("12.... 33.... ...... ...345 ...333", "12345 33333"),
        (".....6 .....6 78.... 99....", "786 996"),
        ("..... 12..8 32..9", "128 329"),
        test="4.... 5..67 ...68",
    )
    assert grid("467 568") in answers(Cropping(), task)


def test_a_cell_for_each_panel() -> None:
    task = view(
        ("115.1 115.. 55555 ..51. 1.51.", "3. .."),
        ("..51. 1.5.. 55555 .1511 .1511", ".. .3"),
        ("11511 11511 55555 .15.. ..5.1", "33 .."),
        test="..511 .1511 55555 11511 1.511",
    )
    assert grid(".3 .3") in answers(Cropping(), task)


def test_a_second_stage_goes_on_from_the_first_ones_grid() -> None:
    task = View.of(load_tasks("arc1", "training")["56dc2b01"])
    finds = list(Painting().search(task, Allowance(12_000)))
    assert finds[0].family == "entities/two stages"


def test_panels_lie_on_each_other_in_one_order() -> None:
    task = view(
        ("11.522.53..", "11."),
        ("..154445..9", "441"),
        ("...52..5.88", "288"),
        test="1..5.4.53.3",
    )
    assert grid("143") in answers(Cropping(), task)


def test_bars_as_long_as_counts() -> None:
    task = view(("1.1 ..1 .2.", "12 1. 1."), ("3.3 .4. 4.3", "34 34 3."), test="5.. ..5 .6.")
    assert grid("56 5.") in answers(Cropping(), task)


def test_a_blank_grid_as_large_as_the_panels_are_many() -> None:
    task = view(
        ("115.1 115.. 55555 ..51. 1.51.", "11 11"),
        ("11511 55555 11511 55555 11511", "11 11 11"),
        test="1151151 1151151 5555555 1151151",
    )
    assert grid("111 111") in answers(Cropping(), task)
