"""The policy's samples: as many programs for each search task as its share says."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from codeit.policy.interface import Policy
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import Budget, Proposal, View
from data.tasks import Task

__all__ = ["PolicySamples"]


class PolicySamples:
    """A `Proposer`. Tasks go to the policy `at_once` at a time, those of equal shares together."""

    name = "policy"

    def __init__(self, policy: Policy, at_once: int) -> None:
        self._policy = policy
        self._at_once = at_once

    def propose(self, view: View, budget: Budget) -> Proposal:
        """All samples, whatever they are worth; grouped by task."""
        found: list[Candidate] = []
        start = 0
        with view.reporter.stage("sampling from the policy") as advance:
            for samples, part in self._parts(view.tasks, budget.shares):
                seed = view.derived("sample", start)
                for candidates in self._policy.sample(part, samples, seed):
                    found += candidates
                start += len(part)
                advance(start, len(view.tasks))
        return Proposal(tuple(found), len(found), {"samples": len(found)})

    def _parts(
        self, tasks: Mapping[str, Task], shares: Mapping[str, int]
    ) -> list[tuple[int, Sequence[Task]]]:
        """The tasks to sample for together, with their share; those without any are left out."""
        wanted = [task for task in tasks.values() if shares.get(task.id, 0) > 0]
        wanted.sort(key=lambda task: -shares[task.id])  # stable: equal shares keep their order
        parts: list[tuple[int, Sequence[Task]]] = []
        for share, same in groupby(wanted, key=lambda task: shares[task.id]):
            group = list(same)
            parts += [
                (share, group[start : start + self._at_once])
                for start in range(0, len(group), self._at_once)
            ]
        return parts
