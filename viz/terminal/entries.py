"""Tasks of a run with their answers, in a terminal: one in a few lines, or one in full."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from arc_dsl.outcome import PlainGrid
from data.tasks import Task
from viz.report.model import Answer, Given, State, TaskEntry
from viz.report.tracing import Failed, decoded_trace
from viz.terminal.comparison import show_difference
from viz.terminal.grids import show_pair
from viz.terminal.traces import coloured_line, drawn_value
from viz.views import View, view

__all__ = ["show_entry", "show_entry_in_full"]

FEW = 2
"""Demonstrations drawn of a task that is one of many."""
STYLES = {
    State.SOLVED: "bold green",
    State.DEMONSTRATIONS: "bold yellow",
    State.PARTLY: "yellow",
    State.NOTHING: "dim",
}
WORDS = {
    State.SOLVED: "solved",
    State.DEMONSTRATIONS: "all demonstrations right",
    State.PARTLY: "partly right",
    State.NOTHING: "nothing right",
}


def show_entry(entry: TaskEntry) -> RenderableType:
    """The task's first demonstrations, what the best answer gives for its tests, the program."""
    answer = entry.solver or (entry.answers[0] if entry.answers else None)
    parts: list[RenderableType] = [_heading(entry, answer)]
    task = entry.task
    for i, pair in enumerate(task.demonstrations[:FEW], 1):
        parts.append(show_pair(pair.input, pair.output, f"Pair {i}"))
    if answer is not None:
        tests = answer.given[len(task.demonstrations) :]
        for i, (grid, given) in enumerate(zip(task.test_inputs, tests, strict=False), 1):
            parts.append(show_pair(grid, given.grid, f"Test {i}, {_verdict(given)}"))
        parts.append(Group(*(coloured_line(line) for line in answer.program.lines)))
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts))


def show_entry_in_full(entry: TaskEntry) -> RenderableType:
    """Every pair with its verdict, every answer, the shown one line by line, and its lineage."""
    answer = entry.solver or (entry.answers[0] if entry.answers else None)
    parts: list[RenderableType] = [_heading(entry, answer), *_pairs(entry, answer)]
    if answer is not None:
        parts.append(_trace(entry.task, answer))
        parts.append(_lineage(answer))
        for i, other in enumerate(entry.answers, 1):
            if other is not answer:
                head = Text(f"Answer {i}: {other.score:.0%} of the demonstrations", style="bold")
                parts.append(Group(head, *(coloured_line(line) for line in other.program.lines)))
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts))


def _heading(entry: TaskEntry, answer: Answer | None) -> Text:
    text = Text(entry.task.id, style="bold")
    text.append(f"  {WORDS[entry.state]}", STYLES[entry.state])
    if answer is None:
        return text
    told = [f"found by {answer.origin}"] if answer.origin else []
    if answer.meta_iteration is not None:
        told.append(f"in meta-iteration {answer.meta_iteration}")
    if answer.executed is not None:
        told.append(f"after {answer.executed:,} programs")
    lines = len(answer.program.lines)
    told.append(f"{lines} line{'s' * (lines != 1)}")
    return text.append(f"  {', '.join(told)}", "dim")


def _verdict(given: Given) -> str:
    if given.right is None:
        return "not judged"
    return "right" if given.right else "wrong"


def _pairs(entry: TaskEntry, answer: Answer | None) -> Iterator[RenderableType]:
    task = entry.task
    wanted = [*task.outputs, *(entry.wanted_tests or (None,) * len(task.test_inputs))]
    count = len(task.demonstrations)
    for i, grid in enumerate((*task.inputs, *task.test_inputs)):
        name = f"Pair {i + 1}" if i < count else f"Test {i - count + 1}"
        given = answer.given[i] if answer is not None and i < len(answer.given) else None
        if given is None or given.right:
            output = wanted[i] if given is None or wanted[i] is not None else given.grid
            yield show_pair(grid, output, name + (", right" if given else ""))
            continue
        expected = wanted[i]
        if given.grid is None:
            yield show_pair(grid, expected, f"{name}, {_verdict(given)}")
            yield Text(f"no grid: {given.message}", style="red")
        elif expected is None:
            yield show_pair(grid, given.grid, f"{name}, given, {_verdict(given)}")
        else:
            yield show_pair(grid, expected, f"{name}, {_verdict(given)}")
            yield show_difference(given.grid, expected)


def _trace(task: Task, answer: Answer) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    steps = decoded_trace(answer.trace)
    given = task.demonstrations[0].input
    if steps:
        table.add_row("", Text("I", style="bold green"), drawn_value(view(given), given))
    for number, line in enumerate(answer.program.lines, 1):
        value: RenderableType = Text("not reached" if steps else "", style="dim")
        if number <= len(steps):
            value = _value(steps[number - 1], given)
        table.add_row(str(number), coloured_line(line), value)
    return table


def _value(step: View | Failed, given: PlainGrid) -> RenderableType:
    if isinstance(step, Failed):
        return Text(step.message, style="red")
    return drawn_value(step, given)


def _lineage(answer: Answer) -> RenderableType:
    steps = []
    for step in reversed(answer.lineage):
        text = Text(step.origin or "origin not kept", style="bold")
        if step.task_id:
            text.append(f" {'for' if step.origin == 'seed' else 'on'} {step.task_id}", "dim")
        if step.meta_iteration is not None and step.origin != "seed":
            text.append(f", meta-iteration {step.meta_iteration}", "dim")
        steps.append(text)
    return Text(" > ", style="dim").join(steps)
