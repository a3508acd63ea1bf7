"""Likelihoods: what the ranker of that name needs of programs right on all demonstrations."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Protocol, runtime_checkable

from buffer.experience import Experience
from data.tasks import Task

__all__ = ["CONTRAST", "Scoring", "likelihoods"]

CONTRAST = 4
"""Other tasks whose mean likelihood stands for that of the program alone. A choice."""


@runtime_checkable
class Scoring(Protocol):
    """A policy that tells log-probabilities of given programs."""

    def log_probabilities(self, tasks: Sequence[Task], programs: Sequence[str]) -> list[float]:
        """In nats, of each program for the task at its place, without constraint."""


def likelihoods(
    policy: object, found: Sequence[Experience], tasks: Mapping[str, Task]
) -> dict[tuple[str, str], float]:
    """By task id and program: log-probability for the task, less its mean for other tasks.

    Of programs right on all demonstrations; empty for a policy that cannot tell. The other tasks
    are the first of `tasks`, in their order.
    """
    if not isinstance(policy, Scoring):
        return {}
    solving = list(dict.fromkeys((e.task_id, e.program) for e in found if e.solves_demonstrations))
    others = list(islice(tasks.values(), CONTRAST + 1))
    asked: list[tuple[Task, str]] = []
    for task_id, program in solving:
        asked.append((tasks[task_id], program))
        contrast = [task for task in others if task.id != task_id][:CONTRAST]
        asked += [(task, program) for task in contrast]
    told = iter(policy.log_probabilities([t for t, _ in asked], [p for _, p in asked]))
    scores: dict[tuple[str, str], float] = {}
    for task_id, program in solving:
        own = next(told)
        count = sum(task.id != task_id for task in others[: CONTRAST + 1])
        rest = [next(told) for _ in range(min(count, CONTRAST))]
        scores[task_id, program] = own - (sum(rest) / len(rest) if rest else 0.0)
    return scores
