"""What runs inside a worker process: takes orders, runs programs, sends back how they ended.

Four guards stand around a program here, beside the interpreter's own counting. The kernel ends
the whole process when one unit has used its CPU seconds (see `arc_dsl.execute.alarm`). The address
space is limited. The system opens, connects and starts nothing for this process any more (see
`arc_dsl.execute.sandbox`). And a shared counter says which unit is running, so that the pool knows
what a dead worker died of.
"""

import gc
import os
import pickle
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from arc_dsl.errors import ParseError
from arc_dsl.execute.alarm import Alarm
from arc_dsl.execute.jobs import DIGEST_BYTES, KINDS, Order, Part
from arc_dsl.execute.processes import collect_rarely
from arc_dsl.execute.sandbox import confine
from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.program import Program, parse

__all__ = [
    "BEGAN",
    "GRACE_SECONDS",
    "IDLE",
    "ORDER",
    "RETIRED",
    "UNIT",
    "Broken",
    "Engine",
    "EngineFactory",
    "limit_memory",
    "serve",
]

GRACE_SECONDS = 0.02
"""CPU seconds beyond its limit after which the kernel ends a worker; the interpreter's own check
comes first where it can."""
RETIRED = 77
"""Exit code of a worker that asks to be replaced, because a program exhausted its memory."""
_FLUSH_SECONDS = 0.05
"""Finished work is sent at least this often: what a dead worker had not sent is run again."""
_FLUSH_UNITS = 4096
_BETWEEN_LOOKS = 0.001
"""Seconds between two looks at the clock of CPU time, which is slow; the wall clock is not."""
UNIT, ORDER, BEGAN = 0, 1, 2
"""Positions in the shared counters: the unit that runs, 1 + the number of its order, and the CPU
time of the process, in nanoseconds, at which the unit began, or up to 1 ms before."""
_REASON = 500
"""Characters of a reason that a worker gives."""
IDLE = 2**64 - 1
"""Stands for the unit when none is running."""


class Engine(Protocol):
    """Runs many programs on one input: `arc_dsl.engine.Evaluator`, or a scripted one in tests."""

    def run(self, program: Program) -> Outcome:
        """Run one program; never raises for what it does."""

    def run_digest(self, program: Program) -> tuple[Kind, bytes]:
        """The kind of its end and the digest of its grid, b"" if there is none."""


EngineFactory = Callable[[PlainGrid, Limits], Engine]


def serve(connection: Any, progress: Any, memory_mb: int, engine: EngineFactory) -> None:
    """Take orders from the pool until it closes the connection."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the pool decides what Ctrl-C means
    limit_memory(memory_mb)
    collect_rarely()
    worker = _Worker(connection, progress, engine)
    confine()
    while True:
        try:
            message = pickle.loads(connection.recv_bytes())  # noqa: S301 (from our own pool)
            worker.handle(message)
        except (EOFError, OSError):
            return  # the pool is gone
        except MemoryError:
            os._exit(RETIRED)  # not even enough left to report; the pool runs it again
        except Exception as error:
            if worker.in_unit:  # a program's fault, which the pool tells from its unit
                raise
            # No program is to blame: run again it would end the same way, and so on for ever.
            reason = f"{type(error).__name__}: {error}"[:_REASON]
            connection.send_bytes(pickle.dumps(Broken(reason), pickle.HIGHEST_PROTOCOL))
            return


@dataclass(frozen=True, slots=True)
class Broken:
    """A worker's last message: it cannot do what it was asked, whichever program it runs."""

    reason: str


