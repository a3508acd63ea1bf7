"""A policy that recites: for tests and dry runs, without torch."""

import json
import random
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from arc_dsl.program import Program, parse
from buffer.experience import Experience, Origin
from codeit.errors import CheckpointError
from codeit.policy.interface import LearnReport, Progress
from codeit.proposers.candidate import Candidate
from codeit.run.writing import write_synced
from data.errors import UnreadableFile
from data.files import read_text
from data.tasks import Task

__all__ = ["ScriptedLearner", "ScriptedPolicy"]

_PROGRAMS = "programs.json"
_LONGEST = 1_000
"""Bytes of the file with the number."""
_DIGITS = 30


class ScriptedPolicy:
    """Proposes given programs: those named for a task, else a seeded choice among the others."""

    def __init__(
        self, programs: Sequence[Program], by_task: Mapping[str, Sequence[Program]] | None = None
    ) -> None:
        self._programs = tuple(programs)
        self._by_task: dict[str, Sequence[Program]] = dict(by_task or {})

    def sample(self, tasks: Sequence[Task], samples: int, seed: int) -> list[list[Candidate]]:
        """At most `samples` candidates for each task; equal calls give equal candidates."""
        return [self._propose(task.id, samples, seed) for task in tasks]

    def _propose(self, task_id: str, samples: int, seed: int) -> list[Candidate]:
        known = self._by_task.get(task_id)
        if known is None:
            count = min(samples, len(self._programs))
            known = random.Random(f"{seed}/{task_id}").sample(self._programs, count)
        return [Candidate(task_id, program, Origin.POLICY) for program in known[:samples]]

    def pack(self, folder: Path) -> None:
        """Write the programs."""
        folder.mkdir(parents=True)
        told = {
            "programs": [str(program) for program in self._programs],
            "by_task": {i: [str(program) for program in own] for i, own in self._by_task.items()},
        }
        (folder / _PROGRAMS).write_text(json.dumps(told), encoding="utf-8")

    def unpack(self, folder: Path) -> None:
        """Take the programs that `pack` wrote."""
        told = json.loads((folder / _PROGRAMS).read_text(encoding="utf-8"))
        self._programs = tuple(map(parse, told["programs"]))
        self._by_task = {i: list(map(parse, own)) for i, own in told["by_task"].items()}


class ScriptedLearner:
    """Learns nothing; counts what it was given, and keeps that number."""

    def __init__(self) -> None:
        self.examples = 0

    def learn(
        self,
        experiences: Sequence[Experience],
        tasks: Mapping[str, Task],
        seed: int,
        progress: Progress | None = None,
    ) -> LearnReport:
        """Count the experiences. Raises KeyError if a task is missing."""
        for experience in experiences:
            tasks[experience.task_id]
        self.examples += len(experiences)
        return LearnReport(loss=0.0, examples=len(experiences), steps=0, seconds=0.0)

    def save(self, folder: Path) -> None:
        """Write the count, synced as weights are; an error of the system is let through."""
        write_synced(folder / "examples.txt", f"{self.examples}\n{_digest(self.examples)}\n")

    def load(self, folder: Path) -> None:
        """Read the count. Raises CheckpointError if it is not what was written."""
        file = folder / "examples.txt"
        try:
            count, _, digest = read_text(file, _LONGEST).partition("\n")
        except UnreadableFile as error:
            raise CheckpointError(str(error)) from None
        sound = count.isascii() and count.isdigit() and len(count) < _DIGITS
        if not sound or digest not in ("", f"{_digest(count)}\n"):  # at first there was none
            raise CheckpointError(f"{file} is damaged")
        self.examples = int(count)


def _digest(count: object) -> str:
    return blake2b(str(count).encode(), digest_size=16).hexdigest()
