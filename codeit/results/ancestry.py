"""Who is to be thanked for a solution: the policy alone, search alone, or both.

A program's ancestors are its parents and theirs. What the policy samples has none, but may have
been taught: where search (seeds, mutants, near misses, other searches) had found a program right
on a demonstration of the same task before, and the policy learns from such finds, its sample is
`mixed`. So *policy alone* holds no distilled search, and *search alone* no policy's program among
its ancestors.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from buffer.experience import Origin, Solution
from buffer.replay import ReplayBuffer
from buffer.schema import ExperienceRow, ProgramRow

__all__ = ["Ancestry", "ancestries", "first_of_tasks"]

GENERATIONS = 200
"""Ancestors followed at most; a chain grows by one a meta-iteration."""


class Ancestry(StrEnum):
    """Who found a program, its ancestors included."""

    POLICY = "policy"
    SEARCH = "search"
    MIXED = "mixed"


def ancestries(
    buffer: ReplayBuffer, solutions: Sequence[Solution], taught: bool
) -> dict[tuple[str, str], Ancestry]:
    """The ancestry of each solution, by task and program.

    `taught` says whether the policy learns from what search finds on search tasks.
    """
    with buffer.store.read() as connection:
        return {(s.task_id, s.program): _ancestry(connection, s, taught) for s in solutions}


def first_of_tasks(
    solutions: Sequence[Solution], found: Mapping[tuple[str, str], Ancestry]
) -> dict[Ancestry, int]:
    """How many tasks were first solved by whom; `solutions` in the order of recording."""
    first: dict[str, Ancestry] = {}
    for solution in solutions:
        first.setdefault(solution.task_id, found[solution.task_id, solution.program])
    counts = Counter(first.values())
    return {ancestry: counts[ancestry] for ancestry in Ancestry}


def _ancestry(connection: Connection, solution: Solution, taught: bool) -> Ancestry:
    origins = {solution.origin}
    text: str | None = solution.program
    for _ in range(GENERATIONS):
        if text is None:
            break
        origin, text = _found_by(connection, text)
        if origin is not None:
            origins.add(origin)
    by_policy = Origin.POLICY in origins
    if solution.origin is Origin.POLICY:
        # The same text may be a seed's or a mutant's on another task: here the policy wrote it.
        distilled = taught and _search_had_found(connection, solution)
        return Ancestry.MIXED if distilled else Ancestry.POLICY
    return Ancestry.MIXED if by_policy else Ancestry.SEARCH


def _found_by(connection: Connection, text: str) -> tuple[Origin | None, str | None]:
    """Who proposed a program first, and the parent it had then."""
    e, parent = ExperienceRow, aliased(ProgramRow)
    query = (
        select(e.origin, parent.text)
        .join(ProgramRow, ProgramRow.id == e.program_id)
        .join(parent, parent.id == e.parent_id, isouter=True)
        .where(ProgramRow.text == text)
        .order_by(e.id)
        .limit(1)
    )
    row = connection.execute(query).first()
    return (None, None) if row is None else (Origin(row[0]), row[1])


def _search_had_found(connection: Connection, solution: Solution) -> bool:
    """Whether a program of search's was right on a demonstration of the task before."""
    e = ExperienceRow
    query = select(func.count()).where(
        e.task_id == solution.task_id,
        e.origin != Origin.POLICY.value,
        e.score > 0,
        e.meta_iteration < solution.meta_iteration,
    )
    return bool(connection.execute(query).scalar_one())
