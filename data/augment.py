"""The eight symmetries of the square and recolourings, on grids, pairs and tasks, with inverses."""

import random
from dataclasses import dataclass, replace
from enum import Enum

from arc_dsl.outcome import PlainGrid
from data.tasks import Pair, Task

__all__ = ["IDENTITY_COLOURS", "Augmentation", "Symmetry", "random_augmentation"]

IDENTITY_COLOURS = tuple(range(10))


class Symmetry(Enum):
    """A symmetry of the square: (whether the grid is transposed first, quarter turns after it).

    Turns are clockwise.
    """

    IDENTITY = (False, 0)
    TURN_90 = (False, 1)
    TURN_180 = (False, 2)
    TURN_270 = (False, 3)
    TRANSPOSE = (True, 0)
    FLIP_COLUMNS = (True, 1)
    ANTITRANSPOSE = (True, 2)
    FLIP_ROWS = (True, 3)

    def apply(self, grid: PlainGrid) -> PlainGrid:
        """The grid transformed."""
        transposed, turns = self.value
        if transposed:
            grid = tuple(zip(*grid, strict=True))
        for _ in range(turns):
            grid = tuple(zip(*grid[::-1], strict=True))
        return grid

    @property
    def inverse(self) -> "Symmetry":
        """The symmetry that undoes this one: mirrorings undo themselves."""
        transposed, turns = self.value
        return self if transposed else Symmetry((False, -turns % 4))


@dataclass(frozen=True, slots=True)
class Augmentation:
    """A symmetry and a recolouring, which commute: `colours[c]` is what colour c becomes."""

    symmetry: Symmetry = Symmetry.IDENTITY
    colours: tuple[int, ...] = IDENTITY_COLOURS

    def __post_init__(self) -> None:
        """Raise ValueError unless the colours are a permutation of 0-9."""
        if sorted(self.colours) != list(IDENTITY_COLOURS):
            raise ValueError(f"not a permutation of the colours 0-9: {self.colours}")

    def grid(self, grid: PlainGrid) -> PlainGrid:
        """The grid transformed."""
        turned = self.symmetry.apply(grid)
        if self.colours == IDENTITY_COLOURS:
            return turned
        return tuple(tuple([self.colours[cell] for cell in row]) for row in turned)

    def pair(self, pair: Pair) -> Pair:
        """Both grids of the pair transformed."""
        return Pair(self.grid(pair.input), self.grid(pair.output))

    def task(self, task: Task) -> Task:
        """Every grid of the task transformed; the id stays."""
        return replace(
            task,
            demonstrations=tuple(map(self.pair, task.demonstrations)),
            test_inputs=tuple(map(self.grid, task.test_inputs)),
        )

    @property
    def inverse(self) -> "Augmentation":
        """The augmentation that undoes this one."""
        colours = tuple(self.colours.index(colour) for colour in IDENTITY_COLOURS)
        return Augmentation(self.symmetry.inverse, colours)


def random_augmentation(rng: random.Random, *, keep_zero: bool = True) -> Augmentation:
    """A uniformly drawn augmentation; colour 0, usually the background, stays by default."""
    fixed = [0] if keep_zero else []
    rest = [colour for colour in IDENTITY_COLOURS if colour not in fixed]
    rng.shuffle(rest)
    return Augmentation(rng.choice(list(Symmetry)), (*fixed, *rest))
