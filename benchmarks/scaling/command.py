"""How far a run scales: measured unit costs, a model of them, and a check against real runs.

    python -m benchmarks scaling [--json] [--ray] [--postgres URL] [--no-check]
    python -m benchmarks scaling --overhead screened|full [--json]

Training tasks only. Measured are the CPU seconds and message sizes of one unit of every stage; the
model (`benchmarks.scaling.model`) predicts the seconds of a meta-iteration of preset `cpu` on 400
tasks for 2, 16, 256 and 4,096 cores, and names what limits it. The check runs screening and
executing for real with one worker and two, on other tasks and programs than the costs were measured
on; beside wall time it compares CPU time, which other work on the machine does not lengthen. With
`--ray` also on a Ray cluster of as many cores, started for it; with `--postgres` eight
writers insert into an empty database. Learning, which is not spread so, is not in it.
`--overhead` measures nothing but what Ray costs on this machine (`benchmarks.scaling.overhead`).
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from arc_dsl.execute.pool import Pool
from arc_dsl.outcome import Limits
from benchmarks.scaling.costs import (
    Material,
    Stage,
    checkpoint_bytes,
    measured,
    screen,
    try_own,
)
from benchmarks.scaling.model import (
    UNIT_RUNS,
    Load,
    Site,
    cpu_seconds,
    load_of,
    predict,
    saturating,
)
from benchmarks.scaling.writers import rate
from benchmarks.watching import Watch
from codeit.domains.interface import Executor, Spread
from codeit.run.config import preset

__all__ = ["main"]

CORES = (2, 16, 256, 4_096)
TASKS = 400
UNIT_SECONDS = 0.0006
"""CPU seconds of the driver for a unit on Ray, where it is not measured (`--ray`)."""
_MEASURED_ON, _CHECKED_ON = 0, 4
"""Numbers of the material (`Material.of`)."""
_WRITERS, _TRANSACTIONS = 8, 4


def main(argv: Sequence[str]) -> int:
    """Measure, predict, check, and print. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks scaling")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--ray", action="store_true", help="check on a local Ray cluster, too")
    parser.add_argument("--no-check", action="store_true", help="measure and predict only")
    parser.add_argument("--postgres", default="", help="URL of an empty database for eight writers")
    parser.add_argument("--overhead", choices=("screened", "full"), help="Ray against local only")
    options = parser.parse_args(argv)
    if options.overhead:
        from benchmarks.scaling.overhead import overhead

        found = overhead(options.overhead)
        print(json.dumps(found) if options.json else _compared(found))
        return 0
    costs = measured(Material.of(_MEASURED_ON))
    weights = checkpoint_bytes()
    report: dict[str, Any] = {
        "costs": {name: _plain(stage) for name, stage in costs.items()},
        "checkpoint_bytes": weights,
        "checked": {},
    }
    unit = 0.0
    if not options.no_check:
        report["checked"]["local"] = _check(costs, lambda cores: Pool(cores, Limits()))
    if options.ray:
        report["checked"]["ray"] = _check(costs, _on_ray)
        unit = report["checked"]["ray"]["1"]["unit_seconds"]
    settings = preset("cpu", {}, "")
    loads = load_of(
        TASKS,
        settings.policy.samples,
        settings.mutation.per_iteration,
        settings.policy.tasks_at_once,
    )
    report["unit_seconds"] = unit = unit or UNIT_SECONDS
    report["predicted"] = {
        str(cores): _prediction(costs, loads, Site(cores, unit_seconds=unit), weights)
        for cores in CORES
    }
    report["saturates_from_cores"] = saturating(costs, loads, weights, unit_seconds=unit)
    if options.postgres:
        report["postgres_per_second"] = rate(options.postgres, _WRITERS, _TRANSACTIONS)
    print(json.dumps(report) if options.json else _table(report))
    return 0


def _check(
    costs: dict[str, Stage], executor: Callable[[int], AbstractContextManager[Executor]]
) -> dict[str, Any]:
    """Screening and executing for real with one worker and two, and what was predicted of it."""
    material = Material.of(_CHECKED_ON)
    found: dict[str, Any] = {}
    unit = 0.0
    for workers in (1, 2):
        with executor(workers) as pool:
            pool.outcomes(material.mutants[:200], material.tasks[0].inputs)  # all have begun
            unit = unit or _unit_seconds(pool)
            with Watch(pool) if isinstance(pool, Pool) else nullcontext() as watch:
                began, before = time.perf_counter(), time.process_time()
                pairs = screen(material, pool)
                tried = len(try_own(material, pool))
                seconds, driver = time.perf_counter() - began, time.process_time() - before
                time.sleep(0.05)  # for a last look at the workers' clocks
        loads = {
            "foreseeing": Load(len(material.mutants), 1, spread=False),
            "screening": Load(pairs, pairs / UNIT_RUNS),
            "executing": Load(tried, 3 * tried / UNIT_RUNS),
        }
        site = Site(workers, machine=os.cpu_count() or 1, unit_seconds=unit)
        predicted = predict(costs, loads, site, 0).seconds
        of_driver, of_workers = cpu_seconds(costs, loads, site)
        found[str(workers)] = {
            "driver_cpu_seconds": driver,
            "predicted_driver_cpu_seconds": of_driver,
            "worker_cpu_seconds": watch.cpu_seconds if watch else None,
            "predicted_worker_cpu_seconds": of_workers,
            "seconds": seconds,
            "predicted_seconds": predicted,
            "error": predicted / seconds - 1,
            "unit_seconds": unit,
        }
    return found


