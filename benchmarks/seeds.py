"""The minimiser over all seed programs: lines before and after, and what may be cut for good.

    python -m benchmarks seeds [--checks N] [--variants N] [--write] [--json]

A shorter program counts only if it is right on all pairs of its task and does what the seed does on
variants of their inputs: turned, recoloured, cropped, widened and with cells changed. What only the
given pairs allow is so kept out. `--write` puts the shorter programs in place of the seeds; the
generators of fresh instances (`tests/test_seeds_are_general.py`) then judge them independently.
"""

import argparse
import json
import random
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track

import data
from arc_dsl import Evaluator, Kind, Limits, PlainGrid, Program
from arc_dsl.digests import digest
from arc_dsl.generate.minimise import minimise
from codeit.results.evaluation import all_pairs
from data.augment import random_augmentation
from data.seeds import load_seeds

__all__ = ["Pairs", "Same", "main", "variants"]

LIMITS = Limits(steps=100_000, size=50_000, seconds=2.0)
MEMORY = 8 << 20
Pairs = Sequence[tuple[PlainGrid, PlainGrid]]
"""Inputs, and what a solution gives for them."""


def main(argv: list[str]) -> int:
    """Run the minimiser; always 0."""
    parser = argparse.ArgumentParser(prog="benchmarks seeds", description=__doc__)
    parser.add_argument("--checks", type=int, default=300, help="candidates tried for each seed")
    parser.add_argument("--variants", type=int, default=24, help="changed inputs for each seed")
    parser.add_argument("--write", action="store_true", help="replace the seeds that get shorter")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    folder = Path(data.__file__).parent / "seeds"
    before, after = [], []
    shorter: dict[str, str] = {}
    for task_id, program, pairs in track(list(_work()), "seeds", console=Console(stderr=True)):
        small = minimise(
            program,
            Same(task_id, program, pairs, options.variants),
            options.checks,
            constants=False,
        )
        before.append(len(program))
        after.append(len(small))
        if len(small) < len(program):
            shorter[task_id] = f"{len(program)} -> {len(small)}"
            if options.write:
                _replace(folder / f"{task_id}.txt", small)
    report = {
        "seeds": len(before),
        "shorter": len(shorter),
        "lines_before": sum(before),
        "lines_after": sum(after),
        "median_before": statistics.median(before),
        "median_after": statistics.median(after),
    }
    if options.json:
        print(json.dumps(report | {"which": shorter}))
        return 0
    for name, value in report.items():
        print(f"{name:<16} {value:>8}")
    return 0


def _work() -> Iterator[tuple[str, Program, Pairs]]:
    for task_id, program in load_seeds().items():
        task, outputs = all_pairs("arc1", "training", task_id)
        yield task_id, program, list(zip((*task.inputs, *task.test_inputs), outputs, strict=True))


class Same:
    """Whether a program is right on all pairs and does what the seed does on changed inputs."""

    def __init__(self, name: str, program: Program, pairs: Pairs, count: int) -> None:
        rng = random.Random(name)
        self._asked: list[tuple[Evaluator, bytes]] = [
            (Evaluator(grid, LIMITS, MEMORY), digest(output)) for grid, output in pairs
        ]
        inputs = [grid for grid, _ in pairs]
        for number in range(count):
            evaluator = Evaluator(variants(inputs[number % len(inputs)], rng), LIMITS, MEMORY)
            kind, digest = evaluator.run_digest(program)
            if kind is Kind.OK:
                self._asked.append((evaluator, digest))

    def __call__(self, program: Program) -> bool:
        """Right on every pair, and as the seed on every variant."""
        return all(evaluator.run_digest(program)[1] == digest for evaluator, digest in self._asked)


def variants(grid: PlainGrid, rng: random.Random) -> PlainGrid:
    """The grid turned and recoloured, and perhaps cropped, widened, or with a few cells changed."""
    grid = random_augmentation(rng, keep_zero=rng.random() < 0.8).grid(grid)
    change = rng.choice((_plain, _cropped, _widened, _speckled))
    return change(grid, rng)


def _plain(grid: PlainGrid, _: random.Random) -> PlainGrid:
    return grid


def _cropped(grid: PlainGrid, rng: random.Random) -> PlainGrid:
    top, left = rng.randint(0, len(grid) // 4), rng.randint(0, len(grid[0]) // 4)
    return tuple(row[left:] for row in grid[top:])


def _widened(grid: PlainGrid, rng: random.Random) -> PlainGrid:
    colour = grid[0][0]
    right = max(0, min(rng.randint(1, 3), 30 - len(grid[0])))
    below = max(0, min(rng.randint(1, 3), 30 - len(grid)))
    wide = [(*row, *[colour] * right) for row in grid]
    return (*wide, *[(colour,) * len(wide[0])] * below)


def _speckled(grid: PlainGrid, rng: random.Random) -> PlainGrid:
    rows = [list(row) for row in grid]
    colours = [cell for row in grid for cell in row]
    for _ in range(rng.randint(1, 3)):
        rows[rng.randrange(len(rows))][rng.randrange(len(rows[0]))] = rng.choice(colours)
    return tuple(map(tuple, rows))


def _replace(path: Path, program: Program) -> None:
    comments = [line for line in path.read_text().splitlines() if line.startswith("#")]
    path.write_text("\n".join([*comments, str(program), ""]))
