"""What the papers' switches change, each against its control, on equal budgets.

    python -m benchmarks switches objectives --seeds 3 --runs runs/switches
    python -m benchmarks switches acquisition --seeds 3 --runs runs/switches
    python -m benchmarks switches learning --seeds 3 --runs runs/switches
    python -m benchmarks switches feedback --seeds 3 --runs runs/switches
    python -m benchmarks switches turns --seeds 3 --runs runs/switches
    python -m benchmarks switches plan --seeds 3 --runs runs/switches
    python -m benchmarks switches symmetry --seeds 3 --runs runs/switches

`objectives` and `learning` are on sequences: every arm begins with one policy, trained on the
generator's stream before (`start`, made where it is missing), and searches the same sequences of
its seed with samples alone. The others are on grids: the shipped policy and tasks made for it, by
programs that are no seeds on inputs turned and recoloured. A run that is there
already is read, so that a call that was cut off goes on. Differences are those of `codeit compare`.
"""

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.made_tasks import make_tasks
from benchmarks.passing import passing
from buffer.experience import Origin
from buffer.replay import ReplayBuffer
from codeit.results.experiments.arms import BUDGETS, FIGURES, ReadRun, arms_of, compared, read_run
from codeit.results.experiments.comparison import Difference
from codeit.run.folder import RunFolder

__all__ = ["main"]

Settings = Mapping[str, Any]

_WIDTH: Settings = {
    "policy.width": 64,
    "policy.heads": 2,
    "policy.feed_forward": 128,
    "policy.program_tokens": 40,
    "sequence.searched": 0,
    "sequence.bases": 1,
    "learner.batch_size": 32,
    "mutation.per_iteration": 0,
}
_START: Settings = {
    **_WIDTH,
    "sequence.sequences": 48,
    "sequence.stream": 5500,
    "sequence.pool": 49_500,
    "loop.draw": 6000,
    "loop.found_share": 0,
    "loop.meta_iterations": 8,
    "policy.samples": 4,
    "learner.learning_rate": 0.003,
    "mutation.own_task": 0,
}
"""48,000 examples of the stream, some two CPU-minutes; nothing of its own samples is learnt."""
_SEQUENCES: Settings = {
    **_WIDTH,
    "sequence.bases": 5,
    "sequence.sequences": 96,
    "sequence.stream": 1000,
    "sequence.pool": 4000,
    "loop.draw": 1500,
    "loop.found_share": 0.5,
    "loop.meta_iterations": 3,
    "policy.samples": 12,
    "learner.learning_rate": 0.001,
    "mutation.own_task": 200,
    "frozen.example_ms": 1.75,
    "frozen.sample_ms": 1.2,
    "frozen.share": 1,
}
"""Samples alone, on all that the generator writes: the policy that the arms begin with has seen
programs of one base sequence. A frozen one has samples in the place of learning; measured on seed
100: 2.6 CPU seconds for 1,500 examples, 1.0 for 807 samples more."""
_GRIDS: Settings = {
    "policy.threads": 1,
    "policy.samples": 16,
    "execution.workers": 1,
    "loop.meta_iterations": 3,
    "loop.draw": 256,
    "loop.seed_relabel_tasks": 1,
    "mutation.per_iteration": 0,
    "mutation.own_task": 200,
    "near.per_task": 0,
    "search.steps": 0,
}
"""Samples and what is learnt from them; 30 CPU seconds a run."""
_BY_ITERATION = (
    "demonstrations_solved",
    "policy_cumulative_pass1",
    "policy_cumulative_pass3",
    "samples",
)
_START_SEED = 1000
_TASKS = 40


@dataclass(frozen=True, slots=True)
class _Experiment:
    """Arms that differ in one thing; the first is the control that others are compared with."""

    arms: Mapping[str, Sequence[str]]
    """What `codeit run` is told beside what all arms share."""
    shared: Callable[[Path], Sequence[str]]
    passes: bool = False
    """Whether the policies at the end, and the one they began with, are sampled for pass@k."""


def _set(settings: Settings) -> list[str]:
    return [f"--set={name}={value}" for name, value in settings.items()]


def _on_sequences(runs: Path) -> list[str]:
    start = runs / "start"
    if not _finished(start):
        _codeit("--domain", "sequence", *_place(start, _START_SEED), *_set(_START))
    checkpoint = start / "checkpoints" / f"iteration-{_START['loop.meta_iterations']:05d}"
    return ["--domain", "sequence", *_set({**_SEQUENCES, "policy.checkpoint": checkpoint})]


def _on_grids(runs: Path) -> list[str]:
    folder = runs / "made-tasks"
    if not folder.exists():
        make_tasks(folder, _TASKS, random.Random(_START_SEED))
    return ["--preset", "cpu", *_set({**_GRIDS, "data.search": folder})]


