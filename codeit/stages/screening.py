"""Bulk evaluation: many programs on many tasks, the cheapest check first.

Most programs are wrong on most tasks at once, so a task's first demonstration decides; only what
is right there is run on the others. Where a program's text tells that it cannot be right (see
`arc_dsl.foresight`), it is not even run. Programs are run beside those most like them, so that the
lines they share are computed once, and one that is slow on task after task is dropped. Executing
is streamed: memory does not grow with the number of programs times tasks.

Wanted outputs stay in this process, and test outputs are unknown even here: on test inputs only
what the programs gave is returned.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from arc_dsl.digests import digest
from arc_dsl.execute.jobs import DIGEST_BYTES, KINDS, Batch, Job
from arc_dsl.foresight.forecasting import Forecast, Sought, forecast
from arc_dsl.outcome import Kind, Outcome, PlainGrid
from arc_dsl.program import Program
from codeit.domains.interface import Executor
from data.tasks import Task

__all__ = ["Effort", "Evaluation", "evaluate"]

_CHUNK = 2048
"""Programs evaluated together: enough to share lines, few enough for a worker to hold."""
_WHOLE_CHUNK = 256
"""The same where whole outcomes are wanted, which are large."""
_FIRST_WAVE, _LARGEST_WAVE = 4, 32
"""Tasks between two looks for programs that are always slow; each wave is twice the one before."""
_TIMEOUT = bytes([KINDS.index(Kind.TIMEOUT)])


@dataclass(frozen=True, slots=True)
class Effort:
    """What the first check of a program on a task may cost; more counts as wrong there.

    Half of all runs take less than 30 microseconds, and one in a hundred takes most of the time.
    The defaults stop none of the seed programs on its own task by steps or size, and one run in a
    hundred by time.
    """

    steps: int = 10_000
    """Primitive calls on the first demonstration."""
    size: int = 10_000
    """Members of any one value there."""
    seconds: float = 0.01
    """CPU seconds there."""
    timeouts: int = 5
    """Tasks on which a program may run out of steps or time before it is tried on no further
    ones."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One program on one task."""

    task_id: str
    position: int
    """Of the program in the sequence given."""
    score: float
    """Share of the task's demonstrations matched, 0 to 1."""
    outcomes: tuple[Outcome, ...] = ()
    """On the demonstration inputs, in order; empty unless asked for."""
    test_outcomes: tuple[Outcome, ...] = ()
    """On the test inputs, in order; empty unless asked for, and for a score of 0."""


def evaluate(
    programs: Sequence[Program],
    tasks: Sequence[Task],
    pool: Executor,
    *,
    outputs: bool = False,
    tests: bool = False,
    effort: Effort | None = None,
    advance: Callable[[float, float], None] | None = None,
) -> Iterator[Evaluation]:
    """Try every program on every task.

    Yields an evaluation for each program that is right on a task's first demonstration; with
    `outputs`, for each program on each task, with its outcomes. `tests` asks for the outcomes on
    test inputs too. Repeated programs are run once and yielded for each position. The order
    depends on the programs and tasks alone. `advance` is told pairs done and in all.
    """
    positions: dict[str, list[int]] = {}
    for position, program in enumerate(programs):
        positions.setdefault(program.text, []).append(position)
    texts = sorted(positions)  # neighbours share their first lines
    size = _WHOLE_CHUNK if outputs else _CHUNK
    total = len(texts) * len(tasks)
    for start in range(0, len(texts), size):
        chunk = texts[start : start + size]
        chosen = [programs[positions[text][0]] for text in chunk]
        search = _Search(chosen, pool, tests, effort or Effort())
        found = search.all_outcomes(tasks) if outputs else search.matches(tasks)
        for done, evaluations in enumerate(found, 1):
            for evaluation in evaluations:
                for position in positions[chunk[evaluation.position]]:
                    yield replace(evaluation, position=position)
            if advance is not None:
                advance(start * len(tasks) + done * len(chunk), total)


