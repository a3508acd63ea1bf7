"""A policy that sees every task in its standard position, and answers for the task as it is."""

from collections.abc import Sequence
from dataclasses import replace

from codeit.domains.grids.symmetry import canonical_symmetry, conjugated
from codeit.policy.interface import Policy
from codeit.proposers.candidate import Candidate
from data.augment import Augmentation
from data.tasks import Task

__all__ = ["CanonicalPolicy"]


class CanonicalPolicy:
    """A `Policy` around another one.

    Programs for the turned task are wrapped in the turn and its inverse, which is exact and costs
    two lines. Their log-probabilities stay those of the programs that were sampled.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def sample(self, tasks: Sequence[Task], samples: int, seed: int) -> list[list[Candidate]]:
        """At most `samples` candidates for each task, in the order of `tasks`."""
        turns = [canonical_symmetry(task) for task in tasks]
        seen = [Augmentation(turn).task(task) for turn, task in zip(turns, tasks, strict=True)]
        return [
            [replace(one, program=conjugated(one.program, turn).simplified()) for one in drawn]
            for turn, drawn in zip(turns, self._policy.sample(seen, samples, seed), strict=True)
        ]
