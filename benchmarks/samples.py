"""How often the policy's samples are right on tasks that its training never saw.

    python -m benchmarks samples [--checkpoint DIR] [--on heldout|evaluation] [--temperatures A,B]

*heldout*: the solved ARC-AGI-1 training tasks that `codeit pretrain` holds out by default; means
something only for a policy that was trained so (the shipped one has seen them). *evaluation*: the
first tasks of the ARC-AGI-1 evaluation split, by id; nothing is printed about any one of them.
Only demonstrations are used: *exact* is right on the first one, *solved* on all of them.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import torch

from codeit.policy.building import load_model
from codeit.policy.interface import PolicyConfig
from codeit.pretraining.holdout import hold_out
from codeit.pretraining.measuring import judge_samples
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import Task

__all__ = ["main"]

SEED = 17
_HELD_OUT = 0.2
"""The share that `codeit pretrain` holds out."""
_PERCENT = ("exact", "runs")


def main(argv: list[str]) -> int:
    """Run the benchmark; always 0."""
    policy = PolicyConfig()
    parser = argparse.ArgumentParser(prog="benchmarks samples", description=__doc__)
    parser.add_argument("--checkpoint", default=policy.checkpoint, help="shipped, or a folder")
    parser.add_argument("--on", choices=["heldout", "evaluation"], default="evaluation")
    parser.add_argument("--tasks", type=int, default=150, help="most tasks (default 150)")
    parser.add_argument("--samples", type=int, default=100, help="of each task (default 100)")
    parser.add_argument("--temperatures", default=str(policy.temperature), help="with commas")
    parser.add_argument("--lines", type=int, default=policy.max_lines, help="most of a program")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads (default 1)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    torch.set_num_threads(options.threads)
    tasks = _tasks(options.on)[: options.tasks]
    report = {
        text: _judged(options, tasks, float(text)) for text in options.temperatures.split(",")
    }
    if options.json:
        print(json.dumps(report))
        return 0
    for text, figures in report.items():
        print(f"temperature {text}")
        for name, value in figures.items():
            shown = f"{value:.2%}" if name in _PERCENT else value
            print(f"    {name:<10} {shown}")
    return 0


def _tasks(where: str) -> list[Task]:
    if where == "evaluation":
        found = load_tasks("arc1", "evaluation")
        return [found[task_id] for task_id in sorted(found)]
    return list(hold_out(load_tasks("arc1", "training"), load_seeds(), _HELD_OUT).tasks)


def _judged(
    options: argparse.Namespace, tasks: Sequence[Task], temperature: float
) -> dict[str, Any]:
    config = PolicyConfig(
        checkpoint=options.checkpoint,
        temperature=temperature,
        samples=options.samples,
        max_lines=options.lines,
    )
    return asdict(judge_samples(load_model(config, SEED), config, tasks, SEED))
