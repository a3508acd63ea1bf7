"""Gathers what a run's page shows: tasks with their answers and verdicts, figures, settings.

Programs are run and traced inside limited workers only. Test outputs come through
`codeit.results.evaluation`; they give the verdicts, and are drawn only where that is asked for.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arc_dsl import Limits, PlainGrid
    from buffer.inspection import LineageStep
    from buffer.replay import ReplayBuffer
    from codeit.results.found import FoundAnswer, FoundTask
    from codeit.run.folder import RunFolder
    from codeit.run.sources import Sources
    from viz.report import Ancestor, Answer, Composition, Headline, ReportData, TaskEntry

__all__ = ["gathered", "metric_rows", "task_entries"]

KINDS = {
    "ok": "gave a grid, right or wrong",
    "not_a_grid": "ended in something else than a grid",
    "error": "a primitive refused its arguments",
    "type": "could not run for a reason of types",
    "syntax": "the text was no program",
    "too_large": "made too large a value",
    "memory": "used up their memory",
    "timeout": "used up their time or steps",
}
"""What each way to end means, in the order of pictures."""


def gathered(
    folder: "RunFolder", sources: "Sources", *, test_outputs: bool = False
) -> "ReportData":
    """Everything that the page of a run shows; `test_outputs` draws those of the search tasks."""
    from buffer.replay import ReplayBuffer
    from codeit.run.state import LOOP, LoopState
    from viz.report import ReportData

    with ReplayBuffer.open(folder.buffer_url, read_only=True) as buffer:
        state = LoopState.parse(buffer.state(LOOP))
        rows = metric_rows(buffer)
        entries, judged = task_entries(folder, sources, buffer, state, test_outputs=test_outputs)
        parts = tuple(_compositions(buffer))
        database = buffer.store.label
    return ReportData(
        name=folder.path.resolve().name,
        remark=f"preset {folder.config.preset} · seed {folder.config.seed} · {sources.search.name}",
        tasks=entries,
        headlines=tuple(_headlines(rows[-1] if rows else {}, state.executed)),
        metrics=rows,
        compositions=parts,
        budget=_budget(state.executed, len(sources.search)),
        settings=_settings(folder, database),
        versions=_versions(folder),
        judged=judged,
    )


def metric_rows(buffer: "ReplayBuffer") -> list[dict[str, Any]]:
    """The rows of metrics, counts of outcomes gathered under one name as pictures want them."""
    rows = []
    for done in buffer.meta_iterations():
        prefix = "outcomes_"
        counts = {n.removeprefix(prefix): v for n, v in done.figures.items() if prefix in n}
        rows.append({**done.figures, "outcomes": {n: v for n, v in counts.items() if v}})
    return rows


def task_entries(
    folder: "RunFolder",
    sources: "Sources",
    buffer: "ReplayBuffer",
    state: Any,
    *,
    chosen: Sequence[str] | None = None,
    test_outputs: bool = False,
) -> "tuple[tuple[TaskEntry, ...], bool]":
    """The search tasks (or those chosen), judged, and whether test outputs are known at all."""
    from arc_dsl.execute.pool import Pool
    from codeit.results.evaluation import wanted_tests
    from codeit.results.found import found_tasks, with_outcomes
    from codeit.run.assembling import limits_of
    from codeit.run.sources import read_spec

    limits, workers = limits_of(folder.config.execution), folder.config.execution.workers
    wanted = wanted_tests(*read_spec(folder.config.data.search))
    found = found_tasks(buffer, state.leaders, sources.search, chosen)
    with Pool(workers, limits) as pool:
        found = with_outcomes(found, pool)
    seeds = {str(program): name for name, program in reversed(list(sources.seeds.items()))}
    entries = [
        _entry(one, wanted.get(one.task.id), seeds, test_outputs=test_outputs) for one in found
    ]
    return tuple(_traced(entries, limits, workers)), bool(wanted)


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


def _traced(
    entries: "Sequence[TaskEntry]", limits: "Limits", workers: int
) -> "Iterator[TaskEntry]":
    """The entries with a trace of the answer that solves the task, or else of the first."""
    from dataclasses import replace

    from viz.report.tracing import traces

    shown = [entry.solver or (entry.answers or (None,))[0] for entry in entries]
    wanted = [
        (answer.program, entry.task.demonstrations[0].input)
        for entry, answer in zip(entries, shown, strict=True)
        if answer
    ]
    told = iter(traces(wanted, limits, workers))
    for entry, traced in zip(entries, shown, strict=True):
        text = next(told) if traced else ""
        answers = tuple(replace(a, trace=text) if a is traced else a for a in entry.answers)
        yield replace(entry, answers=answers)


def _headlines(last: Mapping[str, Any], executed: int) -> "Iterator[Headline]":
    from viz.report import Headline

    for label, name in (
        ("Solved by the policy, so far", "policy_cumulative"),
        ("Solved by the policy, last time", "policy_only"),
    ):
        value = last.get(f"{name}_pass3")
        if value is not None:
            remark = "pass@3, by its own samples" + (
                "" if name == "policy_cumulative" else " of the last meta-iteration alone"
            )
            yield Headline(label, f"{value}", remark)
    yield Headline("Programs executed", f"{executed:,}", "on one task each, whoever proposed them")


def _budget(executed: int, tasks: int) -> str:
    return (
        f"{executed:,} programs executed, {executed / max(1, tasks):,.0f} for each of"
        f" {tasks} search tasks: every program tried on one task counts as one, whoever proposed"
        " it (seeds, mutation, search, the policy), and so do those that static analysis ruled out"
        " before they ran."
    )


def _compositions(buffer: "ReplayBuffer") -> "Iterator[Composition]":
    from buffer.inspection import stats
    from viz.report import Composition

    origins: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for (_, origin), counts in buffer.outcomes().items():
        origins[origin.value] = origins.get(origin.value, 0) + sum(counts.values())
        for kind, count in counts.items():
            kinds[kind] = kinds.get(kind, 0) + count
    ordered = {kind: kinds[kind] for kind in KINDS if kind in kinds}
    yield Composition(
        "Executions by their end, over the whole run",
        ordered | {kind: n for kind, n in kinds.items() if kind not in KINDS},
        "of candidates, one for each demonstration; what screening dropped before is not among"
        " them",
        KINDS,
    )
    yield Composition("Executions by who proposed the program", _descending(origins))
    kept = stats(buffer)
    yield Composition(
        "Replay buffer by who found it",
        _descending(kept.origins),
        f"{kept.experiences:,} experiences of {kept.programs:,} programs",
    )


def _descending(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def _settings(folder: "RunFolder", database: str) -> dict[str, str]:
    shown = folder.config.model_dump(mode="json")
    if folder.config.buffer.url:
        shown["buffer"]["url"] = database  # without the password
    return {
        f"{section}.{field}" if isinstance(value, dict) else section: str(inner)
        for section, value in shown.items()
        for field, inner in (value.items() if isinstance(value, dict) else [("", value)])
    }


def _versions(folder: "RunFolder") -> dict[str, str]:
    record = json.loads((folder.path / "config.json").read_text(encoding="utf-8"))
    return {str(name): str(number) for name, number in record.get("versions", {}).items()}
