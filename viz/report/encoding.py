"""The data of a page as compact JSON, which its script draws from on demand.

A grid is `"3:111222"`, its width and its cells row by row; one with values that are no colours, or
with rows of different lengths, is a list of rows. Where a program gave exactly what was wanted, 1
stands for the grid. Keys are single letters: they are repeated thousands of times.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from arc_dsl.outcome import PlainGrid
from viz.report.changes import changed_lines
from viz.report.model import Ancestor, Answer, Given, ReportData, TaskEntry

__all__ = ["MOST_PAIRS", "decoded_grid", "encoded_data", "encoded_grid", "script_safe"]

MOST_PAIRS = 6
"""Of more demonstrations, or more test pairs, only so many are drawn; the verdicts count all."""
TRACED_CHARACTERS = 20_000
"""Longest trace that goes into a page, in characters of JSON."""
ALL_CHARACTERS = 7_400_000
"""Characters of tasks and traces together, so that a page stays below 8 MB; traces give way."""
LONGEST_LINEAGE = 12
"""Programs of a lineage that are drawn: the newest, and the seed."""


def encoded_grid(grid: PlainGrid) -> str | list[list[int]]:
    """A grid as one string where its cells are colours and its rows equally long."""
    width = len(grid[0]) if grid else 0
    if width and all(len(row) == width and all(0 <= v <= 9 for v in row) for row in grid):
        return f"{width}:" + "".join(str(v) for row in grid for v in row)
    return [list(row) for row in grid]


def decoded_grid(told: str | list[list[int]]) -> PlainGrid:
    """The grid that `encoded_grid` wrote."""
    if not isinstance(told, str):
        return tuple(map(tuple, told))
    width, _, cells = told.partition(":")
    step = int(width)
    return tuple(tuple(map(int, cells[i : i + step])) for i in range(0, len(cells), step))


def encoded_data(data: ReportData) -> dict[str, Any]:
    """Everything that the script needs."""
    tasks = [_task(entry) for entry in data.tasks]
    _add_traces(tasks, data.tasks, ALL_CHARACTERS - len(script_safe(tasks)))
    return {
        "judged": data.judged,
        "tasks": tasks,
        "metrics": [_row(row) for row in data.metrics],
    }


def script_safe(tree: object) -> str:
    """JSON text that can stand inside a script element whatever strings it holds."""
    text = json.dumps(tree, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of metrics without what JSON cannot say."""
    return {name: value for name, value in row.items() if value == value}


def _add_traces(tasks: Sequence[dict[str, Any]], entries: Sequence[TaskEntry], room: int) -> None:
    """Add traces, those of best answers first, as long as there is room for them."""
    longest = max((len(entry.answers) for entry in entries), default=0)
    for place in range(longest):
        for told, entry in zip(tasks, entries, strict=True):
            trace = entry.answers[place].trace if place < len(entry.answers) else ""
            if 0 < len(trace) <= min(TRACED_CHARACTERS, room):
                room -= len(trace)
                told["a"][place]["t"] = json.loads(trace)


def _task(entry: TaskEntry) -> dict[str, Any]:
    task, solver = entry.task, entry.solver
    shown = solver or (entry.answers[0] if entry.answers else None)
    return _without_empty(
        {
            "i": task.id,
            "s": entry.state.value,
            "o": shown.origin if shown else None,
            "m": shown.meta_iteration if shown else None,
            "c": entry.answers[0].score if entry.answers else 0,
            "d": [
                [encoded_grid(pair.input), encoded_grid(pair.output)]
                for pair in task.demonstrations[:MOST_PAIRS]
            ],
            "t": [encoded_grid(grid) for grid in task.test_inputs[:MOST_PAIRS]],
            "e": [None if g is None else encoded_grid(g) for g in entry.wanted_tests[:MOST_PAIRS]],
            "n": [len(task.demonstrations), len(task.test_inputs)],
            "a": [_answer(answer, entry) for answer in entry.answers],
        }
    )


def _answer(answer: Answer, entry: TaskEntry) -> dict[str, Any]:
    count = len(entry.task.demonstrations)
    demonstrations, tests = answer.given[:count], answer.given[count:]
    return _without_empty(
        {
            "p": str(answer.program),
            "c": answer.score,
            "o": answer.origin,
            "m": answer.meta_iteration,
            "x": answer.executed,
            "w": answer.found_at,
            "b": None if answer.bits is None else round(answer.bits, 1),
            "g": [
                _given(given, pair.output)
                for given, pair in zip(
                    demonstrations[:MOST_PAIRS], entry.task.demonstrations, strict=False
                )
            ],
            "h": [_given(given, None) for given in tests[:MOST_PAIRS]],
            "v": [given.right for given in answer.given],
            "l": _lineage(answer.lineage),
        }
    )


def _given(given: Given, wanted: PlainGrid | None) -> Any:
    """1 for what was wanted, a grid, or why there is none."""
    if given.grid is None:
        return {"f": given.message or "no grid"}
    return 1 if given.grid == wanted else encoded_grid(given.grid)


def _lineage(found: Sequence[Ancestor]) -> list[dict[str, Any]]:
    """From the seed to the program, with the lines that each step changed."""
    if len(found) < 2 and not any(step.origin == "seed" for step in found):
        return []
    steps = list(reversed(found))
    told = []
    for number, step in enumerate(steps):
        changed = changed_lines(steps[number - 1].program, step.program) if number else ()
        told.append(
            _without_empty(
                {
                    "p": str(step.program),
                    "o": step.origin,
                    "i": step.task_id,
                    "m": step.meta_iteration,
                    "c": step.score,
                    "d": list(changed),
                }
            )
        )
    left_out = len(told) - LONGEST_LINEAGE
    if left_out > 0:
        told = [told[0], {"z": left_out}, *told[1 + left_out :]]
    return told


def _without_empty(tree: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in tree.items() if value not in (None, [], "")}
