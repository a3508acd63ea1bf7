"""Which ranker puts a right answer first, among programs right on all demonstrations.

    python -m benchmarks rankers --hold-out docs/experiments/held-out.txt --checkpoint POLICY

Held-out training tasks are searched with the seeds of others, kin left out. What search finds is
ranked by each rule of `loop.ranker`; for `likelihood` the policy must not have seen these tasks (a
checkpoint that knows one is refused). Test outputs judge the order at the end and decide nothing
before.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from buffer.experience import Experience, Origin
from codeit.policy import build_policy
from codeit.policy.interface import LearnerConfig, PolicyConfig
from codeit.rankers.choosing import ranker_named
from codeit.rankers.interface import Found
from codeit.rankers.merging import merged
from codeit.results.evaluation import judged_predictions
from codeit.run.effort import cpu_seconds
from codeit.run.hold_out import divide
from codeit.run.trained_on import trained_on
from codeit.search.interface import Found as Find
from codeit.search.interface import View
from codeit.search.material import Material
from codeit.search.pooled import SearchJob, prepared, search_all
from codeit.search.ranking import family_of
from codeit.stages.likelihoods import likelihoods
from data.guard import canonical_hash
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import TaskSet

__all__ = ["main"]

RULES = ("length", "bits", "votes", "likelihood")
FIRST = (1, 2, 3)
SCORED = 4
"""Programs of each answer that the policy scores: the shortest and the cheapest ones."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found for one task that is right on all its demonstrations."""

    task_id: str
    finds: tuple[Find, ...]

    @property
    def answers(self) -> dict[str, Find]:
        """A find for each different answer on the test inputs, by its digest."""
        return {_digest(find): find for find in self.finds}


def main(arguments: Sequence[str]) -> int:
    """Search, rank and count; 0, or 2 for a policy that knows a task."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks rankers", description=__doc__)
    parser.add_argument("--hold-out", default="docs/experiments/held-out.txt", help="ids of tasks")
    parser.add_argument("--checkpoint", type=Path, required=True, help="never shown these tasks")
    parser.add_argument("--steps", type=int, default=90_000, help="of search a task")
    parser.add_argument("--json", action="store_true", help="on one line")
    given = parser.parse_args(arguments)
    parts = divide(load_tasks("arc1", "training"), load_seeds(), given.hold_out, 17)
    known = trained_on(given.checkpoint)
    met = [i for i, task in parts.held.items() if canonical_hash(task) in known]
    if met or not known:
        print(f"{given.checkpoint} was trained on {len(met) or 'who knows which'} of the tasks")
        return 2
    began = cpu_seconds()
    material = prepared(parts.seeds, parts.training)
    searched = _search(parts.held, material, given.steps)
    middle = cpu_seconds()
    scores = _scores(searched, parts.held, given.checkpoint)
    ended = cpu_seconds()
    found = _counted(searched, scores)
    found |= {"search_seconds": round(middle - began), "scoring_seconds": round(ended - middle)}
    print(json.dumps(found, indent=None if given.json else 1))
    return 0


def _search(tasks: TaskSet, material: Material, steps: int) -> list[Searched]:
    jobs = [SearchJob(View.of(task), steps) for task in tasks.values()]
    found = []
    for task_id, one in zip(tasks, search_all(jobs, material, 1, _tell), strict=True):
        exact = (f for f in one.finds if f.exact and any(p is not None for p in f.predictions))
        found.append(Searched(task_id, tuple(exact)))
    return [one for one in found if one.finds]


def _tell(done: int, total: int) -> None:
    print(f"searched {done} of {total}", end="\r", file=sys.stderr)


def _scores(
    searched: Sequence[Searched], tasks: TaskSet, checkpoint: Path
) -> Mapping[tuple[str, str], float]:
    """Likelihoods by task and program, where answers differ: else the order decides nothing."""
    config = PolicyConfig(checkpoint=str(checkpoint), threads=1)
    policy, _ = build_policy(config, LearnerConfig(), 0)
    asked: dict[tuple[str, str], None] = {}
    for one in searched:
        answers = one.answers
        for digest in answers if len(answers) > 1 else ():
            own = [find for find in one.finds if _digest(find) == digest]
            short = sorted(own, key=lambda find: len(find.program))
            cheap = sorted(own, key=lambda find: find.cost)
            kept = [*short[: SCORED // 2], *cheap[: SCORED // 2]]
            asked |= dict.fromkeys((one.task_id, find.program) for find in kept)
    experiences = [
        Experience(i, text, tasks[i].outputs, 1.0, 0.0, Origin.SEARCH) for i, text in asked
    ]
    return likelihoods(policy, experiences, tasks)


def _counted(
    searched: Sequence[Searched], scores: Mapping[tuple[str, str], float]
) -> dict[str, Any]:
    judge = judged_predictions("arc1", "training")
    ranks: dict[str, list[int]] = {rule: [] for rule in RULES}
    possible = several = 0
    for one in searched:
        right = {d for d, find in one.answers.items() if judge(one.task_id, find.predictions)}
        possible += bool(right)
        several += len(one.answers) > 1 and bool(right)
        for rule in RULES:
            order = _order(one, rule, scores)
            ranks[rule].append(next((n for n, d in enumerate(order, 1) if d in right), 0))
    first = {
        rule: {f"pass@{k}": sum(0 < n <= k for n in own) for k in FIRST}
        for rule, own in ranks.items()
    }
    tasks = {"exact": len(searched), "right": possible, "right_beside_others": several}
    return {**tasks, **first}


def _order(one: Searched, rule: str, scores: Mapping[tuple[str, str], float]) -> list[str]:
    """Digests of the answers, the best first."""
    found = [
        Found(
            find.program,
            1.0,
            tests=_digest(find),
            likelihood=scores.get((one.task_id, find.program)),
            nats=find.cost,
            family=family_of(find),
        )
        for find in one.finds
    ]
    return [each.tests for each in merged(found, ranker_named(rule))]


def _digest(find: Find) -> str:
    return repr(find.predictions)
