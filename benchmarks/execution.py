"""Executing programs: mutants generated and evaluated per minute, and a hostile run.

    python -m benchmarks execution [--programs N] [--tasks M] [--hostile N] [--workers N] [--json]

*Mutants*: depth-1 mutants of the seed programs, generated and then evaluated on the demonstrations
of the ARC-AGI-1 evaluation tasks (nothing is printed about any one task), under the limits that the
loop sets for its first check. Told without a run is what `arc_dsl.foresight` rules out: a part of
the evaluation, counted in its time. *Hostile*: random and
hostile programs, one in eight of them harmless with an end that is known, to find results that are
lost or given to another program. A worker's CPU time and memory are measured from outside.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from arc_dsl.digests import digest
from arc_dsl.errors import ParseError
from arc_dsl.execute.interpreter import run
from arc_dsl.execute.jobs import DIGEST_BYTES, KINDS, Batch, Digests, Job
from arc_dsl.execute.pool import Pool
from arc_dsl.foresight.forecasting import Sought, forecast
from arc_dsl.generate.mutation import mutate
from arc_dsl.outcome import Kind, Limits, PlainGrid
from arc_dsl.program import Program, parse
from benchmarks.hostile import hostile_program
from benchmarks.watching import Watch
from codeit.stages.execute import QUICK_SIZE, QUICK_STEPS
from codeit.stages.screening import Effort, evaluate
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import Task

__all__ = ["hostile_run", "main", "mutant_run"]

SEED = 20240208
OVERRUN_SECONDS = 0.1
"""CPU seconds beyond its limit after which a program counts as an overrun."""
MUTANT_LIMITS = Limits(seconds=0.5)
EFFORT = Effort(QUICK_STEPS, QUICK_SIZE, MUTANT_LIMITS.seconds)
HOSTILE_LIMITS = Limits(seconds=0.1, memory_mb=512)
_PER_JOB = 64
_HARMLESS_EVERY = 8
_HARMLESS = [
    parse(text)
    for text in (
        "O = rot90(I)",
        "O = hmirror(I)",
        "x1 = palette(I)\nx2 = size(x1)\nx3 = astuple(x2, ONE)\nO = canvas(SEVEN, x3)",
        "x1 = asindices(I)\nx2 = first(x1)\nO = first(x2)",
    )
]
_ENGLISH = {
    "mutants_per_minute": "mutants generated and evaluated per minute",
    "mutants": "mutants",
    "tasks": "tasks each was evaluated on",
    "generation_seconds": "seconds to generate them",
    "mutant_us": "CPU microseconds to draw one, repeats included",
    "evaluation_seconds": "seconds to evaluate them",
    "evaluation_cpu_seconds": "CPU seconds of the workers for that",
    "evaluations_foreseen": "share of program and task pairs told without a run",
    "matches": "right on all demonstrations of a task",
    "hostile_programs": "hostile programs",
    "hostile_seconds": "seconds to run them",
    "hostile_kinds": "how they ended",
    "hostile_lost": "results lost or misattributed",
    "hostile_overruns": "programs beyond their limit by more than 0.1 s",
    "max_overrun_seconds": "largest overrun, CPU seconds",
    "workers_replaced": "workers that died and were replaced",
    "peak_memory_mb": "largest worker, MiB resident",
}


def main(argv: list[str]) -> int:
    """Run both and print the figures; 1 if the hostile run lost a result or a limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks execution")
    parser.add_argument("--programs", type=int, default=19_200, help="mutants")
    parser.add_argument("--tasks", type=int, default=400, help="evaluation tasks")
    parser.add_argument("--hostile", type=int, default=100_000, help="hostile programs")
    parser.add_argument("--workers", type=int, default=0, help="worker processes; 0: one per core")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    report: dict[str, Any] = {}
    if options.programs:
        report |= mutant_run(options.programs, options.tasks, options.workers)
    if options.hostile:
        report |= hostile_run(options.hostile, options.workers)
    if options.json:
        print(json.dumps(report))
    else:
        for key, value in report.items():
            shown = f"{value:,.2f}" if isinstance(value, float) else value
            print(f"{_ENGLISH[key]:<50} {shown}")
    return 1 if report.get("hostile_lost") or report.get("hostile_overruns") else 0


