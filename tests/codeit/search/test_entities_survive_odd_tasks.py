"""Rules of entities end without an error on tasks whose grids do not go together.

Rules look at demonstrations and are applied to test inputs, which may be of any size and colours:
an exception there would lose all finds of a task.
"""

import random

import pytest
from entity_toys import grid

from codeit.search.entities.scenes import Grid, Scene
from codeit.search.interface import Allowance, View
from codeit.search.parts.cropping import Part
from codeit.search.parts.deriving import Start
from codeit.search.parts.overlays import overlaid
from codeit.search.rules.family import families
from codeit.search.rules.onward import Onward
from data.loading import load_tasks

STEPS = 500


def changed(given: Grid, rng: random.Random) -> Grid:
    """A corner of the grid, one cell, the grid laid on its side, one colour, noise, or itself."""
    height, width = rng.randint(1, len(given)), rng.randint(1, len(given[0]))
    kind = rng.randrange(6)
    if kind == 0:
        return tuple(row[:width] for row in given[:height])
    if kind == 1:
        return ((rng.randrange(10),),)
    if kind == 2:
        return tuple(zip(*given, strict=True))
    if kind == 3:
        return ((rng.randrange(10),) * width,) * height
    if kind == 4:
        return tuple(tuple(rng.randrange(10) for _ in range(width)) for _ in range(height))
    return given


def odd_view(rng: random.Random) -> View:
    """A training task with other test inputs; sometimes a demonstration is another one, too."""
    tasks = load_tasks("arc1", "training")
    task = tasks[rng.choice(sorted(tasks))]
    inputs, outputs = list(task.inputs[:4]), list(task.outputs[:4])
    for grids, share in ((inputs, 0.3), (outputs, 0.2)):
        if rng.random() < share:
            number = rng.randrange(len(grids))
            grids[number] = changed(grids[number], rng)
    tests = tuple(changed(each, rng) for each in task.test_inputs if rng.random() < 0.9)
    return View(tuple(inputs), tuple(outputs), tests)


def survives(seed: int, count: int) -> None:
    rng = random.Random(seed)
    for _ in range(count):
        view = odd_view(rng)
        finds = [f for family in families() for f in family.search(view, Allowance(STEPS))]
        for find in Onward(finds).search(view, Allowance(STEPS)):
            assert find.exact


def test_odd_tasks_end_without_an_error() -> None:
    survives(seed=1, count=6)


@pytest.mark.slow
def test_many_odd_tasks_end_without_an_error() -> None:
    survives(seed=2, count=1_000)


def test_what_lies_beyond_the_lowest_panel_is_left_out_as_paint_does() -> None:
    scene = Scene([(grid("1..2.3"), grid("123"))], [grid("4567")])
    panels = [
        Part((grid(shown), grid(test)), name, 0.0)
        for shown, test, name in (("1..", "4.", "a"), (".2.", "...6", "b"), ("..3", ".5", "c"))
    ]
    found = list(overlaid(scene, Start(panels[0], tuple(panels[1:]))))
    assert [part.grids for part in found] == [(grid("123"), grid("45"))]
