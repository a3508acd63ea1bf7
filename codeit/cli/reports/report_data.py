"""Gathers what a run's page shows: judged tasks, figures, what was executed, settings."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from codeit.cli.console import number_of

if TYPE_CHECKING:
    from buffer.replay import ReplayBuffer
    from codeit.run.folder import RunFolder
    from codeit.run.sources import Sources
    from viz.report import Composition, Headline, ReportData

__all__ = ["gathered", "metric_rows", "versions_of"]

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
    from codeit.cli.reports.judged_tasks import judged_tasks, read_state, traced
    from viz.report import ReportData

    with ReplayBuffer.open(folder.buffer_url, read_only=True) as buffer:
        state = read_state(folder, buffer)
        rows = metric_rows(buffer)
        judged = judged_tasks(folder, sources, buffer, state, test_outputs=test_outputs)
        parts = tuple(_compositions(buffer))
        database = buffer.store.label
    return ReportData(
        name=folder.path.resolve().name,
        remark=f"preset {folder.config.preset} · seed {folder.config.seed} · {sources.search.name}",
        tasks=traced(folder, judged.tasks),
        headlines=tuple(_headlines(rows[-1] if rows else {}, state.executed)),
        metrics=rows,
        compositions=parts,
        budget=_budget(state.executed, len(sources.search)),
        settings=_settings(folder, database),
        versions=versions_of(folder),
        judged=judged.known,
    )


def metric_rows(buffer: "ReplayBuffer") -> list[dict[str, Any]]:
    """The rows of metrics, counts of outcomes gathered under one name as pictures want them."""
    rows = []
    for done in buffer.meta_iterations():
        prefix = "outcomes_"
        counts = {n.removeprefix(prefix): v for n, v in done.figures.items() if prefix in n}
        rows.append({**done.figures, "outcomes": {n: v for n, v in counts.items() if v}})
    return rows


def _headlines(last: Mapping[str, Any], executed: int) -> "Iterator[Headline]":
    from viz.report import Headline

    for label, name in (
        ("Solved by the policy, so far", "policy_cumulative"),
        ("Solved by the policy, last time", "policy_only"),
    ):
        value = last.get(f"{name}_pass3")
        if value is not None:
            remark = "pass@3, by its own samples" + (
                ", first or not"
                if name == "policy_cumulative"
                else " of the last meta-iteration alone"
            )
            yield Headline(label, f"{value}", remark)
    yield Headline("Programs executed", f"{executed:,}", "on one task each, whoever proposed them")


def _budget(executed: int, tasks: int) -> str:
    return (
        f"{executed:,} programs executed on {number_of(tasks, 'search task')},"
        f" {executed / max(1, tasks):,.0f} on each: every program tried on one task counts as one,"
        " whoever proposed it (seeds, mutation, search, the policy), and so do those that static"
        " analysis ruled out before they ran."
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


def versions_of(folder: "RunFolder") -> dict[str, str]:
    """What the run was made with."""
    record = json.loads((folder.path / "config.json").read_text(encoding="utf-8"))
    return {str(name): str(number) for name, number in record.get("versions", {}).items()}
