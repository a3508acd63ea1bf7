"""Views of tasks under the symmetries of the square and recolouring, with labels that stay right.

A program is not invariant: `UP` stays `UP` when the grid is turned. So a view is never made by
rewriting a program, but

- by *re-execution*: the inputs are transformed, the same program is run on them, and what it gives
  is its goal (hindsight: always a right label), or
- by *conjugation*: a program found for the transformed task is wrapped in the transformation and
  its inverse, which is two lines for a symmetry of the square and exact
  (Brehmer et al., "Does equivariance matter at scale?", TMLR 2025, compares a model that is
  equivariant with one that sees such views).

Recolouring would take up to nine lines on each side, so views may be recoloured and conjugation
is by symmetries of the square alone.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from arc_dsl.outcome import Outcome, PlainGrid
from arc_dsl.program import INPUT, OUTPUT, Line, Program
from buffer.experience import Experience
from data.augment import Augmentation, Symmetry, random_augmentation
from data.tasks import Task

__all__ = ["Run", "canonical_symmetry", "canonical_views", "conjugated", "turned_views"]

Run = Callable[[Sequence[str], Sequence[PlainGrid]], Sequence[Sequence[Outcome]]]
"""Runs programs on inputs in limited workers: for each program its outcomes, one per input."""

PRIMITIVES = {
    Symmetry.TURN_90: "rot90",
    Symmetry.TURN_180: "rot180",
    Symmetry.TURN_270: "rot270",
    Symmetry.TRANSPOSE: "dmirror",
    Symmetry.FLIP_COLUMNS: "vmirror",
    Symmetry.ANTITRANSPOSE: "cmirror",
    Symmetry.FLIP_ROWS: "hmirror",
}


def canonical_symmetry(task: Task) -> Symmetry:
    """The symmetry that brings a task into its standard position, told from the inputs alone.

    Of the eight positions the one whose demonstration inputs come first in order (shapes, then
    cells row by row); of equal ones the first symmetry. Turned copies of a task agree on it.
    """
    return min(Symmetry, key=lambda s: [_key(s.apply(grid)) for grid in task.inputs])


def _key(grid: PlainGrid) -> tuple[int, int, PlainGrid]:
    return len(grid), len(grid[0]) if grid else 0, grid


def conjugated(program: Program, symmetry: Symmetry) -> Program:
    """What does to a grid what the program does to the grid transformed, transformed back."""
    if symmetry is Symmetry.IDENTITY:
        return program
    names = {INPUT: "turned", OUTPUT: "result"}
    lines = [Line("turned", PRIMITIVES[symmetry], (INPUT,))]
    for line in program.lines:
        args = tuple(names.get(arg, arg) for arg in line.args)
        lines.append(Line(names.get(line.name, line.name), line.function, args))
    lines.append(Line(OUTPUT, PRIMITIVES[symmetry.inverse], ("result",)))
    return Program.of(lines)


def turned_views(
    experiences: Sequence[Experience],
    tasks: Mapping[str, Task],
    run: Run,
    rng: random.Random,
    share: float = 0.5,
) -> tuple[list[Experience], dict[str, Task]]:
    """Some experiences replaced by views of themselves, and the tasks that these belong to.

    Each is chosen with probability `share`. A view's task has an id of its own and no test inputs;
    experiences of one task share a view, so that their programs run together. One whose program
    gives no grid on the view stays as it is. The order is kept.
    """
    chosen = [n for n in range(len(experiences)) if rng.random() < share]
    by_task = _by_task(experiences, chosen)
    seen = {i: _view(tasks[i], random_augmentation(rng)) for i in by_task}
    return _run_again(experiences, by_task, seen, run)


def canonical_views(
    experiences: Sequence[Experience], tasks: Mapping[str, Task], run: Run
) -> tuple[list[Experience], dict[str, Task]]:
    """Every experience as seen from its task's standard position; otherwise as `turned_views`."""
    by_task = _by_task(experiences, range(len(experiences)))
    seen = {
        i: _view(tasks[i], Augmentation(symmetry))
        for i in by_task
        if (symmetry := canonical_symmetry(tasks[i])) is not Symmetry.IDENTITY
    }
    return _run_again(experiences, by_task, seen, run)


def _by_task(experiences: Sequence[Experience], chosen: Iterable[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position in chosen:
        found.setdefault(experiences[position].task_id, []).append(position)
    return found


def _run_again(
    experiences: Sequence[Experience],
    by_task: Mapping[str, Sequence[int]],
    seen: Mapping[str, Task],
    run: Run,
) -> tuple[list[Experience], dict[str, Task]]:
    changed = list(experiences)
    views: dict[str, Task] = {}
    for task_id, view in seen.items():
        positions = by_task[task_id]
        ends = run([experiences[p].program for p in positions], view.inputs)
        for position, outcomes in zip(positions, ends, strict=True):
            outputs = tuple(outcome.grid for outcome in outcomes)
            if any(grid is not None for grid in outputs):
                changed[position] = replace(experiences[position], task_id=view.id, outputs=outputs)
                views[view.id] = view
    return changed, views


def _view(task: Task, augmentation: Augmentation) -> Task:
    seen = augmentation.task(task)
    return replace(seen, id=f"{task.id}@view", test_inputs=())
