"""Traces for a page, made inside the workers of a pool and never in the process that writes it.

`TracingEngine` stands where a pool's evaluator stands: it runs a program line by line and hands
back, in the place of an outcome's message, what a page draws of each line's value as JSON text.
Values themselves never leave the worker.

A line is `{"g": [grid, ...]}`, `{"p": [patch, ...]}` or `{"w": words}`, with a caption `c`; grids
are as in `viz.report.encoding`, a patch is a flat list of runs: colour (-1 for indices), row,
column, length. A line that failed is `{"f": message}`; lines after it are missing.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from arc_dsl.digests import digest
from arc_dsl.execute.interpreter import Trace, run, trace
from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.execute.pool import Pool
from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.program import Line, Program
from viz.report.encoding import decoded_grid, encoded_grid
from viz.views import GridsView, Patch, PatchesView, View, Words, view

__all__ = [
    "Failed",
    "TracingEngine",
    "decoded_trace",
    "encoded_trace",
    "encoded_view",
    "traces",
]

MOST_CELLS = 1_800
"""Cells of one value that are drawn: two of the largest grids. Of more, the first."""
MOST_PATCHES = 60
"""Patches of one value that are drawn."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Stands for the value of a line that failed."""

    message: str


class TracingEngine:
    """Runs programs on one input and tells their traces; an `arc_dsl.execute.worker.Engine`."""

    def __init__(self, grid: PlainGrid, limits: Limits) -> None:
        self._grid, self._limits = grid, limits

    def run(self, program: Program) -> Outcome:
        """The outcome, with the trace as its message."""
        found = trace(program, self._grid, self._limits)
        end = found.outcome
        return Outcome(end.kind, end.grid, end.line, encoded_trace(program, found))

    def run_digest(self, program: Program) -> tuple[Kind, bytes]:
        """The kind of its end and the digest of its grid, without a trace."""
        end = run(program, self._grid, self._limits)
        return end.kind, b"" if end.grid is None else digest(end.grid)


def traces(
    wanted: Iterable[tuple[Program, PlainGrid]], limits: Limits, workers: int = 0
) -> list[str]:
    """The traces of programs, each on its own input, in order; "" where a worker was lost."""
    jobs = [Job(Batch.of([program]), (grid,)) for program, grid in wanted]
    with Pool(workers, limits, engine=TracingEngine) as pool:
        ends = [outcomes[0][0].message for outcomes in pool.run(jobs)]
    return [message if message.startswith("[") else "" for message in ends]


def encoded_trace(program: Program, found: Trace) -> str:
    """A trace as JSON text: one object for each line that was reached."""
    lines = [encoded_view(step.value, step.line) for step in found.steps]
    end = found.outcome
    if not end.ok:
        failure = {"f": end.message or end.kind.value}
        at = end.line or len(lines) + 1
        lines = [*lines[: at - 1], failure] if at <= len(program.lines) else [*lines, failure]
    return json.dumps(lines, separators=(",", ":"), ensure_ascii=False)


def decoded_trace(text: str) -> list[View | Failed]:
    """What `encoded_trace` wrote, as views: for pictures outside a page. Empty for no trace."""
    return [_decoded(step) for step in json.loads(text or "[]")]


def _decoded(step: dict[str, Any]) -> View | Failed:
    if "f" in step:
        return Failed(step["f"])
    if "w" in step:
        return Words(step["w"], tuple(step.get("k", ())), "q" in step)
    if "g" in step:
        return GridsView(tuple(map(decoded_grid, step["g"])), step["c"])
    patches = [
        {
            (row, column + k): None if colour < 0 else colour
            for colour, row, column, length in zip(*(runs[i::4] for i in range(4)), strict=True)
            for k in range(length)
        }
        for runs in step["p"]
    ]
    return PatchesView(tuple(patches), step["c"])


def encoded_view(value: object, line: Line | None = None) -> dict[str, Any]:
    """What a page draws of a value."""
    match view(value, line):
        case Words(caption, colours, quiet):
            words: dict[str, Any] = {"w": caption}
            return words | ({"k": list(colours)} if colours else {}) | ({"q": 1} if quiet else {})
        case GridsView(grids, caption):
            return {"g": [encoded_grid(grid) for grid in grids], "c": caption}
        case PatchesView(patches, caption):
            return {"p": _runs_of(patches), "c": caption}


def _runs_of(patches: Sequence[Patch]) -> list[list[int]]:
    room = MOST_CELLS
    drawn: list[list[int]] = []
    for patch in patches[:MOST_PATCHES]:
        if room <= 0:
            break
        drawn.append(_runs(patch, room))
        room -= len(patch)
    return drawn


def _runs(patch: Patch, room: int) -> list[int]:
    """Horizontal runs of one colour as colour, row, column, length."""
    flat: list[int] = []
    for (row, column), value in sorted(patch.items())[:room]:
        colour = -1 if value is None else value
        if flat and flat[-4:-2] == [colour, row] and flat[-2] + flat[-1] == column:
            flat[-1] += 1
        else:
            flat += [colour, row, column, 1]
    return flat
