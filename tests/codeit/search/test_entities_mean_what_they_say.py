"""Cuts, properties, selections and effects are computed here and said in the grid language.

Both must agree on every input, or a rule read off the outputs would not be the program's rule.
"""

from typing import Any

import pytest

from arc_dsl import parse, trace
from codeit.search.changes.copies import changes
from codeit.search.changes.cuts import cuts_of
from codeit.search.changes.effects import effects
from codeit.search.changes.inside import divisions
from codeit.search.changes.legends import read_off_legends
from codeit.search.changes.reaching import reaching
from codeit.search.entities.expressions import Expression, text_of, vector
from codeit.search.entities.predicates import groups, selections
from codeit.search.entities.properties import properties
from codeit.search.entities.scenes import Grid, Scene
from codeit.search.entities.segmentation import Entity, Segmentation, segmentations
from codeit.search.interface import Allowance

GRIDS: tuple[Grid, ...] = (
    (
        (0, 0, 0, 0, 0, 0, 0, 0),
        (0, 3, 3, 3, 0, 0, 2, 0),
        (0, 3, 0, 3, 0, 0, 2, 2),
        (0, 3, 3, 3, 0, 0, 0, 0),
        (0, 0, 0, 0, 1, 0, 0, 0),
        (5, 5, 0, 0, 0, 1, 0, 4),
        (5, 0, 0, 2, 0, 0, 4, 4),
    ),
    (
        (7, 7, 7, 7, 7, 7),
        (7, 1, 1, 7, 0, 7),
        (7, 1, 2, 7, 7, 7),
        (7, 7, 7, 0, 0, 0),
        (7, 2, 7, 0, 7, 0),
        (7, 7, 7, 0, 0, 0),
    ),
    ((0, 4, 0, 4, 4), (0, 0, 0, 0, 0), (4, 0, 4, 0, 1), (0, 0, 0, 0, 1)),
)
SCENES = [Scene([(grid, grid)], []) for grid in GRIDS]
CUTS = [(scene, cut) for scene in SCENES for cut in segmentations(scene)]


def value(expression: Expression, grid: Grid) -> Any:
    """The expression's value on an input."""
    steps = trace(parse(text_of(expression)), grid).steps
    assert steps, expression
    return steps[-1].value


def indices(patch: Any) -> frozenset[tuple[int, int]]:
    return frozenset(cell[1] if isinstance(cell[1], tuple) else cell for cell in patch)


def chosen(scene: Scene, cut: Segmentation, mask: int) -> set[frozenset[tuple[int, int]]]:
    return {frozenset(e.places) for place, e in enumerate(cut.entities) if mask >> place & 1}


@pytest.mark.parametrize(("scene", "cut"), CUTS)
def test_a_cut_gives_the_languages_objects(scene: Scene, cut: Segmentation) -> None:
    objects = value(cut.expression, scene.inputs[0])
    assert {indices(each) for each in objects} == chosen(scene, cut, (1 << len(cut.entities)) - 1)


@pytest.mark.parametrize(("scene", "cut"), CUTS)
def test_properties_have_the_languages_values(scene: Scene, cut: Segmentation) -> None:
    for asked in properties(scene, cut):
        both: Expression = ("fork", "astuple", "toindices", asked.expression)
        answers = value(("apply", both, cut.expression), scene.inputs[0])
        ours = set()
        for entity, own in zip(cut.entities, asked.values, strict=True):
            if asked.name != "look":
                ours.add((frozenset(entity.places), own))
        if asked.name != "look":
            assert set(answers) == ours, asked.name


@pytest.mark.parametrize(("scene", "cut"), CUTS)
def test_selections_choose_the_entities_of_their_mask(scene: Scene, cut: Segmentation) -> None:
    asked = list(properties(scene, cut))
    options = [(each.mask, each.expression) for each in selections(scene, cut, asked)]
    for group in groups(scene, cut, asked):
        options.extend(group.parts)
    for mask, expression in options:
        objects = value(expression, scene.inputs[0])
        assert {indices(each) for each in objects} == chosen(scene, cut, mask), expression


@pytest.mark.parametrize(("scene", "cut"), CUTS)
def test_effects_give_the_languages_cells(scene: Scene, cut: Segmentation) -> None:
    frame = scene.frames[0]
    picked = selections(scene, cut, list(properties(scene, cut)))
    drawn = list(effects(cut))
    others = (*reaching(scene, cut, picked), *divisions())
    drawn += [(e, [e.of(each) for each in cut.entities]) for e in others]
    for effect, masks in drawn:
        cells = indices(value(("mapply", effect.expression, cut.expression), scene.inputs[0]))
        ours = 0
        for mask in masks:
            ours |= mask
        assert frame.of(list(cells)) == ours, effect.name


@pytest.mark.parametrize(("scene", "cut"), CUTS)
def test_legends_give_the_languages_colours(scene: Scene, cut: Segmentation) -> None:
    for function, values, _ in read_off_legends(scene, cut):
        for entity, own in zip(cut.entities, values, strict=True):
            if own >= 0:
                place: Expression = ("initset", vector(*entity.places[0]))
                assert value((function, ("toobject", place, "I")), scene.inputs[0]) == own


@pytest.mark.parametrize("scene", SCENES)
def test_changes_give_the_languages_objects(scene: Scene) -> None:
    frame = scene.frames[0]
    for cut in cuts_of(scene, Allowance(10**6)):
        for change in changes(scene, cut):
            for entity in cut.cut.entities:
                planes = change.of(entity)
                if frame.full in planes.values():
                    continue  # said to be wrong everywhere
                cells = frozenset(
                    (v, place) for v, m in planes.items() for place in frame.places(m)
                )
                assert moved_inside(scene, entity, change.expression) == cells, change.expression


def moved_inside(scene: Scene, entity: Entity, change: Expression) -> frozenset[Any]:
    """What the language makes of one entity, as far as it lies in the grid."""
    place: Expression = ("initset", vector(*entity.places[0]))
    for row, column in entity.places[1:]:
        place = ("insert", vector(row, column), place)
    cells = value((change, ("toobject", place, "I")), scene.inputs[0])
    frame = scene.frames[0]
    return frozenset(
        (v, (i, j)) for v, (i, j) in cells if 0 <= i < frame.height and 0 <= j < frame.width
    )
