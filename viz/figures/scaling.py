"""Loss against data on logarithmic axes: a panel for each arm, a line for each size of model."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from viz.figures.charts import Label, compact, finish, label_ends, small_multiples
from viz.figures.files import save
from viz.palette import SERIES

__all__ = ["write_scaling"]


def write_scaling(
    arms: Mapping[str, Sequence[tuple[float, float, float]]], path: str | Path
) -> Path:
    """Draw (parameters, examples, bits a token) of every model by arm. Raises OSError, VizError."""
    figure, panels = small_multiples(len(arms), 3)
    for axes, (arm, points) in zip(panels, arms.items(), strict=True):
        labels = []
        for number, size in enumerate(sorted({n for n, _, _ in points})):
            own = sorted((d, loss) for n, d, loss in points if n == size)
            colour = SERIES[number % len(SERIES)]
            axes.plot(*zip(*own, strict=True), color=colour, marker="o", markersize=3)
            labels.append(Label(f"{compact(size)} parameters", own[-1][1], colour))
        axes.set_xscale("log")
        finish(axes, arm, "examples (bits a token)")
        label_ends(axes, labels)
    return save(figure, path)
