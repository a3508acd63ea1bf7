"""The verb `scaling`: loss against size and data, with and without symmetry, at equal FLOPs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from codeit.cli.console import console, fail, print_json, progress_console, say

if TYPE_CHECKING:
    from codeit.pretraining.power_law import Fit
    from codeit.pretraining.scaling import Trained

__all__ = ["register"]

Fits = dict[str, tuple["Fit", dict[str, tuple[float, float]]]]


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("scaling")(scaling)


def scaling(
    widths: Annotated[str, typer.Option(help="Model widths, with commas.")] = "32,64,128",
    examples: Annotated[str, typer.Option(help="Sizes of the data.")] = "1000,4000,16000",
    arms: Annotated[str, typer.Option(help="Of none, augment, canonical.")] = (
        "none,augment,canonical"
    ),
    flops: Annotated[float, typer.Option(help="Budget of each model.", min=1e6)] = 5e11,
    floor: Annotated[float, typer.Option(help="E of the law, fixed: bits a token.", min=0)] = 0.0,
    seed: Annotated[int, typer.Option(help="Seed of every generator.", min=0)] = 17,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
    out: Annotated[Path | None, typer.Option(help="Draw the losses here (PNG, SVG, PDF).")] = None,
) -> None:
    """Measure how loss falls with size and data, in arms that use symmetry or do not.

    Every model has the same budget of FLOPs. A power law is fitted to each arm that has at least
    six models, with bootstrap intervals of its exponents. The data are examples of the pretraining
    stream; what is measured on is held out by program and behaviour.

    Example:
        codeit scaling --widths 32,64 --examples 1000,4000,16000 --flops 1e11 --out laws.png
    """
    from codeit.pretraining.power_law import LEAST_POINTS, fit_with_intervals
    from codeit.pretraining.scaling import ARMS

    chosen = [arm for arm in ARMS if arm in arms.split(",")]
    unknown = sorted(set(arms.split(",")) - set(ARMS))
    if unknown or not chosen:
        fail(f"--arms {arms}: choose of {', '.join(ARMS)}")
    found = _train_all(
        _numbers("--widths", widths), _numbers("--examples", examples), chosen, flops, seed
    )
    fits: Fits = {}
    for arm in chosen:
        points = [each.point for each in found if each.arm == arm]
        if len(points) >= LEAST_POINTS and min(p.loss for p in points) > floor:
            fits[arm] = fit_with_intervals(points, floor, seed)
    if out is not None:
        from viz.figures.scaling import write_scaling

        lines: dict[str, list[tuple[float, float, float]]] = {
            arm: [(t.parameters, t.data, t.bits) for t in found if t.arm == arm] for arm in chosen
        }
        write_scaling(lines, out)
    if json:
        print_json(_as_tree(found, fits, flops, floor))
        return
    _print(found, fits)
    if out is not None:
        say(f"wrote {out}")


def _numbers(option: str, text: str) -> list[int]:
    parts = text.split(",")
    if not all(part.strip().isdecimal() and int(part) >= 8 for part in parts):
        fail(f"{option} {text}: whole numbers of at least 8, with commas")
    return sorted({int(part) for part in parts})


def _train_all(
    widths: list[int], sizes: list[int], arms: list[Any], flops: float, seed: int
) -> "list[Trained]":
    from arc_dsl import Limits
    from arc_dsl.execute.pool import Pool
    from codeit.cli.progress import LiveReporter
    from codeit.pretraining.scaling import gather, train

    found = []
    with LiveReporter(progress_console()) as reporter, Pool(0, Limits(steps=20_000)) as pool:
        with reporter.stage("making examples") as advance:
            data, held = gather(max(sizes), seed, advance)
        plan = [(arm, width, size) for arm in arms for width in widths for size in sizes]
        with reporter.stage("training models") as advance:
            for number, (arm, width, size) in enumerate(plan, 1):
                found.append(train(arm, width, data[:size], held, flops, seed, pool))
                advance(number, len(plan))
    return found


def _print(found: "list[Trained]", fits: Fits) -> None:
    from rich.table import Table

    table = Table("arm", "width", "parameters", "examples", "epochs", "bits a token")
    for each in found:
        table.add_row(
            each.arm,
            str(each.width),
            f"{each.parameters:,}",
            f"{each.data:,}",
            f"{each.epochs:.1f}",
            f"{each.bits:.3f}",
        )
    console().print(table)
    for arm, (law, intervals) in fits.items():
        if law.at_an_end:
            say(f"{arm}: no law fits these losses, they hardly fall: try more --flops or sizes")
            continue
        said = ", ".join(
            f"{name} {getattr(law, name):.3f} ({low:.3f} to {high:.3f})"
            for name, (low, high) in intervals.items()
        )
        say(f"{arm}: {said}; E fixed at {law.floor:g}; residual {law.residual:.3f}")


def _as_tree(found: "list[Trained]", fits: Fits, flops: float, floor: float) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "flops": flops,
        "floor": floor,
        "models": [{**asdict(each), "epochs": each.epochs} for each in found],
        "laws": {
            arm: {
                **asdict(law),
                "size_exponent": law.size_exponent,
                "at_an_end": law.at_an_end,
                "intervals": {name: list(ends) for name, ends in intervals.items()},
            }
            for arm, (law, intervals) in fits.items()
        },
    }
