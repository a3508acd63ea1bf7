"""What a run writes down beside its experiences: outcomes, solutions, meta-iterations, state.

Times are set here, for people; nothing reads them to decide anything.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from buffer.errors import BufferConflict, BufferDamaged
from buffer.experience import MetaIteration, Origin, Solution
from buffer.schema import (
    CounterRow,
    MetaIterationRow,
    OutcomeRow,
    ProgramRow,
    SolutionRow,
    StateRow,
    TaskRow,
)
from buffer.writing import find_programs, insert_rows, next_id, program_ids
from data.forms import names_a_task

__all__ = [
    "add_meta_iteration",
    "add_outcomes",
    "add_solution",
    "counter",
    "increase",
    "mark_solution",
    "meta_iterations",
    "outcomes",
    "read_state",
    "solutions",
    "write_state",
]


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def add_outcomes(
    connection: Connection, meta_iteration: int, origin: Origin, counts: Mapping[str, int]
) -> None:
    """Add to the counts of how executions ended."""
    row = OutcomeRow
    for kind, count in sorted((str(kind), count) for kind, count in counts.items()):
        here = (row.meta_iteration == meta_iteration, row.origin == origin.value, row.kind == kind)
        change = update(row).where(*here).values(count=row.count + count)
        if not connection.execute(change).rowcount:
            connection.execute(
                insert(row).values(
                    meta_iteration=meta_iteration, origin=origin.value, kind=kind, count=count
                )
            )


def outcomes(connection: Connection) -> dict[tuple[int, Origin], dict[str, int]]:
    """Counts by meta-iteration and origin, then by kind."""
    row = OutcomeRow
    query = select(row.meta_iteration, row.origin, row.kind, row.count).order_by(
        row.meta_iteration, row.origin, row.kind
    )
    found: dict[tuple[int, Origin], dict[str, int]] = {}
    for number, origin, kind, count in connection.execute(query):
        found.setdefault((number, Origin(origin)), {})[kind] = count
    return found


def add_solution(connection: Connection, solution: Solution) -> bool:
    """Store a solution; False if this program is already recorded for the task."""
    ids, _ = program_ids(connection, [solution.program], {})
    row = SolutionRow
    here = (row.task_id == solution.task_id, row.program_id == ids[solution.program])
    if connection.execute(select(row.id).where(*here)).first():
        return False
    known = select(TaskRow.id).where(TaskRow.id == solution.task_id)
    if not connection.execute(known).first():
        insert_rows(connection, TaskRow, [{"id": solution.task_id, "demonstrations": None}])
    values = {
        "id": next_id(connection, row),
        "task_id": solution.task_id,
        "program_id": ids[solution.program],
        "origin": solution.origin.value,
        "meta_iteration": solution.meta_iteration,
        "executed": solution.executed,
        "holds": solution.holds,
        "solves_tests": solution.solves_tests,
        "found_at": _now(),
    }
    insert_rows(connection, row, [values])
    return True


def mark_solution(
    connection: Connection, task_id: str, program: str, marks: Mapping[str, bool]
) -> None:
    """Set marks (`holds`, `solves_tests`) of a solution. Raises BufferConflict if there is none."""
    number = find_programs(connection, [program]).get(program, -1)
    here = (SolutionRow.task_id == task_id, SolutionRow.program_id == number)
    if not connection.execute(update(SolutionRow).where(*here).values(dict(marks))).rowcount:
        raise BufferConflict(f"no such solution of task {task_id} is recorded")


def solutions(connection: Connection, task_id: str | None) -> list[Solution]:
    """Solutions in the order in which they were recorded."""
    row = SolutionRow
    query = (
        select(
            row.task_id,
            ProgramRow.text,
            row.origin,
            row.meta_iteration,
            row.executed,
            row.holds,
            row.solves_tests,
            row.found_at,
        )
        .join(ProgramRow, ProgramRow.id == row.program_id)
        .order_by(row.id)
    )
    if task_id is not None:
        query = query.where(row.task_id == task_id)
    return [
        Solution(
            _named(task), text, Origin(origin), number, executed, holds, solves_tests, found_at
        )
        for task, text, origin, number, executed, holds, solves_tests, found_at in (
            connection.execute(query)
        )
    ]


def _named(task_id: str) -> str:
    if not names_a_task(task_id):
        raise BufferDamaged(f"the id of a task cannot be {task_id!r:.80}")
    return task_id


def add_meta_iteration(connection: Connection, done: MetaIteration) -> None:
    """Store a completed meta-iteration. Raises BufferConflict unless its number is the next."""
    last = connection.execute(select(func.max(MetaIterationRow.number))).scalar()
    if last is not None and done.number != last + 1:
        raise BufferConflict(
            f"meta-iteration {done.number} cannot follow {last}, the last one that is recorded"
        )
    row = {
        "number": done.number,
        "figures": json.dumps(dict(done.figures)),
        "state": done.state,
        "checkpoint": done.checkpoint,
        "finished_at": _now(),
    }
    insert_rows(connection, MetaIterationRow, [row])


def meta_iterations(connection: Connection) -> list[MetaIteration]:
    """Completed meta-iterations by number."""
    row = MetaIterationRow
    query = select(row.number, row.figures, row.state, row.checkpoint, row.finished_at)
    return [
        MetaIteration(number, _figures(figures), state, _checkpoint(checkpoint), finished_at)
        for number, figures, state, checkpoint, finished_at in connection.execute(
            query.order_by(row.number)
        )
    ]


def _figures(stored: str) -> dict[str, Any]:
    found = json.loads(stored)
    if not isinstance(found, dict):
        raise BufferDamaged("the figures of a meta-iteration are no table")
    return found


def _checkpoint(name: str | None) -> str | None:
    """The name of a folder among a run's checkpoints, and no way out of them."""
    if name is not None and ("/" in name or not names_a_task(name)):
        raise BufferDamaged(f"a checkpoint cannot be called {name!r:.80}")
    return name


def increase(connection: Connection, name: str, by: int) -> int:
    """Add to a named counter; returns its new value. Raises ValueError for less than 0."""
    if by < 0:
        raise ValueError(f"counters only grow, found {by}")
    change = update(CounterRow).where(CounterRow.name == name)
    if not connection.execute(change.values(value=CounterRow.value + by)).rowcount:
        insert_rows(connection, CounterRow, [{"name": name, "value": by}])
    return counter(connection, name)


def counter(connection: Connection, name: str) -> int:
    """A named counter's value, 0 if it was never increased."""
    query = select(CounterRow.value).where(CounterRow.name == name)
    return int(connection.execute(query).scalar() or 0)


def read_state(connection: Connection, name: str) -> bytes | None:
    """The latest state stored under a name."""
    found: Any = connection.execute(select(StateRow.value).where(StateRow.name == name)).scalar()
    return None if found is None else bytes(found)


def write_state(connection: Connection, name: str, value: bytes) -> None:
    """Store a state under a name, in place of the one before."""
    connection.execute(delete(StateRow).where(StateRow.name == name))
    insert_rows(connection, StateRow, [{"name": name, "value": value}])
