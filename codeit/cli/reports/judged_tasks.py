"""The tasks of a run with their ranked answers, judged: for pages, the terminal and `eval`.

Programs are run and traced inside limited workers only. Test outputs come through
`codeit.results.evaluation`; they give the verdicts, and are drawn only where that is asked for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arc_dsl import PlainGrid
    from buffer.inspection import LineageStep
    from buffer.replay import ReplayBuffer
    from codeit.results.found import FoundAnswer, FoundTask
    from codeit.run.folder import RunFolder
    from codeit.run.sources import Sources
    from codeit.run.state import LoopState
    from viz.report import Ancestor, Answer, TaskEntry

__all__ = ["Judged", "judged_tasks", "open_judged", "read_state", "traced"]


@dataclass(frozen=True, slots=True)
class Judged:
    """Tasks with verdicts."""

    tasks: "tuple[TaskEntry, ...]"
    known: bool
    """Whether test outputs are known; without them no task counts as solved."""


def read_state(folder: "RunFolder", buffer: "ReplayBuffer") -> "LoopState":
    """The state of a run's loop, its answers in the order of the run's own ranker."""
    from codeit.rankers.choosing import ranker_named
    from codeit.run.state import LOOP, LoopState

    return LoopState.parse(buffer.state(LOOP), ranker_named(folder.config.loop.ranker))


def open_judged(
    folder: "RunFolder", *, chosen: Collection[str] | None = None, test_outputs: bool = False
) -> Judged:
    """The same as `judged_tasks`, for a run's folder: opens its buffer and its sources."""
    from buffer.replay import ReplayBuffer
    from codeit.run.stored_tasks import search_of

    sources, spec = search_of(folder)
    with ReplayBuffer.open(folder.buffer_url, read_only=True) as buffer:
        state = read_state(folder, buffer)
        return judged_tasks(
            folder,
            sources,
            buffer,
            state,
            chosen=chosen,
            test_outputs=test_outputs,
            spec=spec,
        )


def judged_tasks(
    folder: "RunFolder",
    sources: "Sources",
    buffer: "ReplayBuffer",
    state: "LoopState",
    *,
    chosen: Collection[str] | None = None,
    test_outputs: bool = False,
    spec: str = "",
) -> Judged:
    """The search tasks (or those chosen) with what their ranked answers give today.

    `test_outputs` leaves those of the tasks in the entries, to be drawn. `spec` is where they are
    now, if not where the run was started.
    """
    from arc_dsl.execute.pool import Pool
    from codeit.results.evaluation import wanted_tests
    from codeit.results.found import found_tasks, with_outcomes
    from codeit.run.assembling import limits_of
    from codeit.run.sources import read_spec, search_spec

    where = read_spec(spec) if spec else search_spec(folder.config.data)
    wanted = wanted_tests(*where)
    found = found_tasks(buffer, state.leaders, sources.searched, chosen)
    with Pool(folder.config.execution.workers, limits_of(folder.config.execution)) as pool:
        found = with_outcomes(found, pool)
    seeds = {str(program): name for name, program in reversed(list(sources.seeds.items()))}
    entries = tuple(
        _entry(one, wanted.get(one.task.id), seeds, test_outputs=test_outputs) for one in found
    )
    return Judged(entries, bool(wanted))


def _entry(
    found: "FoundTask",
    wanted: "Sequence[PlainGrid] | None",
    seeds: Mapping[str, str],
    *,
    test_outputs: bool,
) -> "TaskEntry":
    from viz.report import TaskEntry

    answers = tuple(_answer(found, answer, wanted, seeds) for answer in found.answers)
    return TaskEntry(found.task, answers, tuple(wanted or ()) if test_outputs else ())


def _answer(
    found: "FoundTask",
    answer: "FoundAnswer",
    wanted: "Sequence[PlainGrid] | None",
    seeds: Mapping[str, str],
) -> "Answer":
    from arc_dsl import parse
    from codeit.results.evaluation import judged
    from viz.report import Answer, Given

    task = found.task
    count = len(task.demonstrations)
    demonstrations = judged([o.grid for o in answer.outcomes[:count]], task.outputs)
    verdicts = (*demonstrations, *judged(answer.grids(task), wanted))
    return Answer(
        program=parse(answer.program),
        score=sum(map(bool, demonstrations)) / count,  # as it is today, whatever was recorded
        given=tuple(
            Given(outcome.grid, outcome.message or outcome.kind.value, right)
            for outcome, right in zip(answer.outcomes, verdicts, strict=True)
        ),
        origin=answer.origin.value if answer.origin else None,
        meta_iteration=answer.meta_iteration,
        executed=answer.executed,
        found_at=f"{answer.found_at:%Y-%m-%d %H:%M:%S} UTC" if answer.found_at else "",
        lineage=tuple(_ancestor(step, seeds) for step in answer.lineage),
    )


def _ancestor(step: "LineageStep", seeds: Mapping[str, str]) -> "Ancestor":
    """A step of a lineage; of a seed the task that it was written for, wherever it ran."""
    from arc_dsl import parse
    from viz.report import Ancestor

    own = seeds.get(step.program)
    origin = "seed" if own else step.origin.value if step.origin else None
    return Ancestor(
        parse(step.program), origin, own or step.task_id, step.meta_iteration, step.score
    )


def traced(folder: "RunFolder", entries: "Sequence[TaskEntry]") -> "tuple[TaskEntry, ...]":
    """The entries with a trace of the answer that solves the task, or else of the first."""
    from codeit.run.assembling import limits_of
    from viz.report.tracing import traces

    shown = [entry.solver or (entry.answers or (None,))[0] for entry in entries]
    wanted = [
        (answer.program, entry.task.demonstrations[0].input)
        for entry, answer in zip(entries, shown, strict=True)
        if answer
    ]
    settings = folder.config.execution
    told = iter(traces(wanted, limits_of(settings), settings.workers))
    return tuple(
        replace(
            entry,
            answers=tuple(
                replace(answer, trace=next(told)) if answer is one else answer
                for answer in entry.answers
            ),
        )
        for entry, one in zip(entries, shown, strict=True)
    )
