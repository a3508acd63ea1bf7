"""Running programs of the sequence language, within limits; an end is a value, never an exception.

The outcome of a good end is a grid of one row. There is nothing to contain: every function takes
time in proportion to what it makes, and sizes are checked before each call's value is kept, so
programs run in this process.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache

from arc_dsl.errors import ParseError
from arc_dsl.execute.jobs import DIGEST_BYTES, KINDS, Digests, Job
from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.program import Program
from codeit.domains.sequence.functions import FUNCTIONS, PREDICATES, Numbers
from codeit.domains.sequence.program import Call, SequenceProgram, parse

__all__ = ["LONGEST", "START", "LocalExecutor", "evaluate", "executor", "outcome_of"]

LONGEST = 1024
"""Most numbers of any sequence, at the end and on the way."""
START: PlainGrid = ((0,),)
"""The input of every task: a sequence's program takes none."""
_MOST = 1 << 16
"""Numbers beyond this size are refused on the way: sums of sums grow fast and come back never."""


def evaluate(calls: Sequence[Call]) -> list[Numbers] | None:
    """The values of all lines, or None if one fails. References are numbers from 0."""
    values: list[Numbers] = []
    for function, args in calls:
        try:
            value = _apply(function, args, values)
        except ZeroDivisionError:
            return None
        if _refused(value):
            return None
        values.append(value)
    return values


def outcome_of(program: SequenceProgram, longest: int = LONGEST) -> Outcome:
    """How a program ends: OK with a grid of one row, ERROR, TOO_LARGE or NOT_A_GRID."""
    values: list[Numbers] = []
    for number, (function, args) in enumerate(program.calls, 1):
        try:
            value = _apply(function, args, values)
        except ZeroDivisionError:
            return Outcome(Kind.ERROR, line=number, message="modulo 0")
        if _refused(value, longest):
            return Outcome(Kind.TOO_LARGE, line=number, message="too long, or numbers too large")
        values.append(value)
    last = values[-1]
    if not last:
        return Outcome(Kind.NOT_A_GRID, line=len(values), message="no number is left")
    if min(last) < 0 or max(last) > 255:
        return Outcome(Kind.NOT_A_GRID, line=len(values), message="numbers outside 0 to 255")
    return Outcome(Kind.OK, (last,))


def _apply(function: str, args: tuple[int | str, ...], values: Sequence[Numbers]) -> Numbers:
    given = [
        values[a] if isinstance(a, int) else PREDICATES[a] if a in PREDICATES else int(a)
        for a in args
    ]
    return FUNCTIONS[function].apply(*given)


def _refused(value: Numbers, longest: int = LONGEST) -> bool:
    return len(value) > longest or (len(value) > 0 and (max(value) > _MOST or min(value) < -_MOST))


@lru_cache(1 << 14)
def _outcome(text: str, longest: int) -> Outcome:
    try:
        return outcome_of(parse(text), longest)
    except ParseError as error:
        return Outcome(Kind.SYNTAX, line=error.line, message=error.message)


class LocalExecutor:
    """Runs programs in this process. The inputs do not matter: every end is the same for all."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    def run(self, jobs: Iterable[Job]) -> Iterator[list[list[Outcome]]]:
        """The outcomes of each job: one list per input, in the order of programs."""
        for job in jobs:
            yield [self._ends(job) for _ in job.inputs]

    def run_digests(self, jobs: Iterable[Job]) -> Iterator[Digests]:
        """The ends of each job in compact form."""
        for job in jobs:
            ends = self._ends(job)
            kinds = bytes(KINDS.index(end.kind) for end in ends)
            digests = b"".join(
                bytes(DIGEST_BYTES) if e.grid is None else _digest(e.grid) for e in ends
            )
            yield Digests((kinds,) * len(job.inputs), (digests,) * len(job.inputs))

    def outcomes(
        self, programs: Sequence[Program | str], inputs: Sequence[PlainGrid]
    ) -> list[list[Outcome]]:
        """For each program its outcomes, one per input."""
        return [[_outcome(str(program), self._longest)] * len(inputs) for program in programs]

    def _ends(self, job: Job) -> list[Outcome]:
        texts = job.batch.texts
        chosen = range(len(texts)) if job.chosen is None else job.chosen
        return [_outcome(texts[i], self._longest) for i in chosen]

    @property
    def _longest(self) -> int:
        return min(LONGEST, self.limits.size)


def _digest(grid: PlainGrid) -> bytes:
    return hashlib.blake2b(bytes(grid[0]), digest_size=DIGEST_BYTES).digest()


def executor(workers: int, limits: Limits) -> AbstractContextManager[LocalExecutor]:
    """What runs programs; the number of workers does not matter."""
    del workers
    return nullcontext(LocalExecutor(limits))
