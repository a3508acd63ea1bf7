"""The seed programs as a table for the docs: `codeit seeds --table FILE` writes it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from textwrap import fill

from arc_dsl import Program
from arc_dsl.signatures import SIGNATURES
from codeit.results.evaluation import Verdict

__all__ = ["seed_table"]

_COLUMNS = 6
_WIDTH = 100
_COMMONEST = 25


def seed_table(
    verdicts: Sequence[Verdict],
    programs: Mapping[str, Program],
    unsolved: Mapping[str, str],
    fitted: Mapping[str, str],
) -> str:
    """A page of Markdown: counts, lengths, primitives, what is not solved, every task's lines.

    `unsolved` and `fitted` give reasons by task id.
    """
    right = [v for v in verdicts if v.right]
    lines = [v.lines for v in right] or [0]
    used = Counter(
        name
        for v in right
        for line in programs[v.task_id].lines
        for name in (line.function, *line.args)
        if name in SIGNATURES
    )
    parts = [
        "# Seed programs",
        "Written by `codeit seeds --table docs/seeds.md`: our own programs for the ARC-AGI-1"
        " training tasks, each verified on every train and test pair.",
        f"**{len(right)} tasks solved.** Lines: median {median(lines):g}, maximum {max(lines)},"
        f" {sum(lines)} in all. {len(used)} of {len(SIGNATURES)} primitives are used, most often "
        + ", ".join(f"`{name}` {count}" for name, count in used.most_common(_COMMONEST))
        + ".",
        "Never used: " + (", ".join(f"`{n}`" for n in SIGNATURES if n not in used) or "none") + ".",
        "## Not solved",
        *_reasons(unsolved),
        "## Known to be tied to the given grids",
        *_reasons(fitted),
        "## Lines of each program",
        _grid(f"{v.task_id} {v.lines}" for v in sorted(right, key=lambda v: (v.lines, v.task_id))),
    ]
    return "\n\n".join(map(_filled, parts)) + "\n"


def _filled(part: str) -> str:
    """A part in lines of at most `_WIDTH`; items go on below their text, tables stay."""
    lines = []
    for line in part.split("\n"):
        below = "  " * line.startswith("- ")
        table = line.startswith("|")
        lines += [line] if table else fill(line, _WIDTH, subsequent_indent=below).split("\n")
    return "\n".join(lines)


def _reasons(reasons: Mapping[str, str]) -> list[str]:
    return ["\n".join(f"- `{i}`: {why}" for i, why in sorted(reasons.items())) or "None."]


def _grid(cells: Iterable[str]) -> str:
    listed = list(cells)
    rows = [listed[i : i + _COLUMNS] for i in range(0, len(listed), _COLUMNS)]
    head = "|" + " |" * _COLUMNS + "\n|" + "---|" * _COLUMNS
    return head + "\n" + "\n".join("| " + " | ".join(row) + " |" for row in rows)