def _on_ray(cores: int) -> AbstractContextManager[Executor]:
    from codeit.cluster.executing import RayExecutor

    return RayExecutor(None, cores, Limits())


def _unit_seconds(executor: Executor, units: int = 200) -> float:
    """CPU seconds of the driver for a unit that does nothing; 0 in local processes."""
    if not isinstance(executor, Spread):
        return 0.0
    began = time.process_time()
    for _ in executor.map(_nothing, None, range(units)):
        pass
    return (time.process_time() - began) / units


def _nothing(shared: object, unit: int) -> int:
    return unit


def _prediction(
    costs: dict[str, Stage], loads: dict[str, Load], site: Site, weights: int
) -> dict[str, Any]:
    found = predict(costs, loads, site, weights)
    ran = loads["screening"].items + loads["executing"].items
    return {
        "seconds": found.seconds,
        "programs_per_second": ran / found.seconds,
        "limit": found.limit,
        "limits": dict(found.limits),
        "stages": dict(found.stages),
    }


def _plain(stage: Stage) -> dict[str, float]:
    return {
        "worker_s": stage.worker,
        "driver_s": stage.driver,
        "sent_bytes": stage.sent,
        "received_bytes": stage.received,
    }


def _compared(found: dict[str, Any]) -> str:
    return (
        f"{found['candidates']:,} candidates on {found['tasks']} tasks, {found['kind']}:"
        f" {found['local_seconds']:.2f} s in local processes, {found['ray_seconds']:.2f} s on Ray"
        f" ({found['overhead']:+.0%})"
    )


def _against(run: dict[str, Any], who: str) -> str:
    seconds, predicted = run[f"{who}_cpu_seconds"], run[f"predicted_{who}_cpu_seconds"]
    if seconds is None:
        return f"predicted {predicted:.2f} s"
    return f"{seconds:.2f} s, predicted {predicted:.2f} s ({predicted / seconds - 1:+.0%})"


def _table(report: dict[str, Any]) -> str:
    lines = [
        f"{'an item of':<14}{'worker, us':>14}{'driver, us':>14}{'sent, B':>12}{'back, B':>12}"
    ]
    for name, cost in report["costs"].items():
        times = f"{cost['worker_s'] * 1e6:>14,.2f}{cost['driver_s'] * 1e6:>14,.2f}"
        lines.append(
            f"{name:<14}{times}{cost['sent_bytes']:>12,.0f}{cost['received_bytes']:>12,.0f}"
        )
    lines.append(f"checkpoint: {report['checkpoint_bytes'] / 1e6:,.1f} MB")
    lines.append(f"a unit on Ray: {report['unit_seconds'] * 1e3:.2f} ms of the driver\n")
    lines.append(f"{'cores':>6}{'seconds':>10}{'programs/s':>13}  limited by (seconds)")
    for cores, found in report["predicted"].items():
        parts = sorted(found["limits"].items(), key=lambda part: -part[1])
        told = ", ".join(f"{name} {seconds:,.2f}" for name, seconds in parts if seconds > 0)
        speed = f"{found['seconds']:>10,.2f}{found['programs_per_second']:>13,.0f}"
        lines.append(f"{int(cores):>6,}{speed}  {told}")
    for name, cores in report["saturates_from_cores"].items():
        lines.append(f"{name}: takes longer than the work that is spread from {cores:,} cores on")
    for where, runs in report["checked"].items():
        for workers, run in runs.items():
            lines.append(
                f"checked, {where}, {workers} worker(s): {run['seconds']:.2f} s,"
                f" predicted {run['predicted_seconds']:.2f} s ({run['error']:+.0%});"
                f" CPU of driver {_against(run, 'driver')}, of workers {_against(run, 'worker')}"
            )
    if "postgres_per_second" in report:
        lines.append(f"PostgreSQL, eight writers: {report['postgres_per_second']:,.0f} a second")
    return "\n".join(lines)
