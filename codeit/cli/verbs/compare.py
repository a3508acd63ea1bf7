"""The verb `compare`: two or more arms of an experiment, as a table, JSON, or a page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from codeit.cli.console import console, fail, number_of, print_json, say

if TYPE_CHECKING:
    from codeit.results.experiments.arms import ReadRun
    from codeit.results.experiments.comparison import Comparison, Difference

__all__ = ["register"]

Arms = Mapping[str, Sequence["ReadRun"]]
Found = dict[tuple[str, str], list["Comparison"]]


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("compare")(compare)


def compare(
    run_dirs: Annotated[list[Path], typer.Argument(help="Folders of runs, all arms and seeds.")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write a page (HTML) here, too.")] = None,
) -> None:
    """Compare arms of an experiment, paired over tasks and seeds.

    Runs whose settings differ in nothing but the seed are one arm; the first run given is of the
    arm that all others are compared with. Each difference comes with a 95 % bootstrap interval
    over tasks and seeds, McNemar's exact test, and the area under tasks solved against programs
    executed and against CPU seconds. An interval that holds zero is called "within noise".

    Example:
        codeit compare runs/full-1 runs/full-2 runs/a7-1 runs/a7-2 --out compare.html
    """
    from codeit.results.experiments.arms import BUDGETS, FIGURES, arms_of, compared, read_run

    arms = arms_of([read_run(path) for path in run_dirs])
    if len(arms) < 2:
        fail("these runs have equal settings, so there is one arm only: give runs of another, too")
    found = {(f, b): compared(arms, f, b) for f in FIGURES for b in BUDGETS}
    if out is not None:
        _write_page(out, arms, found)
    if json:
        print_json(_as_tree(arms, found))
        return
    _print(arms, found)
    if out is not None:
        say(f"wrote {out}")


def _verdict(difference: "Difference") -> str:
    if difference.within_noise:
        return "within noise"
    return "more" if difference.mean > 0 else "fewer"


def _print(arms: Arms, found: "Found") -> None:
    from rich.table import Table

    from codeit.results.experiments.arms import BUDGETS, FIGURES

    for name, runs in arms.items():
        seeds = ", ".join(str(run.seed) for run in runs)
        say(f"{name}: seeds {seeds}; {number_of(len(runs[0].tasks), 'search task')}")
    for (figure, budget), comparisons in found.items():
        if budget != "executed":
            continue
        table = Table(title=FIGURES[figure][0], title_justify="left", box=None, pad_edge=False)
        for heading in ("arm", "solved", "difference", "95 %", "", "+ / -", "p"):
            table.add_column(
                heading, justify="left" if heading in ("arm", "") else "right", overflow="fold"
            )
        table.add_row(comparisons[0].first, f"{comparisons[0].solved.first:.1f}")
        for each in comparisons:
            table.add_row(*_row(each))
        console().print(table)
        for kind, said in BUDGETS.items():
            for each in found[figure, kind]:
                gap = each.area
                say(
                    f"  area over {said} (up to {each.budget:,.0f}): {each.second} "
                    f"{gap.mean:+.2f} tasks ({gap.low:+.2f} to {gap.high:+.2f}), {_verdict(gap)}"
                )
    for each in found["demonstrations", "executed"]:
        say(f"{each.second} gains {_listed(each.gained)}; loses {_listed(each.lost)}")


def _row(found: "Comparison") -> tuple[str, ...]:
    gap = found.solved
    return (
        found.second,
        f"{gap.second:.1f}",
        f"{gap.mean:+.1f}",
        f"{gap.low:+.1f} to {gap.high:+.1f}",
        _verdict(gap),
        f"{found.discordant[0]} / {found.discordant[1]}",
        f"{found.p_value:.3f}",
    )


def _listed(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:8]) or "none"
    return f"{shown} and {len(ids) - 8} more" if len(ids) > 8 else shown


def _as_tree(arms: Arms, found: "Found") -> dict[str, Any]:
    return {
        "arms": {
            name: {
                "runs": [str(run.folder) for run in runs],
                "seeds": [run.seed for run in runs],
                "settings": {k: v for k, v in runs[0].settings.items() if _differs(arms, k)},
            }
            for name, runs in arms.items()
        },
        "comparisons": [
            {
                "figure": figure,
                "budget": budget,
                "first": each.first,
                "second": each.second,
                "seeds": list(each.seeds),
                "tasks": each.tasks,
                "solved": _difference_tree(each.solved),
                "area": _difference_tree(each.area),
                "budget_compared": each.budget,
                "gained": list(each.gained),
                "lost": list(each.lost),
                "only_second": each.discordant[0],
                "only_first": each.discordant[1],
                "p_value": each.p_value,
            }
            for (figure, budget), comparisons in found.items()
            for each in comparisons
        ],
    }


def _difference_tree(gap: "Difference") -> dict[str, float | bool]:
    return {
        "first": gap.first,
        "second": gap.second,
        "difference": gap.mean,
        "low": gap.low,
        "high": gap.high,
        "within_noise": gap.within_noise,
    }


def _differs(arms: Arms, name: str) -> bool:
    return len({repr(runs[0].settings.get(name)) for runs in arms.values()}) > 1


def _write_page(out: Path, arms: Arms, found: "Found") -> None:
    from codeit.results.experiments.arms import BUDGETS, FIGURES
    from viz.report.compare import Arm, CompareData, Curve, write_compare_page

    rows = []
    for figure, (said, _) in FIGURES.items():
        for each in found[figure, "executed"]:
            gap = each.solved
            rows.append(_page_row(f"{said}: {each.second}", gap, f"p = {each.p_value:.3f}"))
        for budget, unit in BUDGETS.items():
            rows += [
                _page_row(f"area over {unit}: {each.second}", each.area, "")
                for each in found[figure, budget]
            ]
    last = found["demonstrations", "executed"][-1]
    names = sorted({k for runs in arms.values() for k in runs[0].settings if _differs(arms, k)})
    data = CompareData(
        title=" against ".join(arms),
        arms=tuple(Arm(name, len(runs)) for name, runs in arms.items()),
        remark=(
            f"Paired over {last.tasks} tasks and the seeds {', '.join(map(str, last.seeds))}; "
            "intervals hold 95 % of bootstrap draws of tasks and seeds."
        ),
        verdict=_sentence(last),
        rows=tuple(rows),
        curves=tuple(
            Curve(FIGURES["demonstrations"][0], unit, _points(arms, budget), whole=True)
            for budget, unit in BUDGETS.items()
        ),
        gained=last.gained,
        lost=last.lost,
        settings={k: [str(runs[0].settings.get(k)) for runs in arms.values()] for k in names},
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    write_compare_page(data, out)


def _page_row(figure: str, gap: "Difference", remark: str) -> Any:
    from viz.report.compare import CompareRow

    return CompareRow(
        figure,
        f"{gap.first:.1f}",
        f"{gap.second:.1f}",
        f"{gap.mean:+.2f}",
        f"{gap.low:+.2f} to {gap.high:+.2f}" + (f", {remark}" if remark else ""),
        within_noise=gap.within_noise,
        better=None if gap.within_noise else gap.mean > 0,
    )


def _sentence(found: "Comparison") -> str:
    gap = found.solved
    if gap.within_noise:
        return f"{found.second} and {found.first} solve equally many tasks within noise."
    word = "more" if gap.mean > 0 else "fewer"
    return f"{found.second} solves {abs(gap.mean):.1f} tasks {word} than {found.first}."


def _points(arms: Arms, budget: str) -> dict[str, list[tuple[float, float, float, float]]]:
    """For each arm: the middle, least and most tasks over its runs after each meta-iteration."""
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    for name, runs in arms.items():
        points = []
        for number in range(min(len(run.rows) for run in runs)):
            counts = sorted(int(run.rows[number]["demonstrations_solved"]) for run in runs)
            spent = sorted(run.spent(budget)[number] for run in runs)
            middle = len(runs) // 2
            points.append(
                (spent[middle], float(counts[middle]), float(counts[0]), float(counts[-1]))
            )
        found[name] = points
    return found
