"""The figures of a run: their names and meanings, and the files they are written to.

One row per meta-iteration. Rows live in the buffer's database, in the same transaction as the
step they describe; `metrics.jsonl` and the TensorBoard events are copies for people and tools.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path
from types import MappingProxyType
from typing import Any

from buffer.experience import MetaIteration
from codeit.run.writing import as_json, write_whole

__all__ = ["METRICS", "OF_GRIDS", "OF_SEQUENCES", "metrics_of", "write_events", "write_jsonl"]

METRICS: Mapping[str, str] = MappingProxyType(
    {
        "meta_iteration": "number of the trip round the loop; 0 is the seeds alone",
        "executed": "programs executed on a task so far, whoever proposed them (the budget); one"
        " whose text tells that it is wrong there counts without being run",
        "search_tasks": "tasks in the search set",
        "demonstrations_solved": "tasks with a program right on all demonstrations",
        "solved_by_policy": "tasks of these that the policy solved first, untaught by search there",
        "solved_by_search": "tasks that search solved first: seeds, mutants, near misses, ...",
        "solved_by_mixed": "tasks first solved by both: grown from the policy's, or taught by"
        " search",
        "samples": "programs that the policy sampled in this meta-iteration",
        "samples_extra": "those in the place of known programs; no policy-only figure counts them",
        "samples_distinct": "different programs among them",
        "samples_ok_share": "share of (sample, demonstration) executions that gave a grid",
        "samples_exact_first": "share of samples exact on the first demonstration",
        "samples_similarity": "mean over samples of 1 - distance to the wanted grids",
        "samples_lines": "mean lines of a sample",
        "mutants": "mutants proposed in this meta-iteration",
        "mutants_repeated": "draws of a mutant for search tasks that gave one tried before",
        "near_misses": "children of near misses that were run in this meta-iteration",
        "searched": "sequences searched in this meta-iteration (that domain's search)",
        "search_finds": "programs that search found in this meta-iteration",
        "outcomes_ok": "executions of candidates in this meta-iteration that gave a grid",
        "outcomes_syntax": "... whose text was no program",
        "outcomes_type": "... that could not run for a type reason",
        "outcomes_error": "... in which a primitive refused its arguments",
        "outcomes_timeout": "... that used up their time or steps",
        "outcomes_memory": "... that used up their memory",
        "outcomes_too_large": "... that made too large a value",
        "outcomes_not_a_grid": "... that ended in something else than a grid",
        "buffer_size": "experiences in the replay buffer",
        "buffer_programs": "different programs in the replay buffer",
        "steps_skipped": "steps of this meta-iteration's learning that changed nothing, since their"
        " gradients were no numbers",
        "loss_bits": "mean bits per token over this meta-iteration's learning",
        "learned": "experiences that the learner was shown in this meta-iteration",
        "drawn": "experiences drawn for this meta-iteration's learning",
        "drawn_behaviours": "different behaviours on a task among them",
        "drawn_tasks": "different tasks among them",
        "drawn_hindsight": "those with no demonstration right: learnt by hindsight alone",
        "drawn_found": "those on search tasks",
        "drawn_found_hindsight": "those on search tasks with no demonstration right",
        "drawn_found_by_policy": "those on search tasks that the policy had sampled itself",
        "drawn_long_share": "share of programs longer than the policy may write",
        "drawn_long_line_share": "share of lines that belong to such programs",
        "cpu_seconds": "CPU seconds of it, workers included; no decision depends on them",
        "seconds": "wall-clock seconds of this meta-iteration, for people only",
    }
)
"""The metrics of a row in every domain and what they mean; tested to be complete."""

OF_GRIDS: Mapping[str, str] = MappingProxyType(
    {
        "cumulative_pass1": "tasks solved by everything found so far, first-ranked program",
        "cumulative_pass2": "the same, one of two",
        "cumulative_pass3": "the same, one of three",
        "policy_cumulative_pass1": "tasks solved by the policy's samples so far, first-ranked",
        "policy_cumulative_pass2": "the same, one of two",
        "policy_cumulative_pass3": "the same, one of three",
        "policy_only_pass1": "tasks solved by this meta-iteration's samples alone, first-ranked",
        "policy_only_pass2": "the same, one of two",
        "policy_only_pass3": "the same, one of three",
        "unjudged_tasks": "search tasks whose test outputs are not known; they count as not solved",
        "task_rate": "bits of the demonstrations' outputs given their inputs and the best programs"
        " over their bits without any (`codeit.results.description`)",
    }
)
"""Those of grids beside them."""

OF_SEQUENCES: Mapping[str, str] = MappingProxyType(
    {
        "accuracy": "share of the sequences for which some program found so far is exact",
        "rate": "bytes sent over bytes given, with the shortest programs found so far where they"
        " pay, all else packed together by the best of gzip and xz; below 1 is compression",
        "paper_rate": "the same by the paper's charging: its bits of programs, gzip of all failures"
        " joined, a bit for each sequence",
        "precision": "gzip of the exact programs' text over gzip of their sequences, as the paper",
        "policy_accuracy": "accuracy of the policy's samples so far alone",
        "policy_rate": "rate with the policy's programs so far alone",
        "policy_paper_rate": "the same by the paper's charging",
        "search_accuracy": "accuracy of the search alone",
        "search_rate": "rate with the search's programs alone",
        "search_paper_rate": "the same by the paper's charging",
        "policy_only_accuracy": "accuracy of this meta-iteration's samples alone",
        "policy_only_rate": "rate with this meta-iteration's samples alone",
        "policy_only_paper_rate": "the same by the paper's charging",
        "gzip_whole_rate": "gzip -9 of the same sequences joined, over their bytes",
        "gzip_each_rate": "gzip -9 of every sequence alone",
        "xz_whole_rate": "xz -9e of the same sequences joined",
        "xz_each_rate": "xz -9e of every sequence alone",
    }
)
"""Those of sequences."""


def metrics_of(domain: str) -> dict[str, str]:
    """Every metric of a row in a domain and what it means."""
    return {**METRICS, **(OF_SEQUENCES if domain == "sequence" else OF_GRIDS)}


def write_jsonl(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write all rows as JSON lines, whole or not at all."""
    write_whole(path, "".join(as_json(row) + "\n" for row in rows))


def write_events(folder: Path, finished: Sequence[MetaIteration]) -> None:
    """Write the TensorBoard events of those meta-iterations that have none yet.

    A file for each, named by its number and written whole: whoever is killed leaves a file out,
    never half of one, and the next call adds it. TensorBoard reads the files in order of names.
    """
    for done in finished:
        target = folder / f"events.out.tfevents.{done.number:010d}.codeit"
        if not target.exists():
            write_whole(target, _events(done))


def _events(done: MetaIteration) -> bytes:
    """A row in TensorBoard's format. Imports its writer of records, without torch."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.summary.writer.record_writer import RecordWriter

    values = [
        Summary.Value(tag=f"codeit/{name}", simple_value=float(value))
        for name, value in done.figures.items()
        if isinstance(value, int | float)
    ]
    assert done.finished_at is not None
    when = done.finished_at.replace(tzinfo=UTC).timestamp()
    out = io.BytesIO()
    records = RecordWriter(out)
    for event in (
        Event(wall_time=when, file_version="brain.Event:2"),
        Event(wall_time=when, step=done.number, summary=Summary(value=values)),
    ):
        records.write(event.SerializeToString())
    return out.getvalue()
