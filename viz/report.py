"""One HTML file of a run: headlines, curves, solved tasks with their programs, the buffer.

The file needs nothing else: pictures are embedded. Everything comes in as plain values, so this
module knows no run folder and no database; `codeit show RUN --out report.html` gathers them.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from arc_dsl.interpreter import Trace
from arc_dsl.outcome import PlainGrid
from arc_dsl.program import Program
from data.tasks import Task
from viz.curves import Row, curves_figure
from viz.errors import NothingToDraw
from viz.figures import encoded, replace_file
from viz.grids import task_figure
from viz.palette import INK, KINDS, MUTED, PAPER, RULE, SERIES
from viz.programs import INKS, words
from viz.traces import trace_figure

__all__ = ["Composition", "Headline", "ReportData", "SolvedTask", "render_report", "write_report"]

TEMPLATES = Path(__file__).parent / "templates"
TRACED = 40
"""Of more solved tasks only so many have a trace: a page should open at once."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure at the top of the page, such as 12 of 40 tasks solved."""

    label: str
    value: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SolvedTask:
    """A task, the program that solved it, and where that came from."""

    task: Task
    program: Program
    origin: str
    meta_iteration: int
    executed: int | None = None
    """Programs executed in the run when it was first solved."""
    predictions: tuple[PlainGrid | None, ...] = ()
    """The program's outputs for the test inputs."""
    trace: Trace | None = None
    """The program's trace on the first demonstration's input."""


@dataclass(frozen=True, slots=True)
class Composition:
    """How many of something there are by name, such as experiences by origin."""

    title: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything that a report shows."""

    name: str
    """The run's name."""
    remark: str = ""
    """One line under the name: preset, seed, when, where."""
    headlines: tuple[Headline, ...] = ()
    metrics: Sequence[Row] = ()
    """Rows of metrics, one for each meta-iteration."""
    solved: tuple[SolvedTask, ...] = ()
    buffer: tuple[Composition, ...] = ()
    settings: Mapping[str, str] | None = None
    """The resolved configuration, by dotted name."""


@dataclass(frozen=True, slots=True)
class _Bar:
    name: str
    count: int
    share: float
    """Of all, 0-1."""
    length: float
    """Of the longest bar, 0-1."""
    colour: str


@dataclass(frozen=True, slots=True)
class _Entry:
    solved: SolvedTask
    picture: Markup
    program: Markup
    trace: Markup | None


def write_report(data: ReportData, path: str | Path) -> Path:
    """Write the page, whole or not at all, and return its path. Raises OSError."""
    target = Path(path)
    replace_file(target, render_report(data).encode("utf-8"))
    return target


def render_report(data: ReportData) -> str:
    """The page as text."""
    return (
        _environment()
        .get_template("report.html")
        .render(
            data=data,
            curves=_curves(data.metrics),
            solved=[_entry(entry, i) for i, entry in enumerate(data.solved)],
            buffer=[(part.title, _bars(part.counts)) for part in data.buffer],
            ink=INK,
            muted=MUTED,
            rule=RULE,
            paper=PAPER,
            accent=SERIES[0],
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _curves(rows: Sequence[Row]) -> Markup | None:
    try:
        figure = curves_figure(rows, columns=3)
    except NothingToDraw:
        return None
    return _embedded(encoded(figure, "svg"), "svg+xml", "Curves of the run", figure.get_figwidth())


def _entry(solved: SolvedTask, position: int) -> _Entry:
    task = solved.task
    figure = task_figure(task, predictions=solved.predictions, title="", width=7.5, side=1.15)
    picture = _embedded(encoded(figure, "png", dpi=150), "png", task.id, figure.get_figwidth())
    strip = None
    if solved.trace is not None and position < TRACED:
        given = task.demonstrations[0].input
        figure = trace_figure(solved.program, given, solved.trace, timing=True)
        content = encoded(figure, "png", dpi=150)
        strip = _embedded(content, "png", f"trace of {task.id}", figure.get_figwidth())
    return _Entry(solved, picture, _coloured(solved.program), strip)


def _embedded(content: bytes, kind: str, name: str, inches: float) -> Markup:
    """An image element that holds its own content, at its natural width."""
    code = base64.b64encode(content).decode("ascii")
    return Markup('<img alt="{}" style="width:{:.0f}px" src="data:image/{};base64,{}">').format(
        name, inches * 88, kind, code
    )


def _coloured(program: Program) -> Markup:
    """The program as HTML text in the colours of its words."""
    word = Markup('<span style="color:{}">{}</span>')
    lines = (
        Markup("").join(word.format(INKS[role], part) for part, role in words(line))
        for line in program.lines
    )
    return Markup("\n").join(lines)


def _bars(counts: Mapping[str, int]) -> list[_Bar]:
    total, longest = sum(counts.values()), max(counts.values(), default=0)
    return [
        _Bar(
            name,
            count,
            count / total if total else 0.0,
            count / longest if longest else 0.0,
            KINDS.get(name, SERIES[0]),
        )
        for name, count in counts.items()
    ]
