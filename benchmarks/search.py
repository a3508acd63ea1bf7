"""How many tasks the search solves, for how much CPU time, and how often it is fooled.

    python -m benchmarks search [--half A|B] [--tasks N] [--leave-one-out] [--json]
    python -m benchmarks search --evaluation [--cpu-minutes M] [--tasks DIR] [--json]

Without `--evaluation`: the ARC-AGI-1 training tasks in five folds; a task is searched with the
seeds of the other four folds, and without those that fit it; with `--leave-one-out`, with all seeds
but its own and those that fit it. With `--evaluation`: the evaluation tasks, or the
tasks of a folder, with all seeds. Only counts are printed, and for training tasks with `--each`
one line a task. `--cpu-minutes` is turned into steps a task, so that a run repeats; where they turn
out dearer, later evaluation tasks get fewer, so that each is searched, and none begins after it.
"""

import argparse
import json
import random
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from math import log2
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, process_time
from typing import Any, Literal

from arc_dsl import Program
from codeit.results.evaluation import judged_predictions
from codeit.search.interface import Found, View
from codeit.search.material import Material, material_of, siblings
from codeit.search.solving import Searcher
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import TaskSet

__all__ = ["main"]

Split = Literal["training", "evaluation"]
FOLDS = 5
_ALL_SEEDS, _ALL_BUT_KIN = -1, -2
"""In a fold's place: all seeds, and all but the task's own and those that fit it."""
ORDER_SEED = 7
"""Decides folds and halves."""
STEPS_PER_SECOND = 60_000
"""Measured 2026-11-27 on the native engine: 73,000 to 127,000 over 160 training tasks, before the
entities that relate to others; with them, on a busy machine, 84,000 over 335 evaluation tasks."""
LEAST_STEPS = 2_000
"""What every task gets while there is time: the cheapest families need no more."""
_AHEAD = 4
"""Tasks handed out beyond the one waited for, for each process."""
CPU_MINUTES = 10.0
_TOLD = 25
"""Tasks between two lines of progress."""
SHORT = 10
"""Lines of a short program."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was found for one task, and the CPU seconds it took."""

    task_id: str
    answers: tuple[Found, ...]
    exact: tuple[bool, ...]
    seconds: float
    steps: int
    families: tuple[str, ...]


@dataclass(slots=True)
class Budget:
    """Steps for the next task: those planned, or what the seconds left would buy each."""

    planned: int
    limit: float
    tasks: int
    done: int = 0
    seconds: float = 0.0
    steps: int = 0

    def next(self) -> int:
        """At least `LEAST_STEPS`, unless fewer are planned."""
        if not self.steps or not self.seconds:
            return self.planned
        share = max(0.0, self.limit - self.seconds) / max(1, self.tasks - self.done)
        affordable = share * self.steps / self.seconds
        return int(min(self.planned, max(LEAST_STEPS, affordable)))

    def fits(self, result: Result) -> bool:
        """Whether a result came within the limit; if it did, it is counted."""
        if self.seconds + result.seconds > self.limit:
            return False
        self.done += 1
        self.seconds += result.seconds
        self.steps += result.steps
        return True


@cache
def _training() -> TaskSet:
    return load_tasks("arc1", "training")


def shuffled() -> list[str]:
    """Training tasks in the order that decides halves and folds."""
    ids = sorted(_training())
    random.Random(ORDER_SEED).shuffle(ids)
    return ids


@cache
def _seeds() -> Mapping[str, Program]:
    return load_seeds()


@cache
def _material(fold: int) -> Material:
    """All seeds but those of a fold."""
    held_out = [task_id for n, task_id in enumerate(shuffled()) if n % FOLDS == fold]
    return material_of(_seeds(), _training(), held_out)


def _material_for(task_id: str, view: View, fold: int) -> tuple[Material, set[str]]:
    """What a task may be searched with, and the programs of it that are left out."""
    if fold == _ALL_BUT_KIN:
        kin = siblings(view, _seeds().values())
        own = [i for i, seed in _seeds().items() if i == task_id or str(seed) in kin]
        return material_of(_seeds(), _training(), own), set()
    material = _material(fold)
    return material, siblings(view, material.programs) if fold >= 0 else set()


def _search(job: tuple[str, str, Split | None, int, int]) -> Result:
    task_id, source, split, fold, steps = job
    view = View.of(_tasks(source, split)[task_id])
    material, without = _material_for(task_id, view, fold)
    searcher = Searcher(material)
    begun = process_time()
    searched = searcher.search(view, steps, without=without)
    seconds = process_time() - begun
    exact = tuple(find.exact for find in searched.answers)
    families = tuple(sorted({f.family.partition("/")[0] for f in searched.finds if f.exact}))
    return Result(task_id, searched.answers, exact, seconds, searched.steps, families)


@cache
def _tasks(source: str, split: Split | None) -> TaskSet:
    return load_tasks(source, split)


