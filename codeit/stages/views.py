"""Views: what of a draw the learner is shown in another position, as `data.symmetry` says."""

from collections.abc import Mapping, Sequence
from typing import Literal

from buffer.experience import Experience
from codeit.domains.grids.symmetry import canonical_views, turned_views
from codeit.domains.interface import Executor
from codeit.rng import generator
from data.tasks import Task

__all__ = ["views"]


def views(
    experiences: Sequence[Experience],
    tasks: Mapping[str, Task],
    executor: Executor,
    symmetry: Literal["none", "augment", "canonical"],
    seed: int,
    number: int,
) -> tuple[Sequence[Experience], Mapping[str, Task]]:
    """The experiences to learn from, and the tasks that they belong to.

    Views are relabelled by running their programs again: the executor is limited as ever.
    """
    if symmetry == "none":
        return experiences, tasks
    if symmetry == "augment":
        rng = generator(seed, "views", number)
        shown, more = turned_views(experiences, tasks, executor.outcomes, rng)
    else:
        shown, more = canonical_views(experiences, tasks, executor.outcomes)
    return shown, {**tasks, **more}
