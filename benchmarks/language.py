"""How fast the language is: against plain functions called directly, and with work shared.

    python -m benchmarks language [--reference DIR] [--json]

Prints how many times less CPU time our interpreter takes than the plain way (see
`benchmarks.language_cases`) over the same programs and inputs, in total and in the median program;
which primitives take longest; and what sharing work between mutants of one program gives. Both
ways are timed in turns, several rounds, the best round of each counts.
"""

import argparse
import json
import platform
import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from arc_dsl import CONSTANTS, Evaluator, Kind, Limits, Program, run
from arc_dsl.compiling import compiled
from arc_dsl.execution import begin, end
from arc_dsl.inputs import held_input
from benchmarks.language_cases import SKIPPED, Case, plain_cases, published_cases

__all__ = ["main"]

SEED = 0
MUTANTS = 2000
BATCH = 200
"""Mutants of one program that are run together; the spread ratio has them of all programs."""
_LINE_ROUNDS = 3
_LIMITS = Limits(steps=10_000_000, seconds=30.0)


def main(argv: list[str]) -> int:
    """Run the benchmark; 0 if all went well, 1 if results differ from the plain way's."""
    parser = argparse.ArgumentParser(prog="benchmarks language", description=__doc__)
    parser.add_argument("--reference", type=Path, help="a checkout of the published DSL")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of timing (default 3)")
    parser.add_argument("--programs", type=int, help="only the first so many programs")
    parser.add_argument("--mutants", type=int, default=MUTANTS, help="mutants for sharing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    cases = published_cases(options.reference) if options.reference else plain_cases()
    cases = cases[: options.programs]
    report = _speed(cases, options.rounds)
    report["sharing_ratio"] = _sharing(cases, options.mutants, BATCH)
    report["sharing_ratio_spread"] = _sharing(cases, options.mutants, 1)
    report["primitives"] = _by_primitive(cases)
    report["reference"] = "published" if options.reference else "our own reference"
    report["skipped"] = sorted(SKIPPED) if options.reference else []
    report["python"], report["seed"] = platform.python_version(), SEED
    if options.json:
        print(json.dumps(report))
    else:
        _print(report)
    return 1 if report["differing"] else 0


def _timed(work: Callable[[Any], Any], inputs: Any) -> tuple[float, list[Any]]:
    begun = process_time()
    results = [work(grid) for grid in inputs]
    return process_time() - begun, results


def _speed(cases: list[Case], rounds: int) -> dict[str, Any]:
    """Total and median ratio, interleaved, the best round of each way."""
    plain_total = ours_total = 0.0
    ratios: list[float] = []
    plain_runs: list[float] = []
    our_runs: list[float] = []
    differing: list[str] = []
    failing: list[str] = []
    lines = 0
    for case in cases:
        program = case.program
        try:
            expected = [case.direct(grid) for grid in case.inputs]
        except Exception:  # noqa: BLE001 - a reference that fails is reported, not timed
            failing.append(case.name)
            continue
        got = [run(program, grid, _LIMITS).grid for grid in case.inputs]
        if got != expected:
            differing.append(case.name)
        best_plain = best_ours = float("inf")
        for _ in range(rounds):
            best_plain = min(best_plain, _timed(case.direct, case.inputs)[0])
            best_ours = min(best_ours, _timed(partial(run, program), case.inputs)[0])
        plain_total += best_plain
        ours_total += best_ours
        ratios.append(best_plain / best_ours)
        plain_runs.append(best_plain / len(case.inputs))
        our_runs.append(best_ours / len(case.inputs))
        lines += len(program) * len(case.inputs)
    return {
        "total_ratio": plain_total / ours_total,
        "median_ratio": statistics.median(ratios),
        "programs": len(ratios),
        "inputs": sum(len(case.inputs) for case in cases if case.name not in failing),
        "plain_us_per_line": plain_total / lines * 1e6,
        "ours_us_per_line": ours_total / lines * 1e6,
        "plain_us_per_run": statistics.median(plain_runs) * 1e6,
        "ours_us_per_run": statistics.median(our_runs) * 1e6,
        "differing": differing,
        "failing": failing,
    }


# ------------------------------------------------------------------ primitives


def _by_primitive(cases: list[Case]) -> list[dict[str, Any]]:
    """Time of each primitive as called by lines (what it calls included), slowest first."""
    ours: dict[str, list[float]] = defaultdict(list)
    plain: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        for grid in case.inputs:
            mine = _least([_line_times(case.program, grid) for _ in range(_LINE_ROUNDS)])
            theirs = _least([_plain_line_times(case, grid) for _ in range(_LINE_ROUNDS)])
            for line, a, b in zip(case.program.lines, mine, theirs, strict=False):
                ours[line.function].append(a)
                plain[line.function].append(b)
    total = sum(map(sum, ours.values()))
    rows: list[dict[str, Any]] = [
        {
            "primitive": name,
            "calls": len(times),
            "ours_us": sum(times) / len(times) * 1e6,
            "plain_us": sum(plain[name]) / len(times) * 1e6,
            "share": sum(times) / total,
        }
        for name, times in ours.items()
    ]
    return sorted(rows, key=lambda row: -float(row["share"]))


def _least(rounds: list[list[float]]) -> list[float]:
    """The least time of each line: what else the machine did is no concern of the table."""
    return [min(times) for times in zip(*rounds, strict=False)]


def _line_times(program: Program, grid: Any) -> list[float]:
    code = compiled(program)
    slots = [held_input(grid), *code.values]
    times: list[float] = []
    former = begin(_LIMITS, len(code.lines))
    try:
        for function, arguments, single in code.lines:
            picked = arguments(slots)
            begun = perf_counter()
            value = function(picked) if single else function(*picked)
            times.append(perf_counter() - begun)
            slots.append(value)
    except Exception:  # noqa: BLE001 - what a program does is no concern of the clock
        return times
    finally:
        end(former)
    return times


def _plain_line_times(case: Case, grid: Any) -> list[float]:
    state: dict[str, Any] = {**CONSTANTS, **case.primitives, "I": grid}
    times: list[float] = []
    for line in case.program.lines:
        function, args = state[line.function], [state[arg] for arg in line.args]
        begun = perf_counter()
        try:
            state[line.name] = function(*args)
        except Exception:  # noqa: BLE001
            return times
        times.append(perf_counter() - begun)
    return times


# ------------------------------------------------------------------ sharing


def _sharing(cases: list[Case], wanted: int, batch: int) -> float | None:
    """CPU time of mutants on their own inputs without sharing, divided by that with it.

    The mutants are of as many programs, drawn by chance, as make batches of the wanted size.
    """
    if find_spec("arc_dsl.generate.mutation") is None or not wanted:
        return None
    mutate = import_module("arc_dsl.generate.mutation").mutate
    rng = random.Random(SEED)
    chosen = rng.sample(cases, min(len(cases), max(1, wanted // batch)))
    alone = together = 0.0
    for number, case in enumerate(chosen):
        mutants = [mutate(case.program, rng) for _ in range(number, wanted, len(chosen))]
        for mutant in mutants:
            compiled(mutant)
        for grid in case.inputs:
            begun = process_time()
            outcomes = [run(mutant, grid) for mutant in mutants]
            alone += process_time() - begun
            begun = process_time()
            evaluator = Evaluator(grid)
            shared = [evaluator.run(mutant) for mutant in mutants]
            together += process_time() - begun
            _compare(outcomes, shared)
    return alone / together


def _compare(alone: list[Any], shared: list[Any]) -> None:
    for a, b in zip(alone, shared, strict=True):
        if a != b and Kind.TIMEOUT not in (a.kind, b.kind):
            raise AssertionError(f"sharing changed an outcome: {a} became {b}")


def _print(report: dict[str, Any]) -> None:
    counts = f"{report['programs']} programs, {report['inputs']} inputs"
    print(f"{counts}, against the {report['reference']}")
    print(f"total ratio   {report['total_ratio']:6.2f}")
    print(f"median ratio  {report['median_ratio']:6.2f}")
    ours, plain = report["ours_us_per_line"], report["plain_us_per_line"]
    print(f"per line      {ours:6.1f} us, plain {plain:.1f} us")
    ours, plain = report["ours_us_per_run"], report["plain_us_per_run"]
    print(f"median run    {ours:6.1f} us, plain {plain:.1f} us (of a program on one input)")
    if report["sharing_ratio"]:
        spread = report["sharing_ratio_spread"]
        print(
            f"sharing ratio {report['sharing_ratio']:6.2f} (mutants of all programs: {spread:.2f})"
        )
    for key in ("differing", "failing", "skipped"):
        if report[key]:
            print(f"{key}: {', '.join(report[key])}")
    print(f"{'primitive':<14}{'calls':>7}{'ours us':>10}{'plain us':>10}{'share':>8}")
    for row in report["primitives"][:40]:
        print(
            f"{row['primitive']:<14}{row['calls']:>7}{row['ours_us']:>10.2f}"
            f"{row['plain_us']:>10.2f}{row['share']:>8.1%}"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
