"""Grid tasks that no policy has been shown: made by programs that are no seeds, on changed inputs.

A task takes the inputs of a training task, turned and recoloured, and what a mutant of two steps of
some seed gives on them. So it is nobody's task, and is searched without touching any of ARC's.
"""

import json
import random
from pathlib import Path

import numpy as np
import numpy.typing as npt

from arc_dsl import Limits
from arc_dsl.execute.pool import Pool
from arc_dsl.generate.mutation import mutate
from arc_dsl.outcome import PlainGrid
from arc_dsl.program import Program
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import Task

__all__ = ["make_tasks"]

STEPS = 2
MOST_LINES = 6
LEAST_INPUTS = 3
LARGEST = 30


def make_tasks(folder: Path, count: int, rng: random.Random) -> None:
    """Write so many tasks as files of ARC's form into a new folder, each of another seed."""
    seeds = {i: p for i, p in load_seeds().items() if len(p.lines) <= MOST_LINES}
    given = load_tasks("arc1", "training")
    written: dict[str, dict[str, list[dict[str, PlainGrid]]]] = {}
    with Pool(1, Limits()) as pool:
        for task_id in rng.sample(sorted(seeds), len(seeds)):
            if len(written) == count:
                break
            task = _made(given[task_id], seeds[task_id], pool, rng)
            if task is not None:
                written[f"made{len(written):04d}"] = task
    folder.mkdir(parents=True)
    for name, content in written.items():
        (folder / f"{name}.json").write_text(json.dumps(content))


def _made(
    task: Task, seed: Program, pool: Pool, rng: random.Random
) -> dict[str, list[dict[str, PlainGrid]]] | None:
    """The last pair is the test; None where the mutant gives nothing to learn from."""
    program = seed
    for _ in range(STEPS):
        program = mutate(program, rng)
    inputs = _views(task, rng)
    outputs = [outcome.grid for outcome in pool.outcomes([program], inputs)[0]]
    old = [outcome.grid for outcome in pool.outcomes([seed], inputs)[0]]
    shown = [grid for grid in outputs if grid is not None]
    alike = any(a == b for a, b in zip(inputs, outputs, strict=True)) or outputs == old
    large = any(max(len(grid), len(grid[0])) > LARGEST for grid in shown)
    if len(inputs) < LEAST_INPUTS or len(set(shown)) < len(inputs) or alike or large:
        return None
    pairs = [{"input": i, "output": o} for i, o in zip(inputs, shown, strict=True)]
    return {"train": pairs[:-1], "test": pairs[-1:]}


def _views(task: Task, rng: random.Random) -> list[PlainGrid]:
    """The inputs, all recoloured and turned alike."""
    colours = rng.sample(range(1, 10), 9)
    table = np.array([0, *colours])
    turns = rng.randrange(1, 4)
    grids = [*task.inputs, *task.test_inputs]
    return [_plain(np.rot90(table[np.array(grid)], turns)) for grid in grids]


def _plain(cells: npt.NDArray[np.int64]) -> PlainGrid:
    return tuple(tuple(row) for row in cells.tolist())
