"""The policy's samples: as many programs for each search task as its share says.

With `fresh`, one more is drawn in the place of each that is known on the task already: half of the
later samples are, and they find nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from codeit.policy.interface import Policy
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import Budget, Proposal, View, joined
from data.tasks import Task

__all__ = ["PolicySamples"]


class PolicySamples:
    """A `Stepwise` `Proposer`. Tasks go to the policy `at_once` at a time, those of equal shares.

    `fresh` draws others in the place of what is known on a task.
    """

    name = "policy"

    def __init__(self, policy: Policy, at_once: int, fresh: bool = False) -> None:
        self._policy = policy
        self._at_once = at_once
        self._fresh = fresh

    def propose(self, view: View, budget: Budget) -> Proposal:
        """All samples, whatever they are worth; grouped by task."""
        return joined(list(self.parts(view, budget)))

    def parts(self, view: View, budget: Budget) -> Iterator[Proposal]:
        """The samples of some tasks at a time."""
        parts = self._parts(view.tasks, budget.shares)
        start, total = 0, sum(len(part) for _, part in parts)
        with view.reporter.stage("sampling from the policy") as advance:
            advance(0, total)
            for samples, part in parts:
                seed = view.derived("sample", start)
                found: list[Candidate] = []
                extra: set[tuple[str, str]] = set()
                for own, more in self._sampled(view, samples, part, seed):
                    found += [*own, *more]
                    extra |= {(c.task_id, str(c.program)) for c in more}
                counts = {"samples": len(found), "samples_extra": len(extra)}
                yield Proposal(tuple(found), len(found), counts, extra=frozenset(extra))
                start += len(part)
                advance(start, total)

    def _sampled(
        self, view: View, samples: int, part: Sequence[Task], seed: int
    ) -> list[tuple[list[Candidate], list[Candidate]]]:
        """For each task at most `samples`, and if `fresh` one more for each that was known.

        The known ones are run again nevertheless: what a policy finds with so many samples must
        not look smaller for having been found before.
        """
        known = {task.id: view.memory.known(task.id) for task in part} if self._fresh else {}
        most = min(samples, max(map(len, known.values()), default=0))
        drawn = self._policy.sample(part, samples + most, seed)
        return [
            _divided(candidates, samples, known.get(task.id, frozenset()))
            for task, candidates in zip(part, drawn, strict=True)
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


def _divided(
    candidates: Sequence[Candidate], samples: int, known: frozenset[str]
) -> tuple[list[Candidate], list[Candidate]]:
    own = list(candidates[:samples])
    repeats = sum(str(candidate.program) in known for candidate in own)
    more = [c for c in candidates[samples:] if str(c.program) not in known]
    return own, more[:repeats]
