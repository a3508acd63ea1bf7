"""How fast the language is: against the published functions called directly.

    python -m benchmarks language --reference DIR [--json]

DIR is a checkout of the published DSL. Prints how many times less CPU time the engine takes, tuples
in and tuples out, than the published solver functions called directly: in total over one first
pass (cold: programs are compiled, nothing is known), over the best of several rounds (warm), and
in the median program; the slowest ten programs; each primitive; and how many pairs of a depth-1
mutant and an input a CPU second runs. Both ways are timed in turns, in one process.

Without a checkout the comparison is with our own plain reference, and says so. That one is several
times slower than the published functions: its ratios say nothing about them. Where the native
engine is not built nothing is measured.
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
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from arc_dsl import CONSTANTS, ENGINE, Evaluator, Kind, Limits, Program, mutate, run
from arc_dsl.engine import run_batch, trace_values
from benchmarks.language_cases import SKIPPED, Case, plain_cases, published_cases

__all__ = ["main"]

SEED = 0
MUTANTS = 2000
BATCH = 200
"""Mutants of one program that are run together."""
PAIR_INPUTS = 40
"""Inputs on which each mutant is run to count pairs."""
PAIR_LIMITS = Limits(steps=10_000, size=10_000, seconds=0.5)
SLOWEST = 10
_LINE_ROUNDS = 3
_LIMITS = Limits(steps=10_000_000, seconds=30.0)


def main(argv: list[str]) -> int:
    """Run the benchmark.

    0 if all went well, 1 if results differ from the plain way's, 2 if there is no native engine.
    """
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks language",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--reference", type=Path, help="a checkout of the published DSL")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of timing (default 3)")
    parser.add_argument("--programs", type=int, help="only the first so many programs")
    parser.add_argument("--mutants", type=int, default=MUTANTS, help="mutants, for pairs a second")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    if ENGINE != "native":
        print(
            "benchmarks language: the reference engine is not measured; build the native one "
            "(make native), and unset ARC_DSL_ENGINE",
            file=sys.stderr,
        )
        return 2
    if options.reference and not (options.reference / "solvers.py").is_file():
        print(
            f"benchmarks language: {options.reference} is no checkout of the published DSL: "
            "it has no solvers.py",
            file=sys.stderr,
        )
        return 2
    cases = published_cases(options.reference) if options.reference else plain_cases()
    cases = cases[: options.programs]
    report = _speed(cases, options.rounds)
    report |= _pairs(cases, options.mutants)
    report["sharing_ratio"] = _sharing(cases, options.mutants, BATCH)
    report["primitives"] = _by_primitive(cases)
    report["engine"] = ENGINE
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
    """Total and median ratio, interleaved; the first pass is the cold one, then the best counts."""
    plain: dict[str, list[float]] = defaultdict(list)
    ours: dict[str, list[float]] = defaultdict(list)
    differing: list[str] = []
    failing: list[str] = []
    for number in range(rounds + 1):
        for case in cases:
            if case.name in failing:
                continue
            try:
                seconds, expected = _timed(case.direct, case.inputs)
            except Exception:  # noqa: BLE001 - a reference that fails is reported, not timed
                failing.append(case.name)
                continue
            plain[case.name].append(seconds)
            seconds, got = _timed(partial(run, case.program, limits=_LIMITS), case.inputs)
            ours[case.name].append(seconds)
            if number == 0 and [outcome.grid for outcome in got] != expected:
                differing.append(case.name)
    timed = [case for case in cases if case.name not in failing]
    ratios = {case.name: min(plain[case.name]) / min(ours[case.name]) for case in timed}
    runs = sum(len(case.inputs) for case in timed)
    lines = sum(len(case.program) * len(case.inputs) for case in timed)
    plain_warm, ours_warm = _total(plain, min), _total(ours, min)
    return {
        "total_ratio": plain_warm / ours_warm,
        "total_ratio_cold": _total(plain, _first) / _total(ours, _first),
        "median_ratio": statistics.median(ratios.values()),
        "slowest": [[name, ratios[name]] for name in sorted(ratios, key=ratios.get)[:SLOWEST]],  # type: ignore[arg-type]
        "programs": len(timed),
        "right": len(timed) - len(differing),
        "inputs": runs,
        "plain_us_per_line": plain_warm / lines * 1e6,
        "ours_us_per_line": ours_warm / lines * 1e6,
        "plain_us_per_run": plain_warm / runs * 1e6,
        "ours_us_per_run": ours_warm / runs * 1e6,
        "differing": differing,
        "failing": failing,
    }


def _first(rounds: list[float]) -> float:
    return rounds[0]


def _total(times: dict[str, list[float]], choose: Callable[[list[float]], float]) -> float:
    return sum(choose(rounds) for rounds in times.values())


def _pairs(cases: list[Case], wanted: int) -> dict[str, Any]:
    """Pairs of a mutant and an input that one CPU second runs, compiling included."""
    if not wanted:
        return {}
    rng = random.Random(SEED)
    mutants = [mutate(rng.choice(cases).program, rng) for _ in range(wanted)]
    chosen = rng.sample(cases, min(PAIR_INPUTS, len(cases)))
    inputs = [rng.choice(case.inputs) for case in chosen]
    begun = process_time()
    kinds, _ = run_batch(mutants, inputs, PAIR_LIMITS)
    seconds = process_time() - begun
    names = [str(kind) for kind in Kind]
    counts = {name: sum(row.count(n) for row in kinds) for n, name in enumerate(names)}
    return {
        "pairs": wanted * len(inputs),
        "pairs_per_cpu_second": wanted * len(inputs) / seconds,
        "pair_kinds": {name: count for name, count in counts.items() if count},
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
            "ratio": sum(plain[name]) / max(sum(times), 1e-9),
            "share": sum(times) / total,
        }
        for name, times in ours.items()
    ]
    return sorted(rows, key=lambda row: -float(row["share"]))


def _least(rounds: list[list[float]]) -> list[float]:
    """The least time of each line: what else the machine did is no concern of the table."""
    return [min(times) for times in zip(*rounds, strict=False)]


def _line_times(program: Program, grid: Any) -> list[float]:
    return [seconds for _, seconds in trace_values(program, grid, _LIMITS)[0]]


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
    if not wanted:
        return None
    rng = random.Random(SEED)
    chosen = rng.sample(cases, min(len(cases), max(1, wanted // batch)))
    alone = together = 0.0
    for number, case in enumerate(chosen):
        mutants = [mutate(case.program, rng) for _ in range(number, wanted, len(chosen))]
        run_batch(mutants, [], _LIMITS)  # compiles them
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
        if a != b:
            raise AssertionError(f"sharing changed an outcome: {a} became {b}")


def _print(report: dict[str, Any]) -> None:
    counts = f"{report['programs']} programs, {report['inputs']} inputs"
    print(f"{counts}, against the {report['reference']}")
    print(f"right         {report['right']:6} programs")
    print(f"total ratio   {report['total_ratio']:6.1f} warm, {report['total_ratio_cold']:.1f} cold")
    print(f"median ratio  {report['median_ratio']:6.1f}")
    ours, plain = report["ours_us_per_line"], report["plain_us_per_line"]
    print(f"per line      {ours:6.2f} us, plain {plain:.1f} us")
    ours, plain = report["ours_us_per_run"], report["plain_us_per_run"]
    print(f"per run       {ours:6.2f} us, plain {plain:.1f} us (of a program on one input)")
    if "pairs" in report:
        print(f"pairs         {report['pairs_per_cpu_second']:6,.0f} a CPU second")
    if report["sharing_ratio"]:
        print(f"sharing ratio {report['sharing_ratio']:6.2f}")
    print("slowest       " + ", ".join(f"{name} {ratio:.1f}" for name, ratio in report["slowest"]))
    for key in ("differing", "failing", "skipped"):
        if report[key]:
            print(f"{key}: {', '.join(report[key])}")
    print(f"{'primitive':<14}{'calls':>7}{'ours us':>10}{'plain us':>10}{'ratio':>8}{'share':>8}")
    for row in report["primitives"]:
        print(
            f"{row['primitive']:<14}{row['calls']:>7}{row['ours_us']:>10.2f}"
            f"{row['plain_us']:>10.2f}{row['ratio']:>8.1f}{row['share']:>8.1%}"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
