"""Small hand-made tasks for the entity searches, as pictures."""

from codeit.search.entities.scenes import Grid
from codeit.search.interface import Allowance, Family, View

__all__ = ["answers", "grid", "view"]


def grid(picture: str) -> Grid:
    """A grid from rows of digits; a dot is black."""
    return tuple(tuple(int(c) for c in row) for row in picture.replace(".", "0").split())


def view(*pairs: tuple[str, str], test: str) -> View:
    """A task of demonstrations and one test input."""
    return View(
        tuple(grid(given) for given, _ in pairs),
        tuple(grid(wanted) for _, wanted in pairs),
        (grid(test),),
    )


def answers(family: Family, task: View, steps: int = 20_000) -> list[Grid | None]:
    """What the family predicts for the test input, in the order of its finds."""
    finds = list(family.search(task, Allowance(steps)))
    assert all(each.exact for each in finds)
    return [each.predictions[0] for each in finds]
