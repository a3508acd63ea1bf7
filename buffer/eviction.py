"""Which experiences go when a buffer is full."""

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from buffer.index import PriorityIndex
from buffer.schema import ExperienceRow, SolutionRow

__all__ = ["solution_ids", "victims"]


def victims(index: PriorityIndex, keep: int, spared: NDArray[np.int64]) -> list[int]:
    """Ids to evict so that `keep` experiences are left, those in `spared` among them.

    Lowest priority first; of equal priority the oldest meta-iteration, then the lowest id.
    """
    excess = len(index) - max(keep, 0)
    if excess <= 0:
        return []
    order = np.lexsort((index.ids, -index.ages(), index.priorities()))
    candidates = index.ids[order]
    candidates = candidates[~np.isin(candidates, spared)]
    return [int(number) for number in candidates[:excess]]


def solution_ids(connection: Connection) -> NDArray[np.int64]:
    """Ids of the experiences whose program is recorded as a solution of their task."""
    e, s = ExperienceRow, SolutionRow
    query = select(e.id).join(s, (s.task_id == e.task_id) & (s.program_id == e.program_id))
    return np.array(connection.execute(query).scalars().all(), np.int64)
