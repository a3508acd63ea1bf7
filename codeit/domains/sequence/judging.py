"""The figures of a run on sequences: accuracy, precision and rate, of all and by who found it.

Every figure is over the same sequences, the search tasks of the run. `rate` is the bytes that are
sent, `paper_rate` the paper's charging (`codeit.domains.sequence.coding`); failures are charged in
both. The baselines gzip and xz are over the same sequences, joined (`_whole`), as the failures are
packed, and one by one (`_each`).

Sequences have no test outputs: a program that gives the sequence is right.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from buffer.experience import Origin, Solution
from buffer.replay import ReplayBuffer
from codeit.domains.sequence.bits import program_bits
from codeit.domains.sequence.coding import baselines, encode, precision
from codeit.domains.sequence.domain import sequence_of
from codeit.domains.sequence.program import SequenceProgram, parse
from codeit.results.leaders import Leaders
from codeit.run.state import LoopState
from data.tasks import Task

__all__ = ["SequenceJudge"]


class SequenceJudge:
    """Measures a run on sequences."""

    def __init__(self, tasks: Mapping[str, Task]) -> None:
        self._places = {task_id: place for place, task_id in enumerate(tasks)}
        self._sequences = [sequence_of(task) for task in tasks.values()]
        self._baselines = baselines(self._sequences)

    @property
    def size(self) -> int:
        """Number of sequences."""
        return len(self._sequences)

    def figures(self, state: LoopState, buffer: ReplayBuffer) -> dict[str, Any]:
        """The figures of this domain in the row of a meta-iteration."""
        solutions = buffer.solutions()
        everything = self._offers((s.task_id, s.program) for s in solutions)
        row = self._of("", everything)
        row["precision"] = precision(self._sequences, everything)
        for name, origin in (("policy", Origin.POLICY), ("search", Origin.SEARCH)):
            row |= self._of(f"{name}_", self._found_by(solutions, origin))
        latest = self._offers((i, f.program) for i, f in state.latest_leaders if f.score == 1.0)
        row |= self._of("policy_only_", latest)
        return row | {f"{name}_rate": rate for name, rate in self._baselines.items()}

    def solved(self, leaders: Leaders) -> dict[str, str]:
        """The first exact program of every sequence that has one."""
        found: dict[str, str] = {}
        for task_id, one in leaders:
            if one.score == 1.0:
                found.setdefault(task_id, one.program)
        return found

    def _found_by(
        self, solutions: Iterable[Solution], origin: Origin
    ) -> dict[int, SequenceProgram]:
        return self._offers((s.task_id, s.program) for s in solutions if s.origin is origin)

    def _offers(self, programs: Iterable[tuple[str, str]]) -> dict[int, SequenceProgram]:
        """The program of fewest bits for each sequence, by its place."""
        best: dict[int, SequenceProgram] = {}
        for task_id, text in programs:
            place, program = self._places[task_id], parse(text)
            known = best.get(place)
            if known is None or program_bits(program) < program_bits(known):
                best[place] = program
        return best

    def _of(self, name: str, offers: Mapping[int, SequenceProgram]) -> dict[str, Any]:
        message = encode(self._sequences, offers)
        return {
            f"{name}accuracy": len(offers) / len(self._sequences),
            f"{name}rate": message.rate,
            f"{name}paper_rate": message.paper_rate,
        }