EXPERIMENTS: Mapping[str, _Experiment] = {
    "learning": _Experiment(
        {"plain": (), "A7": ("--ablate", "A7"), "A2": ("--ablate", "A2")}, _on_sequences, True
    ),
    "objectives": _Experiment(
        {
            "plain": (),
            "agro": ("--set=learner.objective=agro",),
            "spo": ("--set=learner.objective=spo",),
        },
        _on_sequences,
        True,
    ),
    "acquisition": _Experiment(
        {
            rule: (f"--set=loop.acquisition={rule}",)
            for rule in ("uniform", "open", "beta", "ensemble")
        },
        _on_grids,
    ),
    "feedback": _Experiment(
        {
            level: ("--set=repair.turns=3", f"--set=repair.feedback={level}")
            for level in ("none", "random", "binary", "failed", "all", "trace")
        },
        _on_grids,
    ),
    "turns": _Experiment(
        {
            "imitation": ("--set=repair.turns=3",),
            "agro": ("--set=repair.turns=3", "--set=learner.objective=agro"),
            "held_out": (
                "--set=repair.turns=3",
                "--set=learner.objective=agro",
                "--set=repair.reward=held_out",
            ),
        },
        _on_grids,
    ),
    "plan": _Experiment({"without": (), "plan": ("--set=policy.plan=4",)}, _on_grids),
    "symmetry": _Experiment(
        {way: (f"--set=data.symmetry={way}",) for way in ("none", "augment", "canonical")},
        _on_grids,
    ),
}


def main(arguments: Sequence[str]) -> int:
    """Run what is missing of an experiment, and print its figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks switches", description=__doc__)
    parser.add_argument("experiment", choices=tuple(EXPERIMENTS))
    parser.add_argument("--seeds", type=int, default=3, help="runs of each arm")
    parser.add_argument("--first", type=int, default=1, help="the first of the seeds")
    parser.add_argument("--arms", nargs="+", help="only these, the control among them")
    parser.add_argument("--runs", type=Path, default=Path("runs/switches"), help="runs are kept")
    parser.add_argument("--json", action="store_true", help="on one line")
    given = parser.parse_args(arguments)
    experiment = EXPERIMENTS[given.experiment]
    arms = {name: own for name, own in experiment.arms.items() if name in (given.arms or [name])}
    if len(arms) < 2:
        parser.error(f"two arms at least, of {', '.join(experiment.arms)}")
    given.runs.mkdir(parents=True, exist_ok=True)
    shared = experiment.shared(given.runs)
    folders: dict[str, list[Path]] = {name: [] for name in arms}
    for seed in range(given.first, given.first + given.seeds):
        for name, own in arms.items():  # all arms of a seed together: what is there can be paired
            folder = given.runs / f"{name}-{seed}"
            if not _finished(folder):
                _codeit(*shared, *own, *_place(folder, seed))
            folders[name].append(folder)
    found = _figures(folders)
    if experiment.passes:
        begun = {"start": [given.runs / "start"], **folders}
        found["passes"] = {name: passing(own) for name, own in begun.items()}
    print(json.dumps(found, indent=None if given.json else 1))
    return 0


def _place(folder: Path, seed: int) -> list[str]:
    return ["--runs", str(folder.parent), "--name", folder.name, "--seed", str(seed)]


def _codeit(*arguments: str) -> None:
    """A run; one that was cut off before is gone on with."""
    folder = Path(
        arguments[arguments.index("--runs") + 1], arguments[arguments.index("--name") + 1]
    )
    begun = (folder / "config.json").exists()
    what = ["--resume", str(folder)] if begun else arguments
    command = [sys.executable, "-m", "codeit", "run", *what]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _finished(folder: Path) -> bool:
    metrics, config = folder / "metrics.jsonl", folder / "config.json"
    if not metrics.exists() or not config.exists():
        return False
    wanted = int(json.loads(config.read_text())["config"]["loop"]["meta_iterations"])
    return len(metrics.read_text().splitlines()) > wanted


def _figures(folders: Mapping[str, Sequence[Path]]) -> dict[str, Any]:
    """What each arm spent and found, and how it differs from the first."""
    read = {name: [read_run(folder) for folder in own] for name, own in folders.items()}
    arms = arms_of([run for own in read.values() for run in own])
    names = dict(zip(arms, read, strict=True))
    found: dict[str, Any] = {
        "arms": {
            name: {
                "seeds": [run.seed for run in own],
                "cpu_seconds": [round(run.spent("cpu_seconds")[-1], 1) for run in own],
                "executed": [run.spent("executed")[-1] for run in own],
                "variety": [_variety(run) for run in own],
                **{
                    figure: [[row[figure] for row in run.rows] for run in own]
                    for figure in _BY_ITERATION
                    if figure in own[0].rows[0]
                },
            }
            for name, own in read.items()
        }
    }
    for figure in FIGURES:
        for budget in BUDGETS:
            for each in compared(arms, figure, budget):
                row = found.setdefault(figure, {}).setdefault(names[each.second], {})
                row |= {
                    "tasks": _difference(each.solved),
                    f"area_over_{budget}": _difference(each.area),
                    "only_this": each.discordant[0],
                    "only_control": each.discordant[1],
                }
    return found


def _variety(run: ReadRun) -> dict[str, float]:
    """Different programs of the policy that gave something, and what they gave, a search task."""
    with ReplayBuffer.open(RunFolder.open(run.folder).buffer_url, read_only=True) as buffer:
        known = buffer.behaviours.known()
    by_policy = known.origins == list(Origin).index(Origin.POLICY)
    own = known.take(by_policy & np.isin(known.tasks, run.tasks))
    count = len(run.tasks)
    return {
        "programs": round(len(own.ids) / count, 2),
        "behaviours": round(len(set(own.behaviours.tolist())) / count, 2),
    }


def _difference(gap: Difference) -> dict[str, float]:
    """The control's, this arm's, and the 95 % interval of this less the control's."""
    named = {"control": gap.first, "this": gap.second, "low": gap.low, "high": gap.high}
    return {name: round(value, 3) for name, value in named.items()}
