"""Runs as arms of an experiment: read from their folders, grouped by configuration.

Two runs are of one arm if nothing but the seed and the place of their database sets them apart.
An arm is called by what sets it apart from the first one's configuration. Verdicts on test pairs
are read as evaluation left them; nothing here judges or executes a program.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from buffer.experience import Origin, Solution
from buffer.replay import ReplayBuffer
from codeit.errors import ConfigError
from codeit.results.experiments.comparison import ArmRun, Comparison, compare
from codeit.run.folder import RunFolder
from codeit.run.sources import sources_of

__all__ = ["BUDGETS", "FIGURES", "ReadRun", "arms_of", "compared", "read_run"]

FIGURES: Mapping[str, tuple[str, Callable[[Solution], bool]]] = {
    "demonstrations": ("tasks with all demonstrations right", lambda s: True),
    "tests": (
        "tasks with a program right on demonstrations and tests",
        lambda s: bool(s.solves_tests),
    ),
    "policy": (
        "tasks whose demonstrations a sample of the policy solves",
        lambda s: s.origin is Origin.POLICY,
    ),
}
"""What can be compared: what it counts, and which recorded solutions count."""
BUDGETS: Mapping[str, str] = {"executed": "programs executed", "cpu_seconds": "CPU seconds"}

_NOT_OF_AN_ARM = ("seed", "buffer.url", "data.max_pairs")  # the last: older runs have none


@dataclass(frozen=True, slots=True)
class ReadRun:
    """What comparison needs of a run."""

    folder: Path
    seed: int
    settings: Mapping[str, Any]
    """By dotted name, those that make an arm."""
    tasks: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    solutions: tuple[Solution, ...]

    def spent(self, budget: str) -> list[float]:
        """How much of a budget had been used after each meta-iteration."""
        if budget == "executed":
            return [float(row["executed"]) for row in self.rows]
        return list(accumulate(float(row.get(budget) or row["seconds"]) for row in self.rows))

    def arm_run(self, arm: str, figure: str, budget: str) -> ArmRun:
        """The run as one of an arm, by one figure and budget."""
        counts = FIGURES[figure][1]
        generated = self.settings.get("domain") == "sequence"  # every seed has sequences of its own
        names = {t: f"{t} of seed {self.seed}" if generated else t for t in self.tasks}
        spent = self.spent(budget)
        solved: dict[str, float] = {}
        for solution in self.solutions:
            if (name := names.get(solution.task_id)) is not None and counts(solution):
                cost = spent[min(solution.meta_iteration, len(spent) - 1)]
                if budget == "executed":
                    cost = min(cost, float(solution.executed))
                solved[name] = min(cost, solved.get(name, cost))
        return ArmRun(arm, self.seed, tuple(names.values()), spent[-1], solved)


def read_run(path: Path) -> ReadRun:
    """Read a run's folder. Raises ConfigError if it has no finished meta-iteration."""
    folder = RunFolder.open(path)
    with ReplayBuffer.open(folder.buffer_url, read_only=True) as buffer:
        rows = tuple(done.figures for done in buffer.meta_iterations())
        solutions = tuple(buffer.solutions())
    if not rows:
        raise ConfigError(f"{path} has no finished meta-iteration yet, so it cannot be compared")
    tree = json.loads(folder.config.model_dump_json())
    settings = {k: v for k, v in _flat(tree).items() if k not in _NOT_OF_AN_ARM}
    search = tuple(sources_of(folder.config).search)
    return ReadRun(path, folder.config.seed, settings, search, rows, solutions)


def arms_of(runs: Sequence[ReadRun]) -> dict[str, list[ReadRun]]:
    """The runs by arm, in the order in which arms first appear.

    Raises ConfigError if two runs of one arm have the same seed.
    """
    groups: list[list[ReadRun]] = []
    for run in runs:
        group = next((g for g in groups if g[0].settings == run.settings), None)
        if group is None:
            groups.append([run])
        elif any(other.seed == run.seed for other in group):
            raise ConfigError(
                f"{run.folder} has the settings and the seed {run.seed} of another run given"
            )
        else:
            group.append(run)
    base = groups[0][0].settings if groups else {}
    return {_name(group[0].settings, base, groups): group for group in groups}


def compared(arms: Mapping[str, Sequence[ReadRun]], figure: str, budget: str) -> list[Comparison]:
    """Every arm against the first, by one figure and budget.

    Raises ConfigError if they cannot be paired.
    """
    (base, first), *others = arms.items()
    try:
        return [
            compare(
                [run.arm_run(base, figure, budget) for run in first],
                [run.arm_run(name, figure, budget) for run in runs],
            )
            for name, runs in others
        ]
    except ValueError as error:
        raise ConfigError(str(error)) from None


def _flat(tree: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{key}.")
        else:
            found[before + key] = value
    return found


def _name(
    settings: Mapping[str, Any], base: Mapping[str, Any], groups: Sequence[Sequence[ReadRun]]
) -> str:
    """What sets the settings apart from the first arm's; for that one what others change."""
    ablation = str(settings.get("ablation", "none"))
    if settings == base:
        changed = {k for g in groups[1:] for k in base if g[0].settings.get(k) != base[k]}
        if "ablation" in changed or not changed or len(changed) > 2:
            return "full" if ablation == "none" else ablation
        return ", ".join(f"{k}={base[k]}" for k in sorted(changed))
    changes = {k: v for k, v in settings.items() if base.get(k) != v}
    if "ablation" in changes:
        return "full" if ablation == "none" else ablation
    return ", ".join(f"{k}={v}" for k, v in changes.items())