class _Search:
    """One batch of programs on all tasks. Yields the evaluations of one task at a time."""

    def __init__(
        self, programs: Sequence[Program], pool: Executor, tests: bool, effort: Effort
    ) -> None:
        self._programs = programs
        self._batch = Batch.of(programs)
        self._pool = pool
        self._tests = tests
        self._timeouts = [0] * len(programs)
        self._patience = effort.timeouts
        limits = pool.limits
        self._quick = replace(
            limits,
            steps=min(effort.steps, limits.steps),
            size=min(effort.size, limits.size),
            seconds=min(effort.seconds, limits.seconds),
        )

    def all_outcomes(self, tasks: Sequence[Task]) -> Iterator[list[Evaluation]]:
        """Everything on everything."""
        jobs = (Job(self._batch, self._inputs(task)) for task in tasks)
        for task, by_input in zip(tasks, self._pool.run(jobs), strict=True):
            ends = zip(*by_input, strict=True)
            yield [_judged(task, position, end) for position, end in enumerate(ends)]

    def matches(self, tasks: Sequence[Task]) -> Iterator[list[Evaluation]]:
        """Those that are right on the first demonstration."""
        forecasts = [forecast(program) for program in self._programs]
        different = list(dict.fromkeys(forecasts))
        numbers = {each: number for number, each in enumerate(different)}
        numbered = np.array([numbers[each] for each in forecasts])
        start, size = 0, _FIRST_WAVE
        while start < len(tasks):
            wave = tasks[start : start + size]
            alive = np.array(self._timeouts) < self._patience
            hopeful = [_hopeful(task, different)[numbered] & alive for task in wave]
            right = self._first_check(wave, [np.flatnonzero(mine).tolist() for mine in hopeful])
            yield from self._finish(wave, right)
            start, size = start + size, min(2 * size, _LARGEST_WAVE)

    def _first_check(
        self, wave: Sequence[Task], chosen: Sequence[Sequence[int]]
    ) -> list[list[int]]:
        """For each task, which of the chosen programs are right on its first pair."""
        jobs = (
            Job(self._batch, task.inputs[:1], mine, self._quick)
            for task, mine in zip(wave, chosen, strict=True)
        )
        right = []
        ended = self._pool.run_digests(jobs)
        for task, mine, ends in zip(wave, chosen, ended, strict=True):
            hits = _find(ends.digests[0], digest(task.outputs[0]), DIGEST_BYTES)
            right.append([mine[hit] for hit in hits])
            for slow in _find(ends.kinds[0], _TIMEOUT, 1):
                self._timeouts[mine[slow]] += 1
        return right

    def _finish(
        self, wave: Sequence[Task], right: Sequence[list[int]]
    ) -> Iterator[list[Evaluation]]:
        """Run what is right on its task's first demonstration on all that is left of the task."""
        jobs = (
            Job(self._batch, self._inputs(task)[1:], hits)
            for task, hits in zip(wave, right, strict=True)
        )
        for task, hits, by_input in zip(wave, right, self._pool.run(jobs), strict=True):
            ends = zip(*by_input, strict=True) if by_input else [()] * len(hits)
            yield [_judged_rest(task, n, end) for n, end in zip(hits, ends, strict=True)]

    def _inputs(self, task: Task) -> tuple[PlainGrid, ...]:
        return task.inputs + task.test_inputs if self._tests else task.inputs


def _hopeful(task: Task, forecasts: Sequence[Forecast]) -> npt.NDArray[np.bool_]:
    """Which of the forecasts leave open that a program is right on the first demonstration."""
    sought = Sought(task.inputs[0], task.outputs[0])
    return np.array([sought.possible(each) for each in forecasts])


def _judged(task: Task, position: int, ends: tuple[Outcome, ...]) -> Evaluation:
    """A program whose outcomes on all inputs are known."""
    size = len(task.demonstrations)
    matched = _matches(ends[:size], task.outputs)
    return Evaluation(
        task.id, position, matched / size, ends[:size], ends[size:] if matched else ()
    )


def _judged_rest(task: Task, position: int, ends: tuple[Outcome, ...]) -> Evaluation:
    """A program that is right on the first demonstration, with its outcomes on what follows."""
    rest = task.outputs[1:]
    matched = 1 + _matches(ends[: len(rest)], rest)
    return Evaluation(task.id, position, matched / (1 + len(rest)), test_outcomes=ends[len(rest) :])


def _matches(ends: Sequence[Outcome], wanted: Sequence[PlainGrid]) -> int:
    return sum(end.grid == grid for end, grid in zip(ends, wanted, strict=True))


def _find(text: bytes, wanted: bytes, width: int) -> Iterator[int]:
    """Positions at which an entry of that width equals the wanted one."""
    at = text.find(wanted)
    while at >= 0:
        if at % width == 0:
            yield at // width
        at = text.find(wanted, at + 1)
