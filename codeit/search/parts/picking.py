"""One of several pictures, picked by what it shows: equal parts of the input, or entities' boxes.

A picture's property is a function of a grid: whether it is its own mirror image, how many colours
or things it has, how many cells of a colour, how many of the pictures are like it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from codeit.search.changes.cuts import Cut
from codeit.search.entities.expressions import Expression, colour, integer
from codeit.search.entities.frames import Frame
from codeit.search.entities.scenes import Grid, Scene, planes_of
from codeit.search.parts.companions import IMAGES
from codeit.search.parts.cropping import Part

__all__ = ["picked"]

MOST_PICTURES = 12
"""Pictures of one input; among more the picked one is the odd one by chance."""
MOST_PARTS = 4
"""Equal parts in one direction."""


@dataclass(frozen=True)
class _Album:
    """Pictures of each input, as a tuple of grids."""

    pictures: tuple[tuple[Grid, ...], ...]
    expression: Expression
    cost: float


@dataclass(frozen=True)
class _Question:
    """A property of a picture; a flag is 1 or 0."""

    of: Callable[[Grid, Sequence[Grid]], int]
    """From the picture and all of its input."""
    expression: Callable[[Expression], Expression]
    """The function of a grid, from the expression of all pictures."""
    cost: float
    flag: bool = False


def picked(scene: Scene, cuts: Sequence[Cut]) -> Iterator[Part]:
    """The pictures that one property picks in every input."""
    questions = list(_questions(scene))
    seen = set()
    for album in (*_equal_parts(scene), *_boxes(scene, cuts)):
        if not all(1 < len(each) <= MOST_PICTURES for each in album.pictures):
            continue
        if not _may_serve(scene, album):
            continue
        for question in questions:
            values = [[question.of(one, each) for one in each] for each in album.pictures]
            asked = question.expression(album.expression)
            for highest in (True, False):
                places = [_single(each, highest, question.flag) for each in values]
                if None in places:
                    continue
                grids = tuple(p[i or 0] for p, i in zip(album.pictures, places, strict=True))
                if grids in seen:
                    continue
                seen.add(grids)
                if question.flag:
                    test = asked if highest else ("compose", "flip", asked)
                    one: Expression = ("extract", album.expression, test)
                else:
                    one = ("argmax" if highest else "argmin", album.expression, asked)
                more = 0.5 if question.flag and not highest else 0.0
                yield Part(grids, one, album.cost + question.cost + more + 1.0)


def _may_serve(scene: Scene, album: _Album) -> bool:
    """Whether some picture of each demonstration has the output's size, or divides it."""
    return all(
        any(not len(wanted) % len(one) and not len(wanted[0]) % len(one[0]) for one in pictures)
        for pictures, wanted in zip(album.pictures, scene.outputs, strict=False)
    )


def _single(values: Sequence[int], highest: bool, flag: bool) -> int | None:
    """The place of the only largest or only smallest value; of a flag, of the only 1 or only 0."""
    best = int(highest) if flag else (max(values) if highest else min(values))
    return values.index(best) if values.count(best) == 1 else None


def _equal_parts(scene: Scene) -> Iterator[_Album]:
    """The input cut into equal parts beside each other, below each other, or both.

    Where some inputs are higher than wide and others are not, also along the longer side.
    """
    for down in range(1, MOST_PARTS + 1):
        for over in range(1, MOST_PARTS + 1):
            if down * over == 1:
                continue
            pictures = tuple(tuple(_tiles(grid, down, over)) for grid in scene.inputs)
            if not all(pictures):
                continue
            expression: Expression = ("vsplit", "I", integer(down))
            if down == 1:
                expression = ("hsplit", "I", integer(over))
            elif over > 1:
                split: Expression = ("rbind", "hsplit", integer(over))
                expression = ("merge", ("apply", split, expression))
            yield _Album(pictures, expression, 1.5 if min(down, over) == 1 else 2.5)

    tall = [len(grid) > len(grid[0]) for grid in scene.inputs]
    for count in range(2, MOST_PARTS + 1) if len(set(tall)) > 1 else ():
        pictures = tuple(
            tuple(_tiles(grid, *((count, 1) if upright else (1, count))))
            for grid, upright in zip(scene.inputs, tall, strict=True)
        )
        if all(pictures):
            ways: list[Expression] = [(cut, "I", integer(count)) for cut in ("vsplit", "hsplit")]
            yield _Album(pictures, ("branch", ("portrait", "I"), *ways), 2.0)