def mutant_run(count: int, tasks: int, workers: int = 0) -> dict[str, Any]:
    """Generate mutants of the seeds and evaluate them on evaluation tasks' demonstrations."""
    search = list(load_tasks("arc1", "evaluation").values())[:tasks]
    seeds = list(load_seeds().values())
    with Pool(workers, MUTANT_LIMITS) as pool, Watch(pool) as watch:
        begun = time.perf_counter()
        busy = time.process_time()
        mutants, draws = _mutants(seeds, count, random.Random(SEED))
        busy = time.process_time() - busy
        generated = time.perf_counter()
        found = evaluate(mutants, search, pool, effort=EFFORT)
        matches = sum(evaluation.score == 1.0 for evaluation in found)
        ended = time.perf_counter()
    return {
        "mutants_per_minute": len(mutants) / (ended - begun) * 60,
        "mutants": len(mutants),
        "tasks": len(search),
        "generation_seconds": generated - begun,
        "mutant_us": busy / max(1, draws) * 1e6,
        "evaluation_seconds": ended - generated,
        "evaluation_cpu_seconds": watch.cpu_seconds,
        "evaluations_foreseen": _foreseen(mutants, search),
        "matches": matches,
    }


def _foreseen(programs: Sequence[Program], tasks: Sequence[Task]) -> float:
    """Share of the pairs of a program and a task that need no run."""
    forecasts = Counter(map(forecast, programs))
    possible = 0
    for task in tasks:
        sought = Sought(task.inputs[0], task.outputs[0])
        possible += sum(n for each, n in forecasts.items() if sought.possible(each))
    return 1 - possible / max(1, len(programs) * len(tasks))


def _mutants(seeds: Sequence[Program], count: int, rng: random.Random) -> tuple[list[Program], int]:
    """Distinct depth-1 mutants, as many from each seed as chance has it, and the draws it took."""
    mutants: dict[Program, None] = {}
    draws = 0
    while len(mutants) < count:
        mutants[mutate(rng.choice(seeds), rng)] = None
        draws += 1
    return list(mutants), draws


def hostile_run(count: int, workers: int = 0, limits: Limits = HOSTILE_LIMITS) -> dict[str, Any]:
    """Run hostile programs, each on one input, and account for every one of them."""
    work = _hostile_work(count, random.Random(SEED))
    kinds: Counter[str] = Counter()
    lost = 0
    begun = time.perf_counter()
    with Pool(workers, limits) as pool, Watch(pool, limits.seconds + OVERRUN_SECONDS) as watch:
        jobs = (Job(Batch.of(texts), (grid,)) for texts, grid in work)
        for (texts, grid), ends in zip(work, pool.run_digests(jobs), strict=True):
            lost += _wrong(texts, grid, ends)
            kinds.update(str(KINDS[kind]) for kind in ends.kinds[0])
    return {
        "hostile_programs": kinds.total(),
        "hostile_seconds": time.perf_counter() - begun,
        "hostile_kinds": dict(kinds.most_common()),
        "hostile_lost": lost + count - kinds.total(),
        "hostile_overruns": len(watch.too_long),
        "max_overrun_seconds": max(0.0, watch.longest_seconds - limits.seconds),
        "workers_replaced": pool.deaths,
        "peak_memory_mb": watch.peak_memory_mb,
    }


def _hostile_work(count: int, rng: random.Random) -> list[tuple[list[str], PlainGrid]]:
    """Program texts and the input that they run on, job by job."""
    texts = [
        str(rng.choice(_HARMLESS)) if n % _HARMLESS_EVERY == 0 else hostile_program(rng)
        for n in range(count)
    ]
    return [(texts[n : n + _PER_JOB], _drawn_grid(rng)) for n in range(0, count, _PER_JOB)]


def _drawn_grid(rng: random.Random) -> PlainGrid:
    height, width, colours = rng.randint(1, 30), rng.randint(1, 30), rng.randint(1, 10)
    return tuple(tuple(rng.randrange(colours) for _ in range(width)) for _ in range(height))


def _wrong(texts: Sequence[str], grid: PlainGrid, ends: Digests) -> int:
    """How many ends are not those of their program, as far as that can be known."""
    harmless = {str(program): run(program, grid) for program in _HARMLESS}
    wrong = 0
    for position, text in enumerate(texts):
        kind = KINDS[ends.kinds[0][position]]
        if (expected := harmless.get(text)) is not None:
            start = position * DIGEST_BYTES
            given = ends.digests[0][start : start + DIGEST_BYTES]
            wanted = bytes(DIGEST_BYTES) if expected.grid is None else digest(expected.grid)
            wrong += kind is not expected.kind or given != wanted
        else:
            wrong += (kind is Kind.SYNTAX) != (not _parses(text))
    return wrong


def _parses(text: str) -> bool:
    try:
        parse(text)
    except ParseError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
