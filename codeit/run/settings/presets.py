"""The presets, the one dial: what each sets beside the defaults."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

__all__ = ["PRESETS"]

PRESETS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        # All tasks in four to six minutes on two cores: a little of everything. On the 80 tasks of
        # docs/experiments/held-out.txt 5,000 steps of search fit 33, 10,000 fit 37 (LOG.md,
        # 27 November 2026).
        "tiny": {
            "mutation.per_iteration": 200,
            "mutation.own_task": 500,
            "policy.samples": 24,
            "near.per_task": 10,
            "search.steps": 10_000,
        },
        # Mutants beside search: three times as many found one to three tasks more of 80
        # (docs/experiments/learning.md, 28 November 2026) and cost some 26 CPU seconds of 900.
        "cpu": {
            "search.steps": 100_000,
            "loop.meta_iterations": 10,
            "loop.draw": 8_192,
            "mutation.per_iteration": 30_000,
            "mutation.own_task": 4_000,
            "policy.samples": 96,
        },
        "gpu": {
            "policy.checkpoint": "none",
            "policy.width": 512,
            "policy.heads": 8,
            "policy.feed_forward": 1_536,
            "policy.encoder_layers": 8,
            "policy.decoder_layers": 6,
            "policy.positions": 640,
            "policy.max_lines": 16,
            "policy.temperature": 0.95,
            "policy.tasks_at_once": 32,
            "learner.batch_size": 512,
            "learner.micro_positions": 0,
            "loop.meta_iterations": 50,
            "loop.draw": 100_000,
            "mutation.per_iteration": 20_000,
            "mutation.own_task": 8_000,
            "replay.per_task": 512,
        },
        "paper": {
            "policy.checkpoint": "Salesforce/codet5p-220m",
            "policy.unique": False,
            "policy.temperature": 0.95,
            "policy.dropout": 0.1,
            "policy.tasks_at_once": 4,
            "learner.learning_rate": 5e-5,
            "learner.warmup_steps": 0,
            "learner.batch_size": 512,
            "learner.micro_positions": 0,
            "learner.micro_batch": 16,
            "learner.precision": "float16",
            "learner.primitive_weight": 0.0,
            "loop.meta_iterations": 100,
            "loop.draw": 100_000,
            "loop.found_share": 0.9,
            "loop.ranker": "length",
            "loop.seed_relabel_tasks": 0,
            "mutation.per_iteration": 200,
            "mutation.own_task": 200,
            "mutation.found_share": 0.0,
            "mutation.crossover": 0.0,
            "mutation.grow_on": False,
            "mutation.remember": False,
            "near.per_task": 0,
            "policy.fresh": False,
            "policy.samples": 24,
            "replay.rule": "priority",
            "replay.search_hits": False,
        },
        "sequence": {
            "domain": "sequence",
            "policy.checkpoint": "none",
            "policy.width": 96,
            "policy.heads": 3,
            "policy.feed_forward": 192,
            "policy.encoder_layers": 2,
            "policy.decoder_layers": 2,
            "policy.positions": 128,
            "policy.max_lines": 8,
            "policy.program_tokens": 48,
            "policy.threads": 1,
            "policy.samples": 4,
            "policy.tasks_at_once": 32,
            "learner.learning_rate": 2e-3,
            "learner.batch_size": 16,
            "learner.precision": "float32",
            "loop.meta_iterations": 8,
            "loop.draw": 6_144,
            "loop.found_share": 0.2,
            "loop.ranker": "length",
            "mutation.per_iteration": 1_000,
            "mutation.own_task": 500,
            "execution.workers": 1,
            # Measured there (LOG.md): a mutant is run once, whatever the number of sequences.
            "frozen.example_ms": 3.8,
            "frozen.sample_ms": 3.5,
            "frozen.mutant_ms": 0.14,
            "frozen.try_us": 0.01,
        },
    }
)
"""What each preset sets beside the defaults, by dotted field name."""
