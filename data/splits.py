"""Deterministic splits of a task set."""

import math
from collections.abc import Mapping
from hashlib import blake2b

from data.errors import SplitError
from data.tasks import TaskSet

__all__ = ["split_tasks"]


def split_tasks(tasks: TaskSet, shares: Mapping[str, float], seed: int = 0) -> dict[str, TaskSet]:
    """Divide a set into named parts, such as `{"fit": 0.8, "held_out": 0.2}`.

    Which part a task falls into depends on its id and the seed only as far as its rank among the
    ids does: equal on every machine, whatever order the set is in. Parts keep the set's order.
    Raises SplitError unless the shares are positive and add up to 1.
    """
    if not shares or any(not share > 0 for share in shares.values()):
        raise SplitError(f"shares must be positive, found {dict(shares)}")
    if not math.isclose(sum(shares.values()), 1.0, abs_tol=1e-9):
        raise SplitError(f"shares must add up to 1, found {sum(shares.values()):g}")
    ranked = sorted(tasks, key=lambda task_id: _rank(task_id, seed))
    parts: dict[str, TaskSet] = {}
    start, upto = 0, 0.0
    for name, share in shares.items():
        upto += share
        stop = round(upto * len(ranked))
        chosen = set(ranked[start:stop])
        ids = [task_id for task_id in tasks if task_id in chosen]
        parts[name] = tasks.subset(ids, f"{tasks.name} / {name}")
        start = stop
    return parts


def _rank(task_id: str, seed: int) -> bytes:
    return blake2b(f"{seed}:{task_id}".encode(), digest_size=16).digest()
