"""Reading experiences: by id, by task, by how good they are; and what is stored of tasks."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select
from sqlalchemy.orm import aliased

from arc_dsl.outcome import PlainGrid
from buffer.errors import BufferConflict, BufferDamaged
from buffer.experience import Experience, ExperienceId, Origin
from buffer.packing import unpack
from buffer.schema import ExperienceRow, OutputsRow, ProgramRow, TaskRow
from buffer.writing import chunks
from data.forms import names_a_task

__all__ = ["best_ids", "contents", "count_rows", "demonstrations", "outputs", "texts"]


def contents(connection: Connection, ids: Iterable[int]) -> list[Experience]:
    """The experiences with these ids, in the order of the ids, repeats included.

    Raises BufferConflict if one is not stored or was evicted.
    """
    wanted = [int(number) for number in ids]
    found: dict[int, Experience] = {}
    for piece in chunks(list(dict.fromkeys(wanted))):
        rows = connection.execute(_contents_query().where(ExperienceRow.id.in_(piece)))
        found.update((row[0], _experience(tuple(row))) for row in rows)
    try:
        return [found[number] for number in wanted]
    except KeyError as missing:
        raise BufferConflict(f"experience {missing} is not stored, or was evicted") from None


def _contents_query() -> "Select[*tuple[Any, ...]]":
    e, parent = ExperienceRow, aliased(ProgramRow)
    return (
        select(
            e.id,
            e.task_id,
            ProgramRow.text,
            OutputsRow.packed,
            e.score,
            e.distance,
            e.origin,
            parent.text,
            e.meta_iteration,
            e.log_probability,
            e.checkpoint,
            ProgramRow.bits,
        )
        .join(ProgramRow, ProgramRow.id == e.program_id)
        .join(OutputsRow, OutputsRow.experience_id == e.id)
        .join(parent, parent.id == e.parent_id, isouter=True)
    )


def _experience(row: Sequence[Any]) -> Experience:
    _, task_id, program, packed, score, distance, origin, parent, *rest = row
    if not names_a_task(task_id):
        raise BufferDamaged(f"the id of a task cannot be {task_id!r:.80}")
    return Experience(
        task_id, program, unpack(packed), score, distance, Origin(origin), parent, *rest
    )


def best_ids(connection: Connection, task_id: str, count: int) -> list[ExperienceId]:
    """The task's best: by score, then nearness, then shortness in characters, then age."""
    e = ExperienceRow
    query = (
        select(e.id)
        .join(ProgramRow, ProgramRow.id == e.program_id)
        .where(e.task_id == task_id, e.evicted_in.is_(None))
        .order_by(e.score.desc(), e.distance, ProgramRow.characters, e.id)
        .limit(count)
    )
    return [ExperienceId(number) for number in connection.execute(query).scalars()]


def texts(connection: Connection, task_id: str) -> list[str]:
    """Texts of all programs ever stored for a task, evicted ones included, in no order."""
    query = (
        select(ProgramRow.text)
        .join(ExperienceRow, ExperienceRow.program_id == ProgramRow.id)
        .where(ExperienceRow.task_id == task_id)
    )
    return list(connection.execute(query).scalars())


def demonstrations(connection: Connection) -> Iterator[tuple[str, tuple[PlainGrid | None, ...]]]:
    """Each task that has demonstrations stored, and these: input, output, input, ...

    Raises BufferDamaged for grids that cannot be read.
    """
    for task_id, packed in connection.execute(select(TaskRow.id, TaskRow.demonstrations)):
        if packed is not None:
            yield task_id, unpack(packed)


def outputs(connection: Connection) -> Iterator[tuple[int, tuple[PlainGrid | None, ...]]]:
    """Each experience that can be drawn, by id, and its realised outputs.

    One statement, so that nobody evicts between the one and the other. Raises BufferDamaged for
    outputs that are missing or cannot be read.
    """
    e = ExperienceRow
    query = (
        select(e.id, OutputsRow.packed)
        .join(OutputsRow, OutputsRow.experience_id == e.id, isouter=True)
        .where(e.evicted_in.is_(None))
        .execution_options(yield_per=1_000)
    )
    for number, packed in connection.execute(query):
        if packed is None:
            raise BufferDamaged(f"the outputs of experience {number} are missing")
        yield number, unpack(packed)


def count_rows(connection: Connection, model: type[Any] | Table) -> int:
    """Rows of a table."""
    return int(connection.execute(select(func.count()).select_from(model)).scalar_one())
