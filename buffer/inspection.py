"""Questions about a buffer, answered as plain values for people and tools: `codeit buffer`.

Nothing here prints. `prune` and `compact` change the buffer; all else only reads.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, func, select, text

from buffer.errors import BufferConflict
from buffer.experience import Experience, Origin
from buffer.fingerprints import content_fingerprint
from buffer.reading import count_rows
from buffer.replay import ReplayBuffer
from buffer.schema import (
    ExperienceRow,
    OutcomeRow,
    ProgramRow,
    SolutionRow,
    StateRow,
    TaskRow,
)
from buffer.store import Store
from buffer.upgrading import version
from buffer.writing import find_programs

__all__ = [
    "BufferStats",
    "LineageStep",
    "Spread",
    "compact",
    "lineage",
    "prune",
    "states",
    "stats",
    "top",
]


@dataclass(frozen=True, slots=True)
class Spread:
    """How numbers are spread: smallest, quartiles, largest, mean. All 0 if there are none."""

    minimum: float = 0.0
    lower: float = 0.0
    median: float = 0.0
    upper: float = 0.0
    maximum: float = 0.0
    mean: float = 0.0

    @classmethod
    def of(cls, values: NDArray[np.float64] | NDArray[np.int64]) -> "Spread":
        """The spread of some numbers."""
        if not len(values):
            return cls()
        least, lower, median, upper, most = np.quantile(values, (0, 0.25, 0.5, 0.75, 1)).tolist()
        return cls(least, lower, median, upper, most, float(values.mean()))


@dataclass(frozen=True, slots=True)
class BufferStats:
    """A buffer at a glance."""

    tasks: int
    programs: int
    """Different programs, parents included."""
    experiences: int
    """Those that can be drawn."""
    evicted: int
    solutions: int
    solved_tasks: int
    """Tasks with a recorded solution that holds."""
    meta_iterations: int
    origins: Mapping[str, int]
    """Drawable experiences by origin."""
    outcomes: Mapping[str, int]
    """Executions by kind, over the whole run."""
    priorities: Spread
    scores: Spread
    ages: Spread
    """In meta-iterations."""
    lines: Spread
    """Lines of the drawable experiences' programs."""
    fingerprint: str
    """Digest of what was found (`buffer.fingerprints.content_fingerprint`)."""


@dataclass(frozen=True, slots=True)
class LineageStep:
    """One program on the way back to a seed, as it was found."""

    program: str
    task_id: str | None
    """Task on which it was found; None if it was never stored as an experience itself."""
    origin: Origin | None
    meta_iteration: int | None
    checkpoint: str | None
    score: float | None


def stats(buffer: ReplayBuffer) -> BufferStats:
    """A buffer at a glance."""
    index = buffer.index
    with buffer.store.read() as connection:
        evicted = select(func.count()).where(ExperienceRow.evicted_in.is_not(None))
        solved = select(func.count(SolutionRow.task_id.distinct())).where(SolutionRow.holds)
        kinds = select(OutcomeRow.kind, func.sum(OutcomeRow.count)).group_by(OutcomeRow.kind)
        return BufferStats(
            tasks=count_rows(connection, TaskRow),
            programs=count_rows(connection, ProgramRow),
            experiences=len(index),
            evicted=connection.execute(evicted).scalar_one(),
            solutions=count_rows(connection, SolutionRow),
            solved_tasks=connection.execute(solved).scalar_one(),
            meta_iterations=len(buffer.meta_iterations()),
            origins=_origins(connection),
            outcomes={str(kind): int(n) for kind, n in connection.execute(kinds.order_by("kind"))},
            priorities=Spread.of(index.priorities()),
            scores=Spread.of(index.scores),
            ages=Spread.of(index.ages()),
            lines=Spread.of(_lines(connection)),
            fingerprint=content_fingerprint(buffer),
        )


def _origins(connection: Connection) -> dict[str, int]:
    e = ExperienceRow
    query = select(e.origin, func.count()).where(e.evicted_in.is_(None)).group_by(e.origin)
    return {str(origin): count for origin, count in connection.execute(query.order_by(e.origin))}


def _lines(connection: Connection) -> NDArray[np.int64]:
    # Programs have few different lengths: counting in the database spares reading a row for each.
    e = ExperienceRow
    query = (
        select(ProgramRow.lines, func.count())
        .join(e, e.program_id == ProgramRow.id)
        .where(e.evicted_in.is_(None))
        .group_by(ProgramRow.lines)
    )
    found = connection.execute(query).all()
    return np.repeat(
        np.array([row[0] for row in found], np.int64), np.array([row[1] for row in found], np.int64)
    )