class _Worker:
    def __init__(self, connection: Any, progress: Any, engine: EngineFactory) -> None:
        self._connection = connection
        self._progress = progress
        self._engine = engine
        self._batches: dict[int, list[Program | Outcome]] = {}
        self._sent = self._looked = 0.0
        self._alarm = Alarm()
        self.in_unit = False
        """Whether a program is running."""

    def handle(self, message: Order | tuple[int, tuple[str, ...] | None]) -> None:
        """Run an order; or learn the programs of a batch, or forget them (None)."""
        if isinstance(message, Order):
            self._execute(message)
            return
        number, texts = message
        if texts is None:
            del self._batches[number]
        else:
            self._batches[number] = [_parsed(text) for text in texts]

    def _execute(self, order: Order) -> None:
        batch = self._batches[order.batch]
        programs = batch if order.chosen is None else [batch[i] for i in order.chosen]
        self._look(order.limits.seconds)
        self._progress[UNIT] = order.start
        self._progress[ORDER] = order.number + 1
        self._sent = self._looked
        part = _Collector(order)
        first, position = divmod(order.start, len(programs))
        for number, grid in enumerate(order.inputs[first:], first):
            engine = self._engine(grid, order.limits)
            self._input(order, number * len(programs) + position, programs, engine, part)
            position = 0
        self._alarm.off()
        self._progress[UNIT] = IDLE
        self._flush(part)

    def _input(
        self,
        order: Order,
        unit: int,
        programs: "list[Program | Outcome]",
        engine: Engine,
        part: "_Collector",
    ) -> None:
        """Run the programs from a unit on, up to the last on this input."""
        end = (unit // len(programs) + 1) * len(programs)
        many = None if order.full else getattr(engine, "run_many", None)
        while unit < end:
            stop = unit
            while many and stop < end and stop not in order.skip:
                if isinstance(programs[stop % len(programs)], Outcome):
                    break
                stop += 1
            if stop == unit:
                self._unit(order, unit, programs[unit % len(programs)], engine, part)
                unit += 1
            while unit < stop:
                unit += self._many(order, unit, stop, programs, many, part)

    def _many(
        self,
        order: Order,
        unit: int,
        stop: int,
        programs: "list[Program | Outcome]",
        run_many: Any,
        part: "_Collector",
    ) -> int:
        """Run units without coming back to Python for each; how many were run.

        They end by their own limits; the alarm is for what does not.
        """
        self._look(order.limits.seconds + _FLUSH_SECONDS)
        first = unit % len(programs)
        kinds, digests = run_many(
            programs, first, first + stop - unit, self._progress, unit, _FLUSH_SECONDS
        )
        part.add_many(kinds, digests)
        if kinds[-1] == _NUMBER[Kind.MEMORY]:
            self._retire(part, keep=unit + len(kinds) - 1 == order.final)
        if len(part) >= _FLUSH_UNITS or time.monotonic() - self._sent > _FLUSH_SECONDS:
            self._flush(part)
            self._sent = time.monotonic()
        return len(kinds)

    def _unit(
        self,
        order: Order,
        unit: int,
        program: Program | Outcome,
        engine: Engine,
        part: "_Collector",
    ) -> None:
        if time.monotonic() - self._looked > _BETWEEN_LOOKS:
            self._look(order.limits.seconds)
            if self._looked - self._sent > _FLUSH_SECONDS:
                self._flush(part)
        self._progress[UNIT] = unit
        self.in_unit = True
        try:
            if isinstance(program, Outcome):
                kind = part.add(program)
            elif unit in order.skip:
                kind = part.add(_DECIDED)
            elif order.full:
                kind = part.add(engine.run(program))
            else:
                kind = part.add_digest(*engine.run_digest(program))
        except MemoryError:
            kind = part.add(Outcome(Kind.MEMORY, message="out of memory"))
        self.in_unit = False
        if kind is Kind.MEMORY:
            self._retire(part, keep=unit == order.final)
        if len(part) >= _FLUSH_UNITS:
            self._flush(part)

    def _look(self, seconds: float) -> None:
        """Note how much CPU time this process has used, and set the alarm by it."""
        self._looked = time.monotonic()
        began = time.process_time_ns()
        self._progress[BEGAN] = began
        self._alarm.set(began, seconds + GRACE_SECONDS)

    def _retire(self, part: "_Collector", *, keep: bool) -> None:
        """Make room for a fresh process, since this one may have no memory left to give.

        What was just recorded stands only if this process was fresh for it (`keep`): a program
        must not fail for what others before it left in memory.
        """
        self._alarm.off()
        gc.collect()
        if not keep:
            part.drop_last()
        self._flush(part)
        os._exit(RETIRED)

    def _flush(self, part: "_Collector") -> None:
        self._sent = self._looked
        if len(part):
            self._connection.send_bytes(pickle.dumps(part.take(), pickle.HIGHEST_PROTOCOL))


class _Collector:
    """Gathers ends of units until they are sent."""

    def __init__(self, order: Order) -> None:
        self._number = order.number
        self._full = order.full
        self._clear()

    def _clear(self) -> None:
        self._kinds = bytearray()
        self._digests: list[bytes] = []
        self._details: list[tuple[PlainGrid | None, int, str]] = []

    def __len__(self) -> int:
        return len(self._kinds)

    def add(self, outcome: Outcome) -> Kind:
        if not self._full:
            return self.add_digest(outcome.kind, b"")
        self._kinds.append(_NUMBER[outcome.kind])
        self._details.append((outcome.grid, outcome.line, outcome.message))
        return outcome.kind

    def add_digest(self, kind: Kind, digest: bytes) -> Kind:
        self._kinds.append(_NUMBER[kind])
        self._digests.append(digest or _NO_DIGEST)
        return kind

    def add_many(self, kinds: bytes, digests: bytes) -> None:
        self._kinds += kinds
        self._digests += [
            digests[at : at + DIGEST_BYTES] for at in range(0, len(digests), DIGEST_BYTES)
        ]

    def drop_last(self) -> None:
        self._kinds.pop()
        (self._details if self._full else self._digests).pop()

    def take(self) -> Part:
        part = Part(self._number, bytes(self._kinds), b"".join(self._digests), tuple(self._details))
        self._clear()
        return part


_DECIDED = Outcome(Kind.ERROR)
_NO_DIGEST = bytes(DIGEST_BYTES)
_NUMBER = {kind: number for number, kind in enumerate(KINDS)}


def _parsed(text: str) -> Program | Outcome:
    try:
        return parse(text)
    except ParseError as error:
        return Outcome(Kind.SYNTAX, line=error.line, message=error.message)


def limit_memory(memory_mb: int) -> None:
    """Let this process grow by `memory_mb` MiB of address space and no further.

    Where the system does not say how large a process is (macOS), no limit is set.
    """
    sizes = Path("/proc/self/statm")
    if sizes.exists():
        start = int(sizes.read_text().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = start + memory_mb * 2**20
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
