"""The best few programs of every task so far: what ranking needs, and what is submitted.

One ranking for everything: figures, reports, exports, submissions and `codeit solve`. Programs are
merged by behaviour (`codeit.rankers.merging`) and ordered by the run's ranker. Three a task are
asked for; some more are remembered, since votes for them may still come, few enough to be saved
with every step. A program with no demonstration right is no candidate (CodeIt, section 3.2).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, replace
from typing import Any

from codeit.rankers.interface import Found, Ranker
from codeit.rankers.length import ByLength
from codeit.rankers.merging import merged
from data.forms import names_a_task

__all__ = ["KEPT", "Leaders"]

KEPT = 3
"""Programs kept for a task: the most that any figure asks for (pass@3)."""

_REMEMBERED = 8
"""Behaviours remembered for a task: one that few vote for may gain votes later."""

_BY_LENGTH = ByLength()


class Leaders:
    """The best `KEPT` programs of each task, best first."""

    def __init__(
        self, best: Mapping[str, Iterable[Found]] | None = None, ranker: Ranker = _BY_LENGTH
    ) -> None:
        self._ranker = ranker
        self._best = {task_id: self._first(found) for task_id, found in (best or {}).items()}

    def add(self, found: Iterable[tuple[str, Found]]) -> None:
        """Take in programs by task; those without a demonstration right are passed over."""
        changed: dict[str, list[Found]] = {}
        for task_id, one in found:
            if one.score > 0:
                changed.setdefault(task_id, []).append(one)
        for task_id, new in changed.items():
            self._best[task_id] = self._first([*self._best.get(task_id, ()), *new])

    def _first(self, found: Iterable[Found]) -> list[Found]:
        """The best of some programs of a task, one for each behaviour."""
        return merged(found, self._ranker)[:_REMEMBERED]

    def of(self, task_id: str) -> list[Found]:
        """At most `KEPT` programs of a task, best first."""
        return self._best.get(task_id, [])[:KEPT]

    def joined(self, found: Iterable[tuple[str, Found]]) -> "Leaders":
        """A copy that has taken in programs."""
        copy = Leaders(self._best, self._ranker)
        copy.add(found)
        return copy

    def demonstrations_solved(self) -> int:
        """Tasks with a program right on all demonstrations."""
        return sum(found[0].score == 1.0 for found in self._best.values())

    def __iter__(self) -> Iterator[tuple[str, Found]]:
        """All (task id, program), tasks in the order of their ids."""
        return ((i, found) for i in sorted(self._best) for found in self.of(i))

    def dump(self) -> str:
        """As JSON text; `Leaders.parse` reads it."""
        return json.dumps({i: [astuple(one) for one in best] for i, best in self._best.items()})

    @classmethod
    def parse(cls, text: str, ranker: Ranker = _BY_LENGTH) -> "Leaders":
        """From what `dump` wrote. Raises ValueError or TypeError for anything else."""
        tree = json.loads(text)
        for task_id, best in tree.items():
            if not names_a_task(task_id) or any(not 0 <= _read(one).score <= 1 for one in best):
                raise ValueError(f"the leaders of {task_id!r:.80} are none")
        return cls({i: [_read(one) for one in best] for i, best in tree.items()}, ranker)


def _read(fields: Any) -> Found:
    """From what `astuple` gave, as JSON has it; older runs know fewer fields."""
    found = Found(*fields)
    return replace(found, votes=tuple([(str(family), float(nats)) for family, nats in found.votes]))
