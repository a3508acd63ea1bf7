"""What a run's page is made of, as plain frozen values.

A task's state is worked out here, once, so that the wall, the filters and the headline figures
cannot disagree.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from arc_dsl.outcome import PlainGrid
from arc_dsl.program import Program
from data.tasks import Task
from viz.figures.curves import Row

__all__ = [
    "ALLOWED",
    "Ancestor",
    "Answer",
    "Composition",
    "Given",
    "Headline",
    "ReportData",
    "State",
    "TaskEntry",
]

ALLOWED = 3
"""Ranked answers of which one must be right on all test pairs (pass@3)."""


class State(StrEnum):
    """How far a task has come."""

    SOLVED = "solved"
    """One of the first three answers is right on every test pair."""
    DEMONSTRATIONS = "demonstrations"
    """The first answer is right on all demonstrations, but no answer on the tests, as far as they
    are known."""
    PARTLY = "partly"
    """Some answer is right on some demonstration."""
    NOTHING = "nothing"
    """No answer."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure at the top of the page, such as 12 of 40 tasks solved."""

    label: str
    value: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What a program gave for one pair."""

    grid: PlainGrid | None
    message: str = ""
    """Why there is no grid."""
    right: bool | None = None
    """Verdict; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Ancestor:
    """One program of a lineage, as it was found."""

    program: Program
    origin: str | None
    """Who proposed it; None if that was not kept."""
    task_id: str | None
    """The task it was found on; a seed's is the task it was written for."""
    meta_iteration: int | None = None
    score: float | None = None
    """Share of that task's demonstrations that it matched, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A ranked program for a task, with what it gave and where it came from."""

    program: Program
    score: float
    """Share of the demonstrations matched, 0 to 1."""
    given: tuple[Given, ...]
    """For every demonstration and then every test input."""
    origin: str | None = None
    meta_iteration: int | None = None
    executed: int | None = None
    """Programs executed in the run when it was found, if it is right on all demonstrations."""
    found_at: str = ""
    """When it was found, for people."""
    bits: float | None = None
    """Description length, where known."""
    lineage: tuple[Ancestor, ...] = ()
    """The program itself first, then its parent and so on back to a seed."""
    trace: str = ""
    """The trace on the first demonstration, as `viz.report.tracing` writes it; empty if none."""

    def solves(self, task: Task) -> bool:
        """Whether it is known to be right on every test pair."""
        tests = self.given[len(task.demonstrations) :]
        return bool(tests) and all(given.right is True for given in tests)


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """A search task and its ranked answers, best first."""

    task: Task
    answers: tuple[Answer, ...] = ()
    wanted_tests: tuple[PlainGrid | None, ...] = ()
    """Test outputs, in order, if they are to be drawn."""

    @property
    def solver(self) -> Answer | None:
        """The first answer that solves the task, if one of the first three does."""
        return next((a for a in self.answers[:ALLOWED] if a.solves(self.task)), None)

    @property
    def state(self) -> State:
        """How far the task has come."""
        if self.solver is not None:
            return State.SOLVED
        if not self.answers:
            return State.NOTHING
        return State.DEMONSTRATIONS if self.answers[0].score == 1.0 else State.PARTLY


@dataclass(frozen=True, slots=True)
class Composition:
    """How many of something there are by name, such as experiences by origin."""

    title: str
    counts: Mapping[str, int]
    remark: str = ""
    meanings: Mapping[str, str] | None = None
    """What each name means, in words."""


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything that a run's page shows."""

    name: str
    """The run's name."""
    remark: str = ""
    """One line under the name: preset, seed, tasks."""
    tasks: tuple[TaskEntry, ...] = ()
    headlines: tuple[Headline, ...] = ()
    """Shown after the counts of states, which the page makes itself."""
    metrics: Sequence[Row] = ()
    """Rows of metrics, one for each meta-iteration."""
    compositions: tuple[Composition, ...] = ()
    budget: str = ""
    """What the run has spent, in a sentence or two."""
    settings: Mapping[str, str] | None = None
    """The resolved configuration, by dotted name."""
    versions: Mapping[str, str] | None = None
    """Versions of what the run was made with."""
    judged: bool = True
    """Whether test outputs are known, so that solved can be told from not solved."""

    def counts(self) -> dict[State, int]:
        """Tasks by state, every state named."""
        found = Counter(entry.state for entry in self.tasks)
        return {state: found[state] for state in State}
