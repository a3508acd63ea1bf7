"""The figures of one meta-iteration, from what it gathered, learnt and left in the buffer."""

from collections.abc import Mapping, Sequence
from typing import Any

from arc_dsl import Kind
from buffer.experience import Origin
from buffer.replay import ReplayBuffer
from codeit.policy.interface import LearnReport
from codeit.proposers.interface import Proposal
from codeit.results.examiner import Examiner
from codeit.run.state import LoopState
from codeit.scoring import distance
from codeit.stages.execute import Trial, outcome_counts
from data.tasks import Task

__all__ = ["of_gathering", "of_iteration"]


COUNTED = (
    "samples",
    "samples_extra",
    "mutants",
    "mutants_repeated",
    "near_misses",
    "searched",
    "search_finds",
)
"""Kinds of programs that proposers count."""


def of_gathering(
    proposal: Proposal, trials: Sequence[Trial], tasks: Mapping[str, Task]
) -> dict[str, Any]:
    """What the proposers did; figures of samples are None where nothing was sampled."""
    row: dict[str, Any] = {name: proposal.counts.get(name, 0) for name in COUNTED}
    kinds = outcome_counts(trials)
    row |= {f"outcomes_{kind.value}": kinds.get(kind.value, 0) for kind in Kind}
    return row | _of_samples([t for t in trials if t.candidate.origin is Origin.POLICY], tasks)


def _of_samples(samples: Sequence[Trial], tasks: Mapping[str, Task]) -> dict[str, Any]:
    if not samples:
        names = ("distinct", "ok_share", "exact_first", "similarity", "lines")
        return {f"samples_{name}": None for name in names}
    outcomes = [outcome for trial in samples for outcome in trial.outcomes]
    return {
        "samples_distinct": len({trial.candidate.program for trial in samples}),
        "samples_ok_share": sum(o.ok for o in outcomes) / len(outcomes),
        "samples_exact_first": sum(
            t.outcomes[0].grid == tasks[t.candidate.task_id].outputs[0] for t in samples
        )
        / len(samples),
        "samples_similarity": sum(
            1 - distance([o.grid for o in t.outcomes], tasks[t.candidate.task_id].outputs)
            for t in samples
        )
        / len(samples),
        "samples_lines": sum(len(t.candidate.program) for t in samples) / len(samples),
    }


def of_iteration(
    state: LoopState,
    report: LearnReport | None,
    buffer: ReplayBuffer,
    examiner: Examiner,
    seconds: float,
) -> dict[str, Any]:
    """The whole row; its names are those of `codeit.results.metrics.METRICS`."""
    row: dict[str, Any] = {
        "meta_iteration": state.gathered,
        "executed": state.executed,
        "search_tasks": examiner.size,
    }
    row |= examiner.figures(state, buffer)
    row["demonstrations_solved"] = state.leaders.demonstrations_solved()
    row |= state.figures
    row["buffer_size"] = len(buffer)
    row["buffer_programs"] = buffer.program_count()
    row["loss_bits"] = report.loss if report and report.steps else None
    row["learned"] = report.examples if report else 0
    row["steps_skipped"] = report.skipped if report else 0
    row["seconds"] = round(seconds, 1)
    return row
