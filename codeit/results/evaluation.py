"""The only place that reads test outputs: judges programs, and computes the three figures.

Nothing that proposes, relabels, learns or sets priorities imports this module; what it finds goes
into metrics, verdicts and reports alone (a test holds the imports to that).

Three figures, never mixed (CodeIt, section 3.2): *cumulative*, everything found so far, seeds and
mutants included; *policy-cumulative*, found by the policy so far; *policy-only*, this
meta-iteration's samples. Each is the number of tasks for which one of the first k programs, ranked
by demonstration score and then by length, is right on every test pair: pass@3, and pass@2 and
pass@1 beside it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from arc_dsl import Outcome, PlainGrid, Program
from arc_dsl.errors import DslError
from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.execute.pool import Pool
from arc_dsl.types.inference import check
from buffer.replay import ReplayBuffer
from codeit.domains.interface import Executor
from codeit.rankers.description import program_bits
from codeit.results.description import task_rate
from codeit.results.leaders import Leaders
from codeit.run.state import LoopState
from codeit.scoring import solved_within
from data.answers import known_answers, load_answers, read_answers
from data.errors import AnswersMissing, DataError
from data.loading import load_task, load_tasks
from data.tasks import Split, Task

__all__ = [
    "PASS_AT",
    "Judge",
    "Verdict",
    "all_pairs",
    "judged",
    "judged_predictions",
    "known_pairs",
    "passes",
    "run_pairs",
    "verify_seeds",
    "wanted_tests",
]

PASS_AT = (1, 2, 3)
"""Numbers of ranked programs allowed."""


class Judge:
    """Knows the test outputs of a search set and counts solved tasks; remembers its verdicts.

    Programs run in the workers of `executor`. A task whose outputs the source does not have (as in
    a competition) is `unjudged`, and counts as not solved. Where that is so for all of them, a
    judge that is not `strict` has no figures: they are None; a strict one raises
    `data.AnswersMissing`.
    """

    def __init__(
        self,
        tasks: Mapping[str, Task],
        source: str,
        split: Split | None,
        executor: Executor,
        *,
        strict: bool = True,
    ) -> None:
        found = read_answers(source, split, tasks)
        self._tasks = tasks
        self._answers = found.known
        self._executor = executor
        self._verdicts: dict[tuple[str, str], bool] = {}
        self.unjudged: Mapping[str, DataError] = found.unjudged
        """By task id why it cannot be judged."""
        if strict and not self._answers:
            raise next(iter(found.unjudged.values()), AnswersMissing(f"{source}: no test outputs"))

    @property
    def unjudged_count(self) -> int:
        """Tasks that cannot be judged."""
        return len(self.unjudged)

    @property
    def size(self) -> int:
        """Tasks, judged or not."""
        return len(self._tasks)

    def figures(self, state: LoopState, buffer: ReplayBuffer) -> dict[str, Any]:
        """Tasks solved, the three figures by three numbers of programs; and those not judged."""
        counts = {
            f"{name}_pass{k}": passed[f"pass@{k}"]
            for name, passed in passes(state, self).items()
            for k in PASS_AT
        }
        return {
            **counts,
            "unjudged_tasks": self.unjudged_count,
            "task_rate": self._task_rate(state.leaders, buffer),
        }

    def _task_rate(self, leaders: Leaders, buffer: ReplayBuffer) -> float:
        """Description length of the demonstrations; test outputs are no part of it."""
        described = []
        for task_id, task in self._tasks.items():
            found = buffer.best(task_id, len(leaders.of(task_id))) if leaders.of(task_id) else []
            programs = [(program_bits(one.program), one.outputs) for one in found]
            described.append((task.outputs, programs))
        return task_rate(described)

    def correct(self, task_id: str, program: str) -> bool:
        """Whether the program is right on every test pair of the task."""
        self._judge([(task_id, program)])
        return self._verdicts[task_id, program]

    def _judge(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Find the verdicts that are not known yet, task by task in one run of the workers."""
        new: dict[str, list[str]] = {}
        for task_id, program in wanted:
            if (task_id, program) not in self._verdicts:
                if task_id in self._answers:
                    new.setdefault(task_id, []).append(program)
                else:
                    self._verdicts[task_id, program] = False
        jobs = (Job(Batch.of(new[task_id]), self._tasks[task_id].test_inputs) for task_id in new)
        for task_id, by_input in zip(new, self._executor.run(jobs), strict=True):
            ends = zip(*by_input, strict=True)
            for program, outcomes in zip(new[task_id], ends, strict=True):
                given = tuple(outcome.grid for outcome in outcomes)
                self._verdicts[task_id, program] = given == self._answers[task_id]

    def _judge_all(self, leaders: Leaders) -> None:
        self._judge((i, ranked.program) for i in self._tasks for ranked in leaders.of(i))

    def passes(self, leaders: Leaders) -> dict[str, int | None]:
        """Tasks solved, as `{"pass@1": n, "pass@2": n, "pass@3": n}`."""
        if not self._answers:
            return {f"pass@{k}": None for k in PASS_AT}
        self._judge_all(leaders)
        solved = dict.fromkeys(PASS_AT, 0)
        for task_id in self._tasks:
            correct = [self.correct(task_id, ranked.program) for ranked in leaders.of(task_id)]
            for k in PASS_AT:
                solved[k] += solved_within(correct, k)
        return {f"pass@{k}": count for k, count in solved.items()}

    def solved(self, leaders: Leaders) -> dict[str, str]:
        """The first right program among the leaders of every task solved."""
        found: dict[str, str] = {}
        self._judge_all(leaders)
        for task_id in self._tasks:
            for ranked in leaders.of(task_id):
                if self.correct(task_id, ranked.program):
                    found[task_id] = ranked.program
                    break
        return found


