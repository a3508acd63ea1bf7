"""Two selections that choose together, rays away from a goal, every third column."""

from entity_toys import answers, grid, view

from codeit.search.rules.family import Painting

LARGE_AND_INSIDE = view(
    ("222.... ....... ...22.. .2..... .....2. ....... 222....",
     "222.... ....... ...44.. .2..... .....2. ....... 222...."),
    ("22..... ....... .2..22. ....... .22.... ....... ....222",
     "22..... ....... .2..44. ....... .44.... ....... ....222"),
    test="....... .2..... ...2... ...2... ...2... ....... 2222...",
)  # fmt: skip
"""Those recoloured have more than one cell and do not touch the border."""

AWAY = view(
    ("........ ........ ........ ...33... ...33... .....3.. ........ ........",
     "........ ........ ........ ...33... ...33... .....3.. ......3. .......3"),
    ("........ ........ .77..... .77..... 7....... ........ ........ ........",
     "........ ........ .77..... .77..... 7....... ........ ........ ........"),
    ("........ ......5. ....55.. ....55.. ...5.... ........ ........ ........",
     ".......5 ......5. ....55.. ....55.. ...5.... ..5..... .5...... 5......."),
    test="........ ........ ........ .....66. .....66. ....6... ........ ........",
)  # fmt: skip

THIRDS = view(
    ("4.444.4. 44444444", "6.464.6. 64464464"),
    (".444.44. 4444.444", ".446.46. 6446.464"),
    test="444444 ......",
)


def test_entities_are_chosen_by_two_properties_together() -> None:
    wanted = grid("....... .2..... ...4... ...4... ...4... ....... 2222...")
    assert wanted in answers(Painting(), LARGE_AND_INSIDE)


def test_a_ray_leads_away_from_a_goal() -> None:
    wanted = grid("........ ........ ........ .....66. .....66. ....6... ...6.... ..6.....")
    assert wanted in answers(Painting(), AWAY)


def test_every_third_column_is_a_set_of_cells() -> None:
    assert answers(Painting(), THIRDS)[0] == grid("644644 ......")