def main(argv: list[str]) -> int:
    """Run the benchmark; always 0."""
    parser = argparse.ArgumentParser(prog="benchmarks search", description=__doc__)
    parser.add_argument("--evaluation", action="store_true", help="evaluation tasks, counts only")
    parser.add_argument("--tasks", help="a folder of tasks, or how many training tasks")
    parser.add_argument("--half", choices=["A", "B"], help="one half of the training tasks")
    parser.add_argument(
        "--leave-one-out", action="store_true", help="all seeds but the task's own and its kin"
    )
    parser.add_argument("--each", action="store_true", help="a line for each training task")
    parser.add_argument("--cpu-minutes", type=float, default=CPU_MINUTES, help="for 400 tasks")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    source, split, ids = _chosen(options)
    steps = int(options.cpu_minutes * 60 / max(1, len(ids)) * STEPS_PER_SECOND)
    if not options.evaluation:
        steps = int(options.cpu_minutes * 60 / 400 * STEPS_PER_SECOND)
    folds = {} if options.evaluation else {t: n % FOLDS for n, t in enumerate(shuffled())}
    if options.leave_one_out and not options.evaluation:
        folds = dict.fromkeys(folds, _ALL_BUT_KIN)
    limit = options.cpu_minutes * 60 if options.evaluation else float("inf")
    budget = Budget(steps, limit, len(ids))
    jobs = ((i, source, split, folds.get(i, _ALL_SEEDS), budget.next()) for i in ids)
    verdicts: list[tuple[Result, list[bool]]] = []
    judge = judged_predictions(source, split)
    began = monotonic()
    for result in _run(jobs, options.workers):
        if not budget.fits(result):
            break
        if len(verdicts) % _TOLD == 0:
            _tell(len(verdicts), len(ids), monotonic() - began)
        right = [judge(result.task_id, find.predictions) for find in result.answers]
        verdicts.append((result, right))
        if options.each and not options.evaluation:
            _show(result, right)
    report = _report(verdicts, len(ids), not options.evaluation)
    if options.json:
        print(json.dumps(report))
    else:
        for name, value in report.items():
            print(f"{name:<22} {value}")
    return 0


def _chosen(options: argparse.Namespace) -> tuple[str, Split | None, list[str]]:
    if options.evaluation and options.tasks:
        source = str(Path(options.tasks))
        return source, None, sorted(_tasks(source, None))
    if options.evaluation:
        return "arc1", "evaluation", sorted(_tasks("arc1", "evaluation"))
    ids = shuffled()
    half = {"A": ids[:200], "B": ids[200:]}.get(options.half, ids)
    return "arc1", "training", half[: int(options.tasks)] if options.tasks else half


def _run(jobs: Iterable[Any], workers: int) -> Iterator[Result]:
    """Results in the order of jobs; a job is asked for only shortly before it begins."""
    if workers < 2:
        yield from map(_search, jobs)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[Result]] = deque()
        for job in jobs:
            waiting.append(pool.submit(_search, job))
            if len(waiting) > _AHEAD * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_SHOWN = {True: "RIGHT", False: "wrong"}


def _tell(done: int, total: int, seconds: float) -> None:
    """Progress on the error stream, with the time left at this pace."""
    left = f", about {seconds / done * (total - done) / 60:.0f} minutes left" if done else ""
    sys.stderr.write(f"{done} of {total} tasks{left}\n")


def _show(result: Result, right: Sequence[bool]) -> None:
    answers = ", ".join(
        f"{f.family} {f.cost:.1f} {f.lines}L {sum(f.matched)}/{len(f.matched)} {_SHOWN[r]}"
        for f, r in zip(result.answers, right, strict=True)
    )
    sys.stderr.write(f"{result.task_id} {result.seconds:.2f}s {result.steps} {answers}\n")


def _report(
    verdicts: Sequence[tuple[Result, Sequence[bool]]], tasks: int, detailed: bool
) -> dict[str, Any]:
    solved = {k: sum(any(right[:k]) for _, right in verdicts) for k in (1, 2, 3)}
    exact = [(r, right) for r, right in verdicts if any(r.exact)]
    short = sum(
        any(ok and f.lines <= SHORT for f, ok in zip(r.answers, right, strict=True))
        for r, right in verdicts
    )
    report: dict[str, Any] = {
        "pass@1": solved[1],
        "pass@2": solved[2],
        "pass@3": solved[3],
        "short": short,
        "exact_fits": len(exact),
        "false_fits": sum(not any(right) for _, right in exact),
        "tasks": tasks,
        "searched": len(verdicts),
        "cpu_seconds": round(sum(r.seconds for r, _ in verdicts), 1),
    }
    if detailed:
        report["cpu_seconds_a_task"] = round(report["cpu_seconds"] / max(1, len(verdicts)), 3)
        report["steps_a_task"] = sum(r.steps for r, _ in verdicts) // max(1, len(verdicts))
        report["solves_by_family"] = _by_family(verdicts)
        report["calibration"] = _calibration(verdicts)
    return report


def _by_family(verdicts: Sequence[tuple[Result, Sequence[bool]]]) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for result, right in verdicts:
        for find, ok in zip(result.answers, right, strict=True):
            if ok:
                found[find.family] += 1
                break
    return dict(sorted(found.items()))


def _calibration(verdicts: Sequence[tuple[Result, Sequence[bool]]]) -> Mapping[str, str]:
    """First answers by cost (doubling bands of nats): right of all."""
    bands: dict[str, list[bool]] = {}
    for result, right in verdicts:
        if result.answers:
            find = result.answers[0]
            fits = "exact" if find.exact else "partial"
            most = 2 ** int(log2(max(1.0, find.cost)) + 1)
            band = f"{fits} {find.family.partition('/')[0]} <{most}"
            bands.setdefault(band, []).append(right[0])
    return {band: f"{sum(oks)} of {len(oks)}" for band, oks in sorted(bands.items())}
