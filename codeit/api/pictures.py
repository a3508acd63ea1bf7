"""Grids, tasks, programs and traces that draw themselves in notebooks.

Each is a thin frozen shell round the plain value, with `_repr_html_` for notebooks and
`_repr_png_` for what only shows pictures. Test outputs are nowhere here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import arc_dsl
from arc_dsl import Limits, Outcome, PlainGrid
from arc_dsl.engine.inputs import checked
from arc_dsl.execute.pool import Pool
from data.tasks import Task as PlainTask

__all__ = ["Grid", "Program", "Task", "Tasks", "Trace", "grid", "program", "tasks"]


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of 1-30 rows by 1-30 columns of colours 0-9; `rows` is the plain value."""

    rows: PlainGrid

    def _repr_html_(self) -> str:
        from viz.svg import grid_svg

        return grid_svg(self.rows)

    def _repr_png_(self) -> bytes:
        from viz.figures.files import encoded
        from viz.figures.grids import grid_figure

        return encoded(grid_figure(self.rows), "png", dpi=100)


@dataclass(frozen=True, slots=True)
class Task:
    """A task: demonstrations and test inputs; `plain` is the value that all code works with."""

    plain: PlainTask

    @property
    def id(self) -> str:
        """Its name."""
        return self.plain.id

    @property
    def pairs(self) -> tuple[tuple[Grid, Grid], ...]:
        """The demonstrations as (input, output)."""
        return tuple((Grid(p.input), Grid(p.output)) for p in self.plain.demonstrations)

    @property
    def tests(self) -> tuple[Grid, ...]:
        """The test inputs."""
        return tuple(map(Grid, self.plain.test_inputs))

    def __repr__(self) -> str:
        return f"<Task {self.id}: {len(self.pairs)} pairs, {len(self.tests)} tests>"

    def _repr_html_(self) -> str:
        from viz.svg import figure, grid_svg

        shown = [
            figure(f"pair {i}", f"{grid_svg(p.input)} \u2192 {grid_svg(p.output)}")
            for i, p in enumerate(self.plain.demonstrations, 1)
        ]
        shown += [
            figure(f"test {i}", grid_svg(given))
            for i, given in enumerate(self.plain.test_inputs, 1)
        ]
        return f"<div><b>{escape(self.id)}</b><br>{''.join(shown)}</div>"

    def _repr_png_(self) -> bytes:
        from viz.figures.files import encoded
        from viz.figures.grids import task_figure

        return encoded(task_figure(self.plain), "png", dpi=100)


class Tasks(Mapping[str, Task]):
    """Tasks by id, in the order of their source."""

    def __init__(self, plain: Mapping[str, PlainTask]) -> None:
        self._plain = plain

    def __getitem__(self, task_id: str) -> Task:
        """The task. Raises data.errors.UnknownTask, which is also a KeyError."""
        return Task(self._plain[task_id])

    def __iter__(self) -> Iterator[str]:
        """Ids in order."""
        return iter(self._plain)

    def __len__(self) -> int:
        """Number of tasks."""
        return len(self._plain)

    def __repr__(self) -> str:
        return repr(self._plain)


@dataclass(frozen=True, slots=True)
class Trace:
    """The value of every line of a program on one input, and how it ended."""

    program: arc_dsl.Program
    given: PlainGrid
    told: str
    """The lines' values as `viz.report.tracing` tells them."""
    outcome: Outcome

    def __repr__(self) -> str:
        return f"<Trace of {len(self.program)} lines: {self.outcome.kind.value}>"

    def _repr_html_(self) -> str:
        from viz.report.tracing import Failed, decoded_trace
        from viz.svg import coloured_line, grid_svg, value_html

        height, width = len(self.given), len(self.given[0])
        steps = decoded_trace(self.told)
        rows = [f"<tr><td></td><td><code>I</code></td><td>{grid_svg(self.given, 110)}</td></tr>"]
        for number, line in enumerate(self.program.lines, 1):
            value = "<i>not reached</i>"
            if number <= len(steps):
                step = steps[number - 1]
                value = (
                    f"<b>{escape(step.message)}</b>"
                    if isinstance(step, Failed)
                    else value_html(step, height, width, 110)
                )
            rows.append(f"<tr><td>{number}</td><td>{coloured_line(line)}</td><td>{value}</td></tr>")
        aligned = [row.replace("<td>", '<td style="text-align:left">') for row in rows]
        return f"<table>{''.join(aligned)}</table>"

    def _repr_png_(self) -> bytes | None:
        """The output as a picture; None if there is none."""
        return None if self.outcome.grid is None else Grid(self.outcome.grid)._repr_png_()


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the language."""

    plain: arc_dsl.Program

    def __call__(self, given: Any) -> Outcome:
        """Run it on a grid (rows, an array, or a `Grid`), in a limited worker."""
        rows = _rows(given)
        with Pool(1, Limits()) as pool:
            return pool.outcomes([self.plain], [rows])[0][0]

    def trace(self, given: Any) -> Trace:
        """Run it on a grid and keep the value of every line, in a limited worker."""
        from viz.report.tracing import traces

        rows = _rows(given)
        (told,) = traces([(self.plain, rows)], Limits(), workers=1)
        return Trace(self.plain, rows, told, self(rows))

    def __str__(self) -> str:
        return str(self.plain)

    def _repr_html_(self) -> str:
        from viz.svg import coloured_line

        return "<br>".join(coloured_line(line) for line in self.plain.lines)


def grid(rows: Sequence[Sequence[int]] | Any) -> Grid:
    """A grid that draws itself. Raises ValueError, naming the reason, for rows that are none."""
    return Grid(_rows(rows))


def program(text: str) -> Program:
    """A program that can be run and traced. Raises arc_dsl.ParseError."""
    return Program(arc_dsl.parse(text))


def tasks(source: str = "arc1:training") -> Tasks:
    """The tasks of a source: arc1, arc2, a file or a folder, with an optional `:split`."""
    from codeit.run.sources import read_tasks

    return Tasks(read_tasks(source))


def _rows(given: Any) -> PlainGrid:
    if isinstance(given, Grid):
        return given.rows
    return checked(given)
