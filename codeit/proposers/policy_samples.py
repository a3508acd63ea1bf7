"""The policy's samples: as many programs for each search task as its share says.

With `fresh`, one more is drawn in the place of each that is known on the task already: half of the
later samples are, and they find nothing.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from codeit.policy.sampling import Sampler, SampleUnit
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import Budget, Proposal, View, joined
from data.tasks import Task

__all__ = ["PolicySamples"]


@dataclass(frozen=True, slots=True)
class _Part:
    """Tasks that are sampled for together."""

    samples: int
    """Of each task."""
    tasks: Sequence[Task]
    known: Mapping[str, frozenset[str]]
    """Texts of what is known on each of them."""


class PolicySamples:
    """A `Stepwise` `Proposer`. Tasks go to the policy `at_once` at a time, those of equal shares.

    `fresh` draws others in the place of what is known on a task.
    """

    name = "policy"

    def __init__(self, sampler: Sampler, at_once: int, fresh: bool = False) -> None:
        self._sampler = sampler
        self._at_once = at_once
        self._fresh = fresh

    def propose(self, view: View, budget: Budget) -> Proposal:
        """All samples, whatever they are worth; grouped by task."""
        return joined(list(self.parts(view, budget)))

    def parts(self, view: View, budget: Budget) -> Iterator[Proposal]:
        """The samples of some tasks at a time."""
        parts = self._parts(view.tasks, budget.shares)
        done, total = 0, sum(len(tasks) for _, tasks in parts)
        under_way: deque[_Part] = deque()
        with view.reporter.stage("sampling from the policy") as advance:
            advance(0, total)
            for drawn in self._sampler.map(self._units(view, parts, under_way)):
                part = under_way.popleft()
                found: list[Candidate] = []
                extra: set[tuple[str, str]] = set()
                for task, candidates in zip(part.tasks, drawn, strict=True):
                    own, more = _divided(candidates, part.samples, part.known[task.id])
                    found += [*own, *more]
                    extra |= {(c.task_id, str(c.program)) for c in more}
                counts = {"samples": len(found), "samples_extra": len(extra)}
                yield Proposal(tuple(found), len(found), counts, extra=frozenset(extra))
                done += len(part.tasks)
                advance(done, total)

    def _units(
        self,
        view: View,
        parts: Sequence[tuple[int, Sequence[Task]]],
        under_way: deque[_Part],
    ) -> Iterator[SampleUnit]:
        """What to draw together, each noted in `under_way` as it is taken.

        If `fresh`, as many more for each task as may be known. The known ones are run again
        nevertheless: what a policy finds with so many samples must not look smaller for having
        been found before.
        """
        start = 0
        for samples, tasks in parts:
            nothing: frozenset[str] = frozenset()
            known = {t.id: view.memory.known(t.id) if self._fresh else nothing for t in tasks}
            most = min(samples, max(map(len, known.values())))
            under_way.append(_Part(samples, tasks, known))
            yield SampleUnit(tuple(tasks), samples + most, view.derived("sample", start))
            start += len(tasks)

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
