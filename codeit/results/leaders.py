"""The best few programs of every task so far: what ranking needs, and what is submitted.

The ranking rule orders programs totally, so the best three of everything found are the best three
of the best three of its parts: keeping three a task is enough for ever, and small enough to be
saved with every step. A program with no demonstration right is no candidate (CodeIt, section 3.2).
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from buffer.experience import Experience
from codeit.stages.scoring import Ranked, rank

__all__ = ["KEPT", "Leaders"]

KEPT = 3
"""Programs kept for a task: the most that any figure asks for (pass@3)."""


class Leaders:
    """The best `KEPT` programs of each task, best first."""

    def __init__(self, best: Mapping[str, Iterable[Ranked]] | None = None) -> None:
        self._best: dict[str, list[Ranked]] = {
            task_id: rank(ranked)[:KEPT] for task_id, ranked in (best or {}).items()
        }

    def add(self, experiences: Iterable[Experience]) -> None:
        """Take in experiences; those without a demonstration right are passed over."""
        changed: dict[str, list[Ranked]] = {}
        for experience in experiences:
            if experience.score > 0:
                ranked = Ranked(experience.program, experience.score)
                changed.setdefault(experience.task_id, []).append(ranked)
        for task_id, ranked_list in changed.items():
            self._best[task_id] = rank([*self.of(task_id), *ranked_list])[:KEPT]

    def of(self, task_id: str) -> list[Ranked]:
        """At most `KEPT` programs of a task, best first."""
        return self._best.get(task_id, [])

    def joined(self, experiences: Iterable[Experience]) -> "Leaders":
        """A copy that has taken in experiences."""
        copy = Leaders(self._best)
        copy.add(experiences)
        return copy

    def demonstrations_solved(self) -> int:
        """Tasks with a program right on all demonstrations."""
        return sum(ranked[0].score == 1.0 for ranked in self._best.values())

    def __iter__(self) -> Iterator[tuple[str, Ranked]]:
        """All (task id, ranked program), tasks in the order of their ids."""
        return ((i, ranked) for i in sorted(self._best) for ranked in self._best[i])

    def dump(self) -> str:
        """As JSON text; `Leaders.parse` reads it."""
        return json.dumps(
            {i: [[r.program, r.score] for r in ranked] for i, ranked in self._best.items()}
        )

    @classmethod
    def parse(cls, text: str) -> "Leaders":
        """From what `dump` wrote."""
        tree = json.loads(text)
        return cls({i: [Ranked(p, s) for p, s in ranked] for i, ranked in tree.items()})