def judged_predictions(
    source: str, split: Split | None
) -> Callable[[str, Sequence[PlainGrid | None]], bool]:
    """A judge of outputs on test inputs: given a task's id and outputs, whether all are right.

    Raises `data.AnswersMissing` if the source has none.
    """
    answers = load_answers(source, split)

    def right(task_id: str, outputs: Sequence[PlainGrid | None]) -> bool:
        return tuple(outputs) == tuple(answers[task_id])

    return right


def passes(state: LoopState, judge: Judge) -> dict[str, dict[str, int | None]]:
    """The three figures, each as pass@1, pass@2 and pass@3."""
    return {
        "cumulative": judge.passes(state.leaders),
        "policy_cumulative": judge.passes(state.policy_leaders),
        "policy_only": judge.passes(state.latest_leaders),
    }


def all_pairs(source: str, split: Split | None, task_id: str) -> tuple[Task, list[PlainGrid]]:
    """A task and the wanted outputs of all its pairs, demonstrations first.

    Raises `data.UnknownTask`, and AnswersMissing if the source has no test outputs.
    """
    task = load_tasks(source, split)[task_id]
    return task, [*task.outputs, *load_answers(source, split)[task_id]]


def known_pairs(
    source: str, split: Split | None, task_id: str
) -> tuple[Task, list[PlainGrid | None]]:
    """As `all_pairs`, for any source: None stands for a test output that it does not have.

    No other task of the source is looked at.
    """
    task = load_task(source, split, task_id)
    return task, [*task.outputs, *known_answers(source, split, task_id)]


def run_pairs(program: Program, task: Task, executor: Executor) -> list[Outcome]:
    """Outcomes on the demonstration inputs and then the test inputs of a task."""
    return executor.outcomes([program], [*task.inputs, *task.test_inputs])[0]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found of one seed program."""

    task_id: str
    lines: int
    pairs: int
    pairs_right: int
    reason: str = ""
    """Why it is not right: unknown task, a type error, or the first pair that goes wrong."""

    @property
    def right(self) -> bool:
        """Whether it reproduces every train and test pair."""
        return self.pairs > 0 and self.pairs_right == self.pairs and not self.reason


def verify_seeds(
    programs: Mapping[str, Program],
    source: str,
    split: Split | None = None,
    executor: Executor | None = None,
) -> list[Verdict]:
    """Run each program on all pairs of its task, test pairs included, in workers.

    Without an `executor` one is started for it. A test pair without an output is not judged.
    """
    with ExitStack() as stack:
        if executor is None:
            executor = stack.enter_context(Pool(0))
        tasks = load_tasks(source, split, skip_bad=True)
        answers = read_answers(source, split, programs).known
        return [
            _verify(program, tasks[task_id], answers.get(task_id, ()), executor)
            if task_id in tasks
            else Verdict(task_id, len(program), 0, 0, f"no such task in {tasks.name}")
            for task_id, program in programs.items()
        ]


def _verify(
    program: Program, task: Task, tests: Sequence[PlainGrid], executor: Executor
) -> Verdict:
    wanted = [*task.outputs, *tests]
    try:
        check(program)
    except DslError as error:
        return Verdict(task.id, len(program), len(wanted), 0, str(error))
    outcomes = run_pairs(program, task, executor)[: len(wanted)]
    right = [o.grid == output for o, output in zip(outcomes, wanted, strict=True)]
    reason = ""
    if False in right:
        first = right.index(False)
        outcome = outcomes[first]
        cause = "a wrong grid" if outcome.ok else f"{outcome.kind.value}: {outcome.message}"
        reason = f"pair {first + 1} of {len(wanted)}: {cause}"
    return Verdict(task.id, len(program), len(wanted), sum(right), reason)


def wanted_tests(source: str, split: Split | None) -> Mapping[str, tuple[PlainGrid, ...]]:
    """The test outputs of the tasks of a source that has them all; others are not in it.

    For reports that were asked to hold them: a page, a data set, the judging of what was found.
    """
    return read_answers(source, split).known


def judged(
    given: Sequence[PlainGrid | None], wanted: Sequence[PlainGrid] | None
) -> tuple[bool | None, ...]:
    """A verdict for each test pair; None where the wanted output is not known."""
    if not wanted:
        return (None,) * len(given)
    return tuple(grid == output for grid, output in zip(given, wanted, strict=True))
