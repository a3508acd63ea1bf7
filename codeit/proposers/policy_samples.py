"""The policy's samples: as many programs for each search task as its share says.

With `fresh`, programs that are known on a task already are left out: without it half of the later
samples are old, and running them again finds nothing.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from codeit.policy.interface import Policy
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import Budget, Proposal, View
from data.tasks import Task

__all__ = ["PolicySamples"]


class PolicySamples:
    """A `Proposer`. Tasks go to the policy `at_once` at a time, those of equal shares together.

    `fresh` leaves out what is known on a task.
    """

    name = "policy"

    def __init__(self, policy: Policy, at_once: int, fresh: bool = False) -> None:
        self._policy = policy
        self._at_once = at_once
        self._fresh = fresh

    def propose(self, view: View, budget: Budget) -> Proposal:
        """All samples, whatever they are worth; grouped by task."""
        found: list[Candidate] = []
        start = 0
        with view.reporter.stage("sampling from the policy") as advance:
            for samples, part in self._parts(view.tasks, budget.shares):
                seed = view.derived("sample", start)
                found += self._sampled(view, samples, part, seed)
                start += len(part)
                advance(start, len(view.tasks))
        return Proposal(tuple(found), len(found), {"samples": len(found)})

    def _sampled(
        self, view: View, samples: int, part: Sequence[Task], seed: int
    ) -> list[Candidate]:
        """At most `samples` candidates for each task, if `fresh` none that is known there.

        As many more are drawn as may turn out to be known, but no more than twice as many.
        """
        known = {task.id: view.memory.known(task.id) for task in part} if self._fresh else {}
        more = min(samples, max(map(len, known.values()), default=0))
        return [
            candidate
            for task, drawn in zip(
                part, self._policy.sample(part, samples + more, seed), strict=True
            )
            for candidate in _unknown(drawn, known.get(task.id, frozenset()))[:samples]
        ]

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


def _unknown(candidates: Sequence[Candidate], known: frozenset[str]) -> list[Candidate]:
    return [candidate for candidate in candidates if str(candidate.program) not in known]