def _tiles(grid: Grid, down: int, over: int) -> Iterator[Grid]:
    """The parts in reading order, a line between them left out; none if one would be empty."""
    high, wide = len(grid) // down, len(grid[0]) // over
    below = high + (len(grid) % down != 0)
    beside = wide + (len(grid[0]) % over != 0)
    if not high or not wide or below * down - len(grid) > 1 or beside * over - len(grid[0]) > 1:
        return
    for i in range(down):
        for j in range(over):
            rows = grid[i * below : i * below + high]
            yield tuple(row[j * beside : j * beside + wide] for row in rows)


def _boxes(scene: Scene, cuts: Sequence[Cut]) -> Iterator[_Album]:
    """The boxes of all entities of a cut."""
    for cut in cuts:
        if len(cut.cut.entities) > MOST_PICTURES * len(scene.inputs):
            continue
        pictures: list[list[Grid]] = [[] for _ in scene.inputs]
        for e in cut.cut.entities:
            rows = scene.inputs[e.pair][e.top : e.bottom + 1]
            pictures[e.pair].append(tuple(row[e.left : e.right + 1] for row in rows))
        box: Expression = ("rbind", "subgrid", "I")
        shown: Expression = ("apply", box, ("totuple", cut.cut.expression))
        yield _Album(tuple(map(tuple, pictures)), shown, cut.cut.cost + 0.5)


def _questions(scene: Scene) -> Iterator[_Question]:
    for name, image in IMAGES[:5]:
        own: Expression = ("fork", "equality", "identity", name)
        yield _Question(
            lambda one, _, image=image: int(image(one) == one),  # type: ignore[misc]
            lambda _, own=own: own,  # type: ignore[misc]
            1.5,
            flag=True,
        )
    yield _Question(lambda one, _: len({v for row in one for v in row}), lambda _: "numcolors", 1.0)
    yield _Question(lambda one, all_: all_.count(one), _alike, 1.0)
    rarest: Expression = ("fork", "colorcount", "identity", "leastcolor")
    yield _Question(
        lambda one, _: min(Counter(v for row in one for v in row).values()), lambda _: rarest, 1.5
    )
    cut: Expression = ("rbind", ("rbind", ("rbind", "objects", "T"), "F"), "T")
    yield _Question(lambda one, _: _things(one), lambda _: ("compose", "size", cut), 2.0)
    for value in sorted({v for grid in scene.inputs[: scene.pairs] for row in grid for v in row}):
        counts: Expression = ("rbind", "colorcount", colour(value))
        yield _Question(
            lambda one, _, value=value: sum(row.count(value) for row in one),  # type: ignore[misc]
            lambda _, counts=counts: counts,  # type: ignore[misc]
            2.0,
        )


def _things(grid: Grid) -> int:
    """How many connected parts of one colour it has, its commonest colour left out."""
    frame, planes = Frame(len(grid), len(grid[0])), planes_of(grid)
    ground = min(planes, key=lambda value: (-planes[value].bit_count(), value))
    return sum(
        len(list(frame.components(mask, False)))
        for value, mask in planes.items()
        if value != ground
    )


def _alike(pictures: Expression) -> Expression:
    """How many of the pictures are equal to one."""
    equal: Expression = ("lbind", "lbind", "equality")
    return ("chain", "size", ("lbind", "sfilter", pictures), equal)