def top(
    buffer: ReplayBuffer, count: int = 10, tasks: Collection[str] | None = None
) -> list[tuple[float, Experience]]:
    """The experiences of highest priority with it; of equals the newest first."""
    part = buffer.index.part(None, tasks)
    positions = np.arange(len(buffer)) if part.positions is None else part.positions
    worth = buffer.index.priorities(positions)
    best = np.lexsort((-positions, -worth))[:count]
    found = buffer.contents(buffer.index.ids[positions[best]].tolist())
    return list(zip(worth[best].tolist(), found, strict=True))


def lineage(buffer: ReplayBuffer, program: str, task_id: str | None = None) -> list[LineageStep]:
    """The program, its parent, its parent's parent and so on to one that has none: its seed.

    The program is shown as it was first found (on `task_id` if that is given), an ancestor as it
    was known when its child was found: on the child's task if it was tried there, else where it
    scored best. Raises BufferConflict if the program is not stored.
    """
    with buffer.store.read() as connection:
        at: int | None = find_programs(connection, [program]).get(program)
        if at is None:
            raise BufferConflict("this program is not in the buffer (is its text canonical?)")
        row = _found(connection, at, task_id)
        steps: list[LineageStep] = []
        seen: set[int] = set()
        while at is not None and at not in seen:
            seen.add(at)
            steps.append(_step(connection, at, row))
            at = row.parent_id if row else None
            row = _ancestor(connection, at, row) if row and at is not None else None
    return steps


def _found(connection: Connection, program_id: int, task_id: str | None) -> Row[Any] | None:
    """The program's first experience, on one task or on any."""
    e = ExperienceRow.__table__.c
    query = select(ExperienceRow.__table__).where(e.program_id == program_id)
    if task_id is not None:
        query = query.where(e.task_id == task_id)
    return connection.execute(query.order_by(e.id).limit(1)).first()


def _ancestor(connection: Connection, program_id: int, child: Row[Any]) -> Row[Any] | None:
    """The experience that an ancestor is shown by: what it became later does not count."""
    e = ExperienceRow.__table__.c
    query = (
        select(ExperienceRow.__table__)
        .where(e.program_id == program_id, e.id < child.id)
        .order_by((e.task_id == child.task_id).desc(), e.score.desc(), e.id)
        .limit(1)
    )
    return connection.execute(query).first() or _found(connection, program_id, None)


def _step(connection: Connection, program_id: int, row: Row[Any] | None) -> LineageStep:
    of_text = select(ProgramRow.text).where(ProgramRow.id == program_id)
    written = connection.execute(of_text).scalar_one()
    if row is None:
        return LineageStep(written, None, None, None, None, None)
    origin = Origin(row.origin)
    return LineageStep(written, row.task_id, origin, row.meta_iteration, row.checkpoint, row.score)


def prune(
    buffer: ReplayBuffer,
    *,
    below_priority: float | None = None,
    older_than: int | None = None,
    origins: Collection[Origin] | None = None,
    tasks: Collection[str] | None = None,
    spare_solutions: bool = True,
) -> int:
    """Evict the experiences for which all that is given holds; returns how many.

    `below_priority` is strict; `older_than` counts meta-iterations. With nothing given, nothing
    is evicted. Recorded solutions are spared unless told otherwise. Lineage stays.
    """
    if below_priority is None and older_than is None and origins is None and tasks is None:
        return 0
    index = buffer.index
    part = index.part(origins, tasks)
    positions = np.arange(len(index)) if part.positions is None else part.positions
    if below_priority is not None:
        positions = positions[index.priorities(positions) < below_priority]
    if older_than is not None:
        positions = positions[index.ages()[positions] > older_than]
    ids = index.ids[positions]
    if spare_solutions:
        ids = ids[~np.isin(ids, buffer.solution_ids())]
    return buffer.evict_ids(ids.tolist())


def compact(buffer: ReplayBuffer) -> tuple[int, int]:
    """Give freed space back to the disk; returns the database's bytes before and after."""
    before = _bytes(buffer)
    with buffer.store.outside_transactions() as connection:
        connection.execute(text("VACUUM"))
        if buffer.store.dialect == "sqlite":
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            connection.execute(text("ANALYZE"))
    buffer.unseal()
    return before, _bytes(buffer)


def _bytes(buffer: ReplayBuffer) -> int:
    question = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
        "postgresql": "SELECT pg_database_size(current_database())",
    }[buffer.store.dialect]
    with buffer.store.read() as connection:
        return int(connection.execute(text(question)).scalar_one())


def states(where: str) -> dict[str, bytes]:
    """The states in a database as it lies there: none is made, upgraded or otherwise written.

    Empty if it has no tables. Raises BufferUnavailable if it is not there.
    """
    with Store.open(where, read_only=True) as store, store.read() as connection:
        if version(connection) is None:
            return {}
        rows = connection.execute(select(StateRow.name, StateRow.value))
        return {name: bytes(value) for name, value in rows}
