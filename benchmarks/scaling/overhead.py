"""What Ray costs on one machine: an executing stage there against the same in local processes.

2,000 candidates on 100 training tasks, as `screened` (the first demonstration decides: digests come
back) or in `full` (every outcome on every demonstration comes back). Wall seconds of the stage
alone, with workers that have begun; turns are taken, so that other work on the machine hits both.
"""

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from arc_dsl.execute.pool import Pool
from arc_dsl.outcome import Limits
from benchmarks.scaling.costs import Material, screen
from codeit.cluster.executing import RayExecutor
from codeit.domains.interface import Executor
from codeit.stages.screening import evaluate

__all__ = ["overhead"]

_TURNS = {"screened": 5, "full": 1}


def overhead(kind: str, cores: int = 0) -> dict[str, Any]:
    """Median seconds of both, and by how much Ray's are more; `kind` is `screened` or `full`."""
    cores = cores or os.cpu_count() or 1
    one, other = Material.of(0, tasks=50), Material.of(4, tasks=50)
    material = Material(one.tasks + other.tasks, one.mutants, ())
    action: Callable[[Material, Executor], object] = screen if kind == "screened" else _all
    times: dict[str, list[float]] = {"local": [], "ray": []}
    with Pool(cores, Limits()) as pool, RayExecutor(None, cores, Limits()) as ray:
        for executor in (pool, ray):  # all have begun, and met the language
            executor.outcomes(material.mutants[:300], material.tasks[0].inputs)
        for _ in range(_TURNS[kind]):
            for name, executor in (("local", pool), ("ray", ray)):
                began = time.perf_counter()
                action(material, executor)
                times[name].append(time.perf_counter() - began)
    local, there = (statistics.median(times[name]) for name in ("local", "ray"))
    return {
        "tasks": len(material.tasks),
        "candidates": len(material.mutants),
        "kind": kind,
        "local_seconds": local,
        "ray_seconds": there,
        "overhead": there / local - 1,
    }


def _all(material: Material, executor: Executor) -> int:
    found = evaluate(material.mutants, material.tasks, executor, outputs=True)
    return sum(evaluation.score > 0 for evaluation in found)
