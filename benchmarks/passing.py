"""pass@k and variety of the policies that runs end with, on the run's own tasks and on new ones.

The first k of 24 samples without repeats are k samples without repeats, so pass@1, 3 and 24 come
from one drawing. *new* are sequences of the generator that the policy was neither trained on nor
searched.
"""

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from codeit.domains.choosing import domain_named
from codeit.domains.sequence.domain import task_of
from codeit.domains.sequence.generating import distinct, draw
from codeit.policy import build_policy
from codeit.policy.interface import Policy
from codeit.rng import derive, generator
from codeit.run.assembling import limits_of
from codeit.run.folder import RunFolder
from codeit.run.sources import sources_of
from codeit.run.trained_on import trained_on
from data.guard import canonical_hash
from data.paths import expanded
from data.tasks import Task

__all__ = ["passing"]

SAMPLES = 24
FIRST = (1, 3, SAMPLES)
NEW = 96
_NEW_SEED = 2000
"""No run's seed."""


def passing(runs: Sequence[Path]) -> dict[str, Any]:
    """Shares of tasks in percent, and programs and behaviours a task: of each run, and the mean."""
    rows = [_of_run(RunFolder.open(path)) for path in runs]
    means = {
        where: {name: round(fmean(row[where][name] for row in rows), 2) for name in rows[0][where]}
        for where in rows[0]
    }
    return {"mean": means, "runs": rows}


def _of_run(folder: RunFolder) -> dict[str, dict[str, float]]:
    config = folder.config
    if config.domain != "sequence":
        raise ValueError("pass@k is measured on sequences, whose samples may run in this process")
    kept = sorted(folder.checkpoints.glob("iteration-*"))
    settings = config.policy
    if kept:  # a frozen policy has none of its own
        settings = settings.model_copy(update={"checkpoint": str(kept[-1])})
    policy, _ = build_policy(settings, config.learner, 0, domain_named(config.domain))
    own = list(sources_of(config).search.values())
    drawn = distinct(draw(generator(_NEW_SEED, "new")), 2 * NEW)
    tasks = [task_of(f"n{number:06d}", sequence) for number, sequence in enumerate(drawn)]
    known = trained_on(expanded(settings.checkpoint))
    new = [task for task in tasks if canonical_hash(task) not in known][:NEW]
    return {name: _of(policy, tasks, folder) for name, tasks in (("own", own), ("new", new))}


def _of(policy: Policy, tasks: Sequence[Task], folder: RunFolder) -> dict[str, float]:
    config = folder.config
    first: list[int] = []
    programs: list[int] = []
    behaviours: list[int] = []
    domain = domain_named(config.domain)
    drawn = policy.sample(tasks, SAMPLES, derive(config.seed, "passing"))
    with domain.executor(1, limits_of(config.execution)) as executor:
        for task, candidates in zip(tasks, drawn, strict=True):
            texts = [candidate.program for candidate in candidates]
            ends = executor.outcomes(texts, task.inputs)
            given = [tuple(outcome.grid for outcome in own) for own in ends]
            first.append(next((n for n, g in enumerate(given, 1) if g == task.outputs), 10**9))
            programs.append(len(set(texts)))
            behaviours.append(len(set(given)))
    return {
        **{f"pass@{k}": 100 * fmean(n <= k for n in first) for k in FIRST},
        "programs": fmean(programs),
        "behaviours": fmean(behaviours),
    }
