"""Solved tasks made by programs, and a training on them that takes seconds."""

import json
import random
from pathlib import Path

from policy_toys import SMALL, a_grid

from arc_dsl import PlainGrid, run
from arc_dsl.program import Program, parse
from codeit.pretraining.pretrain import PretrainConfig
from data.tasks import Pair, Task

__all__ = ["PROGRAMS", "as_json", "small_config", "solved_task", "write_solved"]

PROGRAMS = [
    "O = hmirror(I)",
    "x1 = hmirror(I)\nO = vconcat(I, x1)",
    "x1 = vmirror(I)\nx2 = hconcat(I, x1)\nO = hmirror(x2)",
    "x1 = rot90(I)\nO = replace(x1, ONE, TWO)",
    "x1 = objects(I, T, F, T)\nx2 = argmax(x1, size)\nO = subgrid(x2, I)",
    "x1 = ofcolor(I, ONE)\nO = fill(I, THREE, x1)",
    "x1 = tophalf(I)\nO = vmirror(x1)",
    "x1 = upscale(I, TWO)\nO = rot180(x1)",
    "x1 = lefthalf(I)\nx2 = hmirror(x1)\nO = hconcat(x1, x2)",
    "x1 = leastcolor(I)\nO = replace(I, x1, FIVE)",
]


def solved_task(number: int) -> tuple[Task, Program]:
    """A task whose outputs a program made, and the program."""
    rng = random.Random(number)
    program = parse(PROGRAMS[number])
    grids = [a_grid(rng, rng.randint(3, 6), rng.randint(3, 6)) for _ in range(3)]
    outputs = [run(program, grid).grid for grid in grids]
    pairs = tuple(Pair(i, o) for i, o in zip(grids, outputs, strict=True) if o is not None)
    return Task(f"task{number}", pairs, (grids[0],)), program


def small_config(out: Path, **changes: object) -> PretrainConfig:
    base = {
        "out": out,
        "minutes": 0.04,
        "judge_minutes": 0.02,
        "judge_examples": 16,
        "producers": 1,
        "threads": 1,
        "pool": 16,
        "max_lines": 2,
        "held_out": 0.3,
        "tasks": str(out.parent / "tasks"),
        "seeds": out.parent / "seeds",
        "policy": {**SMALL, "max_lines": 2, "samples": 2, "constraint": "names"},
        "learner": {"batch_size": 8, "precision": "float32"},
    }
    return PretrainConfig.model_validate({**base, **changes})


def as_json(pairs: list[dict[str, PlainGrid]]) -> str:
    return json.dumps({"train": pairs, "test": pairs[:1]})


def write_solved(folder: Path) -> Path:
    """Six solved tasks in `tasks`, their programs in `seeds`; the folder."""
    (folder / "tasks").mkdir()
    (folder / "seeds").mkdir()
    for number in range(6):
        task, program = solved_task(number)
        pairs = [{"input": p.input, "output": p.output} for p in task.demonstrations]
        (folder / "tasks" / f"{task.id}.json").write_text(as_json(pairs), encoding="utf-8")
        (folder / "seeds" / f"{task.id}.txt").write_text(str(program), encoding="utf-8")
    return folder
