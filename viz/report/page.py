"""Writes a run's page: one HTML file with its style, its script and its data inside.

Figures, compositions and settings are plain HTML; the wall, the panes and the curves are drawn by
the script (`assets/*.js`, written by hand, no library) from JSON in the page, and only when they
are looked at. So a page over 400 tasks opens at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from viz.figures.files import replace_file
from viz.palette import KINDS, SERIES
from viz.report.encoding import encoded_data, script_safe
from viz.report.model import ALLOWED, Headline, ReportData, State

__all__ = ["document", "environment", "render_report", "write_report"]

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("dom", "grids", "charts", "wall", "pane", "start")
"""Files of the script in the order in which they stand in a page."""

_ORIGINS = frozenset({"seed", "mutation", "policy", "random", "search", "user", "repair"})
"""Origins that have a colour of their own in `assets/page.css`."""


@dataclass(frozen=True, slots=True)
class _Bar:
    name: str
    count: int
    share: float
    """Of all, 0-1."""
    length: float
    """Of the longest bar, 0-1."""
    colour: str
    meaning: str


def write_report(data: ReportData, path: str | Path) -> Path:
    """Write the page, whole or not at all, and return its path. Raises OSError."""
    target = Path(path)
    replace_file(target, render_report(data).encode("utf-8"))
    return target


def render_report(data: ReportData) -> str:
    """The page as text."""
    return document(
        "report.html",
        SCRIPTS,
        encoded_data(data),
        data=data,
        headlines=(*_of_states(data), *data.headlines),
        compositions=[
            (part, _bars(part.counts, part.meanings or {})) for part in data.compositions
        ],
    )


def document(template: str, scripts: tuple[str, ...], tree: object, **values: object) -> str:
    """A page from a template of `assets`, with the common style, those scripts and that data."""
    return (
        environment()
        .get_template(template)
        .render(
            style=Markup(_asset("page.css")),  # noqa: S704 (a file of ours)
            script=Markup("\n".join(_asset(f"{name}.js") for name in scripts)),  # noqa: S704
            json=Markup(script_safe(tree)),  # noqa: S704 (escaped for a script element)
            **values,
        )
    )


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates with every value escaped, and none that is silently missing."""
    return Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _of_states(data: ReportData) -> tuple[Headline, ...]:
    """The figures that the wall shows too."""
    if not data.tasks:
        return ()
    counts = data.counts()
    total = f"of {len(data.tasks)} tasks"
    right = counts[State.SOLVED] + counts[State.DEMONSTRATIONS]
    if not data.judged:
        return (
            Headline("All demonstrations right", f"{right}", f"{total}; test outputs are unknown"),
            Headline("Partly right", f"{counts[State.PARTLY]}", total),
        )
    share = counts[State.SOLVED] / len(data.tasks)
    return (
        Headline("Solved", f"{counts[State.SOLVED]}", f"{total} ({share:.1%}), pass@{ALLOWED}"),
        Headline(
            "Demonstrations only",
            f"{counts[State.DEMONSTRATIONS]}",
            "right on all demonstrations, wrong on a test",
        ),
        Headline("Partly right", f"{counts[State.PARTLY]}", "right on some demonstration"),
    )


def _bars(counts: Mapping[str, int], meanings: Mapping[str, str]) -> list[_Bar]:
    total, longest = sum(counts.values()), max(counts.values(), default=0)
    return [
        _Bar(
            name.replace("_", " "),
            count,
            count / total if total else 0.0,
            count / longest if longest else 0.0,
            _colour(name),
            meanings.get(name, ""),
        )
        for name, count in counts.items()
    ]


def _colour(name: str) -> str:
    """A colour in CSS: that of the kind of outcome, of the origin, or the first of charts."""
    if name in _ORIGINS:
        return f"var(--by-{name})"
    return KINDS.get(name, SERIES[0])
