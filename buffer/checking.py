"""Whether what a buffer holds is what was put there: `codeit buffer check`.

Everything is read. What can be told from something else is compared with it: the file's bytes with
its seal, a text with its digest, a score with the grids, a number of rows with the largest id. What
only its owner understands (states) is read by the function that the owner gives.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from arc_dsl.outcome import PlainGrid
from buffer import reading, records
from buffer.errors import BufferDamaged
from buffer.packing import unpack
from buffer.reading import count_rows
from buffer.replay import SAMPLER_STATE, ReplayBuffer
from buffer.sampling import Sampler
from buffer.schema import (
    ExperienceRow,
    MetaIterationRow,
    OutputsRow,
    ProgramRow,
    SolutionRow,
    StateRow,
)
from buffer.seals.sealing import SEAL, compare, traces_of_writing
from buffer.writing import digest
from data.errors import plain

__all__ = ["Found", "Owner", "check"]

Grids = Sequence[PlainGrid | None]
_AT_ONCE = 1_000
_CLOSE = 1e-9
"""Scores and distances are the same number, computed again on another machine."""


@dataclass(frozen=True, slots=True)
class Owner:
    """What is known about a buffer's content by whoever put it there."""

    states: Mapping[str, Callable[[bytes], object]] = field(default_factory=dict)
    """For the name of a state what reads it, and raises if it is none."""
    judged: Callable[[Grids, Sequence[PlainGrid]], tuple[float, float]] | None = None
    """Score and distance of realised outputs, given the wanted ones."""
    in_step: bool = False
    """Whether every experience is of a finished meta-iteration or the next one."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked at."""

    sealed: bool
    """Whether every byte was compared with the file's seal."""
    interrupted: int
    """Pages that a power cut tore while SQLite moved them out of its log, where they are whole:
    whoever goes on with the buffer moves them again."""
    experiences: int
    programs: int
    solutions: int


def check(buffer: ReplayBuffer, owner: Owner | None = None) -> Found:
    """Read and compare everything. Raises BufferDamaged naming the first thing that is wrong."""
    owner = owner or Owner()
    store = buffer.store
    store.check()
    with store.read() as connection:
        _check_programs(connection)
        _check_tasks(connection)
        _check_experiences(connection, owner)
        _check_records(connection)
        _check_states(connection, owner)
        counted = [count_rows(connection, m) for m in (ExperienceRow, ProgramRow, SolutionRow)]
    torn = _compare_bytes(buffer)
    return Found(torn is not None, torn or 0, *counted)


def _compare_bytes(buffer: ReplayBuffer) -> int | None:
    """Compare the file with its seal; what somebody writes meanwhile is no damage."""
    path, token = buffer.store.path, buffer.state(SEAL)
    if path is None:
        return None
    before = traces_of_writing(path)
    try:
        return compare(path, token)
    except BufferDamaged:
        if buffer.state(SEAL) != token or traces_of_writing(path) != before:
            return None
        raise


def _damaged(reason: str) -> BufferDamaged:
    return BufferDamaged(f"{reason}: restore a backup")


def _check_programs(connection: Connection) -> None:
    row = ProgramRow
    _check_count(connection, row, "programs")
    query = select(row.id, row.text, row.digest, row.lines, row.characters, row.bits)
    for number, text, given, lines, characters, bits in _streamed(connection, query):
        if not isinstance(text, str) or digest(text) != bytes(given):
            raise _damaged(f"program {number} is not the text that was stored")
        if lines != text.count("\n") + 1 or characters != len(text):
            raise _damaged(f"program {number} is not as long as stored")
        if bits is not None and not (math.isfinite(bits) and bits >= 0):
            raise _damaged(f"program {number} has {bits} bits")


def _check_tasks(connection: Connection) -> None:
    for task_id, grids in reading.demonstrations(connection):
        if not grids or len(grids) % 2 or None in grids:
            raise _damaged(f"the demonstrations of task {task_id} are no pairs of grids")


def _check_experiences(connection: Connection, owner: Owner) -> None:
    _check_count(connection, ExperienceRow, "experiences")
    wanted = {name: grids[1::2] for name, grids in reading.demonstrations(connection)}
    last = connection.execute(select(func.max(MetaIterationRow.number))).scalar()
    e = ExperienceRow
    query = select(
        e.id, e.task_id, e.score, e.distance, e.meta_iteration, e.log_probability,
        e.evicted_in, OutputsRow.packed,
    ).join(OutputsRow, OutputsRow.experience_id == e.id, isouter=True)  # fmt: skip
    for number, task, score, distance, found_in, log_p, evicted, packed in _streamed(
        connection, query
    ):
        if (packed is None) != (evicted is not None):
            raise _damaged(f"the outputs of experience {number} are missing, or should be")
        if owner.in_step and last is not None and not 0 <= found_in <= last + 1:
            raise _damaged(f"experience {number} is of meta-iteration {found_in}, after the last")
        if log_p is not None and not (math.isfinite(log_p) and log_p <= _CLOSE):
            raise _damaged(f"experience {number} has the log-probability {log_p}")
        if packed is None:
            continue
        outputs = unpack(packed)
        goal = wanted.get(task)
        if goal is not None and len(outputs) != len(goal):
            raise _damaged(f"experience {number} has {len(outputs)} outputs for {len(goal)} pairs")
        if goal is not None and owner.judged is not None:
            given = owner.judged(outputs, [grid for grid in goal if grid is not None])
            if not all(map(_is_close, given, (score, distance))):
                raise _damaged(f"experience {number} is not scored as its outputs are")


def _is_close(one: float, other: float) -> bool:
    return abs(one - other) <= _CLOSE


def _check_records(connection: Connection) -> None:
    _check_count(connection, SolutionRow, "solutions")
    for _ in records.solutions(connection, None):
        pass
    for _ in records.outcomes(connection).values():
        pass
    numbers = [done.number for done in records.meta_iterations(connection)]
    if numbers != list(range(len(numbers))) and numbers:
        raise _damaged("meta-iterations are missing")
    for (figures,) in connection.execute(select(MetaIterationRow.figures)):
        json.loads(figures, parse_constant=_no_number)


def _no_number(name: str) -> float:
    raise ValueError(f"a figure is {name}")


def _check_states(connection: Connection, owner: Owner) -> None:
    readers = {SAMPLER_STATE: _read_sampler, **owner.states}
    for name, value in connection.execute(select(StateRow.name, StateRow.value)):
        if name in readers:
            try:
                readers[name](bytes(value))
            except Exception as error:  # noqa: BLE001  (whatever it is, the state is not one)
                raise _damaged(f"the state {name!r} cannot be read ({plain(error)})") from None


def _read_sampler(value: bytes) -> None:
    Sampler(0).state = value


def _check_count(connection: Connection, model: type[Any], name: str) -> None:
    """Ids are given from 1 on and never taken back, so that rows that vanished are missed."""
    lowest, highest = connection.execute(select(func.min(model.id), func.max(model.id))).one()
    if highest is not None and (lowest != 1 or count_rows(connection, model) != highest):
        raise _damaged(f"some {name} are missing")


def _streamed(connection: Connection, query: Any) -> Iterator[Any]:
    return iter(connection.execution_options(yield_per=_AT_ONCE).execute(query))
