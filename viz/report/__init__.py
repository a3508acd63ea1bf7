"""A run as one HTML page that needs nothing else: the wall of tasks, their programs, the curves.

`model` says what a page is made of, as plain values; `encoding` makes compact JSON of it, `tracing`
runs programs for it inside the workers of a pool, `changes` compares a program with its parent,
`page` writes the page. `compare` writes the page of several runs side by side in the same dress.

Everything comes in as plain values: nothing here knows a run's folder, a database or a test output
that it was not handed.
"""

from viz.report.compare import (
    Arm,
    CompareData,
    CompareRow,
    Curve,
    compare_page,
    write_compare_page,
)
from viz.report.model import (
    Ancestor,
    Answer,
    Composition,
    Given,
    Headline,
    ReportData,
    State,
    TaskEntry,
)
from viz.report.page import render_report, write_report

__all__ = [
    "Ancestor",
    "Answer",
    "Arm",
    "CompareData",
    "CompareRow",
    "Composition",
    "Curve",
    "Given",
    "Headline",
    "ReportData",
    "State",
    "TaskEntry",
    "compare_page",
    "render_report",
    "write_compare_page",
    "write_report",
]
